"""Who works at an event beside its judges: invited by a link, with exactly the role that the work needs.

Nobody but the person ever knows the password. Organizers are named by two administrators (`services/organizers.py`).
Source: PRODUCT D1, PERMISSIONS (Users).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from competition.db.models import Account, Person, RoleAssignment, SignIn, Team, TeamLeader
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails, checked_person
from competition.domain.permissions import Permission, Role
from competition.services.access_links import AccountLink, LinkPurpose, make_link, require_only_here
from competition.services.competitors import write_person
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, require_trade
from competition.services.roster import add_account, grant_role
from competition.services.unit_of_work import Unit

TRADE_STAFF = frozenset({Role.INTERPRETER, Role.TRADE_MANAGER})
"""Roles that are given for some trades."""
EVENT_STAFF = frozenset({Role.CLERK, Role.AUDITOR, Role.ARBITER, Role.KEY_HOLDER})
STAFF = (*sorted(EVENT_STAFF), *sorted(TRADE_STAFF), Role.TEAM_LEADER)
"""Roles that an organizer gives."""
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite, as what.

    login: of somebody who has an account already, "" for a new one. trades: ids, for interpreters and trade managers.
    team_id: for team leaders. language: of the invitation, "" for the browser's own.
    """

    role: Role
    person: PersonDetails
    login: str = ""
    trades: Sequence[str] = ()
    team_id: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """What came of an invitation. link: None for an account that was there already."""

    account_id: str
    login: str
    name: str
    link: AccountLink | None


def invite(context: Context, event_id: str, invitation: Invitation) -> Invited:
    """Give somebody a role in the event: a new account with a link to choose a password, or one who signs in already.

    Raises DomainError `role_not_given_here`, `trades_missing`, `team_missing`, `account_unknown`, `role_held_already`,
    the refusals of `checked_person`, `not_found`, `sign_in_needed`, `not_allowed`, `sign_in_again`.
    """
    context.require(Permission.INVITE_USERS, event_id=event_id)
    context.require_fresh()
    if invitation.role not in STAFF:
        raise DomainError("role_not_given_here")
    if invitation.role in TRADE_STAFF and not invitation.trades:
        raise DomainError("trades_missing")
    if invitation.role is Role.TEAM_LEADER and not invitation.team_id:
        raise DomainError("team_missing")
    with people_unit(context, event_id) as unit:
        known = known_account(context.session, invitation.login) if invitation.login.strip() else None
        account = known or new_account(unit, invitation.person, invitation.language)
        _give(unit, account.id, invitation)
        # An account that was there already has a way in, or gets one from whoever made it: this link could be used
        # to enter another event in that person's name.
        link = make_link(unit, account.id, LinkPurpose.INVITE) if known is None else None
        return Invited(account.id, account.login, account.name, link)


def invite_again(context: Context, event_id: str, account_id: str) -> AccountLink:
    """Make the invitation's link anew for somebody who has not chosen a password yet.

    Raises the refusals of `require_only_here`, DomainError `password_chosen_already`, `sign_in_needed`, `not_allowed`,
    `sign_in_again`.
    """
    context.require(Permission.INVITE_USERS, event_id=event_id)
    context.require_fresh()
    with people_unit(context, event_id) as unit:
        require_only_here(context, event_id, account_id)
        account = context.session.get(Account, account_id)
        if account is None:
            raise DomainError("not_found")
        if account.password_hash is not None:
            raise DomainError("password_chosen_already")
        return make_link(unit, account_id, LinkPurpose.INVITE)


def revoke_role(context: Context, event_id: str, assignment_id: str) -> None:
    """Take a role away; it ends with the next request of its holder.

    An organizer may leave while another stays. Judges are ended in their trade (`services/judges.py`).
    Raises DomainError `not_found`, `role_not_given_here`, `last_organizer`, `sign_in_needed`, `not_allowed`,
    `sign_in_again`.
    """
    context.require(Permission.INVITE_USERS, event_id=event_id)
    context.require_fresh()
    with people_unit(context, event_id) as unit:
        session = context.session
        held = session.get(RoleAssignment, assignment_id)
        if held is None or held.event_id != event_id:
            raise DomainError("not_found")
        role, account_id = Role(held.role), held.account_id
        if role not in (*STAFF, Role.ORGANIZER):
            raise DomainError("role_not_given_here")
        if role is Role.ORGANIZER and _count(session, event_id, Role.ORGANIZER) < 2:
            raise DomainError("last_organizer")
        trade_id = held.trade_id
        session.delete(held)
        if role is Role.TEAM_LEADER:
            session.execute(
                delete(TeamLeader).where(TeamLeader.event_id == event_id, TeamLeader.account_id == account_id)
            )
        session.flush()
        end_sessions_without_role(unit, account_id)
        unit.record("role.revoke", f"account/{account_id}", old={"role": role.value, "trade": trade_id or ""})


