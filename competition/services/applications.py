"""Teams register themselves: what a leader keeps as a draft and hands in. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Application, Event, Team, TeamLeader
from competition.domain.applications import AppliedLine, wrong_places
from competition.domain.entry_rules import MAX_GROUP_LENGTH
from competition.domain.errors import DomainError, Problem, error
from competition.domain.people import checked_name, checked_person
from competition.domain.permissions import Condition, Permission
from competition.domain.personal_data import is_minor
from competition.domain.registration import LONGEST_ANSWER, QuestionScope, wrong_answers
from competition.queries.applications import answers_of, lines_of, plain_line
from competition.queries.registration import RegistrationState, plain_question, registration_of
from competition.queries.team_now import team_now
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.images import Picture, remove_image, store_image
from competition.services.people_unit import people_unit

DRAFT, SUBMITTED, RETURNED, APPROVED, REFUSED = "draft", "submitted", "returned", "approved", "refused"
MOST_LINES = 200
LONGEST_NOTE = 2000
PLACES = {
    "latin_name_not_latin": "latin",
    "birth_date_unlikely": "born",
    "birth_date_invalid": "born",
    "trade_missing": "trade",
    "trade_not_open": "trade",
    "guardian_missing": "guardian",
    "group_too_long": "group",
}
"""The field of a line at which a refusal stands; any other is about the name."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a leader typed. answers: of the team, by question. photos: pictures that came along, by the line."""

    lines: Sequence[AppliedLine]
    note: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[int, Picture] = field(default_factory=dict)


