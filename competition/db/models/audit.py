"""The log that shows every change: one hash chain an event (AUDIT.md)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Moment


class AuditHead(Base):
    """The end of an event's chain; its row is locked last in every transaction.

    closed_at: since when nothing is added any more, because the event is archived; every change is an entry, so
    nothing of it changes any more either.
    """

    __tablename__ = "audit_head"

    event_id: Mapped[Key] = mapped_column(ForeignKey("event.id"))
    seq: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64))
    genesis: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[Moment | None]


class AuditEvent(Base):
    """One link. leaf is the canonical JSON that the hash covers; the other columns repeat it for searching."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_event_id_object", "event_id", "object"),)

    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    type: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str] = mapped_column(String(32))
    object: Mapped[str] = mapped_column(String(96))
    leaf: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class AuditText(Base):
    """Free text outside the chain; the leaf holds only its salted hash, so that it can be erased."""

    __tablename__ = "audit_text"

    ref: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    salt: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
