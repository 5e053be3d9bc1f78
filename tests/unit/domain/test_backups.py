"""Which backups stay. Source: QUALITY P17."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from competition.domain.backups import KeptBackup, backups_to_keep

NOW = datetime(2026, 6, 25, 14, 36, tzinfo=UTC)


def made(minutes_ago: float, *, pinned: bool = False) -> KeptBackup:
    at = NOW - timedelta(minutes=minutes_ago)
    return KeptBackup(f"{at:%d-%H%M%S}", at, pinned)


def kept(*minutes_ago: float) -> list[float]:
    backups = {each: made(each) for each in minutes_ago}
    names = backups_to_keep(backups.values(), NOW)
    return [each for each, backup in backups.items() if backup.name in names]


def test_everything_of_the_last_hour_stays() -> None:
    assert kept(0, 1, 2, 30, 59, 60) == [0, 1, 2, 30, 59, 60]


def test_the_newest_of_each_hour_stays_for_a_day() -> None:
    # 14:36 now: 97 and 107 minutes ago lie in 12:xx, 217 and 227 in 10:xx.
    assert kept(97, 107, 217, 227) == [97, 217]


def test_the_newest_of_each_day_stays_after_that() -> None:
    day = 24 * 60
    assert kept(2 * day, 2 * day + 60, 2 * day + 500, 3 * day + 10) == [2 * day, 3 * day + 10]


def test_what_is_pinned_stays_and_the_only_one_too() -> None:
    old, older = made(30 * 24 * 60), made(30 * 24 * 60 + 5, pinned=True)
    assert backups_to_keep([old, older], NOW) == {old.name, older.name}
    assert backups_to_keep([old], NOW) == {old.name}
    assert backups_to_keep([], NOW) == frozenset()


MINUTES = st.lists(st.integers(0, 60 * 24 * 40), unique=True, max_size=60)


@given(MINUTES, st.integers(0, 60 * 24 * 5))
@example([217, 218], 1223)
def test_what_was_let_go_is_never_asked_for_again(minutes: list[int], later: int) -> None:
    backups = [made(each) for each in minutes]
    then = NOW + timedelta(minutes=later)
    first = backups_to_keep(backups, NOW)
    survivors = [each for each in backups if each.name in first]
    assert backups_to_keep(survivors, then) == backups_to_keep(backups, then)


@given(MINUTES)
def test_no_day_with_a_backup_is_left_without_one(minutes: list[int]) -> None:
    backups = [made(each) for each in minutes]
    names = backups_to_keep(backups, NOW)
    assert {each.at.date() for each in backups} == {each.at.date() for each in backups if each.name in names}
