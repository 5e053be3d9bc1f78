"""Write tables: CSV that no spreadsheet program takes for formulas, XLSX, and text aligned for a terminal."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

import xlsxwriter

from competition.domain.errors import DomainError
from competition.formats.limits import CELL_TEXT

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Text stays text, whatever it starts with."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"
_WIDEST = 60


def safe_cell(text: str) -> str:
    """Return a CSV cell that a spreadsheet program shows and never computes; `plain_cell` takes the guard off again.

    Negative numbers keep their sign: they are no formulas.
    """
    if text.lstrip(_GUARD).startswith(_FORMULA_STARTS) and not _is_negative_number(text):
        return _GUARD + text
    return text


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` guarded."""
    if text.startswith(_GUARD) and text.lstrip(_GUARD).startswith(_FORMULA_STARTS):
        return text[1:]
    return text


def _is_negative_number(text: str) -> bool:
    return text[:1] == "-" and text.isascii() and text[1:].replace(".", "", 1).isdigit()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8 with byte order mark, which spreadsheet programs open without asking."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(
    headings: Sequence[str], rows: Iterable[Sequence[str]], *, sheet: str = "Table", right_to_left: bool = False
) -> bytes:
    """Return a workbook with one sheet; every cell is text, so codes keep their zeros and nothing is computed.

    Raises DomainError text_too_long.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        page = book.add_worksheet(sheet)
        if right_to_left:
            page.right_to_left()
        strong = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        widths = [display_width(heading) for heading in headings]
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, strong)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if len(cell) > CELL_TEXT:
                    raise DomainError("text_too_long", limit=str(CELL_TEXT))
                if cell:
                    page.write_string(number, column, cell)
                    widths[column] = max(widths[column], display_width(cell))
        for column, width in enumerate(widths):
            page.set_column(column, column, min(width + 2, _WIDEST))
    return stream.getvalue()


def align(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Return a table as lines of text, columns two blanks apart; wide characters count as two.

    right: indexes of the columns that are set to the right, such as marks.
    """
    lines = [list(headings), *([_printable(cell) for cell in row] for row in rows)]
    widths = [max(display_width(line[index]) for line in lines) for index in range(len(headings))]
    to_right = set(right)
    return "\n".join(
        "  ".join(_padded(cell, widths[index], index in to_right) for index, cell in enumerate(line)).rstrip()
        for line in lines
    )


def display_width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _printable(text: str) -> str:
    """Return a text without line breaks and terminal controls."""
    return "".join(character if character.isprintable() else " " for character in text)


def _padded(text: str, width: int, to_right: bool) -> str:
    blanks = " " * (width - display_width(text))
    return blanks + text if to_right else text + blanks
