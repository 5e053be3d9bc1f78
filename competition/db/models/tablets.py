"""Tablets that belong to an event, the codes that enrol them, and the cards that judges sign in with."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Moment


class Enrolment(Base):
    """One code that many tablets scan in a row, until it expires or is stopped; only its hash is kept."""

    __tablename__ = "enrolment"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[Moment]
    opened_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[Moment]
    stopped_at: Mapped[Moment | None]


class Tablet(Base):
    """A device that was enrolled for an event under a number; the device's own row carries its counter.

    label: what people call it; trade_id, bay: where it stands.
    """

    __tablename__ = "tablet"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    device_id: Mapped[Key] = mapped_column(ForeignKey("device.id"))
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(80), default="")
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    bay: Mapped[str] = mapped_column(String(40), default="")
    enrolment_id: Mapped[Id] = mapped_column(ForeignKey("enrolment.id"))
    enrolled_at: Mapped[Moment]


class JudgeCard(Base):
    """When a judge's sign-in card was last made, by whom, and whether it carries a PIN or a one-time code."""

    __tablename__ = "judge_card"

    judge_id: Mapped[Key] = mapped_column(ForeignKey("judge_profile.id"))
    way: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[Moment]
    made_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
