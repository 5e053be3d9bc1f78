"""Who runs which event, who administers the installation, and which namings wait for a second administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Account, Event, RoleAssignment
from competition.domain.permissions import Role
from competition.domain.scheme import Text
from competition.queries.approvals import open_requests


@dataclass(frozen=True, slots=True)
class WaitingNaming:
    """A naming that waits. is_own: asked for by whoever looks."""

    id: str
    event_code: str
    name: str
    login: str
    role: str
    reason: str
    asker: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class RunEvent:
    """An event and its organizers, by name and log-in."""

    id: str
    code: str
    name: Text
    organizers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Namings:
    """Everything on the page where administrators name people."""

    administrators: tuple[tuple[str, str], ...]
    events: tuple[RunEvent, ...]
    waiting: tuple[WaitingNaming, ...]


def namings(session: Session, action: str) -> Namings:
    """Return who runs what. Three statements, one more for each event with something that waits."""
    admins: list[tuple[str, str]] = []
    organizers: dict[str, list[tuple[str, str]]] = {}
    for event_id, name, login in session.execute(
        select(RoleAssignment.event_id, Account.name, Account.login)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(RoleAssignment.role.in_((Role.ORGANIZER.value, Role.ADMIN.value)), Account.disabled_at.is_(None))
        .order_by(Account.name)
    ):
        if event_id is None:
            admins.append((name, login))
        else:
            organizers.setdefault(event_id, []).append((name, login))
    events = session.execute(select(Event.id, Event.code, Event.name).order_by(Event.starts.desc(), Event.code)).all()
    accounts = {row.id: row for row in session.execute(select(Account.id, Account.name, Account.login))}
    waiting = [
        WaitingNaming(
            each.id,
            event.code,
            accounts[account_id].name,
            accounts[account_id].login,
            str(each.details["role"]),
            each.reason,
            each.asker,
            each.asked_by,
            each.asked_at,
        )
        for event in events
        for each in open_requests(session, event.id, action)
        if (account_id := str(each.details["account"])) in accounts
    ]
    return Namings(
        tuple(admins),
        tuple(RunEvent(row.id, row.code, row.name, tuple(organizers.get(row.id, ()))) for row in events),
        tuple(waiting),
    )
