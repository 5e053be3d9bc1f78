"""The common scales that make trades comparable, in exact arithmetic. Source: DOMAIN 3.1, 3.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor, isqrt
from statistics import median

from competition.domain.errors import Problem, warning

WIDTH = 30
MAD_TO_DEVIATION = Fraction("1.4826")


class Scale(StrEnum):
    """Which scale a trade's results are shown on; with NONE the marks stand as they are."""

    NONE = "none"
    S500 = "500"
    S700 = "700"


CENTRES = {Scale.S500: 500, Scale.S700: 700}
"""The middle of each scale, which is also its limit for the medallion."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """Marks on a scale, parallel to the raw marks: None for an entry that does not count."""

    scaled: tuple[int | None, ...]
    problems: tuple[Problem, ...] = ()


def scale_700(raw: Sequence[Decimal | None]) -> Scaled:
    """Return marks on the scale with median 700, used since 2017.

    raw: marks in any order, None for an entry that does not count (out of contest, withdrawn).
    Returns whole points, rounded half up, without upper or lower limit. When more than half of the marks are equal
        everybody gets 700 and a warning `scale_without_spread` asks for a decision. Source: DOMAIN 3.1.
    """
    counted = [Fraction(mark) for mark in raw if mark is not None]
    centre = CENTRES[Scale.S700]
    if not counted:
        return Scaled(tuple(None for _ in raw))
    middle = median(counted)
    deviation = median(abs(mark - middle) for mark in counted)
    if deviation == 0:
        return _without_spread(raw, centre)
    unit = WIDTH / (MAD_TO_DEVIATION * deviation)
    return Scaled(
        tuple(
            None if mark is None else floor(centre + (Fraction(mark) - middle) * unit + Fraction(1, 2)) for mark in raw
        )
    )


def scale_500(raw: Sequence[Decimal | None]) -> Scaled:
    """Return marks on the scale with mean 500 and population standard deviation 30, used until 2015.

    Arguments, result and warning as `scale_700`. Source: DOMAIN 3.2.
    """
    counted = [Fraction(mark) for mark in raw if mark is not None]
    centre = CENTRES[Scale.S500]
    if not counted:
        return Scaled(tuple(None for _ in raw))
    mean = sum(counted, Fraction(0)) / len(counted)
    variance = sum(((mark - mean) ** 2 for mark in counted), Fraction(0)) / len(counted)
    if variance == 0:
        return _without_spread(raw, centre)
    return Scaled(tuple(None if mark is None else centre + _points(Fraction(mark) - mean, variance) for mark in raw))


def scale_marks(scale: Scale, raw: Sequence[Decimal | None]) -> Scaled | None:
    """Return marks on the scale, or None when the marks stand as they are."""
    match scale:
        case Scale.S700:
            return scale_700(raw)
        case Scale.S500:
            return scale_500(raw)
        case _:
            return None


def _points(distance: Fraction, variance: Fraction) -> int:
    """Return WIDTH * distance / sqrt(variance) rounded half up, without leaving whole numbers.

    With t = 2 * WIDTH * |distance| / sqrt(variance), half up is floor((t + 1) / 2) above the mean and
    -floor(ceil(t) / 2) below it; the floor of t is the whole root of the floor of its square.
    """
    square = 4 * WIDTH**2 * distance**2 / variance
    root = isqrt(floor(square))
    if distance >= 0:
        return (root + 1) // 2
    return -((root if root * root == square else root + 1) // 2)


def _without_spread(raw: Sequence[Decimal | None], centre: int) -> Scaled:
    counted = sum(mark is not None for mark in raw)
    problems = (warning("scale_without_spread", centre=str(centre)),) if counted > 1 else ()
    return Scaled(tuple(None if mark is None else centre for mark in raw), problems)
