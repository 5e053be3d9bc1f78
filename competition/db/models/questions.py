"""Questions to the jury, the clarifications that it gives, and answers that are kept ready. Source: PRODUCT C8."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Moment, Words


class Question(Base):
    """A question to the event office or the judges, and its answer.

    trade_id: None for one about the event. team_id: the team for which its leader asks. answer: empty while it is
    open. audience: who reads the answer beside the asker, see `domain.questions.Audience`.
    """

    __tablename__ = "question"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("team.id"))
    asked_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Moment]
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[Words]
    answered_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    answered_at: Mapped[Moment | None]
    audience: Mapped[str] = mapped_column(String(16))


class Clarification(Base):
    """What the jury or the office says to everybody of a trade, or of the event; never public.

    trade_id: None for the whole event. question_id: the question that it answers, which it does not tell.
    audience: judges, team_leaders or everyone. withdrawn_at: since when it does not hold any more.
    """

    __tablename__ = "clarification"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    question_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("question.id"))
    audience: Mapped[str] = mapped_column(String(16))
    text: Mapped[Words]
    sent_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[Moment]
    withdrawn_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    withdrawn_at: Mapped[Moment | None]


class ClarificationRead(Base):
    """Somebody says to have read a clarification; said again after it was withdrawn."""

    __tablename__ = "clarification_read"

    clarification_id: Mapped[Id] = mapped_column(ForeignKey("clarification.id"), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), primary_key=True)
    read_at: Mapped[Moment]


class CannedAnswer(Base):
    """An answer that the organizer keeps ready, in the languages that were filled in."""

    __tablename__ = "canned_answer"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    text: Mapped[Words]
    changed_at: Mapped[Moment]
