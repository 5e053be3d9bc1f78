"""Plans for marking teams, and drawn orders."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class PanelPlan(Base):
    """A proposal who marks what in a trade, compared with what is before anybody applies it.

    method: balanced, rotating, one_team, manual. base: digest of the panels that it was made from; when they have
    changed since, it is not applied any more. state: draft, proposed, applied, refused, dropped.
    """

    __tablename__ = "panel_plan"
    __table_args__ = (Index("ix_panel_plan_trade_id_state", "trade_id", "state"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    method: Mapped[str] = mapped_column(String(16))
    seed: Mapped[str] = mapped_column(String(64), default="")
    base: Mapped[str] = mapped_column(String(64))
    body: Mapped[dict[str, Json]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="draft")
    made_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]


class Draw(Base):
    """One drawing of lots in a trade, with everything that repeats it (docs/draws.md).

    kind: start, workstation or lots. number: counts the drawings of the kind, the last one holds. seed, source: what
    was drawn from, and whether people entered it or the server made it. pool: the codes that took part, each with its
    team where that matters. result: the codes in their drawn order with what each one got. attempt: the first one that
    kept every wish of `settings`. published_at: since when a second person is needed to draw again.
    """

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("trade_id", "kind", "number"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(16))
    settings: Mapped[dict[str, Json]] = mapped_column(JSON)
    pool: Mapped[list[Json]] = mapped_column(JSON)
    result: Mapped[list[Json]] = mapped_column(JSON)
    attempt: Mapped[int]
    made_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[Moment]
    published_at: Mapped[Moment | None]
    reason_ref: Mapped[str | None] = mapped_column(String(64))
