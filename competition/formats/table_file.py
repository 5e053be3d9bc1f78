"""Any table as a file: text stays text, numbers and dates are numbers and dates, and no cell is ever computed.

Source: PRODUCT B4, THREATS T23.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter

from competition.domain.errors import DomainError
from competition.formats.limits import CELL_TEXT
from competition.formats.plain_table import WORKBOOK_OPTIONS, display_width, write_csv

Cell = str | int | Decimal | date | datetime | None
"""A cell; a moment is written as it stands, so it must be the venue's own time."""
_WIDEST = 60
_NARROWEST = 6
_SHEET_NAME = 31
_NUMBERS = {"whole": "0", "mark": "0.00", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}
_MOST_EXACT = 10**15
"""Whole numbers beyond this lose digits in a spreadsheet, so they are written as text."""


class TableKind(StrEnum):
    """The kinds of file."""

    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES: Mapping[TableKind, str] = {
    TableKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableKind.CSV: "text/csv; charset=utf-8",
}


def write_table(
    kind: TableKind, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, right_to_left: bool = False
) -> bytes:
    """Return a table as a file. title: of the sheet.

    Raises DomainError text_too_long.
    """
    if kind is TableKind.CSV:
        return write_csv(headings, ([plain(cell) for cell in row] for row in rows))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        if right_to_left:
            sheet.right_to_left()
        strong = book.add_format({"bold": True, "bottom": 1})
        formats = {name: book.add_format({"num_format": pattern}) for name, pattern in _NUMBERS.items()}
        sheet.freeze_panes(1, 0)
        widths = [display_width(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, strong)
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, count, column, cell, formats)
                widths[column] = max(widths[column], display_width(plain(cell)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        sheet.autofilter(0, 0, max(count, 1), max(len(headings) - 1, 0))
    return stream.getvalue()


def plain(cell: Cell) -> str:
    """Return a cell as plain text: a point in numbers, dates as 2024-06-25."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def sheet_name(title: str) -> str:
    """Return a name that spreadsheet programs take for a sheet."""
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip().strip("'")
    return kept[:_SHEET_NAME] or "Table"


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: Mapping[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str) or (isinstance(cell, int) and abs(cell) >= _MOST_EXACT):
        text = str(cell)
        if len(text) > CELL_TEXT:
            raise DomainError("text_too_long", limit=str(CELL_TEXT))
        sheet.write_string(row, column, text)
        return
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["date"])
    else:
        sheet.write_number(row, column, cell, formats["mark" if isinstance(cell, Decimal) else "whole"])
