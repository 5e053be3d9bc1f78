"""Who asks, when, on which session, and where to call out what was committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from competition.domain.errors import DomainError
from competition.domain.permissions import NO_FACTS, Condition, Grant, Permission, allows


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the absence of one) behind a request.

    grants: the roles held, each in an event and perhaps one trade.
    session_hash: what the log shows of the sign-in; device_id: the browser or tablet.
    authenticated_at: real time at which the person last showed who they are.
    """

    account_id: str | None = None
    name: str = ""
    grants: frozenset[Grant] = frozenset()
    session_hash: str = ""
    device_id: str = ""
    language: str = ""
    way: str = ""
    authenticated_at: datetime | None = None

    @property
    def is_signed_in(self) -> bool:
        """Tell whether anyone is there."""
        return self.account_id is not None

    def may(
        self,
        permission: Permission,
        event_id: str | None = None,
        trade_id: str | None = None,
        *,
        own: bool | None = None,
        facts: frozenset[Condition] = NO_FACTS,
    ) -> bool:
        """Tell whether some role allows this on an object of that event and trade; own: it is the actor's own."""
        return allows(self.grants, permission, event_id=event_id, trade_id=trade_id, own=own, facts=facts)


ANONYMOUS = Actor()


@dataclass(frozen=True, slots=True)
class BoardMoved:
    """A board has a new published revision."""

    board_id: str
    event_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class SheetMoved:
    """Something happened on a judging sheet; only the fact, never a value."""

    sheet_id: str
    trade_id: str
    event_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class JobAsked:
    """Somebody asked for work beside the pages, or for its end. cancel: for its end."""

    job_id: str
    cancel: bool = False


Moved = BoardMoved | SheetMoved
"""What people who look on are told of."""
Announcement = Moved | JobAsked


FRESH_FOR = timedelta(minutes=5)
"""How long a person counts as just having shown who they are. Source: PERMISSIONS (6)."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a use case needs from its door.

    now: real time in UTC. publish: called after the commit, once for each announcement.
    boards_later: boards are brought up to date once at the end, by whoever replays a long history.
    """

    session: Session
    actor: Actor
    now: datetime
    publish: Callable[[Announcement], None]
    request_id: str = ""
    boards_later: bool = False

    def event_now(self, clock_offset: int) -> datetime:
        """Return the event's own time (see `Event.clock_offset`)."""
        return self.now + timedelta(seconds=clock_offset)

    def require(
        self,
        permission: Permission,
        *,
        event_id: str | None = None,
        trade_id: str | None = None,
        own: bool | None = None,
        facts: frozenset[Condition] = NO_FACTS,
    ) -> str:
        """Return the account that asks, or refuse.

        Raises DomainError `sign_in_needed` or `not_allowed`.
        """
        if self.actor.account_id is None:
            raise DomainError("sign_in_needed")
        if not self.actor.may(permission, event_id, trade_id, own=own, facts=facts):
            raise DomainError("not_allowed", permission=permission.value)
        return self.actor.account_id

    def require_fresh(self) -> None:
        """Refuse whoever has not shown within five minutes who they are.

        Raises DomainError `sign_in_again`.
        """
        shown = self.actor.authenticated_at
        if shown is None or not timedelta(0) <= self.now - shown <= FRESH_FOR:
            raise DomainError("sign_in_again")
