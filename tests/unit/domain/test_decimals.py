"""Numbers as people type them. Source: PRODUCT J3, N14."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.decimals import canonical_decimal, parse_decimal, round_half_up, two_decimals
from competition.domain.errors import DomainError

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "numbers.json").read_text(encoding="utf-8"))
ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")

STORED = st.decimals(min_value=-999_999, max_value=999_999, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda vector: ascii(vector["typed"]))
def test_a_number_is_read_in_every_script(vector: dict[str, str]) -> None:
    assert canonical_decimal(parse_decimal(vector["typed"])) == vector["value"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: ascii(vector["typed"]))
def test_what_is_no_number_or_two_is_refused_with_its_reason(vector: dict[str, str]) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_decimal(vector["typed"])
    assert refusal.value.code == vector["code"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("0", "0"), ("-0.00", "0"), ("1E+2", "100"), ("1.500", "1.5"), ("100", "100"), ("0E-8", "0"), ("-0.50", "-0.5")],
)
def test_a_value_has_one_stored_text(value: str, text: str) -> None:
    assert canonical_decimal(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_not_finite_is_never_stored(value: str) -> None:
    with pytest.raises(DomainError):
        canonical_decimal(Decimal(value))


@pytest.mark.parametrize(
    ("exact", "places", "rounded"),
    [
        ("1/8", 2, "0.13"),
        ("-1/8", 2, "-0.12"),
        ("3/8", 2, "0.38"),
        ("7/6", 2, "1.17"),
        ("1/2", 0, "1"),
        ("-1/2", 0, "0"),
    ],
)
def test_halves_are_rounded_up(exact: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Fraction(exact), places)) == rounded


@pytest.mark.parametrize(("mark", "text"), [("0", "0.00"), ("-0.00", "0.00"), ("1.5", "1.50"), ("100", "100.00")])
def test_a_mark_is_shown_with_two_decimals(mark: str, text: str) -> None:
    assert two_decimals(Decimal(mark)) == text


@given(STORED)
def test_stored_text_reads_back_as_the_same_value(value: Decimal) -> None:
    text = canonical_decimal(value)
    assert parse_decimal(text) == value
    assert canonical_decimal(parse_decimal(text)) == text


@given(STORED)
def test_every_script_gives_the_same_value(value: Decimal) -> None:
    text = canonical_decimal(value)
    assert {parse_decimal(text.translate(script)) for script in (ARABIC, PERSIAN, FULL_WIDTH)} == {value}


@given(st.text(max_size=60))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    codes = []
    value = Decimal(0)
    try:
        value = parse_decimal(text)
    except DomainError as refusal:
        codes = [refusal.code]
    assert value.is_finite()
    assert all(code.startswith("number_") for code in codes)


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10_000))
def test_rounding_moves_by_at_most_half_a_hundredth(value: Fraction) -> None:
    distance = Fraction(round_half_up(value)) - value
    assert -Fraction(1, 200) < distance <= Fraction(1, 200)
