"""How an event looks to the public: its logo, colours, sponsors and notice (PRODUCT A8)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Words


class EventBrand(Base):
    """What stands in the place of the product's own look; an empty colour keeps the product's.

    accent: on light pages, accent_dark: on dark pages and on the bench, bench: the dark ground; all as #rrggbb.
    """

    __tablename__ = "event_brand"

    event_id: Mapped[Key] = mapped_column(ForeignKey("event.id"))
    logo_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("image.id"))
    accent: Mapped[str] = mapped_column(String(7), default="")
    accent_dark: Mapped[str] = mapped_column(String(7), default="")
    bench: Mapped[str] = mapped_column(String(7), default="")
    notice: Mapped[Words]


class Sponsor(Base):
    """Who supports an event, with a logo, in an order."""

    __tablename__ = "sponsor"
    __table_args__ = (Index("ix_sponsor_event_id_position", "event_id", "position"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    name: Mapped[Words]
    image_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("image.id"))
    position: Mapped[int]
