"""Read rosters of people and teams, and write them in the same columns. Source: PRODUCT B1, B2, C1, C2.

What is exported reads back as the same rows, in each of the six languages.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from competition.domain.errors import DomainError, Problem, Severity, error
from competition.domain.roster import RosterRole, RosterRow, check_rows
from competition.formats.cells import latin_letters, one_line
from competition.formats.columns import Matched, match_columns
from competition.formats.limits import STANDARD, Limits
from competition.formats.plain_table import write_csv, write_xlsx
from competition.formats.roster_columns import COLUMNS, OTHER_ROLE_WORDS, ROLE_WORDS
from competition.formats.tabular import Row, fill_merged_down, open_table, problem_of

RIGHT_TO_LEFT = frozenset({"ar"})
_OLDEST = 1900
_LATEST = 2100
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)


class TableFormat(StrEnum):
    """The kinds of file that a table is exported to."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What a roster file holds.

    rows: all people, empty as soon as a cell or heading could not be read. draft: those who could, to be shown.
    problems: by sheet, row and column letter. letters: the column letter by field.
    encoding, delimiter: of delimited text, None otherwise.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    draft: tuple[RosterRow, ...] = ()
    sheet: str = ""
    letters: Mapping[str, str] | None = None
    encoding: str | None = None
    delimiter: str | None = None

    def place(self, problem: Problem) -> Problem:
        """Return a problem of the rules, which names a field, with the sheet and the column that a person sees.

        A field for which the file has no column has no place but its row.
        """
        letter = problem.column if self.letters is None else self.letters.get(problem.column or "")
        return replace(problem, sheet=self.sheet or None, column=letter)


def read_roster(
    data: bytes, *, trades: Collection[str] | None = None, encoding: str | None = None, limits: Limits = STANDARD
) -> RosterReading:
    """Return the people and teams of an XLSX, XLS, ODS or CSV file.

    trades: the codes of the event's trades; with them the rules of the roster are checked as well, without them only
    what the file itself says (the plan of the import checks the rest). Never raises for what a file may contain.
    """
    try:
        book = open_table(data, encoding=encoding, limits=limits)
        tables = [match_columns(fill_merged_down(sheet), COLUMNS) for sheet in book.sheets if sheet.rows]
    except DomainError as refusal:
        return RosterReading((), (problem_of(refusal),))
    if not tables:
        return RosterReading((), (error("table_empty"),))
    table = max(tables, key=lambda each: len(each.places))
    draft, problems = _read_rows(table)
    letters = {key: letter for key in table.places if (letter := table.letter(key))}
    stopped = any(problem.severity is Severity.ERROR for problem in problems)
    reading = RosterReading(
        rows=() if stopped else draft,
        problems=tuple(problems),
        draft=draft,
        sheet=table.sheet,
        letters=letters,
        encoding=book.encoding,
        delimiter=book.delimiter,
    )
    if trades is None:
        return reading
    rules = tuple(reading.place(problem) for problem in check_rows(draft, trades))
    together = sorted((*reading.problems, *rules), key=lambda problem: problem.row or 0)
    return replace(reading, problems=tuple(together))


def write_roster(rows: Iterable[RosterRow], *, kind: TableFormat = TableFormat.XLSX, language: str = "en") -> bytes:
    """Return the rows as a file whose headings and roles are in the language; no cell can be taken for a formula."""
    headings = [column.heading(language) for column in COLUMNS]
    cells = [[_cell(row, column.key, language) for column in COLUMNS] for row in rows]
    if kind is TableFormat.CSV:
        return write_csv(headings, cells)
    return write_xlsx(headings, cells, sheet="Roster", right_to_left=language in RIGHT_TO_LEFT)


def _cell(row: RosterRow, key: str, language: str) -> str:
    if key == "role":
        words = ROLE_WORDS[row.role]
        return words.get(language) or words["en"]
    if key == "birth_date":
        return row.birth_date.isoformat() if row.birth_date else ""
    text: str = getattr(row, key)
    return text


def _read_rows(table: Matched) -> tuple[tuple[RosterRow, ...], list[Problem]]:
    problems = list(table.problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return (), problems
    rows: list[RosterRow] = []
    for row in table.rows:
        found, wrong = _read_row(table, row)
        problems += wrong
        if found is not None:
            rows.append(found)
    if not table.rows:
        problems.append(error("table_empty", sheet=table.sheet or None))
    return tuple(rows), problems


def _read_row(table: Matched, row: Row) -> tuple[RosterRow | None, list[Problem]]:
    problems: list[Problem] = []

    def _report(code: str, key: str, *, found: str) -> None:
        place = table.sheet or None, row.number, table.letter(key)
        problems.append(Problem(Severity.ERROR, code, *place, params={"found": found[:40]}))

    def get(key: str) -> str:
        return one_line(table.get(row, key))

    born = role = None
    if typed := get("birth_date"):
        born = _date(typed)
        if born is None:
            if _is_ambiguous(typed):
                _report("date_ambiguous", "birth_date", found=typed)
            else:
                _report("date_invalid", "birth_date", found=typed)
    if typed := get("role"):
        role = _ROLES.get(_role_form(typed))
        if role is None:
            _report("role_unknown", "role", found=typed)
    language = get("native_language")
    if language and not _LANGUAGE.fullmatch(language):
        _report("language_unknown", "native_language", found=language)
    if problems:
        return None, problems
    return (
        RosterRow(
            row=row.number,
            team_code=get("team_code"),
            team_name=get("team_name"),
            native_name=get("native_name"),
            latin_name=get("latin_name"),
            trade_code=get("trade_code"),
            bib=get("bib"),
            role=role or RosterRole.COMPETITOR,
            group=get("group"),
            native_language=language,
            birth_date=born,
        ),
        [],
    )


def _date(typed: str) -> date | None:
    """Return a date as people write it; None where it is none or where day and month cannot be told apart."""
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(typed):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if _is_ambiguous(typed):
            return None
    else:
        return None
    try:
        return date(year, month, day) if _OLDEST <= year <= _LATEST else None
    except ValueError:
        return None


def _is_ambiguous(typed: str) -> bool:
    """Tell whether 05/06/2001 may be in May or June: with points the day comes first everywhere."""
    found = _DAY_FIRST.fullmatch(typed)
    return found is not None and found[2] != "." and int(found[1]) <= 12 and int(found[1]) != int(found[3]) <= 12


def _role_form(typed: str) -> str:
    return latin_letters("".join(character for character in typed.casefold() if character.isalnum()))


_ROLES = {
    _role_form(word): role
    for role in RosterRole
    for word in (role.value, *ROLE_WORDS[role].values(), *OTHER_ROLE_WORDS[role])
}
