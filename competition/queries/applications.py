"""Applications of the teams: what was handed in, and how it differs from what is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, Application, Event, Team, TeamLeader
from competition.domain.applications import AppliedLine, ComparedLine, compared
from competition.domain.registration import AskedQuestion
from competition.domain.scheme import Text
from competition.queries.registration import questions_of
from competition.queries.team_now import team_now

OVER = frozenset({"approved", "refused"})


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application. taken: lines that were approved before the rest was returned.

    questions: as they were asked when it was handed in. answers: of the team, by question. compared: empty in a list.
    """

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
    lines: tuple[AppliedLine, ...]
    taken: tuple[AppliedLine, ...]
    questions: tuple[AskedQuestion, ...]
    answers: Mapping[str, str]
    compared: tuple[ComparedLine, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether it is decided for good, so that a new one begins."""
        return self.state in OVER


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


def plain_line(line: AppliedLine) -> Json:
    """Return a line as JSON."""
    plain: dict[str, Json] = {each.name: getattr(line, each.name) for each in fields(line)}
    return {**plain, "answers": dict(line.answers)}


def lines_of(body: Mapping[str, Json], name: str = "people") -> tuple[AppliedLine, ...]:
    """Return the lines of an application's body. name: people, or taken."""
    people = body.get(name)
    return tuple(_line(row) for row in people if isinstance(row, dict)) if isinstance(people, list) else ()


def answers_of(value: Json) -> dict[str, str]:
    """Return stored answers by question."""
    return {key: str(each) for key, each in value.items()} if isinstance(value, dict) else {}


def applications(session: Session, event_id: str, team_id: str = "") -> tuple[ApplicationView, ...]:
    """Return the applications of an event that were handed in, or all of one team, the latest first. One statement."""
    statement = _statement(event_id)
    if team_id:
        statement = statement.where(Application.team_id == team_id)
    else:
        statement = statement.where(Application.state != "draft")
    return tuple(_view(row, team, name or "") for row, team, name in session.execute(statement).all())


def application_of(session: Session, event_id: str, application_id: str) -> ApplicationView | None:
    """Return an application that was handed in, its lines beside what the team has. Six statements."""
    found = session.execute(
        _statement(event_id).where(Application.id == application_id, Application.state != "draft")
    ).one_or_none()
    if found is None:
        return None
    row, team, name = found
    view = _view(row, team, name or "")
    people = team_now(session, event_id, team.id).people
    return replace(view, compared=tuple(compared(line, people) for line in view.lines))


def photos_of(views: Sequence[ApplicationView]) -> frozenset[str]:
    """Return the ids of the pictures that some applications refer to."""
    return frozenset(line.photo for view in views for line in view.lines if line.photo)


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


def _statement(event_id: str) -> Select[Application, Team, str]:
    return (
        select(Application, Team, Account.name)
        .join(Team, Team.id == Application.team_id)
        .outerjoin(Account, Account.id == Application.submitted_by)
        .where(Application.event_id == event_id)
        .order_by(Application.changed_at.desc(), Application.id)
    )


def _view(row: Application, team: Team, name: str) -> ApplicationView:
    asked = row.body.get("asked")
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
        lines=lines_of(row.body),
        taken=lines_of(row.body, "taken"),
        questions=questions_of(asked) if isinstance(asked, list) else (),
        answers=answers_of(row.body.get("answers")),
    )


def _line(row: Mapping[str, Json]) -> AppliedLine:
    names = {each.name for each in fields(AppliedLine)} - {"answers"}
    said = {key: value for key, value in row.items() if key in names}
    return AppliedLine(**said, answers=answers_of(row.get("answers")))  # type: ignore[arg-type]  # own JSON
