"""What an aspect earns. Source: DOMAIN 2.2, 2.3, 8 (J1 to J9, M1 to M10)."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.marking import (
    Aggregation,
    Attempt,
    PanelMethod,
    Value,
    ValueKind,
    check_value,
    judgement_mark,
    measurement_mark,
    parse_value,
)
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType

VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "acceptance.json").read_text(encoding="utf-8"), parse_float=Decimal
)
GIVEN = [vector for vector in VECTORS["judgement"] if "mark" in vector]
REFUSED = [vector for vector in VECTORS["judgement"] if "error" in vector]
REASONS = {"spread": {"scores_too_far_apart"}, "invalid": {"score_count", "score_not_allowed"}}

MAX_MARKS = st.integers(min_value=1, max_value=1000).map(lambda hundredths: Decimal(hundredths) / 100)
RANGES = {
    "DEDUCTION_TYPE": "PERCENT",
    "TARGET_VALUE": "100",
    "RANGE1_LOWER": "0",
    "RANGE1_UPPER": "20",
    "RANGE1_DEDUCTION": "100",
    "RANGE2_LOWER": "20",
    "RANGE2_UPPER": "0E-8",
    "RANGE2_DEDUCTION": "60",
    "RANGE3_LOWER": "0E-8",
    "RANGE3_UPPER": "0E-8",
    "RANGE3_DEDUCTION": "0E-8",
}
MUTANTS = {
    "DEDUCTION_TYPE": "PERCENT",
    "TARGET_VALUE": "0",
    "RANGE1_LOWER": "0",
    "RANGE1_UPPER": "3",
    "RANGE1_DEDUCTION": "0",
    "RANGE2_LOWER": "0",
    "RANGE2_UPPER": "15",
    "RANGE2_DEDUCTION": "60",
    "RANGE3_DEDUCTION": "",
}
STEPS = {
    "TARGET_VALUE": "10",
    "DIFFERENCE": "0.5",
    "DIFFERENCE_TYPE": "UNIT",
    "DEDUCTION": "0.25",
    "DEDUCTION_TYPE": "UNIT",
}


def calculation(kind: str, **parameters: str) -> Calculation:
    return Calculation(CalculationType(kind), parameters)


@pytest.mark.parametrize("vector", GIVEN, ids=lambda vector: f"{vector['scores']} of {vector['max']}")
def test_a_judgement_earns_what_the_rules_say(vector: dict[str, Any]) -> None:
    assert str(judgement_mark(vector["scores"], Decimal(vector["max"]))) == vector["mark"]


@pytest.mark.parametrize("vector", REFUSED, ids=lambda vector: str(vector["scores"]))
def test_a_judgement_out_of_the_rules_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refusal:
        judgement_mark(vector["scores"], Decimal(vector["max"]))
    assert refusal.value.code in REASONS[vector["error"]]


@pytest.mark.parametrize("vector", VECTORS["measurement"], ids=lambda vector: f"{vector['type']} {vector['value']}")
def test_a_measurement_earns_what_the_rules_say(vector: dict[str, Any]) -> None:
    rule = calculation(vector["type"], **vector["parameters"])
    assert str(measurement_mark(rule, Decimal(vector["max"]), Decimal(vector["value"]))) == vector["mark"]


def test_the_vectors_are_all_there() -> None:
    assert (len(GIVEN), len(REFUSED), len(VECTORS["measurement"])) == (9, 8, 17)


def test_an_aspect_without_calculation_is_pass_or_fail() -> None:
    marks = [measurement_mark(None, Decimal("0.50"), Decimal(value)) for value in (1, 0)]
    assert marks == [Decimal("0.50"), Decimal("0.00")]


def test_not_attempted_earns_nothing_whatever_the_calculation() -> None:
    for kind in CalculationType:
        assert measurement_mark(Calculation(kind, {}), Decimal("1.00"), Attempt.NOT_ATTEMPTED) == Decimal("0.00")


@pytest.mark.parametrize(
    ("rule", "value", "code"),
    [
        (None, "2", "value_not_pass_or_fail"),
        (None, "0.5", "value_not_pass_or_fail"),
        (calculation("NUMBER_COMPLETED", NUM_POSSIBLE="3"), "4", "value_out_of_range"),
        (calculation("NUMBER_COMPLETED", NUM_POSSIBLE="3"), "-1", "value_out_of_range"),
        (calculation("NUMBER_COMPLETED", NUM_POSSIBLE="3"), "1.5", "value_not_whole"),
        (calculation("CHOICE", CHOICE1_DEDUCTION="0"), "2", "choice_unknown"),
        (calculation("CHOICE", CHOICE1_DEDUCTION="0"), "0", "choice_unknown"),
        (None, "NaN", "value_invalid"),
        (None, "Infinity", "value_invalid"),
        (calculation("NUMBER_COMPLETED"), "1", "calculation_invalid"),
        (calculation("NUMBER_COMPLETED", NUM_POSSIBLE="0"), "0", "calculation_invalid"),
        (calculation("NUMBER_COMPLETED", NUM_POSSIBLE="1E999999999"), "0", "calculation_invalid"),
        (calculation("CHOICE"), "1", "calculation_invalid"),
        (calculation("RANGED_SCORE", TARGET_VALUE="x"), "1", "calculation_invalid"),
        (
            calculation("REGULAR_DIFFERENCE_DEDUCTION", TARGET_VALUE="0", DIFFERENCE="0", DEDUCTION="1"),
            "1",
            "calculation_invalid",
        ),
    ],
)
def test_a_value_that_the_calculation_cannot_take_is_refused(rule: Calculation | None, value: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        measurement_mark(rule, Decimal("1.00"), Decimal(value))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        ("100", "1.75"),
        ("99.99", "0.70"),
        ("20", "0.70"),
        ("19.99", "0.00"),
        ("0", "0.00"),
        ("-1", "0.00"),
        ("101", "0.70"),
    ],
)
def test_ranges_of_a_real_file_with_unused_ones_as_zeros(value: str, mark: str) -> None:
    assert str(measurement_mark(calculation("RANGED_SCORE", **RANGES), Decimal("1.75"), Decimal(value))) == mark


@pytest.mark.parametrize(
    ("value", "mark"), [("0", "1.00"), ("3", "1.00"), ("4", "0.40"), ("15", "0.40"), ("16", "0.00")]
)
def test_where_ranges_overlap_the_smaller_deduction_holds(value: str, mark: str) -> None:
    assert str(measurement_mark(calculation("RANGED_SCORE", **MUTANTS), Decimal("1.00"), Decimal(value))) == mark


@pytest.mark.parametrize(
    ("value", "mark"),
    [("10", "1.00"), ("10.49", "1.00"), ("10.5", "0.75"), ("9.5", "0.75"), ("8.99", "0.50"), ("0", "0.00")],
)
def test_a_difference_counts_whole_steps_in_both_directions(value: str, mark: str) -> None:
    rule = calculation("REGULAR_DIFFERENCE_DEDUCTION", **STEPS)
    assert str(measurement_mark(rule, Decimal("1.00"), Decimal(value))) == mark


def test_differences_and_deductions_may_be_in_percent() -> None:
    parameters = {
        **STEPS,
        "DIFFERENCE": "10",
        "DIFFERENCE_TYPE": "PERCENT",
        "DEDUCTION": "50",
        "DEDUCTION_TYPE": "PERCENT",
    }
    rule = calculation("REGULAR_DIFFERENCE_DEDUCTION", **parameters)
    marks = [measurement_mark(rule, Decimal("0.75"), Decimal(value)) for value in ("10.9", "11", "12")]
    assert marks == [Decimal("0.75"), Decimal("0.38"), Decimal("0.00")]


@pytest.mark.parametrize(
    ("rule", "scores", "mark"),
    [
        (Aggregation(), [0, 3, 3, 3, 3], "0.80"),
        (Aggregation(PanelMethod.MEDIAN), [0, 3, 3, 2, 1], "0.67"),
        (Aggregation(PanelMethod.MEDIAN), [0, 1, 2, 3], "0.50"),
        (Aggregation(PanelMethod.DROP), [0, 3, 3, 2, 1], "0.67"),
        (Aggregation(PanelMethod.DROP, 2), [0, 3, 3, 2, 1, 3, 0], "0.67"),
    ],
)
def test_larger_panels_follow_their_rule(rule: Aggregation, scores: list[int], mark: str) -> None:
    award = judgement_mark(scores, Decimal("1.00"), panel_size=len(scores), spread_limit=None, rule=rule)
    assert str(award) == mark


@pytest.mark.parametrize(
    ("size", "rule", "code"),
    [
        (2, Aggregation(), "panel_size_not_allowed"),
        (8, Aggregation(), "panel_size_not_allowed"),
        (4, Aggregation(PanelMethod.DROP, 2), "panel_rule_not_allowed"),
        (4, Aggregation(PanelMethod.DROP, 0), "panel_rule_not_allowed"),
    ],
)
def test_a_panel_that_cannot_judge_is_refused(size: int, rule: Aggregation, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        judgement_mark([1] * size, Decimal("1.00"), panel_size=size, rule=rule)
    assert refusal.value.code == code


def test_a_refusal_never_carries_a_score() -> None:
    with pytest.raises(DomainError) as refusal:
        judgement_mark([1, 3, 3], Decimal("1.00"))
    assert dict(refusal.value.params) == {"limit": "1"}


def test_a_sent_value_is_stored_in_one_form() -> None:
    assert parse_value("measure", "١٫٥٠") == Value(ValueKind.MEASURE, "1.5")
    assert parse_value("judgement", "2") == Value(ValueKind.JUDGEMENT, "2")
    assert parse_value("absent", None) == Value(ValueKind.ABSENT)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [("void", "1", "value_kind_unknown"), ("absent", "0", "value_not_expected"), ("measure", None, "number_missing")],
)
def test_a_sent_value_of_no_kind_is_refused(kind: str, text: str | None, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_value(kind, text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (AspectType.JUDGEMENT, Value(ValueKind.MEASURE, "2"), "value_kind_wrong"),
        (AspectType.MEASUREMENT, Value(ValueKind.JUDGEMENT, "1"), "value_kind_wrong"),
        (AspectType.JUDGEMENT, Value(ValueKind.JUDGEMENT, "4"), "score_not_allowed"),
        (AspectType.JUDGEMENT, Value(ValueKind.JUDGEMENT, "1.5"), "score_not_allowed"),
        (AspectType.MEASUREMENT, Value(ValueKind.MEASURE, "2"), "value_not_pass_or_fail"),
    ],
)
def test_a_value_that_the_aspect_never_takes_is_refused(kind: AspectType, value: Value, code: str) -> None:
    aspect = Aspect("A1.X1", kind, {"en": "Aspect"}, Decimal("1.00"))
    with pytest.raises(DomainError) as refusal:
        check_value(aspect, value)
    assert refusal.value.code == code


def test_not_attempted_zero_and_missing_are_three_values() -> None:
    absent, zero = Value(ValueKind.ABSENT), Value(ValueKind.MEASURE, "0")
    assert absent.measured() is Attempt.NOT_ATTEMPTED
    assert zero.measured() == Decimal(0)
    assert absent != zero
    check_value(Aspect("A1.M1", AspectType.MEASUREMENT, {}, Decimal("1.00")), absent)


@given(st.lists(st.integers(0, 3), min_size=3, max_size=7), MAX_MARKS, st.sampled_from(PanelMethod))
def test_a_judgement_lies_between_zero_and_the_maximum(
    scores: list[int], max_mark: Decimal, method: PanelMethod
) -> None:
    rule = Aggregation(method)
    mark = judgement_mark(scores, max_mark, panel_size=len(scores), spread_limit=None, rule=rule)
    assert Decimal(0) <= mark <= max_mark
    assert mark == judgement_mark(sorted(scores), max_mark, panel_size=len(scores), spread_limit=None, rule=rule)
    assert mark.as_tuple().exponent == -2


@given(
    st.sampled_from(
        [
            calculation("RANGED_SCORE", **RANGES),
            calculation("RANGED_SCORE", **MUTANTS),
            calculation("REGULAR_DIFFERENCE_DEDUCTION", **STEPS),
            calculation("NUMBER_COMPLETED", NUM_POSSIBLE="7"),
            calculation("CHOICE", DEDUCTION_TYPE="UNIT", CHOICE1_DEDUCTION="0", CHOICE2_DEDUCTION="99"),
        ]
    ),
    st.decimals(min_value=-1000, max_value=1000, places=2),
    MAX_MARKS,
)
def test_a_measurement_lies_between_zero_and_the_maximum(rule: Calculation, value: Decimal, max_mark: Decimal) -> None:
    codes, mark = [], Decimal("0.00")
    try:
        mark = measurement_mark(rule, max_mark, value)
    except DomainError as refusal:
        codes = [refusal.code]
    assert set(codes) <= {"value_out_of_range", "value_not_whole", "choice_unknown"}
    assert Decimal(0) <= mark <= max_mark
    assert mark.as_tuple().exponent == -2
