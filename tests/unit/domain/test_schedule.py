"""The plan of an event: overlaps, days, lanes. Source: PRODUCT A4."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.schedule import Finding, Planned, Trouble, findings, lanes, span_of
from competition.domain.venue_time import Clock

DAY = date(2024, 6, 25)
ZONE = "Asia/Shanghai"


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """Return a moment by the clock in Shanghai."""
    return datetime.combine(day, time(hour, minute), UTC) - timedelta(hours=8)


def item(name: str, first: int, last: int, trade: str = "04", place: str = "", day: date = DAY) -> Planned:
    return Planned(name, trade, place, at(first, day=day), at(last, day=day))


def test_sessions_of_one_trade_that_overlap_are_found_and_those_that_touch_are_not() -> None:
    plan = [item("a", 9, 12), item("b", 11, 13), item("c", 13, 15), item("d", 9, 12, trade="05")]
    assert findings(plan, [DAY], ZONE) == (Finding(Trouble.OVERLAP, "a", "b"),)


def test_a_long_session_overlaps_all_that_lie_within_it() -> None:
    plan = [item("a", 8, 18), item("b", 9, 10), item("c", 11, 12)]
    assert findings(plan, [DAY], ZONE) == (Finding(Trouble.OVERLAP, "a", "b"), Finding(Trouble.OVERLAP, "a", "c"))


def test_two_items_of_the_event_in_one_room_are_found_and_trades_may_share_a_hall() -> None:
    plan = [
        item("a", 9, 11, trade="", place="Office"),
        item("b", 10, 12, trade="", place="Office"),
        item("c", 10, 12, trade="", place="Stage"),
        item("d", 9, 12, place="Hall"),
        item("e", 9, 12, trade="05", place="Hall"),
    ]
    assert findings(plan, [DAY], ZONE) == (Finding(Trouble.SAME_PLACE, "a", "b"),)


def test_a_session_of_a_trade_on_no_day_of_the_event_is_found_by_the_calendar_of_the_venue() -> None:
    plan = [item("late", 23, 24 - 1, day=DAY), item("before", 9, 12, day=DAY - timedelta(days=1))]
    assert findings(plan, [DAY], ZONE) == (Finding(Trouble.OUTSIDE, "before"),)
    assert findings([item("gala", 19, 22, trade="", day=DAY + timedelta(days=1))], [DAY], ZONE) == ()


@pytest.mark.parametrize(
    ("starts", "ends", "hours"), [(time(9), time(12), 3), (time(17), time(17), 0), (time(22), time(2), 4)]
)
def test_an_end_before_the_start_is_the_next_morning(starts: time, ends: time, hours: int) -> None:
    begin, end = span_of(Clock(DAY, starts), Clock(DAY, ends), ZONE)
    assert (begin, end - begin) == (at(starts.hour), timedelta(hours=hours))


def test_an_end_before_the_start_by_day_is_a_slip() -> None:
    with pytest.raises(DomainError) as refused:
        span_of(Clock(DAY, time(14)), Clock(DAY, time(13, 30)), ZONE)
    assert (refused.value.code, dict(refused.value.params)) == ("ends_before_start", {"start": "14:00", "end": "13:30"})


def test_a_session_across_a_change_of_the_clocks_has_its_true_length() -> None:
    night = date(2026, 10, 24)
    begin, end = span_of(Clock(night, time(22)), Clock(night, time(4)), "Europe/Paris")
    assert end - begin == timedelta(hours=7)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=30))
def test_no_two_of_one_lane_overlap_and_no_lane_is_wasted(pairs: list[tuple[int, int]]) -> None:
    spans = sorted((first, first + length) for first, length in pairs)
    taken = lanes(spans)
    for one, (span, lane) in enumerate(zip(spans, taken, strict=True)):
        for other_span, other_lane in list(zip(spans, taken, strict=True))[one + 1 :]:
            assert lane != other_lane or other_span[0] >= span[1]
    busiest = max((sum(first <= minute < last for first, last in spans) for minute in range(261)), default=0)
    assert len(set(taken)) == busiest
