"""Judging sheets as a judge sees them: nothing here shows a score before the whole panel is in (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import (
    Entry,
    Event,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeamMember,
    Sheet,
    SheetResult,
    SubCriterionRow,
    Trade,
)
from competition.domain.calibration import ON_TABLETS, SAMPLE
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in a judge's list. registers, filled: fields that the panel needs and has; is_mine: I mark it.
    is_sample: of sample work, which never counts."""

    id: str
    trade_id: str
    trade_code: str
    trade_name: Text
    sub_criterion: str
    name: Text
    day: int
    entry: str
    state: str
    registers: int
    filled: int
    disagreeing: int
    changed_at: datetime | None
    is_mine: bool
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class JudgeDesk:
    """What a judge starts from. trade_ids led: trades where the judge is the chief judge."""

    event_id: str
    event_code: str
    event_name: Text
    timezone: str
    clock_offset: int
    judge_id: str
    chief_of: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    is_rehearsal: bool = False


def judge_desk(session: Session, account_id: str) -> JudgeDesk | None:
    """Return the sheets of a judge: those of the marking teams, for a chief judge all of the trade. Four statements."""
    found = session.execute(
        select(JudgeProfile.id, Event)
        .join(Event, Event.id == JudgeProfile.event_id)
        .where(JudgeProfile.account_id == account_id)
        .order_by(Event.starts.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    judge_id, event = found
    chief_of = tuple(
        session.scalars(
            select(JudgeAssignment.trade_id).where(
                JudgeAssignment.judge_id == judge_id,
                JudgeAssignment.is_chief.is_(True),
                JudgeAssignment.ended_at.is_(None),
            )
        )
    )
    teams = set(
        session.scalars(select(MarkingTeamMember.marking_team_id).where(MarkingTeamMember.judge_id == judge_id))
    )
    rows = session.execute(
        select(
            Sheet.id,
            Sheet.trade_id,
            Trade.code.label("trade_code"),
            Trade.name.label("trade_name"),
            SubCriterionRow.code,
            SubCriterionRow.name,
            Sheet.day,
            Entry.code.label("entry"),
            Entry.status,
            Sheet.state,
            SheetResult.registers,
            SheetResult.filled,
            SheetResult.disagreeing,
            SheetResult.changed_at,
            Sheet.marking_team_id,
        )
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .where(
            Sheet.event_id == event.id,
            Sheet.marking_team_id.in_(teams) | Sheet.trade_id.in_(chief_of),
            Entry.status.in_(ON_TABLETS),
        )
        .order_by(Sheet.day, SubCriterionRow.code, Entry.code)
    )
    lines = tuple(
        SheetLine(
            id=row.id,
            trade_id=row.trade_id,
            trade_code=row.trade_code,
            trade_name=row.trade_name,
            sub_criterion=row.code,
            name=row.name,
            day=row.day,
            entry=row.entry,
            state=row.state,
            registers=row.registers,
            filled=row.filled,
            disagreeing=row.disagreeing,
            changed_at=row.changed_at,
            is_mine=row.marking_team_id in teams,
            is_sample=row.status == SAMPLE,
        )
        for row in rows
    )
    return JudgeDesk(
        event.id,
        event.code,
        event.name,
        event.timezone,
        event.clock_offset,
        judge_id,
        chief_of,
        lines,
        event.rehearsal_of is not None,
    )


def sheet_revisions(session: Session, sheet_ids: Sequence[str]) -> dict[str, int]:
    """Return how often each of some sheets moved. One statement."""
    rows = session.execute(select(Sheet.id, Sheet.revision).where(Sheet.id.in_(sheet_ids)))
    return {row.id: row.revision for row in rows}
