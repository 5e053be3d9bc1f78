"""Clock times at the venue and moments: exact both ways, and nothing guessed where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.venue_time import (
    Clock,
    Which,
    clock_change,
    clock_of,
    distance_of_day,
    happens_twice,
    moment_of,
    moved,
    near_moment_of,
    rezoned,
    utc_distance,
)

ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu"]
)
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2030, 12, 31)).map(  # noqa: DTZ001 (Hypothesis wants naive bounds)
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)
PARIS = "Europe/Paris"
FORWARD = date(2026, 3, 29)
BACK = date(2026, 10, 25)


@given(MOMENTS, ZONES)
def test_a_moment_comes_back_from_its_clock_time(moment: datetime, zone: str) -> None:
    clock = clock_of(moment, zone)
    assert moment_of(clock, zone) == moment
    assert near_moment_of(clock, zone) == moment
    assert (clock.which is not None) == happens_twice(clock, zone)


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.times(), ZONES)
def test_a_clock_time_is_one_moment_or_is_asked_about(day: date, clock: time, zone: str) -> None:
    wanted = Clock(day, clock.replace(second=0, microsecond=0, tzinfo=None, fold=0))
    meant = [moment for moment in _around(wanted, zone) if clock_of(moment, zone).time == wanted.time]
    answer = _read(wanted, zone)
    if isinstance(answer, datetime):
        assert meant == [answer]
    elif answer.code == "time_happens_twice":
        assert meant == [moment_of(Clock(wanted.day, wanted.time, which), zone) for which in Which]
    else:
        assert answer.code == "time_does_not_exist"
        assert meant == []
        assert f"{clock_of(near_moment_of(wanted, zone), zone).time:%H:%M}" == answer.params["later"]


def _read(wanted: Clock, zone: str) -> datetime | DomainError:
    try:
        return moment_of(wanted, zone)
    except DomainError as refusal:
        return refusal


def _around(wanted: Clock, zone: str) -> list[datetime]:
    """Return every minute of three hours around a clock time."""
    middle = near_moment_of(wanted, zone)
    return [middle + timedelta(minutes=minutes) for minutes in range(-90, 91)]


def test_an_hour_that_the_clocks_leave_out_is_refused_with_its_neighbours() -> None:
    with pytest.raises(DomainError) as refused:
        moment_of(Clock(FORWARD, time(2, 30)), PARIS)
    assert refused.value.code == "time_does_not_exist"
    assert refused.value.params == {"time": "02:30", "earlier": "01:30", "later": "03:30"}
    assert moment_of(Clock(FORWARD, time(3, 0)), PARIS) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_hour_that_happens_twice_is_asked_about() -> None:
    with pytest.raises(DomainError) as refused:
        moment_of(Clock(BACK, time(2, 30)), PARIS)
    assert refused.value.code == "time_happens_twice"
    assert refused.value.params == {"time": "02:30", "first": "UTC+2", "second": "UTC+1"}
    assert moment_of(Clock(BACK, time(2, 30), Which.FIRST), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of(Clock(BACK, time(2, 30), Which.SECOND), PARIS) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(MOMENTS, st.integers(-400, 400), ZONES)
def test_moving_by_days_keeps_the_time_on_the_clock(moment: datetime, days: int, zone: str) -> None:
    before, after = clock_of(moment, zone), clock_of(moved(moment, days, zone), zone)
    try:
        moment_of(Clock(before.day + timedelta(days=days), before.time, Which.FIRST), zone)
    except DomainError:
        assert after.time != before.time
    else:
        assert (after.day, after.time) == (before.day + timedelta(days=days), before.time)


@given(MOMENTS, ZONES, ZONES)
def test_another_zone_keeps_the_time_on_the_clock_where_it_exists(moment: datetime, former: str, zone: str) -> None:
    before, after = clock_of(moment, former), clock_of(rezoned(moment, former, zone), zone)
    try:
        moment_of(Clock(before.day, before.time, Which.FIRST), zone)
    except DomainError:
        return
    assert (after.day, after.time) == (before.day, before.time)


@pytest.mark.parametrize(
    ("zone", "distance"), [("Asia/Shanghai", "UTC+8"), ("America/St_Johns", "UTC-2:30"), ("UTC", "UTC+0")]
)
def test_the_distance_from_utc_is_written_as_people_say_it(zone: str, distance: str) -> None:
    assert utc_distance(datetime(2026, 7, 1, tzinfo=UTC), zone) == distance


def test_a_day_tells_that_its_clocks_are_moved() -> None:
    forward, back = clock_change(FORWARD, PARIS), clock_change(BACK, PARIS)
    assert forward is not None
    assert back is not None
    assert (forward.minutes, forward.distance) == (60, "UTC+2")
    assert (back.minutes, back.distance) == (-60, "UTC+1")
    assert clock_change(BACK - timedelta(days=1), PARIS) is None
    assert clock_change(BACK + timedelta(days=1), PARIS) is None


def test_a_change_at_midnight_belongs_to_the_day_that_it_begins() -> None:
    found = clock_change(date(2026, 4, 24), "Africa/Cairo")
    assert found is not None
    assert found.minutes == 60
    assert clock_change(date(2026, 4, 23), "Africa/Cairo") is None


def test_a_plan_for_summer_tells_the_distance_in_summer() -> None:
    assert distance_of_day(date(2026, 7, 1), PARIS) == "UTC+2"
    assert distance_of_day(date(2026, 12, 1), PARIS) == "UTC+1"
