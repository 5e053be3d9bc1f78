"""The lasting register of experts: who may be asked to judge, whichever the event. Source: DOMAIN 6, PRODUCT D2.

The register outlasts every event, so its history stands beside it (`register_change`): who changed which members,
never what they hold, so that an erased person is not remembered there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    Conflict,
    Event,
    Expert,
    ExpertRole,
    ExpertTraining,
    JudgeProfile,
    Person,
    RegisterChange,
)
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails, checked_name, checked_person, is_same_name
from competition.domain.permissions import Permission, Role
from competition.queries.office_roster import details_of
from competition.services.competitors import changed_members, write_person
from competition.services.conflict_rules import refresh_interests
from competition.services.conflicts import NewConflict, add_conflict
from competition.services.context import Context
from competition.services.identity import new_id

REGISTER = "expert"
MOST_TRADES = 30
LONGEST_NOTE = 4000
FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True)
class ExpertDetails:
    """What is known of an expert. trades: names of trades. languages: BCP 47 codes. country: alpha-2, "" for none."""

    person: PersonDetails
    trades: Sequence[str] = ()
    languages: Sequence[str] = ()
    country: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role held at an event elsewhere. trade: "" where none was said."""

    event: str
    role: Role
    trade: str = ""
    year: int | None = None


def create_expert(context: Context, details: ExpertDetails, *, is_another: bool = False) -> str:
    """Add an expert to the register; returns the id.

    Raises DomainError `same_name_expert`, the refusals of `checked_person`, `too_many_trades`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    checked = _checked(details)
    with write_transaction(context.session):
        if not is_another:
            _require_new_name(context.session, checked.person)
        person = Person(id=new_id())
        write_person(person, checked.person)
        context.session.add(person)
        context.session.flush()
        return _add(context, person.id, checked)


def register_judge(context: Context, event_id: str, judge_id: str) -> str:
    """Take somebody who judges at an event into the register; returns the expert's id, the known one if there is one.

    Raises DomainError `not_found`, `person_erased`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id)
    with write_transaction(context.session):
        session = context.session
        profile = session.get(JudgeProfile, judge_id)
        if profile is None or profile.event_id != event_id:
            raise DomainError("not_found")
        person = session.execute(select(Person).where(Person.id == profile.person_id)).scalar_one()
        if person.erased_at is not None:
            raise DomainError("person_erased")
        known = session.scalar(select(Expert.id).where(Expert.person_id == person.id))
        languages = tuple(str(each) for each in profile.languages)
        return known or _add(context, person.id, ExpertDetails(details_of(person), (), languages))


def update_expert(context: Context, expert_id: str, details: ExpertDetails) -> None:
    """Change an expert; whom the expert may not mark at events that are not over follows.

    Raises DomainError `not_found`, `person_erased`, the refusals of `create_expert`.
    """
    with _unit(context, expert_id) as expert:
        session = context.session
        checked = _checked(details)
        person = _living(session, expert)
        changed = changed_members(details_of(person), checked.person)
        for name in ("trades", "languages"):
            if list(getattr(checked, name)) != getattr(expert, name):
                changed.append(name)
        changed += [name for name in ("country", "note") if getattr(checked, name) != getattr(expert, name)]
        write_person(person, checked.person)
        expert.trades, expert.languages = list(checked.trades), list(checked.languages)
        expert.country, expert.note = checked.country, checked.note
        session.flush()
        _note(context, expert_id, "update", ",".join(changed))


