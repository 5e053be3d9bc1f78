"""What the public doors may read, and nothing else (PUBLICATION.md)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Moment


class Board(Base):
    """A ranked view that can be published. policy says what it lets out; revision only grows."""

    __tablename__ = "board"
    __table_args__ = (UniqueConstraint("event_id", "kind", "trade_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    policy: Mapped[str] = mapped_column(String(16), default="hidden")
    label: Mapped[str] = mapped_column(String(16), default="provisional")
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)


class PublishedDocument(Base):
    """One revision of a board as the public sees it: language-neutral JSON and its hash."""

    __tablename__ = "published_document"
    __table_args__ = (Index("ix_published_document_at", "at"),)

    board_id: Mapped[Id] = mapped_column(ForeignKey("board.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
