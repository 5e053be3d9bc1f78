"""Who is behind a session cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from competition.db.direct import run
from competition.db.models import Account, Device, RoleAssignment, SignIn
from competition.domain.permissions import Role

GrantParts = tuple[Role, str | None, str | None]
"""Role, event, trade."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account, session and roles behind a cookie; grants: role, event, trade."""

    account_id: str
    name: str
    language: str
    device_id: str
    way: str
    authenticated_at: datetime | None
    grants: tuple[GrantParts, ...]


_SESSION = (
    select(Account.id, Account.name, Account.language, SignIn.device_id, SignIn.way, SignIn.authenticated_at)
    .join(Account, Account.id == SignIn.account_id)
    .where(
        SignIn.token_hash == bindparam("token"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    )
)
_OF_REVOKED_DEVICE = (
    select(Account.id, Account.name, Account.language, SignIn.device_id, SignIn.way, SignIn.authenticated_at)
    .join(Account, Account.id == SignIn.account_id)
    .join(Device, Device.id == SignIn.device_id)
    .where(
        SignIn.token_hash == bindparam("token"),
        SignIn.revoked_at == Device.revoked_at,
        SignIn.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    )
)
_GRANTS = select(RoleAssignment.role, RoleAssignment.event_id, RoleAssignment.trade_id).where(
    RoleAssignment.account_id == bindparam("account")
)


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Return who holds this session, or None when it is unknown, expired or revoked. Two statements."""
    return _found(session, _SESSION, token_hash, now)


def signed_in_on_revoked(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Return whose session ended only because the tablet was taken out of use, None otherwise. Two statements.

    Marks that are on such a tablet are still taken, and wait for a decision (SYNC C7); nothing else is open to it.
    """
    return _found(session, _OF_REVOKED_DEVICE, token_hash, now)


def _found(
    session: Session, statement: Select[str, str, str, str, str, datetime | None], token_hash: str, now: datetime
) -> SignedIn | None:
    row = run(session, statement, {"token": token_hash, "now": now}).one_or_none()
    if row is None:
        return None
    grants = run(session, _GRANTS, {"account": row.id})
    return SignedIn(
        account_id=row.id,
        name=row.name,
        language=row.language,
        device_id=row.device_id,
        way=row.way,
        authenticated_at=row.authenticated_at,
        grants=tuple((Role(role), event_id, trade_id) for role, event_id, trade_id in grants),
    )


def account_grants(
    session: Session, account_id: str
) -> tuple[str, tuple[tuple[Role, str | None, str | None], ...]] | None:
    """Return the name of an account and its roles as they are now, None when it may not sign in. Two statements."""
    name = session.scalar(select(Account.name).where(Account.id == account_id, Account.disabled_at.is_(None)))
    if name is None:
        return None
    rows = run(session, _GRANTS, {"account": account_id})
    return name, tuple((Role(role), event_id, trade_id) for role, event_id, trade_id in rows)


def roles_of(session: Session, account_id: str) -> frozenset[Role]:
    """Return the roles that an account holds anywhere. One statement."""
    roles = session.scalars(select(RoleAssignment.role).where(RoleAssignment.account_id == account_id))
    return frozenset(Role(role) for role in roles)
