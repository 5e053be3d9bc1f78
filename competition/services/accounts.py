"""Sign-in by password, PIN or QR code; sessions that end the moment they are revoked. Source: PRODUCT L1, THREATS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    Device,
    Event,
    JudgeAssignment,
    JudgeProfile,
    LoginToken,
    RoleAssignment,
    SignIn,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.services.context import Context
from competition.services.identity import new_id, new_secret, secret_hash
from competition.services.passwords import matches
from competition.services.unit_of_work import unit_of_work

FAILURES_ALLOWED = 5
LOCK_FOR = timedelta(minutes=5)
TOKEN_LIVES = timedelta(hours=12)
JUDGING = frozenset({Role.JUDGE.value, Role.CHIEF_JUDGE.value})
"""The roles of an account that a one-time code may open."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just made: the secret goes into the cookie, only its hash is kept."""

    secret: str
    account_id: str
    device_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewToken:
    """A one-time code just made, and whose it is; only its hash is kept. expires_at: real time."""

    secret: str
    name: str
    expires_at: datetime


def sign_in(context: Context, login: str, secret: str, *, way: str, device_id: str | None, hours: int) -> NewSession:
    """Start a session for the account whose password or PIN this is.

    way: `password` or `pin`; a judge's PIN never opens the office of an account with a password, nor the reverse.
    Raises DomainError `sign_in_failed` (the same for an unknown login) or `sign_in_locked` with minutes.
    """
    account = context.session.scalar(select(Account).where(Account.login == login.strip().lower()))
    stored = None
    if account is not None:
        stored = account.password_hash if way == "password" else account.pin_hash
        if account.locked_until is not None and account.locked_until > context.now:
            raise DomainError("sign_in_locked", minutes=str(int(LOCK_FOR.total_seconds() // 60)))
    account_id = account.id if account is not None and account.disabled_at is None else None
    context.session.rollback()
    if not matches(stored, secret) or account_id is None:
        if account_id is not None:
            _count_failure(context, account_id)
        raise DomainError("sign_in_failed")
    return open_session(context, account_id, way=way, device_id=device_id, hours=hours)


def sign_in_by_token(context: Context, token: str, *, device_id: str | None, hours: int) -> NewSession:
    """Start a session from a one-time code; the second use is refused.

    Raises DomainError `token_used`.
    """
    with write_transaction(context.session):
        account_id = context.session.scalar(
            update(LoginToken)
            .where(
                LoginToken.token_hash == secret_hash(token),
                LoginToken.used_at.is_(None),
                LoginToken.expires_at > context.now,
            )
            .values(used_at=context.now)
            .returning(LoginToken.account_id)
        )
    if account_id is None:
        raise DomainError("token_used")
    return open_session(context, account_id, way="qr", device_id=device_id, hours=hours)


def make_login_token(context: Context, event_id: str, judge_id: str) -> NewToken:
    """Make a one-time sign-in code for a judge, to be shown as a QR picture; that it was made is logged.

    Raises DomainError `not_found`, `sign_in_needed`, and `not_allowed` to anyone who may not reset the judge's access,
    and for an account that works in the office too: its code would open more than a judging desk.
    """
    session = context.session
    found = session.execute(
        select(JudgeProfile.account_id, Account.name, Event.clock_offset)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Event, Event.id == JudgeProfile.event_id)
        .where(JudgeProfile.id == judge_id, JudgeProfile.event_id == event_id, Account.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        raise DomainError("not_found")
    _require_access_to(context, event_id, judge_id)
    roles = set(session.scalars(select(RoleAssignment.role).where(RoleAssignment.account_id == found.account_id)))
    if not roles <= JUDGING:
        raise DomainError("not_allowed")
    token, expires_at = new_secret(), context.now + TOKEN_LIVES
    with unit_of_work(context, event_id, clock_offset=found.clock_offset) as unit:
        session.add(LoginToken(token_hash=secret_hash(token), account_id=found.account_id, expires_at=expires_at))
        unit.record("account.code", f"judge/{judge_id}", new={"hours": int(TOKEN_LIVES.total_seconds() // 3600)})
    return NewToken(token, found.name, expires_at)


def _require_access_to(context: Context, event_id: str, judge_id: str) -> None:
    """Refuse whoever may reset the access of this judge in none of the judge's trades."""
    trades = context.session.scalars(
        select(JudgeAssignment.trade_id).where(JudgeAssignment.judge_id == judge_id, JudgeAssignment.ended_at.is_(None))
    ).all()
    if not any(context.actor.may(Permission.RESET_PIN, event_id, trade_id) for trade_id in trades):
        context.require(Permission.RESET_PIN, event_id=event_id)


def sign_out(context: Context, secret: str) -> None:
    """End the session of this cookie."""
    with write_transaction(context.session):
        context.session.execute(
            update(SignIn).where(SignIn.token_hash == secret_hash(secret)).values(revoked_at=context.now)
        )


def authenticate_again(context: Context, session_secret: str, secret: str) -> None:
    """Note that the person behind this session has just shown again who they are, by password or PIN.

    Raises DomainError `sign_in_needed`, `sign_in_failed`, `sign_in_locked`.
    """
    account = context.session.get(Account, context.actor.account_id) if context.actor.account_id else None
    if account is None:
        raise DomainError("sign_in_needed")
    if account.locked_until is not None and account.locked_until > context.now:
        raise DomainError("sign_in_locked", minutes=str(int(LOCK_FOR.total_seconds() // 60)))
    account_id, stored = account.id, account.password_hash or account.pin_hash
    context.session.rollback()
    if not matches(stored, secret):
        _count_failure(context, account_id)
        raise DomainError("sign_in_failed")
    with write_transaction(context.session):
        context.session.execute(
            update(SignIn)
            .where(SignIn.token_hash == secret_hash(session_secret), SignIn.account_id == account_id)
            .values(authenticated_at=context.now)
        )
        context.session.execute(
            update(Account).where(Account.id == account_id).values(failed_sign_ins=0, locked_until=None)
        )


def open_session(context: Context, account_id: str, *, way: str, device_id: str | None, hours: int) -> NewSession:
    """Start a session for an account whose owner has just shown who she or he is; a former failure is forgiven."""
    secret = new_secret()
    expires_at = context.now + timedelta(hours=hours)
    with write_transaction(context.session):
        # A device keeps its own id over sessions, but a counter must have one writer: one account, one counter.
        device = context.session.get(Device, device_id) if device_id else None
        if device is None or device.revoked_at is not None:
            device = Device(id=new_id(), name="", last_seq=0, created_at=context.now)
            context.session.add(device)
            context.session.flush()
        context.session.add(
            SignIn(
                token_hash=secret_hash(secret),
                account_id=account_id,
                device_id=device.id,
                way=way,
                created_at=context.now,
                last_seen_at=context.now,
                authenticated_at=context.now,
                expires_at=expires_at,
            )
        )
        context.session.execute(
            update(Account).where(Account.id == account_id).values(failed_sign_ins=0, locked_until=None)
        )
        device_id = device.id
    return NewSession(secret, account_id, device_id, expires_at)


def _count_failure(context: Context, account_id: str) -> None:
    with write_transaction(context.session):
        failures = context.session.scalar(
            update(Account)
            .where(Account.id == account_id)
            .values(failed_sign_ins=Account.failed_sign_ins + 1)
            .returning(Account.failed_sign_ins)
        )
        if failures is not None and failures >= FAILURES_ALLOWED:
            context.session.execute(
                update(Account)
                .where(Account.id == account_id)
                .values(failed_sign_ins=0, locked_until=context.now + LOCK_FOR)
            )
