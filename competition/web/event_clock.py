"""The event's own clock: real time, or that of a rehearsal whose clock stands elsewhere (docs/contract.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from competition.domain.board_types import EventHead, HomeBody, HomeItem, Session

Planned = TypeVar("Planned", bound=Session)


def event_now(clock_offset: int) -> datetime:
    """Return the event's time now, in UTC. clock_offset: seconds from real time to it."""
    return datetime.now(UTC) + timedelta(seconds=clock_offset)


def shown_ms(at_ms: float, clock_offset: int) -> int:
    """Return a real moment as people at the event read it, Unix milliseconds."""
    return int(at_ms) + clock_offset * 1000


def local_date(now: datetime, event: EventHead) -> date:
    """Return the calendar date at the venue."""
    return now.astimezone(ZoneInfo(event["timezone"])).date()


def session_on(sessions: Iterable[Planned], now: datetime) -> Planned | None:
    """Return the session that is on at a moment, None between sessions."""
    return next((each for each in sessions if _start(each) <= now < _end(each)), None)


def session_after(sessions: Iterable[Planned], now: datetime) -> Planned | None:
    """Return the first session that has not begun, None after the last."""
    return min((each for each in sessions if _start(each) > now), key=_start, default=None)


def share_passed(session: Session, now: datetime) -> int:
    """Return how much of a session's time has passed, 0 to 100."""
    whole = (_end(session) - _start(session)).total_seconds()
    passed = (now - _start(session)).total_seconds()
    return max(0, min(100, int(100 * passed / whole))) if whole > 0 else 100


def rest_of_day(home: HomeBody, now: datetime) -> list[HomeItem]:
    """Return what is still to come or to end today at the venue, in order of time."""
    today = local_date(now, home["event"])
    return [each for each in home["items"] if _end(each) > now and local_date(_start(each), home["event"]) == today]


def coming_freeze(home: HomeBody, now: datetime) -> HomeItem | None:
    """Return the next freeze of all boards today, None when none is planned."""
    return next((each for each in rest_of_day(home, now) if each["kind"] == "freeze" and _start(each) > now), None)


def today_number(home: HomeBody, now: datetime) -> int | None:
    """Return the number of the current day, None before and after the event."""
    today = local_date(now, home["event"]).isoformat()
    return next((day["number"] for day in home["days"] if day["date"] == today), None)


def _start(session: Session) -> datetime:
    return datetime.fromisoformat(session["starts"])


def _end(session: Session) -> datetime:
    return datetime.fromisoformat(session["ends"])
