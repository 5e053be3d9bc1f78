"""Medals and the rules by which they are given, as data with named presets. Source: DOMAIN 3.3 to 3.6, 5.1, 5.5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from competition.domain.scale import CENTRES, Scale


class Medal(StrEnum):
    """What an entry wins; MEDALLION is the medallion (or medal) for excellence, or the merit prize."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    MEDALLION = "medallion"


PODIUM = (Medal.GOLD, Medal.SILVER, Medal.BRONZE)


class Method(StrEnum):
    """How the medals of a trade are found."""

    GROUPS = "groups"  # marks within some points of a group's first share its medal (rule set A)
    DENSE = "dense"  # each distinct mark is one step of the podium (rule set B)
    STRICT = "strict"  # exactly one of each, ties broken (rule set C)
    SHARE = "share"  # so many percent of the starters (rule set D)


class Positions(StrEnum):
    """Who shares a position."""

    GROUPS = "groups"  # everybody within the tie points
    MEDALS = "medals"  # the holders of one medal; below them equal marks
    EQUAL = "equal"  # equal marks that no tie step has parted


class Rounding(StrEnum):
    """How a share of the starters becomes a number of prizes."""

    UP = "up"
    DOWN = "down"
    HALF_UP = "half_up"


class MeritKind(StrEnum):
    """Who gets the merit prize among those without a medal."""

    LIMIT = "limit"  # a mark at or above `amount`
    NUMBER = "number"  # the next `amount` places
    SHARE = "share"  # the next `amount` percent of the starters


@dataclass(frozen=True, slots=True)
class Merit:
    """The rule of the prize below the medals; amount in marks, places or percent."""

    kind: MeritKind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MedalRules:
    """How one event gives medals.

    tie_points: points of the scale that still count as a tie (GROUPS only).
    merit: the prize below the medals; None for none. On a scale its limit is the centre of the scale.
    medals_need_limit: gold, silver and bronze also need the limit of the merit prize.
    tie_criteria: criteria compared at equal totals, in this order; `criteria_by_share` gives the usual one.
    shares: percent of the starters who get gold, silver, bronze (SHARE only), with its rounding.
    minimum_starters: fewest starters for each medal, e.g. gold 4, silver 5, bronze 6; a medal not named needs none.
    """

    name: str
    method: Method
    positions: Positions
    tie_points: Decimal = Decimal(0)
    merit: Merit | None = None
    medals_need_limit: bool = False
    tie_criteria: tuple[str, ...] = ()
    shares: tuple[Decimal, Decimal, Decimal] = (Decimal(10), Decimal(20), Decimal(30))
    rounding: Rounding = Rounding.HALF_UP
    minimum_starters: tuple[tuple[Medal, int], ...] = ()

    def limit(self, scale: Scale) -> Decimal | None:
        """Return the mark from which the merit prize is given, None when it is not given by a limit."""
        if self.merit is None or self.merit.kind is not MeritKind.LIMIT:
            return None
        return Decimal(CENTRES[scale]) if scale in CENTRES else self.merit.amount

    def with_tie_criteria(self, tie_criteria: tuple[str, ...]) -> MedalRules:
        """Return the same rules with the order in which criteria break a tie."""
        return replace(self, tie_criteria=tie_criteria)

    def awards(self, medal: Medal, starters: int) -> bool:
        """Tell whether the medal is given at all with so many starters; a lower medal never without a higher one."""
        needed = PODIUM[: PODIUM.index(medal) + 1] if medal in PODIUM else (medal,)
        return all(starters >= fewest for named, fewest in self.minimum_starters if named in needed)


_LIMIT_500 = Merit(MeritKind.LIMIT, Decimal(500))
_LIMIT_700 = Merit(MeritKind.LIMIT, Decimal(700))

PRESETS: Mapping[str, MedalRules] = {
    rules.name: rules
    for rules in (
        MedalRules("wsi-2015", Method.GROUPS, Positions.GROUPS, tie_points=Decimal(2), merit=_LIMIT_500),
        MedalRules("wsi-2024", Method.GROUPS, Positions.MEDALS, tie_points=Decimal(2), merit=_LIMIT_700),
        MedalRules("wsi-2026", Method.DENSE, Positions.EQUAL, merit=_LIMIT_700, medals_need_limit=True),
        MedalRules("strict", Method.STRICT, Positions.EQUAL),
        MedalRules("share", Method.SHARE, Positions.EQUAL),
    )
}


def share_of(starters: int, percent: Decimal, rounding: Rounding) -> int:
    """Return so many percent of the starters as a whole number."""
    exact = Fraction(percent) * starters / 100
    match rounding:
        case Rounding.UP:
            return ceil(exact)
        case Rounding.DOWN:
            return floor(exact)
        case _:
            return floor(exact + Fraction(1, 2))


def medals_by_groups(points: Sequence[Decimal], tie_points: Decimal) -> tuple[Medal | None, ...]:
    """Return the medal of each place under rule set A.

    points: scaled marks, highest first. A group is measured from its first mark, not from neighbour to neighbour;
    after three or more golds, or two or more silvers, the bronze must lie near the last of them. Source: DOMAIN 3.3.
    """
    gold = _reach(points, 0, tie_points)
    silver = _reach(points, gold, tie_points) if gold == 1 else gold
    bronze = silver
    if silver < len(points):
        crowded = gold >= 3 or silver - gold >= 2
        bronze = _near(points, silver, tie_points) if crowded else _reach(points, silver, tie_points)
    given = [Medal.GOLD] * gold + [Medal.SILVER] * (silver - gold) + [Medal.BRONZE] * (bronze - silver)
    return (*given, *[None] * (len(points) - len(given)))


def medals_by_marks(points: Sequence[Decimal], limit: Decimal | None) -> tuple[Medal | None, ...]:
    """Return the medal of each place under rule set B: the three highest distinct marks, from the limit on.

    points: scaled marks, highest first. Source: DOMAIN 3.5.
    """
    steps = dict(zip(sorted(set(points), reverse=True), PODIUM, strict=False))
    return tuple(steps.get(point) if limit is None or point >= limit else None for point in points)


def tie_groups(points: Sequence[Decimal], tie_points: Decimal) -> tuple[int, ...]:
    """Return for each place the index of the first place of its group. Source: DOMAIN 3.6.

    points: highest first; a group holds everybody within tie_points of its first mark.
    """
    firsts: list[int] = []
    for place, point in enumerate(points):
        within = firsts and points[firsts[-1]] - point <= tie_points
        firsts.append(firsts[-1] if within else place)
    return tuple(firsts)


def _reach(points: Sequence[Decimal], first: int, tie_points: Decimal) -> int:
    """Return the end of the group that begins at `first`."""
    return next(
        (place for place in range(first, len(points)) if points[first] - points[place] > tie_points), len(points)
    )


def _near(points: Sequence[Decimal], first: int, tie_points: Decimal) -> int:
    """Return the end of those who are still near the last medal before `first`."""
    last = points[first - 1]
    return next((place for place in range(first, len(points)) if last - points[place] > tie_points), len(points))
