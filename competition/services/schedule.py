"""Change the plan of an event: add, change, shift, copy and take away items. Source: PRODUCT A4.

Times come as the venue's clock shows them and are stored in UTC. Every use case publishes what became public.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from competition.db.models import ScheduleItem
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.schedule import ItemKind, span_of
from competition.domain.scheme import Text
from competition.domain.venue_time import Clock, clock_of, moment_of
from competition.services.audit import timestamp
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.identity import new_id
from competition.services.plan_frame import PlanFrame, changing_plan
from competition.services.public_plan import publish_plan

MOST_ITEMS = 3000
LONGEST_SHIFT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as somebody planned it. starts, ends: clock times; an end before the start is the next morning."""

    kind: ItemKind
    name: Text
    place: Text
    is_public: bool
    starts: Clock
    ends: Clock


def add_items(context: Context, event_id: str, new: NewItem, trade_ids: Sequence[str], days: Sequence[date]) -> int:
    """Add the same item for several trades and on several days; returns how many were added.

    trade_ids: none for one item of the whole event. An empty place is the trade's own.
    Raises DomainError `schedule_name_missing`, `session_without_trade`, `schedule_day_missing`, `schedule_too_long`,
    `ends_before_start`, `time_does_not_exist`, `time_happens_twice`, `not_found`, `not_allowed`.
    """
    _check(new, trade_ids)
    if not days:
        raise DomainError("schedule_day_missing")
    with changing_plan(context, event_id) as (unit, frame):
        if _count(context, event_id) + len(days) * max(1, len(trade_ids)) > MOST_ITEMS:
            raise DomainError("schedule_too_long", limit=str(MOST_ITEMS))
        for day in days:
            starts, ends = span_of(_on(new.starts, day), _on(new.ends, day), frame.zone)
            for trade_id in trade_ids or (None,):
                trade = frame.trade(trade_id)
                item = ScheduleItem(
                    id=new_id(),
                    event_id=event_id,
                    trade_id=trade_id,
                    day=frame.number(starts),
                    starts_at=starts,
                    ends_at=ends,
                    name=dict(new.name),
                    place=dict(new.place) or dict(trade.place if trade else {}),
                    kind=new.kind.value,
                    is_public=new.is_public,
                )
                context.session.add(item)
                unit.record("schedule.add", f"schedule/{item.id}", new=_facts(item))
    publish_plan(context, event_id, set(trade_ids))
    return len(days) * max(1, len(trade_ids))


def change_item(
    context: Context, event_id: str, item_id: str, new: NewItem, trade_id: str | None, sequence: int
) -> None:
    """Change an item. sequence: of the item that was shown.

    Raises DomainError `not_found`, `schedule_changed_meanwhile`, and those of `add_items`.
    """
    _check(new, [trade_id] if trade_id else [])
    touched: set[str] = set()
    with changing_plan(context, event_id) as (unit, frame):
        (item,) = _items(context, event_id, [item_id])
        if item.sequence != sequence:
            raise DomainError("schedule_changed_meanwhile")
        frame.trade(trade_id)
        starts, ends = span_of(new.starts, new.ends, frame.zone)
        before, words = _facts(item), (item.name, item.place)
        touched |= {each for each in (item.trade_id, trade_id) if each}
        item.trade_id, item.kind, item.is_public = trade_id, new.kind.value, new.is_public
        item.name, item.place = dict(new.name), dict(new.place)
        _put(item, starts, ends, frame)
        renamed = words != (item.name, item.place)
        unit.record("schedule.change", f"schedule/{item.id}", old=before, new={**_facts(item), "renamed": renamed})
    publish_plan(context, event_id, touched)


def change_times(context: Context, event_id: str, times: Mapping[str, tuple[Clock, Clock]]) -> int:
    """Give several items other times; returns how many had others before.

    Raises DomainError `not_found`, `ends_before_start`, `time_does_not_exist`, `time_happens_twice`, `not_allowed`.
    """
    touched: set[str] = set()
    count = 0
    with changing_plan(context, event_id) as (unit, frame):
        for item in _items(context, event_id, list(times)):
            starts, ends = span_of(*times[item.id], frame.zone)
            if (starts, ends) == (item.starts_at, item.ends_at):
                continue
            before = _facts(item)
            _put(item, starts, ends, frame)
            unit.record("schedule.change", f"schedule/{item.id}", old=before, new=_facts(item))
            touched |= {item.trade_id} if item.trade_id else set()
            count += 1
    if count:
        publish_plan(context, event_id, touched)
    return count


