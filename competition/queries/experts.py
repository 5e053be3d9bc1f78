"""The register of experts: the list with its filters, and one expert with everything that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.db.models import (
    Account,
    Conflict,
    Event,
    Expert,
    ExpertRole,
    ExpertTraining,
    Institution,
    JudgeAssignment,
    JudgeProfile,
    Person,
    RegisterChange,
    Team,
    Trade,
)
from competition.domain.people import PersonDetails
from competition.domain.scheme import Text
from competition.queries.office_people import matches
from competition.queries.office_roster import details_of


@dataclass(frozen=True, slots=True)
class ExpertFilter:
    """What a reader looks for. trade: part of a name. state: active, retired or "" for all."""

    words: str = ""
    trade: str = ""
    language: str = ""
    country: str = ""
    state: str = "active"


@dataclass(frozen=True, slots=True)
class ExpertLine:
    """An expert in the list. events: at how many events of this installation the expert has judged."""

    id: str
    native: str
    native_language: str
    latin: str
    trades: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    institution: Text
    events: int
    last_event: date | None
    retired: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A role at an event. line_id: of one noted by hand, "" for one that this installation knows by itself."""

    event: Text
    event_code: str
    trade: Text
    role: str
    year: int | None
    line_id: str = ""
    judge_id: str = ""


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A training."""

    id: str
    name: str
    given_by: str
    on: date | None


@dataclass(frozen=True, slots=True)
class LastingConflict:
    """A conflict that holds at every event."""

    id: str
    kind: str
    object: Text
    country: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ExpertRoom:
    """Everything about one expert. history: what was done in the register, when, by whom."""

    id: str
    person_id: str
    details: PersonDetails
    erased_at: datetime | None
    trades: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    institution: Text
    note: str
    retired_at: datetime | None
    trainings: tuple[TrainingLine, ...]
    roles: tuple[Held, ...]
    conflicts: tuple[LastingConflict, ...]
    history: tuple[tuple[datetime, str, str], ...]


def expert_lines(session: Session, wanted: ExpertFilter) -> tuple[ExpertLine, ...]:
    """Return the experts that match, by name. Two statements.

    Words are sought here and not by the database: the engines disagree about letters beyond a to z.
    """
    events: dict[str, set[tuple[str, date]]] = {}
    for person_id, event_id, starts in session.execute(
        select(JudgeProfile.person_id, Event.id, Event.starts)
        .join(Event, Event.id == JudgeProfile.event_id)
        .where(JudgeProfile.person_id.in_(select(Expert.person_id)))
    ):
        events.setdefault(person_id, set()).add((event_id, starts))
    rows = session.execute(
        select(Expert, Person, Institution.name)
        .join(Person, Person.id == Expert.person_id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
    )
    lines = [
        _line(expert, person, institution or {}, events.get(person.id, set())) for expert, person, institution in rows
    ]
    found = (line for line in lines if _is_wanted(line, wanted))
    return tuple(sorted(found, key=lambda line: ((line.latin or line.native).casefold(), line.id)))


def expert_trades(session: Session) -> tuple[str, ...]:
    """Return the trades that experts know and those of the events here, as suggestions. Two statements."""
    known = {str(each) for trades in session.scalars(select(Expert.trades)) for each in trades}
    names = {name for words in session.scalars(select(Trade.name)) for name in words.values()}
    return tuple(sorted(known | names, key=str.casefold))


def expert_room(session: Session, expert_id: str) -> ExpertRoom | None:
    """Return one expert. Six statements."""
    row = session.execute(
        select(Expert, Person, Institution.name)
        .join(Person, Person.id == Expert.person_id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Expert.id == expert_id)
    ).one_or_none()
    if row is None:
        return None
    expert, person, institution = row
    trainings = session.scalars(
        select(ExpertTraining).where(ExpertTraining.expert_id == expert_id).order_by(ExpertTraining.on.desc())
    )
    changes = session.execute(
        select(RegisterChange.at, RegisterChange.action, Account.name)
        .outerjoin(Account, Account.id == RegisterChange.actor_id)
        .where(RegisterChange.object_id == expert_id)
        .order_by(RegisterChange.at.desc(), RegisterChange.id.desc())
        .limit(20)
    )
    return ExpertRoom(
        id=expert.id,
        person_id=person.id,
        details=details_of(person),
        erased_at=person.erased_at,
        trades=tuple(str(each) for each in expert.trades),
        languages=tuple(str(each) for each in expert.languages),
        country=expert.country,
        institution=institution or {},
        note=expert.note,
        retired_at=expert.retired_at,
        trainings=tuple(TrainingLine(each.id, each.name, each.given_by, each.on) for each in trainings),
        roles=_roles(session, expert),
        conflicts=_conflicts(session, person.id),
        history=tuple((row.at, row.action, row.name or "") for row in changes),
    )


def _line(expert: Expert, person: Person, institution: Text, events: set[tuple[str, date]]) -> ExpertLine:
    return ExpertLine(
        id=expert.id,
        native=person.native_name,
        native_language=person.native_language,
        latin=person.latin_name,
        trades=tuple(str(each) for each in expert.trades),
        languages=tuple(str(each) for each in expert.languages),
        country=expert.country,
        institution=institution,
        events=len(events),
        last_event=max((starts for _, starts in events), default=None),
        retired=expert.retired_at is not None,
    )


def _is_wanted(line: ExpertLine, wanted: ExpertFilter) -> bool:
    return (
        (not wanted.state or line.retired == (wanted.state == "retired"))
        and wanted.language in ("", *line.languages)
        and wanted.country in ("", line.country)
        and (not wanted.trade or any(matches(wanted.trade, (trade,)) for trade in line.trades))
        and matches(wanted.words, (line.native, line.latin, *line.trades, *line.institution.values()))
    )


def _roles(session: Session, expert: Expert) -> tuple[Held, ...]:
    known = [
        Held(event.name, event.code, trade, "chief_judge" if chief else "judge", event.starts.year, "", judge_id)
        for event, trade, chief, judge_id in session.execute(
            select(Event, Trade.name, JudgeAssignment.is_chief, JudgeProfile.id)
            .join(JudgeProfile, JudgeProfile.event_id == Event.id)
            .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
            .join(Trade, Trade.id == JudgeAssignment.trade_id)
            .where(JudgeProfile.person_id == expert.person_id)
        )
    ]
    noted = [
        Held({"und": each.event}, "", {"und": each.trade}, each.role, each.year, each.id)
        for each in session.scalars(select(ExpertRole).where(ExpertRole.expert_id == expert.id))
    ]
    return tuple(sorted((*known, *noted), key=lambda each: -(each.year or 0)))


def _conflicts(session: Session, person_id: str) -> tuple[LastingConflict, ...]:
    other = aliased(Person)
    rows = session.execute(
        select(Conflict, Institution.name, other, Team.name)
        .outerjoin(Institution, Institution.id == Conflict.institution_id)
        .outerjoin(other, other.id == Conflict.other_person_id)
        .outerjoin(Team, Team.id == Conflict.team_id)
        .where(Conflict.person_id == person_id, Conflict.event_id.is_(None), Conflict.ended_at.is_(None))
        .order_by(Conflict.declared_at)
    )
    return tuple(
        LastingConflict(
            conflict.id,
            conflict.kind,
            institution or team or ({whom.native_language or "und": whom.native_name} if whom else {}),
            conflict.country,
            conflict.reason,
            conflict.declared_at,
        )
        for conflict, institution, whom, team in rows
    )
