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

FOLDER = Path(__file__).parents[2] / "vectors"
VECTORS = json.loads((FOLDER / "acceptance.json").read_text(encoding="utf-8"), parse_float=Decimal)
BORDERS = json.loads((FOLDER / "calculations.json").read_text(encoding="utf-8"))
GIVEN = [vector for vector in VECTORS["judgement"] if "mark" in vector]
REFUSED = [vector for vector in VECTORS["judgement"] if "error" in vector]
REASONS = {"spread": {"scores_too_far_apart"}, "invalid": {"score_count", "score_not_allowed"}}

MAX_MARKS = st.integers(min_value=1, max_value=1000).map(lambda hundredths: Decimal(hundredths) / 100)
RANGES, MUTANTS, STEPS = (BORDERS["marked"][place]["parameters"] for place in (0, 7, 12))


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


@pytest.mark.parametrize("vector", BORDERS["marked"], ids=lambda vector: f"{vector['type']} {vector['value']}")
def test_the_borders_of_a_calculation_are_settled(vector: dict[str, Any]) -> None:
    rule = calculation(vector["type"], **vector["parameters"])
    assert str(measurement_mark(rule, Decimal(vector["max"]), Decimal(vector["value"]))) == vector["mark"]


@pytest.mark.parametrize("vector", BORDERS["refused"], ids=lambda vector: f"{vector['type']} {vector['code']}")
def test_a_value_that_the_calculation_cannot_take_is_refused(vector: dict[str, Any]) -> None:
    rule = calculation(vector["type"], **vector["parameters"])
    with pytest.raises(DomainError) as refusal:
        measurement_mark(rule, Decimal(vector["max"]), Decimal(vector["value"]))
    assert refusal.value.code == vector["code"]


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
