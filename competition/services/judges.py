"""Bring judges into an event one by one: from the register of experts, from another trade, or new. Source: D1, D4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Entry,
    Expert,
    JudgeAssignment,
    JudgeProfile,
    Mark,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    RoleAssignment,
    Score,
    Sheet,
)
from competition.domain.calibration import SAMPLE
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails, is_same_name
from competition.domain.permissions import Permission, Role
from competition.queries.judge_rooms import is_at_work
from competition.queries.office_roster import details_of
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, require_trade
from competition.services.roster import add_account, grant_role
from competition.services.staff import end_sessions_without_role, new_account
from competition.services.teams import require_team
from competition.services.unit_of_work import Unit

JUDGING = {False: Role.JUDGE, True: Role.CHIEF_JUDGE}


@dataclass(frozen=True, slots=True)
class NewJudge:
    """Who judges a trade: one of judge_id (judges in another trade already), expert_id (of the register) or person.

    team_id: the delegation the judge comes with, "" for none. languages: BCP 47 codes. is_another: a judge with the
    same name is there, and this is said to be another person.
    """

    trade_id: str
    judge_id: str = ""
    expert_id: str = ""
    person: PersonDetails | None = None
    team_id: str = ""
    languages: Sequence[str] = ()
    chief: bool = False
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """A judge in a trade. login: the judge number."""

    judge_id: str
    login: str
    name: str


def assign_judge(context: Context, event_id: str, new: NewJudge) -> Assigned:
    """Let somebody judge a trade, as judge or chief judge; the same person stays one person and one account.

    No secret is made here: the number is, and access is given by a code or a PIN.
    Raises DomainError `not_found`, `judge_missing`, `judges_already`, `trade_has_chief`, `same_name_judges`, the
    refusals of `checked_person`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id, trade_id=new.trade_id)
    with people_unit(context, event_id, (new.trade_id,)) as unit:
        trade = require_trade(context.session, event_id, new.trade_id)
        if new.chief:
            require_no_chief(context.session, trade.id)
        profile = judge_profile(unit, new, trade.code)
        put_in_trade(unit, profile, trade.id, chief=new.chief)
        account = context.session.execute(select(Account).where(Account.id == profile.account_id)).scalar_one()
        return Assigned(profile.id, account.login, account.name)


def end_judge(context: Context, event_id: str, trade_id: str, judge_id: str) -> None:
    """End a judge's work in a trade where no marking team has the judge; somebody else must take a seat first.

    What the judge has marked stays. Raises DomainError `not_found`, `judge_has_seat`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id, trade_id=trade_id)
    with people_unit(context, event_id, (trade_id,)) as unit:
        assignment, profile = require_assignment(context.session, event_id, trade_id, judge_id)
        if seats_of(context.session, trade_id, judge_id):
            raise DomainError("judge_has_seat")
        take_out_of_trade(unit, assignment, profile)


def update_judge(context: Context, event_id: str, judge_id: str, *, team_id: str, languages: Sequence[str]) -> None:
    """Say which team a judge comes with, which decides whom the judge may not mark, and which languages are spoken.

    Raises DomainError `not_found`, `judge_has_marked` when the team changes after the first mark, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id)
    with people_unit(context, event_id) as unit:
        session = context.session
        profile = require_judge(session, event_id, judge_id)
        team = require_team(session, event_id, team_id).id if team_id else None
        changed = []
        if team != profile.team_id:
            if has_marked(session, judge_id):
                raise DomainError("judge_has_marked")
            changed.append("team")
        if list(languages) != profile.languages:
            changed.append("languages")
        if not changed:
            return
        profile.team_id, profile.languages = team, list(languages)
        session.flush()
        unit.record("judge.update", f"judge/{judge_id}", new={"members": ",".join(changed)})


def put_in_trade(unit: Unit, profile: JudgeProfile, trade_id: str, *, chief: bool) -> None:
    """Write the assignment and the right that goes with it. Raises DomainError `judges_already`."""
    session = unit.context.session
    there = session.scalar(
        select(JudgeAssignment).where(JudgeAssignment.trade_id == trade_id, JudgeAssignment.judge_id == profile.id)
    )
    if there is None:
        session.add(JudgeAssignment(id=new_id(), trade_id=trade_id, judge_id=profile.id, is_chief=chief))
    elif there.ended_at is None:
        raise DomainError("judges_already")
    else:
        there.is_chief, there.ended_at = chief, None
    grant_role(session, profile.account_id, JUDGING[chief], unit.event_id, trade_id)
    session.flush()
    unit.record("judge.assign", f"judge/{profile.id}", new={"trade": trade_id, "chief": chief})


def take_out_of_trade(unit: Unit, assignment: JudgeAssignment, profile: JudgeProfile) -> None:
    """Write that a judge works in a trade no more, and take the right away."""
    session = unit.context.session
    assignment.ended_at = unit.context.event_now(unit.clock_offset)
    session.execute(
        delete(RoleAssignment).where(
            RoleAssignment.account_id == profile.account_id,
            RoleAssignment.trade_id == assignment.trade_id,
            RoleAssignment.role.in_([role.value for role in JUDGING.values()]),
        )
    )
    session.flush()
    end_sessions_without_role(unit, profile.account_id)
    unit.record("judge.end", f"judge/{profile.id}", old={"trade": assignment.trade_id})


