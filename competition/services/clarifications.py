"""What the jury says to everybody of a trade or of the event: send, withdraw, say to have read. Source: PRODUCT C8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select

from competition.db.models import Clarification, ClarificationRead, Event, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.questions import Audience, checked_answer, is_read, recipients
from competition.queries.questions import memberships
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class NewClarification:
    """Words for everybody. trade_id: None for the whole event. id: made by the sender, so that twice sends once."""

    words: Mapping[str, str]
    audience: Audience
    trade_id: str | None = None
    id: str = ""


@contextmanager
def event_unit(context: Context, event_id: str) -> Iterator[Unit]:
    """Open a transaction on an event that moves no board. Raises DomainError `not_found`."""
    clock_offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if clock_offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        yield unit


def send_clarification(context: Context, event_id: str, new: NewClarification) -> str:
    """Say something to everybody of a trade or of the event, without a question; returns the clarification's id.

    Raises DomainError `answer_empty`, `answer_too_long`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    account = context.require(Permission.ANSWER_QUESTIONS, event_id=event_id, trade_id=new.trade_id)
    with event_unit(context, event_id) as unit:
        known = context.session.get(Clarification, new.id) if new.id else None
        if known is not None:
            if known.event_id != event_id or known.sent_by != account:
                raise DomainError("not_found")
            return known.id
        trade = context.session.get(Trade, new.trade_id) if new.trade_id else None
        if new.audience is Audience.ASKER or (new.trade_id and (trade is None or trade.event_id != event_id)):
            raise DomainError("not_found")
        return add_clarification(unit, new, account)


def withdraw_clarification(context: Context, event_id: str, clarification_id: str) -> None:
    """Say that a clarification does not hold any more; whoever it was for is asked to read that.

    Withdrawn twice changes nothing. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    with event_unit(context, event_id) as unit:
        row = context.session.scalar(
            select(Clarification)
            .where(Clarification.id == clarification_id, Clarification.event_id == event_id)
            .with_for_update()
        )
        if row is None:
            raise DomainError("not_found")
        context.require(Permission.ANSWER_QUESTIONS, event_id=event_id, trade_id=row.trade_id)
        if row.withdrawn_at is None:
            _withdraw(unit, row)


def acknowledge(context: Context, event_id: str, clarification_id: str) -> None:
    """Say to have read a clarification, or that it was withdrawn; said again, nothing changes.

    Raises DomainError `not_found` for one that is for others, `sign_in_needed`, `not_allowed`.
    """
    session = context.session
    with event_unit(context, event_id) as unit:
        row = session.get(Clarification, clarification_id)
        if row is None or row.event_id != event_id:
            raise DomainError("not_found")
        account = context.require(Permission.ASK_QUESTIONS, event_id=event_id)
        judges, team_leaders = memberships(session, event_id, account)
        if account not in recipients(Audience(row.audience), row.trade_id, judges, team_leaders):
            raise DomainError("not_found")
        read = session.get(ClarificationRead, (clarification_id, account))
        if is_read(read.read_at if read else None, row.withdrawn_at):
            return
        now = context.event_now(unit.clock_offset)
        if read is None:
            session.add(ClarificationRead(clarification_id=clarification_id, account_id=account, read_at=now))
        else:
            read.read_at = now
        session.flush()
        unit.record("clarification.read", f"clarification/{clarification_id}")


def add_clarification(unit: Unit, new: NewClarification, account: str, question_id: str | None = None) -> str:
    """Write a clarification inside an open transaction, by somebody who may; returns its id.

    Raises DomainError `answer_empty`, `answer_too_long`.
    """
    words, session = checked_answer(new.words), unit.context.session
    row = Clarification(
        id=new.id or new_id(),
        event_id=unit.event_id,
        trade_id=new.trade_id,
        question_id=question_id,
        audience=new.audience.value,
        text=words,
        sent_by=account,
        sent_at=unit.context.event_now(unit.clock_offset),
    )
    session.add(row)
    session.flush()
    unit.record(
        "clarification.send",
        f"clarification/{row.id}",
        new={"trade": new.trade_id or "", "audience": row.audience, "languages": ",".join(sorted(words))},
        reason_ref=unit.log.keep_text("\n".join(words.values())),
    )
    return row.id


def withdraw_answers(unit: Unit, question_id: str) -> None:
    """Withdraw what was told to everybody as the answer to a question, inside an open transaction."""
    held = select(Clarification).where(Clarification.question_id == question_id, Clarification.withdrawn_at.is_(None))
    for row in unit.context.session.scalars(held).all():
        _withdraw(unit, row)


def _withdraw(unit: Unit, row: Clarification) -> None:
    row.withdrawn_by, row.withdrawn_at = unit.context.actor.account_id, unit.context.event_now(unit.clock_offset)
    unit.context.session.flush()
    unit.record("clarification.withdraw", f"clarification/{row.id}")
