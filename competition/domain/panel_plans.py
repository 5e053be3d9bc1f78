"""Marking teams made by rule: balanced, rotating, or one for everything. Source: DOMAIN 2.1, PRODUCT D4.

What is wanted, in this order: nobody marks who may not; every entry has a full panel; everybody marks about as much;
teams mix cultures and languages; a judge meets few other teams on a day. Chance only breaks ties, and comes from a
seed that is shown, so that the same seed makes the same teams again.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from competition.domain.panels import Floor, PanelJudge, Seats, Task, TeamPlan

SPARES = 1
"""How many sit after those who score, to supervise and to step in; more only where an entry needs them."""
ROUNDS = 20
"""Rounds of exchanges after which a result is taken as it is; a handful is usual."""
Pool = tuple[PanelJudge, ...]
"""Judges who make up the marking teams among themselves."""


class Method(StrEnum):
    """How marking teams are made."""

    BALANCED = "balanced"
    ROTATING = "rotating"
    ONE_TEAM = "one_team"
    MANUAL = "manual"


def plan_teams(floor: Floor, method: Method, seed: str) -> tuple[TeamPlan, ...]:
    """Return marking teams for every sub-criterion; where somebody wrote already stays who wrote there.

    seed: decides between equals. The same floor and seed give the same teams, in whatever order the judges come.
    """
    judges = tuple(sorted(floor.judges, key=lambda judge: hashlib.sha256(f"{seed}\n{judge.id}".encode()).digest()))
    if not judges or not floor.tasks:
        return ()
    work = _Work(floor, judges)
    free = [task for task in floor.tasks if task.code not in work.seats]
    match method:
        case Method.ONE_TEAM:
            best = work.choose(judges, Counter())
            for task in free:
                work.put(task, best)
        case Method.ROTATING:
            _rotate(work, free)
        case _:
            _balance(work, free)
    return name_teams({task.code: work.seats[task.code] for task in floor.tasks})


def name_teams(seats: Mapping[str, Seats]) -> tuple[TeamPlan, ...]:
    """Return the teams of some seats by sub-criterion; the same people under one number: 1, or 1a, 1b and so on."""
    by_seats: dict[Seats, list[str]] = {}
    for code, held in seats.items():
        by_seats.setdefault(held, []).append(code)
    groups: dict[frozenset[str], list[Seats]] = {}
    for held in by_seats:
        groups.setdefault(frozenset(held), []).append(held)
    return tuple(
        TeamPlan(f"{number}{_letters(place)}" if len(members) > 1 else str(number), held, tuple(by_seats[held]))
        for number, members in enumerate(groups.values(), start=1)
        for place, held in enumerate(members)
    )


def _letters(place: int) -> str:
    """Return a, b, ... z, aa, ab and so on, counted from 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


