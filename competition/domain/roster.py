"""The rows of a roster as organizers bring them, and what must hold for each. Source: PRODUCT B1, B2, C1, C2."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competition.domain.errors import Problem, error, warning

MAX_NAME_LENGTH = 200
MAX_CODE_LENGTH = 16
MAX_BIB_LENGTH = 16
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_LATIN = ("LATIN ", "MODIFIER LETTER ", "FEMININE ORDINAL", "MASCULINE ORDINAL")


class RosterRole(StrEnum):
    """What a person of the roster is."""

    COMPETITOR = "competitor"
    JUDGE = "judge"
    CHIEF_JUDGE = "chief_judge"
    TEAM_LEADER = "team_leader"
    INTERPRETER = "interpreter"


TRADE_ROLES = frozenset({RosterRole.COMPETITOR, RosterRole.JUDGE, RosterRole.CHIEF_JUDGE})
"""The roles that belong to one trade."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file has it; row: 1-based as the spreadsheet shows it, blanks already trimmed.

    native_name: in the person's own script. latin_name: in Latin letters, "" when the native name is.
    group: parts a second entry of the same team in the same trade, "" for the usual only one.
    native_language: BCP 47 code of the language of the native name, "" when not said.
    ref: which person of the event the row was made from, and of which version, see `reference`; "" when typed anew.
    """

    row: int
    team_code: str
    team_name: str
    native_name: str
    latin_name: str = ""
    trade_code: str = ""
    bib: str = ""
    role: RosterRole = RosterRole.COMPETITOR
    group: str = ""
    native_language: str = ""
    birth_date: date | None = None
    ref: str = ""


def row_version(row: RosterRow) -> str:
    """Return what changes as soon as anything of a row does that an import may change: 10 hex digits."""
    born = row.birth_date.isoformat() if row.birth_date else ""
    names = (row.team_name, row.native_name, row.latin_name, row.bib, row.group, row.native_language, born)
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:10]


def reference(person_id: str, version: str) -> str:
    """Return what a file that was made here carries for each person, so that even a new name finds its person."""
    return f"{person_id}@{version}"


def parse_reference(ref: str) -> tuple[str, str] | None:
    """Return the person's id and version of a reference, None for what is none."""
    person_id, _, version = ref.rpartition("@")
    return (person_id, version) if person_id and version else None


def check_rows(rows: Sequence[RosterRow], trades: Collection[str]) -> tuple[Problem, ...]:
    """Return everything that is wrong with the rows, each with its row and column.

    trades: the codes of the event's trades. Duplicates, a bib that two persons wear and a team with two names are
    found within the file.
    """
    keys = {trade_key(code) for code in trades}
    return (*(problem for row in rows for problem in _check_row(row, keys)), *_check_together(rows))


def person_key(row: RosterRow) -> tuple[str, str, str, str]:
    """Return what makes two rows the same person in the same role: team, trade, role, name without its accidents."""
    name = unicodedata.normalize("NFKC", row.native_name or row.latin_name).casefold()
    return (row.team_code.upper(), trade_key(row.trade_code), row.role.value, " ".join(name.split()))


def are_told_apart(one: RosterRow, other: RosterRow) -> bool:
    """Tell whether two rows of one team, trade, role and name are two people: by reference or by date of birth."""
    return bool(one.ref and other.ref and one.ref != other.ref) or have_two_births(one, other)


def have_two_births(one: RosterRow, other: RosterRow) -> bool:
    """Tell whether two rows name different dates of birth."""
    return None not in (one.birth_date, other.birth_date) and one.birth_date != other.birth_date


def trade_key(code: str) -> str:
    """Return a trade's code for comparing: `4` and `04` are the same trade. Source: DOMAIN 4.4."""
    return code.casefold().lstrip("0") or code


def is_latin(name: str) -> bool:
    """Tell whether every letter of a name is a Latin one."""
    if name.isascii():
        return any(letter.isalpha() for letter in name)
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith(_LATIN) for letter in letters)


def _check_row(row: RosterRow, trades: Collection[str]) -> Iterator[Problem]:
    if not row.team_code:
        yield error("team_code_missing", row=row.row, column="team_code")
    elif len(row.team_code) > MAX_CODE_LENGTH or not _CODE.fullmatch(row.team_code):
        yield error("team_code_invalid", row=row.row, column="team_code", value=row.team_code)
    if not row.native_name and not row.latin_name:
        yield error("name_missing", row=row.row, column="native_name")
    for column, text in (
        ("native_name", row.native_name),
        ("latin_name", row.latin_name),
        ("team_name", row.team_name),
    ):
        if len(text) > MAX_NAME_LENGTH:
            yield error("name_too_long", row=row.row, column=column, limit=str(MAX_NAME_LENGTH))
        # What can be printed holds none of them; looking at every letter takes ten times as long.
        if not text.isprintable() and any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
            yield error("name_invalid", row=row.row, column=column)
        if not text.isascii() and any(_is_mixed(word) for word in text.split()):
            yield warning("name_mixed_letters", row=row.row, column=column)
    if row.latin_name and not is_latin(row.latin_name):
        yield error("latin_name_not_latin", row=row.row, column="latin_name")
    elif row.native_name and not row.latin_name and not is_latin(row.native_name):
        yield warning("latin_name_missing", row=row.row, column="latin_name")
    if len(row.bib) > MAX_BIB_LENGTH:
        yield error("bib_too_long", row=row.row, column="bib", limit=str(MAX_BIB_LENGTH))
    yield from _check_trade(row, trades)


def _is_mixed(word: str) -> bool:
    """Tell whether a word holds Latin and Cyrillic letters that look alike, which no search would find."""
    if word.isascii():
        return False
    has_cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in word)
    return has_cyrillic and any(letter.isascii() and letter.isalpha() for letter in word)


def _check_trade(row: RosterRow, trades: Collection[str]) -> Iterator[Problem]:
    if not row.trade_code:
        if row.role in TRADE_ROLES:
            yield error("trade_code_missing", row=row.row, column="trade_code")
    elif trade_key(row.trade_code) not in trades:
        yield error("trade_unknown", row=row.row, column="trade_code", value=row.trade_code)


def _check_together(rows: Sequence[RosterRow]) -> Iterator[Problem]:
    """Yield what only several rows show, at the later row, naming the first one."""
    persons: dict[tuple[str, str, str, str], list[RosterRow]] = {}
    bibs: dict[str, int] = {}
    teams: dict[str, tuple[int, str]] = {}
    for row in rows:
        if row.native_name or row.latin_name:
            namesakes = persons.setdefault(person_key(row), [])
            same = next((other for other in namesakes if not are_told_apart(other, row)), None)
            if same is not None:
                yield error("person_twice", row=row.row, column="native_name", first=str(same.row))
            namesakes.append(row)
        if row.bib:
            first = bibs.setdefault(row.bib.casefold(), row.row)
            if first != row.row:
                yield error("bib_twice", row=row.row, column="bib", first=str(first), value=row.bib)
        if row.team_code and row.team_name:
            first, name = teams.setdefault(row.team_code.upper(), (row.row, row.team_name))
            if name != row.team_name:
                yield error("team_name_differs", row=row.row, column="team_name", first=str(first))
