"""The row that is locked first: positions are counted under it, never taken from ids or clocks."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Key


class Stream(Base):
    """The stream of changes of one trade; revision is the server's order of its ops."""

    __tablename__ = "stream"

    trade_id: Mapped[Key] = mapped_column(ForeignKey("trade.id"))
    revision: Mapped[int] = mapped_column(default=0)
