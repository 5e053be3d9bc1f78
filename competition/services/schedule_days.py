"""The competition days of an event: added, taken away, moved. They are numbered by date from 1. Source: PRODUCT A4."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update

from competition.db.models import CriterionRow, Day, Event, ScheduleItem, SchemeVersion, Sheet, SubCriterionRow, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.venue_time import clock_of, moved
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.events import MOST_DAYS
from competition.services.identity import new_id
from competition.services.plan_frame import changing_plan
from competition.services.public_plan import publish_plan


def add_day(context: Context, event_id: str, day: date) -> None:
    """Add a competition day; days and items after it are numbered anew.

    Raises DomainError `day_taken`, `too_many_days`, `day_before_closed`, `not_found`, `not_allowed`.
    """
    with changing_plan(context, event_id) as (unit, frame):
        days = _days(context, event_id)
        if day in frame.numbers:
            raise DomainError("day_taken")
        if len(days) >= MOST_DAYS:
            raise DomainError("too_many_days", limit=str(MOST_DAYS))
        if any(each.closed_at is not None and each.date > day for each in days):
            raise DomainError("day_before_closed")
        context.session.add(Day(id=new_id(), event_id=event_id, number=len(days) + 1, date=day))
        context.session.flush()
        number_days(context, event_id, frame.zone)
        unit.record("day.add", f"event/{event_id}", new={"date": day.isoformat()})
    publish_plan(context, event_id, ())


def remove_day(context: Context, event_id: str, number: int) -> None:
    """Take a competition day away; later days are numbered anew.

    Raises DomainError `day_closed`, `day_has_items` with their count, `day_in_scheme` with the trades that mark on the
    last day, `last_day_stays`, `not_found`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    back_up_first(context, "schedule_days.remove_day")
    with changing_plan(context, event_id) as (unit, frame):
        days = _days(context, event_id)
        gone = next((each for each in days if each.number == number), None)
        if gone is None:
            raise DomainError("not_found")
        if len(days) == 1:
            raise DomainError("last_day_stays")
        if any(each.closed_at is not None and each.number >= number for each in days):
            raise DomainError("day_closed")
        items = context.session.scalar(
            select(func.count())
            .select_from(ScheduleItem)
            .where(ScheduleItem.event_id == event_id, ScheduleItem.day == number)
        )
        if items:
            raise DomainError("day_has_items", count=str(items))
        if trades := _marks_on(context, event_id, len(days)):
            raise DomainError("day_in_scheme", day=str(len(days)), trades=", ".join(trades))
        unit.record("day.remove", f"event/{event_id}", old={"date": gone.date.isoformat(), "number": number})
        context.session.delete(gone)
        context.session.flush()
        number_days(context, event_id, frame.zone)
    publish_plan(context, event_id, ())


def move_days(context: Context, event_id: str, by: int, zone: str) -> int:
    """Move every day and every item by some days, inside the caller's transaction; times on the clock stay.

    zone: the event's. Returns how many items moved. Raises DomainError `day_closed`.
    """
    days = _days(context, event_id)
    if any(day.closed_at is not None for day in days):
        raise DomainError("day_closed")
    for day in days:
        day.date = date.fromordinal(day.date.toordinal() + by)
    items = context.session.scalars(select(ScheduleItem).where(ScheduleItem.event_id == event_id)).all()
    for item in items:
        item.starts_at, item.ends_at = moved(item.starts_at, by, zone), moved(item.ends_at, by, zone)
        item.sequence += 1
    context.session.flush()
    number_days(context, event_id, zone)
    return len(items)


def _days(context: Context, event_id: str) -> Sequence[Day]:
    return context.session.scalars(select(Day).where(Day.event_id == event_id).order_by(Day.date)).all()


def number_days(context: Context, event_id: str, zone: str) -> None:
    """Number the days by date, tell the items of them, and let the event begin and end with them."""
    days = _days(context, event_id)
    for number, day in enumerate(days, start=1):
        day.number = -number  # past the constraint that no two days have one number
    context.session.flush()
    for number, day in enumerate(days, start=1):
        day.number = number
    numbers = {day.date: day.number for day in days}
    for item in context.session.scalars(select(ScheduleItem).where(ScheduleItem.event_id == event_id)):
        item.day = numbers.get(clock_of(item.starts_at, zone).day, 0)
    context.session.execute(update(Event).where(Event.id == event_id).values(starts=days[0].date, ends=days[-1].date))
    context.session.flush()


def _marks_on(context: Context, event_id: str, number: int) -> Sequence[str]:
    """Return the codes of the trades whose scheme or sheets name a day, which may not vanish below them."""
    planned = (
        select(Trade.code)
        .join(SchemeVersion, SchemeVersion.trade_id == Trade.id)
        .join(CriterionRow, CriterionRow.scheme_version_id == SchemeVersion.id)
        .join(SubCriterionRow, SubCriterionRow.criterion_id == CriterionRow.id)
        .where(Trade.event_id == event_id, SubCriterionRow.day == number)
    )
    laid_out = (
        select(Trade.code)
        .join(Sheet, Sheet.trade_id == Trade.id)
        .where(Sheet.event_id == event_id, Sheet.day == number)
    )
    return sorted(set(context.session.scalars(planned.union(laid_out))))