def shift_items(context: Context, event_id: str, item_ids: Collection[str], minutes: int) -> int:
    """Move items by some minutes, earlier when negative; returns how many.

    Raises DomainError `shift_too_far`, `nothing_chosen`, `not_found`, `not_allowed`.
    """
    by = timedelta(minutes=minutes)
    if not by or abs(by) > LONGEST_SHIFT:
        raise DomainError("shift_too_far", limit=str(LONGEST_SHIFT.days))
    with changing_plan(context, event_id) as (unit, frame):
        items = _items(context, event_id, item_ids)
        for item in items:
            before = _facts(item)
            _put(item, item.starts_at + by, item.ends_at + by, frame)
            unit.record("schedule.change", f"schedule/{item.id}", old=before, new=_facts(item))
        touched = {item.trade_id for item in items if item.trade_id}
    publish_plan(context, event_id, touched)
    return len(items)


def copy_items(context: Context, event_id: str, item_ids: Collection[str], day: date) -> int:
    """Copy items to another day at the same times on the clock; returns how many.

    Raises DomainError `nothing_chosen`, `not_found`, `time_does_not_exist`, `time_happens_twice`, `not_allowed`.
    """
    with changing_plan(context, event_id) as (unit, frame):
        items = _items(context, event_id, item_ids)
        if _count(context, event_id) + len(items) > MOST_ITEMS:
            raise DomainError("schedule_too_long", limit=str(MOST_ITEMS))
        for item in items:
            begin, end = clock_of(item.starts_at, frame.zone), clock_of(item.ends_at, frame.zone)
            later = end.day - begin.day
            copy = ScheduleItem(
                id=new_id(),
                event_id=event_id,
                trade_id=item.trade_id,
                name=dict(item.name),
                place=dict(item.place),
                kind=item.kind,
                is_public=item.is_public,
                sequence=0,
            )
            _put(copy, moment_of(_on(begin, day), frame.zone), moment_of(_on(end, day + later), frame.zone), frame)
            copy.sequence = 0
            context.session.add(copy)
            unit.record("schedule.add", f"schedule/{copy.id}", new={**_facts(copy), "copy_of": item.id})
        touched = {item.trade_id for item in items if item.trade_id}
    publish_plan(context, event_id, touched)
    return len(items)


def remove_items(context: Context, event_id: str, item_ids: Collection[str]) -> int:
    """Take items out of the plan; returns how many.

    Raises DomainError `nothing_chosen`, `not_found`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    _items(context, event_id, item_ids)
    back_up_first(context, "schedule.remove_items")
    with changing_plan(context, event_id) as (unit, _frame):
        items = _items(context, event_id, item_ids)
        for item in items:
            unit.record("schedule.remove", f"schedule/{item.id}", old=_facts(item))
        touched = {item.trade_id for item in items if item.trade_id}
        context.session.execute(delete(ScheduleItem).where(ScheduleItem.id.in_([item.id for item in items])))
    publish_plan(context, event_id, touched)
    return len(items)


def _check(new: NewItem, trade_ids: Sequence[str]) -> None:
    if not any(new.name.values()):
        raise DomainError("schedule_name_missing")
    if new.kind is ItemKind.SESSION and not trade_ids:
        raise DomainError("session_without_trade")


def _items(context: Context, event_id: str, item_ids: Collection[str]) -> Sequence[ScheduleItem]:
    """Return all these items of the event, in order of time."""
    if not item_ids:
        raise DomainError("nothing_chosen")
    items = context.session.scalars(
        select(ScheduleItem)
        .where(ScheduleItem.event_id == event_id, ScheduleItem.id.in_(item_ids))
        .order_by(ScheduleItem.starts_at, ScheduleItem.id)
    ).all()
    if len(items) != len(set(item_ids)):
        raise DomainError("not_found")
    return items


def _count(context: Context, event_id: str) -> int:
    counted = select(func.count()).select_from(ScheduleItem).where(ScheduleItem.event_id == event_id)
    return context.session.scalar(counted) or 0


def _put(item: ScheduleItem, starts: datetime, ends: datetime, frame: PlanFrame) -> None:
    """Give an item its times; whoever follows it in a calendar is told by the higher sequence."""
    item.starts_at, item.ends_at = starts, ends
    item.day = frame.number(starts)
    item.sequence = (item.sequence or 0) + 1


def _on(clock: Clock, day: date) -> Clock:
    return Clock(day, clock.time, clock.which)


def _facts(item: ScheduleItem) -> dict[str, LeafValue]:
    """Return what the log tells of an item: no words."""
    return {
        "trade": item.trade_id or "",
        "kind": item.kind,
        "starts": timestamp(item.starts_at),
        "ends": timestamp(item.ends_at),
        "public": item.is_public,
    }
