"""Write a marking scheme as a spreadsheet in layout L1, the one that CIS takes. Source: DOMAIN 4.1, 4.3."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

import xlsxwriter

from competition.domain.errors import DomainError
from competition.domain.scheme import Aspect, Calculation, Criterion, Scheme, Text
from competition.domain.scheme_rules import summarise
from competition.formats.calculations import SHEET as CALCULATIONS
from competition.formats.calculations import number_calculations, write_parameters
from competition.formats.limits import CELL_TEXT
from competition.formats.plain_table import WORKBOOK_OPTIONS
from competition.formats.scheme_layout import IMPORT_SHEET

HEADINGS = (
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
_ID, _NAME, _DAY, _TYPE, _DESCRIPTION, _SCORE, _EXTRA, _REQUIREMENT, _SECTION, _CALCULATION, _MAX = range(11)
_LETTER, _TOTAL, _SUM, _UNIT = range(11, 15)
WIDTHS = (9, 28, 9, 9, 44, 8, 50, 26, 9, 12, 9, 12, 9, 9, 9)


def write_scheme(scheme: Scheme, *, title: str = "", language: str = "en") -> bytes:
    """Return the scheme as an XLSX file that reads back as the same scheme.

    title: number and name of the trade. language: which text is written; the first one there is where it lacks.
    Raises DomainError text_too_long for a text that no spreadsheet cell holds.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        _Writer(book, scheme, language).write(title)
    return stream.getvalue()


class _Writer:
    """Writes one workbook from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, scheme: Scheme, language: str) -> None:
        self._scheme, self._language = scheme, language
        self._summary = summarise(scheme)
        self._sheet = book.add_worksheet(IMPORT_SHEET)
        self._calculation_sheet = book.add_worksheet(CALCULATIONS)
        self._rows = number_calculations(scheme.aspects())
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})
        self._strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._mark = book.add_format({"num_format": "0.00", "valign": "top"})
        self._has_units = any(aspect.unit for aspect in scheme.aspects())
        self._next = 0

    def write(self, title: str) -> None:
        """Write both sheets."""
        for column, width in enumerate(WIDTHS):
            self._sheet.set_column(column, column, width)
        self._text(0, 0, title, self._strong)
        self._next = 2
        self._write_sections()
        self._write_criteria()
        for criterion in self._scheme.criteria:
            self._write_block(criterion)
        self._text(self._next, _LETTER, "Competition", self._strong)
        self._text(self._next, _TOTAL, "Total\nMark", self._strong)
        self._number(self._next, _SUM, self._summary.total)
        for number, calculation in self._rows.items():
            self._write_calculation(number, calculation)

    def _write_sections(self) -> None:
        self._text(self._next, 0, "WorldSkills Occupational Standards", self._strong)
        head = self._next + 1
        for column, heading in ((0, "Section"), (1, "WSOS Marks"), (8, "WSOS Marks"), (9, "Aspect Marks")):
            self._text(head, column, heading, self._strong)
        self._text(head, 10, "Variation", self._strong)
        row = head + 1
        for section, sums in zip(self._scheme.sections, self._summary.sections, strict=True):
            self._code(row, 0, section.code)
            self._text(row, 1, self._in_language(section.name))
            for column, mark in ((8, section.weight), (9, sums.aspects), (10, sums.variation)):
                self._number(row, column, mark)
            row += 1
        self._text(row, 8, "Total Variation", self._strong)
        self._number(row, 10, self._summary.total_variation)
        self._next = row + 3

    def _write_criteria(self) -> None:
        self._text(self._next, 0, "Criteria", self._strong)
        for column, heading in ((0, "ID"), (1, "Name"), (10, "Mark")):
            self._text(self._next + 1, column, heading, self._strong)
        row = self._next + 2
        for criterion, sums in zip(self._scheme.criteria, self._summary.criteria, strict=True):
            self._text(row, 0, criterion.code)
            self._text(row, 1, self._in_language(criterion.name))
            self._number(row, 10, sums.mark)
            row += 1
        self._next = row + 2

    def _write_block(self, criterion: Criterion) -> None:
        if not criterion.sub_criteria:
            return
        head = self._next
        for column, heading in enumerate((*HEADINGS, f"Criterion {criterion.code}", "Total\nMark")):
            self._text(head, column, heading, self._strong)
        sums = next(each for each in self._summary.criteria if each.code == criterion.code)
        self._number(head, _SUM, sums.mark)
        if self._has_units:
            self._text(head, _UNIT, "Unit", self._strong)
        self._next += 1
        for sub_criterion in criterion.sub_criteria:
            self._text(self._next, _ID, sub_criterion.code)
            self._text(self._next, _NAME, self._in_language(sub_criterion.name))
            if sub_criterion.day is not None:
                self._sheet.write_number(self._next, _DAY, sub_criterion.day, self._plain)
            self._next += 1
            for aspect in sub_criterion.aspects:
                self._write_aspect(aspect)
            self._next += 1

    def _write_aspect(self, aspect: Aspect) -> None:
        row = self._next
        self._text(row, _TYPE, aspect.type.value)
        self._text(row, _DESCRIPTION, self._in_language(aspect.description))
        self._text(row, _EXTRA, self._in_language(aspect.extra))
        self._text(row, _REQUIREMENT, self._in_language(aspect.requirement))
        self._code(row, _SECTION, aspect.section)
        self._number(row, _MAX, aspect.max_mark)
        self._text(row, _UNIT, aspect.unit)
        if aspect.calculation is not None:
            number = next(number for number, each in self._rows.items() if each == aspect.calculation)
            self._sheet.write_number(row, _CALCULATION, number, self._plain)
        self._next += 1
        for score, descriptor in enumerate(aspect.descriptors):
            self._sheet.write_number(self._next, _SCORE, score, self._plain)
            self._text(self._next, _EXTRA, self._in_language(descriptor))
            self._next += 1

    def _write_calculation(self, number: int, calculation: Calculation) -> None:
        row = number - 1
        if calculation.name:
            self._calculation_sheet.write_string(row, 0, calculation.name)
        self._calculation_sheet.write_string(row, 1, calculation.type.value)
        self._calculation_sheet.write_boolean(row, 2, calculation.shared)
        if calculation.parameters:
            self._calculation_sheet.write_string(row, 3, _fitting(write_parameters(calculation.parameters)))

    def _in_language(self, text: Text | None) -> str:
        return _in_language(text or {}, self._language)

    def _text(self, row: int, column: int, text: str, style: object = None) -> None:
        if text:
            self._sheet.write_string(row, column, _fitting(text), style or self._plain)

    def _code(self, row: int, column: int, code: str) -> None:
        """Write a section's code, as a number where it is one, so that formulas over the column keep working."""
        if code.isascii() and code.isdigit() and code == str(int(code)):
            self._sheet.write_number(row, column, int(code), self._plain)
        else:
            self._text(row, column, code)

    def _number(self, row: int, column: int, mark: Decimal) -> None:
        self._sheet.write_number(row, column, float(mark), self._mark)


def _in_language(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


def _fitting(text: str) -> str:
    if len(text) > CELL_TEXT:
        raise DomainError("text_too_long", limit=str(CELL_TEXT))
    return text
