"""Judging sheets and everything entered on them. Scores, marks, signatures and ops are added, never changed."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment
from competition.db.types import Hundredths


class Sheet(Base):
    """The marks of one sub-criterion for one entry. revision counts what happened on it.

    sources: other sheets of the entry on which some of these marks were entered, before the scheme was changed. A
    sheet whose sub-criterion is gone keeps its row and what was entered on it, and has no result.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("entry_id", "sub_criterion_id"),
        Index("ix_sheet_trade_id_day", "trade_id", "day"),
        Index("ix_sheet_sub_criterion_id", "sub_criterion_id"),
    )

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    entry_id: Mapped[Id] = mapped_column(ForeignKey("entry.id"))
    sub_criterion_id: Mapped[Id] = mapped_column(ForeignKey("sub_criterion.id"))
    scheme_version_id: Mapped[Id] = mapped_column(ForeignKey("scheme_version.id"))
    marking_team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("marking_team.id"))
    day: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="planned")
    epoch: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)
    sources: Mapped[list[Json]] = mapped_column(JSON, default=list, server_default="[]")


class SheetEpoch(Base):
    """A life of a sheet between two reopenings; the reason is a text reference of the log."""

    __tablename__ = "sheet_epoch"

    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    opened_at: Mapped[Moment]
    opened_by: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    reason_ref: Mapped[str | None] = mapped_column(String(64))


class Op(Base):
    """A change as it arrived, with the answer that every repetition gets again, byte for byte.

    device_seq: None for one that has no place in the device's history. sealed: the bytes under the seal, as text.
    chain: its hash in the device's history.
    """

    __tablename__ = "op"
    __table_args__ = (UniqueConstraint("device_id", "device_seq"),)

    op_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), index=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    device_id: Mapped[Id] = mapped_column(ForeignKey("device.id"))
    device_seq: Mapped[int | None] = mapped_column(Integer)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    receipt: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(8), index=True)
    received_at: Mapped[Moment]
    key_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("device_key.id"))
    seal: Mapped[str | None] = mapped_column(String(120))
    sealed: Mapped[str | None] = mapped_column(Text)
    chain: Mapped[str | None] = mapped_column(String(64))


class Batch(Base):
    """A batch of changes that was answered, so that its key is not used for another one."""

    __tablename__ = "batch"

    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[Moment]


class Score(Base):
    """What one judge gave in one round of a judgement aspect; a later version replaces an earlier one."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("sheet_id", "aspect_id", "judge_id", "version"),
        Index("ix_score_sheet_id", "sheet_id"),
    )

    id: Mapped[Key]
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"))
    epoch: Mapped[int]
    aspect_id: Mapped[Id] = mapped_column(ForeignKey("aspect.id"))
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    round: Mapped[int]
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(String(64))
    op_id: Mapped[Id] = mapped_column(ForeignKey("op.op_id"))
    at: Mapped[Moment]


class Mark(Base):
    """What a measurement aspect was found to be, and the mark that it earned."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("sheet_id", "aspect_id", "version"),
        Index("ix_mark_sheet_id", "sheet_id"),
    )

    id: Mapped[Key]
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"))
    epoch: Mapped[int]
    aspect_id: Mapped[Id] = mapped_column(ForeignKey("aspect.id"))
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str | None] = mapped_column(String(64))
    award: Mapped[Decimal | None] = mapped_column(Hundredths)
    op_id: Mapped[Id] = mapped_column(ForeignKey("op.op_id"))
    at: Mapped[Moment]


class Round(Base):
    """A further round of a judgement aspect, opened because the scores were too far apart (DOMAIN 2.2)."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("sheet_id", "aspect_id", "number"),)

    id: Mapped[Key]
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), index=True)
    epoch: Mapped[int]
    aspect_id: Mapped[Id] = mapped_column(ForeignKey("aspect.id"))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    op_id: Mapped[Id] = mapped_column(ForeignKey("op.op_id"))
    at: Mapped[Moment]


class Signature(Base):
    """A judge signs what the sheet says; digest is of the marks that were seen."""

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("sheet_id", "epoch", "judge_id"),)

    id: Mapped[Key]
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), index=True)
    epoch: Mapped[int]
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    digest: Mapped[str] = mapped_column(String(64))
    op_id: Mapped[Id] = mapped_column(ForeignKey("op.op_id"))
    at: Mapped[Moment]


class HeldOp(Base):
    """A valid change that came after the world had changed; kept until the chief judge decides.

    decision: `accepted` or `declined`, None until then; note: what the judge is told.
    """

    __tablename__ = "held_op"

    op_id: Mapped[str] = mapped_column(String(32), ForeignKey("op.op_id"), primary_key=True)
    sheet_id: Mapped[Id] = mapped_column(ForeignKey("sheet.id"), index=True)
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    reason: Mapped[str] = mapped_column(String(32))
    body: Mapped[dict[str, Json]] = mapped_column(JSON)
    at: Mapped[Moment]
    decision: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    decided_at: Mapped[Moment | None]
