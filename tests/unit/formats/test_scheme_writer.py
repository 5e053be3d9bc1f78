"""A written scheme reads back as the same scheme."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.errors import DomainError
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
from competition.formats.cells import clean_text, one_line
from competition.formats.scheme_sheet import read_scheme, write_scheme
from competition.formats.scheme_template import write_template
from tests.unit.formats.table_files import VECTORS

WORDS = (
    st.text("aBcé項Жض=+1 ", min_size=1, max_size=12).map(one_line).filter(bool)
    | st.sampled_from(["=1+1", "@SUM(A1)", "-2", "+7", "Competition", "Total\u00a0Mark", "A1", "0", "TRUE", "第1天"])
).map(clean_text)
LINES = (
    WORDS
    | st.lists(WORDS, min_size=2, max_size=3).map("\n".join)
    | st.sampled_from(["Sub Criterion ID", "5\u00a0mm\u00a0± 1", "« c’est\u202fbon »", "it's _x0041_ here"]).map(
        clean_text
    )
)
MARKS = st.decimals(min_value=Decimal("0.05"), max_value=Decimal(2), places=2)
CALCULATIONS = st.sampled_from(
    [
        None,
        Calculation(CalculationType.PASS_FAIL, {}, "Measurement", True, 1),
        Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4"}, "Four", True, 3),
        Calculation(
            CalculationType.CHOICE,
            {
                "DEDUCTION_TYPE": "PERCENT",
                "CHOICE1_LABEL": "=yes",
                "CHOICE1_DEDUCTION": "0",
                "CHOICE2_DEDUCTION": "33.3",
            },
            number=5,
        ),
        Calculation(
            CalculationType.REGULAR_DIFFERENCE_DEDUCTION,
            {"TARGET_VALUE": "-0.5", "DIFFERENCE": "0.125", "DEDUCTION": "0.25", "DEDUCTION_TYPE": "UNIT"},
            "Länge",
            number=6,
        ),
        Calculation(
            CalculationType.RANGED_SCORE,
            {
                "TARGET_VALUE": "100",
                "DEDUCTION_TYPE": "PERCENT",
                "RANGE1_LOWER": "0",
                "RANGE1_UPPER": "20",
                "RANGE1_DEDUCTION": "0",
            },
            "範囲",
            True,
            9,
        ),
    ]
)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    criteria = []
    for letter in draw(st.sampled_from(["A", "AB", "ABC"])):
        sub_criteria = []
        for number in range(1, draw(st.integers(1, 3)) + 1):
            code = f"{letter}{number}"
            aspects = [draw(measurements(f"{code}.M{each}")) for each in range(1, draw(st.integers(0, 3)) + 1)]
            aspects += [draw(judgements(f"{code}.J{each}")) for each in range(1, draw(st.integers(0, 2)) + 1)]
            day = draw(st.none() | st.integers(1, 4))
            sub_criteria.append(SubCriterion(code, {"en": draw(WORDS)}, day, tuple(aspects)))
        criteria.append(Criterion(letter, {"en": draw(WORDS)}, tuple(sub_criteria)))
    sections = tuple(StandardSection(str(code), {"en": draw(WORDS)}, Decimal("50.00")) for code in (1, 2))
    return Scheme(tuple(criteria), sections)


@st.composite
def measurements(draw: st.DrawFn, code: str) -> Aspect:
    return Aspect(
        code,
        AspectType.MEASUREMENT,
        {"en": draw(LINES)},
        draw(MARKS),
        section=draw(st.sampled_from(["1", "2"])),
        extra=draw(st.none() | LINES.map(lambda text: {"en": text})),
        requirement=draw(st.none() | LINES.map(lambda text: {"en": text})),
        unit=draw(st.sampled_from(["", "mm", "MΩ"])),
        calculation=draw(CALCULATIONS),
    )


@st.composite
def judgements(draw: st.DrawFn, code: str) -> Aspect:
    return Aspect(
        code,
        AspectType.JUDGEMENT,
        {"en": draw(LINES)},
        draw(MARKS),
        section="1",
        extra=draw(st.none() | LINES.map(lambda text: {"en": text})),
        descriptors=tuple({"en": draw(LINES)} for _ in range(4)) if draw(st.booleans()) else (),
    )


@settings(max_examples=60, deadline=None)
@given(schemes())
def test_every_written_scheme_reads_back(scheme: Scheme) -> None:
    reading = read_scheme(write_scheme(scheme, title="07 Cloud Baking"))
    if any(True for _ in scheme.aspects()):
        assert reading.draft == scheme
        assert reading.title == "07 Cloud Baking"
        assert not [problem for problem in reading.problems if problem.code.endswith("differs")]
    else:
        assert [problem.code for problem in reading.errors] == ["scheme_without_aspects"]


def test_a_real_scheme_comes_back_with_the_same_problems() -> None:
    first = read_scheme((VECTORS / "schemes/es2025-web-development.xlsx").read_bytes())
    assert first.scheme is not None
    again = read_scheme(write_scheme(first.scheme, title=first.title))
    assert (again.scheme, again.title, again.problems) == (first.scheme, first.title, first.problems)


def aspect(**changes: object) -> Scheme:
    values = {"code": "A1.M1", "type": AspectType.MEASUREMENT, "description": {"en": "=1+1"}, "max_mark": Decimal(2)}
    made = Aspect(**{**values, **changes})  # type: ignore[arg-type]
    return Scheme((Criterion("A", {"en": "@x"}, (SubCriterion("A1", {"en": "-y"}, 1, (made,)),)),))


def test_no_written_cell_is_a_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_scheme(aspect())))
    assert {cell.data_type for page in book.worksheets for row in page.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_the_wanted_language_is_written_or_the_first_there_is() -> None:
    scheme = aspect(description={"zh": "面包", "fr": "pain"})
    french = read_scheme(write_scheme(scheme, language="fr"), language="fr").draft
    english = read_scheme(write_scheme(scheme, language="en"), language="en").draft
    assert french is not None
    assert english is not None
    assert next(french.aspects()).description == {"fr": "pain"}
    assert next(english.aspects()).description == {"en": "面包"}


def test_calculations_made_here_get_rows_of_their_own() -> None:
    twice = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "2"})
    scheme = aspect(calculation=twice)
    again = read_scheme(write_scheme(scheme)).draft
    assert again is not None
    read = next(again.aspects()).calculation
    assert read is not None
    assert (read.number, read.type, read.parameters) == (1, twice.type, twice.parameters)


def test_a_text_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(DomainError) as caught:
        write_scheme(aspect(description={"en": "x" * 32_768}))
    assert caught.value.code == "text_too_long"


def test_a_template_that_was_filled_in_is_read_as_a_scheme() -> None:
    sections = (StandardSection("1", {"en": "Work", "zh": "工作"}, Decimal("100.00")),)
    blank = write_template(sections, title="04 Baking", language="zh", days=3, notes=[("Sub Criterion ID", "编号")])
    empty = read_scheme(blank, language="zh")
    assert [problem.code for problem in empty.errors] == ["scheme_without_aspects"]
    assert empty.sections == (StandardSection("1", {"zh": "工作"}, Decimal("100.00")),)
    book = openpyxl.load_workbook(io.BytesIO(blank))
    page = book.worksheets[0]
    first = next(row for row in range(1, 60) if page.cell(row, 1).value == "A1")
    page.cell(first, 2, "Dough")
    for number in range(1, 21):
        for column, value in ((4, "M"), (5, f"Loaf {number}"), (9, 1), (11, 5)):
            page.cell(first + number, column, value)
    filled = io.BytesIO()
    book.save(filled)
    reading = read_scheme(filled.getvalue())
    assert reading.scheme is not None, reading.problems
    assert [len(criterion.sub_criteria) for criterion in reading.scheme.criteria] == [1]
    assert len(list(reading.scheme.aspects())) == 20
