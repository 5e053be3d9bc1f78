"""Positions and medals of one trade, from the totals of its entries. Source: DOMAIN 3.3 to 3.6, 5.1, 5.5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from competition.domain.errors import DomainError, Problem, error, warning
from competition.domain.medals import (
    PODIUM,
    Medal,
    MedalRules,
    MeritKind,
    Method,
    Positions,
    medals_by_groups,
    medals_by_marks,
    share_of,
    tie_groups,
)
from competition.domain.scale import Scale, scale_marks
from competition.domain.standings import (
    EntryResult,
    EntryStatus,
    Standing,
    TieBreak,
    TieStep,
    order_by_points,
    order_by_steps,
)

__all__ = ["EntryResult", "EntryStatus", "RankedEntry", "TieBreak", "TieStep", "award_problems", "award_trade"]


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry with its place.

    scaled: points of the scale, None without a scale or out of the ranking. position: from 1, None out of the ranking.
    shared: another entry has the same position. overridden: the medal was decided by people, not by the rules.
    """

    entry: str
    team: str
    status: EntryStatus
    total: Decimal | None
    scaled: int | None = None
    position: int | None = None
    shared: bool = False
    medal: Medal | None = None
    tie_step: TieStep | None = None
    overridden: bool = False


def award_trade(
    results: Sequence[EntryResult],
    rules: MedalRules,
    scale: Scale,
    *,
    lots: Mapping[str, int] | None = None,
    starters: int | None = None,
) -> tuple[RankedEntry, ...]:
    """Return the entries of one trade with position, scaled mark and medal, in the order of a result list.

    results: in any order, one per entry. lots: drawn numbers by entry, the smaller one first, for ties that the
    criteria leave. starters: number of starters when it differs from the number of ranked entries.
    The ranked come first; a tie over a medal that nothing decides gives that medal to nobody and says UNRESOLVED.
    Raises DomainError `entry_twice`.
    """
    return _award(results, rules, scale, lots or {}, starters)[0]


def award_problems(
    results: Sequence[EntryResult],
    rules: MedalRules,
    scale: Scale,
    *,
    lots: Mapping[str, int] | None = None,
    starters: int | None = None,
) -> tuple[Problem, ...]:
    """Return what a person must decide or know before these results are released; arguments as `award_trade`.

    Codes: `scale_without_spread`, `tie_unresolved` (with the entries), `too_few_starters` (with the medal).
    """
    return _award(results, rules, scale, lots or {}, starters)[1]


def _award(
    results: Sequence[EntryResult], rules: MedalRules, scale: Scale, lots: Mapping[str, int], starters: int | None
) -> tuple[tuple[RankedEntry, ...], tuple[Problem, ...]]:
    if len({result.entry for result in results}) != len(results):
        raise DomainError("entry_twice")
    counted = [result for result in results if result.counts]
    scaled = scale_marks(scale, [result.total for result in counted])
    points = scaled.scaled if scaled else tuple(None for _ in counted)
    rows = list(zip(counted, points, strict=True))
    by_steps = rules.method in (Method.STRICT, Method.SHARE)
    standings = order_by_steps(rows, rules.tie_criteria, lots) if by_steps else order_by_points(rows)
    count = len(standings) if starters is None else starters
    medals, waiting = _medals(standings, rules, scale, count)
    ranked = _ranked(standings, rules, medals, waiting)
    problems = (*(scaled.problems if scaled else ()), *_tie_problems(ranked), *_minimum_problems(rules, count))
    return (*ranked, *_unranked(results)), problems


def _medals(
    standings: Sequence[Standing], rules: MedalRules, scale: Scale, starters: int
) -> tuple[list[Medal | None], set[int]]:
    """Return the podium medal or merit prize of each place, and the places that wait for a decision."""
    limit = rules.limit(scale)
    points = [standing.points for standing in standings]
    waiting: set[int] = set()
    if rules.method is Method.GROUPS:
        medals = list(medals_by_groups(points, rules.tie_points)) if points else []
    elif rules.method is Method.DENSE:
        medals = list(medals_by_marks(points, limit if rules.medals_need_limit else None))
    else:
        medals, waiting = _medals_by_places(standings, _places(rules, starters))
    medals = [medal if medal is None or rules.awards(medal, starters) else None for medal in medals]
    if limit is not None:
        for place, point in enumerate(points):
            if medals[place] is None and place not in waiting and point >= limit:
                medals[place] = Medal.MEDALLION
    return medals, waiting


