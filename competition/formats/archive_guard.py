"""Look into a zipped workbook before a reader unpacks it: size, ratio, and how far its cells reach.

The reader that follows holds the full rectangle of a sheet in memory, so one cell in the last corner of a
tiny file would take the whole process down. Everything here is counted on a stream, never kept.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from xml.parsers import expat

from competition.domain.errors import DomainError
from competition.formats.archive_sheets import sheet_parts
from competition.formats.limits import CELL_TEXT, Limits

_CHUNK = 1 << 16
_MOST_NOTES = 50_000
_LONGEST_TAG = 1 << 20
"""Bytes of one tag: the parser reads an unfinished one again with every chunk, so a long one would take minutes."""
_TEXT_HOLDERS = frozenset({"c", "si", "table-cell", "covered-table-cell"})
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class ArchiveKind(StrEnum):
    """The zipped workbooks that are read."""

    XLSX = "xlsx"
    ODS = "ods"


class NoteKind(StrEnum):
    """What a reader does not tell of a cell."""

    FORMULA = "formula"
    UNCOMPUTED = "uncomputed"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class CellNote:
    """A cell that is computed, was never computed, or came out as an error. row 1-based, column 0-based."""

    row: int
    column: int
    kind: NoteKind


@dataclass(frozen=True, slots=True)
class Archive:
    """What a zip file is. notes: of each sheet by its place in the workbook, as far as it could be told."""

    kind: ArchiveKind
    notes: tuple[tuple[CellNote, ...], ...] = ()


def check_archive(data: bytes, limits: Limits) -> Archive:
    """Return which workbook a zip file is, after every part was found small enough and well formed.

    Raises DomainError: file_broken, file_wrong_type, file_protected, file_too_large_inside, table_too_large.
    """
    notes: dict[str, list[list[CellNote]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind(archive, limits)
            budget, elements = limits.unpacked, limits.elements
            for entry in archive.infolist():
                scan = _ExtentScan(limits, elements)
                budget -= _check_entry(archive, entry, budget, scan, limits)
                elements = scan.elements
                notes[entry.filename] = scan.notes
            parts = sheet_parts(archive) if kind is ArchiveKind.XLSX else ()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as broken:
        raise DomainError("file_broken") from broken
    if kind is ArchiveKind.ODS:
        return Archive(kind, tuple(map(tuple, notes.get("content.xml", ()))))
    return Archive(kind, tuple(tuple(note for found in notes.get(part, ()) for note in found) for part in parts))


def _kind(archive: zipfile.ZipFile, limits: Limits) -> ArchiveKind:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > limits.entries or len(names) != len(entries):
        raise DomainError("file_broken")
    # Nothing is unpacked to a disk here; a name that aims elsewhere says what kind of file this is.
    if any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names):
        raise DomainError("file_broken")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DomainError("file_protected")
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _too_large_inside(limits)
    lowered = {name.lower() for name in names}
    if "xl/workbook.bin" in lowered:
        raise DomainError("file_wrong_type", found="XLSB")
    if "xl/workbook.xml" in lowered:
        return ArchiveKind.XLSX
    if "mimetype" in names and "content.xml" in names and archive.getinfo("mimetype").file_size < 200:
        if archive.read("mimetype").strip() == _ODS_TYPE:
            return ArchiveKind.ODS
        raise DomainError("file_wrong_type", found="OpenDocument")
    raise DomainError("file_wrong_type", found="DOCX" if "word/document.xml" in lowered else "ZIP")


def _too_large_inside(limits: Limits) -> DomainError:
    return DomainError("file_too_large_inside", limit=str(limits.unpacked // 1_000_000))


def _check_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int, scan: _ExtentScan, limits: Limits
) -> int:
    """Read one part through; return its true size, whatever its header claims."""
    is_xml = entry.filename.lower().endswith((".xml", ".rels"))
    size, rest, parses = 0, b"", True
    for chunk in _chunks(archive, entry):
        size += len(chunk)
        if size > budget:
            raise _too_large_inside(limits)
        if parses:
            parses = scan.feed(chunk)
        # A sheet may carry any name; what does not parse must at least not pretend to be one.
        if not parses and (is_xml or b"sheetData" in rest + chunk or b"<table:" in rest + chunk):
            raise DomainError("file_broken")
        rest = chunk[-16:]
    if is_xml and not scan.close():
        raise DomainError("file_broken")
    if size != entry.file_size:
        raise DomainError("file_broken")
    return size


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked bytes of a part up to where its packed bytes really end."""
    if entry.is_dir():
        return
    claimed, entry_copy = entry.file_size, zipfile.ZipInfo(entry.filename, entry.date_time)
    for name in ("compress_type", "header_offset", "compress_size", "CRC", "flag_bits", "orig_filename"):
        setattr(entry_copy, name, getattr(entry, name))
    # A header that understates the size would end the reading early here, but not in the reader that follows.
    entry_copy.file_size = claimed + (1 << 40) if entry.compress_type == zipfile.ZIP_DEFLATED else claimed
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DomainError("file_broken")
    with archive.open(entry_copy) as part:
        while chunk := part.read(_CHUNK):
            yield chunk


