"""Read a marking scheme from a spreadsheet, and write it as one. Source: DOMAIN 4.

Reading never refuses silently and never takes half: every problem names its row and column, all sums are computed
again, and a scheme comes back only when nothing stops it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from competition.domain.decimals import two_decimals
from competition.domain.errors import DomainError, Problem, Severity, error, warning
from competition.domain.scheme import Calculation, Scheme, StandardSection
from competition.domain.scheme_rules import check_scheme, summarise
from competition.formats import calculations as calculation_sheet
from competition.formats.cells import column_letter
from competition.formats.limits import STANDARD, Limits
from competition.formats.scheme_body import Body, Note, read_body
from competition.formats.scheme_dialects import RUSSIAN
from competition.formats.scheme_front import Front, Typed, read_front
from competition.formats.scheme_layout import (
    NEEDED,
    Field,
    Found,
    Headings,
    Layout,
    detect_layout,
    find_scheme_sheet,
    read_headings,
)
from competition.formats.scheme_tasks import read_tasks
from competition.formats.scheme_writer import write_scheme
from competition.formats.tabular import Sheet, Workbook, open_table, problem_of

__all__ = ["Layout", "Note", "SchemeReading", "read_scheme", "write_scheme"]

UNFINISHED = frozenset({"total_not_100", "section_variation", "criterion_without_aspects"})
"""What keeps a scheme from being locked but not from being imported and finished here. Source: DOMAIN 1.1, X4, X5."""

_SUMS = frozenset({"total_not_100", "section_variation"})
_COLUMN_OF = {
    "section_unknown": Field.SECTION,
    "section_missing": Field.SECTION,
    "judgement_with_calculation": Field.CALCULATION,
    "calculation_invalid": Field.CALCULATION,
    "judgement_without_descriptors": Field.EXTRA,
    "max_mark_not_positive": Field.MAX,
    "max_mark_too_fine": Field.MAX,
    "aspect_over_two": Field.MAX,
    "sub_criterion_without_aspects": Field.ID,
    "duplicate_code": Field.ID,
}


@dataclass(frozen=True, slots=True)
class SchemeReading:
    """What a file holds.

    layout: None when the file could not be read as a scheme at all.
    scheme: the whole scheme, None as soon as one problem is an error.
    draft: what could be read, to be shown beside the problems; never to be imported.
    sections: the occupational standard, there even without a scheme.
    calculations: all rows of the sheet `Calculations` that make sense, used or not.
    unresolved: row numbers of calculations by aspect code where the file has no sheet `Calculations`.
    notes: free text between the aspects.
    rows: the row of every criterion, sub-criterion and aspect by code.
    is_ready: whether the scheme could be locked as it stands: no error, and nothing left unfinished.
    sheet, day_column: where the days of marking stand.
    """

    layout: Layout | None
    problems: tuple[Problem, ...]
    title: str = ""
    scheme: Scheme | None = None
    draft: Scheme | None = None
    sections: tuple[StandardSection, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    unresolved: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    is_ready: bool = False
    sheet: str | None = None
    day_column: str | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Return the problems that stop an import."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def read_scheme(data: bytes, *, language: str = "en", limits: Limits = STANDARD) -> SchemeReading:
    """Return what a marking scheme file holds, in any layout that is known.

    language: code under which the texts are kept. Never raises for what a file may contain.
    """
    try:
        book = open_table(data, limits=limits)
        found, others = find_scheme_sheet(book)
        return _read_sheet(book, found, others, language)
    except DomainError as refusal:
        return SchemeReading(None, (problem_of(refusal),))


def _read_sheet(book: Workbook, found: Found, others: tuple[str, ...], language: str) -> SchemeReading:
    sheet, start = found.sheet, found.start
    numbers = next((each for each in book.sheets if each.name.lower() == calculation_sheet.SHEET.lower()), None)
    headings = read_headings(sheet.rows[start], found.dialect)
    front = read_front(sheet.name, sheet.rows[:start], language)
    if missing := [name for name in NEEDED if name not in headings.columns]:
        lacking = [
            error("scheme_column_missing", sheet=sheet.name, row=headings.row, heading=found.dialect.name_of(name))
            for name in missing
        ]
        return SchemeReading(None, tuple(lacking), front.title, sections=tuple(front.sections))
    calculations = calculation_sheet.read_calculations(numbers)
    body = read_body(sheet.name, sheet.rows[start:], calculations, numbers is not None, found.dialect)
    if found.dialect is RUSSIAN:
        tasks = read_tasks(book, sheet, body.section_sums(), language)
        front.sections += tasks.sections
        front.problems += tasks.problems
    draft = Scheme(body.criteria(front.criteria, language), tuple(front.sections))
    rules = check_scheme(draft)
    problems = [
        *front.problems,
        *calculations.problems,
        *body.problems,
        *_about_the_sheet(sheet, others, headings, body),
        *_about_the_scheme(sheet, draft, rules, front, body),
    ]
    ordered = tuple(sorted(problems, key=lambda each: (each.sheet or "", each.row or 0)))
    stopped = any(problem.severity is Severity.ERROR for problem in ordered)
    return SchemeReading(
        layout=detect_layout(headings, bool(body.lookalikes)),
        problems=ordered,
        title=front.title,
        scheme=None if stopped else draft,
        draft=draft,
        sections=tuple(front.sections),
        calculations=tuple(calculations.by_row.values()),
        unresolved=body.unresolved,
        notes=tuple(body.notes),
        rows={code: row for code, (row, _) in body.places.items()},
        is_ready=not stopped and not any(problem.severity is Severity.ERROR for problem in rules),
        sheet=sheet.name,
        day_column=_letter(headings, Field.DAY),
    )


def _about_the_sheet(sheet: Sheet, others: tuple[str, ...], headings: Headings, body: Body) -> Iterator[Problem]:
    for index, heading in headings.unknown:
        yield warning(
            "scheme_column_unknown", sheet=sheet.name, row=headings.row, column=column_letter(index), heading=heading
        )
    if others:
        yield warning("scheme_more_sheets", sheet=sheet.name, others=", ".join(others))
    if body.lookalikes:
        yield warning(
            "lookalike_letters", sheet=sheet.name, row=body.lookalikes[0], count=str(len(set(body.lookalikes)))
        )
    if body.unresolved:
        first = next(iter(body.unresolved))
        yield warning(
            "calculations_missing",
            sheet=sheet.name, row=body.places[first][0], column=_letter(headings, Field.CALCULATION),
            count=str(len(body.unresolved)),
        )  # fmt: skip
    yield from _about_days(sheet, headings, body)


def _about_days(sheet: Sheet, headings: Headings, body: Body) -> Iterator[Problem]:
    """Yield each sub-criterion without a day where others have one; a layout without days is no one's mistake."""
    drafts = [draft for block in body.blocks.values() for draft in block]
    reported = {problem.row for problem in body.problems if problem.code == "day_unknown"}
    if any(draft.day is not None for draft in drafts):
        for draft in drafts:
            row = body.places[draft.code][0]
            if draft.day is None and row not in reported:
                letter = _letter(headings, Field.DAY)
                yield warning("day_missing", sheet=sheet.name, row=row, column=letter, sub_criterion=draft.code)


