"""Codes of each layer: every one used once. Source: DOMAIN 5.4, 8 (W4)."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.blind_codes import REVIEW_LETTERS, CodeKind, check_codes, draw_codes, kind_of
from competition.domain.errors import DomainError


@settings(max_examples=40)
@given(st.integers(1, 3), st.integers(2, 60), st.integers())
def test_as_many_different_codes_are_drawn_as_there_are_entries(layer: int, count: int, seed: int) -> None:
    codes = draw_codes(layer, count, (), Random(seed).sample)
    assert len(set(codes)) == count
    assert check_codes(layer, codes, ()) == codes


def test_each_layer_has_codes_of_its_own_look() -> None:
    sample = Random(1).sample
    assert all(len(code) == 3 and code.isdigit() for code in draw_codes(1, 9, (), sample))
    assert sorted(draw_codes(2, 3, (), sample)) == ["W01", "W02", "W03"]
    assert all(set(code) <= set(REVIEW_LETTERS) and len(code) == 4 for code in draw_codes(3, 9, (), sample))
    assert not set("AEIOUL01") & set(REVIEW_LETTERS)
    assert [kind_of(layer) for layer in (1, 2, 3)] == list(CodeKind)


def test_a_used_code_does_not_come_again_but_a_workstation_does() -> None:
    used = {str(number) for number in range(100, 998)}
    assert sorted(draw_codes(1, 2, used, Random(1).sample)) == ["998", "999"]
    with pytest.raises(DomainError, match="codes_used_up"):
        draw_codes(1, 3, used, Random(1).sample)
    reviews = draw_codes(3, 20, (), Random(2).sample)
    assert not set(draw_codes(3, 20, reviews, Random(2).sample)) & set(reviews)
    assert draw_codes(2, 1, {"W01"}, Random(1).sample) == ["W01"]
    assert check_codes(2, ["w01"], {"W01"}) == ["W01"]


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["7", " 7 "], "code_drawn_twice"),
        (["a", "A"], "code_drawn_twice"),
        (["7", ""], "code_missing"),
        (["7", "-8"], "code_invalid"),
        (["7", "七"], "code_invalid"),
        (["7", "1234567890123"], "code_invalid"),
        (["7", "9"], "code_used_before"),
    ],
)
def test_codes_that_were_drawn_by_hand_are_each_used_once(codes: list[str], code: str) -> None:
    with pytest.raises(DomainError, match=f"^{code}$"):
        check_codes(1, codes, {"9"})
