"""Who marks what: make a proposal, show what it would change, apply it. Source: DOMAIN 2.1, PRODUCT D3, D4.

Marking teams are never altered once somebody wrote under them: other seats make another team.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from competition.db.models import MarkingTeam, MarkingTeamMember, PanelPlan, Sheet, SubCriterionRow
from competition.domain.errors import DomainError
from competition.domain.panel_plans import Method, plan_teams
from competition.domain.panels import Assessment, Floor, TeamPlan, assess, seats_by_task
from competition.domain.permissions import Permission
from competition.queries.panel_plans import PlanLine, plan_of, write_teams
from competition.queries.panels import TradePanels, trade_panels
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.roster import add_marking_team
from competition.services.schemes import assign_marking_teams
from competition.services.trade_unit import trade_unit
from competition.services.unit_of_work import Unit

DRAFT, PROPOSED, APPLIED, REFUSED, DROPPED = "draft", "proposed", "applied", "refused", "dropped"
LONGEST_NAME = 24
LONGEST_SEED = 64
MOST_SEATS = 12


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What somebody asks for. seed: decides between equals. with_chief: the chief judge may get a seat too."""

    method: Method
    seed: str
    with_chief: bool = False


def make_plan(context: Context, event_id: str, trade_id: str, wish: PlanWish) -> str:
    """Make marking teams by rule and keep them as a draft; nothing changes yet. Returns the draft's id.

    Raises DomainError `panel_without_judges`, `panel_without_scheme`, `panel_without_entries`, `not_found`,
    `sign_in_needed`, `not_allowed`.
    """
    with trade_unit(context, event_id, trade_id, Permission.PROPOSE_JUDGES) as unit:
        room = trade_panels(context.session, event_id, trade_id)
        _require_material(room)
        floor = floor_for(room, with_chief=wish.with_chief)
        teams = plan_teams(floor, wish.method, wish.seed[:LONGEST_SEED])
        return _keep(unit, room, wish, teams)


def keep_plan(context: Context, event_id: str, trade_id: str, teams: Sequence[TeamPlan]) -> str:
    """Keep marking teams that somebody put together by hand as a draft; nothing changes yet. Returns its id.

    Raises DomainError `panel_without_scheme`, `team_name_missing`, `team_name_twice`, `team_without_judges`,
    `judge_twice_in_team`, `judge_not_in_trade`, `task_unknown`, `task_twice`, and the refusals of `make_plan`.
    """
    with trade_unit(context, event_id, trade_id, Permission.PROPOSE_JUDGES) as unit:
        room = trade_panels(context.session, event_id, trade_id)
        _require_material(room)
        _check(room, teams)
        return _keep(unit, room, PlanWish(Method.MANUAL, ""), tuple(teams))


def propose_plan(context: Context, event_id: str, plan_id: str) -> None:
    """Hand a draft to whoever may assign judges.

    Raises DomainError `plan_decided`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    plan = plan_of(context.session, event_id, plan_id)
    with trade_unit(context, event_id, plan.trade_id, Permission.PROPOSE_JUDGES) as unit:
        row = _lock_plan(unit, plan_id, {DRAFT})
        if row.made_by != context.actor.account_id:
            raise DomainError("not_allowed")
        row.state = PROPOSED
        unit.record("panel.propose", f"trade/{plan.trade_id}", new=_told(plan))


def apply_plan(context: Context, event_id: str, plan_id: str) -> None:
    """Assign the judges of a draft or a proposal. Sheets on which somebody wrote keep their marking team.

    Raises DomainError `plan_outdated` when the panels, judges or entries have changed since, `panel_with_hole` with
    the first entry that would have no full panel, `plan_decided`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    plan = plan_of(context.session, event_id, plan_id)
    with trade_unit(context, event_id, plan.trade_id, Permission.ASSIGN_JUDGES) as unit:
        row = _lock_plan(unit, plan_id, {DRAFT, PROPOSED})
        if row.state == DRAFT and row.made_by != context.actor.account_id:
            raise DomainError("not_allowed")
        room = trade_panels(context.session, event_id, plan.trade_id)
        if room.digest != plan.base:
            raise DomainError("plan_outdated")
        refuse_holes(room, assess_plan(room, plan.teams))
        _write(context.session, room, plan.teams)
        row.state, row.decided_by, row.decided_at = APPLIED, context.actor.account_id, context.now
        unit.record("panel.apply", f"trade/{plan.trade_id}", new=_told(plan))


