"""An event's own colours: ratios by WCAG 2.2, suggestions that hold, tokens that can be read. Source: A8, LOOK 2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain import brand
from competition.domain.brand import (
    Look,
    Part,
    is_near_fault,
    look_of,
    pairs,
    sheet_hash,
    stylesheet,
    suggested,
    tokens,
)
from competition.domain.colours import Colour, colour, contrast, distance, from_oklch, lighter, luminance, oklch
from competition.domain.errors import DomainError

COLOURS = st.builds(Colour, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
TOKENS = Path(__file__).parents[3] / "static" / "css" / "tokens.css"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),  # the well-known grey just below the limit
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#006a4b", "#eceff0", 5.7),  # LOOK 2: accent on ground
        ("#3fd6a0", "#0b1210", 10.2),
        ("#05291d", "#f3f8f5", 14.6),
        ("#05291d", "#b8713a", 4.1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(colour(one), colour(other)) == pytest.approx(ratio, abs=0.06)


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction_and_stays_within_its_bounds(one: Colour, other: Colour) -> None:
    assert 1 <= contrast(one, other) == contrast(other, one) <= 21


@given(COLOURS)
def test_a_colour_comes_back_from_lightness_chroma_and_hue(shown: Colour) -> None:
    back = from_oklch(oklch(shown))
    assert all(abs(a - b) <= 1 for a, b in zip(_parts(shown), _parts(back), strict=True))
    assert colour(shown.hex) == shown


@given(COLOURS, st.floats(0.01, 0.5))
def test_lighter_is_lighter(shown: Colour, by: float) -> None:
    assert luminance(lighter(shown, by)) >= luminance(shown) - 0.005
    assert luminance(lighter(shown, -by)) <= luminance(shown) + 0.005


@pytest.mark.parametrize("text", ["", "green", "#12345", "#12345g", "rgb(1,2,3)", "#123456;}body{display:none"])
def test_anything_but_six_hex_digits_is_no_colour(text: str) -> None:
    with pytest.raises(DomainError, match="colour_unknown"):
        colour(text)


def test_the_products_own_colours_hold_and_are_those_of_the_stylesheet() -> None:
    assert all(pair.holds for pair in pairs(Look()))
    text = TOKENS.read_text()
    for name, light, dark in (
        ("ground", brand.GROUND, brand.GROUND_DARK),
        ("ink-3", brand.INK_3, brand.INK_3_DARK),
        ("accent", brand.ACCENT, brand.ACCENT_DARK),
        ("fault", brand.FAULT, brand.FAULT_DARK),
    ):
        assert f"--{name}: light-dark({light.hex}, {dark.hex});" in text
    assert "--surface: light-dark(#fff, #131c19);" in text
    assert f"--bench: {brand.BENCH.hex};" in text
    assert f"--on-bench: {brand.ON_BENCH.hex};" in text
    assert all(f"--{name}: {medal.hex};" in text for name, medal in brand.MEDALS.items())


@settings(deadline=None, max_examples=50)
@given(COLOURS, COLOURS, COLOURS)
def test_what_is_suggested_always_holds(accent: Colour, dark: Colour, bench: Colour) -> None:
    better = suggested(Look(accent, dark, bench))
    assert [pair for pair in pairs(better) if not pair.holds] == []
    again = suggested(better)
    assert again == better


@settings(deadline=None, max_examples=40)
@given(COLOURS, COLOURS)
def test_one_accent_is_enough_and_its_dark_form_holds(accent: Colour, bench: Colour) -> None:
    look = suggested(Look(accent=accent, bench=bench))
    assert all(pair.holds for pair in pairs(look))
    assert look.accent_dark is None


@settings(deadline=None, max_examples=40)
@given(COLOURS, COLOURS, COLOURS)
def test_every_text_of_a_sound_look_can_be_read(accent: Colour, dark: Colour, bench: Colour) -> None:
    look = suggested(Look(accent, dark, bench))
    found = {name: re.findall(r"#[0-9a-f]{6}", value) for name, value in tokens(look).items()}
    for theme, ink_3 in ((0, brand.INK_3), (1, brand.INK_3_DARK)):
        soft = colour(found["accent-soft"][theme])
        assert contrast(soft, ink_3) >= 4.5
        assert contrast(soft, colour(found["on-accent-soft"][theme])) >= 4.5
        assert contrast(colour(found["accent"][theme]), colour(found["on-accent"][theme])) >= 4.5
    moved = colour(found["bench-moved"][0])
    assert contrast(moved, colour(found["jade"][0])) >= 4.5
    assert contrast(moved, colour(found["on-bench-2"][0])) >= 4.5
    assert contrast(colour(found["bench"][0]), colour(found["bench-edge"][0])) >= 3
    assert distance(moved, colour(found["bench"][0])) >= 0.03


def test_a_pale_accent_is_told_where_it_fails() -> None:
    failing = [(pair.part, pair.against) for pair in pairs(Look(accent=colour("#ffd400"))) if not pair.holds]
    assert failing == [(Part.ACCENT, "ground"), (Part.ACCENT, "surface")]
    bright = [pair.against for pair in pairs(Look(bench=colour("#ffffff"))) if not pair.holds]
    assert {"on_bench", "gold", "silver"} <= set(bright)


def test_an_accent_in_the_colour_of_faults_is_noticed() -> None:
    assert is_near_fault(Look(accent=colour("#b01040")))
    assert not is_near_fault(Look())
    assert not is_near_fault(Look(accent=colour("#0b4da2")))


def test_the_stylesheet_sets_tokens_and_nothing_else() -> None:
    text = stylesheet("#0b4da2", "", "#101a3c")
    assert re.fullmatch(r"@layer tokens\{:root\{(--[a-z0-9-]+:[a-z0-9#(),./% -]+;)+\}\}\n", text)
    assert "--accent:light-dark(#0b4da2,#" in text
    assert stylesheet("", "", "") == ""
    assert sheet_hash("", "", "") == ""
    assert re.fullmatch(r"[0-9a-f]{16}", sheet_hash("#0b4da2", "", ""))
    assert sheet_hash("#0b4da2", "", "") != sheet_hash("#0b4da3", "", "")
    assert look_of("", "", "").is_plain


def _parts(shown: Colour) -> tuple[int, int, int]:
    return shown.red, shown.green, shown.blue
