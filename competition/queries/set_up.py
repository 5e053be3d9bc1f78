"""How far an installation is, and what an address that works once is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from competition.db.models import Account, RoleAssignment, SetUpLink
from competition.domain.permissions import Role


@dataclass(frozen=True, slots=True)
class LinkPurpose:
    """What an address is for. login, name: of the account that gets its password, "" for the first administrator."""

    login: str
    name: str

    @property
    def is_first(self) -> bool:
        """Tell whether it makes the first administrator."""
        return not self.login


def is_untouched(session: Session) -> bool:
    """Tell whether nobody has an account yet. One statement."""
    return not session.scalar(select(exists().select_from(Account)))


def has_administrator(session: Session) -> bool:
    """Tell whether somebody administers this installation. One statement."""
    found = session.scalar(
        select(RoleAssignment.id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(RoleAssignment.role == Role.ADMIN.value, Account.disabled_at.is_(None))
        .limit(1)
    )
    return found is not None


def link_purpose(session: Session, token_hash: str, now: datetime) -> LinkPurpose | None:
    """Return what a link is for, None for one that is unknown, used or too old. At most two statements."""
    row = session.execute(
        select(SetUpLink.account_id, Account.login, Account.name)
        .outerjoin(Account, Account.id == SetUpLink.account_id)
        .where(SetUpLink.token_hash == token_hash, SetUpLink.used_at.is_(None), SetUpLink.expires_at > now)
    ).one_or_none()
    if row is None or (row.account_id is None and has_administrator(session)):
        return None
    return LinkPurpose(row.login or "", row.name or "")
