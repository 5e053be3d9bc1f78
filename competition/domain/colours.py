"""Colours by number: contrast by WCAG 2.2, and lightness that can be changed without changing the hue (OKLCH)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import atan2, cbrt, copysign, cos, hypot, sin

from competition.domain.errors import DomainError

_HEX = re.compile(r"#?([0-9a-f]{6})", re.ASCII | re.IGNORECASE)
FINE = 1 / 256
_STEPS = 14


@dataclass(frozen=True, slots=True)
class Colour:
    """An opaque colour; red, green, blue: 0 to 255 of sRGB."""

    red: int
    green: int
    blue: int

    @property
    def hex(self) -> str:
        """Return `#rrggbb`."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


@dataclass(frozen=True, slots=True)
class Oklch:
    """The same colour as people see it. lightness: 0 black to 1 white; chroma: 0 grey; hue: radians."""

    lightness: float
    chroma: float
    hue: float


def colour(text: str) -> Colour:
    """Return the colour of `#rrggbb`. Raises DomainError `colour_unknown`."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise DomainError("colour_unknown", found=text.strip()[:20])
    number = int(found[1], 16)
    return Colour(number >> 16, number >> 8 & 255, number & 255)


def luminance(shown: Colour) -> float:
    """Return the relative luminance, 0 to 1. Source: WCAG 2.2, relative luminance."""
    red, green, blue = (_linear(part) for part in (shown.red, shown.green, shown.blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio, 1 to 21. Source: WCAG 2.2, contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def oklch(shown: Colour) -> Oklch:
    """Return lightness, chroma and hue. Source: Ottosson, A perceptual color space for image processing, 2020."""
    red, green, blue = (_linear(part) for part in (shown.red, shown.green, shown.blue))
    long = _root(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = _root(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = _root(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, hypot(a, b), atan2(b, a))


def from_oklch(wanted: Oklch) -> Colour:
    """Return the colour, with less chroma where a screen cannot show so much."""
    inside, outside = 0.0, wanted.chroma
    if _shown(wanted) is not None:
        inside = wanted.chroma
    else:
        for _ in range(_STEPS):
            tried = (inside + outside) / 2
            if _shown(Oklch(wanted.lightness, tried, wanted.hue)) is None:
                outside = tried
            else:
                inside = tried
    parts = _shown(Oklch(min(1.0, max(0.0, wanted.lightness)), inside, wanted.hue))
    return parts or (Colour(255, 255, 255) if wanted.lightness > 0.5 else Colour(0, 0, 0))


def lighter(shown: Colour, by: float) -> Colour:
    """Return the colour with more lightness (less when negative), hue and chroma as far as possible kept."""
    now = oklch(shown)
    return from_oklch(Oklch(min(1.0, max(0.0, now.lightness + by)), now.chroma, now.hue))


def of_hue(shown: Colour, lightness: float, chroma: float) -> Colour:
    """Return a colour of the same hue with another lightness and at most so much chroma."""
    now = oklch(shown)
    return from_oklch(Oklch(lightness, min(chroma, now.chroma), now.hue))


def distance(one: Colour, other: Colour) -> float:
    """Return how different two colours look: 0 the same, 1 black and white (OKLab distance)."""
    first, second = oklch(one), oklch(other)
    a = first.chroma * cos(first.hue) - second.chroma * cos(second.hue)
    b = first.chroma * sin(first.hue) - second.chroma * sin(second.hue)
    return hypot(first.lightness - second.lightness, a, b)


def _shown(wanted: Oklch) -> Colour | None:
    """Return the colour where a screen can show it exactly."""
    a, b = wanted.chroma * cos(wanted.hue), wanted.chroma * sin(wanted.hue)
    long = (wanted.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (wanted.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (wanted.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    parts = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    if any(part < -FINE or part > 1 + FINE for part in parts):
        return None
    red, green, blue = (_gamma(min(1.0, max(0.0, part))) for part in parts)
    return Colour(red, green, blue)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> int:
    share = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * share)


def _root(part: float) -> float:
    return copysign(cbrt(abs(part)), part)
