"""The order of a trade's entries and the steps that part equal totals. Source: DOMAIN 3.6, 5.1, PRODUCT F4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, pairwise

ZERO = Decimal(0)


class EntryStatus(StrEnum):
    """Whether an entry takes part in the ranking, or why not."""

    RANKED = "ranked"
    GUEST = "guest"
    WITHDRAWN = "withdrawn"
    ABSENT = "absent"
    DISQUALIFIED = "disqualified"


class TieBreak(StrEnum):
    """What decided between equal totals."""

    CRITERION = "criterion"
    LOT = "lot"
    SHARED = "shared"
    UNRESOLVED = "unresolved"


@dataclass(frozen=True, slots=True)
class TieStep:
    """The step that parted an entry from its neighbour with the same total, or left them together.

    criterion: code of the criterion compared, "" for the other steps. UNRESOLVED: a medal waits for a decision.
    """

    by: TieBreak
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What an entry has earned in its trade.

    total: marks, None when nothing is marked. criteria: marks by criterion code, compared at equal totals.
    """

    entry: str
    total: Decimal | None
    team: str = ""
    status: EntryStatus = EntryStatus.RANKED
    criteria: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Tell whether the entry is ranked and on the scale."""
        return self.status is EntryStatus.RANKED and self.total is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry in its order.

    points: what the rules compare, the scaled mark or the total. group: index of the first entry that no step could
    part from it. step: what parted it from its neighbour with the same total.
    """

    result: EntryResult
    scaled: int | None
    points: Decimal
    group: int
    step: TieStep | None


def order_by_points(counted: Iterable[tuple[EntryResult, int | None]]) -> list[Standing]:
    """Return the entries, highest points first; equal points stay together. Source: DOMAIN 3.3, 3.5.

    counted: each entry with its scaled mark, None where the total itself is compared.
    """
    rows = sorted(counted, key=lambda row: (-_points(*row), -(row[0].total or ZERO), row[0].entry))
    standings: list[Standing] = []
    for points, tied in groupby(rows, key=lambda row: _points(*row)):
        group, together = len(standings), list(tied)
        step = TieStep(TieBreak.SHARED) if len(together) > 1 else None
        standings += [Standing(result, scaled, points, group, step) for result, scaled in together]
    return standings


def order_by_steps(
    counted: Iterable[tuple[EntryResult, int | None]], tie_criteria: Sequence[str], lots: Mapping[str, int]
) -> list[Standing]:
    """Return the entries by total, then by each tie criterion, then by drawn lot. Source: DOMAIN 5.1.

    lots: drawn numbers by entry, the smaller one first; used only when every entry of a tie has its own.
    """
    rows = sorted(counted, key=lambda row: (tuple(-mark for mark in _marks(row[0], tie_criteria)), row[0].entry))
    standings: list[Standing] = []
    for _, tied in groupby(rows, key=lambda row: _marks(row[0], tie_criteria)):
        group, together = len(standings), list(tied)
        drawn = {result.entry: lots[result.entry] for result, _ in together if result.entry in lots}
        is_drawn = len(together) > 1 and len(set(drawn.values())) == len(together)
        if is_drawn:
            together.sort(key=lambda row: drawn[row[0].entry])
        step = TieStep(TieBreak.LOT if is_drawn else TieBreak.SHARED) if len(together) > 1 else None
        for offset, (result, scaled) in enumerate(together):
            first = group + offset if is_drawn else group
            standings.append(Standing(result, scaled, _points(result, scaled), first, step))
    return list(_with_steps(standings, tie_criteria))


def _with_steps(standings: Sequence[Standing], tie_criteria: Sequence[str]) -> Iterator[Standing]:
    """Name the criterion that parted each entry from the one above it with the same total, else the one below."""
    parted = [_parted_by(upper.result, lower.result, tie_criteria) for upper, lower in pairwise(standings)]
    for standing, above, below in zip(standings, [None, *parted], [*parted, None], strict=False):
        yield replace(standing, step=standing.step or above or below)


def _parted_by(upper: EntryResult, lower: EntryResult, tie_criteria: Sequence[str]) -> TieStep | None:
    if upper.total != lower.total:
        return None
    differing = (code for code in tie_criteria if upper.criteria.get(code, ZERO) != lower.criteria.get(code, ZERO))
    return next((TieStep(TieBreak.CRITERION, code) for code in differing), None)


def _points(result: EntryResult, scaled: int | None) -> Decimal:
    return (result.total or ZERO) if scaled is None else Decimal(scaled)


def _marks(result: EntryResult, tie_criteria: Sequence[str]) -> tuple[Decimal, ...]:
    return (result.total or ZERO, *(result.criteria.get(code, ZERO) for code in tie_criteria))
