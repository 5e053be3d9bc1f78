"""Who marks what in a trade: marking teams, what they leave open, and how much each judge does. Source: DOMAIN 2.1.

A marking team marks every entry of its sub-criteria. Its first seats score; whoever sits after them supervises and
steps in where a judge may not mark an entry (`competition.domain.eligibility`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from competition.domain.eligibility import Candidate, Panel, marking_panel, objection

SMALLEST_PANEL, LARGEST_PANEL = 3, 7
Seats = tuple[str, ...]
"""Judges in the order of their seats."""
Cell = tuple[str, str]
"""A sheet: the code of its sub-criterion and the id of its entry."""


@dataclass(frozen=True, slots=True)
class PanelJudge:
    """A judge of a trade. team: "" for none. languages: BCP 47 codes. interests: teams that the judge may not mark."""

    id: str
    team: str = ""
    languages: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()

    def candidate(self) -> Candidate:
        """Return the judge as the rule of compatriots sees one."""
        return Candidate(self.id, self.team, self.interests)


@dataclass(frozen=True, slots=True)
class Task:
    """A sub-criterion to be marked. day: 0 when none is set. aspects: how many, at least 1."""

    code: str
    day: int
    aspects: int


@dataclass(frozen=True, slots=True)
class Floor:
    """Everything that marking teams depend on.

    entries: by id the teams that each one may be of: its own, under a blind code all of the trade's (decision 016).
    size: judges who score, SMALLEST_PANEL to LARGEST_PANEL. written: seats of sheets on which somebody wrote already,
    which keep them whatever is planned.
    """

    judges: tuple[PanelJudge, ...]
    tasks: tuple[Task, ...]
    entries: Mapping[str, frozenset[str]]
    size: int = 3
    allows_compatriots: bool = False
    written: Mapping[Cell, Seats] = field(default_factory=dict)

    def judge(self, judge_id: str) -> PanelJudge:
        """Return a judge; one who has left the trade is nobody's compatriot any more."""
        return next((judge for judge in self.judges if judge.id == judge_id), PanelJudge(judge_id))

    def panel(self, seats: Seats, entry: str) -> Panel:
        """Return who of a marking team marks an entry."""
        return marking_panel(
            tuple(self.judge(judge_id).candidate() for judge_id in seats),
            self.entries[entry],
            size=self.size,
            allows_compatriots=self.allows_compatriots,
        )

    def objects(self, judge: PanelJudge, teams: frozenset[str]) -> bool:
        """Tell whether a judge may not mark an entry of these teams."""
        return objection(judge.candidate(), teams, allows_compatriots=self.allows_compatriots) is not None


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A marking team with the sub-criteria that it marks."""

    name: str
    seats: Seats
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """An entry without a full panel. excluded: who of the team may not mark it; lacking: judges too few."""

    task: str
    entry: str
    excluded: tuple[str, ...]
    lacking: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a judge does.

    marks: aspects times entries that the judge scores. sheets: entries scored, over all sub-criteria. supervised: sub-
    criteria on which the judge sits after those who score. by_day: marks by day. teams: most marking teams on one day.
    """

    marks: int = 0
    sheets: int = 0
    supervised: int = 0
    by_day: Mapping[int, int] = field(default_factory=dict)
    teams: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """What follows from marking teams. panels: by sheet, only where the sub-criterion has a team. unassigned: tasks."""

    panels: Mapping[Cell, Panel]
    holes: tuple[Hole, ...]
    unassigned: tuple[str, ...]
    loads: Mapping[str, Load]

    def stand_ins(self, task: str, entry: str) -> tuple[str, ...]:
        """Return who marks a sheet from a later seat because an earlier one may not."""
        panel = self.panels.get((task, entry))
        return panel.judges[panel.size - len(panel.excluded) :] if panel and panel.is_full and panel.excluded else ()


def seats_by_task(teams: Iterable[TeamPlan]) -> dict[str, Seats]:
    """Return the seats of every sub-criterion that has a team."""
    return {task: team.seats for team in teams for task in team.tasks}


