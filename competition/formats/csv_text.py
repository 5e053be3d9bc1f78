"""Read delimited text: which encoding, which delimiter, which cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter

from competition.domain.errors import DomainError
from competition.formats.archive_guard import table_too_large
from competition.formats.cells import clean_text
from competition.formats.limits import CELL_TEXT, Limits
from competition.formats.plain_table import plain_cell

OLD_ENCODINGS = ("gb18030", "cp1251", "cp1256", "cp1252")
"""What spreadsheet programs save in when it is not Unicode; a person says which, it is never guessed."""

_DELIMITERS = (",", ";", "\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the text and the encoding that was used: byte order mark, strict UTF-8, then the one given.

    Raises DomainError encoding_unknown when none was given and the bytes are not UTF-8, encoding_wrong when the
    given one does not fit, file_wrong_type for bytes that are no text.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name), name
    if b"\x00" in data:
        raise DomainError("file_wrong_type", found="binary")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as not_utf8:
        if encoding is None:
            raise DomainError("encoding_unknown", choices=", ".join(OLD_ENCODINGS)) from not_utf8
    if encoding not in OLD_ENCODINGS:
        raise DomainError("encoding_wrong", encoding=encoding)
    return _decode_as(data, encoding), encoding


def _decode_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise DomainError("encoding_wrong", encoding=encoding) from wrong


def find_delimiter(text: str) -> str:
    """Return the delimiter that gives the most columns most steadily in the first lines; a comma when none does."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and first[4:] in _DELIMITERS:
        return first[4:]
    sample = "\n".join(text.splitlines()[:30])

    def steadiness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return (0, 0)
        width = max(wide, key=lambda each: (wide[each], each))
        return (wide[width], width)

    try:
        return max(_DELIMITERS, key=steadiness)
    except csv.Error as broken:
        raise DomainError("file_broken") from broken


def read_rows(text: str, delimiter: str, limits: Limits) -> list[tuple[str, ...]]:
    """Return the cells of every record, blank records included so that row numbers stay true."""
    rows: list[tuple[str, ...]] = []
    widest = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            widest = max(widest, len(record))
            if len(rows) >= limits.rows or widest > limits.columns:
                raise table_too_large(len(rows) + 1, widest, limits)
            if any(len(cell) > CELL_TEXT for cell in record):
                raise DomainError("cell_too_long", limit=str(CELL_TEXT))
            rows.append(tuple(plain_cell(clean_text(cell)) for cell in record))
    except csv.Error as broken:
        raise DomainError("file_broken") from broken
    if rows and len(rows[0]) <= 2 and ",".join(rows[0]).lower().startswith("sep="):
        rows[0] = ()
    return rows
