"""Which layout a marking scheme is written in, and which column holds what. Source: DOMAIN 4.1, 4.2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.formats.cells import latin_letters, one_line
from competition.formats.tabular import Row, Sheet, Workbook

IMPORT_SHEET = "CIS Marking Scheme Import"


class Layout(StrEnum):
    """The layouts that are read, named as in the domain page."""

    L1 = "L1"
    L1B = "L1b"
    L2 = "L2"
    L3 = "L3"


class Field(StrEnum):
    """What a column of the aspects table holds."""

    ID = "Sub Criterion ID"
    NAME = "Sub Criterion Name or Description"
    DAY = "Day of Marking"
    TYPE = "Aspect Type"
    DESCRIPTION = "Aspect - Description"
    SCORE = "Judg Score"
    EXTRA = "Extra Aspect Description"
    REQUIREMENT = "Requirement"
    SECTION = "WSOS Section"
    CALCULATION = "Calculation Row"
    MAX = "Max Mark"
    TOTAL = "Total Mark"
    UNIT = "Unit"


NEEDED = (Field.ID, Field.TYPE, Field.DESCRIPTION, Field.MAX)

_ID = re.compile(r"\bsub\b.*criteri.*\bid\b")
_LETTER = re.compile(r"criteri(?:on|a|um) ([a-z])$")
# The first pattern that fits a heading names its field: order matters, headings quote one another.
_WORDS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (Field.ID, _ID),
    (Field.NAME, re.compile(r"\bsub\b.*criteri.*(name|desc)")),
    (Field.DAY, re.compile(r"\bday\b")),
    (Field.EXTRA, re.compile(r"\bextra\b|score desc")),
    (Field.TYPE, re.compile(r"aspect.*\btype\b")),
    (Field.DESCRIPTION, re.compile(r"aspect.*desc")),
    (Field.SCORE, re.compile(r"\bscore\b")),
    (Field.REQUIREMENT, re.compile(r"requirement|nominal")),
    (Field.CALCULATION, re.compile(r"calculation")),
    (Field.SECTION, re.compile(r"\bsection\b")),
    (Field.MAX, re.compile(r"\bmax.*mark|\bmark.*max")),
    (Field.TOTAL, re.compile(r"\btotal\b.*mark")),
    (Field.UNIT, re.compile(r"^unit$")),
)


@dataclass(frozen=True, slots=True)
class Headings:
    """One heading row: where each field stands, the criterion's letter, and headings that mean nothing here."""

    row: int
    columns: Mapping[Field, int]
    letter: str
    unknown: tuple[tuple[int, str], ...]

    def get(self, row: Row, field: Field) -> str:
        """Return the text of a field in a row, "" when the layout has no such column."""
        return row.cell(self.columns.get(field))


def compare_form(text: str) -> str:
    """Return a heading as it is compared: one line, lower case, Latin letters."""
    return latin_letters(one_line(text)).lower()


def is_heading(row: Row) -> bool:
    """Tell whether a row heads an aspects table."""
    return any(_ID.search(compare_form(cell)) for cell in row.cells if cell)


def read_headings(row: Row) -> Headings:
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
        field = next((field for field, words in _WORDS if words.search(heading)), None)
        if field is not None:
            columns.setdefault(field, index)
        elif not heading.replace(".", "", 1).isdigit():
            unknown.append((index, one_line(cell)))
    return Headings(row.number, columns, letter, tuple(unknown))


def find_scheme_sheet(book: Workbook) -> tuple[Sheet, tuple[str, ...]]:
    """Return the sheet with the scheme and the names of other sheets that hold one too.

    Raises DomainError scheme_layout_unsupported when the file is one of the layouts that are known but not read,
    scheme_layout_unknown when no sheet has a heading row; both name what was found.
    """
    found = [sheet for sheet in book.sheets if any(map(is_heading, sheet.rows))]
    if not found:
        raise _unreadable(book)
    chosen = next((sheet for sheet in found if sheet.name == IMPORT_SHEET), found[0])
    return chosen, tuple(sheet.name for sheet in found if sheet is not chosen)


def detect_layout(headings: Headings, has_lookalikes: bool) -> Layout:
    """Return the layout that a heading row belongs to."""
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
    if {compare_form("Подкритерий"), compare_form("Тип аспекта")} & words:
        return "L5"
    if "MarkingScheme" in names:
        return "L6"
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
