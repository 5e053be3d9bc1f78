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
    elements: XML elements of all parts together; each costs time, however small it is.
    """

    size: int = 20_000_000
    unpacked: int = 150_000_000
    entries: int = 1_000
    sheets: int = 100
    rows: int = 100_000
    columns: int = 500
    cells: int = 3_000_000
    text: int = 60_000_000
    elements: int = 12_000_000


STANDARD = Limits()

ROSTER = Limits(
    unpacked=60_000_000, sheets=50, rows=40_000, columns=250, cells=450_000, text=20_000_000, elements=1_500_000
)
"""Four times the largest event; whatever is larger is refused within two seconds and 200 MB. Source: THREATS T23."""
