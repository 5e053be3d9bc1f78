"""What a use case needs to know of a judging sheet before it decides: where it stands and who may mark it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import (
    Entry,
    Event,
    Interest,
    JudgeProfile,
    MarkingTeamMember,
    SchemeVersion,
    Sheet,
    Trade,
)
from competition.domain.eligibility import Candidate, Panel, marking_panel
from competition.domain.errors import DomainError
from competition.domain.marking import Aggregation, PanelMethod


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge of the marking team, in the order of the seats."""

    seat: int
    judge_id: str
    account_id: str
    team_id: str | None


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """A sheet with its entry, trade settings and marking team."""

    id: str
    event_id: str
    trade_id: str
    entry_id: str
    sub_criterion_id: str
    scheme_version_id: str
    scheme_version: int
    day: int
    state: str
    epoch: int
    revision: int
    entry_code: str
    entry_status: str
    entry_team_id: str
    clock_offset: int
    panel_size: int
    spread_limit: int
    aggregation: Aggregation
    seats: tuple[Seat, ...]
    panel: Panel

    def seat_of(self, account_id: str) -> Seat | None:
        """Return the seat that this account has in the marking team."""
        return next((seat for seat in self.seats if seat.account_id == account_id), None)

    def scoring(self) -> tuple[Seat, ...]:
        """Return the seats that mark this entry, in order."""
        by_judge = {seat.judge_id: seat for seat in self.seats}
        return tuple(by_judge[judge_id] for judge_id in self.panel.judges)


def sheet_place(session: Session, sheet_id: str) -> tuple[str, str, int]:
    """Return event, trade and clock offset of a sheet; they never change. One statement.

    Raises DomainError `not_found`.
    """
    row = session.execute(
        select(Sheet.event_id, Sheet.trade_id, Event.clock_offset)
        .join(Event, Event.id == Sheet.event_id)
        .where(Sheet.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    return row.event_id, row.trade_id, row.clock_offset


def load_frame(session: Session, sheet_id: str) -> SheetFrame:
    """Return a sheet's frame as it is now. Three statements.

    Raises DomainError `not_found`.
    """
    row = session.execute(
        select(Sheet, Entry, Trade, SchemeVersion.number, Event.clock_offset)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(SchemeVersion, SchemeVersion.id == Sheet.scheme_version_id)
        .join(Event, Event.id == Sheet.event_id)
        .where(Sheet.id == sheet_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    sheet, entry, trade, number, clock_offset = row
    seats = _seats(session, sheet.marking_team_id)
    interests = _interests(session, seats)
    panel = marking_panel(
        tuple(Candidate(s.judge_id, s.team_id or "", frozenset(interests.get(s.judge_id, ()))) for s in seats),
        entry.team_id,
        size=trade.panel_size,
        allows_compatriots=trade.allows_compatriots,
    )
    return SheetFrame(
        id=sheet.id,
        event_id=sheet.event_id,
        trade_id=sheet.trade_id,
        entry_id=sheet.entry_id,
        sub_criterion_id=sheet.sub_criterion_id,
        scheme_version_id=sheet.scheme_version_id,
        scheme_version=number,
        day=sheet.day,
        state=sheet.state,
        epoch=sheet.epoch,
        revision=sheet.revision,
        entry_code=entry.code,
        entry_status=entry.status,
        entry_team_id=entry.team_id,
        clock_offset=clock_offset,
        panel_size=trade.panel_size,
        spread_limit=trade.spread_limit,
        aggregation=Aggregation(PanelMethod(trade.aggregation)),
        seats=seats,
        panel=panel,
    )


def _seats(session: Session, marking_team_id: str | None) -> tuple[Seat, ...]:
    rows = session.execute(
        select(MarkingTeamMember.seat, JudgeProfile.id, JudgeProfile.account_id, JudgeProfile.team_id)
        .join(JudgeProfile, JudgeProfile.id == MarkingTeamMember.judge_id)
        .where(MarkingTeamMember.marking_team_id == marking_team_id)
        .order_by(MarkingTeamMember.seat)
    )
    return tuple(Seat(*row) for row in rows)


def _interests(session: Session, seats: tuple[Seat, ...]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = session.execute(
        select(Interest.judge_id, Interest.team_id).where(Interest.judge_id.in_([s.judge_id for s in seats]))
    )
    for judge_id, team_id in rows:
        found.setdefault(judge_id, set()).add(team_id)
    return found
