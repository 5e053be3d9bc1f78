"""What an aspect earns: the scores of a panel, the measured value and its calculation. Source: DOMAIN 2.2, 2.3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from competition.domain.calculations import NO_MARK, deduction, plain_mark
from competition.domain.decimals import canonical_decimal, parse_decimal, round_half_up
from competition.domain.errors import DomainError
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType

__all__ = [
    "ALLOWED_SCORES",
    "Aggregation",
    "Attempt",
    "MeasuredValue",
    "PanelMethod",
    "Value",
    "ValueKind",
    "aggregate",
    "canonical_decimal",
    "check_value",
    "judgement_mark",
    "measurement_mark",
    "parse_decimal",
    "parse_value",
    "spread",
]

ALLOWED_SCORES = (0, 1, 2, 3)
MAX_SCORE = 3
PANEL_SIZES = range(3, 8)
DEFAULT_PANEL_SIZE = 3
DEFAULT_SPREAD_LIMIT = 1


class Attempt(StrEnum):
    """That a competitor did not try: earns 0.00 and stays a state of its own. Not judged yet is None."""

    NOT_ATTEMPTED = "did_not_attempt"


MeasuredValue = Decimal | Attempt
"""A measured value: a number, pass or fail as 1 or 0, a choice as its 1-based number, or not attempted."""


class PanelMethod(StrEnum):
    """How the scores of a panel become one. Source: DOMAIN 2.2, PRODUCT F2."""

    MEAN = "mean"
    MEDIAN = "median"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Aggregation:
    """A panel's rule; `each` is how many highest and how many lowest scores DROP leaves out."""

    method: PanelMethod = PanelMethod.MEAN
    each: int = 1


MEAN = Aggregation()


class ValueKind(StrEnum):
    """What a judge's entry says."""

    JUDGEMENT = "judgement"
    MEASURE = "measure"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a judge as it is sent and stored; number is canonical decimal text, "" when absent."""

    kind: ValueKind
    number: str = ""

    def measured(self) -> MeasuredValue:
        """Return the number, or that nothing was attempted."""
        return Attempt.NOT_ATTEMPTED if self.kind is ValueKind.ABSENT else Decimal(self.number)

    def score(self) -> int | Attempt:
        """Return the score of a judgement, or that nothing was attempted."""
        return Attempt.NOT_ATTEMPTED if self.kind is ValueKind.ABSENT else int(self.number)


def parse_value(kind: str, text: str | None) -> Value:
    """Return the value that a client sent as `{"t": kind, "v": text}`.

    Raises DomainError `value_kind_unknown`, `value_not_expected`, or what `parse_decimal` raises.
    """
    if kind not in list(ValueKind):
        raise DomainError("value_kind_unknown")
    if kind == ValueKind.ABSENT:
        if text:
            raise DomainError("value_not_expected")
        return Value(ValueKind.ABSENT)
    return Value(ValueKind(kind), canonical_decimal(parse_decimal(text or "")))


def check_value(aspect: Aspect, value: Value) -> None:
    """Refuse a value that this aspect can never take.

    Raises DomainError `value_kind_wrong`, `score_not_allowed`, or the refusals of `measurement_mark`.
    """
    if value.kind is ValueKind.ABSENT:
        return
    judged = aspect.type is AspectType.JUDGEMENT
    if judged is not (value.kind is ValueKind.JUDGEMENT):
        raise DomainError("value_kind_wrong", aspect=aspect.code)
    if judged:
        _check_scores([Decimal(value.number)])
    else:
        measurement_mark(aspect.calculation, aspect.max_mark, Decimal(value.number))


def spread(scores: Sequence[int | Decimal]) -> int | Decimal:
    """Return the distance between the highest and the lowest score."""
    return max(scores) - min(scores)


def aggregate(scores: Sequence[int | Decimal], rule: Aggregation = MEAN) -> Fraction:
    """Return the one score of a panel, exact.

    Raises DomainError `panel_rule_not_allowed` when dropping would leave no score.
    """
    ordered = sorted(Fraction(score) for score in scores)
    match rule.method:
        case PanelMethod.MEDIAN:
            kept = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
        case PanelMethod.DROP:
            if rule.each < 1 or 2 * rule.each >= len(ordered):
                raise DomainError("panel_rule_not_allowed")
            kept = ordered[rule.each : len(ordered) - rule.each]
        case _:
            kept = ordered
    return sum(kept, Fraction(0)) / len(kept)


def judgement_mark(
    scores: Sequence[int | Decimal],
    max_mark: Decimal,
    *,
    panel_size: int = DEFAULT_PANEL_SIZE,
    spread_limit: int | None = DEFAULT_SPREAD_LIMIT,
    rule: Aggregation = MEAN,
) -> Decimal:
    """Return the mark that one judgement aspect earns.

    scores: one per judge of the panel, each 0, 1, 2 or 3.
    max_mark: marks, > 0, two decimals.
    panel_size: judges, 3 to 7. spread_limit: most allowed distance of two scores, None for any.
    Returns marks in [0, max_mark], two decimals, half up.
    Raises DomainError `panel_size_not_allowed`, `score_count`, `score_not_allowed`, `scores_too_far_apart`.
    Source: DOMAIN 2.2.
    """
    if panel_size not in PANEL_SIZES:
        raise DomainError("panel_size_not_allowed", size=str(panel_size))
    if len(scores) != panel_size:
        raise DomainError("score_count", expected=str(panel_size), given=str(len(scores)))
    _check_scores(scores)
    if spread_limit is not None and spread(scores) > spread_limit:
        raise DomainError("scores_too_far_apart", limit=str(spread_limit))
    return round_half_up(aggregate(scores, rule) / MAX_SCORE * Fraction(max_mark))


def measurement_mark(calculation: Calculation | None, max_mark: Decimal, value: MeasuredValue) -> Decimal:
    """Return the mark that one measurement aspect earns.

    calculation: None means pass or fail. max_mark: marks, > 0. value: what the panel agreed on.
    Returns marks in [0, max_mark], two decimals, half up; 0.00 when not attempted.
    Raises DomainError `value_not_pass_or_fail`, `value_not_whole`, `value_out_of_range`, `choice_unknown`,
        `value_invalid`, `calculation_invalid`. Source: DOMAIN 2.3.
    """
    if isinstance(value, Attempt):
        return NO_MARK
    if not value.is_finite():
        raise DomainError("value_invalid")
    kind = calculation.type if calculation else CalculationType.PASS_FAIL
    parameters: Mapping[str, str] = calculation.parameters if calculation else {}
    lost = deduction(kind, parameters, Fraction(max_mark), Fraction(value))
    return plain_mark(Fraction(max_mark), lost)


def _check_scores(scores: Sequence[int | Decimal]) -> None:
    for score in scores:
        if isinstance(score, bool) or score not in ALLOWED_SCORES:
            raise DomainError("score_not_allowed")
