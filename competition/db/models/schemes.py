"""Marking schemes: a version is never changed once it is published, a change makes the next version."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Mark, Moment, Words


class SchemeVersion(Base):
    """One version of a trade's marking scheme.

    words: counts up with every translation or correction of its texts, which make no new version.
    """

    __tablename__ = "scheme_version"
    __table_args__ = (UniqueConstraint("trade_id", "number"),)

    id: Mapped[Key]
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    layout: Mapped[str] = mapped_column(String(8), default="")
    published_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    words: Mapped[int] = mapped_column(default=1, server_default="1")


class StandardSectionRow(Base):
    """A section of the occupational standard with its weight."""

    __tablename__ = "standard_section"
    __table_args__ = (UniqueConstraint("scheme_version_id", "code"),)

    id: Mapped[Key]
    scheme_version_id: Mapped[Id] = mapped_column(ForeignKey("scheme_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[Words]
    weight: Mapped[Mark]


class CriterionRow(Base):
    """A lettered criterion; its mark is computed, never stored."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("scheme_version_id", "code"),)

    id: Mapped[Key]
    scheme_version_id: Mapped[Id] = mapped_column(ForeignKey("scheme_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[Words]


class SubCriterionRow(Base):
    """A sub-criterion: one judging sheet for each entry, marked on its day by its marking team."""

    __tablename__ = "sub_criterion"
    __table_args__ = (UniqueConstraint("criterion_id", "code"),)

    id: Mapped[Key]
    criterion_id: Mapped[Id] = mapped_column(ForeignKey("criterion.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[Words]
    day: Mapped[int | None]
    marking_team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("marking_team.id"))


class AspectRow(Base):
    """An aspect with its calculation (measurement) or score descriptions (judgement)."""

    __tablename__ = "aspect"
    __table_args__ = (UniqueConstraint("sub_criterion_id", "code"),)

    id: Mapped[Key]
    sub_criterion_id: Mapped[Id] = mapped_column(ForeignKey("sub_criterion.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    type: Mapped[str] = mapped_column(String(1))
    description: Mapped[Words]
    extra: Mapped[dict[str, str] | None] = mapped_column(JSON)
    requirement: Mapped[dict[str, str] | None] = mapped_column(JSON)
    unit: Mapped[str] = mapped_column(String(32), default="")
    max_mark: Mapped[Mark]
    section: Mapped[str] = mapped_column(String(16), default="")
    calculation: Mapped[dict[str, Json] | None] = mapped_column(JSON)
    descriptors: Mapped[list[Json]] = mapped_column(JSON)
