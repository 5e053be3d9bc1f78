"""A scheme's draft as a JSON document, and back: what it lacks is told row by row, never refused. Source: DOMAIN 1.

The document's shape is `competition.domain.scheme_shape.SchemeDocument`. Rows have short stable ids of their own; a row
that came from a published version keeps that version's id, so that both can be compared after any reordering. The codes
of sub-criteria and aspects follow from their places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from competition.domain.decimals import HUNDREDTH, canonical_decimal, parse_decimal, two_decimals
from competition.domain.errors import DomainError, Problem, error, warning
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
    Text,
)
from competition.domain.scheme_rules import SCHEME_TOTAL, SCORE_COUNT, check_days, check_scheme
from competition.domain.scheme_shape import (
    AspectShape,
    CalculationShape,
    CriterionShape,
    SchemeDocument,
    SectionShape,
    SubCriterionShape,
    Words,
    read_shape,
)

WHOLE = ""
"""The row of a problem that belongs to the scheme as a whole."""
UNKNOWN = Decimal("NaN")
"""Stands for a maximum that is missing; the rules leave it out of every sum."""
_CELLS = {
    "criterion_code_unknown": "code",
    "duplicate_code": "code",
    "day_missing": "day",
    "day_unknown": "day",
    "max_mark_not_positive": "max",
    "max_mark_too_fine": "max",
    "aspect_over_two": "max",
    "judgement_without_descriptors": "descriptors",
    "calculation_invalid": "calculation",
    "section_unknown": "section",
    "section_missing": "section",
    "section_variation": "weight",
}
"""The cell in which a problem of the rules is mended; the name where none is given."""


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """A problem with the row and the cell where it can be mended.

    row: the row's id, WHOLE for the scheme as a whole. cell: the key of the document that holds the cell.
    """

    problem: Problem
    row: str
    cell: str


def empty_document(sections: Sequence[StandardSection] = ()) -> SchemeDocument:
    """Return a draft to begin with: criterion A with one sub-criterion, and the sections of the trade's standard."""
    first = SubCriterionShape(id="a1", code="A1", name={}, day=1, aspects=[])
    return SchemeDocument(
        sections=document_of(Scheme((), tuple(sections)))["sections"],
        criteria=[CriterionShape(id="a", code="A", name={}, sub_criteria=[first])],
    )


def document_of(scheme: Scheme, ids: Mapping[str, str] | None = None) -> SchemeDocument:
    """Return a scheme as a draft.

    ids: the rows' ids by code (`A`, `A1`, `A1.M1`; `section 1` for a section); a code without one gets its own.
    """
    known = dict(ids or {})
    taken = set(known.values())
    made = (row for number in range(1, 1_000_000) if (row := f"n{number}") not in taken)

    def id_of(code: str) -> str:
        return known.pop(code, "") or next(made)

    return SchemeDocument(
        sections=[
            SectionShape(
                id=id_of(f"section {each.code}"), code=each.code, name=dict(each.name), weight=_typed(each.weight)
            )
            for each in scheme.sections
        ],
        criteria=[
            CriterionShape(
                id=id_of(each.code),
                code=each.code,
                name=dict(each.name),
                sub_criteria=[_sub_criterion_shape(sub_criterion, id_of) for sub_criterion in each.sub_criteria],
            )
            for each in scheme.criteria
        ],
    )


def ids_of(document: SchemeDocument) -> dict[str, str]:
    """Return the ids of a draft's rows by code, for `document_of`."""
    found = {f"section {each['code']}": each["id"] for each in document["sections"]}
    for criterion in document["criteria"]:
        found[criterion["code"]] = criterion["id"]
        for sub_criterion in criterion["sub_criteria"]:
            found[sub_criterion["code"]] = sub_criterion["id"]
            found.update({aspect["code"]: aspect["id"] for aspect in sub_criterion["aspects"]})
    return found


