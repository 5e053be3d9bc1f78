"""Who may sign in, on which device, and with which roles."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Code, Id, Key, Moment


class Account(Base):
    """Someone who signs in: by password (office) or by number and PIN (judges)."""

    __tablename__ = "account"

    id: Mapped[Key]
    login: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="")
    person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("person.id"))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[Moment | None]
    disabled_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class LoginToken(Base):
    """A one-time sign-in shown as a QR code; only its hash is kept."""

    __tablename__ = "login_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class Device(Base):
    """A tablet or browser that sends marks; its counter has no gaps.

    last_hash: of the change with the number last_seq, "" before the first that is chained. quarantined_at: when a
    second history of it was met. skew_ms: how far its clock was off at its last mark, in milliseconds.
    """

    __tablename__ = "device"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(120))
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    quarantined_at: Mapped[Moment | None]
    skew_ms: Mapped[int] = mapped_column(default=0, server_default="0")
    last_seen_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    created_at: Mapped[Moment]


class DeviceKey(Base):
    """The public key with which one judge's changes are sealed on one device. alg: `Ed25519` or `ES256`."""

    __tablename__ = "device_key"
    __table_args__ = (UniqueConstraint("device_id", "account_id", "key"),)

    id: Mapped[Key]
    device_id: Mapped[Id] = mapped_column(ForeignKey("device.id"))
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    alg: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]


class SignIn(Base):
    """One session of one account; deleting or revoking the row ends it at the next request.

    authenticated_at: when the person last showed who they are; two-person steps ask for the last five minutes.
    """

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    device_id: Mapped[Id] = mapped_column(ForeignKey("device.id"))
    way: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    authenticated_at: Mapped[Moment | None]


class RoleAssignment(Base):
    """A role of an account in an event, for a chief judge in one trade. No role contains another."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        UniqueConstraint("account_id", "event_id", "role", "trade_id"),
        Index("ix_role_assignment_event_id_role", "event_id", "role"),
    )

    id: Mapped[Key]
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"))
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    role: Mapped[str] = mapped_column(String(24))
