"""Links by which people of an event choose their own password; nobody else ever knows it. Source: THREATS T4, ASVS 6.4.

The address itself and the page behind it belong to `services/set_up.py`; here is who may make one for whom.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from competition.db.models import Account, RoleAssignment
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.services.context import Context
from competition.services.people_unit import people_unit
from competition.services.set_up import INVITATION_LIVES, add_link
from competition.services.unit_of_work import Unit


class LinkPurpose(StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RESET = "reset"


LIVES = {LinkPurpose.INVITE: INVITATION_LIVES, LinkPurpose.RESET: timedelta(minutes=30)}
"""How long a link may be used."""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A link just made; secret is shown once. expires_at: real time."""

    account_id: str
    login: str
    name: str
    secret: str
    expires_at: datetime
    purpose: LinkPurpose


def make_link(unit: Unit, account_id: str, purpose: LinkPurpose) -> AccountLink:
    """Make a link inside a transaction that has checked the permission; earlier links of the account end.

    Raises DomainError `not_found`.
    """
    account = unit.context.session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        raise DomainError("not_found")
    link = add_link(unit.context, account_id, LIVES[purpose])
    unit.record(f"account.{purpose.value}", f"account/{account_id}", new={"until": link.expires_at.isoformat()})
    return AccountLink(account_id, account.login, account.name, link.secret, link.expires_at, purpose)


def reset_password(context: Context, event_id: str, account_id: str) -> AccountLink:
    """Make a link for somebody of the event to choose a new password; the old one works until then.

    Raises the refusals of `require_only_here`, DomainError `sign_in_needed`, `not_allowed`, `sign_in_again`.
    """
    context.require(Permission.RESET_PASSWORD, event_id=event_id)
    context.require_fresh()
    require_only_here(context, event_id, account_id)
    with people_unit(context, event_id) as unit:
        return make_link(unit, account_id, LinkPurpose.RESET)


def require_only_here(context: Context, event_id: str, account_id: str) -> None:
    """Refuse a link to an account by which its maker could get further than the own rights go.

    An organizer gives access to people of the own event alone, and never to another organizer: one person could then
    do what two have to. An administrator may, but not for another administrator.
    Raises DomainError `not_found`, `account_works_elsewhere`, `organizer_reset_by_admin`.
    """
    rows = context.session.execute(
        select(RoleAssignment.event_id, RoleAssignment.role).where(RoleAssignment.account_id == account_id)
    ).all()
    if not any(row.event_id == event_id for row in rows):
        raise DomainError("not_found")
    if any(row.event_id is None for row in rows):
        raise DomainError("account_works_elsewhere")
    if context.actor.may(Permission.GRANT_ORGANIZER):
        return
    if any(row.event_id != event_id for row in rows):
        raise DomainError("account_works_elsewhere")
    if any(row.role == Role.ORGANIZER.value for row in rows):
        raise DomainError("organizer_reset_by_admin")
