"""The workbook that an organizer fills in: the columns of the roster, lists to choose from, a page that explains.

It reads back with the same reader: without changes there is nothing to do. Source: PRODUCT B1.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from competition.domain.roster import RosterRole, RosterRow
from competition.formats.plain_table import WORKBOOK_OPTIONS, display_width
from competition.formats.roster_columns import COLUMNS, ROLE_WORDS
from competition.formats.roster_sheet import RIGHT_TO_LEFT, roster_cells
from competition.formats.table_file import sheet_name

_ROOM = 2_000
"""Rows below the last person that offer the lists."""
_LEAST, _WIDEST = 12, 40
_MOST_MESSAGE = 250
_MOST_TITLE = 30
_NEEDED_MARK = " *"


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """The texts of the workbook in its language.

    sheets: names of the three sheets: people, how it works, lists. columns: what each column is for, by key.
    steps: how to go about it, a line each. labels: column, needed, what goes in, example; yes.
    """

    people: str
    guide: str
    lists: str
    columns: Mapping[str, str]
    steps: Sequence[str]
    column: str
    needed: str
    meaning: str
    example: str
    yes: str
    trade: str
    team: str
    role: str


@dataclass(frozen=True, slots=True)
class TemplateLists:
    """What may be chosen: trades and teams as code and name in the language of the workbook."""

    trades: Sequence[tuple[str, str]]
    teams: Sequence[tuple[str, str]]


def write_template(rows: Sequence[RosterRow], language: str, words: TemplateWords, lists: TemplateLists) -> bytes:
    """Return the workbook with these people in it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK_OPTIONS) as book:
        formats = {
            "text": book.add_format({"num_format": "@"}),
            "quiet": book.add_format({"num_format": "@", "font_color": "#75837c"}),
            "head": book.add_format({"bold": True, "bg_color": "#d5ece1", "border": 1, "border_color": "#75837c"}),
            "optional": book.add_format({"bg_color": "#e4e9e7", "border": 1, "border_color": "#75837c"}),
            "strong": book.add_format({"bold": True}),
            "title": book.add_format({"bold": True, "font_size": 16}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        sheets = [book.add_worksheet(sheet_name(name)) for name in (words.people, words.guide, words.lists)]
        if language in RIGHT_TO_LEFT:
            for sheet in sheets:
                sheet.right_to_left()
        people, guide, choices = sheets
        _write_people(people, rows, language, formats)
        _write_lists(choices, language, words, lists, formats)
        _offer_lists(people, choices.get_name(), words, lists, len(rows) + _ROOM)
        _write_guide(guide, language, words, lists, formats)
    return stream.getvalue()


def _write_people(sheet: Any, rows: Sequence[RosterRow], language: str, formats: Mapping[str, Any]) -> None:
    widths = []
    for index, column in enumerate(COLUMNS):
        heading = column.heading(language) + (_NEEDED_MARK if column.needed else "")
        sheet.write_string(0, index, heading, formats["head" if column.needed else "optional"])
        widths.append(display_width(heading))
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(roster_cells(row, language)):
            if cell:
                sheet.write_string(number, index, cell, formats["text"])
                widths[index] = max(widths[index], display_width(cell))
    for index, column in enumerate(COLUMNS):
        is_reference = column.key == "ref"
        width = min(max(widths[index] + 2, _LEAST), _WIDEST)
        # Whoever sorts the table takes the hidden reference along; nobody edits it by a slip.
        sheet.set_column(
            index, index, width, formats["quiet" if is_reference else "text"], {"hidden": 1} if is_reference else {}
        )
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 2)


def _write_lists(
    sheet: Any, language: str, words: TemplateWords, lists: TemplateLists, formats: Mapping[str, Any]
) -> None:
    for index, heading in enumerate((words.trade, "", words.team, "", words.role)):
        sheet.write_string(0, index, heading, formats["strong"])
    for index, pairs in ((0, lists.trades), (2, lists.teams)):
        for number, (code, name) in enumerate(pairs, start=1):
            sheet.write_string(number, index, code, formats["text"])
            sheet.write_string(number, index + 1, name)
    for number, role in enumerate(RosterRole, start=1):
        sheet.write_string(number, 4, ROLE_WORDS[role][language])
    for index, width in enumerate((14, 34, 14, 34, 22)):
        sheet.set_column(index, index, width)


def _offer_lists(sheet: Any, lists_name: str, words: TemplateWords, lists: TemplateLists, last: int) -> None:
    """Let the cells of codes and roles choose from the lists; a new team may be typed."""
    quoted = lists_name.replace("'", "''")
    sources = {
        "trade_code": ("A", len(lists.trades), "stop"),
        "team_code": ("C", len(lists.teams), "information"),
        "role": ("E", len(RosterRole), "stop"),
    }
    for index, column in enumerate(COLUMNS):
        message = words.columns[column.key][:_MOST_MESSAGE]
        options: dict[str, Any] = {"validate": "any", "input_message": message}
        if column.key in sources:
            letter, count, severity = sources[column.key]
            if count:
                options = {
                    "validate": "list",
                    "source": f"='{quoted}'!${letter}$2:${letter}${count + 1}",
                    "error_type": severity,
                    "input_message": message,
                }
        elif column.key != "birth_date":
            continue
        sheet.data_validation(1, index, last, index, options)


def _write_guide(
    sheet: Any, language: str, words: TemplateWords, lists: TemplateLists, formats: Mapping[str, Any]
) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, 5, 22)
    sheet.write_string(0, 0, words.guide, formats["title"])
    line = 2
    for step in words.steps:
        sheet.merge_range(line, 0, line, 5, "", formats["wrap"])
        sheet.write_string(line, 0, step, formats["wrap"])
        line += 1
    line += 1
    for index, heading in enumerate((words.column, words.needed, words.meaning, words.example)):
        sheet.write_string(line, index, heading, formats["head"])
    samples = [roster_cells(row, language) for row in examples(lists)]
    for index, column in enumerate(COLUMNS):
        row = line + 1 + index
        sheet.write_string(row, 0, column.heading(language), formats["strong"])
        sheet.write_string(row, 1, words.yes if column.needed else "")
        sheet.write_string(row, 2, words.columns[column.key], formats["wrap"])
        for place, cells in enumerate(samples):
            sheet.write_string(row, 3 + place, cells[index], formats["text"])


def examples(lists: TemplateLists) -> tuple[RosterRow, ...]:
    """Return three people who are nobody, with a trade of the event."""
    trade = lists.trades[0][0] if lists.trades else "04"
    return (
        RosterRow(0, "CHN", "China", "陈思远", "CHEN Siyuan", trade, "", RosterRole.COMPETITOR, "", "zh"),
        RosterRow(0, "KAZ", "Kazakhstan", "Айгуль Омарова", "OMAROVA Aigul", trade, "", RosterRole.JUDGE, "", "ru"),
        RosterRow(0, "PER", "Peru", "Ana Flores", "", "", "", RosterRole.TEAM_LEADER, "", "es"),
    )
