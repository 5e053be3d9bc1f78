"""Count the results of an event anew from its marks and scores, and compare them with those that are stored.

Marks of measured aspects are earned again from their values, everywhere; one that was entered before the scheme was
changed may be earned by any version that goes on with it, and counts by the sheet's own. Sums of sheets are counted
where the sheet is locked, since an open one may wait for a judge who came later. Sums of entries are those of their
sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from competition.queries.schemes import AspectRef, SchemeIndex, read_scheme_index

BATCH = 2000
NOTHING = Decimal("0.00")


@dataclass
class _Sheet:
    """One sheet as it was entered: the last value of each aspect, scores by round and judge, rounds opened.

    counts: its sub-criterion is part of the scheme; sources: other sheets whose marks it has too.
    """

    name: str
    trade_id: str
    locked: bool
    stored: Decimal | None
    entry_id: str
    sub_criterion_id: str
    counts: bool
    sources: tuple[str, ...]
    values: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    scores: dict[str, dict[tuple[int, str], tuple[int, str, str]]] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)


def recount_event(session: Session, event_id: str) -> Iterator[Problem]:
    """Yield what is stored otherwise than it counts, marks first. About ten statements and four a scheme version."""
    indexes = _indexes(session, event_id)
    aspects: dict[str, list[AspectRef]] = {}
    for ref in (ref for index in indexes for sub in index.sub_criteria.values() for ref in sub.aspects):
        aspects.setdefault(ref.id, []).append(ref)
    sheets = _sheets(session, event_id)
    yield from _marks(session, event_id, aspects, sheets)
    _read_scores(session, event_id, sheets)
    rules = {
        trade_id: Aggregation(PanelMethod(method))
        for trade_id, method in session.execute(select(Trade.id, Trade.aggregation).where(Trade.event_id == event_id))
    }
    refs = {sub.id: sub.aspects for index in indexes for sub in index.sub_criteria.values()}
    for sheet in sheets.values():
        if sheet.locked and sheet.counts:
            whole = _with_sources(sheet, sheets)
            yield from _sheet(whole, refs.get(sheet.sub_criterion_id, ()), rules[sheet.trade_id])
    yield from _entries(session, event_id, sheets)


def _indexes(session: Session, event_id: str) -> list[SchemeIndex]:
    """Return all versions of all schemes."""
    versions = session.scalars(
        select(SchemeVersion.id).join(Trade, Trade.id == SchemeVersion.trade_id).where(Trade.event_id == event_id)
    ).all()
    return [read_scheme_index(session, version_id) for version_id in versions]


def _with_sources(sheet: _Sheet, sheets: Mapping[str, _Sheet]) -> _Sheet:
    """Return a sheet with what was entered on others before the scheme was changed; a later version counts."""
    if not sheet.sources:
        return sheet
    whole = replace(sheet, values={}, scores={}, rounds={})
    for each in (sheet, *(sheets[source] for source in sheet.sources if source in sheets)):
        for aspect, value in each.values.items():
            whole.values[aspect] = max(value, whole.values.get(aspect, value))
        for aspect, given in each.scores.items():
            known = whole.scores.setdefault(aspect, {})
            known.update({place: max(score, known.get(place, score)) for place, score in given.items()})
        for aspect, number in each.rounds.items():
            whole.rounds[aspect] = max(number, whole.rounds.get(aspect, number))
    return whole


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
            SheetResult.sheet_id.label("result"),
            Sheet.sources,
        )
        .outerjoin(SheetResult, SheetResult.sheet_id == Sheet.id)
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
            row.result is not None,
            tuple(row.sources),
        )
        for row in rows
    }


def _marks(
    session: Session, event_id: str, aspects: Mapping[str, Sequence[AspectRef]], sheets: Mapping[str, _Sheet]
) -> Iterator[Problem]:
    """Yield marks that their value does not earn, and keep the last value of each aspect."""
    statement = select(Mark.sheet_id, Mark.aspect_id, Mark.kind, Mark.value, Mark.award, Mark.version)
    for row in _of(session, statement.join(Sheet, Sheet.id == Mark.sheet_id), event_id, Mark.version):
        refs = aspects[row.aspect_id]
        if all(_earned(ref, row.kind, row.value or "") != row.award for ref in refs):
            register = f"{sheets[row.sheet_id].name} {refs[-1].aspect.code}"
            yield error("award_differs", register=register, found=str(row.award))
        sheets[row.sheet_id].values[row.aspect_id] = (row.version, row.kind, row.value or "")


def _earned(ref: AspectRef, kind: str, number: str) -> Decimal | None:
    if kind == CLEARED:
        return None
    try:
        value = Value(ValueKind(kind), number)
        return measurement_mark(ref.aspect.calculation, ref.aspect.max_mark, value.measured())
    except (DomainError, ValueError):
        return None


def _read_scores(session: Session, event_id: str, sheets: Mapping[str, _Sheet]) -> None:
    statement = select(
        Score.sheet_id, Score.aspect_id, Score.round, Score.judge_id, Score.kind, Score.value, Score.version
    )
    for row in _of(session, statement.join(Sheet, Sheet.id == Score.sheet_id), event_id, Score.version):
        given = sheets[row.sheet_id].scores.setdefault(row.aspect_id, {})
        given[row.round, row.judge_id] = (row.version, row.kind, row.value or "")
    opened = select(Round.sheet_id, Round.aspect_id, Round.number).join(Sheet, Sheet.id == Round.sheet_id)
    for row in _of(session, opened, event_id, Round.number):
        sheets[row.sheet_id].rounds[row.aspect_id] = row.number


def _of(session: Session, statement: Select[*tuple[Any, ...]], event_id: str, order: Any) -> Iterator[Row[Any]]:
    found = session.execute(
        statement.where(Sheet.event_id == event_id).order_by(order).execution_options(yield_per=BATCH)
    )
    with found:
        yield from found


def _sheet(sheet: _Sheet, refs: Sequence[AspectRef], rule: Aggregation) -> Iterator[Problem]:
    awards = [
        _measured(sheet, ref) if ref.aspect.type is AspectType.MEASUREMENT else _judged(sheet, ref, rule)
        for ref in refs
    ]
    given = [award for award in awards if award is not None]
    total = sum(given, NOTHING) if given else None
    if total != sheet.stored:
        yield error("sheet_sum_differs", sheet_name=sheet.name, found=str(sheet.stored), counted=str(total))


def _measured(sheet: _Sheet, ref: AspectRef) -> Decimal | None:
    found = sheet.values.get(ref.id)
    return None if found is None else _earned(ref, *found[1:])


def _judged(sheet: _Sheet, ref: AspectRef, rule: Aggregation) -> Decimal | None:
    """Return the mark that the scores of the last round earn.

    Whoever scored in it was its panel, and since the sheet was locked they agreed, whatever the limit is now.
    """
    opened = sheet.rounds.get(ref.id, 1)
    entries = [
        ScoreEntry(judge, number, Value(ValueKind(kind), value).score())
        for (number, judge), (_, kind, value) in sheet.scores.get(ref.id, {}).items()
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
