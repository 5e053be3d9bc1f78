"""Which sheet is marked when and by whom, and how far it got until now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from competition.demo.model import DemoEntry, DemoItem, DemoJudge, DemoPanel, ItemKind, JudgeRole
from competition.demo.schemes.table import SchemeTable
from competition.demo.sources import StorySource
from competition.domain.scheme import Aspect, SubCriterion

FIRST_LOOK = timedelta(minutes=8)
"""From the start of a session to the first mark."""
ROUNDS = 3
"""How often a panel that works in rounds comes to each entry."""
WRAP_UP = timedelta(minutes=9)
"""From the last mark of a session to its end."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in which a panel marks some aspects of a sheet."""

    starts: datetime
    ends: datetime
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be marked by three judges.

    windows: the stretches of time in which the sheet is before the panel, with the aspects marked in each.
    judges: the three who mark, the fourth already in the place of a compatriot. overseer: who opens rounds.
    number: running number of the sheet within its sub-criterion, from 1.
    signs, locks: whether the story lets it come to signatures and lock.
    missing_seats: how many of the three have not come.
    """

    trade: str
    sub: SubCriterion
    entry: DemoEntry
    number: int
    judges: tuple[str, str, str]
    overseer: str
    chief: str
    windows: tuple[Window, ...]
    session_ends: datetime
    signs: bool
    locks: bool
    missing_seats: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Everything that is fixed before the first mark.

    withdrawn: when an entry left. order: the place of each entry in the order of marking.
    """

    tables: Mapping[str, SchemeTable]
    entries: tuple[DemoEntry, ...]
    judges: tuple[DemoJudge, ...]
    panels: tuple[DemoPanel, ...]
    schedule: tuple[DemoItem, ...]
    story: StorySource
    withdrawn: Mapping[str, datetime]
    order: Mapping[str, int]


def acting_judges(panel: DemoPanel, entry_team: str, teams: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the three who mark an entry: the fourth takes the seat of a compatriot. Source: DOMAIN 2.1.

    teams: the team of each judge by key.
    """
    first, second, third = (panel.fourth if teams[seat] == entry_team else seat for seat in panel.seats)
    return first, second, third


def sheets(floor: Floor) -> Iterator[Sheet]:
    """Yield every sheet whose marking begins, session by session and panel by panel."""
    for item in floor.schedule:
        if item.kind is not ItemKind.SESSION or item.trade is None:
            continue
        for panel in floor.panels:
            duties = [code for code in item.sub_criteria if code in panel.sub_criteria]
            if panel.trade == item.trade and duties:
                yield from _of_panel(floor, item, item.trade, panel, duties)


def _of_panel(floor: Floor, item: DemoItem, trade: str, panel: DemoPanel, duties: list[str]) -> Iterator[Sheet]:
    subs = {sub.code: sub for criterion in floor.tables[trade].scheme.criteria for sub in criterion.sub_criteria}
    teams = {judge.key: judge.person.team for judge in floor.judges}
    chief = next(judge.key for judge in floor.judges if judge.trade == trade and judge.role is JudgeRole.CHIEF)
    present = [
        entry
        for entry in sorted(floor.entries, key=lambda entry: floor.order[entry.code])
        if entry.trade == trade and floor.withdrawn.get(entry.code, item.ends) >= item.ends
    ]
    work = [(subs[code], number, entry) for code in duties for number, entry in enumerate(present, start=1)]
    windows = _windows(item, work, ROUNDS if trade in floor.story["in_rounds"] else 1)
    kept = round(len(work) * _share(floor.story, item, trade))
    unsigned = _is_named(floor.story, item, trade)
    for sub, number, entry in work[:kept]:
        judges = acting_judges(panel, entry.team, teams)
        missing = sum(
            (absent["trade"], absent["sub_criterion"], absent["sheet"]) == (trade, sub.code, number)
            for absent in floor.story["absent_judges"]
        )
        yield Sheet(
            trade=trade,
            sub=sub,
            entry=entry,
            number=number,
            judges=judges,
            overseer=panel.fourth if panel.fourth not in judges else chief,
            chief=chief,
            windows=tuple(windows[sub.code, number]),
            session_ends=item.ends,
            signs=not unsigned and not missing,
            locks=not unsigned and not missing and kept == len(work),
            missing_seats=2 * missing,
        )


def _windows(
    item: DemoItem, work: list[tuple[SubCriterion, int, DemoEntry]], rounds: int
) -> dict[tuple[str, int], list[Window]]:
    """Share the session's time out by the number of aspects, sheet after sheet, or in rounds over all entries."""
    begin, span = item.starts + FIRST_LOOK, item.ends - WRAP_UP - item.starts - FIRST_LOOK
    total = sum(len(sub.aspects) for sub, _, _ in work)
    found: dict[tuple[str, int], list[Window]] = {}
    done = 0
    for turn in range(rounds):
        for sub, number, _ in work:
            size = len(sub.aspects)
            part = sub.aspects[size * turn // rounds : size * (turn + 1) // rounds]
            starts = begin + span * done / total
            done += len(part)
            found.setdefault((sub.code, number), []).append(Window(starts, begin + span * done / total, part))
    return found


def _share(story: StorySource, item: DemoItem, trade: str) -> float:
    for half_day in story["stopped"]:
        if (half_day["trade"], half_day["day"], half_day["half"]) == (trade, item.day, item.half):
            return half_day["share"]
    return 1.0


def _is_named(story: StorySource, item: DemoItem, trade: str) -> bool:
    return any(
        (half_day["trade"], half_day["day"], half_day["half"]) == (trade, item.day, item.half)
        for half_day in story["unsigned"]
    )
