"""Small spreadsheets made for tests: plain tables, marking schemes, old binary workbooks."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

VECTORS = Path(__file__).parents[2] / "vectors"
Cell = str | int | float | bool | date | datetime | None
Rows = Sequence[Sequence[Cell]]

HEADINGS: tuple[Cell, ...] = (
    "Sub\nCriterion\nID",
    "Sub Criterion\nName or Description",
    "Day of Marking",
    "Aspect\nType\nM = Meas\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Measurement Only)",
    "WSOS Section",
    "Calculation Row \n(Export only)",
    "Max\nMark",
)


def workbook(sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """Return an XLSX file with these cells; merges: areas by sheet, such as A2:A4."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        page.write(number, column, cell)
            for area in (merges or {}).get(name, ()):
                first = rows[int(area.split(":")[0][1:]) - 1][ord(area[0]) - ord("A")]
                page.merge_range(area, first)
    return stream.getvalue()


def heading(letter: str) -> list[Cell]:
    return [*HEADINGS, f"Criterion {letter}", "Total\nMark"]


def measured(
    description: str, mark: Cell, *, section: Cell = 1, kind: Cell = "M", calculation: Cell = None
) -> list[Cell]:
    return [None, None, None, kind, description, None, None, None, section, calculation, mark]


def judged(
    description: str, mark: Cell, *, section: Cell = 1, scores: Sequence[Cell] = (0, 1, 2, 3)
) -> list[list[Cell]]:
    return [
        measured(description, mark, section=section, kind="J"),
        *([None, None, None, None, None, score, f"what {score} means"] for score in scores),
    ]


def front(weights: Mapping[str, float], criteria: Mapping[str, tuple[str, Cell]]) -> list[list[Cell]]:
    """Return title, standard and criteria as the import spreadsheet has them."""
    gap: list[Cell] = [None] * 6
    return [
        ["07 Cloud Baking"],
        [],
        ["WorldSkills Occupational Standards"],
        ["Section", "WSOS Marks", *gap, "WSOS Marks", "Aspect Marks", "Variation"],
        *([int(code), f"Part {code}", *gap, weight] for code, weight in weights.items()),
        [None, None, *gap, "Total Variation", None, 0],
        [],
        [],
        ["Criteria"],
        ["ID", "Name", *gap, None, None, "Mark"],
        *([letter, name, *gap, None, None, mark] for letter, (name, mark) in criteria.items()),
        [],
    ]


def scheme_rows(block: Rows | None = None, *, weights: Mapping[str, float] | None = None) -> list[Sequence[Cell]]:
    """Return a whole scheme of 100 marks; block: the rows below the heading of criterion A instead of the usual."""
    usual: list[Sequence[Cell]] = [
        ["A1", "Dough", 1],
        *(measured(f"Weight of loaf {number}", 2) for number in range(1, 46)),
        [],
        *judged("Look of the loaf", 2),
        ["A2", "Bench", 2],
        *(measured(f"Tool {number} put away", 2) for number in range(1, 5)),
    ]
    return [*front(weights or {"1": 100}, {"A": ("Bread", 100)}), heading("A"), *(usual if block is None else block)]


def scheme_file(block: Rows | None = None, **more: Rows) -> bytes:
    return workbook({"CIS Marking Scheme Import": scheme_rows(block), **more})


def old_workbook(cells: Sequence[tuple[int, int, float]], *, name: str = "Workbook") -> bytes:
    """Return an XLS file with one sheet of numbers: (row, column, number), all from 0."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    page = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    page += b"".join(record(0x0203, struct.pack("<HHHd", row, column, 0, number)) for row, column, number in cells)
    page += record(0x000A, b"")
    bound = struct.pack("<IBBBB", len(start) + 4 + 9 + 4, 0, 0, 1, 0) + b"S"
    stream = start + record(0x0085, bound) + record(0x000A, b"") + page
    stream += b"\x00" * (max(4096, len(stream)) - len(stream))
    stream += b"\x00" * (-len(stream) % 512)
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(label: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = label.encode("utf-16-le")
        return (
            text.ljust(64, b"\x00")
            + struct.pack("<HBB", len(text) + 2, kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\x00" * 36
            + struct.pack("<III", first, size, 0)
        )

    empty = b"\x00" * 64 + struct.pack("<HBBIII", 0, 0, 0, *([0xFFFFFFFF] * 3)) + b"\x00" * 48
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream)) + empty * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\x00" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + struct.pack("<108I", *([0xFFFFFFFF] * 108))
    return header + struct.pack("<128I", *table) + directory + stream
