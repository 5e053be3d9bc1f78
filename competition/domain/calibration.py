"""Calibration: judges mark sample work before it counts, and see how far they agree. Source: PRODUCT D8, DOMAIN 2.2.

The marks of sample work never enter a result. What is compared is the first round of each judgement, given before
anybody saw another judge's score.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

SAMPLE = "sample"
"""The status of an entry that is sample work: marked like any other, ranked and published never."""
ON_TABLETS = ("ranked", "guest", SAMPLE)
"""The entries that judges find on their tablets."""
SAMPLE_PREFIX = "S"
MOST_SAMPLES = 20
LEAST_SCORES = 5
"""Fewer scores than these say too little of a judge to show a figure."""


@dataclass(frozen=True, slots=True)
class SampleScore:
    """What one judge gave in the first round. aspect: of one sample, so the same aspect of two samples counts twice."""

    aspect: str
    judge: str
    score: int


@dataclass(frozen=True, slots=True)
class AspectAgreement:
    """The first scores of one judgement of one sample; spread: the highest less the lowest."""

    aspect: str
    scores: Mapping[str, int]
    spread: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """How a judge's first scores lie to those of the others.

    scores: how many were compared. lean: mean of the score less the median of the other judges', in scores from -3 to
    3; positive is more generous; None while fewer than LEAST_SCORES can be compared. same: how many equal that median.
    """

    judge: str
    scores: int
    lean: Fraction | None
    same: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A whole calibration. agreeing, of: judgements that were within the spread at first, and all that are complete."""

    aspects: tuple[AspectAgreement, ...]
    judges: tuple[JudgeAgreement, ...]
    agreeing: int
    of: int


def agreement(scores: Sequence[SampleScore], *, panel_size: int, spread_limit: int) -> Agreement:
    """Return how far judges agree on sample work.

    scores: of first rounds. panel_size: judges that score a judgement; one that lacks any of them is left out, so that
    nobody learns a score before the whole panel is in. spread_limit: scores that may lie apart (DOMAIN 2.2).
    """
    by_aspect: dict[str, dict[str, int]] = {}
    for each in scores:
        by_aspect.setdefault(each.aspect, {})[each.judge] = each.score
    complete = {aspect: given for aspect, given in by_aspect.items() if len(given) >= panel_size}
    aspects = tuple(_aspect(aspect, given, spread_limit) for aspect, given in complete.items())
    judges = sorted({judge for given in complete.values() for judge in given})
    return Agreement(
        aspects,
        tuple(_judge(judge, complete.values()) for judge in judges),
        sum(each.agrees for each in aspects),
        len(aspects),
    )


def _aspect(aspect: str, given: Mapping[str, int], spread_limit: int) -> AspectAgreement:
    spread = max(given.values()) - min(given.values())
    return AspectAgreement(aspect, dict(given), spread, spread <= spread_limit)


def _judge(judge: str, aspects: Collection[Mapping[str, int]]) -> JudgeAgreement:
    leans = [
        Fraction(given[judge]) - Fraction(median([score for other, score in given.items() if other != judge]))
        for given in aspects
        if judge in given and len(given) > 1
    ]
    mean = sum(leans, Fraction(0)) / len(leans) if len(leans) >= LEAST_SCORES else None
    return JudgeAgreement(judge, len(leans), mean, sum(lean == 0 for lean in leans))
