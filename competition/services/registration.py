"""What an organizer asks of the teams: when, which trades, how many entries, which questions. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from competition.db.base import Json
from competition.db.models import Registration
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.registration import MOST_QUESTIONS, AskedQuestion, checked_question
from competition.domain.scheme import Text
from competition.queries.registration import plain_question, questions_of
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, trades_of_event
from competition.services.unit_of_work import Unit

MOST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What an organizer asks of the teams.

    closes_at: the event's own time. entries: of a team in a trade, at most. trades: ids of those that are open, empty
    for all. note: to the teams, by language.
    """

    is_open: bool
    closes_at: datetime | None
    entries: int = 1
    trades: tuple[str, ...] = ()
    note: Text = field(default_factory=dict)


def set_registration(context: Context, event_id: str, rules: RegistrationRules) -> None:
    """Open or close the registration of an event, and say what it takes.

    Raises DomainError `entries_out_of_range`, `not_found` for a trade of another event, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    if not 1 <= rules.entries <= MOST_ENTRIES:
        raise DomainError("entries_out_of_range", limit=str(MOST_ENTRIES))
    with people_unit(context, event_id) as unit:
        if not set(rules.trades) <= set(trades_of_event(context.session, event_id)):
            raise DomainError("not_found")
        row = _row(context, event_id)
        row.is_open, row.closes_at, row.entries = rules.is_open, rules.closes_at, rules.entries
        row.trades, row.note = list(rules.trades), dict(rules.note)
        closes = rules.closes_at.isoformat() if rules.closes_at else ""
        new: LeafValue = {
            "open": rules.is_open,
            "closes": closes,
            "entries": rules.entries,
            "trades": len(rules.trades),
        }
        unit.record("registration.set", f"event/{event_id}", new=new)


def save_question(context: Context, event_id: str, question: AskedQuestion) -> str:
    """Add a question, or change the one with this id; returns its id.

    Raises DomainError `not_found`, `questions_many`, the refusals of `checked_question`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    checked = checked_question(question)
    with people_unit(context, event_id) as unit:
        row = _row(context, event_id)
        questions = list(questions_of(row.questions))
        if not checked.id:
            if len(questions) >= MOST_QUESTIONS:
                raise DomainError("questions_many", limit=str(MOST_QUESTIONS))
            checked = replace(checked, id=new_id())
            questions.append(checked)
        else:
            questions[_place(questions, checked.id)] = checked
        _keep(unit, row, questions, checked.id)
        return checked.id


def remove_question(context: Context, event_id: str, question_id: str) -> None:
    """Ask a question no more. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`."""
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    with people_unit(context, event_id) as unit:
        row = _row(context, event_id)
        questions = list(questions_of(row.questions))
        del questions[_place(questions, question_id)]
        _keep(unit, row, questions, question_id)


def move_question(context: Context, event_id: str, question_id: str, by: int) -> None:
    """Ask a question earlier (by -1) or later (by 1). Raises as `remove_question`."""
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    with people_unit(context, event_id) as unit:
        row = _row(context, event_id)
        questions = list(questions_of(row.questions))
        place = _place(questions, question_id)
        question = questions.pop(place)
        questions.insert(max(0, place + by), question)
        _keep(unit, row, questions, question_id)


def _row(context: Context, event_id: str) -> Registration:
    row = context.session.get(Registration, event_id, with_for_update=True, populate_existing=True)
    if row is None:
        row = Registration(event_id=event_id, is_open=False, entries=1, note={}, trades=[], questions=[])
        context.session.add(row)
    return row


def _place(questions: Sequence[AskedQuestion], question_id: str) -> int:
    place = next((number for number, each in enumerate(questions) if each.id == question_id), None)
    if place is None:
        raise DomainError("not_found")
    return place


def _keep(unit: Unit, row: Registration, questions: Sequence[AskedQuestion], changed: str) -> None:
    kept: list[Json] = [plain_question(each) for each in questions]
    row.questions = kept
    unit.context.session.flush()
    unit.record("registration.questions", f"event/{unit.event_id}", new={"question": changed, "count": len(kept)})
