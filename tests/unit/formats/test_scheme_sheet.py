"""Marking schemes are read in every known layout, and every problem names its place. Source: DOMAIN 4, X1 to X10."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.domain.errors import Problem, Severity
from competition.domain.scheme_rules import summarise
from competition.formats.scheme_sheet import Note, read_scheme
from tests.unit.formats.scheme_readings import ES2025, found, whole
from tests.unit.formats.table_files import (
    HEADINGS,
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


def row_of(rows: Rows, text: str) -> int:
    return next(number for number, row in enumerate(rows, start=1) if text in row)


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
