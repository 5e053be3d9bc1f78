"""Refusals and problems as codes with parameters; the sentences live in `competition.messages`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DomainError(Exception):
    """A rule refuses what was asked.

    code: stable, lower case with underscores, the key of the translated sentence.
    params: plain strings that the sentence may name; never a judge's score or a person's name.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str] = params


class Severity(StrEnum):
    """How much a problem matters: an error stops, a warning asks to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in what a person gave us, with the place where they can mend it.

    row: 1-based as the spreadsheet shows it, None where no row applies.
    column: the heading or letter as the reader sees it.
    """

    severity: Severity
    code: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def error(
    code: str, *, sheet: str | None = None, row: int | None = None, column: str | None = None, **params: str
) -> Problem:
    """Return a problem that stops the whole import."""
    return Problem(Severity.ERROR, code, sheet, row, column, params)


def warning(
    code: str, *, sheet: str | None = None, row: int | None = None, column: str | None = None, **params: str
) -> Problem:
    """Return a problem that a person should look at and may keep."""
    return Problem(Severity.WARNING, code, sheet, row, column, params)
