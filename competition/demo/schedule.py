"""Sessions of the trades and items of the whole event, with their times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from competition.demo.model import DemoItem, ItemKind
from competition.demo.schemes.table import Half, SchemeTable
from competition.demo.sources import EventSource, ScheduleSource, TradeSource
from competition.domain.scheme import Criterion, Text

NO_HALF: Literal[""] = ""


def venue_time(moment: str, zone: str) -> datetime:
    """Return the UTC moment of a time written as venue time, e.g. `2024-06-25T14:36:08`."""
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def schedule(event: EventSource, source: ScheduleSource, tables: Mapping[str, SchemeTable]) -> tuple[DemoItem, ...]:
    """Return every session and item, ordered by start, then by trade."""
    items = [_common(event, source, index) for index in range(len(source["items"]))]
    for trade in event["trades"]:
        items.extend(_sessions(event, source, trade, tables[trade["code"]]))
    return tuple(sorted(items, key=lambda item: (item.starts, item.trade or "", item.key)))


def _at(event: EventSource, day: int, clock: str) -> datetime:
    moment = datetime.combine(date.fromisoformat(event["starts"]) + timedelta(days=day - 1), time.fromisoformat(clock))
    return venue_time(moment.isoformat(), event["timezone"])


def _common(event: EventSource, source: ScheduleSource, index: int) -> DemoItem:
    item = source["items"][index]
    return DemoItem(
        key=item["key"],
        kind=ItemKind(item["kind"]),
        day=item["day"],
        half=NO_HALF,
        trade=None,
        sub_criteria=(),
        title=item["title"],
        place=item["place"],
        starts=_at(event, item["day"], item["starts"]),
        ends=_at(event, item["day"], item["ends"]),
        public=item["public"],
    )


def _sessions(event: EventSource, source: ScheduleSource, trade: TradeSource, table: SchemeTable) -> list[DemoItem]:
    subs: dict[tuple[int, Half], list[str]] = {}
    for criterion in table.scheme.criteria:
        for sub in criterion.sub_criteria:
            subs.setdefault((sub.day or 1, table.halves[sub.code]), []).append(sub.code)
    return [_session(event, source, trade, table, day, half, codes) for (day, half), codes in sorted(subs.items())]


def _session(
    event: EventSource,
    source: ScheduleSource,
    trade: TradeSource,
    table: SchemeTable,
    day: int,
    half: Half,
    codes: list[str],
) -> DemoItem:
    starts, ends = source["hours"][half]
    for other in source["exceptions"]:
        if (other["trade"], other["day"], other["half"]) == (trade["code"], day, half):
            starts, ends = other["starts"], other["ends"]
    return DemoItem(
        key=f"session-{trade['code']}-{day}-{half.lower()}",
        kind=ItemKind.SESSION,
        day=day,
        half=half,
        trade=trade["code"],
        sub_criteria=tuple(codes),
        title=_title(
            [criterion for criterion in table.scheme.criteria if criterion.code in {code[0] for code in codes}]
        ),
        place=trade["place"],
        starts=_at(event, day, starts),
        ends=_at(event, day, ends),
        public=True,
    )


def _title(criteria: list[Criterion]) -> Text:
    """Return e.g. `E Programming`, with two criteria `C Wiring; D Testing`."""
    english = "; ".join(f"{criterion.code} {criterion.name['en']}" for criterion in criteria)
    chinese = "；".join(f"{criterion.code} {criterion.name['zh']}" for criterion in criteria)
    return {"en": english, "zh": chinese}
