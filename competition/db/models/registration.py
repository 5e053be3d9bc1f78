"""Teams register themselves: what the organizer asks for, and what each team hands in (PRODUCT C7)."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment, Words


class Registration(Base):
    """What an event asks of its teams.

    closes_at: the event's own time after which only late requests are taken. trades: ids, empty for all. entries: of
    one team in one trade, at most. questions: `{"id", "scope", "kind", "text", "choices", "required"}` each.
    """

    __tablename__ = "registration"

    event_id: Mapped[Key] = mapped_column(ForeignKey("event.id"))
    is_open: Mapped[bool]
    closes_at: Mapped[Moment | None]
    note: Mapped[Words]
    trades: Mapped[list[Json]] = mapped_column(JSON)
    entries: Mapped[int]
    questions: Mapped[list[Json]] = mapped_column(JSON)


class Application(Base):
    """What a team leader hands in for a team, once or several times.

    number: counts in the team. state: draft, submitted, returned, approved, refused. body: the people and answers as
    they were typed. is_late: handed in after the end. reason: why it was returned or refused.
    """

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("team_id", "number"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    team_id: Mapped[Id] = mapped_column(ForeignKey("team.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    is_late: Mapped[bool]
    body: Mapped[dict[str, Json]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    submitted_at: Mapped[Moment | None]
    submitted_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