def read_document(
    value: object, *, days: Collection[int] | None = None
) -> tuple[Scheme | None, tuple[PlacedProblem, ...]]:
    """Return the scheme that a draft makes, and everything that is wrong with it, in the order of the draft.

    days: the numbers of the event's days, None to leave the days unchecked. The scheme is None where a row lacks what
    no scheme can do without (a type, a description, a name, a number); rules that are broken only stand beside it.
    Raises DomainError `draft_unreadable` or `draft_too_large` for what is no draft at all.
    """
    document = renumbered(read_shape(value))
    reader = _Reader()
    draft = reader.scheme(document)
    found = [*reader.lacks, *reader.placed(check_scheme(draft))]
    weights = sum((section.weight for section in draft.sections), Decimal(0))
    if draft.sections and weights != SCHEME_TOTAL:
        problem = warning("section_weights_not_100", total=two_decimals(weights), expected=two_decimals(SCHEME_TOTAL))
        found.append(PlacedProblem(problem, WHOLE, ""))
    if days is not None:
        found += reader.placed(check_days(draft, days))
    order = {row: place for place, row in enumerate([*_rows(document), WHOLE])}
    found.sort(key=lambda each: order[each.row])
    return (None if reader.lacks else draft), tuple(found)


def renumbered(document: SchemeDocument) -> SchemeDocument:
    """Return the draft with sub-criteria numbered in their criterion, aspects by type in their sub-criterion."""
    for criterion in document["criteria"]:
        for number, sub_criterion in enumerate(criterion["sub_criteria"], start=1):
            sub_criterion["code"] = f"{criterion['code']}{number}"
            counts = {"M": 0, "J": 0, "": 0}
            for aspect in sub_criterion["aspects"]:
                counts[aspect["type"]] += 1
                aspect["code"] = f"{sub_criterion['code']}.{aspect['type'] or '?'}{counts[aspect['type']]}"
    return document


