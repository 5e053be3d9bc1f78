"""How an installation and its events begin: links that make a password, and events that are being drafted."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class SetUpLink(Base):
    """An address that works once: it makes the first administrator, or gives an account its password.

    Only the hash of its secret is kept. account_id: None for the first administrator, whose account the page makes.
    """

    __tablename__ = "set_up_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"), index=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class EventDraft(Base):
    """An event on its way through the wizard; whoever began it goes on, on any day and any computer.

    data: what was said so far, step by step. event_id: the event that came of it, None before.
    """

    __tablename__ = "event_draft"

    id: Mapped[Key]
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"))
    data: Mapped[dict[str, Json]] = mapped_column(JSON)
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
