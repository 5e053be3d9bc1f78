"""Exported cells never become formulas, and come back as they were."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.formats.cells import clean_text
from competition.formats.plain_table import align, plain_cell, safe_cell, write_csv, write_xlsx
from competition.formats.tabular import open_table

DANGEROUS = ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")', "'=1", "''=1", "- none"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_cell_is_guarded_and_comes_back(text: str) -> None:
    guarded = safe_cell(text)
    assert guarded[0] == "'"
    assert plain_cell(guarded) == text


@pytest.mark.parametrize("text", ["", "-12.50", "Ж", "O'Neil", "'quoted'", "a=b"])
def test_a_harmless_cell_stays(text: str) -> None:
    assert safe_cell(text) == text
    assert plain_cell(text) == text


@given(st.text())
def test_every_guarded_cell_comes_back(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text
    assert not safe_cell(text).startswith(("=", "+", "@", "\t", "\r"))


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_written_csv_reads_back(rows: list[list[str]]) -> None:
    clean = [[clean_text(cell) for cell in row] for row in rows]
    sheet = open_table(write_csv(["first", "second"], clean)).sheets[0]
    assert [list(row.cells) for row in sheet.rows[1:]] == [row for row in clean if any(row)]


def test_a_written_workbook_holds_text_only() -> None:
    data = write_xlsx(["what"], [[text] for text in DANGEROUS], right_to_left=True)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [cell.data_type for cell in page["A"]] == ["s"] * (len(DANGEROUS) + 1)
    assert [row.cells[0] for row in open_table(data).sheets[0].rows[1:]] == DANGEROUS
    assert page.sheet_view.rightToLeft


def test_columns_line_up_with_wide_letters() -> None:
    table = align(["name", "mark"], [["陈思远", "9.20"], ["Zoé", "10.00"]], right=(1,))
    assert table == "name     mark\n陈思远   9.20\nZoé     10.00"


def test_terminal_controls_are_not_printed() -> None:
    assert align(["a"], [["\x1b[2Jx\ny"]]) == "a\n [2Jx y"
