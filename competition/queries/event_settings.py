"""The settings of an event as its page shows them: names, rules, look, sponsors, and what hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Board, Day, Event, EventBrand, ScheduleItem, Sponsor
from competition.domain.scheme import Text
from competition.domain.visibility import Policy


@dataclass(frozen=True, slots=True)
class EventSettings:
    """What an organizer may set. items: lines of the schedule; closed: days that are; official: released trades.

    colours are #rrggbb or "" for the product's own; medal_rules as stored.
    """

    name: Text
    short_name: Text
    venue: Text
    timezone: str
    starts: date
    ends: date
    default_language: str
    second_language: str
    medal_rules: Mapping[str, Json]
    scale: str
    logo_id: str
    accent: str
    accent_dark: str
    bench: str
    notice: Text
    items: int
    closed: int
    official: int


@dataclass(frozen=True, slots=True)
class SponsorLine:
    """A sponsor in the order of the list. image_id: "" for none."""

    id: str
    name: Text
    image_id: str


def event_settings(session: Session, event_id: str) -> EventSettings:
    """Return the settings of an event that is there. One statement."""
    items = select(func.count()).select_from(ScheduleItem).where(ScheduleItem.event_id == event_id)
    closed = select(func.count()).select_from(Day).where(Day.event_id == event_id, Day.closed_at.is_not(None))
    official = (
        select(func.count())
        .select_from(Board)
        .where(Board.event_id == event_id, Board.kind == "trade", Board.policy == Policy.OFFICIAL.value)
    )
    row = session.execute(
        select(
            Event,
            EventBrand,
            items.scalar_subquery().label("items"),
            closed.scalar_subquery().label("closed"),
            official.scalar_subquery().label("official"),
        )
        .outerjoin(EventBrand, EventBrand.event_id == Event.id)
        .where(Event.id == event_id)
    ).one()
    event, brand = row.Event, row.EventBrand
    return EventSettings(
        name=event.name,
        short_name=event.short_name,
        venue=event.venue,
        timezone=event.timezone,
        starts=event.starts,
        ends=event.ends,
        default_language=event.default_language,
        second_language=event.second_language,
        medal_rules=event.medal_rules,
        scale=event.scale,
        logo_id=(brand.logo_id or "") if brand else "",
        accent=brand.accent if brand else "",
        accent_dark=brand.accent_dark if brand else "",
        bench=brand.bench if brand else "",
        notice=brand.notice if brand else {},
        items=row.items,
        closed=row.closed,
        official=row.official,
    )


def sponsor_lines(session: Session, event_id: str) -> tuple[SponsorLine, ...]:
    """Return the sponsors in their order. One statement."""
    rows = session.execute(
        select(Sponsor.id, Sponsor.name, Sponsor.image_id)
        .where(Sponsor.event_id == event_id)
        .order_by(Sponsor.position)
    )
    return tuple(SponsorLine(row.id, row.name, row.image_id or "") for row in rows)