def document_digest(document: SchemeDocument) -> str:
    """Return the SHA-256 of a draft, 64 hex digits."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _rows(document: SchemeDocument) -> Iterator[str]:
    """Yield the ids of the rows from top to bottom."""
    for section in document["sections"]:
        yield section["id"]
    for criterion in document["criteria"]:
        yield criterion["id"]
        for sub_criterion in criterion["sub_criteria"]:
            yield sub_criterion["id"]
            for aspect in sub_criterion["aspects"]:
                yield aspect["id"]


def _sub_criterion_shape(sub_criterion: SubCriterion, id_of: Callable[[str], str]) -> SubCriterionShape:
    return SubCriterionShape(
        id=id_of(sub_criterion.code),
        code=sub_criterion.code,
        name=dict(sub_criterion.name),
        day=sub_criterion.day,
        aspects=[_aspect_shape(aspect, id_of(aspect.code)) for aspect in sub_criterion.aspects],
    )


def _aspect_shape(aspect: Aspect, row: str) -> AspectShape:
    given = [dict(text) for text in aspect.descriptors[:SCORE_COUNT]]
    return AspectShape(
        id=row,
        code=aspect.code,
        type=aspect.type.value,
        description=dict(aspect.description),
        max=_typed(aspect.max_mark),
        section=aspect.section,
        extra=_words(aspect.extra),
        requirement=_words(aspect.requirement),
        unit=aspect.unit,
        calculation=None if aspect.calculation is None else _calculation_shape(aspect.calculation),
        descriptors=given + [{} for _ in range(SCORE_COUNT - len(given))],
    )


def _calculation_shape(calculation: Calculation) -> CalculationShape:
    return CalculationShape(
        type=calculation.type.value,
        parameters=dict(calculation.parameters),
        name=calculation.name,
        shared=calculation.shared,
        number=calculation.number,
    )


def _words(text: Text | None) -> Words | None:
    return dict(text) if text else None


def _typed(mark: Decimal) -> str:
    """Return a number as it stands in a cell: two decimals, more only where there are more."""
    return two_decimals(mark) if mark % HUNDREDTH == 0 else canonical_decimal(mark)


class _Reader:
    """Makes the scheme of a draft and notes what it lacks; remembers which code stands in which row."""

    def __init__(self) -> None:
        self.lacks: list[PlacedProblem] = []
        self._rows: dict[str, str] = {}
        self._weightless: set[str] = set()

    def scheme(self, document: SchemeDocument) -> Scheme:
        """Return the scheme; what is missing is filled with what the rules pass over."""
        sections = tuple(self._section(each) for each in document["sections"])
        return Scheme(tuple(self._criterion(each) for each in document["criteria"]), sections)

    def placed(self, problems: tuple[Problem, ...]) -> Iterator[PlacedProblem]:
        """Yield problems of the rules with their rows, without those that follow from what is missing."""
        lacking = {(each.row, each.cell) for each in self.lacks}
        told = {"max_mark_not_positive", "duplicate_code"}
        for problem in problems:
            code, params = problem.code, problem.params
            if code == "section_unknown" and not params["section"]:
                code, params = "section_missing", {"aspect": params["aspect"]}
            row = self._row(code, params)
            cell = "" if row == WHOLE else _CELLS.get(code, "name")
            if not (code in told and (row, cell) in lacking) and not (
                code == "section_variation" and row in self._weightless
            ):
                yield PlacedProblem(replace(problem, code=code, params=params), row, cell)

    def _row(self, code: str, params: Mapping[str, str]) -> str:
        if code == "section_variation":
            return self._rows[f"section {params['section']}"]
        if code == "duplicate_code":
            return self._rows.get(params["part"]) or self._rows.get(f"section {params['part']}", WHOLE)
        for key in ("aspect", "sub_criterion", "criterion"):
            if key in params:
                return self._rows[params[key]]
        return WHOLE

    def _section(self, part: SectionShape) -> StandardSection:
        self._rows[f"section {part['code']}"] = part["id"]
        if not part["code"].strip():
            self._lack(error("section_without_code"), part["id"], "code")
        self._name(error("section_without_name", section=part["code"]), part["id"], part["name"])
        weight = _number(part["weight"])
        if weight is None or weight < 0:
            self._lack(
                error("section_weight_not_number", section=part["code"], found=part["weight"]), part["id"], "weight"
            )
            self._weightless.add(part["id"])
        elif weight % HUNDREDTH != 0:
            self._lack(error("section_weight_too_fine", section=part["code"]), part["id"], "weight")
        return StandardSection(part["code"], part["name"], Decimal(0) if weight is None else weight)

    def _criterion(self, part: CriterionShape) -> Criterion:
        self._rows[part["code"]] = part["id"]
        self._name(error("criterion_without_name", criterion=part["code"]), part["id"], part["name"])
        return Criterion(part["code"], part["name"], tuple(self._sub_criterion(each) for each in part["sub_criteria"]))

    def _sub_criterion(self, part: SubCriterionShape) -> SubCriterion:
        self._rows[part["code"]] = part["id"]
        self._name(error("sub_criterion_without_name", sub_criterion=part["code"]), part["id"], part["name"])
        return SubCriterion(
            part["code"], part["name"], part["day"], tuple(self._aspect(each) for each in part["aspects"])
        )

    def _aspect(self, part: AspectShape) -> Aspect:
        self._rows[part["code"]] = part["id"]
        if not part["type"]:
            self._lack(error("draft_aspect_without_type", aspect=part["code"]), part["id"], "type")
        if not part["description"]:
            self._lack(error("draft_aspect_without_description", aspect=part["code"]), part["id"], "description")
        judged = part["type"] == AspectType.JUDGEMENT
        max_mark = self._max_mark(part)
        return Aspect(
            code=part["code"],
            type=AspectType.JUDGEMENT if judged else AspectType.MEASUREMENT,
            description=part["description"],
            max_mark=max_mark,
            section=part["section"],
            extra=part["extra"],
            requirement=part["requirement"],
            unit=part["unit"],
            # A calculation needs the maximum; it is checked as soon as there is one.
            calculation=None if judged or not max_mark.is_finite() else _calculation(part["calculation"]),
            descriptors=tuple(part["descriptors"]) if judged and any(part["descriptors"]) else (),
        )

    def _max_mark(self, part: AspectShape) -> Decimal:
        typed = part["max"]
        number = _number(typed)
        if number is not None:
            return number
        if typed.strip():
            self._lack(error("max_mark_not_number", aspect=part["code"], found=typed), part["id"], "max")
        else:
            self._lack(error("max_mark_missing", aspect=part["code"]), part["id"], "max")
        return UNKNOWN

    def _name(self, problem: Problem, row: str, name: Words) -> None:
        if not name:
            self._lack(problem, row, "name")

    def _lack(self, problem: Problem, row: str, cell: str) -> None:
        self.lacks.append(PlacedProblem(problem, row, cell))


def _calculation(part: CalculationShape | None) -> Calculation | None:
    if part is None:
        return None
    return Calculation(CalculationType(part["type"]), part["parameters"], part["name"], part["shared"], part["number"])


def _number(typed: str) -> Decimal | None:
    try:
        return parse_decimal(typed)
    except DomainError:
        return None
