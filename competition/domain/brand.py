"""An event's own colours: what they must keep to, what is suggested instead, and all tokens that follow from them.

An event may replace the accent and the bench; every pair of LOOK 2 that they take part in must keep the ratios of
WCAG 2.2 in both themes, on the bench and on the moved row of a hall screen. Source: PRODUCT A8, LOOK 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from competition.domain.board_types import BrandHead
from competition.domain.colours import Colour, colour, contrast, distance, lighter, of_hue

TEXT, LARGE, BENCH_TEXT, BENCH_QUIET = 4.5, 3.0, 7.0, 6.0
"""Ratios of WCAG 2.2: text (1.4.3), graphics (1.4.11), enhanced text (1.4.6) for what a hall reads.

BENCH_QUIET: more than text needs, so that the moved row can be lighter than the bench and its words still be read.
"""
TOO_NEAR = 0.12
"""OKLab distance below which an accent would be taken for the colour of faults."""
GROUND, SURFACE, INK_3 = colour("#eceff0"), colour("#ffffff"), colour("#56655e")
GROUND_DARK, SURFACE_DARK, INK_3_DARK = colour("#0b1210"), colour("#131c19"), colour("#93a49c")
FAULT, FAULT_DARK = colour("#ac0f37"), colour("#ff8fa3")
ON_BENCH, WHITE, NIGHT = colour("#f3f8f5"), colour("#ffffff"), colour("#03150e")
MEDALS = {"gold": colour("#f0bb2f"), "silver": colour("#cfd6da"), "bronze": colour("#b8713a")}
ACCENT, ACCENT_DARK, BENCH = colour("#006a4b"), colour("#3fd6a0"), colour("#05291d")
"""The product's own, as in tokens.css; they stand wherever an event has none."""
_STEP = 0.01


class Part(StrEnum):
    """The three colours that an event may choose."""

    ACCENT = "accent"
    ACCENT_DARK = "accent_dark"
    BENCH = "bench"


@dataclass(frozen=True, slots=True)
class Look:
    """The colours that an event chose; None keeps the product's.

    accent: on light pages. accent_dark: on dark pages and on the bench; None with an accent: made from it.
    bench: the dark ground of masthead and hall screen.
    """

    accent: Colour | None = None
    accent_dark: Colour | None = None
    bench: Colour | None = None

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing was chosen."""
        return self.accent is None and self.accent_dark is None and self.bench is None

    @property
    def shown(self) -> tuple[Colour, Colour, Colour]:
        """Return accent, accent on dark and bench as they are drawn."""
        bench = self.bench or BENCH
        accent = self.accent or ACCENT
        dark = self.accent_dark or (suggested_dark(accent, bench) if self.accent else ACCENT_DARK)
        return accent, dark, bench


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of colours that must differ enough. against: what the colour stands on, a key of the page's words."""

    part: Part
    against: str
    ratio: float
    least: float

    @property
    def holds(self) -> bool:
        """Tell whether the pair keeps its ratio."""
        return self.ratio >= self.least


def pairs(look: Look) -> tuple[Pair, ...]:
    """Return every pair that the chosen colours take part in, whether it holds or not."""
    accent, dark, bench = look.shown
    on_bench_2 = _on_bench_2(bench)
    found = [
        Pair(Part.ACCENT, "ground", contrast(accent, GROUND), TEXT),
        Pair(Part.ACCENT, "surface", contrast(accent, SURFACE), TEXT),
        Pair(Part.ACCENT, "button", contrast(accent, _on(accent)), TEXT),
        Pair(Part.ACCENT_DARK, "ground_dark", contrast(dark, GROUND_DARK), TEXT),
        Pair(Part.ACCENT_DARK, "surface_dark", contrast(dark, SURFACE_DARK), TEXT),
        Pair(Part.ACCENT_DARK, "button_dark", contrast(dark, _on(dark)), TEXT),
        Pair(Part.ACCENT_DARK, "bench", contrast(dark, bench), BENCH_QUIET),
        Pair(Part.BENCH, "on_bench", contrast(bench, ON_BENCH), BENCH_TEXT),
        Pair(Part.BENCH, "on_bench_2", contrast(bench, on_bench_2), BENCH_QUIET),
        *(Pair(Part.BENCH, name, contrast(bench, medal), LARGE) for name, medal in MEDALS.items()),
    ]
    return tuple(found)


def is_near_fault(look: Look) -> bool:
    """Tell whether an accent looks like the colour of faults, which it must not be taken for."""
    accent, dark, _ = look.shown
    return distance(accent, FAULT) < TOO_NEAR or distance(dark, FAULT_DARK) < TOO_NEAR


def suggested(look: Look) -> Look:
    """Return the nearest colours of the same hues that keep every ratio; those that hold stay as they are."""
    _, _, bench = look.shown
    bench = _moved(bench, -_STEP, lambda tried: all(each.holds for each in _of(Look(bench=tried), Part.BENCH)))
    accent, dark, _ = look.shown
    accent = _moved(accent, -_STEP, lambda tried: all(each.holds for each in _of(Look(accent=tried), Part.ACCENT)))
    dark = suggested_dark(dark, bench)
    return Look(accent if look.accent else None, dark if look.accent_dark else None, bench if look.bench else None)


