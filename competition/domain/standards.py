"""Occupational standards in the register: what makes one complete, and when it holds. Source: DOMAIN 1.1, 6."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from competition.domain.errors import Problem, error
from competition.domain.scheme import StandardSection

WHOLE = Decimal(100)
MOST_SECTIONS = 40
LONGEST_CODE, LONGEST_VERSION, LONGEST_SECTION_CODE = 32, 16, 16
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]*", re.ASCII)
_CENT = Decimal("0.01")


class InstitutionKind(StrEnum):
    """What an institution is."""

    SCHOOL = "school"
    COLLEGE = "college"
    UNIVERSITY = "university"
    CENTRE = "centre"
    COMPANY = "company"
    AUTHORITY = "authority"
    ASSOCIATION = "association"
    OTHER = "other"


class Standing(StrEnum):
    """Whether a standard holds on a day."""

    VALID = "valid"
    COMING = "coming"
    OVER = "over"
    RETIRED = "retired"


def standing(valid_from: date | None, valid_to: date | None, *, is_retired: bool, today: date) -> Standing:
    """Return whether a standard holds; an open end has no limit, and both days belong to it."""
    if is_retired:
        return Standing.RETIRED
    if valid_from is not None and today < valid_from:
        return Standing.COMING
    if valid_to is not None and today > valid_to:
        return Standing.OVER
    return Standing.VALID


def check_standard(
    code: str, version: str, valid_from: date | None, valid_to: date | None, sections: Sequence[StandardSection]
) -> tuple[Problem, ...]:
    """Return what is wrong with a standard, in the order of its form; row: of the section, from 1."""
    return (*_head(code, version, valid_from, valid_to), *_sections(sections))


def countries_of(codes: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Return country codes in order, each once; those that are not known are left out."""
    return tuple(sorted({code.upper() for code in codes} & set(known)))


def _head(code: str, version: str, valid_from: date | None, valid_to: date | None) -> Iterator[Problem]:
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        yield error("standard_code_invalid", column="code", limit=str(LONGEST_CODE))
    if not _CODE.fullmatch(version) or len(version) > LONGEST_VERSION:
        yield error("standard_version_invalid", column="version", limit=str(LONGEST_VERSION))
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        yield error("standard_dates_invalid", column="valid_to")


def _sections(sections: Sequence[StandardSection]) -> Iterator[Problem]:
    if not sections:
        yield error("standard_sections_missing", column="sections")
        return
    if len(sections) > MOST_SECTIONS:
        yield error("standard_sections_too_many", column="sections", limit=str(MOST_SECTIONS))
    seen: dict[str, int] = {}
    for row, section in enumerate(sections, start=1):
        if not section.code or len(section.code) > LONGEST_SECTION_CODE:
            yield error("standard_section_code_invalid", row=row, column="code", limit=str(LONGEST_SECTION_CODE))
        elif section.code in seen:
            yield error("standard_section_twice", row=row, column="code", first=str(seen[section.code]))
        seen.setdefault(section.code, row)
        if not any(section.name.values()):
            yield error("standard_section_name_missing", row=row, column="name")
        if section.weight <= 0 or section.weight != section.weight.quantize(_CENT):
            yield error("standard_weight_invalid", row=row, column="weight")
    total = sum((section.weight for section in sections), Decimal(0))
    if total != WHOLE:
        yield error("standard_weights_not_100", column="sections", total=f"{total:f}")