def drop_plan(context: Context, event_id: str, plan_id: str) -> None:
    """Refuse a proposal, or throw an own draft or proposal away.

    Raises DomainError `plan_decided`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    plan = plan_of(context.session, event_id, plan_id)
    is_own = plan.made_by == context.actor.account_id
    needed = Permission.PROPOSE_JUDGES if is_own else Permission.ASSIGN_JUDGES
    with trade_unit(context, event_id, plan.trade_id, needed) as unit:
        row = _lock_plan(unit, plan_id, {DRAFT, PROPOSED} if is_own else {PROPOSED})
        was_proposed = row.state == PROPOSED
        row.state = DROPPED if is_own else REFUSED
        row.decided_by, row.decided_at = context.actor.account_id, context.now
        if was_proposed:
            unit.record("panel.withdraw" if is_own else "panel.refuse", f"trade/{plan.trade_id}", new=_told(plan))


def floor_for(room: TradePanels, *, with_chief: bool) -> Floor:
    """Return what a plan is made for; the chief judge leads and gets no seat unless that is wanted."""
    floor = room.floor
    if with_chief:
        return floor
    chiefs = {judge.id for judge in room.judges if judge.is_chief}
    return Floor(
        tuple(judge for judge in floor.judges if judge.id not in chiefs),
        floor.tasks,
        floor.entries,
        floor.size,
        floor.allows_compatriots,
        floor.written,
    )


def assess_plan(room: TradePanels, teams: Sequence[TeamPlan]) -> Assessment:
    """Return what would follow from marking teams."""
    return assess(room.floor, seats_by_task(teams))


def refuse_holes(room: TradePanels, found: Assessment) -> None:
    """Refuse marking teams that leave an entry without a full panel.

    Raises DomainError `panel_with_hole`.
    """
    written = room.floor.written
    holes = [hole for hole in found.holes if (hole.task, hole.entry) not in written]
    if holes:
        codes = {entry.id: entry.code for entry in room.entries}
        raise DomainError(
            "panel_with_hole", count=str(len(holes)), entry=codes.get(holes[0].entry, ""), task=holes[0].task
        )


def _require_material(room: TradePanels) -> None:
    if not room.subs:
        raise DomainError("panel_without_scheme")
    if not room.judges:
        raise DomainError("panel_without_judges")
    if not room.entries:
        raise DomainError("panel_without_entries")


def _check(room: TradePanels, teams: Sequence[TeamPlan]) -> None:
    """Refuse teams that cannot be; every sentence names the team."""
    judges = {judge.id for judge in room.judges} | {judge for seats in room.teams.values() for judge in seats}
    known = {sub.code for sub in room.subs}
    names: set[str] = set()
    marked: set[str] = set()
    for team in teams:
        name = team.name.strip()
        if not name or len(name) > LONGEST_NAME:
            raise DomainError("team_name_missing", limit=str(LONGEST_NAME))
        if name in names:
            raise DomainError("team_name_twice", team=name)
        names.add(name)
        if not team.seats:
            raise DomainError("team_without_judges", team=name)
        if len(set(team.seats)) < len(team.seats):
            raise DomainError("judge_twice_in_team", team=name)
        if not judges.issuperset(team.seats) or len(team.seats) > MOST_SEATS:
            raise DomainError("judge_not_in_trade", team=name)
        if not known.issuperset(team.tasks):
            raise DomainError("task_unknown", team=name)
        if marked & set(team.tasks):
            raise DomainError("task_twice", team=name)
        marked |= set(team.tasks)


def _keep(unit: Unit, room: TradePanels, wish: PlanWish, teams: tuple[TeamPlan, ...]) -> str:
    """Keep a draft in the place of the maker's former ones."""
    context = unit.context
    account_id = context.require(Permission.PROPOSE_JUDGES, event_id=unit.event_id, trade_id=room.id)
    context.session.execute(
        delete(PanelPlan).where(
            PanelPlan.trade_id == room.id, PanelPlan.made_by == account_id, PanelPlan.state == DRAFT
        )
    )
    plan = PanelPlan(
        id=new_id(),
        event_id=unit.event_id,
        trade_id=room.id,
        method=wish.method.value,
        seed=wish.seed[:LONGEST_SEED],
        base=room.digest,
        body={"teams": write_teams(teams), "with_chief": wish.with_chief},
        state=DRAFT,
        made_by=account_id,
        made_at=context.now,
    )
    context.session.add(plan)
    return plan.id


