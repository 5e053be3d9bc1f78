"""Numbers of tablets and PINs of judges: short, said and read without mistakes. Source: PRODUCT L1."""

from __future__ import annotations

from itertools import pairwise

PIN_DIGITS = 6
_LEAST_KINDS = 3


def tablet_name(number: int) -> str:
    """Return what stands on a tablet: `T-07`, with more digits from 100 on."""
    return f"T-{number:02d}"


def is_guessable(pin: str) -> bool:
    """Tell whether somebody would try this PIN first: few different digits, a run, a repeated half."""
    digits = [int(each) for each in pin]
    steps = {(second - first) % 10 for first, second in pairwise(digits)}
    half = len(pin) // 2
    return len(set(digits)) < _LEAST_KINDS or steps in ({1}, {9}) or pin[:half] == pin[half:]