def end_sessions_without_role(unit: Unit, account_id: str) -> None:
    """End every session of an account that holds no role any more."""
    session = unit.context.session
    if not session.scalar(
        select(func.count()).select_from(RoleAssignment).where(RoleAssignment.account_id == account_id)
    ):
        session.execute(
            update(SignIn)
            .where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
            .values(revoked_at=unit.context.now)
        )


def known_account(session: Session, login: str) -> Account:
    """Return the account of a log-in. Raises DomainError `account_unknown`."""
    account = session.scalar(select(Account).where(Account.login == login.strip().lower()))
    if account is None or account.disabled_at is not None:
        raise DomainError("account_unknown")
    return account


def new_account(unit: Unit, details: PersonDetails, language: str = "", login: str = "") -> Account:
    """Write a person and an account without password inside a transaction. login: "" for one made of the name.

    Raises the refusals of `checked_person`, DomainError `login_taken`.
    """
    session = unit.context.session
    checked = checked_person(details)
    person = Person(id=new_id())
    write_person(person, checked)
    session.add(person)
    session.flush()
    taken = set(session.scalars(select(Account.login)))
    if login and login in taken:
        raise DomainError("login_taken", login=login)
    account_id = add_account(
        session,
        login=login or free_login(checked.latin or checked.native, taken),
        name=checked.latin or checked.native,
        now=unit.context.now,
        language=language,
        person_id=person.id,
    )
    return session.execute(select(Account).where(Account.id == account_id)).scalar_one()


def free_login(name: str, taken: set[str]) -> str:
    """Return a log-in in plain letters that nobody has: `li.na`, `li.na.2`; of a name in other letters `person`.

    Only small Latin letters and digits are used, so that two log-ins never look alike. Source: THREATS T4.
    """
    spread = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = ".".join(re.findall(r"[a-z0-9]+", spread))[:48]
    base = base if _LOGIN.fullmatch(base) else "person"
    number, login = 1, base
    while login in taken:
        number += 1
        login = f"{base}.{number}"
    return login


def _give(unit: Unit, account_id: str, invitation: Invitation) -> None:
    session, role = unit.context.session, invitation.role
    held = _roles_in(session, unit.event_id, account_id)
    if role is Role.TEAM_LEADER:
        _lead(unit, account_id, invitation.team_id)
    places: Sequence[str | None] = list(invitation.trades) if role in TRADE_STAFF else [None]
    fresh = [trade_id for trade_id in dict.fromkeys(places) if (role.value, trade_id) not in held]
    if not fresh and role is not Role.TEAM_LEADER:
        raise DomainError("role_held_already")
    for trade_id in fresh:
        if trade_id is not None:
            require_trade(session, unit.event_id, trade_id)
        grant_role(session, account_id, role, unit.event_id, trade_id)
        unit.record("role.grant", f"account/{account_id}", new={"role": role.value, "trade": trade_id or ""})
    session.flush()


def _lead(unit: Unit, account_id: str, team_id: str) -> None:
    session = unit.context.session
    team = session.get(Team, team_id)
    if team is None or team.event_id != unit.event_id:
        raise DomainError("not_found")
    if session.get(TeamLeader, (team_id, account_id)) is not None:
        raise DomainError("role_held_already")
    session.add(TeamLeader(team_id=team_id, account_id=account_id, event_id=unit.event_id, since=unit.context.now))
    session.flush()
    unit.record("team.leader", f"team/{team_id}", new={"account": account_id})


def _roles_in(session: Session, event_id: str, account_id: str) -> set[tuple[str, str | None]]:
    rows = session.execute(
        select(RoleAssignment.role, RoleAssignment.trade_id).where(
            RoleAssignment.account_id == account_id, RoleAssignment.event_id == event_id
        )
    )
    return {(role, trade_id) for role, trade_id in rows}


def _count(session: Session, event_id: str, role: Role) -> int:
    statement = (
        select(func.count())
        .select_from(RoleAssignment)
        .where(RoleAssignment.event_id == event_id, RoleAssignment.role == role.value)
    )
    return session.scalar(statement) or 0
