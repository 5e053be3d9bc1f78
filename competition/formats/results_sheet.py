"""Read marks to be ranked, and write ranked rows: the tables of `competition medals`. Source: ARCHITECTURE 7."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.decimals import parse_decimal
from competition.domain.errors import DomainError, Problem, Severity, error
from competition.formats.cells import one_line
from competition.formats.columns import Column, Matched, match_columns
from competition.formats.limits import STANDARD, Limits
from competition.formats.tabular import Row, open_table, problem_of

COLUMNS = (
    Column(
        "trade",
        {"en": "Trade", "zh": "赛项", "fr": "Métier", "ru": "Компетенция", "ar": "المهنة", "es": "Modalidad"},
        ("skill", "skill number", "trade code", "项目"),
        needed=True,
    ),
    Column(
        "team",
        {"en": "Team", "zh": "代表队", "fr": "Équipe", "ru": "Команда", "ar": "الفريق", "es": "Equipo"},
        ("member", "country", "team code", "国家"),
        needed=True,
    ),
    Column(
        "mark",
        {"en": "Mark", "zh": "成绩", "fr": "Note", "ru": "Балл", "ar": "الدرجة", "es": "Nota"},
        ("total", "score", "points", "total mark", "分数", "总分"),
        needed=True,
    ),
    Column(
        "entry",
        {"en": "Entry", "zh": "参赛单元", "fr": "Engagement", "ru": "Заявка", "ar": "المشاركة", "es": "Inscripción"},
        ("competitor", "bib", "entry code"),
    ),
    Column(
        "out_of_contest",
        {
            "en": "Out of contest",
            "zh": "不计名次",
            "fr": "Hors concours",
            "ru": "Вне конкурса",
            "ar": "خارج المنافسة",
            "es": "Fuera de concurso",
        },
        ("guest",),
    ),
)

_YES = frozenset({"1", "yes", "y", "true", "x", "是", "oui", "да", "نعم", "sí", "si"})
_NO = frozenset({"", "0", "no", "n", "false", "否", "non", "нет", "لا", "-"})


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One line of marks; entry is "" where the file names none."""

    row: int
    trade: str
    team: str
    entry: str
    mark: Decimal
    out_of_contest: bool = False


@dataclass(frozen=True, slots=True)
class MarksReading:
    """What a file of marks holds; rows are empty as soon as one problem is an error."""

    rows: tuple[MarkRow, ...]
    problems: tuple[Problem, ...]


def read_marks(data: bytes, *, encoding: str | None = None, limits: Limits = STANDARD) -> MarksReading:
    """Return the marks of a CSV or spreadsheet with the columns trade, team, mark and the optional two."""
    try:
        sheet = open_table(data, encoding=encoding, limits=limits).sheets[0]
    except DomainError as refusal:
        return MarksReading((), (problem_of(refusal),))
    table = match_columns(sheet, COLUMNS)
    problems = list(table.problems)
    rows: list[MarkRow] = []
    if not _has_errors(problems):
        for row in table.rows:
            found = _read_row(table, row)
            if isinstance(found, MarkRow):
                rows.append(found)
            else:
                problems.append(found)
        problems += _twice(table, rows)
        if not rows and not _has_errors(problems):
            problems.append(error("table_empty", sheet=table.sheet or None))
    return MarksReading(() if _has_errors(problems) else tuple(rows), tuple(problems))


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _read_row(table: Matched, row: Row) -> MarkRow | Problem:
    sheet = table.sheet or None
    trade, team = one_line(table.get(row, "trade")), one_line(table.get(row, "team"))
    if not trade:
        return error("cell_empty", sheet=sheet, row=row.number, column=table.letter("trade"), heading="Trade")
    if not team:
        return error("cell_empty", sheet=sheet, row=row.number, column=table.letter("team"), heading="Team")
    typed = one_line(table.get(row, "mark"))
    if not typed:
        return error("cell_empty", sheet=sheet, row=row.number, column=table.letter("mark"), heading="Mark")
    mark = _mark(typed)
    if mark is None:
        return error("mark_not_number", sheet=sheet, row=row.number, column=table.letter("mark"), found=typed[:40])
    guest = one_line(table.get(row, "out_of_contest")).casefold()
    if guest not in _YES and guest not in _NO:
        column = table.letter("out_of_contest")
        return error("yes_or_no_unknown", sheet=sheet, row=row.number, column=column, found=guest[:40])
    return MarkRow(row.number, trade, team, one_line(table.get(row, "entry")), mark, guest in _YES)


def _mark(typed: str) -> Decimal | None:
    try:
        mark = parse_decimal(typed)
    except DomainError:
        return None
    return mark if mark >= 0 else None


def _twice(table: Matched, rows: list[MarkRow]) -> Iterator[Problem]:
    """Yield every entry that is named a second time in its trade; unnamed rows stand for one entry each."""
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        known = first.setdefault((row.trade, row.entry), row.row) if row.entry else row.row
        if known != row.row:
            yield error(
                "entry_twice_in_file",
                sheet=table.sheet or None, row=row.row, column=table.letter("entry"), entry=row.entry, first=str(known),
            )  # fmt: skip
