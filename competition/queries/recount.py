"""Count the results of an event anew from its marks and scores, and compare them with those that are stored.

Marks of measured aspects are earned again from their values, everywhere. Sums of sheets are counted where the sheet is
locked, since an open one may wait for a judge who came later. Sums of entries are those of their sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Entry,
    EntryResult,
    Mark,
    Round,
    SchemeVersion,
    Score,
    Sheet,
    SheetResult,
    SubCriterionRow,
    Trade,
)
from competition.domain.errors import DomainError, Problem, error
from competition.domain.marking import Aggregation, PanelMethod, Value, ValueKind, measurement_mark
from competition.domain.rounds import ScoreEntry, judgement_state
from competition.domain.scheme import AspectType
from competition.domain.stages import SheetState
from competition.queries.registers import CLEARED
from competition.queries.schemes import AspectRef, read_scheme_index

BATCH = 2000
NOTHING = Decimal("0.00")


@dataclass
class _Sheet:
    """One sheet as it was entered: the last mark of each aspect, scores by round and judge, rounds opened."""

    name: str
    trade_id: str
    locked: bool
    stored: Decimal | None
    entry_id: str
    sub_criterion_id: str
    awards: dict[str, Decimal | None] = field(default_factory=dict)
    scores: dict[str, dict[tuple[int, str], tuple[str, str]]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)


def recount_event(session: Session, event_id: str) -> Iterator[Problem]:
    """Yield what is stored otherwise than it counts, marks first. About ten statements and four a scheme version."""
    aspects = _aspects(session, event_id)
    sheets = _sheets(session, event_id)
    yield from _marks(session, event_id, aspects, sheets)
    _read_scores(session, event_id, sheets)
    rules = {
        trade_id: Aggregation(PanelMethod(method))
        for trade_id, method in session.execute(select(Trade.id, Trade.aggregation).where(Trade.event_id == event_id))
    }
    by_sub_criterion: dict[str, list[AspectRef]] = {}
    for sub_criterion_id, ref in aspects.values():
        by_sub_criterion.setdefault(sub_criterion_id, []).append(ref)
    for sheet in sheets.values():
        if sheet.locked:
            yield from _sheet(sheet, by_sub_criterion.get(sheet.sub_criterion_id, []), rules[sheet.trade_id])
    yield from _entries(session, event_id, sheets)


def _aspects(session: Session, event_id: str) -> dict[str, tuple[str, AspectRef]]:
    """Return the aspects of all versions with their sub-criterion, by id."""
    versions = session.scalars(
        select(SchemeVersion.id).join(Trade, Trade.id == SchemeVersion.trade_id).where(Trade.event_id == event_id)
    ).all()
    indexes = [read_scheme_index(session, version_id) for version_id in versions]
    return {ref.id: (sub.id, ref) for index in indexes for sub in index.sub_criteria.values() for ref in sub.aspects}


def _sheets(session: Session, event_id: str) -> dict[str, _Sheet]:
    rows = session.execute(
        select(
            Sheet.id,
            Sheet.trade_id,
            Sheet.state,
            SheetResult.total,
            Sheet.entry_id,
            Sheet.sub_criterion_id,
            Trade.code.label("trade"),
            Entry.code.label("entry"),
            SubCriterionRow.code.label("sub"),
        )
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Sheet.event_id == event_id)
        .order_by(Trade.code, Entry.code, SubCriterionRow.code)
    )
    return {
        row.id: _Sheet(
            f"{row.trade} {row.entry} {row.sub}",
            row.trade_id,
            row.state == SheetState.LOCKED.value,
            row.total,
            row.entry_id,
            row.sub_criterion_id,
        )
        for row in rows
    }


def _marks(
    session: Session, event_id: str, aspects: Mapping[str, tuple[str, AspectRef]], sheets: Mapping[str, _Sheet]
) -> Iterator[Problem]:
    """Yield marks that their value does not earn, and keep the last one of each aspect."""
    statement = select(Mark.sheet_id, Mark.aspect_id, Mark.kind, Mark.value, Mark.award)
    for row in _of(session, statement.join(Sheet, Sheet.id == Mark.sheet_id), event_id, Mark.version):
        _, ref = aspects[row.aspect_id]
        earned = _earned(ref, row)
        if earned != row.award:
            yield error(
                "award_differs", register=f"{sheets[row.sheet_id].name} {ref.aspect.code}", found=str(row.award)
            )
        sheets[row.sheet_id].awards[row.aspect_id] = earned


def _earned(ref: AspectRef, row: Row[Any]) -> Decimal | None:
    if row.kind == CLEARED:
        return None
    try:
        value = Value(ValueKind(row.kind), row.value or "")
        return measurement_mark(ref.aspect.calculation, ref.aspect.max_mark, value.measured())
    except (DomainError, ValueError):
        return None


def _read_scores(session: Session, event_id: str, sheets: Mapping[str, _Sheet]) -> None:
    statement = select(Score.sheet_id, Score.aspect_id, Score.round, Score.judge_id, Score.kind, Score.value)
    for row in _of(session, statement.join(Sheet, Sheet.id == Score.sheet_id), event_id, Score.version):
        given = sheets[row.sheet_id].scores.setdefault(row.aspect_id, {})
        given[row.round, row.judge_id] = (row.kind, row.value or "")
    opened = select(Round.sheet_id, Round.aspect_id, Round.number).join(Sheet, Sheet.id == Round.sheet_id)
    for row in _of(session, opened, event_id, Round.number):
        sheets[row.sheet_id].rounds[row.aspect_id] = row.number


def _of(session: Session, statement: Select[*tuple[Any, ...]], event_id: str, order: Any) -> Iterator[Row[Any]]:
    found = session.execute(
        statement.where(Sheet.event_id == event_id).order_by(order).execution_options(yield_per=BATCH)
    )
    with found:
        yield from found


def _sheet(sheet: _Sheet, refs: list[AspectRef], rule: Aggregation) -> Iterator[Problem]:
    awards = [
        sheet.awards.get(ref.id) if ref.aspect.type is AspectType.MEASUREMENT else _judged(sheet, ref, rule)
        for ref in refs
    ]
    given = [award for award in awards if award is not None]
    total = sum(given, NOTHING) if given else None
    if total != sheet.stored:
        yield error("sheet_sum_differs", sheet_name=sheet.name, found=str(sheet.stored), counted=str(total))


def _judged(sheet: _Sheet, ref: AspectRef, rule: Aggregation) -> Decimal | None:
    """Return the mark that the scores of the last round earn.

    Whoever scored in it was its panel, and since the sheet was locked they agreed, whatever the limit is now.
    """
    opened = sheet.rounds.get(ref.id, 1)
    entries = [
        ScoreEntry(judge, number, Value(ValueKind(kind), value).score())
        for (number, judge), (kind, value) in sheet.scores.get(ref.id, {}).items()
        if kind != CLEARED and number == opened
    ]
    panel = sorted(entry.judge for entry in entries)
    try:
        return judgement_state(panel, entries, ref.aspect.max_mark, opened=opened, spread_limit=None, rule=rule).award
    except DomainError:
        return None


def _entries(session: Session, event_id: str, sheets: Mapping[str, _Sheet]) -> Iterator[Problem]:
    sums: dict[str, Decimal] = {}
    for sheet in sheets.values():
        if sheet.stored is not None:
            sums[sheet.entry_id] = sums.get(sheet.entry_id, NOTHING) + sheet.stored
    rows = session.execute(
        select(Entry.id, Entry.code, Trade.code, EntryResult.total)
        .join(Trade, Trade.id == Entry.trade_id)
        .join(EntryResult, EntryResult.entry_id == Entry.id)
        .where(Entry.event_id == event_id)
        .order_by(Trade.code, Entry.code)
    )
    for entry_id, code, trade, total in rows:
        if total != sums.get(entry_id):
            yield error("entry_sum_differs", entry=f"{trade} {code}", found=str(total), counted=str(sums.get(entry_id)))
