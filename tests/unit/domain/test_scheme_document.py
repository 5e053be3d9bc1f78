"""A scheme's draft as a document: strict on its shape, patient with what it lacks. Source: DOMAIN 1.1 to 1.4."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.errors import DomainError, Severity
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
)
from competition.domain.scheme_document import (
    document_digest,
    document_of,
    empty_document,
    ids_of,
    read_document,
)
from competition.domain.scheme_rules import check_scheme
from competition.domain.scheme_shape import MOST_ASPECTS, SchemeDocument, read_shape
from tests.factories import small_scheme

WORDS = st.sampled_from([{"en": "Wiring"}, {"zh": "接线", "en": "Line one\nline two"}, {"ar": "توصيل"}])
MARKS = st.sampled_from([Decimal("0.05"), Decimal("0.50"), Decimal("1.25"), Decimal("7.00")])
CALCULATIONS = st.builds(
    Calculation,
    st.just(CalculationType.NUMBER_COMPLETED),
    st.fixed_dictionaries({"NUM_POSSIBLE": st.integers(1, 20).map(str)}),
    st.sampled_from(["", "Named"]),
    st.booleans(),
    st.none() | st.integers(1, 400),
)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Draw a scheme whose codes follow from the places; its sums may be anything."""
    sections = tuple(
        StandardSection(str(number), draw(WORDS), draw(MARKS)) for number in range(1, draw(st.integers(0, 3)) + 1)
    )
    criteria = []
    for letter in "ABC"[: draw(st.integers(1, 3))]:
        subs = []
        for number in range(1, draw(st.integers(0, 3)) + 1):
            counts, aspects = {"M": 0, "J": 0}, []
            for _ in range(draw(st.integers(0, 4))):
                kind = draw(st.sampled_from(AspectType))
                counts[kind.value] += 1
                aspects.append(draw(one_aspect(f"{letter}{number}.{kind.value}{counts[kind.value]}", kind)))
            day = draw(st.none() | st.integers(1, 9))
            subs.append(SubCriterion(f"{letter}{number}", draw(WORDS), day, tuple(aspects)))
        criteria.append(Criterion(letter, draw(WORDS), tuple(subs)))
    return Scheme(tuple(criteria), sections)


def one_aspect(code: str, kind: AspectType) -> st.SearchStrategy[Aspect]:
    measured = kind is AspectType.MEASUREMENT
    return st.builds(
        Aspect,
        code=st.just(code),
        type=st.just(kind),
        description=WORDS,
        max_mark=MARKS,
        section=st.sampled_from(["", "1", "2"]),
        extra=st.none() | WORDS,
        requirement=st.none() | WORDS,
        unit=st.sampled_from(["", "mm"]),
        calculation=st.none() | CALCULATIONS if measured else st.none(),
        descriptors=st.just(()) if measured else st.just(()) | st.tuples(WORDS, WORDS, WORDS, WORDS),
    )


def draft() -> SchemeDocument:
    return document_of(small_scheme())


def first_aspect(document: SchemeDocument) -> Any:
    return document["criteria"][0]["sub_criteria"][0]["aspects"][0]


def told(document: SchemeDocument, days: set[int] | None = None) -> list[tuple[str, str, str, str]]:
    """Return what is told of a draft, but for the aspects of the small scheme that are worth more than usual."""
    return [
        (each.problem.severity.value, each.problem.code, each.row, each.cell)
        for each in read_document(document, days=days)[1]
        if each.problem.code != "aspect_over_two"
    ]


@settings(max_examples=60)
@given(schemes())
def test_a_scheme_comes_back_from_its_document_with_the_problems_of_the_rules(scheme: Scheme) -> None:
    document = document_of(scheme)
    ids = ids_of(document)
    back, problems = read_document(json.loads(json.dumps(document)))
    assert back == scheme
    assert document_of(scheme, ids) == document
    found = [each.problem.code for each in problems if each.problem.code != "section_weights_not_100"]
    assert sorted(code.replace("section_missing", "section_unknown") for code in found) == sorted(
        each.code for each in check_scheme(scheme)
    )
    assert {each.row for each in problems} <= {"", *ids.values()}


