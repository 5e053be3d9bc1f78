"""What every page of the office starts from: the event, its days, and where the clock stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from competition.db.models import AuditHead, Day, Entry, Event, JudgeProfile, Trade
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class EventDay:
    """One day of an event, counted from 1."""

    number: int
    date: date
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfficeEvent:
    """An event as the office needs it. clock_offset: seconds from real time to the event's own time."""

    id: str
    code: str
    name: Text
    short_name: Text
    venue: Text
    timezone: str
    starts: date
    ends: date
    default_language: str
    clock_offset: int
    is_demo: bool
    days: tuple[EventDay, ...] = ()
    second_language: str = ""
    rehearsal_of: str | None = None
    archived_at: datetime | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that names are written in first: the event's own two, at least English beside one."""
        return tuple(dict.fromkeys((self.default_language, self.second_language or "en")))

    def now(self, real: datetime) -> datetime:
        """Return the event's own time."""
        return real + timedelta(seconds=self.clock_offset)

    def today(self, real: datetime) -> EventDay | None:
        """Return the day that it is at the venue, None before, after and between."""
        here = self.local_date(real)
        return next((day for day in self.days if day.date == here), None)

    def local_date(self, real: datetime) -> date:
        """Return the date at the venue, in the event's own time."""
        return self.now(real).astimezone(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event in the list of those that somebody works in."""

    event: OfficeEvent
    trades: int
    entries: int
    judges: int


def office_event(session: Session, code: str) -> OfficeEvent | None:
    """Return an event with its days. Two statements."""
    found = session.execute(
        select(Event, AuditHead.closed_at)
        .outerjoin(AuditHead, AuditHead.event_id == Event.id)
        .where(Event.code == code)
    ).one_or_none()
    if found is None:
        return None
    row, archived_at = found
    days = session.execute(
        select(Day.number, Day.date, Day.closed_at).where(Day.event_id == row.id).order_by(Day.number)
    )
    return replace(_event(row, tuple(EventDay(*day) for day in days)), archived_at=archived_at)


def office_events(session: Session, event_ids: Collection[str]) -> tuple[EventLine, ...]:
    """Return some events with their size, the latest first. Two statements."""
    days: dict[str, list[EventDay]] = {}
    for event_id, number, day, closed_at in session.execute(
        select(Day.event_id, Day.number, Day.date, Day.closed_at)
        .where(Day.event_id.in_(event_ids))
        .order_by(Day.number)
    ):
        days.setdefault(event_id, []).append(EventDay(number, day, closed_at))
    rows = session.execute(
        select(Event, _count(Trade), _count(Entry), _count(JudgeProfile))
        .where(Event.id.in_(event_ids))
        .order_by(Event.starts.desc(), Event.code)
    )
    return tuple(EventLine(_event(row, tuple(days.get(row.id, ()))), *counts) for row, *counts in rows)


def _count(table: type[Trade] | type[Entry] | type[JudgeProfile]) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(table).where(table.event_id == Event.id).correlate(Event)
    return counted.scalar_subquery()


def _event(row: Event, days: tuple[EventDay, ...]) -> OfficeEvent:
    return OfficeEvent(
        id=row.id,
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        venue=row.venue,
        timezone=row.timezone,
        starts=row.starts,
        ends=row.ends,
        default_language=row.default_language,
        clock_offset=row.clock_offset,
        is_demo=row.is_demo,
        rehearsal_of=row.rehearsal_of,
        days=days,
        second_language=row.second_language,
    )
