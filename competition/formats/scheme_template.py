"""Write an empty marking scheme to be filled in, in the layout that CIS takes. Source: DOMAIN 4.1."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from competition.domain.scheme import StandardSection
from competition.domain.scheme_rules import CRITERION_LETTERS
from competition.formats.cells import column_letter
from competition.formats.plain_table import WORKBOOK_OPTIONS
from competition.formats.scheme_layout import IMPORT_SHEET
from competition.formats.scheme_writer import HEADINGS, WIDTHS

BLOCKS = 6
"""Criteria with room for aspects; most schemes have five to nine, and a block can be copied."""
ROWS = 24
_TYPE, _DESCRIPTION, _SCORE, _EXTRA, _SECTION, _MAX, _LETTER, _TOTAL, _SUM = 3, 4, 5, 6, 8, 10, 11, 12, 13
_DAY = 2
_FRONT_ROWS = 11
"""Rows above the aspects beside those of sections and criteria."""
_LAST = 5000


def write_template(
    sections: Sequence[StandardSection],
    *,
    title: str,
    language: str,
    days: int,
    notes: Sequence[tuple[str, str]] = (),
    notes_name: str = "Help",
) -> bytes:
    """Return a workbook with the standard's sections and empty criteria; formulas add up what is filled in.

    days: of the event, for the list of choices. notes: what to write in which column, in the reader's language, for a
    sheet named notes_name.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        sheet = book.add_worksheet(IMPORT_SHEET)
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        mark = book.add_format({"num_format": "0.00", "valign": "top"})
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, plain)
        sheet.write_string(0, 0, title, strong)
        row = _write_front(sheet, sections, language, strong, mark)
        sums = []
        for letter in CRITERION_LETTERS[:BLOCKS]:
            sums.append(_write_block(sheet, row, letter, days, strong, mark))
            row += ROWS + 2
        sheet.write_string(row, _LETTER, "Competition", strong)
        sheet.write_string(row, _TOTAL, "Total\nMark", strong)
        sheet.write_formula(row, _SUM, "=" + "+".join(sums), mark, 0)
        _write_notes(book, notes_name, notes, strong, plain)
    return stream.getvalue()


def _write_front(
    sheet: xlsxwriter.worksheet.Worksheet,
    sections: Sequence[StandardSection],
    language: str,
    strong: object,
    mark: object,
) -> int:
    """Write the tables above the aspects; returns the row of the first block."""
    start = _FRONT_ROWS + len(sections) + len(CRITERION_LETTERS)
    sheet.write_string(2, 0, "WorldSkills Occupational Standards", strong)
    for column, heading in ((0, "Section"), (1, "WSOS Marks"), (8, "WSOS Marks"), (9, "Aspect Marks")):
        sheet.write_string(3, column, heading, strong)
    sheet.write_string(3, 10, "Variation", strong)
    named, marks = column_letter(_SECTION), column_letter(_MAX)
    for row, section in enumerate(sections, start=4):
        code = int(section.code) if section.code.isascii() and section.code.isdigit() else section.code
        sheet.write(row, 0, code)
        sheet.write_string(row, 1, section.name.get(language) or next(iter(section.name.values()), ""))
        sheet.write_number(row, 8, float(section.weight), mark)
        below = f"${named}${start + 1}:${named}${_LAST},A{row + 1},${marks}${start + 1}:${marks}${_LAST}"
        sheet.write_formula(row, 9, f"=SUMIF({below})", mark, 0)
        sheet.write_formula(row, 10, f"=ABS(I{row + 1}-J{row + 1})", mark, float(section.weight))
    row = 4 + len(sections)
    sheet.write_string(row, 8, "Total Variation", strong)
    if sections:
        sheet.write_formula(row, 10, f"=SUM(K5:K{row})", mark, float(sum(section.weight for section in sections)))
    sheet.write_string(row + 3, 0, "Criteria", strong)
    for column, heading in ((0, "ID"), (1, "Name"), (10, "Mark")):
        sheet.write_string(row + 4, column, heading, strong)
    for number, letter in enumerate(CRITERION_LETTERS):
        sheet.write_string(row + 5 + number, 0, letter)
        if number < BLOCKS:
            block = start + number * (ROWS + 2) + 1
            sheet.write_formula(row + 5 + number, 10, f"={column_letter(_SUM)}{block}", mark, 0)
    return start


def _write_block(
    sheet: xlsxwriter.worksheet.Worksheet, head: int, letter: str, days: int, strong: object, mark: object
) -> str:
    """Write the headings of a criterion and room for its aspects; returns the cell with its sum."""
    for column, heading in enumerate((*HEADINGS, f"Criterion {letter}", "Total\nMark")):
        sheet.write_string(head, column, heading, strong)
    first, last = head + 1, head + ROWS
    marks = column_letter(_MAX)
    sheet.write_formula(head, _SUM, f"=SUM({marks}{first + 1}:{marks}{last + 1})", mark, 0)
    # Only the first block begins: a code without aspects would make a criterion of a block that nobody uses.
    if letter == CRITERION_LETTERS[0]:
        sheet.write_string(first, 0, f"{letter}1")
    sheet.data_validation(first, _TYPE, last, _TYPE, {"validate": "list", "source": ["M", "J"]})
    sheet.data_validation(first, _SCORE, last, _SCORE, {"validate": "list", "source": ["0", "1", "2", "3"]})
    sheet.data_validation(
        first, _DAY, last, _DAY, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": max(days, 1)}
    )
    return f"{column_letter(_SUM)}{head + 1}"


def _write_notes(
    book: xlsxwriter.Workbook, name: str, notes: Sequence[tuple[str, str]], strong: object, plain: object
) -> None:
    if not notes:
        return
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    for row, (heading, text) in enumerate(notes):
        sheet.write_string(row, 0, heading, strong)
        sheet.write_string(row, 1, text, plain)
