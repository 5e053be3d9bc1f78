"""Times on the clock at the venue and the moments in UTC that they stand for. Source: PRODUCT A4.

Twice a year in many zones a clock time does not exist or happens twice: nothing is guessed then, a person chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from competition.domain.errors import DomainError


class Which(StrEnum):
    """Which of two moments with the same clock time is meant, on the night when clocks go back."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as the venue's clock and calendar show it. which: only where the time happens twice."""

    day: date
    time: time
    which: Which | None = None


def moment_of(clock: Clock, zone: str) -> datetime:
    """Return the moment of a time at the venue, in UTC.

    zone: an IANA name.
    Raises DomainError `time_does_not_exist` with the nearest times that do, and `time_happens_twice` with both
    distances from UTC when nobody said which one is meant.
    """
    first, second = _readings(clock, zone)
    if first == second:
        return first
    if not _exists(first, clock, zone):
        raise DomainError(
            "time_does_not_exist",
            time=f"{clock.time:%H:%M}",
            earlier=f"{_local(second, zone):%H:%M}",
            later=f"{_local(first, zone):%H:%M}",
        )
    if clock.which is None:
        raise DomainError(
            "time_happens_twice",
            time=f"{clock.time:%H:%M}",
            first=utc_distance(first, zone),
            second=utc_distance(second, zone),
        )
    return first if clock.which is Which.FIRST else second


def near_moment_of(clock: Clock, zone: str) -> datetime:
    """Return the moment of a time at the venue where nobody can be asked, in UTC.

    A time that does not exist is moved on by as much as the clocks are, one that happens twice is the first.
    """
    first, second = _readings(clock, zone)
    return second if clock.which is Which.SECOND and _exists(first, clock, zone) else first


def clock_of(moment: datetime, zone: str) -> Clock:
    """Return what the venue's clock shows at a moment; `moment_of` gives the same moment back."""
    local = _local(moment, zone)
    clock = Clock(local.date(), local.time().replace(tzinfo=None))
    first, second = _readings(clock, zone)
    if first == second:
        return clock
    return Clock(clock.day, clock.time, Which.SECOND if local.fold else Which.FIRST)


def happens_twice(clock: Clock, zone: str) -> bool:
    """Tell whether the venue's clock shows this time twice."""
    first, second = _readings(clock, zone)
    return first != second and _exists(first, clock, zone)


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """Return the moment with the same time on the clock some days later, in UTC."""
    clock = clock_of(moment, zone)
    return near_moment_of(Clock(clock.day + timedelta(days=days), clock.time, clock.which), zone)


def rezoned(moment: datetime, former: str, zone: str) -> datetime:
    """Return the moment with the same clock time in another zone, in UTC."""
    return near_moment_of(clock_of(moment, former), zone)


def utc_distance(moment: datetime, zone: str) -> str:
    """Return how far the venue's clock is from UTC at a moment, such as `UTC+8` or `UTC-3:30`."""
    offset = _local(moment, zone).utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


@dataclass(frozen=True, slots=True)
class ClockChange:
    """The clocks are moved on a day. minutes: forward, or back when negative; distance: from UTC afterwards."""

    minutes: int
    distance: str


def clock_change(day: date, zone: str) -> ClockChange | None:
    """Return by how much the venue's clocks are moved on a day; None on all but two days of most years."""
    first, last = (near_moment_of(Clock(each, time()), zone) for each in (day, day + timedelta(days=1)))
    minutes = timedelta(days=1) - (last - first)
    return ClockChange(int(minutes.total_seconds() // 60), utc_distance(last, zone)) if minutes else None


def distance_of_day(day: date, zone: str) -> str:
    """Return how far the venue's clock is from UTC at noon of a day."""
    return utc_distance(near_moment_of(Clock(day, time(12)), zone), zone)


def _readings(clock: Clock, zone: str) -> tuple[datetime, datetime]:
    """Return both ways to read a clock time; they are equal but for the hours around a change."""
    place = ZoneInfo(zone)
    local = datetime.combine(clock.day, clock.time, place)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _exists(first: datetime, clock: Clock, zone: str) -> bool:
    return _local(first, zone).replace(tzinfo=None, fold=0) == datetime.combine(clock.day, clock.time)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))