def _told(plan: PlanLine) -> dict[str, str | int]:
    """Return what the log says of a plan: how it was made and what it holds, as a digest."""
    text = json.dumps(write_teams(plan.teams), sort_keys=True).encode()
    return {
        "plan": plan.id,
        "made_by": plan.made_by,
        "method": plan.method,
        "seed": plan.seed,
        "teams": len(plan.teams),
        "digest": hashlib.sha256(text).hexdigest(),
    }


def _lock_plan(unit: Unit, plan_id: str, states: Collection[str]) -> PanelPlan:
    plan = unit.context.session.scalar(
        select(PanelPlan).where(PanelPlan.id == plan_id, PanelPlan.event_id == unit.event_id).with_for_update()
    )
    if plan is None:
        raise DomainError("not_found")
    if plan.state not in states:
        raise DomainError("plan_decided")
    return plan


def _write(session: Session, room: TradePanels, plan: Sequence[TeamPlan]) -> None:
    """Put the plan's marking teams in the place of the present ones."""
    wanted = {team.seats for team in plan}
    # A team in which somebody was replaced goes on with what the first one gave, so it takes nothing new.
    replaced = {
        member.marking_team_id
        for member in session.scalars(
            select(MarkingTeamMember).where(MarkingTeamMember.marking_team_id.in_(list(room.teams)))
        )
        if member.former
    }
    kept = {seats: key for key, seats in room.teams.items() if seats in wanted and key not in replaced}
    assign_marking_teams(session, room.version_id, {})
    _delete_idle(session, room.id, set(kept.values()))
    # Names are free only once the kept teams have given theirs up.
    for key in kept.values():
        session.execute(update(MarkingTeam).where(MarkingTeam.id == key).values(name=f"~{key[-12:]}"))
    taken = set(session.scalars(select(MarkingTeam.name).where(MarkingTeam.trade_id == room.id)))
    teams: dict[str, str] = {}
    for team in plan:
        name = _free_name(team.name.strip(), taken)
        taken.add(name)
        if team.seats in kept:
            key = kept.pop(team.seats)
            session.execute(update(MarkingTeam).where(MarkingTeam.id == key).values(name=name))
        else:
            key = add_marking_team(session, room.id, name, team.seats)
        teams.update(dict.fromkeys(team.tasks, key))
    session.flush()
    assign_marking_teams(session, room.version_id, teams)


def _delete_idle(session: Session, trade_id: str, kept: Collection[str]) -> None:
    """Delete the marking teams that no sheet and no version of the scheme holds any more."""
    idle = session.scalars(
        select(MarkingTeam.id).where(
            MarkingTeam.trade_id == trade_id,
            MarkingTeam.id.not_in(kept),
            ~exists().where(Sheet.marking_team_id == MarkingTeam.id),
            ~exists().where(SubCriterionRow.marking_team_id == MarkingTeam.id),
        )
    ).all()
    session.execute(delete(MarkingTeamMember).where(MarkingTeamMember.marking_team_id.in_(idle)))
    session.execute(delete(MarkingTeam).where(MarkingTeam.id.in_(idle)))


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that no other team of the trade has: the wished one, or it with a number."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
