"""What a use case needs to know of a judging sheet before it decides: where it stands and who may mark it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, bindparam, select
from sqlalchemy.orm import Session

from competition.db.direct import Line, run
from competition.db.models import (
    Entry,
    Event,
    Interest,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    SchemeVersion,
    Score,
    Sheet,
    SheetResult,
    Trade,
)
from competition.domain.eligibility import Candidate, Panel, marking_panel
from competition.domain.errors import DomainError
from competition.domain.marking import Aggregation, PanelMethod


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge of the marking team, in the order of the seats.

    former: who had the seat before, the latest first; what they entered still counts for it.
    """

    seat: int
    judge_id: str
    account_id: str
    team_id: str | None
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """A sheet with its entry, trade settings and marking team.

    sources: other sheets on which some of its marks were entered, before the scheme was changed. entry_teams: the
    team of the entry, or under a blind code all that it may be of.
    """

    id: str
    event_id: str
    trade_id: str
    entry_id: str
    sub_criterion_id: str
    scheme_version_id: str
    scheme_version: int
    scheme_words: int
    day: int
    state: str
    epoch: int
    revision: int
    entry_code: str
    entry_status: str
    entry_team_id: str | None
    clock_offset: int
    panel_size: int
    spread_limit: int
    aggregation: Aggregation
    seats: tuple[Seat, ...]
    panel: Panel
    sources: tuple[str, ...] = ()
    marking_team_id: str | None = None
    entry_teams: frozenset[str] = frozenset()

    def seat_of(self, account_id: str) -> Seat | None:
        """Return the seat that this account has in the marking team."""
        return next((seat for seat in self.seats if seat.account_id == account_id), None)

    def scoring(self) -> tuple[Seat, ...]:
        """Return the seats that mark this entry, in order."""
        by_judge = {seat.judge_id: seat for seat in self.seats}
        return tuple(by_judge[judge_id] for judge_id in self.panel.judges)


_PLACE = (
    select(Sheet.event_id, Sheet.trade_id, Event.clock_offset)
    .join(Event, Event.id == Sheet.event_id)
    .where(Sheet.id == bindparam("sheet"))
)
_FRAMES = (
    select(
        Sheet.id,
        Sheet.event_id,
        Sheet.trade_id,
        Sheet.entry_id,
        Sheet.sub_criterion_id,
        Sheet.scheme_version_id,
        SchemeVersion.number.label("scheme_version"),
        SchemeVersion.words.label("scheme_words"),
        Sheet.day,
        Sheet.state,
        Sheet.epoch,
        Sheet.revision,
        Sheet.sources,
        Entry.code.label("entry_code"),
        Entry.status.label("entry_status"),
        Entry.team_id.label("entry_team_id"),
        Event.clock_offset,
        Trade.panel_size,
        Trade.spread_limit,
        Trade.aggregation,
        Trade.allows_compatriots,
        Entry.layer.label("entry_layer"),
        Sheet.marking_team_id,
    )
    .join(Entry, Entry.id == Sheet.entry_id)
    .join(Trade, Trade.id == Sheet.trade_id)
    .join(SchemeVersion, SchemeVersion.id == Sheet.scheme_version_id)
    .join(Event, Event.id == Sheet.event_id)
)
_FRAME = _FRAMES.where(Sheet.id == bindparam("sheet"))
_OF_TRADE = (
    _FRAMES.join(SheetResult, SheetResult.sheet_id == Sheet.id)
    .where(Sheet.trade_id == bindparam("trade"))
    .order_by(Entry.code, Sheet.id)
)
_MEMBERS = (
    select(
        MarkingTeamMember.marking_team_id,
        MarkingTeamMember.seat,
        JudgeProfile.id.label("judge_id"),
        JudgeProfile.account_id,
        JudgeProfile.team_id,
        MarkingTeamMember.former,
        Interest.team_id.label("interest"),
    )
    .join(JudgeProfile, JudgeProfile.id == MarkingTeamMember.judge_id)
    .outerjoin(Interest, Interest.judge_id == JudgeProfile.id)
    .order_by(MarkingTeamMember.seat)
)
_SEATS = _MEMBERS.where(MarkingTeamMember.marking_team_id == bindparam("team"))
_ALL_SEATS = _MEMBERS.join(MarkingTeam, MarkingTeam.id == MarkingTeamMember.marking_team_id).where(
    MarkingTeam.trade_id == bindparam("trade")
)
_WRITERS = (
    select(Score.sheet_id, Score.judge_id).where(Score.sheet_id.in_(bindparam("sheets", expanding=True))).distinct()
)
_TEAMS = (
    select(Entry.team_id)
    .where(Entry.trade_id == bindparam("trade"), Entry.layer == 0, Entry.team_id.is_not(None))
    .distinct()
)