def test_a_valid_scheme_makes_a_document_without_problems() -> None:
    assert told(draft()) == []
    assert told(draft(), {1, 2}) == []


def test_codes_follow_from_the_places() -> None:
    document = draft()
    subs = document["criteria"][0]["sub_criteria"]
    subs.reverse()
    subs[1]["aspects"].insert(0, subs[1]["aspects"].pop())
    scheme, _ = read_document(document)
    assert scheme is not None
    assert [aspect.code for aspect in scheme.aspects()] == ["A1.M1", "A2.M1", "A2.J1", "A2.M2", "B1.J1"]
    assert told(document) == []


def test_what_a_row_lacks_is_told_at_its_cell_and_makes_no_scheme() -> None:
    document = draft()
    aspect = first_aspect(document)
    aspect.update(type="", description={}, max=" ", section="")
    document["criteria"][1]["name"] = {"en": "  "}
    document["sections"][0]["weight"] = "much"
    scheme, _ = read_document(document)
    assert scheme is None
    row = aspect["id"]
    assert told(document) == [
        ("error", "section_weight_not_number", document["sections"][0]["id"], "weight"),
        ("error", "draft_aspect_without_type", row, "type"),
        ("error", "draft_aspect_without_description", row, "description"),
        ("error", "max_mark_missing", row, "max"),
        ("error", "section_missing", row, "section"),
        ("error", "criterion_without_name", document["criteria"][1]["id"], "name"),
        ("error", "total_not_100", "", ""),
        ("warning", "section_weights_not_100", "", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("max", "half", ("error", "max_mark_not_number", "max")),
        ("max", "0", ("error", "max_mark_not_positive", "max")),
        ("max", "20.005", ("error", "max_mark_too_fine", "max")),
        ("section", "9", ("error", "section_unknown", "section")),
        ("descriptors", [], ("warning", "judgement_without_descriptors", "descriptors")),
    ],
)
def test_a_broken_rule_is_told_at_its_cell(cell: str, value: object, expected: tuple[str, str, str]) -> None:
    document = draft()
    aspect = first_aspect(document)
    aspect[cell] = value
    assert (*expected[:2], aspect["id"], expected[2]) in told(document)


def test_numbers_are_read_as_people_write_them() -> None:
    document = draft()
    first_aspect(document)["max"] = "٢٠٫٠٠"
    document["sections"][0]["weight"] = "100,00"
    scheme, _ = read_document(document)
    assert scheme is not None
    assert (next(scheme.aspects()).max_mark, scheme.sections[0].weight) == (Decimal("20.00"), Decimal("100.00"))
    assert told(document) == []


def test_a_calculation_is_kept_beside_a_judgement_but_not_used() -> None:
    document = draft()
    aspect = first_aspect(document)
    aspect["calculation"] = {"type": "PASS_FAIL", "parameters": {}, "name": "", "shared": False, "number": None}
    assert read_document(document)[0] == small_scheme()
    assert told(document) == []


def test_a_calculation_that_does_not_work_is_told_at_its_cell() -> None:
    document = draft()
    aspect = document["criteria"][0]["sub_criteria"][0]["aspects"][2]
    assert aspect["calculation"] is not None
    aspect["calculation"]["parameters"] = {"NUM_POSSIBLE": "none"}
    (problem,) = [each for each in read_document(document)[1] if each.problem.severity is Severity.ERROR]
    assert (problem.row, problem.cell, problem.problem.code) == (aspect["id"], "calculation", "calculation_invalid")
    assert problem.problem.params == {"aspect": "A1.M2", "parameter": "NUM_POSSIBLE"}


def test_days_are_held_against_those_of_the_event() -> None:
    document = draft()
    first, second = document["criteria"][0]["sub_criteria"]
    first["day"], second["day"] = None, 7
    assert told(document, {1, 2}) == [
        ("warning", "day_missing", first["id"], "day"),
        ("error", "day_unknown", second["id"], "day"),
    ]


