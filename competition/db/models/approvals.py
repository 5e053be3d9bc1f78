"""What one person asked for and another one decided (PERMISSIONS, two people)."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class Approval(Base):
    """A step that two people take: asked for by one, decided by the other.

    action: what would be done, such as `scheme.publish`. object: kind and id of what it is done to. digest: of what
    was asked for, so that something else cannot be approved in its place. decision: open, approved, refused, withdrawn.
    """

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_event_id_decision", "event_id", "decision"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    action: Mapped[str] = mapped_column(String(32))
    object: Mapped[str] = mapped_column(String(96))
    digest: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Json]] = mapped_column(JSON)
    reason_ref: Mapped[str | None] = mapped_column(String(64))
    asked_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[Moment]
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
    decision: Mapped[str] = mapped_column(String(16), default="open", server_default="open")
