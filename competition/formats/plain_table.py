"""Write tables as CSV that no spreadsheet program takes for formulas, and as text aligned for a terminal."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"


def safe_cell(text: str) -> str:
    """Return a cell that a spreadsheet program shows and never computes; `plain_cell` takes the guard off again.

    Numbers keep their sign: they are no formulas.
    """
    first = text.lstrip(_GUARD)
    if first.startswith(_FORMULA_STARTS) and not _is_number(text):
        return _GUARD + text
    return text


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` guarded."""
    if text.startswith(_GUARD) and text.lstrip(_GUARD).startswith(_FORMULA_STARTS):
        return text[1:]
    return text


def _is_number(text: str) -> bool:
    return text[:1] == "-" and text[1:].replace(".", "", 1).isdigit() and text.isascii()


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8 with byte order mark, which spreadsheet programs open without asking."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def align(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Return a table as lines of text, columns two blanks apart; wide characters count as two.

    right: indexes of the columns that are set to the right, such as marks.
    """
    lines = [list(headings), *([cell.replace("\n", " ") for cell in row] for row in rows)]
    widths = [max(_width(line[index]) for line in lines) for index in range(len(headings))]
    to_right = set(right)
    return "\n".join(
        "  ".join(_padded(cell, widths[index], index in to_right) for index, cell in enumerate(line)).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def _padded(text: str, width: int, to_right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if to_right else text + blanks
