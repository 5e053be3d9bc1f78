"""Everything that is kept about one person, for that person. Source: THREATS, personal data D4."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import RowMapping, Select, or_, select, union
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import (
    Account,
    Application,
    AuditEvent,
    Companion,
    Competitor,
    Conflict,
    Entry,
    EntryMember,
    EntryResult,
    Event,
    Expert,
    ExpertRole,
    ExpertTraining,
    Institution,
    JudgeAssignment,
    JudgeProfile,
    Person,
    Portrait,
    RoleAssignment,
    SignIn,
    Team,
    Trade,
)
from competition.domain.people import is_same_name
from competition.queries.applications import lines_of
from competition.queries.office_roster import details_of
from competition.queries.registration import questions_of

FORMAT = "podium-person/1"
_HANDED_IN = ("native", "latin", "born", "role", "consent", "guardian")
Section = list[dict[str, Json]]


def person_data(session: Session, event_id: str, person_id: str) -> dict[str, Json] | None:
    """Return what an event keeps about a person, in sections of plain rows; None for somebody who is not of the event.

    Names of other people are not in it. Where a section is empty, nothing is kept. Fourteen statements.
    """
    objects = _objects(session, event_id, person_id)
    person = session.execute(
        select(
            Person.native_name,
            Person.native_language,
            Person.latin_name,
            Person.short_name,
            Person.birth_date,
            Person.email,
            Person.phone,
            Person.erased_at,
            Institution.name.label("institution"),
            Portrait.image_id.label("photo"),
        )
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .outerjoin(Portrait, Portrait.person_id == Person.id)
        .where(Person.id == person_id)
    )
    if not objects:
        return None
    event = select(Event.code, Event.name, Event.starts, Event.ends).where(Event.id == event_id)
    sections: dict[str, Json] = {
        "person": _rows(person.mappings()),
        "event": _select(session, event),
        "competes": _select(session, _competes(event_id, person_id)),
        "entries": _select(session, _entries(event_id, person_id)),
        "judges": _select(session, _judges(event_id, person_id)),
        "accompanies": _select(session, _accompanies(event_id, person_id)),
        "applications": _applied(session, event_id, person_id),
        "account": _select(session, _account(person_id)),
        "roles": _select(session, _roles(event_id, person_id)),
        "sign_ins": _select(session, _sign_ins(person_id)),
        "expert": _select(session, _expert(person_id)),
        "trainings": _select(session, _of_expert(person_id, ExpertTraining)),
        "roles_noted": _select(session, _of_expert(person_id, ExpertRole)),
        "conflicts": _select(session, _conflicts(event_id, person_id)),
        "log": _select(session, _log(event_id, objects)),
    }
    return {"format": FORMAT, "id": person_id, **sections}


def _objects(session: Session, event_id: str, person_id: str) -> list[str]:
    """Return what the event's log calls everything of this person; empty for somebody who is not of the event."""
    found: list[str] = []
    for kind, table in (("competitor", Competitor), ("judge", JudgeProfile), ("companion", Companion)):
        rows = session.scalars(select(table.id).where(table.person_id == person_id, table.event_id == event_id))
        found += [f"{kind}/{each}" for each in rows]
    held = (
        select(Account.id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(Account.person_id == person_id, RoleAssignment.event_id == event_id)
        .distinct()
    )
    found += [f"account/{each}" for each in session.scalars(held)]
    return [*found, f"person/{person_id}"] if found else []


def _select(session: Session, statement: Select[*tuple[object, ...]]) -> Json:
    return _rows(session.execute(statement).mappings())


def _rows(rows: Iterable[RowMapping]) -> Json:
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> Json:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)


def _competes(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(
            Team.code.label("team"),
            Competitor.bib,
            Competitor.consent,
            Competitor.consent_by,
            Competitor.consent_at,
            Competitor.consent_notice,
            Competitor.guardian_name,
            Competitor.display_name,
            Competitor.display_photo,
        )
        .join(Team, Team.id == Competitor.team_id)
        .where(Competitor.person_id == person_id, Competitor.event_id == event_id)
    )


