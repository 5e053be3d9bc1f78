"""The judge's desk orders sheets by what is left to do."""

from dataclasses import replace
from datetime import date

import pytest

from competition.queries.office import EventDay
from competition.queries.sheets import JudgeDesk, SheetLine
from competition.web.judge.desk import Task, desk_days, next_sheet, task_of

DAYS = tuple(EventDay(number, date(2024, 6, 23 + number), None) for number in (1, 2, 3))


def line(day: int, sub_criterion: str, entry: str, **parts: object) -> SheetLine:
    """Return an open sheet with nothing on it."""
    empty = SheetLine(
        id=f"{sub_criterion}-{entry}",
        trade_id="t",
        trade_code="04",
        trade_name={"en": "Electrical Installations"},
        sub_criterion=sub_criterion,
        name={"en": "Wiring"},
        day=day,
        entry=entry,
        state="open",
        registers=9,
        filled=0,
        disagreeing=0,
        changed_at=None,
        is_mine=True,
    )
    return replace(empty, **parts)  # type: ignore[arg-type]  # names and types as the caller gives them


def desk(*lines: SheetLine) -> JudgeDesk:
    """Return a desk with these sheets."""
    return JudgeDesk("e", "test-2024", {"en": "Test"}, "Asia/Shanghai", 0, "j", (), lines)


@pytest.mark.parametrize(
    ("parts", "task"),
    [
        ({"state": "planned"}, Task.PLANNED),
        ({}, Task.START),
        ({"filled": 3}, Task.GO_ON),
        ({"filled": 9, "disagreeing": 1}, Task.DISAGREES),
        ({"state": "complete", "filled": 9}, Task.TO_SIGN),
        ({"state": "signed", "filled": 9}, Task.SIGNED),
        ({"state": "verified", "filled": 9}, Task.SIGNED),
        ({"state": "locked", "filled": 9}, Task.LOCKED),
    ],
)
def test_a_sheet_says_what_it_asks_for(parts: dict[str, object], task: Task) -> None:
    assert task_of(line(1, "A1", "EI-01", **parts)) is task


def test_today_stands_first_then_what_comes_then_what_was() -> None:
    lines = [line(day, "A1", "EI-01") for day in (1, 2, 3)]
    assert [(day.number, day.is_today) for day in desk_days(lines, DAYS, 2)] == [(2, True), (3, False), (1, False)]
    assert [day.number for day in desk_days(lines, DAYS, None)] == [1, 2, 3]


def test_finished_sub_criteria_stand_below_those_with_work_left() -> None:
    lines = [line(2, "A1", "EI-01", state="locked"), line(2, "C2", "EI-01"), line(2, "C2", "EI-02", state="signed")]
    (day,) = desk_days(lines, DAYS, 2)
    assert [(group.code, group.done, group.is_done) for group in day.groups] == [("C2", 1, False), ("A1", 1, True)]
    assert (day.done, day.of, day.date) == (2, 3, date(2024, 6, 25))


def test_sheets_of_one_sub_criterion_stand_in_the_order_of_entries() -> None:
    (day,) = desk_days([line(1, "A1", entry) for entry in ("EI-03", "EI-01", "EI-02")], DAYS, 1)
    assert [sheet.entry for sheet, _ in day.groups[0].sheets] == ["EI-01", "EI-02", "EI-03"]


def test_a_day_that_the_event_has_not_still_shows_its_sheets() -> None:
    (day,) = desk_days([line(9, "A1", "EI-01")], DAYS, 1)
    assert (day.number, day.date, day.is_today) == (9, None, False)


def test_what_was_begun_today_comes_next() -> None:
    lines = [line(1, "A1", "EI-01", filled=1), line(2, "B1", "EI-01"), line(2, "B1", "EI-02", filled=1)]
    found = next_sheet(desk(*lines), 2)
    assert found is not None
    assert found.id == "B1-EI-02"


def test_scores_too_far_apart_come_before_everything_else() -> None:
    lines = [line(2, "B1", "EI-01", filled=1), line(2, "B1", "EI-02", filled=9, disagreeing=1)]
    found = next_sheet(desk(*lines), 2)
    assert found is not None
    assert found.id == "B1-EI-02"


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line(2, "B1", "EI-01", state="locked"),),
        (line(3, "B1", "EI-01"),),
        (line(2, "B1", "EI-01", is_mine=False),),
    ],
)
def test_nothing_comes_next_when_nothing_of_mine_is_open_today(lines: tuple[SheetLine, ...]) -> None:
    assert next_sheet(desk(*lines), 2) is None
