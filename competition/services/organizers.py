"""Name organizers and administrators: one administrator asks, another one decides. Source: PERMISSIONS (grant Or / Ad).

Who sits at the server may add an administrator alone (`add_administrator`): that person could write the row anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Account, Approval, RoleAssignment
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.permissions import Permission, Role
from competition.services.access_links import LIVES, AccountLink, LinkPurpose, make_link
from competition.services.approvals import Request, ask, take
from competition.services.context import Context
from competition.services.operator import OPERATOR
from competition.services.people_unit import people_unit
from competition.services.roster import grant_role
from competition.services.set_up import NewLink, add_link, new_account
from competition.services.staff import known_account
from competition.services.staff import new_account as new_person_account

ACTION = "organizer.name"
NAMED = (Role.ORGANIZER, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who is to be named. login: of somebody who has an account, "" for a new person. role: ORGANIZER or ADMIN."""

    role: Role
    reason: str
    login: str = ""
    person: PersonDetails | None = None


def ask_naming(context: Context, event_id: str, naming: Naming) -> str:
    """Ask that somebody be named organizer of an event, or administrator; a second administrator decides.

    A new person gets an account now, without any right. Returns the request's id.
    Raises DomainError `role_not_given_here`, `account_unknown`, `role_held_already`, the refusals of
    `checked_person` and of `ask`.
    """
    context.require(Permission.GRANT_ORGANIZER, event_id=event_id)
    if naming.role not in NAMED:
        raise DomainError("role_not_given_here")
    with people_unit(context, event_id) as unit:
        if naming.login.strip():
            account = known_account(context.session, naming.login)
        elif naming.person is not None:
            account = new_person_account(unit, naming.person)
        else:
            raise DomainError("name_missing")
        if _holds(context.session, account.id, naming.role, event_id):
            raise DomainError("role_held_already")
        request = Request(
            Permission.GRANT_ORGANIZER,
            ACTION,
            f"account/{account.id}",
            naming.reason,
            details=_details(account.id, naming.role),
        )
        return ask(unit, request)


def decide_naming(context: Context, event_id: str, approval_id: str, *, approve: bool) -> AccountLink | None:
    """Decide a naming as the second administrator; returns the link for somebody who has no password yet.

    Raises the refusals of `take`, DomainError `role_held_already`.
    """
    context.require(Permission.GRANT_ORGANIZER, event_id=event_id)
    with people_unit(context, event_id) as unit:
        session = context.session
        asked = session.get(Approval, approval_id)
        if asked is None or asked.event_id != event_id or asked.action != ACTION:
            raise DomainError("not_found")
        role, account_id = Role(str(asked.details["role"])), str(asked.details["account"])
        take(unit, approval_id, Permission.GRANT_ORGANIZER, _details(account_id, role), approve=approve)
        if not approve:
            return None
        if _holds(session, account_id, role, event_id):
            raise DomainError("role_held_already")
        grant_role(session, account_id, role, event_id if role is Role.ORGANIZER else None)
        session.flush()
        unit.record("role.grant", f"account/{account_id}", new={"role": role.value, "trade": ""})
        account = session.execute(select(Account).where(Account.id == account_id)).scalar_one()
        return make_link(unit, account_id, LinkPurpose.INVITE) if account.password_hash is None else None


def add_administrator(context: Context, login: str, name: str) -> NewLink | None:
    """Make somebody an administrator from the server's terminal; returns the link for a new account, None for a known.

    Raises DomainError `not_allowed` to anybody but the operator, `role_held_already`, `person_name_missing`.
    """
    if context.actor is not OPERATOR:
        raise DomainError("not_allowed")
    with write_transaction(context.session):
        session = context.session
        account = session.scalar(select(Account).where(Account.login == login.strip().lower()))
        if account is None and not name.strip():
            raise DomainError("person_name_missing")
        account_id = account.id if account is not None else new_account(context, login.strip().lower(), name.strip())
        if _holds(session, account_id, Role.ADMIN, ""):
            raise DomainError("role_held_already")
        grant_role(session, account_id, Role.ADMIN, None)
        if account is not None and account.password_hash is not None:
            return None
        return add_link(context, account_id, LIVES[LinkPurpose.INVITE])


def _details(account_id: str, role: Role) -> dict[str, Json]:
    return {"account": account_id, "role": role.value}


def _holds(session: Session, account_id: str, role: Role, event_id: str) -> bool:
    where = RoleAssignment.event_id == event_id if role is Role.ORGANIZER else RoleAssignment.event_id.is_(None)
    held = select(func.count()).where(RoleAssignment.account_id == account_id, RoleAssignment.role == role.value, where)
    return bool(session.scalar(held))
