"""Sums of marks: sub-criterion, criterion, entry. Nothing marked is None, never zero. Source: DOMAIN 1.2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.errors import DomainError
from competition.domain.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A sum of aspect marks.

    mark: marks, None when no aspect is marked yet. marked, of: numbers of aspects. max_mark: marks.
    """

    mark: Decimal | None
    marked: int
    of: int
    max_mark: Decimal

    @property
    def is_complete(self) -> bool:
        """Tell whether every aspect is marked."""
        return self.marked == self.of


@dataclass(frozen=True, slots=True)
class EntryTotals:
    """What an entry has earned so far, by the codes of the scheme."""

    total: Subtotal
    criteria: Mapping[str, Subtotal]
    sub_criteria: Mapping[str, Subtotal]

    @property
    def criteria_done(self) -> int:
        """Return how many criteria are fully marked."""
        return sum(subtotal.is_complete for subtotal in self.criteria.values())


def entry_totals(scheme: Scheme, marks: Mapping[str, Decimal | None]) -> EntryTotals:
    """Return the sums of one entry.

    marks: by aspect code; an aspect that is absent or None is not marked yet.
    Raises DomainError `aspect_unknown` for a mark outside the scheme, `mark_out_of_range` for one that is negative or
        above the maximum of its aspect.
    """
    limits = {aspect.code: aspect.max_mark for aspect in scheme.aspects()}
    for code, mark in marks.items():
        if code not in limits:
            raise DomainError("aspect_unknown", aspect=code)
        if mark is not None and not 0 <= mark <= limits[code]:
            raise DomainError("mark_out_of_range", aspect=code)
    sub_criteria = {
        sub_criterion.code: subtotal((marks.get(aspect.code), aspect.max_mark) for aspect in sub_criterion.aspects)
        for criterion in scheme.criteria
        for sub_criterion in criterion.sub_criteria
    }
    criteria = {
        criterion.code: add(sub_criteria[sub_criterion.code] for sub_criterion in criterion.sub_criteria)
        for criterion in scheme.criteria
    }
    return EntryTotals(add(criteria.values()), criteria, sub_criteria)


def subtotal(marks: Iterable[tuple[Decimal | None, Decimal]]) -> Subtotal:
    """Return the sum of pairs of mark (None when not marked) and maximum."""
    pairs = list(marks)
    given = [mark for mark, _ in pairs if mark is not None]
    highest = sum((max_mark for _, max_mark in pairs), Decimal("0.00"))
    return Subtotal(sum(given, Decimal("0.00")) if given else None, len(given), len(pairs), highest)


def add(parts: Iterable[Subtotal]) -> Subtotal:
    """Return the sum of sums."""
    parts = list(parts)
    given = [part.mark for part in parts if part.mark is not None]
    return Subtotal(
        sum(given, Decimal("0.00")) if given else None,
        sum(part.marked for part in parts),
        sum(part.of for part in parts),
        sum((part.max_mark for part in parts), Decimal("0.00")),
    )
