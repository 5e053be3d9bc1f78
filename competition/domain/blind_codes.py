"""Blind codes: what each layer is called, how codes look, and what must hold for those that were drawn.

An entry gets an entry number, then a workstation number, then a review number, each drawn and kept by another person.
Source: DOMAIN 5.4 and 8 (W3, W4), PRODUCT N8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import Any

from competition.domain.errors import DomainError

MOST_LAYERS = 3
HOLDERS = 3
"""People who keep the keys of an event; any two of them open a layer together."""
FEWEST_ENTRIES = 2
"""A single entry cannot hide behind a code."""
REVIEW_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No vowels and nothing that looks like something else, so that a code is neither a word nor misread."""
REVIEW_LENGTH = 4
FIRST_NUMBER, LAST_NUMBER = 100, 999
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}", re.ASCII)

Choose = Callable[[Sequence[Any], int], list[Any]]
"""Takes so many different ones of a sequence in an order that nobody can foresee (`random.SystemRandom().sample`)."""


class CodeKind(StrEnum):
    """What the codes of a layer are."""

    NUMBER = "number"
    WORKSTATION = "workstation"
    REVIEW = "review"


KINDS = (CodeKind.NUMBER, CodeKind.WORKSTATION, CodeKind.REVIEW)


def kind_of(layer: int) -> CodeKind:
    """Return what the codes of a layer are; layer: 1 to MOST_LAYERS."""
    return KINDS[layer - 1]


def draw_codes(layer: int, count: int, used: Collection[str], choose: Choose) -> list[str]:
    """Return so many new codes of a layer, in drawn order.

    used: codes that the trade had before; none of them comes again, but a workstation keeps its number.
    Raises DomainError `codes_used_up`.
    """
    match kind_of(layer):
        case CodeKind.NUMBER:
            pool = [str(number) for number in range(FIRST_NUMBER, LAST_NUMBER + 1) if str(number) not in used]
        case CodeKind.WORKSTATION:
            pool = [f"W{number:02d}" for number in range(1, count + 1)]
        case _:
            numbers: Sequence[int] = choose(range(len(REVIEW_LETTERS) ** REVIEW_LENGTH), count + len(used))
            pool = [code for code in map(_review_code, numbers) if code not in used][:count]
    if len(pool) < count:
        raise DomainError("codes_used_up")
    return choose(pool, count)


def _review_code(number: int) -> str:
    letters = ""
    for _ in range(REVIEW_LENGTH):
        number, rest = divmod(number, len(REVIEW_LETTERS))
        letters += REVIEW_LETTERS[rest]
    return letters


def check_codes(layer: int, codes: Sequence[str], used: Collection[str]) -> list[str]:
    """Return codes that were drawn by hand, in capitals; one for each entry, in their order. Source: W4.

    used: as `draw_codes`.
    Raises DomainError `code_missing`, `code_invalid`, `code_drawn_twice`, `code_used_before`.
    """
    found: list[str] = []
    for code in (each.strip().upper() for each in codes):
        if not code:
            raise DomainError("code_missing")
        if not _CODE.fullmatch(code):
            raise DomainError("code_invalid", drawn=code[:16])
        if code in found:
            raise DomainError("code_drawn_twice", drawn=code)
        if code in used and kind_of(layer) is not CodeKind.WORKSTATION:
            raise DomainError("code_used_before", drawn=code)
        found.append(code)
    return found
