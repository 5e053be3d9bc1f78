"""Read and write the sheet `Calculations` of a marking scheme. Source: DOMAIN 4.3.

One cell holds all parameters: `KEY:::number#x~x#text#-#KEY:::number#x~x#text`. A pair carries a number or a text,
rarely both; an empty pair means that nothing is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from competition.domain.decimals import canonical_decimal
from competition.domain.errors import DomainError, Problem, error, warning
from competition.domain.scheme import Aspect, Calculation, CalculationType
from competition.formats.cells import column_letter
from competition.formats.tabular import Sheet

SHEET = "Calculations"

_PAIRS, _KEY, _TEXT = "#-#", ":::", "#x~x#"
_EXACT = 8
_MOST_PARAMETERS = 200
_NAME, _TYPE, _SHARED, _PARAMETERS = range(4)


@dataclass(frozen=True, slots=True)
class CalculationRows:
    """What the sheet holds: the calculations by row number, rows that cannot be used, and why."""

    by_row: Mapping[int, Calculation]
    unusable: frozenset[int]
    problems: tuple[Problem, ...]


def parse_parameters(cell: str) -> dict[str, str]:
    """Return the parameters of one cell: numbers in their shortest form, texts as written, nothing set left out.

    Raises DomainError calculation_cell_unreadable.
    """
    found: dict[str, str] = {}
    # A pair may end in an empty text, so that `#x~x##-#` follows: the text mark is taken first.
    for pair in cell.split(_PAIRS) if cell.strip() else ():
        key, has_value, rest = pair.partition(_KEY)
        number, _, text = rest.partition(_TEXT)
        key = key.strip()
        if not has_value or not key or key in found or len(found) > _MOST_PARAMETERS:
            raise DomainError("calculation_cell_unreadable", part=pair[:40])
        value = _number(number.strip(), pair) if number.strip() else text.strip()
        if value:
            found[key] = value
    return found


def _number(text: str, pair: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise DomainError("calculation_cell_unreadable", part=pair[:40]) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise DomainError("calculation_cell_unreadable", part=pair[:40])
    return canonical_decimal(number)


def write_parameters(parameters: Mapping[str, str]) -> str:
    """Return the cell for parameters, in the order given; `parse_parameters` of it gives them back.

    Text that contains the sheet's own separators gets blanks in their place.
    """
    return _PAIRS.join(f"{key}{_KEY}{_pair(key, value)}" for key, value in parameters.items())


def _pair(key: str, value: str) -> str:
    if not key.endswith(("_LABEL", "_TYPE")):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if number is not None and number.is_finite():
            exact = round(number, _EXACT)
            return f"{exact if exact == number else number:f}{_TEXT}"
    for mark in (_PAIRS, _TEXT):
        value = value.replace(mark, " ")
    return f"{_TEXT}{value}"


def read_calculations(sheet: Sheet | None) -> CalculationRows:
    """Return the calculations of the sheet by their row, which is how aspects name them."""
    by_row: dict[int, Calculation] = {}
    unusable: set[int] = set()
    problems: list[Problem] = []
    for row in sheet.rows if sheet else ():
        kind = row.cell(_TYPE).upper()
        if kind not in list(CalculationType):
            unusable.add(row.number)
            problems.append(
                warning(
                    "calculation_type_unknown",
                    sheet=SHEET, row=row.number, column=column_letter(_TYPE), found=row.cell(_TYPE),
                )
            )  # fmt: skip
            continue
        try:
            parameters = parse_parameters(row.cell(_PARAMETERS))
        except DomainError as refusal:
            unusable.add(row.number)
            problems.append(
                error(
                    "calculation_cell_unreadable",
                    sheet=SHEET, row=row.number, column=column_letter(_PARAMETERS), part=refusal.params["part"],
                )
            )  # fmt: skip
            continue
        shared = row.cell(_SHARED).upper() == "TRUE"
        by_row[row.number] = Calculation(CalculationType(kind), parameters, row.cell(_NAME), shared, row.number)
    return CalculationRows(by_row, frozenset(unusable), tuple(problems))


def number_calculations(aspects: Iterable[Aspect]) -> dict[int, Calculation]:
    """Return the calculations that aspects use, by the row where each will stand.

    A calculation keeps its own row when it has one that is free; the others follow after the last.
    """
    rows: dict[int, Calculation] = {}
    later: list[Calculation] = []
    for aspect in aspects:
        calculation = aspect.calculation
        if calculation is None or calculation in later:
            continue
        if calculation.number is not None and rows.setdefault(calculation.number, calculation) == calculation:
            continue
        later.append(calculation)
    for number, calculation in enumerate(later, start=max(rows, default=0) + 1):
        rows[number] = calculation
    return rows
