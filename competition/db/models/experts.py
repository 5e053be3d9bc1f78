"""The lasting register of experts: who may be asked to judge, whichever the event (DOMAIN 6)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class Expert(Base):
    """A person who knows a trade well enough to judge it.

    trades: names of trades. languages: BCP 47 codes. country: an ISO 3166 code. retired_at: asked no more.
    """

    __tablename__ = "expert"

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), unique=True)
    trades: Mapped[list[Json]] = mapped_column(JSON)
    languages: Mapped[list[Json]] = mapped_column(JSON)
    country: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text)
    retired_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class ExpertTraining(Base):
    """A training that an expert took: what, by whom, when."""

    __tablename__ = "expert_training"

    id: Mapped[Key]
    expert_id: Mapped[Id] = mapped_column(ForeignKey("expert.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    given_by: Mapped[str] = mapped_column(String(200))
    on: Mapped[date | None] = mapped_column(Date)


class ExpertRole(Base):
    """A role that an expert held at an event which this installation does not know."""

    __tablename__ = "expert_role"

    id: Mapped[Key]
    expert_id: Mapped[Id] = mapped_column(ForeignKey("expert.id"), index=True)
    event: Mapped[str] = mapped_column(String(200))
    trade: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(24))
    year: Mapped[int | None]
