"""The common scales. Source: DOMAIN 3.1, 3.2, 8 (S1 to S11)."""

from __future__ import annotations

import csv
import json
import math
from decimal import Decimal, localcontext
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from competition.domain.scale import Scale, Scaled, scale_500, scale_700, scale_marks

FOLDER = Path(__file__).parents[2] / "vectors"
VECTORS = json.loads((FOLDER / "acceptance.json").read_text(encoding="utf-8"), parse_float=Decimal)
MARKS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
HALF = Decimal("0.5")
FIELDS = st.lists(MARKS, min_size=1, max_size=40)


def raw(vector: dict[str, Any]) -> list[Decimal]:
    return [Decimal(mark) for mark in vector["raw"]]


@pytest.mark.parametrize("vector", VECTORS["scale700"], ids=lambda vector: str(len(vector["raw"])))
def test_the_700_scale_gives_the_known_points(vector: dict[str, Any]) -> None:
    result = scale_700(raw(vector))
    assert list(result.scaled) == vector["scaled"]
    assert [problem.code for problem in result.problems] == (["scale_without_spread"] if "warning" in vector else [])


@pytest.mark.parametrize("vector", VECTORS["scale500"], ids=lambda vector: str(len(vector["raw"])))
def test_the_500_scale_gives_the_known_points(vector: dict[str, Any]) -> None:
    assert scale_500(raw(vector)) == Scaled(tuple(vector["scaled"]))


def test_the_32_marks_of_a_real_export() -> None:
    with (FOLDER / "standardisation-32.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) == 32
    marks = [Decimal(row["raw"]) for row in rows]
    assert scale_700(marks).scaled == tuple(int(row["scaled"]) for row in rows)


def test_an_entry_out_of_contest_changes_nobody() -> None:
    assert scale_700([Decimal(80), None, Decimal(60)]).scaled == (720, None, 680)
    assert scale_500([Decimal(80), None, Decimal(60)]).scaled == (530, None, 470)


def test_nobody_on_the_scale_is_no_error() -> None:
    assert scale_700([]) == Scaled(())
    assert scale_500([None]) == Scaled((None,))


@pytest.mark.parametrize("scale", [scale_700, scale_500])
def test_equal_marks_stand_in_the_middle_with_a_warning(scale: Any) -> None:
    result = scale([Decimal(50)] * 3)
    assert len(set(result.scaled)) == 1
    assert [problem.code for problem in result.problems] == ["scale_without_spread"]


def test_without_a_scale_marks_stand_as_they_are() -> None:
    assert scale_marks(Scale.NONE, [Decimal(1)]) is None
    assert scale_marks(Scale.S700, [Decimal(1)]) == Scaled((700,))
    assert scale_marks(Scale.S500, [Decimal(1)]) == Scaled((500,))


def test_exact_halves_are_rounded_up_on_both_sides_of_the_mean() -> None:
    # Five pairs of opposite marks with a deviation of exactly 60, so that one mark is half a point.
    field = [Decimal(sign * distance) for distance in (1, 1, 3, 33, 130) for sign in (1, -1)]
    assert scale_500(field).scaled == (501, 500, 501, 500, 502, 499, 517, 484, 565, 435)


@given(FIELDS)
def test_the_median_of_the_700_scale_is_700(field: list[Decimal]) -> None:
    scaled = [points for points in scale_700(field).scaled if points is not None]
    assert abs(median(scaled) - 700) <= 0.5


@given(FIELDS, st.randoms())
def test_the_order_of_marks_never_matters(field: list[Decimal], random: Any) -> None:
    order = list(range(len(field)))
    random.shuffle(order)
    for scale in (scale_700, scale_500):
        straight, shuffled = scale(field).scaled, scale([field[place] for place in order]).scaled
        assert shuffled == tuple(straight[place] for place in order)


@given(FIELDS)
def test_a_higher_mark_never_has_fewer_points(field: list[Decimal]) -> None:
    for scale in (scale_700, scale_500):
        pairs = sorted(zip(field, (points or 0 for points in scale(field).scaled), strict=True))
        assert [points for _, points in pairs] == sorted(points for _, points in pairs)


@given(FIELDS)
def test_the_500_scale_agrees_with_fifty_digits(field: list[Decimal]) -> None:
    assume(len(set(field)) > 1)
    with localcontext(prec=50):
        mean = sum(field, Decimal(0)) / len(field)
        deviation = (sum(((mark - mean) ** 2 for mark in field), Decimal(0)) / len(field)).sqrt()
        exact = [500 + 30 * (mark - mean) / deviation for mark in field]
        # What lies on a half to thirty digits is left to the exact example.
        assume(all(abs(value % 1 - HALF) > Decimal("1e-30") for value in exact))
        assert list(scale_500(field).scaled) == [math.floor(value + HALF) for value in exact]
