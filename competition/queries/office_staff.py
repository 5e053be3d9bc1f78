"""Who works at an event beside its judges, and how far each has come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Person,
    RoleAssignment,
    SetUpLink,
    SignIn,
    Team,
    TeamLeader,
    Trade,
)
from competition.domain.permissions import Role
from competition.domain.scheme import Text

JUDGING = (Role.JUDGE.value, Role.CHIEF_JUDGE.value)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds. trade_code: "" for the whole event. assignment_id: by which it is taken away."""

    assignment_id: str
    role: Role
    trade_code: str
    trade_name: Text


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody with an account at the event.

    has_password: whether the person has come in by the invitation. link_until: real time until which a link works.
    last_seen_at: real time of the latest request. teams: codes that a team leader registers.
    """

    account_id: str
    login: str
    native: str
    language: str
    latin: str
    email: str
    has_password: bool
    link_until: datetime | None
    last_seen_at: datetime | None
    roles: tuple[HeldRole, ...]
    teams: tuple[str, ...]

    @property
    def is_organizer(self) -> bool:
        """Tell whether the person runs the event."""
        return any(each.role is Role.ORGANIZER for each in self.roles)


def staff_lines(session: Session, event_id: str, now: datetime) -> tuple[StaffLine, ...]:
    """Return everybody with a role at the event other than judging: organizers first, then by name. Four statements.

    now: real time.
    """
    roles: dict[str, list[HeldRole]] = {}
    for account_id, assignment_id, role, code, name in session.execute(
        select(RoleAssignment.account_id, RoleAssignment.id, RoleAssignment.role, Trade.code, Trade.name)
        .outerjoin(Trade, Trade.id == RoleAssignment.trade_id)
        .where(RoleAssignment.event_id == event_id, RoleAssignment.role.not_in(JUDGING))
        .order_by(RoleAssignment.role, Trade.code)
    ):
        roles.setdefault(account_id, []).append(HeldRole(assignment_id, Role(role), code or "", name or {}))
    teams: dict[str, list[str]] = {}
    for account_id, code in session.execute(
        select(TeamLeader.account_id, Team.code)
        .join(Team, Team.id == TeamLeader.team_id)
        .where(TeamLeader.event_id == event_id)
        .order_by(Team.code)
    ):
        teams.setdefault(account_id, []).append(code)
    links = dict(
        session.execute(
            select(SetUpLink.account_id, func.max(SetUpLink.expires_at))
            .where(SetUpLink.account_id.in_(roles), SetUpLink.used_at.is_(None), SetUpLink.expires_at > now)
            .group_by(SetUpLink.account_id)
        ).all()
    )
    lines = [
        StaffLine(
            account_id=account.id,
            login=account.login,
            native=person.native_name if person else account.name,
            language=person.native_language if person else "",
            latin=person.latin_name if person else "",
            email=person.email if person else "",
            has_password=account.password_hash is not None,
            link_until=links.get(account.id),
            last_seen_at=seen,
            roles=tuple(roles[account.id]),
            teams=tuple(teams.get(account.id, ())),
        )
        for account, person, seen in _accounts(session, list(roles))
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_organizer, (line.latin or line.native).casefold())))


def _accounts(session: Session, ids: Sequence[str]) -> Sequence[tuple[Account, Person | None, datetime | None]]:
    seen = (
        select(func.max(SignIn.last_seen_at))
        .where(SignIn.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Account, Person, seen).outerjoin(Person, Person.id == Account.person_id).where(Account.id.in_(ids))
    )
    return [(account, person, at) for account, person, at in rows]
