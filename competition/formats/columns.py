"""Column specifications: what a table's columns are called in six languages, for reading and for writing.

One specification serves import and export, so that an exported file can always be read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from competition.domain.errors import Problem, error, warning
from competition.formats.cells import column_letter, latin_letters, one_line
from competition.formats.tabular import Row, Sheet

_HEADING_ROWS = 20
"""How far down a heading row may stand, below titles and remarks."""
_LEAST_NAMED = 2
"""So many known headings make a second row of headings: one alone may be somebody's name."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    key: the field of the typed row. headings: the heading by language, written on export and known on import.
    also: other headings that people use. needed: a file without this column is refused.
    """

    key: str
    headings: Mapping[str, str]
    also: tuple[str, ...] = ()
    needed: bool = False

    def heading(self, language: str) -> str:
        """Return the heading in a language, in English where there is none."""
        return self.headings.get(language) or self.headings["en"]

    def names(self) -> Iterator[str]:
        """Yield every heading under which the column is known, the plain key included."""
        yield self.key
        yield from self.headings.values()
        yield from self.also


Columns = Sequence[Column]


@dataclass(frozen=True, slots=True)
class Matched:
    """A sheet whose heading row was found.

    places: 0-based column by key. rows: what stands below the headings.
    """

    sheet: str
    heading_row: int
    places: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def get(self, row: Row, key: str) -> str:
        """Return the text of a field, "" where the file has no such column."""
        return row.cell(self.places.get(key))

    def letter(self, key: str) -> str | None:
        """Return the letter of a column as the spreadsheet shows it, None where the file has no such column."""
        return column_letter(self.places[key]) if key in self.places else None


def match_columns(sheet: Sheet, columns: Columns) -> Matched:
    """Return where each column stands, found by its heading in any of the languages.

    The heading row is the one among the first rows that names most columns. A second row of headings right below it is
    read as well: the same headings in another language, or the parts of headings that were merged over several columns.
    Problems: table_empty, headings_unknown, column_missing and column_twice (errors), column_unknown (warning: not
    read).
    """
    known = {_compare_form(name): column.key for column in columns for name in column.names()}
    name = sheet.name or None
    if not sheet.rows:
        return _nothing(sheet, error("table_empty", sheet=name))
    first = sheet.rows[:_HEADING_ROWS]
    place = max(range(len(first)), key=lambda index: len(_keys(first[index], known)))
    best = first[place]
    if not _keys(best, known):
        expected = ", ".join(column.heading("en") for column in columns if column.needed)
        return _nothing(sheet, error("headings_unknown", sheet=name, row=best.number, expected=expected))
    below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else None
    headings, end = _two_lines(sheet, best, below, known)
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for index, (heading, key) in enumerate(headings):
        if not heading or (key is not None and key not in places):
            if key is not None:
                places[key] = index
            continue
        where, shown = column_letter(index), one_line(heading)[:60]
        if key is None:
            problems.append(warning("column_unknown", sheet=name, row=best.number, column=where, heading=shown))
        else:
            problems.append(error("column_twice", sheet=name, row=best.number, column=where, heading=shown))
    for column in columns:
        if column.needed and column.key not in places:
            problems.append(error("column_missing", sheet=name, row=best.number, heading=column.heading("en")))
    rows = tuple(row for row in sheet.rows[place + 1 :] if row.number > end)
    return Matched(sheet.name, best.number, places, rows, tuple(problems))


Headings = list[tuple[str, str | None]]
"""Of each column what stands above it, and which column that means."""


def _two_lines(sheet: Sheet, best: Row, below: Row | None, known: Mapping[str, str]) -> tuple[Headings, int]:
    """Return the headings, and the number of the last row that holds them."""
    one: Headings = [(cell, known.get(_compare_form(cell))) for cell in best.cells]
    if below is None:
        return one, best.number
    wide = {
        column: left
        for top, left, bottom, right in sheet.merged
        if top <= best.number <= bottom and right > left
        for column in range(left, right + 1)
    }
    if wide:
        parts: Headings = []
        for index in range(max(len(best.cells), len(below.cells))):
            upper, lower = best.cell(wide.get(index, index)), below.cell(index)
            is_part = index in wide and bool(lower)
            heading = f"{upper} {lower}" if is_part else best.cell(index)
            key = known.get(_compare_form(heading))
            parts.append((heading, known.get(_compare_form(lower)) if key is None and is_part else key))
        if any(key is not None and index in wide and below.cell(index) for index, (_, key) in enumerate(parts)):
            return parts, below.number
    named = _keys(below, known)
    if len(named) >= _LEAST_NAMED and 2 * len(named) >= sum(map(bool, below.cells)):
        there = {key for _, key in one}
        return [_either(each, below.cell(index), known, there) for index, each in enumerate(one)], below.number
    return one, best.number


def _either(
    upper: tuple[str, str | None], lower: str, known: Mapping[str, str], there: set[str | None]
) -> tuple[str, str | None]:
    """Return the heading of a column that the first of two rows names, or the second one alone."""
    cell, key = upper
    other = known.get(_compare_form(lower))
    return (cell or lower, other) if key is None and other not in there else upper


def _keys(row: Row, known: Mapping[str, str]) -> set[str]:
    return {known[form] for cell in row.cells if (form := _compare_form(cell)) in known}


def _nothing(sheet: Sheet, problem: Problem) -> Matched:
    return Matched(sheet.name, 0, {}, (), (problem,))


def _compare_form(heading: str) -> str:
    """Return a heading as it is compared: letters and digits only, no case, no star of a required column."""
    text = one_line(heading).casefold()
    folded = "".join(character for character in text if character.isalnum())
    # Headings in Cyrillic and headings with a stray Cyrillic letter must both be found.
    return latin_letters(folded)