def assess(floor: Floor, seats: Mapping[str, Seats]) -> Assessment:
    """Return what marking teams leave open and how much each judge does; seats: by sub-criterion."""
    panels = dict(_panels(floor, seats))
    holes = tuple(
        Hole(task, entry, tuple(panel.excluded), panel.size - len(panel.judges))
        for (task, entry), panel in panels.items()
        if not panel.is_full
    )
    unassigned = tuple(task.code for task in floor.tasks if not seats.get(task.code))
    return Assessment(panels, holes, unassigned, _loads(floor, seats, panels))


def _panels(floor: Floor, seats: Mapping[str, Seats]) -> Iterator[tuple[Cell, Panel]]:
    for task in floor.tasks:
        known: dict[tuple[Seats, frozenset[str]], Panel] = {}
        for entry, teams in floor.entries.items():
            held = floor.written.get((task.code, entry)) or seats.get(task.code, ())
            if held:
                if (held, teams) not in known:
                    known[held, teams] = floor.panel(held, entry)
                yield (task.code, entry), known[held, teams]


def _loads(floor: Floor, seats: Mapping[str, Seats], panels: Mapping[Cell, Panel]) -> dict[str, Load]:
    aspects = {task.code: (task.aspects, task.day) for task in floor.tasks}
    marks: Counter[str] = Counter()
    sheets: Counter[str] = Counter()
    by_day: dict[str, Counter[int]] = {}
    for (code, _), panel in panels.items():
        count, day = aspects[code]
        for judge in panel.judges:
            marks[judge] += count
            sheets[judge] += 1
            by_day.setdefault(judge, Counter())[day] += count
    supervised = Counter(judge for held in seats.values() for judge in held[floor.size :])
    days = {task.code: task.day for task in floor.tasks}
    on: dict[str, dict[int, set[Seats]]] = {}
    for code, held in seats.items():
        for judge in held:
            on.setdefault(judge, {}).setdefault(days.get(code, 0), set()).add(held)
    known = dict.fromkeys((*(judge.id for judge in floor.judges), *marks, *on))
    return {
        judge: Load(
            marks[judge],
            sheets[judge],
            supervised[judge],
            dict(by_day.get(judge, {})),
            max((len(held) for held in on.get(judge, {}).values()), default=0),
        )
        for judge in known
    }


@dataclass(frozen=True, slots=True)
class SeatReason:
    """Why a judge sits where the judge sits: facts that anybody can check.

    is_scoring: scores, or supervises and steps in. compatriots: entries of the team that the judge may not mark.
    covers: entries that the judge marks in the place of another one. languages: spoken by nobody else of the team.
    marks, mean: of this judge, and of all judges of the trade.
    """

    is_scoring: bool
    compatriots: int
    covers: int
    languages: tuple[str, ...]
    marks: int
    mean: int


def seat_reasons(floor: Floor, teams: Sequence[TeamPlan], found: Assessment) -> dict[tuple[str, str], SeatReason]:
    """Return why everybody sits where they sit, by name of the team and judge."""
    known = [load.marks for judge, load in found.loads.items() if any(judge == each.id for each in floor.judges)]
    mean = sum(known) // len(known) if known else 0
    reasons: dict[tuple[str, str], SeatReason] = {}
    for team in teams:
        members = [floor.judge(judge_id) for judge_id in team.seats]
        for place, judge in enumerate(members):
            others = frozenset[str]().union(*(other.languages for other in members if other is not judge))
            reasons[team.name, judge.id] = SeatReason(
                is_scoring=place < floor.size,
                compatriots=sum(floor.objects(judge, teams_of) for teams_of in floor.entries.values()),
                covers=sum(
                    place >= floor.size and judge.id in found.panels[task, entry].judges
                    for task in team.tasks
                    for entry in floor.entries
                    if (task, entry) in found.panels
                ),
                languages=tuple(sorted(judge.languages - others)),
                marks=found.loads[judge.id].marks,
                mean=mean,
            )
    return reasons
