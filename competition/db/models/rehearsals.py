"""What a rehearsal made outside its own event, so that the wipe finds it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id


class RehearsalRow(Base):
    """A row of a table that events share, such as an account or a person, that was made for one rehearsal alone."""

    __tablename__ = "rehearsal_row"

    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), primary_key=True)
    table: Mapped[str] = mapped_column(String(32), primary_key=True)
    row_id: Mapped[str] = mapped_column(String(64), primary_key=True)
