"""A list of trades as somebody types or pastes it: rows of text, their faults, numbers for those without one.

Rows keep what was typed, so that nothing is lost before it is right. Source: PRODUCT A1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from competition.domain.errors import Problem, error
from competition.domain.roster import trade_key
from competition.domain.trade_settings import MOST_COMPETITORS

MOST_TRADES = 200
LONGEST_NAME = 200
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", re.ASCII)
_SIZE = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class TradeRow:
    """One trade as it was typed. name: in the event's first language, second: in its second one.

    source: the code of the trade of an earlier event whose settings and scheme are taken along, "" for a new one.
    """

    code: str = ""
    name: str = ""
    second: str = ""
    sector: str = ""
    team_size: str = ""
    place: str = ""
    source: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not any((self.code, self.name, self.second, self.sector, self.team_size, self.place))

    @property
    def size(self) -> int:
        """Return the competitors of an entry, one where nothing was typed; the row must be right."""
        return int(self.team_size or 1)


COLUMNS = tuple(each.name for each in fields(TradeRow))


def row_from(values: Mapping[str, object]) -> TradeRow:
    """Return a row from plain values; what is no text is left out, spare spaces go."""
    return TradeRow(
        **{name: " ".join(str(values[name]).split()) for name in COLUMNS if isinstance(values.get(name), str)}
    )


def number_trades(rows: Sequence[TradeRow], taken: Collection[str] = ()) -> tuple[TradeRow, ...]:
    """Return the rows with a code each: those without one get the lowest free numbers, two digits, in their order."""
    used = {trade_key(code) for code in (*taken, *(row.code for row in rows)) if code}
    numbers = (f"{number:02d}" for number in range(1, len(rows) + len(used) + 2))
    free = (code for code in numbers if trade_key(code) not in used)
    return tuple(row if row.code or row.is_empty else replace(row, code=next(free)) for row in rows)


def check_trades(rows: Sequence[TradeRow], taken: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return what is wrong, each with the row (counted from 1) and the column of the fault.

    taken: codes that the event has already.
    """
    found: list[Problem] = []
    first: dict[str, int] = {}
    known = {trade_key(code) for code in taken}
    for number, row in enumerate(rows, start=1):
        if row.is_empty:
            continue
        found += _check_code(number, row, first, known)
        if not row.name and not row.second:
            found.append(error("trade_name_missing", row=number, column="name"))
        for column in ("name", "second", "sector", "place"):
            if len(getattr(row, column)) > LONGEST_NAME:
                found.append(error("name_too_long", row=number, column=column, limit=str(LONGEST_NAME)))
        if row.team_size and not (_SIZE.fullmatch(row.team_size) and 1 <= int(row.team_size) <= MOST_COMPETITORS):
            found.append(error("team_size_invalid", row=number, column="team_size", limit=str(MOST_COMPETITORS)))
    if len(rows) > MOST_TRADES:
        found.append(error("too_many_trades", row=MOST_TRADES + 1, column="code", limit=str(MOST_TRADES)))
    return tuple(found)


def filled(rows: Iterable[TradeRow]) -> tuple[TradeRow, ...]:
    """Return the rows in which something was typed."""
    return tuple(row for row in rows if not row.is_empty)


def _check_code(number: int, row: TradeRow, first: dict[str, int], known: set[str]) -> list[Problem]:
    if not row.code:
        return []
    if not _CODE.fullmatch(row.code):
        return [error("trade_code_invalid", row=number, column="code", trade=row.code)]
    key = trade_key(row.code)
    if key in known:
        return [error("trade_code_taken", row=number, column="code", trade=row.code)]
    if key in first:
        return [error("trade_code_twice", row=number, column="code", trade=row.code, first=str(first[key]))]
    first[key] = number
    return []
