"""How much an event holds and how far its log is: what a backup says of itself, and what a restore would change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.copies import read_rows
from competition.db.models import AuditHead, Entry, Event, Sheet, SheetResult
from competition.domain.stages import SheetState


@dataclass(frozen=True, slots=True)
class EventSize:
    """An event in figures. marks: filled fields of its sheets; seq, hash: the head of its log.

    rehearsal: whether it is one, and so may be wiped at any time.
    """

    id: str
    code: str
    name: Mapping[str, str]
    entries: int
    sheets: int
    locked: int
    marks: int
    seq: int
    hash: str
    rehearsal: bool = False

    def as_json(self) -> dict[str, Json]:
        """Return it as a backup's manifest holds it."""
        return {name: getattr(self, name) for name in _FIELDS} | {"name": dict(self.name)}


_FIELDS = ("id", "code", "entries", "sheets", "locked", "marks", "seq", "hash", "rehearsal")


def size_from_json(found: Mapping[str, Any]) -> EventSize:
    """Return what `as_json` wrote; raises KeyError, TypeError or ValueError for anything else."""
    return EventSize(
        id=str(found["id"]),
        code=str(found["code"]),
        name={str(key): str(value) for key, value in found["name"].items()},
        entries=int(found["entries"]),
        sheets=int(found["sheets"]),
        locked=int(found["locked"]),
        marks=int(found["marks"]),
        seq=int(found["seq"]),
        hash=str(found["hash"]),
        rehearsal=bool(found["rehearsal"]),
    )


def event_sizes(source: Session | Connection) -> tuple[EventSize, ...]:
    """Return every event in figures, by code. One statement."""
    return tuple(EventSize(*row) for row in source.execute(_statement()))


def event_sizes_in(path: Path) -> tuple[EventSize, ...]:
    """Return the same of a SQLite file that nobody uses."""
    text = str(_statement().compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    rows = read_rows(path, text)
    return tuple(_size(*row) for row in rows)


def _size(event_id: str, code: str, name: str, *more: Any) -> EventSize:
    entries, sheets, locked, marks, seq, digest, rehearsal = more
    return EventSize(event_id, code, json.loads(name), entries, sheets, locked, marks, seq, digest, bool(rehearsal))


def _statement() -> Select[str, str, dict[str, str], int, int, int, int, int, str, bool]:
    sheets = select(func.count()).select_from(Sheet).where(Sheet.event_id == Event.id)
    marks = (
        select(func.coalesce(func.sum(SheetResult.filled), 0))
        .join(Sheet, Sheet.id == SheetResult.sheet_id)
        .where(Sheet.event_id == Event.id)
    )
    return (
        select(
            Event.id,
            Event.code,
            Event.name,
            _own(select(func.count()).select_from(Entry).where(Entry.event_id == Event.id)),
            _own(sheets),
            _own(sheets.where(Sheet.state == SheetState.LOCKED.value)),
            _own(marks),
            AuditHead.seq,
            AuditHead.hash,
            Event.rehearsal_of.is_not(None),
        )
        .join(AuditHead, AuditHead.event_id == Event.id)
        .order_by(Event.code)
    )


def _own(statement: Select[int]) -> ScalarSelect[int]:
    return statement.correlate(Event).scalar_subquery()
