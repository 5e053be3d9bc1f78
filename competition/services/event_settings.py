"""Change what an event is called, where and when it is, and by which rules it gives medals. Source: PRODUCT A, A4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import available_timezones

from sqlalchemy import func, select

from competition.db.base import Json
from competition.db.models import Board, Event, ScheduleItem
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.medals import PRESETS, MeritKind
from competition.domain.permissions import Permission
from competition.domain.scale import Scale
from competition.domain.scheme import Text
from competition.domain.venue_time import rezoned
from competition.domain.visibility import Policy
from competition.services.context import Context
from competition.services.public_plan import publish_plan
from competition.services.schedule_days import move_days, number_days
from competition.services.unit_of_work import Unit, unit_of_work

MOST_PLACES, MOST_PERCENT, MOST_MARKS = 100, Decimal(100), Decimal(1000)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """Names, place and time of an event.

    starts: its first day; all days and lines of the schedule move along, at the same times on the clock.
    keeps_clock: with another zone the schedule keeps its times on the clock; else it keeps its moments.
    """

    name: Text
    short_name: Text
    venue: Text
    timezone: str
    starts: date
    default_language: str
    second_language: str
    keeps_clock: bool = True


@dataclass(frozen=True, slots=True)
class MedalSettings:
    """The rules of medals and the scale. merit: kind and amount of the prize below them, None for the preset's."""

    preset: str
    scale: Scale
    merit: tuple[MeritKind, Decimal] | None = None


def change_facts(context: Context, event_id: str, new: EventFacts) -> int:
    """Change names, place and time; returns how many lines of the schedule have other moments now.

    Raises DomainError `event_name_missing`, `timezone_unknown`, `day_closed`, `not_found`, `not_allowed`.
    """
    if not any(new.name.values()):
        raise DomainError("event_name_missing")
    if new.timezone not in available_timezones():
        raise DomainError("timezone_unknown", timezone=new.timezone)
    touched = 0
    with changing_event(context, event_id) as (unit, event):
        before = _facts(event)
        if new.timezone != event.timezone:
            touched = _change_zone(context, event, new)
        if new.starts != event.starts:
            touched = move_days(context, event_id, (new.starts - event.starts).days, new.timezone)
        renamed = (event.name, event.short_name, event.venue) != (new.name, new.short_name or new.name, new.venue)
        event.name, event.venue = dict(new.name), dict(new.venue)
        event.short_name = dict(new.short_name or new.name)
        event.default_language, event.second_language = new.default_language, new.second_language
        context.session.flush()
        context.session.refresh(event)
        after = _facts(event)
        if renamed or before != after:
            unit.record("event.settings", f"event/{event_id}", old=before, new={**after, "renamed": renamed})
    publish_plan(context, event_id)
    return touched


def change_medals(context: Context, event_id: str, new: MedalSettings) -> None:
    """Change the rules by which medals are given, and the scale; live boards follow at once.

    Raises DomainError `rules_unknown`, `merit_invalid`, `rules_in_use` once a trade's results are official,
    `not_found`, `not_allowed`.
    """
    if new.preset not in PRESETS:
        raise DomainError("rules_unknown")
    rules: dict[str, Json] = {"preset": new.preset}
    if new.merit is not None:
        kind, amount = new.merit
        _check_merit(kind, amount)
        rules["merit"] = {"kind": kind.value, "amount": f"{amount.normalize():f}"}
    with changing_event(context, event_id) as (unit, event):
        released = select(func.count()).select_from(Board).where(
            Board.event_id == event_id, Board.policy == Policy.OFFICIAL.value
        )  # fmt: skip
        if context.session.scalar(released):
            raise DomainError("rules_in_use")
        before = _rules(event.medal_rules, event.scale)
        event.medal_rules, event.scale = rules, new.scale.value
        after = _rules(rules, new.scale.value)
        if before != after:
            unit.record("event.settings", f"event/{event_id}", old=before, new=after)
    publish_plan(context, event_id)


@contextmanager
def changing_event(context: Context, event_id: str) -> Iterator[tuple[Unit, Event]]:
    """Open a change of an event's settings, its row locked.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        event = context.session.execute(
            select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
        ).scalar_one()
        yield unit, event


def _change_zone(context: Context, event: Event, new: EventFacts) -> int:
    """Give the event another zone; returns how many lines have other moments."""
    former, event.timezone = event.timezone, new.timezone
    items = context.session.scalars(select(ScheduleItem).where(ScheduleItem.event_id == event.id)).all()
    moved = 0
    if new.keeps_clock:
        for item in items:
            begin, end = rezoned(item.starts_at, former, new.timezone), rezoned(item.ends_at, former, new.timezone)
            if (begin, end) != (item.starts_at, item.ends_at):
                item.starts_at, item.ends_at = begin, max(begin, end)
                item.sequence += 1
                moved += 1
    context.session.flush()
    number_days(context, event.id, new.timezone)
    return moved


def _check_merit(kind: MeritKind, amount: Decimal) -> None:
    most = {MeritKind.NUMBER: Decimal(MOST_PLACES), MeritKind.SHARE: MOST_PERCENT, MeritKind.LIMIT: MOST_MARKS}[kind]
    whole = kind is MeritKind.NUMBER and amount != amount.to_integral_value()
    if not 0 < amount <= most or whole or amount != amount.quantize(Decimal("0.01")):
        raise DomainError("merit_invalid", limit=f"{most:f}")


def _facts(event: Event) -> dict[str, LeafValue]:
    return {
        "zone": event.timezone,
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "languages": f"{event.default_language} {event.second_language}".strip(),
    }


def _rules(rules: Mapping[str, Json], scale: str) -> dict[str, LeafValue]:
    merit = rules.get("merit")
    told = f"{merit['kind']} {merit['amount']}" if isinstance(merit, dict) else ""
    return {"preset": str(rules.get("preset", "")), "merit": told, "scale": scale}
