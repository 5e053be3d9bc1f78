"""One row of a roster: what its cells say, typed, and what is wrong with them by column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from competition.domain.errors import Problem, Severity, warning
from competition.domain.roster import RosterRole, RosterRow
from competition.formats.cells import latin_letters, one_line
from competition.formats.columns import Matched
from competition.formats.roster_columns import OTHER_ROLE_WORDS, ROLE_WORDS
from competition.formats.tabular import Row

_OLDEST = 1900
_LATEST = 2100
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_CODES = ("team_code", "trade_code", "bib")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "012345678901234567890123456789")


@dataclass(frozen=True, slots=True)
class CellReading:
    """A row as far as it could be read. is_whole: no cell is missing from it."""

    row: RosterRow
    problems: tuple[Problem, ...]
    is_whole: bool


def read_cells(table: Matched, row: Row) -> CellReading:
    """Return what a row says; a cell that cannot be read is left empty and named in the problems."""
    problems: list[Problem] = []

    def _report(code: str, key: str, *, found: str) -> None:
        place = table.sheet or None, row.number, table.letter(key)
        problems.append(Problem(Severity.ERROR, code, *place, params={"found": found[:40]}))

    texts = {key: one_line(table.get(row, key)) for key in table.places}
    born = role = None
    if typed := texts.get("birth_date"):
        born = _date(typed)
        if born is None:
            if _is_ambiguous(typed):
                _report("date_ambiguous", "birth_date", found=typed)
            else:
                _report("date_invalid", "birth_date", found=typed)
    if typed := texts.get("role"):
        role = _ROLES.get(_role_form(typed))
        if role is None:
            _report("role_unknown", "role", found=typed)
    language = texts.get("native_language", "")
    if language and not _LANGUAGE.fullmatch(language):
        _report("language_unknown", "native_language", found=language)
        language = ""
    is_whole = not problems
    for key in _CODES:
        code = texts.get(key, "")
        plain = code if code.isascii() else latin_letters(code).translate(_DIGITS)
        if plain != code and plain.isascii():
            texts[key] = plain
            place = table.letter(key)
            problems.append(
                warning("lookalike_repaired", sheet=table.sheet or None, row=row.number, column=place, value=plain)
            )
    return CellReading(
        RosterRow(
            row=row.number,
            team_code=texts.get("team_code", ""),
            team_name=texts.get("team_name", ""),
            native_name=texts.get("native_name", ""),
            latin_name=texts.get("latin_name", ""),
            trade_code=texts.get("trade_code", ""),
            bib=texts.get("bib", ""),
            role=role or RosterRole.COMPETITOR,
            group=texts.get("group", ""),
            native_language=language,
            birth_date=born,
            ref=texts.get("ref", ""),
        ),
        tuple(problems),
        is_whole,
    )


def _date(typed: str) -> date | None:
    """Return a date as people write it; None where it is none or where day and month cannot be told apart."""
    typed = typed.translate(_DIGITS)
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
    found = _DAY_FIRST.fullmatch(typed.translate(_DIGITS))
    return found is not None and found[2] != "." and int(found[1]) <= 12 and int(found[1]) != int(found[3]) <= 12


def _role_form(typed: str) -> str:
    return latin_letters("".join(character for character in typed.casefold() if character.isalnum()))


_ROLES = {
    _role_form(word): role
    for role in RosterRole
    for word in (role.value, *ROLE_WORDS[role].values(), *OTHER_ROLE_WORDS[role])
}