class ApplicationWrong(DomainError):
    """An application cannot be handed in.

    problems: row counts the lines from 1, None for the team's own answers; column is a field or a question's id.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("application_wrong")
        self.problems = tuple(problems)


def save_application(context: Context, event_id: str, team_id: str, draft: Draft) -> tuple[AppliedLine, ...]:
    """Keep what a team leader typed, right or wrong; returns the lines with the ids of their photos.

    A photo that no line refers to any more is erased, and no line may refer to one that is not of this application.
    Raises DomainError `not_found`, `registration_closed`, `application_waits` while the office has it,
    `sign_in_needed`, `not_allowed`.
    """
    _require_leader(context, event_id, team_id)
    with people_unit(context, event_id):
        row = _open_row(context, event_id, team_id)
        former = {line.photo for line in lines_of(row.body) if line.photo}
        lines: list[AppliedLine] = []
        for place, line in enumerate(draft.lines[:MOST_LINES]):
            photo = line.photo if line.photo in former - {each.photo for each in lines} else ""
            if line.competes and place in draft.photos:
                photo = store_image(context, event_id, draft.photos[place])
            lines.append(replace(line, photo=photo if line.competes else ""))
        people: list[Json] = [plain_line(line) for line in lines]
        answers: dict[str, Json] = {key: each.strip()[:LONGEST_ANSWER] for key, each in draft.answers.items()}
        note = draft.note.strip()[:LONGEST_NOTE]
        row.body = {**row.body, "people": people, "note": note, "answers": answers}
        row.revision, row.changed_at = row.revision + 1, context.now
        context.session.flush()
        for gone in sorted(former - {line.photo for line in lines}):
            remove_image(context, gone)
        return tuple(lines)


def hand_in_application(context: Context, event_id: str, team_id: str) -> str:
    """Hand in what was kept; returns the application's id.

    After the end, by the server's time, it can still be handed in and is marked as late.
    Raises ApplicationWrong with all that the office could not approve, DomainError `application_empty`, `not_found`,
    `registration_closed`, `application_waits`, `sign_in_needed`, `not_allowed`.
    """
    account_id = _require_leader(context, event_id, team_id)
    with people_unit(context, event_id) as unit:
        session = context.session
        row = _open_row(context, event_id, team_id)
        rules = registration_of(session, event_id)
        lines = lines_of(row.body)
        if not lines:
            raise DomainError("application_empty")
        problems = tuple(_problems(session, row, rules, lines))
        if problems:
            raise ApplicationWrong(problems)
        asked: list[Json] = [plain_question(each) for each in rules.questions]
        row.body = {**row.body, "asked": asked}
        row.state, row.submitted_at, row.submitted_by = SUBMITTED, context.event_now(unit.clock_offset), account_id
        row.is_late = rules.closes_at is not None and row.submitted_at > rules.closes_at
        row.changed_at = context.now
        session.flush()
        unit.record("application.submit", f"application/{row.id}", new={"team": team_id, "late": row.is_late})
        return row.id


def _problems(
    session: Session, row: Application, rules: RegistrationState, lines: Sequence[AppliedLine]
) -> Iterator[Problem]:
    """Yield all that the office could not approve."""
    starts: date = session.execute(select(Event.starts).where(Event.id == row.event_id)).scalar_one()
    now = team_now(session, row.event_id, row.team_id)
    for number, line in enumerate(lines, start=1):
        for refusal in _faults_of_line(line, starts, rules, frozenset(now.trades)):
            yield _problem(refusal, number, PLACES.get(refusal.code, "native"))
        if line.competes:
            for question_id, refusal in wrong_answers(rules.questions, QuestionScope.COMPETITOR, line.answers):
                yield _problem(refusal, number, question_id)
    yield from wrong_places(lines, now.people, now.trades, rules.entries)
    for question_id, refusal in wrong_answers(rules.questions, QuestionScope.TEAM, answers_of(row.body.get("answers"))):
        yield _problem(refusal, None, question_id)


def _faults_of_line(
    line: AppliedLine, starts: date, rules: RegistrationState, trades: frozenset[str]
) -> Iterator[DomainError]:
    details = line.details()
    if line.born and details.born is None:
        yield DomainError("birth_date_invalid")
    try:
        checked_person(details, starts)
        checked_name(line.guardian)
    except DomainError as refusal:
        yield refusal
    if line.competes and line.trade not in trades:
        yield DomainError("trade_missing")
    elif line.trade and not (line.trade in trades and rules.takes(line.trade)):
        yield DomainError("trade_not_open")
    if line.competes and line.consent and is_minor(details.born, starts) and not line.guardian.strip():
        yield DomainError("guardian_missing")
    if len(line.group.strip()) > MAX_GROUP_LENGTH:
        yield DomainError("group_too_long", limit=str(MAX_GROUP_LENGTH))


def _problem(refusal: DomainError, row: int | None, column: str) -> Problem:
    return error(refusal.code, row=row, column=column, **refusal.params)


def _open_row(context: Context, event_id: str, team_id: str) -> Application:
    """Return the application that may be written now. Raises `registration_closed`, `application_waits`."""
    if not registration_of(context.session, event_id).is_open:
        raise DomainError("registration_closed")
    row = _current(context.session, event_id, team_id, context.now)
    if row.state == SUBMITTED:
        raise DomainError("application_waits")
    return row


def _current(session: Session, event_id: str, team_id: str, now: datetime) -> Application:
    """Return the application that is being written, a new one when the last is over."""
    row = session.scalar(
        select(Application).where(Application.team_id == team_id).order_by(Application.number.desc()).limit(1)
    )
    if row is not None and row.state in (DRAFT, RETURNED, SUBMITTED):
        return row
    number = (session.scalar(select(func.max(Application.number)).where(Application.team_id == team_id)) or 0) + 1
    fresh = Application(
        id=new_id(), event_id=event_id, team_id=team_id, number=number, state=DRAFT, revision=0, is_late=False,
        body={}, reason="", created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(fresh)
    return fresh


def _require_leader(context: Context, event_id: str, team_id: str) -> str:
    """Return the account of the team's leader, or refuse; late requests may be sent, the office decides them."""
    session = context.session
    account_id = context.actor.account_id or ""
    team = session.get(Team, team_id)
    own = session.get(TeamLeader, (team_id, account_id)) is not None
    if team is None or team.event_id != event_id:
        raise DomainError("not_found")
    facts = frozenset({Condition.BEFORE_DEADLINE})
    return context.require(Permission.EDIT_COMPETITORS, event_id=event_id, own=own, facts=facts)
