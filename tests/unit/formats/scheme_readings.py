"""What tests of the reader of marking schemes share."""

from __future__ import annotations

from decimal import Decimal

from competition.domain.scheme import Scheme
from competition.formats.scheme_sheet import SchemeReading
from tests.unit.formats.table_files import (
    VECTORS,
)

ES2025 = VECTORS / "schemes/es2025-web-development.xlsx"


def marks(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def found(reading: SchemeReading) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def whole(reading: SchemeReading) -> Scheme:
    assert reading.scheme is not None, reading.problems
    return reading.scheme
