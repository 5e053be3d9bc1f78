"""The tables of teams: medal points, scaled marks, medals. Source: DOMAIN 3.8, 3.9."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from competition.domain.awards import TradeResult
from competition.domain.decimals import round_half_up
from competition.domain.medals import PODIUM, Medal

POINTS: Mapping[Medal, int] = {Medal.GOLD: 4, Medal.SILVER: 3, Medal.BRONZE: 2, Medal.MEDALLION: 1}
AVERAGE_PLACES = 4

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class TeamScore:
    """The four figures by which teams are compared, each with its rank; equal figures share a rank.

    trades: number of official trades entered. medal_points: 4, 3, 2, 1 for gold, silver, bronze, medallion.
    scaled_points: sum of the scaled marks. The averages are per trade entered, four decimals, half up.
    """

    team: str
    trades: int
    medals: Mapping[Medal, int]
    medal_points: int
    average_medal_points: Decimal
    scaled_points: int
    average_scaled_points: Decimal
    rank_medal_points: int
    rank_average_medal_points: int
    rank_scaled_points: int
    rank_average_scaled_points: int


@dataclass(frozen=True, slots=True)
class MedalCount:
    """A line of the medal table."""

    team: str
    rank: int
    shared: bool
    gold: int
    silver: int
    bronze: int

    @property
    def all(self) -> int:
        """Return the number of medals."""
        return self.gold + self.silver + self.bronze


@dataclass(frozen=True, slots=True)
class _Sums:
    team: str
    trades: int
    medals: Mapping[Medal, int]
    medal_points: int
    scaled_points: int

    @property
    def average_medal_points(self) -> Fraction:
        return Fraction(self.medal_points, self.trades)

    @property
    def average_scaled_points(self) -> Fraction:
        return Fraction(self.scaled_points, self.trades)


def team_scores(results: Iterable[TradeResult]) -> tuple[TeamScore, ...]:
    """Return every team that entered an official trade, in alphabetical order of their codes."""
    sums = [_sums(team, rows) for team, rows in sorted(_counted(results).items())]
    ranks = (
        competition_ranks(sums, lambda each: each.medal_points),
        competition_ranks(sums, lambda each: each.average_medal_points),
        competition_ranks(sums, lambda each: each.scaled_points),
        competition_ranks(sums, lambda each: each.average_scaled_points),
    )
    return tuple(
        TeamScore(
            team=each.team,
            trades=each.trades,
            medals=each.medals,
            medal_points=each.medal_points,
            average_medal_points=round_half_up(each.average_medal_points, AVERAGE_PLACES),
            scaled_points=each.scaled_points,
            average_scaled_points=round_half_up(each.average_scaled_points, AVERAGE_PLACES),
            rank_medal_points=ranks[0][place],
            rank_average_medal_points=ranks[1][place],
            rank_scaled_points=ranks[2][place],
            rank_average_scaled_points=ranks[3][place],
        )
        for place, each in enumerate(sums)
    )


def medal_table(results: Iterable[TradeResult]) -> tuple[MedalCount, ...]:
    """Return the teams with a medal by gold, then silver, then bronze; equal counts share a rank."""
    counts = [
        (team, tuple(medals[medal] for medal in PODIUM))
        for team, rows in sorted(_counted(results).items())
        if any((medals := Counter(row.medal for row in rows))[medal] for medal in PODIUM)
    ]
    ranks = competition_ranks(counts, lambda row: row[1])
    table = [
        MedalCount(team, rank, ranks.count(rank) > 1, *count) for (team, count), rank in zip(counts, ranks, strict=True)
    ]
    return tuple(sorted(table, key=lambda row: (row.rank, row.team)))


def competition_ranks(rows: Sequence[Row], figure: Callable[[Row], int | Fraction | tuple[int, ...]]) -> list[int]:
    """Return the rank of each row, highest figure first; equal figures share it and the next ranks are left out."""
    firsts: dict[int | Fraction | tuple[int, ...], int] = {}
    for place, value in enumerate(sorted(map(figure, rows), reverse=True), start=1):
        firsts.setdefault(value, place)
    return [firsts[figure(row)] for row in rows]


def _counted(results: Iterable[TradeResult]) -> dict[str, list[TradeResult]]:
    """Return the results that count by team; the rows of team mates are one result."""
    unique = {(row.trade, row.entry): row for row in results if row.official and row.scaled is not None}
    by_team: dict[str, list[TradeResult]] = {}
    for row in unique.values():
        by_team.setdefault(row.team, []).append(row)
    return by_team


def _sums(team: str, rows: Sequence[TradeResult]) -> _Sums:
    counted = Counter(row.medal for row in rows)
    medals = {medal: counted[medal] for medal in Medal}
    return _Sums(
        team=team,
        trades=len({row.trade for row in rows}),
        medals=medals,
        medal_points=sum(POINTS[medal] * count for medal, count in medals.items()),
        scaled_points=sum(row.scaled or 0 for row in rows),
    )
