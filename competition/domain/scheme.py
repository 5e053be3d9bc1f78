"""A marking scheme: criteria, sub-criteria, aspects, and what makes it valid. Source: DOMAIN 1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Text = Mapping[str, str]
"""A text by language code, e.g. {"en": "Wiring", "zh": "接线"}; at least one language."""


class AspectType(StrEnum):
    """The two kinds of aspect. Source: DOMAIN 1.3."""

    MEASUREMENT = "M"
    JUDGEMENT = "J"


class CalculationType(StrEnum):
    """The five calculations met in real files. Source: DOMAIN 2.3."""

    PASS_FAIL = "PASS_FAIL"  # noqa: S105 (the field's name, no secret)
    NUMBER_COMPLETED = "NUMBER_COMPLETED"
    CHOICE = "CHOICE"
    REGULAR_DIFFERENCE_DEDUCTION = "REGULAR_DIFFERENCE_DEDUCTION"
    RANGED_SCORE = "RANGED_SCORE"


@dataclass(frozen=True, slots=True)
class Calculation:
    """How a measured value becomes a mark.

    parameters: keys as the spreadsheet writes them (NUM_POSSIBLE, CHOICE1_LABEL ...), values as text;
        absent means not set.
    number: the 1-based row in the sheet `Calculations`, None when made here.
    """

    type: CalculationType
    parameters: Mapping[str, str]
    name: str = ""
    shared: bool = False
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Aspect:
    """The smallest thing that earns marks.

    code: sub-criterion, type, running number per type, e.g. `B4.M5`.
    max_mark: marks, > 0, two decimals.
    section: the standards section it belongs to, "" when none is named.
    calculation: measurement only; None means pass or fail.
    descriptors: for judgement the texts of the scores 0, 1, 2, 3; empty for measurement.
    """

    code: str
    type: AspectType
    description: Text
    max_mark: Decimal
    section: str = ""
    extra: Text | None = None
    requirement: Text | None = None
    unit: str = ""
    calculation: Calculation | None = None
    descriptors: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """One judging sheet: marked on one day by one marking team."""

    code: str
    name: Text
    day: int | None
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A lettered part of the scheme; its mark is the sum of its aspects, never typed."""

    code: str
    name: Text
    sub_criteria: tuple[SubCriterion, ...]


@dataclass(frozen=True, slots=True)
class StandardSection:
    """A section of the occupational standard with its weight in marks. Source: DOMAIN 1.1."""

    code: str
    name: Text
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole marking scheme."""

    criteria: tuple[Criterion, ...]
    sections: tuple[StandardSection, ...] = ()

    def aspects(self) -> Iterator[Aspect]:
        """Yield every aspect in the order of the scheme."""
        for criterion in self.criteria:
            for sub_criterion in criterion.sub_criteria:
                yield from sub_criterion.aspects
