"""Read delimited text: which encoding, which delimiter, which cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from itertools import pairwise

from competition.domain.errors import DomainError
from competition.formats.archive_guard import table_too_large
from competition.formats.cells import clean_text
from competition.formats.limits import CELL_TEXT, Limits
from competition.formats.plain_table import plain_cell

OLD_ENCODINGS = ("gb18030", "cp1251", "cp1256", "cp1252")
"""What spreadsheet programs save in when it is not Unicode; a person says which, it is never guessed."""

_SAMPLE = 20_000
_SAMPLE_LINE = 4_000
_WORDS = re.compile(r"[^\s,;\d\"'.()/_-]+")
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
        unmarked = _unmarked_utf16(data)
        if unmarked is None:
            raise DomainError("file_wrong_type", found="binary")
        return _decode_as(data, unmarked), unmarked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as not_utf8:
        if encoding is None:
            raise DomainError("encoding_unknown", choices=", ".join(OLD_ENCODINGS)) from not_utf8
    if encoding not in OLD_ENCODINGS:
        raise DomainError("encoding_wrong", encoding=encoding)
    return _decode_as(data, encoding), encoding


def _unmarked_utf16(data: bytes) -> str | None:
    """Return which UTF-16 a text without its mark is in: plain letters, commas and line ends have one zero byte."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(data) % 2 or 5 * max(even, odd) < len(head) // 2 or min(even, odd) * 20 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def readings(data: bytes, rows: int = 4, columns: int = 6) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return how the first rows would read in each old encoding that fits, the most likely one first.

    Only a person can tell which one is right: whoever can read the names.
    """
    found: dict[str, tuple[float, tuple[tuple[str, ...], ...]]] = {}
    # Whole lines, since a character of several bytes must not be cut.
    head = b"\n".join(data.replace(b"\r", b"\n").split(b"\n")[: 40 * rows])[:_SAMPLE]
    for name in OLD_ENCODINGS:
        try:
            data.decode(name)
            text = head.decode(name, errors="ignore")
        except UnicodeDecodeError:
            continue
        records = csv.reader(io.StringIO(text), delimiter=find_delimiter(text))
        try:
            lines = [tuple(clean_text(cell)[:40] for cell in record[:columns]) for record in records if any(record)]
        except csv.Error:
            continue
        # Rows with other than plain letters are those that tell the encodings apart.
        telling = [line for line in lines if any(not cell.isascii() for cell in line)][:rows]
        found[name] = (_strangeness(text), tuple(telling))
    return {name: found[name][1] for name in sorted(found, key=lambda each: found[each][0])}


def _strangeness(text: str) -> float:
    """Return how unlike a language a text is: signs where letters belong, and scripts mixed within a word."""
    strange = words = 0
    for word in _WORDS.findall(text):
        if word.isascii():
            continue
        words += 1
        letters = [letter for letter in word if letter.isalpha()]
        scripts = {unicodedata.name(letter, "?").split(" ", 1)[0] for letter in letters}
        inner = sum(letter.isupper() and before.islower() for before, letter in pairwise(word))
        strange += len(word) - len(letters) + inner + 2 * max(0, len(scripts) - 1)
    return strange / words if words else 0.0


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
    sample = "\n".join(line[:_SAMPLE_LINE] for line in text[: 30 * _SAMPLE_LINE].splitlines()[:30])

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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            begins = reader.line_num + 1
            widest = max(widest, len(record))
            if len(rows) >= limits.rows or widest > limits.columns:
                raise table_too_large(len(rows) + 1, widest, limits)
            if any(len(cell) > CELL_TEXT for cell in record):
                raise DomainError("cell_too_long", limit=str(CELL_TEXT))
            rows.append(tuple(plain_cell(clean_text(cell)) for cell in record))
    except csv.Error as broken:
        if "field larger" in str(broken):
            raise DomainError("cell_too_long", limit=str(CELL_TEXT)) from broken
        raise DomainError("quote_open", line=str(begins)) from broken
    if rows and len(rows[0]) <= 2 and ",".join(rows[0]).lower().startswith("sep="):
        rows[0] = ()
    return rows
