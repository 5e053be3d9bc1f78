"""Replace a judge in mid-event: what the first one marked stays the first one's. Source: PRODUCT D5, DOMAIN 2.1.

A marking team is never altered once somebody wrote under it. The successor's team takes what nobody has begun; a sheet
that the first judge has begun gets a team in which the successor holds that seat and what was given there counts on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from competition.db.models import (
    Interest,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Op,
    RoleAssignment,
    Sheet,
    SubCriterionRow,
    Trade,
)
from competition.domain.eligibility import Candidate, Panel, marking_panel
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.domain.stages import SheetState
from competition.queries.sheet_frames import SheetFrame, trade_frames
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.judges import (
    NewJudge,
    judge_profile,
    put_in_trade,
    require_assignment,
    take_out_of_trade,
)
from competition.services.people_unit import people_unit, require_trade
from competition.services.unit_of_work import Unit

UNFINISHED = frozenset({SheetState.PLANNED.value, SheetState.OPEN.value, SheetState.COMPLETE.value})
Seats = tuple[str, ...]
LONGEST_NAME = 32


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a replacement did to the judging sheets that were not over yet, as numbers.

    moved: nobody had begun them, the successor marks them. continued: begun, and the successor goes on. supervised:
    the successor may not mark that entry, so a spare judge of the team goes on. stuck: entries nobody can go on with.
    """

    judge_id: str
    moved: int = 0
    continued: int = 0
    supervised: int = 0
    stuck: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Before:
    """A marking team as it was. formers: who had each judge's seat earlier, by judge in the order of the seats."""

    name: str
    formers: dict[str, tuple[str, ...]]


@dataclass
class _Move:
    """What is decided while the sheets are gone through. teams: marking teams made here, by seats and by former."""

    trade: Trade
    old: str
    new: str
    interests: dict[str, frozenset[str]]
    home: dict[str, str]
    teams: dict[tuple[Seats, str], str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    stuck: list[str] = field(default_factory=list)

    def panel(self, seats: Sequence[str], entry_teams: frozenset[str]) -> Panel:
        """Return who of some seats would mark an entry."""
        candidates = tuple(
            Candidate(each, self.home.get(each, ""), self.interests.get(each, frozenset())) for each in seats
        )
        return marking_panel(
            candidates, entry_teams, size=self.trade.panel_size, allows_compatriots=self.trade.allows_compatriots
        )

    def count(self, what: str) -> None:
        """Count a sheet."""
        self.counts[what] = self.counts.get(what, 0) + 1


def replace_judge(context: Context, event_id: str, judge_id: str, successor: NewJudge) -> Replacement:
    """Let somebody take a judge's place in a trade from now on.

    successor: as for `assign_judge`; its trade is the trade, its chief is ignored: the successor becomes what the
    first judge is. The first judge's work ends; scores, marks and signatures stay under that name and count on.
    Raises DomainError `not_found`, `judge_replaced_by_self`, `judge_missing`, `same_name_judges`, the refusals of
    `checked_person`, `sign_in_needed`, `not_allowed`.
    """
    trade_id = successor.trade_id
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id, trade_id=trade_id)
    with people_unit(context, event_id, (trade_id,)) as unit:
        session = context.session
        trade = require_trade(session, event_id, trade_id)
        assignment, profile = require_assignment(session, event_id, trade_id, judge_id)
        taker = judge_profile(unit, successor, trade.code)
        if taker.id == judge_id:
            raise DomainError("judge_replaced_by_self")
        chief = assignment.is_chief
        take_out_of_trade(unit, assignment, profile)
        _bring_in(unit, taker, trade_id, chief=chief)
        move = _Move(trade, judge_id, taker.id, *_objections(session, event_id))
        _hand_over(session, move)
        done = Replacement(
            taker.id,
            move.counts.get("moved", 0),
            move.counts.get("continued", 0),
            move.counts.get("supervised", 0),
            tuple(sorted(set(move.stuck))),
        )
        unit.record(
            "judge.replace",
            f"judge/{judge_id}",
            old={"judge": judge_id, "trade": trade_id},
            new={"judge": taker.id, **move.counts, "stuck": len(move.stuck)},
        )
        return done


def _bring_in(unit: Unit, taker: JudgeProfile, trade_id: str, *, chief: bool) -> None:
    """Write the successor's work; one who judges in the trade already may rise to chief judge."""
    session = unit.context.session
    try:
        assignment, _ = require_assignment(session, unit.event_id, trade_id, taker.id)
    except DomainError:
        put_in_trade(unit, taker, trade_id, chief=chief)
        return
    if chief and not assignment.is_chief:
        session.execute(
            update(RoleAssignment)
            .where(
                RoleAssignment.account_id == taker.account_id,
                RoleAssignment.trade_id == trade_id,
                RoleAssignment.role == Role.JUDGE.value,
            )
            .values(role=Role.CHIEF_JUDGE.value)
        )
        assignment.is_chief = True
        session.flush()
        unit.record("judge.assign", f"judge/{taker.id}", new={"trade": trade_id, "chief": True})