def _about_the_scheme(
    sheet: Sheet, draft: Scheme, rules: tuple[Problem, ...], front: Front, body: Body
) -> Iterator[Problem]:
    if not any(True for _ in draft.aspects()):
        if not body.lost:
            yield error("scheme_without_aspects", sheet=sheet.name)
        return
    known = {(problem.row, problem.column) for problem in body.problems}
    for problem in rules:
        placed = _place(problem, sheet.name, front, body)
        # With a row that could not be read every sum is off; the row itself is reported.
        if placed.code in _SUMS and body.lost:
            continue
        if placed.row is None or (placed.row, placed.column) not in known:
            yield placed
    if not body.lost:
        yield from _about_sums(sheet.name, draft, front, body)


def _place(problem: Problem, sheet: str, front: Front, body: Body) -> Problem:
    """Return a problem of the rules with the row and column where a person can mend it."""
    params, code = problem.params, problem.code
    severity = Severity.WARNING if code in UNFINISHED else problem.severity
    if code == "section_unknown" and not params["section"]:
        code, params = "section_missing", {"aspect": params["aspect"]}
    problem = replace(problem, severity=severity, code=code, sheet=sheet, params=params)
    if code == "total_not_100" and body.total:
        return replace(problem, row=body.total.row, column=column_letter(body.total.column))
    if code == "section_variation" and params["section"] in front.section_rows:
        row, column = front.section_rows[params["section"]]
        return replace(problem, row=row, column=column_letter(column))
    for key in ("aspect", "sub_criterion", "part", "criterion"):
        if place := body.places.get(params.get(key, "")):
            row, headings = place
            return replace(problem, row=row, column=_letter(headings, _COLUMN_OF.get(code)))
    return problem


def _about_sums(sheet: str, draft: Scheme, front: Front, body: Body) -> Iterator[Problem]:
    """Yield every sum that the file states and that its aspects do not bear out."""
    summary = summarise(draft)
    marks = {criterion.code: criterion.mark for criterion in summary.criteria}
    sections = {section.code: section.aspects for section in summary.sections}
    yield from _differing("criterion_mark_differs", "criterion", sheet, front.criterion_marks.items(), marks)
    yield from _differing("criterion_mark_differs", "criterion", sheet, body.block_sums.items(), marks)
    yield from _differing("section_sum_differs", "section", sheet, front.section_sums.items(), sections)
    if body.total and body.total.mark != summary.total:
        yield from _differing("total_differs", "total", sheet, [("", body.total)], {"": summary.total})


def _differing(
    code: str, key: str, sheet: str, stated: Iterable[tuple[str, Typed]], real: Mapping[str, Decimal]
) -> Iterator[Problem]:
    for name, typed in stated:
        found = real.get(name, Decimal("0.00"))
        if typed.mark is not None and typed.mark != found:
            yield warning(
                code,
                sheet=sheet, row=typed.row, column=column_letter(typed.column),
                **({key: name} if name else {}), stated=two_decimals(typed.mark), sum=two_decimals(found),
            )  # fmt: skip


def _letter(headings: Headings, column: Field | None) -> str | None:
    index = headings.columns.get(column) if column is not None else None
    return column_letter(index) if index is not None else None
