"""Registration by the teams: what is asked for, what was handed in, and how it differs from what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, Application, Competitor, Event, Person, Registration, Team, TeamLeader
from competition.domain.people import PersonDetails, is_same_name
from competition.domain.scheme import Text
from competition.queries.office_roster import details_of


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """One person as a team leader typed it. trade: an id. born: ISO date or "". role: as in a roster."""

    native: str
    latin: str = ""
    language: str = ""
    born: str = ""
    role: str = "competitor"
    trade: str = ""
    group: str = ""
    guardian: str = ""
    consent: bool = False

    def plain(self) -> dict[str, Json]:
        """Return the line as JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def details(self) -> PersonDetails:
        """Return the person; a date that is none counts as not said."""
        try:
            born = date.fromisoformat(self.born) if self.born else None
        except ValueError:
            born = None
        return PersonDetails(self.native, self.language, self.latin, born=born)


@dataclass(frozen=True, slots=True)
class KnownCompetitor:
    """A competitor of the team with the same name."""

    id: str
    details: PersonDetails

    def merged(self, said: PersonDetails) -> PersonDetails:
        """Return the details with what was said anew; what was left empty stays."""
        values = {
            each.name: getattr(said, each.name) or getattr(self.details, each.name) for each in fields(PersonDetails)
        }
        return PersonDetails(**values)


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """Whether teams may register. closes_at: the event's own time, None for no end. entries: of a team in a trade."""

    is_open: bool = False
    closes_at: datetime | None = None
    entries: int = 1


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application. lines: with what is new about each: new, changed or same."""

    id: str
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    number: int
    state: str
    is_late: bool
    reason: str
    note: str
    submitted_at: datetime | None
    by: str
    lines: tuple[tuple[AppliedLine, str], ...]


@dataclass(frozen=True, slots=True)
class LedTeam:
    """A team that somebody registers, and its event."""

    event_id: str
    event_code: str
    event_name: Text
    team_id: str
    team_code: str
    team_name: Text
    flag: str


def registration_of(session: Session, event_id: str) -> RegistrationState:
    """Return whether teams may register. One statement."""
    row = session.get(Registration, event_id)
    return RegistrationState(row.is_open, row.closes_at, row.entries) if row else RegistrationState()


def lines_of(body: Mapping[str, Json]) -> tuple[AppliedLine, ...]:
    """Return the lines of an application's body."""
    names = {each.name for each in fields(AppliedLine)}
    people = body.get("people")
    rows = people if isinstance(people, list) else []
    return tuple(
        AppliedLine(**{key: value for key, value in row.items() if key in names})  # type: ignore[arg-type]  # own JSON
        for row in rows
        if isinstance(row, dict)
    )


def known_competitor(session: Session, event_id: str, team_id: str, details: PersonDetails) -> KnownCompetitor | None:
    """Return the competitor of a team who has this name already. One statement."""
    rows = session.execute(
        select(Competitor.id, Person)
        .join(Person, Person.id == Competitor.person_id)
        .where(Competitor.event_id == event_id, Competitor.team_id == team_id, Person.erased_at.is_(None))
    )
    return next(
        (KnownCompetitor(key, known) for key, person in rows if is_same_name(known := details_of(person), details)),
        None,
    )


def applications(session: Session, event_id: str, team_id: str = "") -> tuple[ApplicationView, ...]:
    """Return the applications of an event that were handed in, or all of one team, the latest first."""
    statement = (
        select(Application, Team, Account.name)
        .join(Team, Team.id == Application.team_id)
        .outerjoin(Account, Account.id == Application.submitted_by)
        .where(Application.event_id == event_id)
        .order_by(Application.changed_at.desc(), Application.id)
    )
    if team_id:
        statement = statement.where(Application.team_id == team_id)
    else:
        statement = statement.where(Application.state != "draft")
    return tuple(_view(session, row, team, name or "") for row, team, name in session.execute(statement).all())


def application_of(session: Session, event_id: str, application_id: str) -> ApplicationView | None:
    """Return one application."""
    return next((each for each in applications(session, event_id) if each.id == application_id), None)


def led_teams(session: Session, account_id: str) -> tuple[LedTeam, ...]:
    """Return the teams that an account registers. One statement."""
    rows = session.execute(
        select(Event.id, Event.code, Event.name, Team.id, Team.code, Team.name, Team.flag)
        .join(Team, Team.event_id == Event.id)
        .join(TeamLeader, TeamLeader.team_id == Team.id)
        .where(TeamLeader.account_id == account_id)
        .order_by(Event.starts.desc(), Team.code)
    )
    return tuple(LedTeam(*row) for row in rows)


def _view(session: Session, row: Application, team: Team, name: str) -> ApplicationView:
    return ApplicationView(
        id=row.id,
        team_id=team.id,
        team_code=team.code,
        team_name=team.name,
        flag=team.flag,
        number=row.number,
        state=row.state,
        is_late=row.is_late,
        reason=row.reason,
        note=str(row.body.get("note") or ""),
        submitted_at=row.submitted_at,
        by=name,
        lines=tuple((line, _difference(session, row, line)) for line in lines_of(row.body)),
    )


def _difference(session: Session, row: Application, line: AppliedLine) -> str:
    if line.role != "competitor":
        return "new"
    known = known_competitor(session, row.event_id, row.team_id, line.details())
    if known is None:
        return "new"
    return "same" if known.merged(line.details()) == known.details else "changed"
