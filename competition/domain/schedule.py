"""The plan of an event: what lies on it, what disagrees in it, how it is drawn. Source: PRODUCT A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.domain.venue_time import Clock, clock_of, moment_of

LONGEST_OVER_MIDNIGHT = timedelta(hours=12)
"""An end before the start is the next morning when the item is then no longer than this; else it is a slip."""


class ItemKind(StrEnum):
    """What something in the plan is; only a SESSION is competition time of a trade."""

    SESSION = "session"
    FAMILIARISATION = "familiarisation"
    CEREMONY = "ceremony"
    MEETING = "meeting"
    VISITORS = "visitors"
    SOCIAL = "social"
    FREEZE = "freeze"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Planned:
    """One item. trade: its id, "" for the whole event; place: words to compare, "" for none; times in UTC."""

    id: str
    trade: str
    place: str
    starts: datetime
    ends: datetime


class Trouble(StrEnum):
    """What disagrees in a plan."""

    OVERLAP = "overlap"  # a trade is in two sessions at once
    SAME_PLACE = "same_place"  # two items of the whole event are in one place at once
    OUTSIDE = "outside"  # it is on none of the event's days


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that disagrees. other: the id of the second item, "" for none."""

    trouble: Trouble
    item: str
    other: str = ""


def span_of(starts: Clock, ends: Clock, zone: str) -> tuple[datetime, datetime]:
    """Return the moments of an item whose end is written as a time of day; both in UTC.

    ends.day is the day of the start; an end before the start is the next morning.
    Raises DomainError `ends_before_start`, and those of `moment_of`.
    """
    begin = moment_of(starts, zone)
    end = moment_of(ends, zone)
    if end >= begin:
        return begin, end
    end = moment_of(Clock(ends.day + timedelta(days=1), ends.time, ends.which), zone)
    if end - begin > LONGEST_OVER_MIDNIGHT:
        raise DomainError("ends_before_start", start=f"{starts.time:%H:%M}", end=f"{ends.time:%H:%M}")
    return begin, end


def findings(items: Iterable[Planned], days: Iterable[date], zone: str) -> tuple[Finding, ...]:
    """Return what disagrees in a plan, in order of time.

    days: the days of the event at the venue. Items that only touch do not overlap.
    """
    ordered = sorted(items, key=lambda item: (item.starts, item.ends, item.id))
    of_event = set(days)
    found: list[Finding] = []
    for place, item in enumerate(ordered):
        if item.trade and clock_of(item.starts, zone).day not in of_event:
            found.append(Finding(Trouble.OUTSIDE, item.id))
        for other in ordered[place + 1 :]:
            if other.starts >= item.ends:
                break
            if item.trade and item.trade == other.trade:
                found.append(Finding(Trouble.OVERLAP, item.id, other.id))
            elif not item.trade and not other.trade and item.place and item.place == other.place:
                found.append(Finding(Trouble.SAME_PLACE, item.id, other.id))
    return tuple(found)


def lanes(spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Return for each span the lane that it is drawn in, so that no two of one lane overlap.

    spans: first and last minute, in order of the first. The first free lane is taken.
    """
    ends: list[int] = []
    taken: list[int] = []
    for first, last in spans:
        lane = next((number for number, end in enumerate(ends) if end <= first), len(ends))
        ends[lane : lane + 1] = [last]
        taken.append(lane)
    return tuple(taken)