def _applied(session: Session, event_id: str, person_id: str) -> Json:
    """Return what teams handed in about somebody of this name, with the answers beside their questions."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return []
    known, found = details_of(person), list[Json]()
    own = union(*(select(each.team_id).where(each.person_id == person_id) for each in (Competitor, Companion)))
    bodies = select(Application.body).where(Application.event_id == event_id, Application.team_id.in_(own))
    for body in session.scalars(bodies):
        rows = body.get("asked")
        asked = {
            each.id: next(iter(each.text.values()), "") for each in questions_of(rows if isinstance(rows, list) else [])
        }
        for line in (*lines_of(body), *lines_of(body, "taken")):
            if is_same_name(line.details(), known):
                said: dict[str, Json] = {name: getattr(line, name) for name in _HANDED_IN}
                said["answers"] = {asked.get(key, key): each for key, each in line.answers.items() if each}
                found.append(said)
    return found


def _entries(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(Trade.code.label("trade"), Trade.name, Entry.code, Entry.status, EntryResult.total, EntryResult.criteria)
        .join(Entry, Entry.trade_id == Trade.id)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .join(Competitor, Competitor.id == EntryMember.competitor_id)
        .outerjoin(EntryResult, EntryResult.entry_id == Entry.id)
        .where(Competitor.person_id == person_id, Entry.event_id == event_id)
        .order_by(Trade.code)
    )


def _judges(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(Trade.code.label("trade"), Trade.name, JudgeAssignment.is_chief, JudgeAssignment.ended_at)
        .add_columns(JudgeProfile.languages, Team.code.label("team"))
        .join(JudgeAssignment, JudgeAssignment.trade_id == Trade.id)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(JudgeProfile.person_id == person_id, JudgeProfile.event_id == event_id)
        .order_by(Trade.code)
    )


def _accompanies(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(Companion.role, Team.code.label("team"))
        .join(Team, Team.id == Companion.team_id)
        .where(Companion.person_id == person_id, Companion.event_id == event_id)
    )


def _account(person_id: str) -> Select[*tuple[object, ...]]:
    judging = select(JudgeProfile.account_id).where(JudgeProfile.person_id == person_id)
    return select(Account.login, Account.name, Account.language, Account.created_at, Account.disabled_at).where(
        or_(Account.person_id == person_id, Account.id.in_(judging))
    )


def _roles(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return (
        select(RoleAssignment.role, Trade.code.label("trade"))
        .join(Account, Account.id == RoleAssignment.account_id)
        .outerjoin(Trade, Trade.id == RoleAssignment.trade_id)
        .where(Account.person_id == person_id, RoleAssignment.event_id == event_id)
    )


def _sign_ins(person_id: str) -> Select[*tuple[object, ...]]:
    judging = select(JudgeProfile.account_id).where(JudgeProfile.person_id == person_id)
    return (
        select(SignIn.way, SignIn.created_at, SignIn.last_seen_at)
        .join(Account, Account.id == SignIn.account_id)
        .where(or_(Account.person_id == person_id, Account.id.in_(judging)))
        .order_by(SignIn.created_at)
    )


def _expert(person_id: str) -> Select[*tuple[object, ...]]:
    return select(
        Expert.trades, Expert.languages, Expert.country, Expert.note, Expert.created_at, Expert.retired_at
    ).where(Expert.person_id == person_id)


def _of_expert(person_id: str, table: type[ExpertTraining] | type[ExpertRole]) -> Select[*tuple[object, ...]]:
    columns = (
        (ExpertTraining.name, ExpertTraining.given_by, ExpertTraining.on)
        if table is ExpertTraining
        else (ExpertRole.event, ExpertRole.trade, ExpertRole.role, ExpertRole.year)
    )
    return select(*columns).join(Expert, Expert.id == table.expert_id).where(Expert.person_id == person_id)


def _conflicts(event_id: str, person_id: str) -> Select[*tuple[object, ...]]:
    return select(Conflict.kind, Conflict.country, Conflict.reason, Conflict.declared_at, Conflict.ended_at).where(
        Conflict.person_id == person_id, or_(Conflict.event_id.is_(None), Conflict.event_id == event_id)
    )


def _log(event_id: str, objects: list[str]) -> Select[*tuple[object, ...]]:
    return (
        select(AuditEvent.seq, AuditEvent.at, AuditEvent.type, AuditEvent.object)
        .where(AuditEvent.event_id == event_id, AuditEvent.object.in_(objects))
        .order_by(AuditEvent.seq)
    )