def sheet_place(session: Session, sheet_id: str) -> tuple[str, str, int]:
    """Return event, trade and clock offset of a sheet; they never change. One statement.

    Raises DomainError `not_found`.
    """
    row = run(session, _PLACE, {"sheet": sheet_id}).one_or_none()
    if row is None:
        raise DomainError("not_found")
    return row.event_id, row.trade_id, row.clock_offset


def load_frame(session: Session, sheet_id: str) -> SheetFrame:
    """Return a sheet's frame as it is now. Two statements, one more under a blind code or with an interest.

    Raises DomainError `not_found`.
    """
    row = run(session, _FRAME, {"sheet": sheet_id}).mappings().one_or_none()
    if row is None:
        raise DomainError("not_found")
    seats, interests = _seats(run(session, _SEATS, {"team": row["marking_team_id"]}))
    is_open = row["entry_layer"] == 0 or row["allows_compatriots"]
    teams = frozenset[str]() if is_open else _teams(session, row["trade_id"])
    if any(interests.values()):
        wrote = _writers(session, (sheet_id, *row["sources"])).values()
        interests = _without(interests, set().union(*wrote))
    return _frame(row, seats, interests, teams)


def trade_frames(session: Session, trade_id: str) -> tuple[SheetFrame, ...]:
    """Return the frames of all sheets of a trade that count, by entry. At most four statements."""
    members: dict[str, list[Line]] = {}
    for line in run(session, _ALL_SEATS, {"trade": trade_id}):
        members.setdefault(line.marking_team_id, []).append(line)
    teams = _teams(session, trade_id)
    rows = run(session, _OF_TRADE, {"trade": trade_id}).mappings().all()
    has_interests = any(line.interest for lines in members.values() for line in lines)
    sheets = [sheet for row in rows for sheet in (row["id"], *row["sources"])]
    wrote = _writers(session, sheets) if has_interests else {}
    frames = []
    for row in rows:
        seats, interests = _seats(members.get(row["marking_team_id"], ()))
        mine = set().union(*(wrote.get(sheet, ()) for sheet in (row["id"], *row["sources"])))
        frames.append(_frame(row, seats, _without(interests, mine), teams))
    return tuple(frames)


def _frame(
    row: RowMapping, seats: tuple[Seat, ...], interests: dict[str, set[str]], teams: frozenset[str]
) -> SheetFrame:
    """Return a frame. teams: those that an entry under a blind code may be of."""
    facts = dict(row)
    allows_compatriots = facts.pop("allows_compatriots")
    is_blind = facts.pop("entry_layer") > 0
    entry_teams = _may_be_of(row["entry_team_id"], teams, is_blind=is_blind, any_judge=allows_compatriots)
    panel = marking_panel(
        tuple(Candidate(s.judge_id, s.team_id or "", frozenset(interests[s.judge_id])) for s in seats),
        entry_teams,
        size=facts["panel_size"],
        allows_compatriots=allows_compatriots,
    )
    facts["sources"] = tuple(facts["sources"])
    facts["aggregation"] = Aggregation(PanelMethod(facts["aggregation"]))
    return SheetFrame(**facts, seats=seats, panel=panel, entry_teams=entry_teams)


def _writers(session: Session, sheets: Sequence[str]) -> dict[str, set[str]]:
    """Return who entered a score on each of some sheets. One statement."""
    found: dict[str, set[str]] = {}
    for sheet_id, judge_id in run(session, _WRITERS, {"sheets": list(sheets)}):
        found.setdefault(sheet_id, set()).add(judge_id)
    return found


def _without(interests: dict[str, set[str]], writers: set[str]) -> dict[str, set[str]]:
    """Return interests without those of judges who have scored on the sheet: what counts is not undone afterwards.

    A conflict that is found late holds for every other sheet; about this one people decide (PERMISSIONS: a ruling).
    """
    return {judge: set() if judge in writers else teams for judge, teams in interests.items()}


def _teams(session: Session, trade_id: str) -> frozenset[str]:
    return frozenset(run(session, _TEAMS, {"trade": trade_id}).scalars())


def _may_be_of(team_id: str | None, teams: frozenset[str], *, is_blind: bool, any_judge: bool) -> frozenset[str]:
    """Return the team of an entry; under a blind code all that it may be of, none where the trade lets anyone mark."""
    if not is_blind:
        return frozenset({team_id} if team_id else ())
    return frozenset() if any_judge else teams


def _seats(rows: Iterable[Line]) -> tuple[tuple[Seat, ...], dict[str, set[str]]]:
    """Return the seats of a marking team in order, and the teams that each judge may not mark."""
    seats: dict[str, Seat] = {}
    interests: dict[str, set[str]] = {}
    for row in rows:
        seat = Seat(row.seat, row.judge_id, row.account_id, row.team_id, tuple(row.former))
        seats.setdefault(row.judge_id, seat)
        interests.setdefault(row.judge_id, set())
        if row.interest is not None:
            interests[row.judge_id].add(row.interest)
    return tuple(seats.values()), interests
