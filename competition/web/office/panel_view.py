"""Panels as the pages show them: seats with names, the matrix of coverage, loads, and what a proposal would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from competition.domain.panels import Assessment, Load, SeatReason, Seats, TeamPlan, seat_reasons, seats_by_task
from competition.queries.panels import EntryOfTrade, JudgeOfTrade, SubOfTrade, TradePanels


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat. judge: None for somebody who has left the trade. reason: only where it is told."""

    number: int
    judge: JudgeOfTrade | None
    is_scoring: bool
    reason: SeatReason | None = None


@dataclass(frozen=True, slots=True)
class TeamView:
    """A marking team with what it marks."""

    name: str
    seats: tuple[SeatView, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """A sheet in the matrix. kind: none, full, stand_in, hole. seats: of those who step in. lacking: judges too few."""

    code: str
    kind: str
    seats: tuple[int, ...] = ()
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An entry with its sheets in the order of the scheme."""

    entry: EntryOfTrade
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class Stepping:
    """Who does not mark an entry, and who does in that place, for some sub-criteria. instead: () where nobody can."""

    entry: EntryOfTrade
    tasks: tuple[str, ...]
    excluded: tuple[tuple[JudgeOfTrade | None, str], ...]
    instead: tuple[JudgeOfTrade | None, ...]


@dataclass(frozen=True, slots=True)
class LoadView:
    """What a judge does; most: what the busiest one does, for the length of the bar."""

    judge: JudgeOfTrade
    load: Load
    most: int


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A sub-criterion before and after a proposal. kept: sheets that keep their team, since somebody wrote there."""

    sub: SubOfTrade
    before: tuple[SeatView, ...]
    after: tuple[SeatView, ...]
    team: str
    kept: int

    @property
    def is_same(self) -> bool:
        """Tell whether nothing changes for the sub-criterion."""
        return _ids(self.before) == _ids(self.after)

    def is_new(self, seat: SeatView) -> bool:
        """Tell whether somebody comes to sit there."""
        return seat.judge is not None and seat.judge.id not in _ids(self.before)


def _ids(seats: Iterable[SeatView]) -> list[str]:
    return [seat.judge.id if seat.judge else "" for seat in seats]


def seat_views(
    room: TradePanels, seats: Seats, reasons: Mapping[str, SeatReason] | None = None
) -> tuple[SeatView, ...]:
    """Return seats with the names of the judges."""
    return tuple(
        SeatView(number, room.judge(judge_id), number <= room.size, (reasons or {}).get(judge_id))
        for number, judge_id in enumerate(seats, start=1)
    )


def team_views(room: TradePanels, teams: Iterable[TeamPlan], found: Assessment | None = None) -> tuple[TeamView, ...]:
    """Return marking teams with names; with an assessment also why everybody sits there."""
    held = tuple(teams)
    reasons = seat_reasons(room.floor, held, found) if found else {}
    return tuple(
        TeamView(
            team.name,
            seat_views(room, team.seats, {judge: why for (name, judge), why in reasons.items() if name == team.name}),
            team.tasks,
        )
        for team in held
    )


def matrix(room: TradePanels, found: Assessment, seats: Mapping[str, Seats]) -> tuple[MatrixRow, ...]:
    """Return who marks every sheet, entry by entry."""
    return tuple(
        MatrixRow(entry, tuple(_cell(room, found, seats, sub.code, entry.id) for sub in room.subs))
        for entry in room.entries
    )


def _cell(room: TradePanels, found: Assessment, seats: Mapping[str, Seats], code: str, entry: str) -> CellView:
    panel = found.panels.get((code, entry))
    if panel is None:
        return CellView(code, "none")
    if not panel.is_full:
        return CellView(code, "hole", lacking=panel.size - len(panel.judges))
    held = room.written.get((code, entry)) or seats[code]
    later = tuple(held.index(judge) + 1 for judge in panel.judges if held.index(judge) >= panel.size)
    return CellView(code, "stand_in" if later else "full", later)


def steppings(room: TradePanels, found: Assessment, seats: Mapping[str, Seats]) -> tuple[Stepping, ...]:
    """Return where somebody may not mark: who, which entry, and who does instead, alike sub-criteria together."""
    groups: dict[tuple[str, Seats], list[str]] = {}
    for (code, entry), panel in found.panels.items():
        held = room.written.get((code, entry)) or seats[code]
        scoring = [judge for judge in panel.excluded if held.index(judge) < panel.size]
        if scoring or not panel.is_full:
            groups.setdefault((entry, held), []).append(code)
    entries = {entry.id: entry for entry in room.entries}
    result = []
    for (entry, held), codes in groups.items():
        panel = found.panels[codes[0], entry]
        excluded = tuple((room.judge(judge), reason) for judge, reason in panel.excluded.items())
        instead = tuple(room.judge(judge) for judge in panel.judges if held.index(judge) >= panel.size)
        result.append(Stepping(entries[entry], tuple(codes), excluded, instead if panel.is_full else ()))
    return tuple(sorted(result, key=lambda each: (bool(each.instead), each.entry.code)))


def load_views(room: TradePanels, found: Assessment) -> tuple[LoadView, ...]:
    """Return what every judge of the trade does, the busiest first."""
    most = max((load.marks for load in found.loads.values()), default=0)
    lines = (LoadView(judge, found.loads[judge.id], most) for judge in room.judges if judge.id in found.loads)
    return tuple(sorted(lines, key=lambda line: (-line.load.marks, line.judge.login)))


def differences(room: TradePanels, teams: Iterable[TeamPlan]) -> tuple[DiffLine, ...]:
    """Return every sub-criterion before and after a proposal."""
    held = tuple(teams)
    after = seats_by_task(held)
    names = {task: team.name for team in held for task in team.tasks}
    written: dict[str, int] = {}
    for code, _ in room.written:
        written[code] = written.get(code, 0) + 1
    return tuple(
        DiffLine(
            sub,
            seat_views(room, room.seats.get(sub.code, ())),
            seat_views(room, after.get(sub.code, ())),
            names.get(sub.code, ""),
            written.get(sub.code, 0),
        )
        for sub in room.subs
    )