@dataclass
class _Work:
    """Seats as far as they are given, and what everybody has to do by them. judges: in the order of the seed."""

    floor: Floor
    judges: Pool
    seats: dict[str, Seats] = field(default_factory=dict)
    loads: dict[str, dict[str, int]] = field(default_factory=dict)
    kinds: Counter[frozenset[str]] = field(default_factory=Counter)
    places: dict[str, int] = field(default_factory=dict)
    known: dict[Seats, tuple[dict[str, int], int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with what is written already."""
        self.kinds = Counter(self.floor.entries.values())
        self.places = {judge.id: place for place, judge in enumerate(self.judges)}
        tasks = {task.code: task for task in self.floor.tasks}
        for (code, _), seats in self.floor.written.items():
            if code in tasks and code not in self.seats:
                self.put(tasks[code], seats)

    def put(self, task: Task, seats: Seats) -> None:
        """Give a sub-criterion its seats."""
        self.seats[task.code] = seats
        entries, _ = self._facts(seats)
        self.loads[task.code] = {judge: count * task.aspects for judge, count in entries.items()}

    def _facts(self, seats: Seats) -> tuple[dict[str, int], int]:
        """Return how many entries each judge of a team marks, and how many judges the entries lack."""
        if seats not in self.known:
            marked: Counter[str] = Counter()
            members = [self.floor.judge(judge_id) for judge_id in seats]
            for teams, count in self.kinds.items():
                may = [judge.id for judge in members if not self.floor.objects(judge, teams)]
                for judge_id in may[: self.floor.size]:
                    marked[judge_id] += count
            self.known[seats] = dict(marked), self.lacking(members)
        return self.known[seats]

    def unevenness(self) -> tuple[int, int, int]:
        """Return what is wrong with the work as it is shared out: gaps, the range of the loads, how they differ."""
        marks = self.marks().values()
        gaps = sum(self._facts(seats)[1] for seats in set(self.seats.values()))
        return gaps, max(marks) - min(marks), sum(each * each for each in marks)

    def marks(self) -> Counter[str]:
        """Return how many marks everybody has to give."""
        total: Counter[str] = Counter({judge.id: 0 for judge in self.judges})
        for load in self.loads.values():
            for judge, marks in load.items():
                total[judge] += marks
        return total

    def lacking(self, judges: Iterable[PanelJudge]) -> int:
        """Return how many judges the entries lack, summed, when these are all there are."""
        members = list(judges)
        return sum(
            count * max(0, self.floor.size - sum(not self.floor.objects(judge, teams) for judge in members))
            for teams, count in self.kinds.items()
        )

    def choose(self, pool: Pool, marks: Mapping[str, int]) -> Seats:
        """Return the seats of one sub-criterion, the least busy first, so that every entry keeps a full panel.

        marks: what everybody has to do so far.
        """
        waiting = sorted(pool, key=lambda judge: (marks.get(judge.id, 0), self.places[judge.id]))
        scoring: list[PanelJudge] = []
        for judge in waiting:
            # Nobody with whom a second one would have to step in for the same entry.
            if len(scoring) < self.floor.size and self._objecting([*scoring, judge]) <= SPARES:
                scoring.append(judge)
        # Where that leaves a seat empty, somebody has to sit there all the same.
        scoring += [judge for judge in waiting if judge not in scoring][: self.floor.size - len(scoring)]
        return tuple(judge.id for judge in (*scoring, *self._spares(scoring, waiting)))

    def _objecting(self, judges: Sequence[PanelJudge]) -> int:
        """Return how many of these may not mark the same entry, at worst."""
        return max((sum(self.floor.objects(judge, teams) for judge in judges) for teams in self.kinds), default=0)

    def _spares(self, scoring: Sequence[PanelJudge], waiting: Sequence[PanelJudge]) -> list[PanelJudge]:
        """Return who sits after those who score: whoever fills most gaps, then the busiest, who rests by it."""
        spares: list[PanelJudge] = []
        rest = [judge for judge in reversed(waiting) if judge not in scoring]
        while rest:
            lacking = self.lacking((*scoring, *spares))
            if len(spares) >= SPARES and not lacking:
                break
            best = min(rest, key=lambda judge: (self.lacking((*scoring, *spares, judge)), rest.index(judge)))
            if len(spares) >= SPARES and self.lacking((*scoring, *spares, best)) == lacking:
                break
            spares.append(best)
            rest.remove(best)
        return spares


def _rotate(work: _Work, tasks: Sequence[Task]) -> None:
    """Give every sub-criterion the judges whose turn it is, in the order of the scheme."""
    turns: Counter[str] = Counter()
    for task in tasks:
        seats = work.choose(work.judges, turns)
        turns.update(seats[: work.floor.size])
        work.put(task, seats)


def _balance(work: _Work, tasks: Sequence[Task]) -> None:
    """Part the judges into pools of mixed cultures, then share the work out evenly, day by day, the largest first."""
    pools = _pools(work, len(tasks))
    for task in sorted(tasks, key=lambda task: (task.day, -task.aspects, task.code)):
        marks = work.marks()
        pool = min(pools, key=lambda pool: (sum(marks[judge.id] for judge in pool) / len(pool), pools.index(pool)))
        work.put(task, work.choose(pool, marks))
    _even_out(work, tasks, pools)
    if work.unevenness()[1] > _worth(work, tasks):
        _even_out(work, tasks, [work.judges])
    _join_teams(work, tasks)


def _worth(work: _Work, tasks: Sequence[Task]) -> int:
    """Return the marks of the largest sub-criterion: loads that differ by no more count as even."""
    return max((task.aspects for task in tasks), default=0) * len(work.floor.entries)


def _even_out(work: _Work, tasks: Sequence[Task], pools: Sequence[Pool]) -> None:
    """Seat single sub-criteria anew for as long as that makes the loads more even."""
    for _ in range(ROUNDS):
        before = work.unevenness()
        for task in tasks:
            _reseat(work, task, pools)
        if work.unevenness() == before:
            return


def _reseat(work: _Work, task: Task, pools: Sequence[Pool]) -> None:
    former, best = work.seats[task.code], work.unevenness()
    others = work.marks()
    others.subtract(work.loads[task.code])
    chosen = former
    for pool in pools:
        seats = work.choose(pool, others)
        work.put(task, seats)
        found = work.unevenness()
        if found < best:
            best, chosen = found, seats
    work.put(task, chosen)


def _join_teams(work: _Work, tasks: Sequence[Task]) -> None:
    """Let as few teams as possible mark, as long as loads stay even."""
    gaps, spread, _ = work.unevenness()
    limit = max(spread, _worth(work, tasks))
    for _ in range(ROUNDS):
        before = _variety(work)
        for task in tasks:
            _join(work, task, gaps, limit)
        if _variety(work) == before:
            return


def _join(work: _Work, task: Task, gaps: int, limit: int) -> None:
    """Give a sub-criterion to a team that marks already, where judges then meet fewer teams."""
    former, best = work.seats[task.code], _variety(work)
    chosen = former
    for seats in sorted(set(work.seats.values())):
        work.put(task, seats)
        lacking, spread, _ = work.unevenness()
        if lacking <= gaps and spread <= limit and (found := _variety(work)) < best:
            best, chosen = found, seats
    work.put(task, chosen)


def _variety(work: _Work) -> tuple[int, int]:
    """Return how many teams judges meet, summed over judges and days, and how many teams there are."""
    days = {task.code: task.day for task in work.floor.tasks}
    met = {(judge, days[code], seats) for code, seats in work.seats.items() for judge in seats}
    return len(met), len(set(work.seats.values()))


def _pools(work: _Work, tasks: int) -> list[Pool]:
    """Return the judges in as many pools as can each fill every panel; in the best ones there are, where none can."""
    most = max(1, min(len(work.judges) // (work.floor.size + SPARES), tasks))
    found = [_part(work, count) for count in range(most, 0, -1)]
    return min(found, key=lambda pools: (sum(work.lacking(pool) for pool in pools), found.index(pools)))


def _part(work: _Work, count: int) -> list[Pool]:
    """Part the judges into pools of about one size: those who stand in each other's way apart, cultures together."""
    pools: list[list[PanelJudge]] = [[] for _ in range(count)]
    room = -(-len(work.judges) // count)

    def narrow(judge: PanelJudge) -> int:
        return -sum(number for teams, number in work.kinds.items() if work.floor.objects(judge, teams))

    for judge in sorted(work.judges, key=narrow):
        least = min(len(pool) for pool in pools)
        open_pools = [pool for pool in pools if len(pool) < room and len(pool) <= least + 1]
        min(open_pools, key=lambda pool: (_discord(work, [*pool, judge]), len(pool))).append(judge)
    for _ in range(ROUNDS):
        if not any(_exchange(work, one, other) for one, other in combinations(pools, 2)):
            break
    return [tuple(pool) for pool in pools]


def _exchange(work: _Work, one: list[PanelJudge], other: list[PanelJudge]) -> bool:
    """Change two judges of two pools where that makes both better together; tell whether it did."""
    for place in range(len(one)):
        for other_place in range(len(other)):
            before = _together(_discord(work, one), _discord(work, other))
            one[place], other[other_place] = other[other_place], one[place]
            if _together(_discord(work, one), _discord(work, other)) < before:
                return True
            one[place], other[other_place] = other[other_place], one[place]
    return False


def _together(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip(one, other, strict=True)))


def _discord(work: _Work, pool: Sequence[PanelJudge]) -> tuple[int, int, int]:
    """Return what speaks against judges in one pool: lacking panels, pairs of one team, pairs with the same tongues."""
    pairs = list(combinations(pool, 2))
    return (
        _clashes(work, pool),
        sum(bool(one.team) and one.team == other.team for one, other in pairs),
        sum(bool(one.languages) and one.languages == other.languages for one, other in pairs),
    )


def _clashes(work: _Work, pool: Sequence[PanelJudge]) -> int:
    """Return how many judges object to an entry beyond those for whom somebody can step in, summed over entries."""
    return sum(
        count * max(0, sum(work.floor.objects(judge, teams) for judge in pool) - SPARES)
        for teams, count in work.kinds.items()
    )
