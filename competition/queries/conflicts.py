"""The register of conflicts of an event's judges, and whom each judge therefore may not mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from competition.db.models import (
    Account,
    Competitor,
    Conflict,
    Institution,
    Interest,
    JudgeProfile,
    PeopleSettings,
    Person,
    Team,
)
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A declared conflict. is_lasting: of the register of experts. object: what it is with, in words or by language."""

    id: str
    judge_id: str
    judge: str
    login: str
    kind: str
    object: Text
    code: str
    reason: str
    is_lasting: bool
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """A judge and the teams that the judge may not mark beside the own one: code, flag and why."""

    judge_id: str
    judge: str
    login: str
    teams: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ConflictRoom:
    """Everything about conflicts at an event."""

    same_institution: bool
    same_country: bool
    conflicts: tuple[ConflictLine, ...]
    exclusions: tuple[ExclusionLine, ...]


def conflict_room(session: Session, event_id: str, judge_id: str = "") -> ConflictRoom:
    """Return the conflicts of an event's judges, of one judge when said. Three statements."""
    settings = session.get(PeopleSettings, event_id)
    return ConflictRoom(
        settings is None or settings.institution_conflicts,
        settings is not None and settings.country_conflicts,
        _conflicts(session, event_id, judge_id),
        _exclusions(session, event_id, judge_id),
    )


def people_to_declare(session: Session, event_id: str) -> tuple[tuple[str, str], ...]:
    """Return the competitors of an event by name and team, as persons. One statement."""
    rows = session.execute(
        select(Person.id, Person.native_name, Person.latin_name, Team.code)
        .join(Competitor, Competitor.person_id == Person.id)
        .join(Team, Team.id == Competitor.team_id)
        .where(Competitor.event_id == event_id, Person.erased_at.is_(None))
        .order_by(Team.code, Person.latin_name, Person.native_name)
    )
    return tuple((row.id, f"{row.code} {row.native_name}") for row in rows)


def _conflicts(session: Session, event_id: str, judge_id: str) -> tuple[ConflictLine, ...]:
    other = aliased(Person)
    statement = (
        select(Conflict, JudgeProfile.id, Person, Account.login, Team, Institution.name, other)
        .join(JudgeProfile, JudgeProfile.person_id == Conflict.person_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .outerjoin(Team, Team.id == Conflict.team_id)
        .outerjoin(Institution, Institution.id == Conflict.institution_id)
        .outerjoin(other, other.id == Conflict.other_person_id)
        .where(
            JudgeProfile.event_id == event_id,
            Conflict.ended_at.is_(None),
            or_(Conflict.event_id.is_(None), Conflict.event_id == event_id),
        )
        .order_by(Account.login, Conflict.declared_at, Conflict.id)
    )
    if judge_id:
        statement = statement.where(JudgeProfile.id == judge_id)
    return tuple(
        ConflictLine(
            id=conflict.id,
            judge_id=profile_id,
            judge=person.latin_name or person.native_name,
            login=login,
            kind=conflict.kind,
            object=_object(team, institution, whom),
            code=team.code if team else conflict.country,
            reason=conflict.reason,
            is_lasting=conflict.event_id is None,
            declared_at=conflict.declared_at,
        )
        for conflict, profile_id, person, login, team, institution, whom in session.execute(statement)
    )


def _object(team: Team | None, institution: Text | None, person: Person | None) -> Text:
    if team is not None:
        return team.name
    if person is not None:
        return {person.native_language or "und": person.native_name}
    return institution or {}


def _exclusions(session: Session, event_id: str, judge_id: str) -> tuple[ExclusionLine, ...]:
    statement = (
        select(JudgeProfile.id, Person.native_name, Person.latin_name, Account.login)
        .add_columns(Team.code, Team.flag, Interest.source)
        .join(Interest, Interest.judge_id == JudgeProfile.id)
        .join(Team, Team.id == Interest.team_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(JudgeProfile.event_id == event_id)
        .order_by(Account.login, Team.code)
    )
    if judge_id:
        statement = statement.where(JudgeProfile.id == judge_id)
    teams: dict[str, list[tuple[str, str, str]]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for each, native, latin, login, code, flag, source in session.execute(statement):
        teams.setdefault(each, []).append((code, flag, source))
        heads[each] = (latin or native, login)
    return tuple(ExclusionLine(each, *heads[each], tuple(found)) for each, found in teams.items())
