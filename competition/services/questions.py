"""Ask the jury, answer, and keep answers ready. Source: PRODUCT C8."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import CannedAnswer, Question, TeamLeader, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.questions import (
    ASKED_WITHIN,
    MOST_CANNED,
    Audience,
    check_pace,
    checked_answer,
    checked_question,
)
from competition.services.clarifications import NewClarification, add_clarification, event_unit, withdraw_answers
from competition.services.context import Context
from competition.services.identity import new_id

NOT_YET = ""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question. id: made by whoever asks, so that sending it twice asks once. team_id: the team of a leader."""

    text: str
    trade_id: str | None = None
    team_id: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer. whole_event: tell it to everybody of the event instead of those of the question's trade.

    seen: `answer_stamp` of the question as whoever answers has read it.
    """

    words: Mapping[str, str]
    audience: Audience = Audience.ASKER
    whole_event: bool = False
    seen: str = NOT_YET


def answer_stamp(answered_at: datetime | None) -> str:
    """Return what tells one answer of a question from the next; empty while there is none."""
    return answered_at.isoformat() if answered_at else NOT_YET


def ask_question(context: Context, event_id: str, new: NewQuestion) -> str:
    """Ask the jury of a trade, or the office about the event; returns the question's id.

    Raises DomainError `question_empty`, `question_too_long`, `too_many_questions`, `not_found` for a team that
    somebody else leads, `sign_in_needed`, `not_allowed`.
    """
    account = context.require(Permission.ASK_QUESTIONS, event_id=event_id, trade_id=new.trade_id)
    with event_unit(context, event_id) as unit:
        session = context.session
        known = session.get(Question, new.id) if new.id else None
        if known is not None:
            return _same(known, event_id, account)
        _require_place(session, event_id, new, account)
        text = checked_question(new.text)
        now = context.event_now(unit.clock_offset)
        before = select(Question.asked_at).where(
            Question.event_id == event_id, Question.asked_by == account, Question.asked_at > now - ASKED_WITHIN
        )
        check_pace(session.scalars(before).all(), now)
        question = Question(
            id=new.id or new_id(),
            event_id=event_id,
            trade_id=new.trade_id,
            team_id=new.team_id,
            asked_by=account,
            asked_at=now,
            text=text,
            answer={},
            audience=Audience.ASKER.value,
        )
        session.add(question)
        session.flush()
        unit.record(
            "question.ask",
            f"question/{question.id}",
            new={"trade": new.trade_id or "", "team": new.team_id or ""},
            reason_ref=unit.log.keep_text(text),
        )
        return question.id


def answer_question(context: Context, event_id: str, question_id: str, answer: Answer) -> None:
    """Answer a question, to the asker alone or to everybody; an answer that was given before is replaced.

    What was told to everybody with the former answer is withdrawn. Raises DomainError `answer_empty`,
    `answer_too_long`, `question_answered` when somebody answered meanwhile, `not_found`, `sign_in_needed`,
    `not_allowed`.
    """
    with event_unit(context, event_id) as unit:
        question = _locked(context.session, event_id, question_id)
        trade_id = None if answer.whole_event and answer.audience is not Audience.ASKER else question.trade_id
        account = context.require(Permission.ANSWER_QUESTIONS, event_id=event_id, trade_id=question.trade_id)
        context.require(Permission.ANSWER_QUESTIONS, event_id=event_id, trade_id=trade_id)
        words = checked_answer(answer.words)
        if answer_stamp(question.answered_at) != answer.seen:
            raise DomainError("question_answered")
        withdraw_answers(unit, question.id)
        question.answer, question.audience = words, answer.audience.value
        question.answered_by, question.answered_at = account, context.event_now(unit.clock_offset)
        context.session.flush()
        unit.record(
            "question.answer",
            f"question/{question.id}",
            new={"audience": answer.audience.value, "languages": ",".join(sorted(words))},
            reason_ref=unit.log.keep_text("\n".join(words.values())),
        )
        if answer.audience is not Audience.ASKER:
            add_clarification(unit, NewClarification(words, answer.audience, trade_id), account, question.id)


def keep_canned(context: Context, event_id: str, words: Mapping[str, str], canned_id: str = "") -> str:
    """Keep an answer ready, or change one; returns its id.

    Raises DomainError `answer_empty`, `answer_too_long`, `too_many_canned`, `not_found`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    with event_unit(context, event_id) as unit:
        session, now = context.session, context.event_now(unit.clock_offset)
        text = checked_answer(words)
        if canned_id:
            row = _canned(session, event_id, canned_id)
            row.text, row.changed_at = text, now
        else:
            count = session.scalar(select(func.count()).where(CannedAnswer.event_id == event_id)) or 0
            if count >= MOST_CANNED:
                raise DomainError("too_many_canned", limit=str(MOST_CANNED))
            row = CannedAnswer(id=new_id(), event_id=event_id, text=text, changed_at=now)
            session.add(row)
        session.flush()
        unit.record("canned.keep", f"canned/{row.id}", new={"languages": ",".join(sorted(text))})
        return row.id


def remove_canned(context: Context, event_id: str, canned_id: str) -> None:
    """Keep an answer ready no longer; what was answered with it stays.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    with event_unit(context, event_id) as unit:
        context.session.delete(_canned(context.session, event_id, canned_id))
        unit.record("canned.remove", f"canned/{canned_id}")


def _same(known: Question, event_id: str, account: str) -> str:
    if known.event_id != event_id or known.asked_by != account:
        raise DomainError("not_found")
    return known.id


def _require_place(session: Session, event_id: str, new: NewQuestion, account: str) -> None:
    """Refuse a trade of another event, and a team that the asker does not lead."""
    if new.trade_id is not None:
        trade = session.get(Trade, new.trade_id)
        if trade is None or trade.event_id != event_id:
            raise DomainError("not_found")
    if new.team_id is not None:
        leads = session.get(TeamLeader, (new.team_id, account))
        if leads is None or leads.event_id != event_id:
            raise DomainError("not_found")


def _locked(session: Session, event_id: str, question_id: str) -> Question:
    question = session.scalar(
        select(Question).where(Question.id == question_id, Question.event_id == event_id).with_for_update()
    )
    if question is None:
        raise DomainError("not_found")
    return question


def _canned(session: Session, event_id: str, canned_id: str) -> CannedAnswer:
    row = session.get(CannedAnswer, canned_id)
    if row is None or row.event_id != event_id:
        raise DomainError("not_found")
    return row
