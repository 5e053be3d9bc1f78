"""Read what stands above the aspects of a marking scheme: title, standard, criteria. Source: DOMAIN 4.1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from competition.domain.decimals import HUNDREDTH, parse_decimal
from competition.domain.errors import DomainError, Problem, error
from competition.domain.scheme import StandardSection
from competition.formats.cells import column_letter, latin_letters, one_line
from competition.formats.scheme_dialects import compare_form
from competition.formats.tabular import Row

_SECTION_HEADS = ("section",)
_STOP = re.compile(r"^(criteria|id|section|total variation)$")
_PLAIN = re.compile(r"^-?\d{1,12}(\.\d{1,20})?$", re.ASCII)
_LETTER = re.compile(r"^[A-Z]$")
_NAMED = (compare_form("Наименование компетенции"), compare_form("Компетенция"))
"""Labels before the name of a trade in Russian files."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A number that a person or a formula wrote where we compute it ourselves; mark is None when it is no number."""

    row: int
    column: int
    mark: Decimal | None


@dataclass(slots=True)
class Front:
    """The tables above the aspects.

    section_sums, criterion_marks: sums as the file states them, by code, to compare with the real ones.
    """

    title: str = ""
    sections: list[StandardSection] = field(default_factory=list)
    section_rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    section_sums: dict[str, Typed] = field(default_factory=dict)
    criteria: dict[str, str] = field(default_factory=dict)
    criterion_marks: dict[str, Typed] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_front(sheet: str, rows: Sequence[Row], language: str) -> Front:
    """Return the tables of the rows above the first heading row; any of them may be missing."""
    front = Front()
    if rows and rows[0].cell(0) and not any(map(_is_table_head, rows[:1])):
        front.title = one_line(rows[0].cell(0))
    for row in rows:
        if compare_form(row.cell(0)).rstrip(":") in _NAMED:
            front.title = next((one_line(cell) for cell in row.cells[1:] if cell), "")
    for index, row in enumerate(rows):
        if compare_form(row.cell(0)) in _SECTION_HEADS:
            _read_sections(front, sheet, row, rows[index + 1 :], language)
        elif compare_form(row.cell(0)) == "id":
            _read_criteria(front, row, rows[index + 1 :])
    return front


def typed_number(row: Row, column: int | None) -> Typed | None:
    """Return the number typed in a cell, None for an empty cell or no column."""
    text = row.cell(column)
    return Typed(row.number, column, number_or_none(text)) if text and column is not None else None


def number_or_none(text: str) -> Decimal | None:
    """Return a number as typed, None when it is none; the noise of a computed sum is taken off."""
    try:
        number = Decimal(text) if _PLAIN.match(text) else parse_decimal(text)
    except DomainError:
        return None
    near = number.quantize(HUNDREDTH)
    return near if abs(number - near) < Decimal("0.000001") else number


def _is_table_head(row: Row) -> bool:
    return bool(_STOP.match(compare_form(row.cell(0))))


def _table(rows: Sequence[Row], previous: int) -> Iterator[Row]:
    """Yield the rows of a table up to a gap or the next table."""
    for row in rows:
        if not row.cell(0) or row.number != previous + 1 or _is_table_head(row):
            return
        previous = row.number
        yield row


def _columns(head: Row) -> Mapping[str, int]:
    """Return the last column of each heading word: `WSOS Marks` also stands over the names."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(head.cells):
        words = compare_form(cell)
        if "variation" in words:
            columns["variation"] = index
        elif "aspect" in words and "mark" in words:
            columns["aspects"] = index
        elif "mark" in words or "weight" in words:
            columns["marks"] = index
    return columns


def _read_sections(front: Front, sheet: str, head: Row, rows: Sequence[Row], language: str) -> None:
    columns = _columns(head)
    if "marks" not in columns or columns["marks"] == 0:
        return
    for row in _table(rows, head.number):
        code = one_line(row.cell(0))
        weight = number_or_none(row.cell(columns["marks"]))
        front.section_rows[code] = (row.number, columns["marks"])
        if weight is None or weight < 0:
            front.problems.append(
                error(
                    "section_weight_not_number",
                    sheet=sheet, row=row.number, column=column_letter(columns["marks"]),
                    section=code, found=row.cell(columns["marks"]),
                )
            )  # fmt: skip
            continue
        name = one_line(row.cell(1)) if columns["marks"] != 1 else ""
        front.sections.append(StandardSection(code, {language: name or code}, weight))
        if typed := typed_number(row, columns.get("aspects")):
            front.section_sums[code] = typed


def _read_criteria(front: Front, head: Row, rows: Sequence[Row]) -> None:
    mark = next((index for index, cell in enumerate(head.cells) if index > 1 and compare_form(cell) == "mark"), None)
    for row in _table(rows, head.number):
        letter = latin_letters(one_line(row.cell(0))).upper()
        if not _LETTER.match(letter):
            return
        # Templates list all nine letters; those without a name are not used.
        if name := one_line(row.cell(1)):
            front.criteria[letter] = name
        if typed := typed_number(row, mark):
            front.criterion_marks[letter] = typed
