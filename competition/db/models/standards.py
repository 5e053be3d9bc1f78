"""Registers that outlast every event: occupational standards and institutions (DOMAIN 6)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Mark, Moment, Words


class Standard(Base):
    """One version of an occupational standard; versions share the code. countries: ISO 3166 codes that recognise it."""

    __tablename__ = "standard"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(32))
    version: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(40), default="")
    owner: Mapped[str] = mapped_column(String(120), default="")
    name: Mapped[Words]
    countries: Mapped[list[Json]] = mapped_column(JSON)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    retired_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class RegisterSection(Base):
    """A section of a standard in the register with its weight; the weights of a standard add to 100."""

    __tablename__ = "register_section"
    __table_args__ = (UniqueConstraint("standard_id", "code"),)

    id: Mapped[Key]
    standard_id: Mapped[Id] = mapped_column(ForeignKey("standard.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[Words]
    weight: Mapped[Mark]


class Institution(Base):
    """A school, company or authority that trains, sends or hosts. country: an ISO 3166 code; website: text."""

    __tablename__ = "institution"

    id: Mapped[Key]
    name: Mapped[Words]
    country: Mapped[str] = mapped_column(String(8))
    city: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[str] = mapped_column(String(24))
    website: Mapped[str] = mapped_column(String(300), default="")
    retired_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class RegisterChange(Base):
    """What somebody changed in a register: added to, never changed. old, new: only what differs; None for nothing."""

    __tablename__ = "register_change"
    __table_args__ = (Index("ix_register_change_object_id_at", "object_id", "at"),)

    id: Mapped[Key]
    register: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[Id]
    action: Mapped[str] = mapped_column(String(16))
    at: Mapped[Moment]
    actor_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    old: Mapped[dict[str, Json] | None] = mapped_column(JSON)
    new: Mapped[dict[str, Json] | None] = mapped_column(JSON)
