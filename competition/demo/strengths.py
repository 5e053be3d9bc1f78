"""How good each entry is: a hidden strength per criterion, from which marks are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from competition.demo.model import DemoEntry, DemoStrength
from competition.demo.schemes.table import SchemeTable
from competition.demo.sources import CastSource

FAVOURITES = (0.935, 0.895, 0.865)
OTHERS = (0.62, 0.845)
CRITERION_SPREAD = 0.045
FAVOURITE_SPREAD = 0.012


def strengths(
    entries: tuple[DemoEntry, ...], tables: Mapping[str, SchemeTable], cast: CastSource, random: Random
) -> tuple[DemoStrength, ...]:
    """Return a strength for every entry and criterion; the favourites of a trade lead it in their order."""
    result: list[DemoStrength] = []
    for entry in entries:
        leaders = cast["favourites"][entry.trade]
        leads = entry.team in leaders
        base = FAVOURITES[leaders.index(entry.team)] if leads else random.uniform(*OTHERS)
        spread = FAVOURITE_SPREAD if leads else CRITERION_SPREAD
        for criterion in tables[entry.trade].scheme.criteria:
            value = min(0.97, max(0.1, base + random.gauss(0, spread)))
            result.append(DemoStrength(entry.code, criterion.code, round(value, 3)))
    return tuple(result)
