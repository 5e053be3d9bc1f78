"""What another version of a scheme would do to the sheets and ranks of a trade, before anything is written. N10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from competition.domain.scheme import Scheme
from competition.domain.scheme_rules import criteria_by_share
from competition.domain.totals import entry_totals
from competition.queries.scheme_effect_sheets import EntrySheets, Plan
from competition.queries.scheme_effect_types import EntryEffect, LeavingSheet, NewVersion, SchemeEffect, SheetEffect
from competition.queries.schemes import SchemeIndex
from competition.queries.sheet_frames import trade_frames
from competition.queries.standings import CriterionSum, EntryLine, TradeFacts, entry_lines, rank_entries
from competition.queries.trade_sheets import trade_entries


def effect_of(session: Session, facts: TradeFacts, present: SchemeIndex, version: NewVersion) -> SchemeEffect:
    """Return what a new version would do to the sheets of a trade. Ten statements, whatever the size of the trade."""
    frames, lines = trade_frames(session, facts.id), entry_lines(session, facts.id)
    plan = Plan(present, version, trade_entries(session, facts.id), frames)
    entries = {line.id: line.code for line in lines} | {frame.entry_id: frame.entry_code for frame in frames}
    competing = {line.id for line in lines}
    sheets: list[SheetEffect] = []
    leaving: list[LeavingSheet] = []
    marks: dict[str, dict[str, Decimal | None]] = {}
    for entry_id, code in sorted(entries.items(), key=lambda each: each[1]):
        own = EntrySheets(plan, entry_id, code, [frame for frame in frames if frame.entry_id == entry_id])
        found = [own.sheet(ref) for ref in plan.references]
        # An entry that stands behind a blind code takes no new sheets.
        sheets += [sheet for sheet in found if sheet.sheet_id is not None or entry_id in competing]
        leaving += own.leaving()
        marks[entry_id] = own.marks
    return SchemeEffect(tuple(sheets), tuple(leaving), _entries(lines, facts, present, version.scheme, marks))


def _entries(
    lines: Sequence[EntryLine],
    facts: TradeFacts,
    present: SchemeIndex,
    scheme: Scheme,
    marks: Mapping[str, Mapping[str, Decimal | None]],
) -> tuple[EntryEffect, ...]:
    totals = {line.id: entry_totals(scheme, marks[line.id]) for line in lines}
    after = [
        replace(
            line,
            total=totals[line.id].total.mark,
            criteria={code: CriterionSum(s.mark, s.marked, s.of) for code, s in totals[line.id].criteria.items()},
        )
        for line in lines
    ]
    ranks = {each.entry: each.position for each in rank_entries(lines, facts, criteria_by_share(present.scheme))}
    following = {each.entry: each.position for each in rank_entries(after, facts, criteria_by_share(scheme))}
    effects = [
        EntryEffect(
            line,
            totals[line.id].total.mark,
            totals[line.id].total.marked,
            totals[line.id].total.of,
            ranks.get(line.id),
            following.get(line.id),
        )
        for line in lines
    ]
    return tuple(sorted(effects, key=lambda each: (each.next_rank is None, each.next_rank or 0, each.line.code)))
