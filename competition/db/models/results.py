"""What follows from the marks: recomputed on write, never typed, always replaceable by a recomputation."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment
from competition.db.types import Hundredths


class SheetResult(Base):
    """The sum of one sheet. total is empty while no aspect is marked."""

    __tablename__ = "sheet_result"

    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    entry_id: Mapped[Id] = mapped_column(ForeignKey("entry.id"), index=True)
    total: Mapped[Decimal | None] = mapped_column(Hundredths)
    marked: Mapped[int] = mapped_column(default=0)
    aspects: Mapped[int] = mapped_column(default=0)
    disagreeing: Mapped[int] = mapped_column(default=0)
    registers: Mapped[int] = mapped_column(default=0)
    filled: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment | None]


class EntryResult(Base):
    """The sum of one entry and of each of its criteria."""

    __tablename__ = "entry_result"

    entry_id: Mapped[Id] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"), index=True)
    total: Mapped[Decimal | None] = mapped_column(Hundredths)
    marked: Mapped[int] = mapped_column(default=0)
    aspects: Mapped[int] = mapped_column(default=0)
    criteria: Mapped[dict[str, Json]] = mapped_column(JSON)


class RankSnapshot(Base):
    """The rank of an entry when a sub-criterion was locked for all entries."""

    __tablename__ = "rank_snapshot"
    __table_args__ = (UniqueConstraint("trade_id", "number", "entry_id"),)

    id: Mapped[Key]
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    label: Mapped[dict[str, Json]] = mapped_column(JSON)
    entry_id: Mapped[Id] = mapped_column(ForeignKey("entry.id"))
    rank: Mapped[int | None]
    at: Mapped[Moment]
