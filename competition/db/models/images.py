"""Pictures that people hand in: photos of people, logos, sponsors; kept in the database, made anew when they come."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Key, Moment


class Image(Base):
    """A picture as it is shown, never the file that came in. event_id: None for what outlasts events.

    sha256: of data, 64 hex digits. width, height: pixels.
    """

    __tablename__ = "image"
    __table_args__ = (Index("ix_image_event_id_purpose", "event_id", "purpose"),)

    id: Mapped[Key]
    event_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(32))
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Moment]
    created_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
