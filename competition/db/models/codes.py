"""Blind codes: the keys of their holders and the sealed layers. Nothing here says who stands behind a code.

Source: DOMAIN 5.4, PRODUCT N8, decision 016.
"""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class KeyHolder(Base):
    """One of three people of an event, two of whom open a layer of blind codes together.

    public_key: X25519, 64 hex digits. by_passphrase, by_recovery: the private key, encrypted under what only the
    holder knows. failures, locked_until: wrong passphrases in a row, and until when none is tried any more.
    """

    __tablename__ = "key_holder"
    __table_args__ = (UniqueConstraint("event_id", "account_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    public_key: Mapped[str] = mapped_column(String(64))
    by_passphrase: Mapped[dict[str, Json]] = mapped_column(JSON)
    by_recovery: Mapped[dict[str, Json]] = mapped_column(JSON)
    made_at: Mapped[Moment]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[Moment | None]


class CodeLayer(Base):
    """One layer of a trade's blind codes, sealed by one holder; later batches of a layer are late entries.

    codes: every code that was drawn, sorted, so that none is used twice. envelope: who stands behind each code,
    encrypted, with its key wrapped for every pair of holders. digest: SHA-256 of the envelope, as the log has it.
    """

    __tablename__ = "code_layer"
    __table_args__ = (Index("ix_code_layer_trade_id_number", "trade_id", "number"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    number: Mapped[int]
    batch: Mapped[int]
    holder_id: Mapped[Id] = mapped_column(ForeignKey("key_holder.id"))
    codes: Mapped[list[Json]] = mapped_column(JSON)
    envelope: Mapped[dict[str, Json]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[Moment]
    opened_at: Mapped[Moment | None]
    discarded_at: Mapped[Moment | None]


class CodeShare(Base):
    """What the first of two holders left for another one: useless without the other's own secret.

    box: the holder's part of a layer's key, encrypted to one other holder.
    """

    __tablename__ = "code_share"

    approval_id: Mapped[Id] = mapped_column(ForeignKey("approval.id"), primary_key=True)
    layer_id: Mapped[Id] = mapped_column(ForeignKey("code_layer.id"), primary_key=True)
    holder_id: Mapped[Id] = mapped_column(ForeignKey("key_holder.id"), primary_key=True)
    box: Mapped[dict[str, Json]] = mapped_column(JSON)