class _ExtentScan:
    """Follow the cells of one XML part and refuse it as soon as they reach too far.

    elements: how many more there may be. notes: of each table of the part.
    """

    def __init__(self, limits: Limits, elements: int) -> None:
        self._limits = limits
        self.elements, self._fed = elements, 0
        self.notes: list[list[CellNote]] = [[]]
        self._is_formula = self._is_error = self._is_valued = self._in_value = False
        self._row = self._column = self._widest = self._last_row = self._text = 0
        self._in_cell, self._has_table, self._cell_at = False, False, (0, 0)
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._starts: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._xlsx_row,
            "c": self._xlsx_cell,
            "table-row": self._ods_row,
            "table-cell": self._ods_cell,
            "covered-table-cell": self._ods_cell,
            "table": self._ods_table,
            "si": self._begin_text,
            "f": self._formula,
            "v": self._value,
            **dict.fromkeys(("is", "p"), self._content),
        }

    def feed(self, chunk: bytes) -> bool:
        """Take more bytes; False when they are not XML."""
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            return False
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise DomainError("file_broken")
        return True

    def close(self) -> bool:
        """End the part; False when it is not whole."""
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            return False
        return True

    def _doctype(self, *_: object) -> None:
        raise DomainError("file_broken")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements -= 1
        if self.elements < 0:
            raise DomainError("file_too_large_inside", limit=str(self._limits.unpacked // 1_000_000))
        try:
            handler = self._starts[name]
        except KeyError:
            # Names are taken apart once each.
            handler = self._starts[name] = self._handlers.get(name.rpartition(" ")[2])
        if handler is not None:
            handler(attributes)

    def _end(self, name: str) -> None:
        if not self._in_cell:
            return
        tag = name.rpartition(" ")[2]
        if tag in _TEXT_HOLDERS:
            self._in_cell = False
            if self._is_formula or self._is_error:
                self._note()
        elif tag == "v":
            self._in_value = False

    def _note(self) -> None:
        kind = NoteKind.FORMULA if self._is_valued else NoteKind.UNCOMPUTED
        if self._is_error:
            kind = NoteKind.ERROR
        if len(self.notes[-1]) < _MOST_NOTES:
            self.notes[-1].append(CellNote(self._cell_at[0], self._cell_at[1] - 1, kind))

    def _characters(self, text: str) -> None:
        if self._in_cell:
            self._is_valued = self._is_valued or self._in_value
            self._text += len(text)
            if self._text > CELL_TEXT:
                raise DomainError("cell_too_long", limit=str(CELL_TEXT))

    def _begin_text(self, _: object = None) -> None:
        """Count the text of one cell, or of one shared text that thousands of cells may point at."""
        self._in_cell = True
        self._is_formula = self._is_error = self._is_valued = self._in_value = False
        self._text = 0

    def _xlsx_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r"), self._row + 1)
        self._column = 0

    def _xlsx_cell(self, attributes: dict[str, str]) -> None:
        self._begin_text()
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        self._column = _column_number(letters) if letters else self._column + 1
        row = _number(reference[len(letters) :], self._row) if reference else self._row
        self._cell_at = (row, self._column)
        type_ = attributes.get("t")
        self._is_error = type_ == "e"
        # A formula whose result is no text at all still has one.
        self._is_valued = type_ == "str"

    def _formula(self, attributes: dict[str, str]) -> None:
        self._is_formula = True
        self._content(attributes)

    def _value(self, attributes: dict[str, str]) -> None:
        self._in_value = True
        self._content(attributes)

    def _content(self, _: dict[str, str]) -> None:
        """Take the reach when a value starts: cells that only carry a format take no room."""
        if self._in_cell:
            self._reach(*self._cell_at)

    def _ods_table(self, _: dict[str, str]) -> None:
        self._row = self._column = self._widest = self._last_row = 0
        if self._has_table:
            self.notes.append([])
        self._has_table = True

    def _ods_row(self, attributes: dict[str, str]) -> None:
        self._row += _repeat(attributes, "number-rows-repeated", 1 << 20)
        self._column = 0

    def _ods_cell(self, attributes: dict[str, str]) -> None:
        self._begin_text()
        self._column += _repeat(attributes, "number-columns-repeated", 1 << 14)
        self._cell_at = (self._row, self._column)
        names = {key.rpartition(" ")[2] for key in attributes}
        self._is_formula = "formula" in names
        self._is_valued = "value-type" in names
        if self._is_valued:
            self._reach(self._row, self._column)

    def _reach(self, row: int, column: int) -> None:
        limits = self._limits
        self._last_row, self._widest = max(self._last_row, row), max(self._widest, column)
        too_far = self._last_row > limits.rows or self._widest > limits.columns
        if too_far or self._last_row * self._widest > limits.cells:
            raise table_too_large(self._last_row, self._widest, limits)


def table_too_large(rows: int, columns: int, limits: Limits) -> DomainError:
    """Return the refusal of a sheet that reaches too far."""
    return DomainError(
        "table_too_large",
        rows=str(rows),
        columns=str(columns),
        max_rows=str(limits.rows),
        max_columns=str(limits.columns),
    )


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _repeat(attributes: dict[str, str], name: str, most: int) -> int:
    for key, value in attributes.items():
        if key.endswith(name):
            repeat = _number(value, most + 1)
            if repeat > most:
                raise DomainError("file_broken")
            return max(repeat, 1)
    return 1
