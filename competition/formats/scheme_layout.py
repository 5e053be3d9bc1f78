"""Which layout a marking scheme is written in, and which column holds what. Source: DOMAIN 4.1, 4.2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.formats.cells import one_line
from competition.formats.scheme_dialects import (
    BRITISH,
    CIS,
    RUSSIAN,
    SUB_CRITERION_ID,
    Dialect,
    Field,
    compare_form,
)
from competition.formats.tabular import Row, Sheet, Workbook

__all__ = [
    "IMPORT_SHEET",
    "NEEDED",
    "Field",
    "Found",
    "Headings",
    "Layout",
    "compare_form",
    "detect_layout",
    "find_scheme_sheet",
    "is_heading",
    "read_headings",
]

IMPORT_SHEET = "CIS Marking Scheme Import"
_BRITISH_SHEET = "markingscheme"


class Layout(StrEnum):
    """The layouts that are read, named as in the domain page."""

    L1 = "L1"
    L1B = "L1b"
    L2 = "L2"
    L3 = "L3"
    L5 = "L5"
    L6 = "L6"


NEEDED = (Field.ID, Field.TYPE, Field.DESCRIPTION, Field.MAX)

_LETTER = re.compile(r"criteri(?:on|a|um) ([a-z])$")
_RUSSIAN_HEAD = frozenset({compare_form("Подкритерий"), compare_form("Тип аспекта")})
_NUMBERED_TYPE = re.compile(r"^[MJ]\s?\d{1,3}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Headings:
    """One heading row: where each field stands, the criterion's letter, and headings that mean nothing here."""

    row: int
    columns: Mapping[Field, int]
    letter: str
    unknown: tuple[tuple[int, str], ...]
    dialect: Dialect = CIS

    def get(self, row: Row, field: Field) -> str:
        """Return the text of a field in a row, "" when the layout has no such column."""
        return row.cell(self.columns.get(field))


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet that holds a scheme: where its first heading row stands among its rows, and how it is written."""

    sheet: Sheet
    start: int
    dialect: Dialect


def is_heading(row: Row, dialect: Dialect) -> bool:
    """Tell whether a row heads an aspects table of a dialect."""
    forms = {compare_form(cell) for cell in row.cells if cell}
    if dialect is RUSSIAN:
        return forms >= _RUSSIAN_HEAD
    if any(SUB_CRITERION_ID.search(form) for form in forms):
        # A long text may hold these words too; a heading has other headings beside it.
        return not {Field.TYPE, Field.DESCRIPTION, Field.MAX}.isdisjoint(read_headings(row, CIS).columns)
    if dialect is not BRITISH or any(_NUMBERED_TYPE.match(cell) for cell in row.cells):
        return False
    return {Field.TYPE, Field.DESCRIPTION, Field.MAX} <= read_headings(row, dialect).columns.keys()


def read_headings(row: Row, dialect: Dialect = CIS) -> Headings:
    """Return the columns of a heading row, found by their words and not by their letters."""
    columns: dict[Field, int] = {}
    unknown: list[tuple[int, str]] = []
    letter = ""
    for index, cell in enumerate(row.cells):
        heading = compare_form(cell)
        if not heading:
            continue
        if named := _LETTER.fullmatch(heading):
            letter = letter or named[1].upper()
            continue
        field = next((field for field, words in dialect.words if words.search(heading)), None)
        if field is not None:
            columns.setdefault(field, index)
        elif not heading.replace(".", "", 1).isdigit():
            unknown.append((index, one_line(cell)))
    for index, cell in tuple(unknown):
        fields = next((fields for words, fields in dialect.spare if words.search(compare_form(cell))), ())
        free = next((field for field in fields if field not in columns), None)
        if free is not None:
            columns[free] = index
            unknown.remove((index, cell))
    return Headings(row.number, columns, letter, tuple(unknown), dialect)


def _found(sheet: Sheet) -> Found | None:
    """Return where the scheme of a sheet begins, None for a sheet without one."""
    is_british = compare_form(sheet.name) == _BRITISH_SHEET
    for dialect in (BRITISH, RUSSIAN) if is_british else (CIS, RUSSIAN, BRITISH):
        start = next((index for index, row in enumerate(sheet.rows) if is_heading(row, dialect)), None)
        if start is not None and (dialect is not BRITISH or is_british or _has_numbered_types(sheet, start)):
            return Found(sheet, start, dialect)
    return None


def _has_numbered_types(sheet: Sheet, start: int) -> bool:
    """Tell whether types are written as `J1`; without that the words of the headings alone could mean any table."""
    column = read_headings(sheet.rows[start], BRITISH).columns.get(Field.TYPE)
    return any(_NUMBERED_TYPE.match(row.cell(column)) for row in sheet.rows[start + 1 :])


def find_scheme_sheet(book: Workbook) -> tuple[Found, tuple[str, ...]]:
    """Return the sheet with the scheme and the names of other sheets that hold one too.

    Raises DomainError scheme_layout_unsupported when the file is one of the layouts that are known but not read,
    scheme_layout_unknown when no sheet has a heading row; both name what was found.
    """
    found = [each for each in map(_found, book.sheets) if each is not None]
    if not found:
        raise _unreadable(book)
    chosen = next((each for each in found if each.sheet.name == IMPORT_SHEET), found[0])
    return chosen, tuple(each.sheet.name for each in found if each is not chosen)


def detect_layout(headings: Headings, has_lookalikes: bool) -> Layout:
    """Return the layout that a heading row belongs to."""
    if headings.dialect is RUSSIAN:
        return Layout.L5
    if headings.dialect is BRITISH:
        return Layout.L6
    if Field.DAY not in headings.columns:
        return Layout.L3 if has_lookalikes else Layout.L2
    return Layout.L1 if Field.SECTION in headings.columns else Layout.L1B


def _unreadable(book: Workbook) -> DomainError:
    sheets = ", ".join(sheet.name for sheet in book.sheets if sheet.name) or "–"
    words = {compare_form(cell) for sheet in book.sheets for row in sheet.rows[:30] for cell in row.cells if cell}
    layout = _unsupported_layout({sheet.name for sheet in book.sheets}, words)
    if layout:
        return DomainError("scheme_layout_unsupported", layout=layout, sheets=sheets)
    return DomainError("scheme_layout_unknown", sheets=sheets, found=_first_words(book.sheets) or "–")


def _unsupported_layout(names: set[str], words: set[str]) -> str:
    """Return the id of a layout that is known but not read, "" for none. Source: DOMAIN 4.2."""
    if "Marking Scheme" in names:
        return "L7"
    if any(word.startswith(("skill:", "test project:")) for word in words):
        return "L8"
    return ""


def _first_words(sheets: Sequence[Sheet]) -> str:
    for sheet in sheets:
        for row in sheet.rows:
            return ", ".join(one_line(cell) for cell in row.cells if cell)[:80]
    return ""