def _places(rules: MedalRules, starters: int) -> list[Medal | None]:
    """Return the prize of each place, first place first, when prizes go by places."""
    if rules.method is Method.STRICT:
        counts = [1, 1, 1]
    else:
        counts = [share_of(starters, percent, rules.rounding) for percent in rules.shares]
    places: list[Medal | None] = []
    for medal, count in zip(PODIUM, counts, strict=True):
        places += [medal if rules.awards(medal, starters) else None] * count
    if rules.merit is not None and rules.merit.kind is MeritKind.NUMBER:
        places += [Medal.MEDALLION] * int(rules.merit.amount)
    elif rules.merit is not None and rules.merit.kind is MeritKind.SHARE:
        places += [Medal.MEDALLION] * share_of(starters, rules.merit.amount, rules.rounding)
    return places


def _medals_by_places(
    standings: Sequence[Standing], places: Sequence[Medal | None]
) -> tuple[list[Medal | None], set[int]]:
    medals: list[Medal | None] = []
    waiting: set[int] = set()
    for _, tied in groupby(standings, key=lambda standing: standing.group):
        taken = range(len(medals), len(medals) + len(list(tied)))
        prizes = {places[place] if place < len(places) else None for place in taken}
        if len(prizes) > 1:
            waiting.update(taken)
        medals += [prizes.pop() if len(prizes) == 1 else None] * len(taken)
    return medals, waiting


def _ranked(
    standings: Sequence[Standing],
    rules: MedalRules,
    medals: Sequence[Medal | None],
    waiting: set[int],
) -> tuple[RankedEntry, ...]:
    firsts = _firsts(standings, rules, medals)
    return tuple(
        RankedEntry(
            entry=standing.result.entry,
            team=standing.result.team,
            status=standing.result.status,
            total=standing.result.total,
            scaled=standing.scaled,
            position=firsts[place] + 1,
            shared=firsts.count(firsts[place]) > 1,
            medal=medals[place],
            tie_step=TieStep(TieBreak.UNRESOLVED) if place in waiting else standing.step,
        )
        for place, standing in enumerate(standings)
    )


def _firsts(standings: Sequence[Standing], rules: MedalRules, medals: Sequence[Medal | None]) -> list[int]:
    """Return for each place the index of the first place that shares its position. Source: DOMAIN 3.6."""
    if rules.positions is Positions.GROUPS:
        return list(tie_groups([standing.points for standing in standings], rules.tie_points))
    if rules.positions is Positions.EQUAL:
        return [standing.group for standing in standings]
    podium = list(medals)
    return [
        podium.index(medal) if (medal := podium[place]) in PODIUM else standing.group
        for place, standing in enumerate(standings)
    ]


def _unranked(results: Iterable[EntryResult]) -> tuple[RankedEntry, ...]:
    order = list(EntryStatus)
    others = sorted(
        (result for result in results if not result.counts), key=lambda each: (order.index(each.status), each.entry)
    )
    return tuple(RankedEntry(each.entry, each.team, each.status, each.total) for each in others)


def _tie_problems(ranked: Iterable[RankedEntry]) -> Iterable[Problem]:
    unresolved = [each for each in ranked if each.tie_step == TieStep(TieBreak.UNRESOLVED)]
    for position, tied in groupby(unresolved, key=lambda each: each.position):
        yield error("tie_unresolved", position=str(position), entries=",".join(each.entry for each in tied))


def _minimum_problems(rules: MedalRules, starters: int) -> Iterable[Problem]:
    for medal, fewest in rules.minimum_starters:
        if starters < fewest:
            yield warning("too_few_starters", medal=medal.value, starters=str(starters), minimum=str(fewest))
