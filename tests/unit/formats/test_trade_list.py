"""Pasted lists of trades: names, numbered lines and columns of a spreadsheet become rows; nothing typed is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.trade_list import TradeRow
from competition.formats.trade_list import COLUMNS, read_trade_list


def rows(text: str, *, has_second: bool = True) -> list[tuple[str, ...]]:
    """Return code, name, second name, sector, size and place of every row."""
    found = read_trade_list(text, has_second=has_second)
    return [(row.code, row.name, row.second, row.sector, row.team_size, row.place) for row in found]


def test_one_name_a_line_makes_a_row_each() -> None:
    assert rows("Welding\n\n  Web   Technologies \r\n焊接\n") == [
        ("", "Welding", "", "", "", ""),
        ("", "Web Technologies", "", "", "", ""),
        ("", "焊接", "", "", "", ""),
    ]


def test_numbers_before_the_names_become_codes() -> None:
    text = "04 Electrical Installations\n5. Floristry\n6) Cooking\n7、焊接\n3D Digital Game Art\nIndustry 4.0"
    assert [(row[0], row[1]) for row in rows(text)] == [
        ("04", "Electrical Installations"),
        ("5", "Floristry"),
        ("6", "Cooking"),
        ("7", "焊接"),
        ("", "3D Digital Game Art"),
        ("", "Industry 4.0"),
    ]


def test_columns_from_a_spreadsheet_are_taken_in_their_order() -> None:
    assert rows(
        "18\tElectrical Installations\t电气装置\tBuilding\t1\tBay 4\n48\tIndustry 4.0\t工业4.0\tIndustry\t2\t"
    ) == [
        ("18", "Electrical Installations", "电气装置", "Building", "1", "Bay 4"),
        ("48", "Industry 4.0", "工业4.0", "Industry", "2", ""),
    ]


def test_without_a_second_language_there_is_no_column_for_it() -> None:
    assert rows("18\tWelding\tMetal\t1", has_second=False) == [("18", "Welding", "", "Metal", "1", "")]


def test_a_first_column_of_names_means_that_codes_are_missing() -> None:
    assert rows("Welding\t焊接\nFloristry\t花艺") == [
        ("", "Welding", "焊接", "", "", ""),
        ("", "Floristry", "花艺", "", "", ""),
    ]


def test_headings_say_which_column_is_which_in_any_language() -> None:
    assert rows("Place\tName\tCode\tRemark\nBay 1\tWelding\t10\tnew") == [("10", "Welding", "", "", "", "Bay 1")]
    assert rows("序号\t名称\t人数\n1\t焊接\t2") == [("1", "焊接", "", "", "2", "")]


def test_semicolons_part_columns_where_every_line_has_them() -> None:
    assert rows("1;Welding;焊接\n2;Floristry;花艺") == [
        ("1", "Welding", "焊接", "", "", ""),
        ("2", "Floristry", "花艺", "", "", ""),
    ]


CELL = st.text("aZé焊接Жم09 -.", max_size=12).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(*[CELL] * 6), min_size=1, max_size=8))
def test_a_table_with_headings_reads_back_as_it_was_written(table: list[tuple[str, ...]]) -> None:
    kept = [cells for cells in table if any(cells)]
    text = "\n".join("\t".join(cells) for cells in [[column.heading("en") for column in COLUMNS], *table])
    found = read_trade_list(text, has_second=True)
    assert [(r.code, r.name, r.second, r.sector, r.team_size, r.place) for r in found] == kept


@given(st.text(max_size=300))
def test_any_text_becomes_rows_without_a_fault(text: str) -> None:
    assert all(isinstance(row, TradeRow) for row in read_trade_list(text, has_second=False))