def suggested_dark(wanted: Colour, bench: Colour) -> Colour:
    """Return the nearest lighter colour that can be read on dark pages and on a bench."""
    return _moved(
        wanted,
        _STEP,
        lambda tried: (
            contrast(tried, bench) >= BENCH_QUIET
            and all(contrast(tried, each) >= TEXT for each in (GROUND_DARK, SURFACE_DARK))
        ),
    )


@lru_cache(maxsize=256)
def stylesheet(accent: str, accent_dark: str, bench: str, selector: str = ":root") -> str:
    """Return the stylesheet that puts an event's colours in the place of the product's, "" without any.

    accent, accent_dark, bench: `#rrggbb` or "". selector: where they hold. Only tokens are set, no rule is added.
    Raises DomainError `colour_unknown`.
    """
    look = look_of(accent, accent_dark, bench)
    if look.is_plain:
        return ""
    lines = "".join(f"--{name}:{value};" for name, value in tokens(look).items())
    return f"@layer tokens{{{selector}{{{lines}}}}}\n"


def sheet_hash(accent: str, accent_dark: str, bench: str) -> str:
    """Return what names the stylesheet in addresses, 16 hex digits; "" without one."""
    text = stylesheet(accent, accent_dark, bench)
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def brand_head(accent: str | None, accent_dark: str | None, bench: str | None, logo: str | None) -> BrandHead | None:
    """Return what every board says of the event's look, None where it has none of its own."""
    sheet = sheet_hash(accent or "", accent_dark or "", bench or "")
    return {"sheet": sheet, "logo": logo or ""} if sheet or logo else None


def look_of(accent: str, accent_dark: str, bench: str) -> Look:
    """Return the look of stored colours. Raises DomainError `colour_unknown`."""
    return Look(*(colour(text) if text else None for text in (accent, accent_dark, bench)))


def tokens(look: Look) -> Mapping[str, str]:
    """Return the tokens of tokens.css that follow from a look, by name without dashes."""
    accent, dark, bench = look.shown
    found: dict[str, str] = {}
    if look.accent or look.accent_dark:
        found.update(_accent_tokens(accent, dark))
        found.update({"jade": dark.hex, "on-jade": _on(dark).hex, "jade-halo": _glass(dark)})
    if look.bench:
        found.update(_bench_tokens(bench, dark))
    return found


def _accent_tokens(accent: Colour, dark: Colour) -> Iterator[tuple[str, str]]:
    soft = _moved(of_hue(accent, 0.92, 0.04), _STEP, lambda tried: contrast(tried, INK_3) >= TEXT)
    soft_dark = _moved(of_hue(dark, 0.32, 0.05), -_STEP, lambda tried: contrast(tried, INK_3_DARK) >= TEXT)
    on_soft = _moved(of_hue(accent, 0.4, 0.12), -_STEP, lambda tried: contrast(tried, soft) >= BENCH_TEXT)
    on_soft_dark = _moved(of_hue(dark, 0.85, 0.11), _STEP, lambda tried: contrast(tried, soft_dark) >= BENCH_TEXT)
    yield "accent", _both(accent, dark)
    yield "accent-strong", _both(lighter(accent, -0.09), lighter(dark, 0.09))
    yield "on-accent", _both(_on(accent), _on(dark))
    yield "accent-soft", _both(soft, soft_dark)
    yield "on-accent-soft", _both(on_soft, on_soft_dark)
    yield "accent-bed", _both(of_hue(accent, 0.83, 0.05), of_hue(dark, 0.42, 0.06))


def _bench_tokens(bench: Colour, dark: Colour) -> Iterator[tuple[str, str]]:
    moved = _moved(
        lighter(bench, 0.16), -_STEP,
        lambda tried: contrast(tried, dark) >= TEXT and contrast(tried, _on_bench_2(bench)) >= TEXT,
    )  # fmt: skip
    yield "bench", bench.hex
    yield "bench-2", lighter(bench, 0.05).hex
    yield "bench-3", lighter(bench, 0.11).hex
    yield "bench-line", lighter(bench, 0.18).hex
    yield "on-bench-2", _on_bench_2(bench).hex
    yield "bench-edge", _moved(of_hue(bench, 0.63, 0.07), _STEP, lambda tried: contrast(tried, bench) >= LARGE).hex
    yield "bench-quiet", _moved(of_hue(bench, 0.69, 0.06), _STEP, lambda tried: contrast(tried, bench) >= TEXT).hex
    yield "bench-moved", moved.hex
    yield "bench-moved-2", lighter(moved, 0.11).hex


def _on_bench_2(bench: Colour) -> Colour:
    return of_hue(bench, 0.84, 0.035)


def _on(ground: Colour) -> Colour:
    """Return the ink that is read best on a ground: white or nearly black."""
    return max((WHITE, NIGHT), key=lambda ink: contrast(ink, ground))


def _of(look: Look, part: Part) -> Iterator[Pair]:
    return (each for each in pairs(look) if each.part is part)


def _moved(start: Colour, step: float, holds: Callable[[Colour], bool]) -> Colour:
    """Return the first colour on the way to black or white that holds, the last one when none does."""
    tried = start
    for number in range(1, 101):
        if holds(tried):
            break
        tried = lighter(start, number * step)
    return tried


def _both(light: Colour, dark: Colour) -> str:
    return f"light-dark({light.hex},{dark.hex})"


def _glass(shown: Colour) -> str:
    return f"rgb({shown.red} {shown.green} {shown.blue} / 26%)"
