"""A judge's desk: the sheets by day and sub-criterion, what to do next first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from competition.domain.scheme import Text
from competition.domain.stages import SheetState
from competition.queries.office import EventDay
from competition.queries.sheets import JudgeDesk, SheetLine


class Task(StrEnum):
    """What a sheet asks for, in the words of the page."""

    PLANNED = "planned"
    START = "start"
    GO_ON = "go_on"
    DISAGREES = "disagrees"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    LOCKED = "locked"


DONE = frozenset({Task.SIGNED, Task.LOCKED})


@dataclass(frozen=True, slots=True)
class Group:
    """The sheets of one sub-criterion on one day, by entry. done: signed or locked ones."""

    trade_code: str
    trade_name: Text
    code: str
    name: Text
    sheets: tuple[tuple[SheetLine, Task], ...]
    done: int

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to mark or sign."""
        return self.done == len(self.sheets)


@dataclass(frozen=True, slots=True)
class DeskDay:
    """One day of the event, what is left to do first. date: None for a day that the event has not. done, of: sheets."""

    number: int
    date: date | None
    is_today: bool
    groups: tuple[Group, ...]
    done: int
    of: int


def task_of(line: SheetLine) -> Task:
    """Return what a sheet asks for."""
    if line.state == SheetState.PLANNED:
        return Task.PLANNED
    if line.state == SheetState.LOCKED:
        return Task.LOCKED
    if line.state in (SheetState.SIGNED, SheetState.VERIFIED):
        return Task.SIGNED
    if line.disagreeing:
        return Task.DISAGREES
    if line.state == SheetState.COMPLETE:
        return Task.TO_SIGN
    return Task.GO_ON if line.filled else Task.START


def desk_days(lines: Sequence[SheetLine], days: Sequence[EventDay], today: int | None) -> tuple[DeskDay, ...]:
    """Return sheets by day and sub-criterion: today first, then what is to come, then what has been."""
    dates = {day.number: day.date for day in days}
    found = [
        _day(number, dates.get(number), number == today, list(of_day))
        for number, of_day in groupby(sorted(lines, key=lambda line: line.day), key=lambda line: line.day)
    ]
    here = today or 0
    return tuple(sorted(found, key=lambda day: (day.number != today, day.number < here, day.number)))


def next_sheet(desk: JudgeDesk, today: int | None) -> SheetLine | None:
    """Return the sheet to open next: of today, then of the day before that is not done; one that is begun first."""
    wanted = (Task.DISAGREES, Task.GO_ON, Task.TO_SIGN, Task.START)
    mine = [(line, task_of(line)) for line in desk.lines if line.is_mine and (today is None or line.day <= today)]
    open_ones = [(line, task) for line, task in mine if task in wanted]
    if not open_ones:
        return None
    return min(open_ones, key=lambda each: (-each[0].day, wanted.index(each[1])))[0]


def _day(number: int, on: date | None, is_today: bool, lines: Iterable[SheetLine]) -> DeskDay:
    ordered = sorted(lines, key=lambda line: (line.trade_code, line.sub_criterion, line.entry))
    groups = [
        _group(list(of_group))
        for _, of_group in groupby(ordered, key=lambda line: (line.trade_code, line.sub_criterion))
    ]
    groups.sort(key=lambda group: group.is_done)
    done, of = sum(group.done for group in groups), sum(len(group.sheets) for group in groups)
    return DeskDay(number, on, is_today, tuple(groups), done, of)


def _group(lines: Sequence[SheetLine]) -> Group:
    first = lines[0]
    sheets = tuple((line, task_of(line)) for line in lines)
    done = sum(task in DONE for _, task in sheets)
    return Group(first.trade_code, first.trade_name, first.sub_criterion, first.name, sheets, done)
