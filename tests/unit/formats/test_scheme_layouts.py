"""Every layout of marking schemes that is read, and those that are refused by name."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal

import pytest

from competition.domain.scheme import AspectType, CalculationType
from competition.domain.scheme_rules import summarise
from competition.formats.scheme_sheet import Layout, read_scheme
from tests.unit.formats.scheme_readings import ES2025, found, marks, whole
from tests.unit.formats.table_files import (
    HEADINGS,
    Cell,
    Rows,
    front,
    heading,
    workbook,
)

SHEET = "CIS Marking Scheme Import"


class TestEuroSkills2025:
    """X1: a real file."""

    reading = read_scheme(ES2025.read_bytes())

    def test_its_figures_are_the_published_ones(self) -> None:
        summary = summarise(whole(self.reading))
        assert self.reading.layout is Layout.L1
        assert self.reading.title == "17 Web Development"
        assert [criterion.code for criterion in summary.criteria] == list("ABCDEF")
        assert [each.mark for each in summary.criteria] == marks("16.50", "23.00", "16.75", "22.00", "16.75", "5.00")
        assert (summary.sub_criteria, summary.measurements, summary.judgements) == (31, 173, 19)
        assert summary.total == Decimal("100.00")
        assert [each.aspects for each in summary.sections] == marks("5.00", "5.25", "24.75", "24.75", "40.25")
        assert [each.weight for each in summary.sections] == marks("5.00", "5.00", "25.00", "25.00", "40.00")
        assert summary.total_variation == Decimal("1.00")

    def test_its_calculations_are_read_and_used(self) -> None:
        used = Counter(each.calculation.number for each in whole(self.reading).aspects() if each.calculation)
        assert len(self.reading.calculations) == 12
        assert used[1] == 161
        assert self.reading.calculations[1].parameters == {"NUM_POSSIBLE": "4"}
        assert self.reading.calculations[11].type is CalculationType.RANGED_SCORE

    def test_its_only_problems_are_the_allowed_variations(self) -> None:
        assert found(self.reading) == [("section_variation", row, "I") for row in (6, 7, 8, 9)]
        assert not self.reading.errors
        assert self.reading.is_ready

    def test_its_texts_are_whole(self) -> None:
        scheme = whole(self.reading)
        aspects = {aspect.code: aspect for aspect in scheme.aspects()}
        first = aspects["A1.J1"]
        assert scheme.criteria[0].name == {"en": "Static Website Design"}
        assert first.description == {"en": "Navigation design"}
        assert first.descriptors[0] == {"en": "Not implemented or is not styled"}
        assert (first.max_mark, first.section, first.calculation) == (Decimal("0.75"), "3", None)
        assert aspects["C2.M1"].requirement is not None
        assert all(len(each.descriptors) == 4 for each in aspects.values() if each.type is AspectType.JUDGEMENT)

    def test_a_sub_criterion_may_share_its_row_with_an_aspect(self) -> None:
        sub_criterion = whole(self.reading).criteria[1].sub_criteria[4]
        assert (sub_criterion.code, sub_criterion.day) == ("B5", 1)
        assert sub_criterion.aspects[0].description["en"].startswith("Access to /admin/*")

    def test_it_is_read_in_less_than_two_seconds(self) -> None:
        start = time.perf_counter()
        read_scheme(ES2025.read_bytes())
        assert time.perf_counter() - start < 2


def l1b_rows() -> list[list[Cell]]:
    """X6: heading in row 2, no standard, no criteria table, no section, old O mixed with M and J."""
    columns = [*HEADINGS[:7], "Calculation Row \n(Export only)", "Max\nMark"]
    rows: list[list[Cell]] = [["IT Network Systems"]]
    for letter, share in zip("ABCD", (16, 27, 27, 30), strict=True):
        rows.append([*columns, f"Criterion {letter}", "Total\nMark", share])
        rows.append([f"{letter}1", f"Module {letter}", None])
        for number, kind in enumerate("MMOJ"):
            mark = share - 3 if number == 0 else 1
            rows.append([None, None, None, kind, f"Aspect {number}", None, None, 5 if number == 1 else None, mark])
        rows += [[None, None, None, None, None, score, f"score {score}"] for score in range(4)]
    return rows


def test_layout_l1b_is_read() -> None:
    reading = read_scheme(workbook({"Sheet1": l1b_rows()}))
    summary = summarise(whole(reading))
    assert reading.layout is Layout.L1B
    assert [each.mark for each in summary.criteria] == marks("16.00", "27.00", "27.00", "30.00")
    assert (summary.measurements, summary.judgements, summary.total) == (12, 4, Decimal("100.00"))
    assert all(sub.day is None for criterion in whole(reading).criteria for sub in criterion.sub_criteria)
    assert reading.unresolved == {f"{letter}1.M2": 5 for letter in "ABCD"}
    assert {problem.code for problem in reading.problems} == {"calculations_missing", "aspect_over_two"}


def l2_rows(code: str = "A1", kind: str = "O", letter: str = "A") -> list[list[Cell]]:
    """X7: layout of 2015 to 2017 without a day."""
    columns: list[Cell] = [
        *HEADINGS[:2],
        "Aspect\nType\nO = Obj\nS = Sub\nJ = Judg",
        "Aspect - Description",
        "Judg Score",
        "Extra Aspect Description (Obj or Subj)\nOR\nJudgement Score Description (Judg only)",
        "Requirement\nor Nominal\nSize (Obj Only)",
        "WSSS Section",
        "Max\nMark",
        f"Criterion\n{letter}",
        "Total\nMark",
        66.5,
    ]
    aspects: list[list[Cell]] = [
        [None, None, kind, f"Aspect {number}", None, None, None, number % 3 + 1, mark]
        for number, mark in enumerate([0.5, *[2] * 33])
    ]
    return [columns, [code, "Cabling"], *aspects]


def test_layout_l2_is_read() -> None:
    reading = read_scheme(workbook({"Sheet1": l2_rows(), "Sheet2": [], "Sheet3": []}))
    summary = summarise(whole(reading))
    assert reading.layout is Layout.L2
    assert (summary.measurements, summary.total) == (34, Decimal("66.50"))
    assert {aspect.section for aspect in whole(reading).aspects()} == {"1", "2", "3"}
    assert found(reading) == [("total_not_100", None, None)]


def test_cyrillic_lookalikes_are_read_as_latin() -> None:
    """X9: А1 and О in Cyrillic letters."""
    reading = read_scheme(workbook({"Студент 1": l2_rows("А1", "О", "А"), "Студент 2": l2_rows("А1", "О", "А")}))
    scheme = whole(reading)
    assert reading.layout is Layout.L3
    assert scheme.criteria[0].sub_criteria[0].code == "A1"
    assert summarise(scheme).measurements == 34
    codes = {problem.code: problem for problem in reading.problems}
    assert codes["lookalike_letters"].row == 2
    assert codes["scheme_more_sheets"].params == {"others": "Студент 2"}


def test_a_template_without_aspects_is_refused_as_scheme_and_gives_its_standard() -> None:
    """X8."""
    weights = {"1": 6, "2": 6, "3": 22, "4": 22, "5": 22, "6": 14, "7": 8}
    letters: dict[str, tuple[str, Cell]] = dict.fromkeys("ABCDEFGHI", ("", None))
    rows: list[list[Cell]] = [*front(weights, letters), heading("A"), ["A1", "", None], [], heading("B"), ["B1"]]
    reading = read_scheme(workbook({SHEET: rows}))
    assert reading.scheme is None
    assert [problem.code for problem in reading.errors] == ["scheme_without_aspects"]
    assert [(each.code, each.weight) for each in reading.sections] == [
        (code, Decimal(weight)) for code, weight in weights.items()
    ]


@pytest.mark.parametrize(
    ("sheets", "code", "params"),
    [
        (
            {"MarkingScheme": [["A1", "M1", "x"]]},
            "scheme_layout_unknown",
            {"sheets": "MarkingScheme", "found": "A1, M1, x"},
        ),
        (
            {"Marking Scheme": [["Criterion"]]},
            "scheme_layout_unsupported",
            {"layout": "L7", "sheets": "Marking Scheme"},
        ),
        ({"S": [["Skill: Bread"]]}, "scheme_layout_unsupported", {"layout": "L8", "sheets": "S"}),
        (
            {"People": [["Name", "Team"], ["Li", "CHN"]]},
            "scheme_layout_unknown",
            {"sheets": "People", "found": "Name, Team"},
        ),
    ],
)
def test_other_layouts_are_refused_by_naming_what_was_found(
    sheets: dict[str, Rows], code: str, params: dict[str, str]
) -> None:
    reading = read_scheme(workbook(sheets))
    assert (reading.layout, reading.scheme) == (None, None)
    assert [(problem.code, dict(problem.params)) for problem in reading.problems] == [(code, params)]
