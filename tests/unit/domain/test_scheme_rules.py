"""What makes a marking scheme valid. Source: DOMAIN 1.1 to 1.4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from competition.domain.errors import Problem, Severity
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
)
from competition.domain.scheme_rules import (
    CriterionSummary,
    SectionSummary,
    check_days,
    check_scheme,
    criteria_by_share,
    summarise,
)

WORDS = {"en": "Text"}
THREE = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "3"}, "Three", shared=True, number=2)


def measured(code: str, mark: str, section: str = "1", calculation: Calculation | None = None) -> Aspect:
    return Aspect(code, AspectType.MEASUREMENT, WORDS, Decimal(mark), section, calculation=calculation)


def judged(code: str, mark: str, section: str = "1", descriptors: int = 4) -> Aspect:
    return Aspect(code, AspectType.JUDGEMENT, WORDS, Decimal(mark), section, descriptors=(WORDS,) * descriptors)


def criterion(code: str, *aspects: Aspect, day: int | None = 1) -> Criterion:
    return Criterion(code, WORDS, (SubCriterion(f"{code}1", WORDS, day, aspects),))


def section(code: str, weight: str) -> StandardSection:
    return StandardSection(code, WORDS, Decimal(weight))


def small(*aspects: Aspect, sections: tuple[StandardSection, ...] = ()) -> Scheme:
    return Scheme((criterion("A", *aspects),), sections)


def found(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    return [(problem.severity.value, problem.code) for problem in problems]


def check(scheme: Scheme, total: str, **options: Decimal) -> list[tuple[str, str]]:
    return found(check_scheme(scheme, total=Decimal(total), **options))


WHOLE = Scheme(
    (
        criterion("A", *(measured(f"A1.M{number}", "2.00", "1", THREE) for number in range(1, 21))),
        criterion("B", *(judged(f"B1.J{number}", "1.50", "2") for number in range(1, 41))),
    ),
    (section("1", "40.00"), section("2", "60.00")),
)


def test_a_scheme_that_keeps_every_rule_has_no_problem() -> None:
    assert check_scheme(WHOLE) == ()


def test_the_summary_recomputes_every_sum() -> None:
    summary = summarise(WHOLE)
    assert summary.criteria == (
        CriterionSummary("A", Decimal("40.00"), 1, 20),
        CriterionSummary("B", Decimal("60.00"), 1, 40),
    )
    assert (summary.sub_criteria, summary.measurements, summary.judgements) == (2, 20, 40)
    assert (summary.total, summary.total_variation, summary.calculations) == (Decimal("100.00"), Decimal("0.00"), 1)
    assert summary.sections[1] == SectionSummary("2", Decimal("60.00"), Decimal("60.00"), Decimal("0.00"))


def test_a_total_other_than_100_is_an_error_with_both_figures() -> None:
    (problem,) = check_scheme(small(measured("A1.M1", "2.00")))
    assert (problem.code, dict(problem.params)) == ("total_not_100", {"total": "2.00", "expected": "100.00"})


def test_an_event_may_ask_for_another_total() -> None:
    assert check(small(measured("A1.M1", "2.00")), "2.00") == []


@pytest.mark.parametrize(
    ("aspect", "expected"),
    [
        (measured("A1.M1", "0"), [("error", "max_mark_not_positive")]),
        (measured("A1.M1", "-1"), [("error", "max_mark_not_positive")]),
        (measured("A1.M1", "0.005"), [("error", "max_mark_too_fine")]),
        (measured("A1.M1", "2.01"), [("warning", "aspect_over_two")]),
        (measured("A1.M1", "2.00"), []),
        (judged("A1.J1", "1.00", descriptors=0), [("warning", "judgement_without_descriptors")]),
        (judged("A1.J1", "1.00", descriptors=3), [("warning", "judgement_without_descriptors")]),
        (replace(judged("A1.J1", "1.00"), calculation=THREE), [("error", "judgement_with_calculation")]),
        (
            measured("A1.M1", "1.00", calculation=Calculation(CalculationType.NUMBER_COMPLETED, {})),
            [("error", "calculation_invalid")],
        ),
    ],
)
def test_each_rule_of_an_aspect_has_its_code(aspect: Aspect, expected: list[tuple[str, str]]) -> None:
    assert check(small(aspect), str(aspect.max_mark)) == expected


@pytest.mark.parametrize(
    ("kind", "parameters", "parameter"),
    [
        (CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "2.5"}, "NUM_POSSIBLE"),
        (CalculationType.CHOICE, {"CHOICE1_DEDUCTION": "-1"}, "CHOICE1_DEDUCTION"),
        (CalculationType.CHOICE, {"CHOICE1_DEDUCTION": "1", "DEDUCTION_TYPE": "HALF"}, "DEDUCTION_TYPE"),
        (CalculationType.RANGED_SCORE, {"TARGET_VALUE": "1"}, "RANGE1_DEDUCTION"),
        (
            CalculationType.RANGED_SCORE,
            {"TARGET_VALUE": "1", "RANGE1_LOWER": "9", "RANGE1_UPPER": "3", "RANGE1_DEDUCTION": "1"},
            "RANGE1_UPPER",
        ),
        (CalculationType.REGULAR_DIFFERENCE_DEDUCTION, {"TARGET_VALUE": "1", "DIFFERENCE": "1"}, "DEDUCTION"),
        (CalculationType.REGULAR_DIFFERENCE_DEDUCTION, {"TARGET_VALUE": "NaN"}, "TARGET_VALUE"),
    ],
)
def test_a_calculation_that_cannot_compute_names_its_parameter(
    kind: CalculationType, parameters: dict[str, str], parameter: str
) -> None:
    aspect = measured("A1.M1", "1.00", calculation=Calculation(kind, parameters))
    (problem,) = check_scheme(small(aspect), total=Decimal("1.00"))
    assert (problem.severity, problem.code) == (Severity.ERROR, "calculation_invalid")
    assert dict(problem.params) == {"aspect": "A1.M1", "parameter": parameter}


def test_pass_or_fail_needs_no_parameters() -> None:
    aspect = measured("A1.M1", "1.00", calculation=Calculation(CalculationType.PASS_FAIL, {}))
    assert check(small(aspect), "1.00") == []


@pytest.mark.parametrize(
    ("weight", "expected"), [("1.00", []), ("6.00", ["warning"]), ("6.01", ["error"]), ("0.75", ["warning"])]
)
def test_a_section_off_its_weight_is_warned_of_and_beyond_five_marks_refused(weight: str, expected: list[str]) -> None:
    scheme = small(measured("A1.M1", "1.00"), sections=(section("1", weight),))
    assert check(scheme, "1.00") == [(severity, "section_variation") for severity in expected]


def test_the_tolerance_of_sections_belongs_to_the_event() -> None:
    scheme = small(measured("A1.M1", "1.00"), sections=(section("1", "2.00"),))
    assert check(scheme, "1.00", section_tolerance=Decimal("0.50")) == [("error", "section_variation")]


def test_an_aspect_in_no_known_section_is_an_error_only_where_there_are_sections() -> None:
    with_sections = small(measured("A1.M1", "1.00", "9"), sections=(section("1", "0.00"),))
    assert check(with_sections, "1.00") == [("error", "section_unknown")]
    assert check(small(measured("A1.M1", "1.00", "")), "1.00") == []


def test_more_than_nine_criteria_are_refused() -> None:
    criteria = tuple(criterion(letter, measured(f"{letter}1.M1", "1.00")) for letter in "ABCDEFGHIJ")
    codes = check(Scheme(criteria), "10.00")
    assert codes == [("error", "too_many_criteria"), ("error", "criterion_code_unknown")]


@pytest.mark.parametrize("code", ["", "AB", "a", "1", "А"])
def test_a_criterion_is_named_by_a_letter_from_a_to_i(code: str) -> None:
    assert ("error", "criterion_code_unknown") in check(Scheme((criterion(code, measured("X1.M1", "1.00")),)), "1.00")


def test_empty_criteria_and_sub_criteria_are_found() -> None:
    full = SubCriterion("A1", WORDS, 1, (measured("A1.M1", "1.00"),))
    scheme = Scheme((Criterion("A", WORDS, (full, SubCriterion("A2", WORDS, 1, ()))), Criterion("B", WORDS, ())))
    assert check(scheme, "1.00") == [
        ("warning", "sub_criterion_without_aspects"),
        ("error", "criterion_without_aspects"),
    ]


def test_a_code_twice_is_found_on_every_shelf() -> None:
    doubled = criterion("A", measured("A1.M1", "1.00"), measured("A1.M1", "1.00"))
    scheme = Scheme((doubled, doubled), (section("1", "4.00"), section("1", "4.00")))
    problems = [problem for problem in check_scheme(scheme, total=Decimal("4.00")) if problem.code == "duplicate_code"]
    assert [problem.params["part"] for problem in problems] == ["A", "A1", "A1.M1", "1"]


def test_days_are_checked_against_the_event() -> None:
    scheme = Scheme(
        (
            criterion("A", measured("A1.M1", "1.00"), day=2),
            criterion("B", measured("B1.M1", "1.00"), day=4),
            criterion("C", measured("C1.M1", "1.00"), day=None),
        )
    )
    problems = check_days(scheme, {1, 2, 3})
    assert found(problems) == [("error", "day_unknown"), ("warning", "day_missing")]
    assert dict(problems[0].params) == {"sub_criterion": "B1", "day": "4"}


def test_modules_are_compared_by_share_and_then_by_letter() -> None:
    scheme = Scheme(
        (
            criterion("A", measured("A1.M1", "1.00")),
            criterion("B", measured("B1.M1", "2.00")),
            criterion("C", measured("C1.M1", "1.00")),
        )
    )
    assert criteria_by_share(scheme) == ("B", "A", "C")
