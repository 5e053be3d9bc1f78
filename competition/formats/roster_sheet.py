"""Read rosters of people and teams, and write them in the same columns. Source: PRODUCT B1, B2, C1, C2.

What is exported reads back as the same rows, in each of the six languages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.domain.errors import DomainError, Problem, Severity, error, warning
from competition.domain.roster import RosterRow, check_rows
from competition.formats.archive_guard import NoteKind
from competition.formats.cells import column_letter
from competition.formats.columns import Matched, match_columns
from competition.formats.limits import ROSTER, Limits
from competition.formats.plain_table import write_csv, write_xlsx
from competition.formats.roster_cells import read_cells
from competition.formats.roster_columns import COLUMNS, ROLE_WORDS
from competition.formats.tabular import Sheet, fill_merged_down, open_table, problem_of

RIGHT_TO_LEFT = frozenset({"ar"})


class TableFormat(StrEnum):
    """The kinds of file that a table is exported to."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """One sheet of the file. rows: below its headings. columns: how many of ours it has; 0: none was found."""

    name: str
    rows: int
    columns: int
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class RosterReading:
    """What a roster file holds.

    rows: all people, empty as soon as a cell or heading could not be read. draft: those who could, to be shown.
    unread: the others, as far as they could be read. problems: by sheet, row and column letter.
    letters: the column letter by field. sheets: all of the file; sheet: the one that was read.
    encoding, delimiter: of delimited text, None otherwise.
    """

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    draft: tuple[RosterRow, ...] = ()
    unread: tuple[RosterRow, ...] = ()
    sheet: str = ""
    letters: Mapping[str, str] | None = None
    sheets: tuple[SheetChoice, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None

    def place(self, problem: Problem) -> Problem:
        """Return a problem of the rules, which names a field, with the sheet and the column that a person sees.

        A field for which the file has no column has no place but its row.
        """
        letter = problem.column if self.letters is None else self.letters.get(problem.column or "")
        return replace(problem, sheet=self.sheet or None, column=letter)


def read_roster(
    data: bytes,
    *,
    trades: Collection[str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    limits: Limits = ROSTER,
) -> RosterReading:
    """Return the people and teams of an XLSX, XLS, ODS or CSV file.

    trades: the codes of the event's trades; with them the rules of the roster are checked as well, without them only
    what the file itself says (the plan of the import checks the rest). sheet: the one to read, by its name; else the
    one that looks most like a roster, hidden ones last. Never raises for what a file may contain.
    """
    try:
        book = open_table(data, encoding=encoding, limits=limits)
        tables = [(each, match_columns(fill_merged_down(each), COLUMNS)) for each in book.sheets if each.rows]
    except DomainError as refusal:
        return RosterReading((), (problem_of(refusal),))
    if not tables:
        return RosterReading((), (error("table_empty"),))
    source, table = _choose(tables, sheet)
    letters = {key: letter for key in table.places if (letter := table.letter(key))}
    draft, unread, problems = _read_rows(table)
    computed = tuple(_computed(source, table))
    bad = {problem.row for problem in computed if problem.severity is Severity.ERROR}
    unread = tuple(sorted((*unread, *(row for row in draft if row.row in bad)), key=lambda row: row.row))
    draft = tuple(row for row in draft if row.row not in bad)
    problems = [*_sheet_remarks(tables, source), *problems, *computed]
    stopped = any(problem.severity is Severity.ERROR for problem in problems)
    reading = RosterReading(
        rows=() if stopped else draft,
        problems=tuple(problems),
        draft=draft,
        unread=unread,
        sheet=table.sheet,
        letters=letters,
        sheets=tuple(SheetChoice(one.name, len(all_.rows), len(all_.places), one.is_hidden) for one, all_ in tables),
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
    cells = [roster_cells(row, language) for row in rows]
    if kind is TableFormat.CSV:
        return write_csv(headings, cells)
    return write_xlsx(headings, cells, sheet="Roster", right_to_left=language in RIGHT_TO_LEFT)


def roster_cells(row: RosterRow, language: str) -> list[str]:
    """Return a row as the texts of its cells, in the order of the columns."""
    return [_cell(row, column.key, language) for column in COLUMNS]


def _cell(row: RosterRow, key: str, language: str) -> str:
    if key == "role":
        words = ROLE_WORDS[row.role]
        return words.get(language) or words["en"]
    if key == "birth_date":
        return row.birth_date.isoformat() if row.birth_date else ""
    text: str = getattr(row, key)
    return text


Tables = Sequence[tuple[Sheet, Matched]]


def _choose(tables: Tables, wanted: str | None) -> tuple[Sheet, Matched]:
    named = [each for each in tables if wanted and each[0].name == wanted]
    if named:
        return named[0]
    visible = [each for each in tables if not each[0].is_hidden and each[1].places]
    return max(visible or tables, key=lambda each: len(each[1].places))


def _is_roster(table: Matched) -> bool:
    return bool(table.rows) and all(column.key in table.places for column in COLUMNS if column.needed)


def _sheet_remarks(tables: Tables, chosen: Sheet) -> Iterator[Problem]:
    """Yield what a person should know of the sheets: a hidden one is read, or people stand on another one."""
    for sheet, table in tables:
        if sheet is chosen and sheet.is_hidden:
            yield warning("sheet_hidden_read", sheet=sheet.name)
        elif sheet is not chosen and _is_roster(table) and sheet.is_hidden:
            yield warning("sheet_hidden_left", sheet=sheet.name, name=sheet.name)
        elif sheet is not chosen and _is_roster(table):
            yield warning("sheet_left", sheet=sheet.name, name=sheet.name)


def _computed(sheet: Sheet, table: Matched) -> Iterator[Problem]:
    """Yield which cells of the table are computed, were never computed, or came out as errors."""
    columns = set(table.places.values())
    numbers = {row.number for row in table.rows}
    notes = [note for note in sheet.notes if note.column in columns and note.row in numbers]
    formulas = [note for note in notes if note.kind is NoteKind.FORMULA]
    if formulas:
        place = {"sheet": sheet.name, "column": column_letter(formulas[0].column)}
        yield warning("formulas_read", row=formulas[0].row, **place, count=str(len(formulas)))
    for note in notes:
        letter = column_letter(note.column)
        if note.kind is NoteKind.UNCOMPUTED:
            yield error("formula_uncomputed", sheet=sheet.name, row=note.row, column=letter)
        elif note.kind is NoteKind.ERROR:
            yield error("cell_is_error", sheet=sheet.name, row=note.row, column=letter)


def _read_rows(table: Matched) -> tuple[tuple[RosterRow, ...], tuple[RosterRow, ...], list[Problem]]:
    problems = list(table.problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return (), (), problems
    rows: list[RosterRow] = []
    unread: list[RosterRow] = []
    for row in table.rows:
        found = read_cells(table, row)
        problems += found.problems
        (rows if found.is_whole else unread).append(found.row)
    if not table.rows:
        problems.append(error("table_empty", sheet=table.sheet or None))
    return tuple(rows), tuple(unread), problems
