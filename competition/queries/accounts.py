"""Who is behind a session cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Account, RoleAssignment, SignIn
from competition.domain.permissions import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account, session and roles behind a cookie; grants: role, event, trade."""

    account_id: str
    name: str
    language: str
    device_id: str
    way: str
    grants: tuple[tuple[Role, str | None, str | None], ...]


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Return who holds this session, or None when it is unknown, expired or revoked. Two statements."""
    row = session.execute(
        select(Account.id, Account.name, Account.language, SignIn.device_id, SignIn.way)
        .join(Account, Account.id == SignIn.account_id)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now,
            Account.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    grants = session.execute(
        select(RoleAssignment.role, RoleAssignment.event_id, RoleAssignment.trade_id).where(
            RoleAssignment.account_id == row.id
        )
    )
    return SignedIn(
        account_id=row.id,
        name=row.name,
        language=row.language,
        device_id=row.device_id,
        way=row.way,
        grants=tuple((Role(role), event_id, trade_id) for role, event_id, trade_id in grants),
    )


def roles_of(session: Session, account_id: str) -> frozenset[Role]:
    """Return the roles that an account holds anywhere. One statement."""
    roles = session.scalars(select(RoleAssignment.role).where(RoleAssignment.account_id == account_id))
    return frozenset(Role(role) for role in roles)
