"""From the marks of a sheet to the sums of its entry; recomputed on write, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import Line, run
from competition.db.models import Entry, EntryResult, Sheet, SheetResult
from competition.domain.rounds import FINISHED, JudgementStatus
from competition.queries.registers import AspectState
from competition.queries.schemes import SchemeIndex
from competition.queries.sheet_frames import SheetFrame
from competition.queries.taking_part import has_sheets

NOTHING = Decimal("0.00")


_SUMS = ("total", "marked", "aspects", "disagreeing", "registers", "filled")
_ENTRY_SUMS = ("total", "marked", "aspects", "criteria")
_RESULT = update(SheetResult).where(SheetResult.sheet_id == bindparam("sheet"))
_SHEET = _RESULT.values({name: bindparam(name) for name in (*_SUMS, "changed_at")})
_AGAIN = _RESULT.values({name: bindparam(name) for name in _SUMS})
_OF_ENTRY = (
    select(Sheet.sub_criterion_id, SheetResult.total, SheetResult.marked, SheetResult.aspects)
    .join(SheetResult, SheetResult.sheet_id == Sheet.id)
    .where(Sheet.entry_id == bindparam("entry"))
)
_ENTRY = (
    update(EntryResult)
    .where(EntryResult.entry_id == bindparam("entry"))
    .values({name: bindparam(name) for name in _ENTRY_SUMS})
)
_OF_TRADE = (
    select(Sheet.entry_id, Sheet.sub_criterion_id, SheetResult.total, SheetResult.marked, SheetResult.aspects)
    .join(SheetResult, SheetResult.sheet_id == Sheet.id)
    .join(Entry, Entry.id == Sheet.entry_id)
    .where(Entry.trade_id == bindparam("trade"), has_sheets())
)
_PRESENT = (
    select(EntryResult.entry_id, *(getattr(EntryResult, name) for name in _ENTRY_SUMS))
    .join(Entry, Entry.id == EntryResult.entry_id)
    .where(Entry.trade_id == bindparam("trade"), has_sheets())
)


def refresh_results(
    session: Session, frame: SheetFrame, index: SchemeIndex, states: Mapping[str, AspectState], now: datetime
) -> None:
    """Write the sums of one sheet and of its entry. Three statements, whatever the size of the event."""
    run(session, _SHEET, {"sheet": frame.id, **_sums(states), "changed_at": now})
    refresh_entry(session, frame.entry_id, index)


def recompute_sheets(session: Session, states: Mapping[str, Mapping[str, AspectState]]) -> None:
    """Write the sums of some sheets anew, without any mark having been entered. states: by sheet. One statement."""
    if states:
        run(session, _AGAIN, [{"sheet": sheet_id, **_sums(each)} for sheet_id, each in states.items()])


def _sums(states: Mapping[str, AspectState]) -> dict[str, object]:
    awards = [state.award for state in states.values() if state.status in FINISHED and state.award is not None]
    return {
        "total": sum(awards, NOTHING) if awards else None,
        "marked": sum(state.status in FINISHED for state in states.values()),
        "aspects": len(states),
        "disagreeing": sum(state.status is JudgementStatus.DISAGREE for state in states.values()),
        "registers": sum(state.of for state in states.values()),
        "filled": sum(state.filled for state in states.values()),
    }


def refresh_entry(session: Session, entry_id: str, index: SchemeIndex) -> None:
    """Write the sums of one entry from its sheets. Two statements."""
    rows = run(session, _OF_ENTRY, {"entry": entry_id})
    run(session, _ENTRY, {"entry": entry_id, **_entry_sums(rows, index)})


def refresh_entries(session: Session, trade_id: str, index: SchemeIndex) -> int:
    """Write the sums of the entries of a trade that have sheets, where they are others; returns of how many.

    Three statements, whatever the number of entries.
    """
    sheets: dict[str, list[Line]] = {}
    for row in run(session, _OF_TRADE, {"trade": trade_id}):
        sheets.setdefault(row.entry_id, []).append(row)
    changed = []
    for entry_id, *present in run(session, _PRESENT, {"trade": trade_id}):
        sums = _entry_sums(sheets.get(entry_id, ()), index)
        if [sums[name] for name in _ENTRY_SUMS] != present:
            changed.append({"entry": entry_id, **sums})
    if changed:
        run(session, _ENTRY, changed)
    return len(changed)


def _entry_sums(sheets: Iterable[Line], index: SchemeIndex) -> dict[str, object]:
    """Return the sums of an entry. sheets: sub-criterion, total, marked, aspects of each."""
    total: Decimal | None = None
    marked = aspects = 0
    sums: dict[str, Decimal] = {}
    counts: dict[str, list[int]] = {criterion.code: [0, 0] for criterion in index.scheme.criteria}
    for sheet in sheets:
        code = index.sub_criteria[sheet.sub_criterion_id].criterion
        counts[code][0] += sheet.marked
        counts[code][1] += sheet.aspects
        marked, aspects = marked + sheet.marked, aspects + sheet.aspects
        if sheet.total is not None:
            sums[code] = sums.get(code, NOTHING) + sheet.total
            total = (total or NOTHING) + sheet.total
    criteria: dict[str, dict[str, Json]] = {
        code: {"mark": str(sums[code]) if code in sums else None, "marked": done, "of": of}
        for code, (done, of) in counts.items()
    }
    return {"total": total, "marked": marked, "aspects": aspects, "criteria": criteria}
