"""The public schedule: every day at the venue, for the whole event or for one trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import url_for

from competition.domain.board_types import HomeBody
from competition.domain.errors import DomainError
from competition.queries.publication import EventRef
from competition.web.clock_words import clock_note, day_distance
from competition.web.event_clock import local_date, today_number
from competition.web.public.common import frame, now_of
from competition.web.public.plan import PlanLine, plan_lines
from competition.web.published import Page, home_document


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day with its lines. number: of the competition day, 0 for a date before, after or between.

    clock_note: a sentence on a day on which the clocks are moved.
    """

    date: str
    number: int
    clock_note: str
    lines: Sequence[PlanLine]


def schedule_page(event: EventRef, trade_code: str) -> Page:
    """Return the plan. trade_code: "" for everything. Raises DomainError `not_found` for a trade that is not there."""
    document = home_document(event)
    home, now = document.body, now_of(document.body["event"])
    trade = next((row for row in home["rows"] if row["code"] == trade_code), None)
    if trade_code and trade is None:
        raise DomainError("not_found")
    days = plan_days(home, trade_code)
    first = date.fromisoformat(days[0].date) if days else local_date(now, home["event"])
    context = {
        **frame(home["event"], "schedule", now),
        "utc_offset": day_distance(first, home["event"]["timezone"]),
        "home": home,
        "days": days,
        "today": today_number(home, now),
        "trade": trade,
        "page_url": url_for("public.schedule", event=event.code),
        "feed_url": url_for("public.calendar", event=event.code, trade=trade_code or None),
    }
    return Page("public/schedule.html", (document.tag, local_date(now, home["event"])), context)


def plan_days(home: HomeBody, trade_code: str = "") -> list[PlanDay]:
    """Return the competition days, and other dates on which something is planned, by the calendar of the venue."""
    zone = ZoneInfo(home["event"]["timezone"])
    numbers = {day["date"]: day["number"] for day in home["days"]}
    lines: dict[str, list[PlanLine]] = {day: [] for day in numbers}
    for line in plan_lines(home, trade_code):
        lines.setdefault(_date(line, zone).isoformat(), []).append(line)
    return [
        PlanDay(day, numbers.get(day, 0), clock_note(date.fromisoformat(day), zone.key), lines[day])
        for day in sorted(lines)
    ]


def _date(line: PlanLine, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(line.item["starts"]).astimezone(zone).date()
