"""How large a file a person may hand in, before anything is unpacked."""

from __future__ import annotations

from dataclasses import dataclass

CELL_TEXT = 32_767
"""Characters in one cell: what spreadsheet programs allow themselves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes above which a file is refused.

    size: bytes of the file as it came; unpacked: bytes of all parts of a workbook together.
    rows, columns: of one sheet; cells: the filled rectangle of one sheet, because readers hold all of it.
    """

    size: int = 20_000_000
    unpacked: int = 150_000_000
    entries: int = 1_000
    sheets: int = 100
    rows: int = 100_000
    columns: int = 500
    cells: int = 3_000_000
    text: int = 60_000_000


STANDARD = Limits()
