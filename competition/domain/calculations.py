"""The five calculations that turn a measured value into a deduction, exact. Source: DOMAIN 2.3.

What the field leaves open is settled here in favour of the competitor and written down once:
a difference counts whole steps only; where ranges meet or overlap, the smaller deduction holds; a value outside
every range earns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor
from typing import NamedTuple

from competition.domain.decimals import canonical_decimal, round_half_up
from competition.domain.errors import DomainError
from competition.domain.scheme import CalculationType

NO_MARK = Decimal("0.00")
MAX_CHOICES = 20
MAX_MAGNITUDE = 12
RANGES = (1, 2, 3)
UNIT = "UNIT"
PERCENT = "PERCENT"

_TRANSLATED = re.compile(r"CHOICE\d+_[A-Z_]+_LABEL")

Parameters = Mapping[str, str]


class Range(NamedTuple):
    """A stretch of values, both ends included, None for an open end, with what is lost inside it."""

    lower: Fraction | None
    upper: Fraction | None
    lost: Fraction

    def holds(self, value: Fraction) -> bool:
        """Tell whether the value lies in the range."""
        return (self.lower is None or value >= self.lower) and (self.upper is None or value <= self.upper)


def plain_mark(max_mark: Fraction, lost: Fraction) -> Decimal:
    """Return what remains of the maximum after a deduction: never below zero, never above the maximum."""
    return round_half_up(min(max(max_mark - lost, Fraction(0)), max_mark))


def deduction(kind: CalculationType, parameters: Parameters, max_mark: Fraction, value: Fraction) -> Fraction:
    """Return the marks that a measured value loses, before any limit.

    Raises DomainError for a value that the calculation cannot take or parameters that make no calculation.
    """
    match kind:
        case CalculationType.PASS_FAIL:
            return _pass_fail(max_mark, value)
        case CalculationType.NUMBER_COMPLETED:
            return _number_completed(parameters, max_mark, value)
        case CalculationType.CHOICE:
            return _choice(parameters, max_mark, value)
        case CalculationType.REGULAR_DIFFERENCE_DEDUCTION:
            return _regular_difference(parameters, max_mark, value)
        case CalculationType.RANGED_SCORE:
            return _ranged_score(parameters, max_mark, value)


def check_parameters(kind: CalculationType, parameters: Parameters, max_mark: Decimal) -> None:
    """Refuse parameters that make no calculation.

    Raises DomainError `calculation_invalid` with the name of the parameter.
    """
    top = Fraction(max_mark)
    match kind:
        case CalculationType.PASS_FAIL:
            return
        case CalculationType.NUMBER_COMPLETED:
            _possible(parameters)
        case CalculationType.CHOICE:
            choice_deductions(parameters, top)
        case CalculationType.REGULAR_DIFFERENCE_DEDUCTION:
            _steps(parameters)
            _as_marks(parameters, "DEDUCTION", top)
        case CalculationType.RANGED_SCORE:
            _required(parameters, "TARGET_VALUE")
            if not ranges(parameters, top):
                raise DomainError("calculation_invalid", parameter="RANGE1_DEDUCTION")


def plain_parameters(parameters: Parameters) -> dict[str, str]:
    """Return what parameters say, however they are written: nothing that is not set, numbers in their shortest form."""
    found = {}
    for key, value in sorted(parameters.items()):
        text = value.strip()
        if key.endswith("_TYPE") and text == UNIT:
            continue  # the kind that holds when none is named
        try:
            number = None if key.endswith("_LABEL") else Decimal(text)
        except InvalidOperation:
            number = None
        if number is not None and number.is_finite() and abs(number.adjusted()) <= MAX_MAGNITUDE:
            text = canonical_decimal(number)
        if text:
            found[key] = text
    return found


def choice_deductions(parameters: Parameters, max_mark: Fraction) -> tuple[Fraction, ...]:
    """Return what each choice loses, in the order of the choices."""
    found = []
    for number in range(1, MAX_CHOICES + 1):
        name = f"CHOICE{number}_DEDUCTION"
        if _optional(parameters, name) is None:
            break
        found.append(_as_marks(parameters, name, max_mark))
    if not found:
        raise DomainError("calculation_invalid", parameter="CHOICE1_DEDUCTION")
    return tuple(found)


def choice_label(number: int, language: str = "") -> str:
    """Return the parameter that names a choice: in the language of the scheme, or translated into another one.

    A translation ends with `_LABEL` as well: it is text for every reader of spreadsheets and computes nothing.
    """
    return f"CHOICE{number}_{language.upper().replace('-', '_')}_LABEL" if language else f"CHOICE{number}_LABEL"


def without_translations(parameters: Parameters) -> dict[str, str]:
    """Return the parameters without the translated names of choices."""
    return {key: value for key, value in parameters.items() if not _TRANSLATED.fullmatch(key)}


def ranges(parameters: Parameters, max_mark: Fraction) -> tuple[Range, ...]:
    """Return the ranges that are set; real files fill unused ones with zeros or nothing."""
    return tuple(_set_ranges(parameters, max_mark))


def _set_ranges(parameters: Parameters, max_mark: Fraction) -> Iterator[Range]:
    for number in RANGES:
        lower = _optional(parameters, f"RANGE{number}_LOWER")
        upper = _optional(parameters, f"RANGE{number}_UPPER")
        name = f"RANGE{number}_DEDUCTION"
        if _optional(parameters, name) is None or not (lower or upper or _optional(parameters, name)):
            continue
        if lower is not None and upper is not None and upper < lower:
            if upper != 0:
                raise DomainError("calculation_invalid", parameter=f"RANGE{number}_UPPER")
            upper = None  # a zero below the lower end is how the spreadsheet writes "no end"
        yield Range(lower, upper, _as_marks(parameters, name, max_mark))


def _pass_fail(max_mark: Fraction, value: Fraction) -> Fraction:
    if value not in (0, 1):
        raise DomainError("value_not_pass_or_fail")
    return max_mark * (1 - value)


def _number_completed(parameters: Parameters, max_mark: Fraction, value: Fraction) -> Fraction:
    possible = _possible(parameters)
    if value.denominator != 1:
        raise DomainError("value_not_whole")
    if not 0 <= value <= possible:
        raise DomainError("value_out_of_range", low="0", high=str(possible))
    return max_mark * (1 - value / possible)


def _choice(parameters: Parameters, max_mark: Fraction, value: Fraction) -> Fraction:
    lost = choice_deductions(parameters, max_mark)
    if value.denominator != 1 or not 1 <= value <= len(lost):
        raise DomainError("choice_unknown", high=str(len(lost)))
    return lost[int(value) - 1]


def _regular_difference(parameters: Parameters, max_mark: Fraction, value: Fraction) -> Fraction:
    target, step = _steps(parameters)
    return floor(abs(value - target) / step) * _as_marks(parameters, "DEDUCTION", max_mark)


def _ranged_score(parameters: Parameters, max_mark: Fraction, value: Fraction) -> Fraction:
    if value == _required(parameters, "TARGET_VALUE"):
        return Fraction(0)
    return min((each.lost for each in ranges(parameters, max_mark) if each.holds(value)), default=max_mark)


def _possible(parameters: Parameters) -> Fraction:
    possible = _required(parameters, "NUM_POSSIBLE")
    if possible.denominator != 1 or possible < 1:
        raise DomainError("calculation_invalid", parameter="NUM_POSSIBLE")
    return possible


def _steps(parameters: Parameters) -> tuple[Fraction, Fraction]:
    """Return the target and the size of one step in the unit of the value."""
    target, difference = _required(parameters, "TARGET_VALUE"), _required(parameters, "DIFFERENCE")
    if _kind(parameters, "DIFFERENCE_TYPE") == PERCENT:
        difference = abs(target) * difference / 100
    if difference <= 0:
        raise DomainError("calculation_invalid", parameter="DIFFERENCE")
    return target, difference


def _as_marks(parameters: Parameters, name: str, max_mark: Fraction) -> Fraction:
    """Return a deduction in marks, whether it is written in marks or in percent of the maximum."""
    amount = _required(parameters, name)
    if amount < 0:
        raise DomainError("calculation_invalid", parameter=name)
    return max_mark * amount / 100 if _kind(parameters, "DEDUCTION_TYPE") == PERCENT else amount


def _kind(parameters: Parameters, name: str) -> str:
    kind = parameters.get(name) or UNIT
    if kind not in (UNIT, PERCENT):
        raise DomainError("calculation_invalid", parameter=name)
    return kind


def _required(parameters: Parameters, name: str) -> Fraction:
    number = _optional(parameters, name)
    if number is None:
        raise DomainError("calculation_invalid", parameter=name)
    return number


def _optional(parameters: Parameters, name: str) -> Fraction | None:
    text = parameters.get(name, "").strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise DomainError("calculation_invalid", parameter=name) from None
    # A short text such as 1E999999999 would cost a very long number.
    if not number.is_finite() or (number and abs(number.adjusted()) > MAX_MAGNITUDE):
        raise DomainError("calculation_invalid", parameter=name)
    return Fraction(number)
