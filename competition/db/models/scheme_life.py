"""The life of marking schemes: who released a version, what became of marks when one followed after the first mark."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class SchemeRelease(Base):
    """How a version came to be and to be locked. A version that an operator imported has none until it is locked.

    made_by: who wrote its draft. approval_id: the request by which it was published. restores_id: the version whose
    content it brings back. locked_at: real time.
    """

    __tablename__ = "scheme_release"

    version_id: Mapped[Key] = mapped_column(ForeignKey("scheme_version.id"))
    made_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    approval_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("approval.id"))
    restores_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("scheme_version.id"))
    locked_at: Mapped[Moment | None]
    lock_approval_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("approval.id"))


class AspectOrigin(Base):
    """An aspect that has the marks of an earlier version's aspect: under whose id they were and are entered."""

    __tablename__ = "aspect_origin"

    aspect_id: Mapped[Key] = mapped_column(ForeignKey("aspect.id"))
    origin_id: Mapped[Id] = mapped_column(ForeignKey("aspect.id"))


class SchemeChange(Base):
    """A version that followed after the first mark, with all that is needed to go back one step.

    ops: how many changes the trade's sheets had received. fates: what was decided for aspects, by code. sheets: where
    every sheet stood before. undone_id: the version that took it back.
    """

    __tablename__ = "scheme_change"

    id: Mapped[Key]
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"), index=True)
    former_id: Mapped[Id] = mapped_column(ForeignKey("scheme_version.id"))
    version_id: Mapped[Id] = mapped_column(ForeignKey("scheme_version.id"))
    approval_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("approval.id"))
    at: Mapped[Moment]
    ops: Mapped[int]
    fates: Mapped[dict[str, Json]] = mapped_column(JSON)
    sheets: Mapped[list[Json]] = mapped_column(JSON)
    undone_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("scheme_version.id"))
