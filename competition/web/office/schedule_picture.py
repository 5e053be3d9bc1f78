"""The plan of one day as a picture: a row for each trade or place, the hours across, a block for each item.

The picture is a table of five-minute columns, so that it needs no style of its own, mirrors by itself and can be read
out. Positions follow the clock at the venue, also on a day on which the clocks change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from competition.domain.schedule import lanes
from competition.domain.scheme import Text
from competition.domain.venue_time import clock_of
from competition.queries.schedule import ScheduleLine, ScheduleTrade

STEP = 5
HOUR = 60
DAY_END = 24 * HOUR
SHORTEST = 20
"""Minutes that even a moment is drawn wide, so that it can be seen and pressed."""
USUAL = (8, 18)
"""The hours that are drawn at least."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Columns of a lane: a block, or a gap up to the next full hour. span: how many; is_hour: it begins with one."""

    span: int
    line: ScheduleLine | None = None
    is_hour: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What lies on one trade, one place or the whole event. lanes: one below the other where items overlap."""

    code: str
    name: Text
    trade_id: str
    lanes: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One day. hours: full hours from the first to the last one drawn; columns: of five minutes each."""

    hours: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def columns(self) -> int:
        """Return how many columns there are."""
        return len(self.hours) * HOUR // STEP


@dataclass(frozen=True, slots=True)
class _Span:
    line: ScheduleLine
    first: int
    last: int


def picture_by_trade(lines: Iterable[ScheduleLine], day: date, zone: str, trades: Sequence[ScheduleTrade]) -> Picture:
    """Return a day with a row for the whole event and one for each trade, also for those without anything."""
    spans = _spans(lines, day, zone)
    hours = _hours(spans)
    common = [span for span in spans if not span.line.trade_id]
    rows = [Row("", {}, "", _lanes(common, hours))] if common else []
    rows += [
        Row(each.code, each.name, each.id, _lanes([s for s in spans if s.line.trade_id == each.id], hours))
        for each in trades
    ]
    return Picture(hours, tuple(rows))


def picture_by_place(lines: Iterable[ScheduleLine], day: date, zone: str, words: Callable[[Text], str]) -> Picture:
    """Return a day with a row for each place. words: gives a place in the reader's language."""
    spans = _spans(lines, day, zone)
    hours = _hours(spans)
    ordered = sorted(spans, key=lambda span: (words(span.line.place).casefold(), span.first))
    rows = [
        Row("", group[0].line.place, "", _lanes(group, hours))
        for _, found in groupby(ordered, key=lambda span: words(span.line.place).casefold())
        if (group := list(found))
    ]
    return Picture(hours, tuple(rows))


def _spans(lines: Iterable[ScheduleLine], day: date, zone: str) -> list[_Span]:
    found = []
    for line in lines:
        begin, end = clock_of(line.starts, zone), clock_of(line.ends, zone)
        if begin.day == day:
            first = _minute(begin.time.hour, begin.time.minute)
            last = DAY_END if end.day > day else _minute(end.time.hour, end.time.minute)
            first = min(first, DAY_END - SHORTEST)
            found.append(_Span(line, first, max(last, first + SHORTEST)))
    return sorted(found, key=lambda span: (span.first, span.last))


def _minute(hour: int, minute: int) -> int:
    return hour * HOUR + minute // STEP * STEP


def _hours(spans: Iterable[_Span]) -> tuple[int, ...]:
    held = list(spans)
    first = min([USUAL[0], *(span.first // HOUR for span in held)])
    last = max([USUAL[1], *(-(-span.last // HOUR) for span in held)])
    return tuple(range(first, last))


def _lanes(spans: Sequence[_Span], hours: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    taken = lanes([(span.first, span.last) for span in spans])
    count = max(taken, default=0) + 1
    return tuple(
        _cells([span for span, lane in zip(spans, taken, strict=True) if lane == number], hours)
        for number in range(count)
    )


def _cells(spans: Iterable[_Span], hours: Sequence[int]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    at, end = hours[0] * HOUR, (hours[-1] + 1) * HOUR
    for span in spans:
        cells += _gap(at, span.first)
        cells.append(Cell((span.last - span.first) // STEP, span.line))
        at = span.last
    return (*cells, *_gap(at, end))


def _gap(first: int, last: int) -> list[Cell]:
    """Return the empty cells between two minutes, cut at every full hour, where a line is drawn."""
    cells = []
    while first < last:
        following = min(last, (first // HOUR + 1) * HOUR)
        cells.append(Cell((following - first) // STEP, is_hour=first % HOUR == 0))
        first = following
    return cells
