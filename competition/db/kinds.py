"""How a value of each column type is written outside the database, exact and the same on both engines.

text, number, flag: as JSON has them. mark: "12.50". moment: RFC 3339 in UTC with microseconds. date: "2024-06-25".
json: as it is. file: bytes that lie beside the rows, named by their SHA-256. Described in docs/archive.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, DateTime, Integer, LargeBinary, String, Time

from competition.db.types import CENT, Hundredths, UtcDateTime


class Kind(StrEnum):
    """What a column holds, outside the database."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MARK = "mark"
    MOMENT = "moment"
    DATE = "date"
    TIME = "time"
    JSON = "json"
    FILE = "file"


_KINDS: tuple[tuple[type[Any], Kind], ...] = (
    (Hundredths, Kind.MARK),
    (UtcDateTime, Kind.MOMENT),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DATE),
    (Time, Kind.TIME),
    (JSON, Kind.JSON),
    (Boolean, Kind.FLAG),
    (BigInteger, Kind.NUMBER),
    (Integer, Kind.NUMBER),
    (String, Kind.TEXT),
    (LargeBinary, Kind.FILE),
)


def kind_of(column: Column[Any]) -> Kind:
    """Return the kind of a column; raises TypeError for a type that could not be written exactly."""
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise TypeError(f"{column.table.name}.{column.name} holds {column.type!r}, which no archive can write exactly")


def written(kind: Kind, value: Any, keep_file: Callable[[bytes], str]) -> Any:
    """Return a value of the database as JSON has it. keep_file: keeps bytes and returns their SHA-256."""
    if value is None or kind in (Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.JSON):
        return value
    if kind is Kind.MARK:
        return str(value)
    if kind is Kind.MOMENT:
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if kind is Kind.FILE:
        return keep_file(value)
    return value.isoformat()


def read(kind: Kind, value: Any, file_of: Callable[[str], bytes]) -> Any:
    """Return what `written` was given; raises ValueError, TypeError or KeyError for anything else."""
    if value is None or kind is Kind.JSON:
        return value
    if kind in (Kind.NUMBER, Kind.FLAG):
        wanted = int if kind is Kind.NUMBER else bool
        if type(value) is not wanted:
            raise TypeError(type(value))
        return value
    if not isinstance(value, str):
        raise TypeError(type(value))
    return _FROM_TEXT[kind](value) if kind is not Kind.FILE else _checked(value, file_of(value))


def _checked(told: str, found: bytes) -> bytes:
    if hashlib.sha256(found).hexdigest() != told:
        raise ValueError(told)
    return found


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not text.endswith("Z"):
        raise ValueError(text)
    return moment


def _mark(text: str) -> Decimal:
    mark = Decimal(text)
    if not mark.is_finite() or str(mark.quantize(CENT)) != text:
        raise ValueError(text)
    return mark


_FROM_TEXT: dict[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.MARK: _mark,
    Kind.MOMENT: _moment,
    Kind.DATE: date.fromisoformat,
    Kind.TIME: time.fromisoformat,
}
