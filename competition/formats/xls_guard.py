"""Look into an old binary workbook (XLS) before a reader unpacks it: is it whole, and how far do its cells reach.

Source: the published formats MS-CFB (the container) and MS-XLS (the records of a sheet).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from competition.domain.errors import DomainError
from competition.formats.archive_guard import table_too_large
from competition.formats.limits import Limits

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_BOUND_SHEET, _FILE_PASS, _END = 0x0085, 0x002F, 0x000A
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00FD, 0x00D6, 0x027E})
_CELL_RUNS = frozenset({0x00BD})


def check_xls(data: bytes, limits: Limits) -> None:
    """Refuse a binary workbook that is broken, protected or reaches too far.

    Raises DomainError: file_broken, file_protected, file_wrong_type, table_too_large.
    """
    try:
        streams = _Container(data)
        if streams.holds("EncryptedPackage"):
            raise DomainError("file_protected")
        if not (streams.holds("Workbook") or streams.holds("Book")):
            raise DomainError("file_wrong_type", found="OLE")
        book = streams.read("Workbook" if streams.holds("Workbook") else "Book")
        _check_sheets(book, limits)
    except (struct.error, IndexError, UnicodeDecodeError) as broken:
        raise DomainError("file_broken") from broken


def _check_sheets(book: bytes, limits: Limits) -> None:
    starts = []
    for kind, body in _records(book, 0):
        if kind == _FILE_PASS:
            raise DomainError("file_protected")
        if kind == _BOUND_SHEET:
            starts.append(struct.unpack_from("<I", body)[0])
    if len(starts) > limits.sheets:
        raise DomainError("file_broken")
    for start in starts:
        _check_reach(book, start, limits)


def _check_reach(book: bytes, start: int, limits: Limits) -> None:
    rows = columns = 0
    for kind, body in _records(book, start):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
        elif kind in _CELL_RUNS:
            row, column = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
        else:
            continue
        rows, columns = max(rows, row + 1), max(columns, column + 1)
        if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
            raise table_too_large(rows, columns, limits)


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from `start` to the end of that part."""
    position = start
    while position + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, position)
        yield kind, book[position + 4 : position + 4 + length]
        if kind == _END:
            return
        position += 4 + length


class _Container:
    """The streams of a compound file, by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self._small = 1 << struct.unpack_from("<H", data, 32)[0]
        if self._sector not in (512, 4096) or self._small != 64:
            raise DomainError("file_broken")
        first_directory, self._cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
        first_small, table_start, table_count = struct.unpack_from("<I4xII", data, 60)
        self._table = self._allocation(table_start, table_count)
        directory = self._chain(first_directory)
        self._entries = dict(self._read_entries(directory))
        root_start, root_size = self._entries.get("Root Entry", (_LAST_SECTOR, 0))
        self._small_store = self._chain(root_start)[:root_size] if root_size else b""
        small_table = self._chain(first_small)
        self._small_table = struct.unpack(f"<{len(small_table) // 4}I", small_table)

    def holds(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        parts, seen = [], 0
        while start < _LAST_SECTOR and seen * self._small < size:
            parts.append(self._small_store[start * self._small : (start + 1) * self._small])
            start, seen = self._small_table[start], seen + 1
        return b"".join(parts)[:size]

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        return self._data[start : start + self._sector]

    def _allocation(self, table_start: int, table_count: int) -> tuple[int, ...]:
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(table_count, len(self._data) // self._sector)):
            if table_start >= _LAST_SECTOR:
                break
            block = struct.unpack(f"<{self._sector // 4}I", self._sector_at(table_start))
            numbers.extend(block[:-1])
            table_start = block[-1]
        table: list[int] = []
        for number in numbers:
            if number < _LAST_SECTOR:
                sector = self._sector_at(number)
                table.extend(struct.unpack(f"<{len(sector) // 4}I", sector))
        return tuple(table)

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        most = len(self._data) // self._sector + 1
        while start < _LAST_SECTOR:
            if len(parts) > most:
                raise DomainError("file_broken")
            parts.append(self._sector_at(start))
            start = self._table[start]
        return b"".join(parts)

    def _read_entries(self, directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            if 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le")
                yield name, struct.unpack_from("<II", directory, at + 116)