def retire_expert(context: Context, expert_id: str, *, retired: bool) -> None:
    """Say that an expert is asked no more, or again.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    with _unit(context, expert_id) as expert:
        expert.retired_at = context.now if retired else None
        _note(context, expert_id, "retire" if retired else "return")


def add_training(context: Context, expert_id: str, name: str, given_by: str, on: date | None) -> None:
    """Note a training. Raises DomainError `not_found`, `training_missing`, `name_too_long`, `name_invalid`."""
    with _unit(context, expert_id):
        if not name.strip():
            raise DomainError("training_missing")
        training = ExpertTraining(
            id=new_id(), expert_id=expert_id, name=checked_name(name), given_by=checked_name(given_by), on=on
        )
        context.session.add(training)
        _note(context, expert_id, "training")


def add_role(context: Context, expert_id: str, held: NewRole) -> None:
    """Note a role held elsewhere; those at events of this installation are known without being noted.

    Raises DomainError `not_found`, `role_event_missing`, `year_unlikely`, `name_too_long`, `name_invalid`.
    """
    with _unit(context, expert_id):
        if not held.event.strip():
            raise DomainError("role_event_missing")
        if held.year is not None and not FIRST_YEAR <= held.year <= LAST_YEAR:
            raise DomainError("year_unlikely")
        role = ExpertRole(
            id=new_id(),
            expert_id=expert_id,
            event=checked_name(held.event),
            trade=checked_name(held.trade),
            role=held.role.value,
            year=held.year,
        )
        context.session.add(role)
        _note(context, expert_id, "role")


def remove_line(context: Context, expert_id: str, line_id: str) -> None:
    """Take a training or a noted role away. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`."""
    with _unit(context, expert_id):
        session = context.session
        line = session.get(ExpertTraining, line_id) or session.get(ExpertRole, line_id)
        if line is None or line.expert_id != expert_id:
            raise DomainError("not_found")
        session.delete(line)
        _note(context, expert_id, "remove")


def declare_lasting(context: Context, expert_id: str, new: NewConflict) -> None:
    """Note a conflict that holds at every event. Raises DomainError `not_found` and the refusals of `add_conflict`."""
    with _unit(context, expert_id) as expert:
        add_conflict(context, expert.person_id, None, new)
        _note(context, expert_id, "conflict", new.kind.value)


def end_lasting(context: Context, expert_id: str, conflict_id: str) -> None:
    """Note that a lasting conflict holds no more. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`."""
    with _unit(context, expert_id) as expert:
        conflict = context.session.get(Conflict, conflict_id)
        if conflict is None or conflict.person_id != expert.person_id or conflict.event_id is not None:
            raise DomainError("not_found")
        conflict.ended_at = context.now
        _note(context, expert_id, "conflict_end", conflict.kind)


@contextmanager
def _unit(context: Context, expert_id: str) -> Iterator[Expert]:
    """Open a transaction on one expert for somebody who keeps the registers; conflicts at open events follow."""
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        session = context.session
        expert = session.scalar(select(Expert).where(Expert.id == expert_id).with_for_update())
        if expert is None:
            raise DomainError("not_found")
        yield expert
        session.flush()
        events = select(JudgeProfile.event_id).where(JudgeProfile.person_id == expert.person_id)
        for event_id in session.scalars(
            select(Event.id).where(Event.id.in_(events), Event.ends >= context.now.date()).order_by(Event.id)
        ).all():
            refresh_interests(session, event_id)


def _add(context: Context, person_id: str, details: ExpertDetails) -> str:
    expert = Expert(
        id=new_id(),
        person_id=person_id,
        trades=list(details.trades),
        languages=list(details.languages),
        country=details.country,
        note=details.note,
        created_at=context.now,
    )
    context.session.add(expert)
    context.session.flush()
    _note(context, expert.id, "add")
    return expert.id


def _note(context: Context, expert_id: str, action: str, members: str = "") -> None:
    context.session.add(
        RegisterChange(
            id=new_id(),
            register=REGISTER,
            object_id=expert_id,
            action=action,
            at=context.now,
            actor_id=context.actor.account_id,
            old=None,
            new={"members": members} if members else None,
        )
    )


def _checked(details: ExpertDetails) -> ExpertDetails:
    trades = tuple(dict.fromkeys(filter(None, map(checked_name, details.trades))))
    if len(trades) > MOST_TRADES:
        raise DomainError("too_many_trades", limit=str(MOST_TRADES))
    return ExpertDetails(
        checked_person(details.person),
        trades,
        tuple(dict.fromkeys(details.languages)),
        details.country.lower(),
        details.note.strip()[:LONGEST_NOTE],
    )


def _living(session: Session, expert: Expert) -> Person:
    person = session.execute(select(Person).where(Person.id == expert.person_id)).scalar_one()
    if person.erased_at is not None:
        raise DomainError("person_erased")
    return person


def _require_new_name(session: Session, details: PersonDetails) -> None:
    people = session.scalars(select(Person).join(Expert, Expert.person_id == Person.id))
    if any(is_same_name(details, details_of(person)) for person in people):
        raise DomainError("same_name_expert")
