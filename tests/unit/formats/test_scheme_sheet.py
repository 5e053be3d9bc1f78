"""Marking schemes are read in every known layout, and every problem names its place. Source: DOMAIN 4, X1 to X10."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal

import pytest

from competition.domain.errors import Problem, Severity
from competition.domain.scheme import AspectType, CalculationType, Scheme
from competition.domain.scheme_rules import summarise
from competition.formats.scheme_sheet import Layout, Note, SchemeReading, read_scheme
from tests.unit.formats.table_files import (
    HEADINGS,
    VECTORS,
    Cell,
    Rows,
    front,
    heading,
    judged,
    measured,
    scheme_file,
    scheme_rows,
    workbook,
)

SHEET = "CIS Marking Scheme Import"
ES2025 = VECTORS / "schemes/es2025-web-development.xlsx"


def marks(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def found(reading: SchemeReading) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def whole(reading: SchemeReading) -> Scheme:
    assert reading.scheme is not None, reading.problems
    return reading.scheme


def row_of(rows: Rows, text: str) -> int:
    return next(number for number, row in enumerate(rows, start=1) if text in row)


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


def test_a_plain_scheme_has_no_problems() -> None:
    reading = read_scheme(scheme_file())
    assert found(reading) == []
    assert reading.is_ready
    assert reading.rows["A1.M1"] == row_of(scheme_rows(), "Weight of loaf 1")


def test_continuation_rows_belong_to_the_text_above() -> None:
    more: list[Cell] = [None] * 6
    reading = read_scheme(
        scheme_file(
            [
                ["A1", "Dough", "1"],
                [*measured("Weight", 98)[:6], "by scale", "500 g", 1, None, 98],
                [*more, "twice"],
                [*more, None, "or 1 lb"],
                [None, None, None, None, "Second half"],
                *judged("Look", 2),
                [*more, "seen from above"],
            ]
        )
    )
    weight, look = whole(reading).aspects()
    assert weight.extra == {"en": "by scale\ntwice"}
    assert weight.requirement == {"en": "500 g\nor 1 lb"}
    assert look.descriptors[3] == {"en": "what 3 means\nseen from above"}
    assert reading.notes == (Note(HEAD + 5, "Second half"),)


def test_hard_spaces_count_as_empty() -> None:
    row: list[Cell] = [None, None, None, "M", "Weight", "\u00a0", "\u00a0", "\u00a0", 1, None, 100]
    reading = read_scheme(scheme_file([["A1", "Dough", 1], row]))
    assert [aspect.extra for aspect in whole(reading).aspects()] == [None]


@pytest.mark.parametrize(("typed", "day"), [("2", 2), (2, 2), ("C2", 2), ("Day 2", 2), ("第2天", 2)])
def test_a_day_may_be_number_or_text(typed: Cell, day: int) -> None:
    reading = read_scheme(scheme_file([["A1", "Dough", typed], measured("Weight", 100)]))
    assert whole(reading).criteria[0].sub_criteria[0].day == day


def test_columns_are_found_by_words_and_not_by_letters() -> None:
    order = [10, 0, 3, 4, 1, 2, 8, 5, 6, 7, 9]
    rows = scheme_rows()
    start = HEAD - 1
    padded = [[*row, *[None] * (11 - len(row))] for row in rows[start:]]
    mixed = [[row[place] for place in order] for row in padded]
    moved = read_scheme(workbook({"anything": [*rows[:start], *mixed]}))
    assert [each.max_mark for each in whole(moved).aspects()] == [
        each.max_mark for each in whole(read_scheme(scheme_file())).aspects()
    ]


HEAD = row_of(scheme_rows(), str(HEADINGS[0]))
"""The row of the headings in every scheme made here with the usual front."""

BAD_ROWS: list[tuple[str, list[Cell], str, str]] = [
    ("aspect without type", measured("Weight", 1, kind=None), "aspect_without_type", "D"),
    ("unknown type", measured("Weight", 1, kind="S"), "aspect_type_unknown", "D"),
    ("mark in words", measured("Weight", "one"), "max_mark_not_number", "K"),
    ("mark in two readings", measured("Weight", "1,250"), "max_mark_not_number", "K"),
    ("no mark", measured("Weight", None), "max_mark_missing", "K"),
    ("negative mark", measured("Weight", -1), "max_mark_not_positive", "K"),
    ("mark too fine", measured("Weight", 0.125), "max_mark_too_fine", "K"),
    ("no description", measured("", 1), "aspect_without_description", "E"),
    ("unknown section", measured("Weight", 1, section=9), "section_unknown", "I"),
    ("no section", measured("Weight", 1, section=None), "section_missing", "I"),
    ("calculation of no row", measured("Weight", 1, calculation="x"), "calculation_unknown", "J"),
    ("unknown day", ["A2", "Bench", "Monday"], "day_unknown", "C"),
    ("no code", ["AA2", "Bench", 1], "sub_criterion_code_invalid", "A"),
    ("wrong letter", ["B2", "Bench", 1], "sub_criterion_in_wrong_criterion", "A"),
    ("score text below a measurement", [None, None, None, None, None, 2, "text"], "score_text_without_judgement", "F"),
]


@pytest.mark.parametrize(("row", "code", "column"), [case[1:] for case in BAD_ROWS], ids=[case[0] for case in BAD_ROWS])
def test_a_bad_row_is_reported_with_row_and_column(row: list[Cell], code: str, column: str) -> None:
    block: list[list[Cell]] = [["A1", "Dough", 1], measured("First", 1), row, measured("Last", 1)]
    reading = read_scheme(scheme_file(block))
    assert (code, HEAD + 3, column) in found(reading)
    assert reading.scheme is None
    assert reading.draft is not None
    assert not reading.is_ready


def test_one_bad_row_does_not_blame_the_sums() -> None:
    reading = read_scheme(scheme_file([["A1", "Dough", 1], measured("A", 1, kind=None), measured("B", 2)]))
    assert found(reading) == [("aspect_without_type", HEAD + 2, "D")]


def test_an_aspect_above_all_sub_criteria_is_reported() -> None:
    reading = read_scheme(scheme_file([measured("Weight", 100)]))
    assert [problem.code for problem in reading.errors] == ["aspect_without_sub_criterion"]


def test_a_code_used_twice_is_reported_where_it_comes_again() -> None:
    block: list[list[Cell]] = [["A1", "Dough", 1], measured("First", 50), ["A1", "Bench", 1], measured("Last", 50)]
    reading = read_scheme(scheme_file(block))
    assert ("duplicate_code", HEAD + 3, "A") in found(reading)


@pytest.mark.parametrize(
    ("scores", "code"),
    [((0, 1, 3), "judgement_without_descriptors"), ((0, 1, 2, 5), "score_unknown"), ((0, 1, 2, 2), "score_text_twice")],
)
def test_score_descriptions_must_be_the_four(scores: tuple[int, ...], code: str) -> None:
    block: list[list[Cell]] = [["A1", "Dough", 1], measured("First", 98), *judged("Look", 2, scores=scores)]
    assert code in [problem.code for problem in read_scheme(scheme_file(block)).problems]


def test_a_missing_day_is_told_only_where_others_have_one() -> None:
    with_day: list[list[Cell]] = [["A1", "Dough", 1], measured("a", 50), ["A2", "Bench", None], measured("b", 50)]
    without: list[list[Cell]] = [["A1", "Dough", None], measured("a", 50), ["A2", "Bench", None], measured("b", 50)]
    line = HEAD + 3
    assert ("day_missing", line, "C") in found(read_scheme(scheme_file(with_day)))
    assert "day_missing" not in [problem.code for problem in read_scheme(scheme_file(without)).problems]


def test_sums_that_the_file_states_wrongly_are_told() -> None:
    rows = scheme_rows()
    head = HEAD - 1
    rows[head] = [*rows[head], 99.5]
    rows[4] = [1, "Part 1", *[None] * 6, 100, 98, 0]
    rows[row_of(rows, "Bread") - 1] = ["A", "Bread", *[None] * 8, 90]
    rows.append([*[None] * 11, "Competition", "Total\nMark", 101])
    reading = read_scheme(workbook({SHEET: rows}))
    assert found(reading) == [
        ("section_sum_differs", 5, "J"),
        ("criterion_mark_differs", row_of(rows, "Bread"), "K"),
        ("criterion_mark_differs", head + 1, "N"),
        ("total_differs", len(rows), "N"),
    ]
    assert reading.problems[0].params == {"section": "1", "stated": "98.00", "sum": "100.00"}
    assert reading.is_ready


def test_a_total_other_than_100_is_a_warning_that_keeps_the_scheme_from_being_ready() -> None:
    reading = read_scheme(scheme_file([["A1", "Dough", 1], *(measured(str(number), 2) for number in range(49))]))
    total = next(problem for problem in reading.problems if problem.code == "total_not_100")
    assert (total.severity, total.params) == (Severity.WARNING, {"total": "98.00", "expected": "100.00"})
    assert reading.scheme is not None
    assert not reading.is_ready


def test_a_far_variation_is_a_warning_that_keeps_the_scheme_from_being_ready() -> None:
    reading = read_scheme(workbook({SHEET: scheme_rows(weights={"1": 94, "2": 6})}))
    assert [(each.code, each.severity) for each in reading.problems] == [("section_variation", Severity.WARNING)] * 2
    assert not reading.is_ready


def test_a_module_with_one_of_seven_criteria_is_read() -> None:
    """X5: 15 measurements, 14.30 marks in criterion B, sub-criterion and first aspect on one row, notes far right."""
    names: dict[str, tuple[str, Cell]] = {letter: (f"Module {letter}", None) for letter in "ABCDEFG"}
    first = [*measured("Step 1", 1.0), *[None] * 5, "a note"]
    first[:3] = ["B1", "Wiring", "1"]
    block = [first, *(measured(f"Step {number}", 0.95) for number in range(2, 16))]
    reading = read_scheme(workbook({SHEET: [*front({"1": 100}, names), heading("B"), *block]}))
    scheme = whole(reading)
    assert [(each.code, each.name["en"]) for each in scheme.criteria] == [
        (each, f"Module {each}") for each in "ABCDEFG"
    ]
    summary = summarise(scheme)
    assert (summary.measurements, summary.judgements, summary.total) == (15, 0, Decimal("14.30"))
    assert {"total_not_100", "criterion_without_aspects"} <= {problem.code for problem in reading.problems}
    assert not reading.errors


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


def test_a_broken_file_is_one_problem() -> None:
    assert [problem.code for problem in read_scheme(ES2025.read_bytes()[:-40]).problems] == ["file_broken"]
    assert [problem.code for problem in read_scheme(b"<html></html>").problems] == ["file_is_html"]


def test_a_scheme_without_a_needed_column_names_it() -> None:
    rows = [row[:10] for row in scheme_rows()]
    reading = read_scheme(workbook({SHEET: rows}))
    row = HEAD
    assert reading.problems == (
        Problem(Severity.ERROR, "scheme_column_missing", SHEET, row, None, {"heading": "Max Mark"}),
    )


def test_an_unknown_column_is_told_and_not_read() -> None:
    rows = [[*row, *[None] * (13 - len(row))] for row in scheme_rows()]
    head = HEAD - 1
    rows[head] += [None, "Remarks"]
    reading = read_scheme(workbook({SHEET: rows}))
    assert found(reading) == [("scheme_column_unknown", head + 1, "O")]
    assert reading.is_ready


def test_a_weight_in_words_is_reported() -> None:
    rows = scheme_rows()
    rows[4] = [1, "Part 1", *[None] * 6, "many"]
    assert ("section_weight_not_number", 5, "I") in found(read_scheme(workbook({SHEET: rows})))


def test_calculation_rows_must_be_there() -> None:
    block: list[list[Cell]] = [
        ["A1", "Dough", 1],
        *(measured(f"a{number}", 25, calculation=number) for number in range(1, 5)),
    ]
    calculations: list[list[Cell]] = [
        [],
        ["Loaves", "NUMBER_COMPLETED", True, "NUM_POSSIBLE:::4.00000000#x~x#"],
        ["Odd", "SQUARE_ROOT", True, ""],
    ]
    reading = read_scheme(scheme_file(block, Calculations=calculations))
    head = HEAD
    assert ("calculation_type_unknown", 3, "B") in found(reading)
    assert [problem.row for problem in reading.errors if problem.code == "calculation_unknown"] == [
        head + 2,
        head + 4,
        head + 5,
    ]
    assert reading.draft is not None
    second = list(reading.draft.aspects())[1].calculation
    assert second is not None
    assert (second.number, second.name, second.shared, second.parameters) == (2, "Loaves", True, {"NUM_POSSIBLE": "4"})


def test_a_calculation_that_makes_no_sense_is_reported_at_its_aspect() -> None:
    block: list[list[Cell]] = [["A1", "Dough", 1], measured("a", 100, calculation=1)]
    rows: list[list[Cell]] = [["Half", "NUMBER_COMPLETED", True, "NUM_POSSIBLE:::0.50000000#x~x#"]]
    reading = read_scheme(scheme_file(block, Calculations=rows))
    line = HEAD + 2
    assert ("calculation_invalid", line, "J") in found(reading)


def test_an_unreadable_calculation_cell_is_reported_in_its_sheet() -> None:
    rows: list[list[Cell]] = [["Half", "NUMBER_COMPLETED", True, "NUM_POSSIBLE=4"]]
    reading = read_scheme(scheme_file(None, Calculations=rows))
    assert [(each.code, each.sheet, each.row, each.column) for each in reading.errors] == [
        ("calculation_cell_unreadable", "Calculations", 1, "D")
    ]


def test_texts_are_kept_under_the_given_language() -> None:
    assert whole(read_scheme(scheme_file(), language="zh")).criteria[0].name == {"zh": "Bread"}
