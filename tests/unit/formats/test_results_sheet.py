"""Marks to be ranked are read whole or not at all. Source: ARCHITECTURE 7."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.domain.errors import Severity
from competition.formats.results_sheet import MarkRow, read_marks
from tests.unit.formats.table_files import workbook


def problems_of(text: str) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in read_marks(text.encode()).problems]


def test_a_csv_of_marks_is_read() -> None:
    data = b"# remark\ntrade,team,mark,entry,out_of_contest\n04,CHN,82.10,EI-07,\n04,EGY,70,,yes\n"
    assert read_marks(data).rows == (
        MarkRow(3, "04", "CHN", "EI-07", Decimal("82.10")),
        MarkRow(4, "04", "EGY", "", Decimal(70), out_of_contest=True),
    )


def test_a_spreadsheet_with_headings_in_another_language_is_read() -> None:
    data = workbook({"S": [["赛项", "代表队", "成绩"], ["04", "CHN", 82.1]]})
    assert read_marks(data).rows == (MarkRow(2, "04", "CHN", "", Decimal("82.1")),)


def test_a_comma_may_be_the_decimal_sign() -> None:
    assert read_marks(b"trade;team;mark\n04;RUS;82,10\n").rows[0].mark == Decimal("82.10")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",CHN,1", ("cell_empty", 2, "A")),
        ("04,,1", ("cell_empty", 2, "B")),
        ("04,CHN,", ("cell_empty", 2, "C")),
        ("04,CHN,many", ("mark_not_number", 2, "C")),
        ("04,CHN,-1", ("mark_not_number", 2, "C")),
        ("04,CHN,1,,perhaps", ("yes_or_no_unknown", 2, "E")),
        ("04,CHN,1,X,\n04,CHN,2,X,", ("entry_twice_in_file", 3, "D")),
    ],
)
def test_a_bad_line_keeps_everything_back(line: str, problem: tuple[str, int, str]) -> None:
    text = f"trade,team,mark,entry,out_of_contest\n{line}\n04,EGY,5,,\n"
    assert problems_of(text) == [problem]
    assert read_marks(text.encode()).rows == ()


def test_the_same_entry_code_in_two_trades_is_two_entries() -> None:
    assert len(read_marks(b"trade,team,mark,entry\n04,CHN,1,1\n05,CHN,1,1\n").rows) == 2


def test_missing_columns_and_rows_are_problems() -> None:
    assert problems_of("trade,team\n04,CHN\n") == [("column_missing", 1, None)]
    assert problems_of("trade,team,mark\n") == [("table_empty", None, None)]
    assert problems_of("") == [("file_empty", None, None)]


def test_other_columns_are_told_and_passed_over() -> None:
    reading = read_marks(b"trade,team,mark,shoe\n04,CHN,1,42\n")
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("column_unknown", Severity.WARNING)]
    assert len(reading.rows) == 1
