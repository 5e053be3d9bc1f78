"""Read the list of professional tasks beside Russian criteria: what sections are elsewhere. Source: DOMAIN 4.2, L5."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.errors import Problem, error, warning
from competition.domain.scheme import StandardSection
from competition.formats.cells import column_letter, one_line
from competition.formats.scheme_dialects import compare_form
from competition.formats.scheme_front import number_or_none
from competition.formats.tabular import Row, Sheet, Workbook

_TASKS = compare_form("задач")
_WEIGHT = re.compile("|".join(map(compare_form, ("вес", "балл", "макс"))))
_CODE = re.compile(r"^(\d{1,2})\.?$", re.ASCII)
_HEADING_ROWS = 20


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks as sections of a standard, and what is wrong with the list."""

    sections: tuple[StandardSection, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_tasks(book: Workbook, criteria: Sheet, sums: Mapping[str, Decimal], language: str) -> Tasks:
    """Return the tasks of the sheet that lists them, nothing where there is no such sheet.

    sums: marks of the aspects by task; a list without weights gives each task the weight of its aspects.
    Problems: section_weights_missing (warning), section_weight_not_number, duplicate_code by the rules later.
    """
    for sheet in book.sheets:
        if sheet is not criteria and (start := _start(sheet)) is not None:
            return _read(sheet, start, sums, language)
    return Tasks()


def _start(sheet: Sheet) -> int | None:
    """Return the place of the row above the tasks, -1 for a sheet that is named after them and has no headings."""
    for index, row in enumerate(sheet.rows[:_HEADING_ROWS]):
        if any(_TASKS in compare_form(cell) for cell in row.cells if cell):
            return index
    return -1 if _TASKS in compare_form(sheet.name) else None


def _read(sheet: Sheet, start: int, sums: Mapping[str, Decimal], language: str) -> Tasks:
    weight_at = None
    if start >= 0:
        headings = enumerate(sheet.rows[start].cells)
        weight_at = next((index for index, cell in headings if index and _WEIGHT.search(compare_form(cell))), None)
    sections, problems = [], []
    for row in sheet.rows[start + 1 :]:
        if (found := _task(row, weight_at)) is None:
            continue
        code, name = found
        weight = sums.get(code, Decimal("0.00"))
        if weight_at is not None:
            stated = number_or_none(row.cell(weight_at))
            if stated is None or stated < 0:
                problems.append(
                    error(
                        "section_weight_not_number",
                        sheet=sheet.name, row=row.number, column=column_letter(weight_at),
                        section=code, found=one_line(row.cell(weight_at)),
                    )
                )  # fmt: skip
                continue
            weight = stated
        sections.append(StandardSection(code, {language: name}, weight))
    if sections and weight_at is None:
        problems.append(warning("section_weights_missing", sheet=sheet.name, row=sheet.rows[max(start, 0)].number))
    return Tasks(tuple(sections), tuple(problems))


def _task(row: Row, weight_at: int | None) -> tuple[str, str] | None:
    """Return number and name of a task: the first cell that is a number, and the first text behind it."""
    for index, cell in enumerate(row.cells):
        if not cell:
            continue
        number = _CODE.match(cell)
        texts = (one_line(each) for at, each in enumerate(row.cells) if at > index and at != weight_at and each)
        name = next(texts, "")
        return (number[1], name) if number and name else None
    return None