def _hand_over(session: Session, move: _Move) -> None:
    teams = session.scalars(
        select(MarkingTeam)
        .join(MarkingTeamMember, MarkingTeamMember.marking_team_id == MarkingTeam.id)
        .where(MarkingTeam.trade_id == move.trade.id, MarkingTeamMember.judge_id == move.old)
        .order_by(MarkingTeam.name)
    ).all()
    frames: dict[str, list[SheetFrame]] = {}
    for frame in trade_frames(session, move.trade.id):
        if frame.state in UNFINISHED and frame.marking_team_id is not None:
            frames.setdefault(frame.marking_team_id, []).append(frame)
    begun = _begun(session, move.trade.id)
    for team in teams:
        _hand_over_team(session, move, team, frames.get(team.id, []), begun)


def _hand_over_team(
    session: Session, move: _Move, team: MarkingTeam, frames: Sequence[SheetFrame], begun: set[str]
) -> None:
    """Make the successor's team and give it the sub-criteria and whatever sheets it can take."""
    members = session.scalars(
        select(MarkingTeamMember).where(MarkingTeamMember.marking_team_id == team.id).order_by(MarkingTeamMember.seat)
    ).all()
    before = _Before(team.name, {each.judge_id: tuple(str(one) for one in each.former) for each in members})
    fresh = [frame for frame in frames if frame.id not in begun]
    if fresh or _has_tasks(session, team.id):
        # The name goes on with the successor; the former team keeps its sheets under another one.
        team.name = _free_name(session, move.trade.id, before.name)
        session.flush()
        seats = tuple(move.new if each == move.old else each for each in before.formers if each != move.new)
        target = _add_team(session, move, before, seats, move.new, before.name)
        session.execute(
            update(SubCriterionRow).where(SubCriterionRow.marking_team_id == team.id).values(marking_team_id=target)
        )
        for frame in fresh:
            _put(session, frame, target)
            move.count("moved")
    for frame in frames:
        if frame.id in begun and move.old in frame.panel.judges:
            _go_on(session, move, frame, before)
    if not _has_tasks(session, team.id) and not session.scalar(
        select(exists().where(Sheet.marking_team_id == team.id))
    ):
        session.execute(delete(MarkingTeamMember).where(MarkingTeamMember.marking_team_id == team.id))
        session.delete(team)
        session.flush()


def _go_on(session: Session, move: _Move, frame: SheetFrame, before: _Before) -> None:
    """Let somebody go on with a sheet that the first judge has begun; the others of its panel stay who they are."""
    panel = frame.panel.judges
    able = move.panel((move.new,), frame.entry_teams).judges
    spare = (each for each in frame.panel.spare if each != move.new)
    taker = next((each for each in (*able, *spare) if each not in panel), None)
    if taker is None:
        move.stuck.append(frame.entry_code)
        return
    scoring = tuple(taker if each == move.old else each for each in panel)
    rest = (each for each in (*before.formers, move.new) if each not in (*scoring, move.old))
    seats = (*scoring, *dict.fromkeys(rest))
    target = move.teams.get((seats, taker))
    if target is None:
        name = _free_name(session, move.trade.id, before.name)
        target = _add_team(session, move, before, seats, taker, name)
    _put(session, frame, target)
    move.count("continued" if taker == move.new else "supervised")


def _add_team(session: Session, move: _Move, before: _Before, seats: Seats, taker: str, name: str) -> str:
    """Add a marking team in which the taker follows the first judge; returns its id."""
    team = MarkingTeam(id=new_id(), trade_id=move.trade.id, name=name)
    session.add(team)
    session.flush()
    for seat, judge_id in enumerate(seats, start=1):
        former = before.formers.get(judge_id, ())
        if judge_id == taker:
            former = (move.old, *before.formers[move.old], *former)
        session.add(MarkingTeamMember(marking_team_id=team.id, seat=seat, judge_id=judge_id, former=list(former)))
    session.flush()
    move.teams[seats, taker] = team.id
    return team.id


def _has_tasks(session: Session, team_id: str) -> bool:
    return bool(session.scalar(select(exists().where(SubCriterionRow.marking_team_id == team_id))))


def _put(session: Session, frame: SheetFrame, team_id: str) -> None:
    session.execute(update(Sheet).where(Sheet.id == frame.id).values(marking_team_id=team_id))


def _begun(session: Session, trade_id: str) -> set[str]:
    """Return the sheets of a trade on which somebody wrote."""
    return set(
        session.scalars(select(Sheet.id).where(Sheet.trade_id == trade_id, exists().where(Op.sheet_id == Sheet.id)))
    )


def _objections(session: Session, event_id: str) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Return the teams that each judge of an event may not mark, and the team that each comes with."""
    found: dict[str, set[str]] = {}
    for judge_id, team_id in session.execute(
        select(Interest.judge_id, Interest.team_id)
        .join(JudgeProfile, JudgeProfile.id == Interest.judge_id)
        .where(JudgeProfile.event_id == event_id)
    ):
        found.setdefault(judge_id, set()).add(team_id)
    home = session.execute(select(JudgeProfile.id, JudgeProfile.team_id).where(JudgeProfile.event_id == event_id))
    return {each: frozenset(teams) for each, teams in found.items()}, {each: team or "" for each, team in home}


def _free_name(session: Session, trade_id: str, name: str) -> str:
    """Return a name for one more marking team beside that of this name: it with a number."""
    taken = set(session.scalars(select(MarkingTeam.name).where(MarkingTeam.trade_id == trade_id)))
    number = 2
    while (found := f"{name[: LONGEST_NAME - 4]}-{number}") in taken:
        number += 1
    return found