def require_judge(session: Session, event_id: str, judge_id: str) -> JudgeProfile:
    """Return a judge of the event. Raises DomainError `not_found`."""
    profile = session.get(JudgeProfile, judge_id)
    if profile is None or profile.event_id != event_id:
        raise DomainError("not_found")
    return profile


def require_assignment(
    session: Session, event_id: str, trade_id: str, judge_id: str
) -> tuple[JudgeAssignment, JudgeProfile]:
    """Return where a judge works and who it is. Raises DomainError `not_found` when the work has ended."""
    profile = require_judge(session, event_id, judge_id)
    assignment = session.scalar(
        select(JudgeAssignment).where(
            JudgeAssignment.trade_id == trade_id,
            JudgeAssignment.judge_id == judge_id,
            JudgeAssignment.ended_at.is_(None),
        )
    )
    if assignment is None:
        raise DomainError("not_found")
    return assignment, profile


def require_no_chief(session: Session, trade_id: str, but: str = "") -> None:
    """Refuse a second chief judge. Raises DomainError `trade_has_chief`."""
    found = session.scalar(
        select(JudgeAssignment.id).where(
            JudgeAssignment.trade_id == trade_id,
            JudgeAssignment.is_chief.is_(True),
            JudgeAssignment.ended_at.is_(None),
            JudgeAssignment.judge_id != but,
        )
    )
    if found is not None:
        raise DomainError("trade_has_chief")


def seats_of(session: Session, trade_id: str, judge_id: str) -> tuple[str, ...]:
    """Return the marking teams of a trade, still at work, in which a judge has a seat."""
    statement = (
        select(MarkingTeam.id)
        .join(MarkingTeamMember, MarkingTeamMember.marking_team_id == MarkingTeam.id)
        .where(MarkingTeam.trade_id == trade_id, MarkingTeamMember.judge_id == judge_id, is_at_work())
        .order_by(MarkingTeam.name)
    )
    return tuple(session.scalars(statement))


def has_marked(session: Session, judge_id: str) -> bool:
    """Tell whether a judge has entered any score or measured value that counts; sample work never does."""
    return any(
        session.scalar(
            select(table.id)
            .join(Sheet, Sheet.id == table.sheet_id)
            .join(Entry, Entry.id == Sheet.entry_id)
            .where(table.judge_id == judge_id, Entry.status != SAMPLE)
            .limit(1)
        )
        is not None
        for table in (Score, Mark)
    )


def judge_profile(unit: Unit, new: NewJudge, trade_code: str) -> JudgeProfile:
    """Return the judge, made inside a transaction when the event does not know the person yet.

    Raises DomainError `not_found`, `judge_missing`, `same_name_judges`, the refusals of `checked_person`.
    """
    session = unit.context.session
    if new.judge_id:
        return require_judge(session, unit.event_id, new.judge_id)
    team_id = require_team(session, unit.event_id, new.team_id).id if new.team_id else None
    languages = list(new.languages)
    if new.expert_id:
        expert = session.get(Expert, new.expert_id)
        if expert is None or expert.retired_at is not None:
            raise DomainError("not_found")
        there = session.scalar(
            select(JudgeProfile).where(
                JudgeProfile.event_id == unit.event_id, JudgeProfile.person_id == expert.person_id
            )
        )
        if there is not None:
            return there
        account_id = _account_of(unit, expert.person_id, trade_code)
        return _new_profile(unit, account_id, expert.person_id, team_id, languages or list(expert.languages))
    if new.person is None:
        raise DomainError("judge_missing")
    if not new.is_another:
        _require_new_name(session, unit.event_id, new.person)
    account = new_account(unit, new.person, login=_free_number(session, trade_code))
    return _new_profile(unit, account.id, account.person_id or "", team_id, languages)


def _new_profile(
    unit: Unit, account_id: str, person_id: str, team_id: str | None, languages: Sequence[object]
) -> JudgeProfile:
    profile = JudgeProfile(
        id=new_id(),
        event_id=unit.event_id,
        account_id=account_id,
        person_id=person_id,
        team_id=team_id,
        languages=[str(each) for each in languages],
    )
    unit.context.session.add(profile)
    unit.context.session.flush()
    return profile


def _account_of(unit: Unit, person_id: str, trade_code: str) -> str:
    """Return the account of a person, the one of an earlier event when there is one."""
    session = unit.context.session
    account_id = session.scalar(
        select(Account.id)
        .where(Account.person_id == person_id, Account.disabled_at.is_(None))
        .order_by(Account.created_at)
        .limit(1)
    )
    if account_id is not None:
        return account_id
    person = session.execute(select(Person).where(Person.id == person_id)).scalar_one()
    return add_account(
        session,
        login=_free_number(session, trade_code),
        name=person.latin_name or person.native_name,
        now=unit.context.now,
        person_id=person_id,
    )


def _free_number(session: Session, trade_code: str) -> str:
    """Return the next judge number of a trade, such as 04-03; numbers are unique in the installation."""
    logins = set(session.scalars(select(Account.login)))
    number = 1
    while (login := f"{trade_code.lower()}-{number:02d}") in logins:
        number += 1
    return login


def _require_new_name(session: Session, event_id: str, details: PersonDetails) -> None:
    people = session.scalars(
        select(Person).join(JudgeProfile, JudgeProfile.person_id == Person.id).where(JudgeProfile.event_id == event_id)
    )
    if any(is_same_name(details, details_of(person)) for person in people):
        raise DomainError("same_name_judges")
