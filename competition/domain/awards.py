"""Awards across trades and decisions over medals. Source: DOMAIN 2.5, 3.4, 3.7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from competition.domain.errors import DomainError
from competition.domain.medals import Medal
from competition.domain.ranking import RankedEntry

APPROVERS = 2


@dataclass(frozen=True, slots=True)
class TradeResult:
    """The final result of one entry, as awards and team tables need it.

    scaled: points of the scale, None for an entry out of the ranking. official: the trade counts for teams (an official
    trade that is not left out of the comparison). Rows of the same trade and entry (one per person) count once.
    """

    trade: str
    entry: str
    team: str
    scaled: int | None
    medal: Medal | None = None
    official: bool = True


@dataclass(frozen=True, slots=True)
class MedalOverride:
    """A decision that changes a medal and leaves every mark alone.

    medal: what the entry gets, None for nothing. approvers: two distinct persons.
    """

    entry: str
    medal: Medal | None
    reason: str
    approvers: tuple[str, ...]


def override_medals(ranked: Sequence[RankedEntry], overrides: Iterable[MedalOverride]) -> tuple[RankedEntry, ...]:
    """Return the ranked entries with the decided medals in the place of the computed ones.

    Raises DomainError `reason_missing`, `second_person_missing`, `entry_unknown`, `entry_twice`.
    """
    decided: dict[str, Medal | None] = {}
    known = {each.entry for each in ranked}
    for override in overrides:
        if not override.reason.strip():
            raise DomainError("reason_missing")
        if len(set(filter(None, override.approvers))) < APPROVERS:
            raise DomainError("second_person_missing")
        if override.entry not in known:
            raise DomainError("entry_unknown", entry=override.entry)
        if override.entry in decided:
            raise DomainError("entry_twice")
        decided[override.entry] = override.medal
    return tuple(
        replace(each, medal=decided[each.entry], overridden=True) if each.entry in decided else each for each in ranked
    )


def albert_vidal(results: Iterable[TradeResult]) -> tuple[TradeResult, ...]:
    """Return who has the highest scaled mark of the whole event, several when equal. Source: DOMAIN 3.7."""
    return _highest([result for result in results if result.official])


def best_of_nation(results: Iterable[TradeResult]) -> Mapping[str, tuple[TradeResult, ...]]:
    """Return for each team its highest scaled result, several when equal: a suggestion, the award is nominated.

    Source: DOMAIN 3.7.
    """
    by_team: dict[str, list[TradeResult]] = {}
    for result in results:
        by_team.setdefault(result.team, []).append(result)
    return {team: best for team in sorted(by_team) if (best := _highest(by_team[team]))}


def _highest(results: Iterable[TradeResult]) -> tuple[TradeResult, ...]:
    scaled = {(result.trade, result.entry): result for result in results if result.scaled is not None}
    top = max((result.scaled or 0 for result in scaled.values()), default=None)
    best = [result for result in scaled.values() if result.scaled == top]
    return tuple(sorted(best, key=lambda result: (result.trade, result.entry)))