def test_a_letter_or_a_section_that_stands_twice_is_told_at_the_later_row() -> None:
    document = draft()
    document["criteria"][1]["code"] = "A"
    document["sections"].append({"id": "s2", "code": "1", "name": {"en": "Again"}, "weight": "0"})
    codes = [(problem.problem.code, problem.row) for problem in read_document(document)[1]]
    assert ("duplicate_code", document["criteria"][1]["id"]) in codes
    assert ("duplicate_code", "s2") in codes


def test_an_empty_draft_says_what_to_begin_with() -> None:
    scheme, problems = read_document(empty_document())
    assert scheme is None
    assert [each.problem.code for each in problems] == [
        "criterion_without_name",
        "criterion_without_aspects",
        "sub_criterion_without_name",
        "total_not_100",
    ]
    assert {each.problem.severity for each in problems} == {Severity.ERROR}


def wrong(path: tuple[str | int, ...], value: object) -> Any:
    document = cast("Any", copy.deepcopy(draft()))
    part = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return document


ASPECT: tuple[str | int, ...] = ("criteria", 0, "sub_criteria", 0, "aspects", 0)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (None, "document"),
        ({"criteria": []}, "document"),
        (wrong(("extra",), 1), "document"),
        (wrong(("criteria",), {}), "criteria"),
        (wrong(("criteria", 0, "name"), "Wiring"), "criteria.0.name"),
        (wrong(("criteria", 0, "name"), {"EN!": "x"}), "criteria.0.name"),
        (wrong(("criteria", 0, "id"), "no id"), "criteria.0.id"),
        (wrong(("criteria", 0, "sub_criteria", 0, "day"), "1"), "criteria.0.sub_criteria.0.day"),
        (wrong(("criteria", 0, "sub_criteria", 0, "day"), True), "criteria.0.sub_criteria.0.day"),
        (wrong((*ASPECT, "max"), 0.5), "criteria.0.sub_criteria.0.aspects.0.max"),
        (wrong((*ASPECT, "type"), "X"), "criteria.0.sub_criteria.0.aspects.0.type"),
        (wrong((*ASPECT, "unit"), "m\x00m"), "criteria.0.sub_criteria.0.aspects.0.unit"),
        (wrong((*ASPECT, "descriptors"), [{}]), "criteria.0.sub_criteria.0.aspects.0.descriptors"),
        (wrong((*ASPECT, "calculation"), {"type": "MAGIC"}), "criteria.0.sub_criteria.0.aspects.0.calculation"),
        (wrong((*ASPECT, "marks"), 1), "criteria.0.sub_criteria.0.aspects.0"),
        (wrong((*ASPECT, "id"), draft()["criteria"][0]["id"]), "id"),
    ],
)
def test_what_is_no_draft_is_refused_with_its_place(value: object, place: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_shape(value)
    assert (refused.value.code, refused.value.params) == ("draft_unreadable", {"place": place})


def test_a_draft_has_a_largest_size() -> None:
    document = draft()
    aspects = document["criteria"][0]["sub_criteria"][0]["aspects"]
    aspects.extend({**aspects[0], "id": f"x{number}"} for number in range(MOST_ASPECTS))
    with pytest.raises(DomainError) as refused:
        read_shape(document)
    assert refused.value.code == "draft_too_large"
    with pytest.raises(DomainError) as refused:
        read_shape(wrong((*ASPECT, "max"), "1" * 41))
    assert refused.value.params == {"place": "criteria.0.sub_criteria.0.aspects.0.max", "limit": "40"}


def test_the_digest_tells_documents_apart_whatever_their_order() -> None:
    one, other = draft(), draft()
    assert document_digest(one) == document_digest(cast("SchemeDocument", dict(reversed(list(other.items())))))
    first_aspect(other)["max"] = "20.01"
    assert document_digest(one) != document_digest(other)


def test_a_scheme_with_fine_marks_keeps_them() -> None:
    fine = replace(next(small_scheme().aspects()), max_mark=Decimal("0.125"))
    scheme = Scheme((Criterion("A", {"en": "A"}, (SubCriterion("A1", {"en": "A1"}, 1, (fine,)),)),))
    assert read_document(document_of(scheme))[0] == scheme
