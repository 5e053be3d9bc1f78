"""Open a spreadsheet or delimited text by its content: sheets of clean text cells with true row numbers."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import python_calamine as calamine

from competition.domain.errors import DomainError, Problem, Severity
from competition.formats import csv_text, xls_guard
from competition.formats.archive_guard import Archive, ArchiveKind, CellNote, check_archive, table_too_large
from competition.formats.cells import cell_text
from competition.formats.limits import STANDARD, Limits


class FileKind(StrEnum):
    """What a file turned out to be, whatever its name says."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with at least one filled cell; number is 1-based as the spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int | None) -> str:
        """Return the text of a 0-based column, "" beyond the end or without a column."""
        return self.cells[index] if index is not None and index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its filled rows in order; blank rows are left out.

    merged: areas as (first row, first column, last row, last column), rows 1-based, columns 0-based.
    is_hidden: people who open the file do not see it. notes: cells that are computed, or came out as errors.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    notes: tuple[CellNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole file; encoding and delimiter only for delimited text."""

    kind: FileKind
    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    delimiter: str | None = None


_SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7Z"),
    (b"{\\rtf", "RTF"),
)
_MOST_FILLED = 1_000_000
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")


def open_table(data: bytes, *, encoding: str | None = None, limits: Limits = STANDARD) -> Workbook:
    """Return the sheets of an XLSX, XLS, ODS or CSV file.

    encoding: what delimited text is written in when it is not Unicode, one of OLD_ENCODINGS.
    Raises DomainError, and nothing else, for whatever cannot be read: file_empty, file_too_large, file_is_html,
    file_wrong_type, file_broken, file_protected, file_too_large_inside, table_too_large, cell_too_long,
    sheets_too_many,
    quote_open, encoding_unknown, encoding_wrong.
    """
    if not data.strip():
        raise DomainError("file_empty")
    if len(data) > limits.size:
        raise DomainError("file_too_large", limit=str(limits.size // 1_000_000))
    if data.startswith(b"PK"):
        archive = check_archive(data, limits)
        kind = FileKind.XLSX if archive.kind is ArchiveKind.XLSX else FileKind.ODS
        return _read_workbook(data, kind, limits, archive)
    if data.startswith(xls_guard.SIGNATURE):
        xls_guard.check_xls(data, limits)
        return _read_workbook(data, FileKind.XLS, limits)
    _refuse_other_types(data)
    return _read_text(data, encoding, limits)


def problem_of(refusal: DomainError) -> Problem:
    """Return the refusal of a whole file as a problem to list."""
    return Problem(Severity.ERROR, refusal.code, params=refusal.params)


def fill_merged_down(sheet: Sheet) -> Sheet:
    """Return the sheet with the value of a cell that was merged over several rows in each of these rows."""
    numbers = [row.number for row in sheet.rows]
    cells = {row.number: list(row.cells) for row in sheet.rows}
    room = _MOST_FILLED
    for top, left, bottom, _ in sheet.merged:
        source = cells.get(top, [])
        value = source[left] if left < len(source) else ""
        for number in numbers[bisect_right(numbers, top) : bisect_right(numbers, bottom)] if value else ():
            room -= 1
            if room < 0:
                raise DomainError("file_broken")
            row = cells[number]
            row.extend([""] * (left + 1 - len(row)))
            row[left] = row[left] or value
    return replace(sheet, rows=tuple(Row(number, tuple(cells[number])) for number in numbers))


def _refuse_other_types(data: bytes) -> None:
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            raise DomainError("file_wrong_type", found=found)
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_HTML):
        raise DomainError("file_is_html")
    if start.startswith((b"<?xml", b"<")):
        if any(tag in start for tag in _HTML):
            raise DomainError("file_is_html")
        raise DomainError("file_wrong_type", found="XML")


def _read_text(data: bytes, encoding: str | None, limits: Limits) -> Workbook:
    text, used = csv_text.decode(data, encoding)
    delimiter = csv_text.find_delimiter(text)
    rows = csv_text.read_rows(text, delimiter, limits)
    return Workbook(FileKind.CSV, (Sheet("", tuple(_filled(rows))),), used, delimiter)


def _read_workbook(data: bytes, kind: FileKind, limits: Limits, archive: Archive | None = None) -> Workbook:
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            names = book.sheet_names
            if len(names) > limits.sheets:
                raise DomainError("sheets_too_many", limit=str(limits.sheets))
            room, area = limits.text, 2 * limits.cells
            sheets = []
            for index, meta in enumerate(book.sheets_metadata):
                if meta.typ is calamine.SheetTypeEnum.WorkSheet:
                    source = book.get_sheet_by_index(index)
                    area -= source.total_height * source.total_width
                    if area < 0:
                        raise table_too_large(source.total_height, source.total_width, limits)
                    sheet = _read_sheet(source, limits, room)
                    room -= sum(len(cell) for row in sheet.rows for cell in row.cells)
                    notes = archive.notes[index : index + 1] if archive else ()
                    is_hidden = meta.visible is not calamine.SheetVisibleEnum.Visible
                    sheets.append(replace(sheet, is_hidden=is_hidden, notes=notes[0] if notes else ()))
    except calamine.PasswordError as protected:
        raise DomainError("file_protected") from protected
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as broken:
        raise DomainError("file_broken") from broken
    except BaseException as panic:
        # The reader is written in Rust; what it did not foresee arrives as PanicException, no Exception.
        if type(panic).__name__ == "PanicException":
            raise DomainError("file_broken") from panic
        raise
    return Workbook(kind, tuple(sheets))


def _read_sheet(source: calamine.CalamineSheet, limits: Limits, room: int) -> Sheet:
    if source.total_height > limits.rows or source.total_width > limits.columns:
        raise table_too_large(source.total_height, source.total_width, limits)
    rows: list[Row] = []
    # The reader begins with the first used column; letters must be those that the person sees.
    left = ("",) * (source.start[1] if source.start else 0)
    for number, values in enumerate(source.iter_rows(), start=1):
        cells = left + tuple(map(cell_text, values))
        if not any(cells):
            continue
        room -= sum(map(len, cells))
        if room < 0:
            raise DomainError("file_too_large_inside", limit=str(limits.text // 1_000_000))
        rows.append(Row(number, cells))
    merged = tuple(
        (top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Sheet(source.name, tuple(rows), merged)


def _filled(rows: Sequence[tuple[str, ...]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        if any(cells):
            yield Row(number, cells)
