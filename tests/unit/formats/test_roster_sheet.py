"""Rosters are read in six languages and come back as they were written. Source: PRODUCT B1, B2."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.errors import Severity
from competition.domain.roster import RosterRole, RosterRow
from competition.formats.roster_columns import COLUMNS, ROLE_WORDS
from competition.formats.roster_sheet import RosterReading, TableFormat, read_roster, write_roster
from tests.unit.formats.table_files import Cell, Rows, workbook

LANGUAGES = ("en", "zh", "fr", "ru", "ar", "es")
HEADINGS: list[Cell] = ["Team code", "Team name", "Name", "Latin name", "Trade code", "Date of birth", "Role"]
TRADES = ("04", "07")

PEOPLE = (
    RosterRow(
        2, "CHN", "中国", "陈思远", "CHEN Siyuan", "04", "EI-07", native_language="zh", birth_date=date(2004, 2, 29)
    ),
    RosterRow(3, "EGY", "مصر", "أحمد علي", "AHMED Ali", "04", "EI-08", native_language="ar"),
    RosterRow(4, "KAZ", "Казахстан", "Жанна Ім", "IM Zhanna", "07", role=RosterRole.CHIEF_JUDGE, native_language="ru"),
    RosterRow(5, "CIV", "Côte d'Ivoire", "Zoé =1+1", "", "07", "-9", group="B"),
    RosterRow(6, "USA", "@home", "'=x O'Neil", role=RosterRole.TEAM_LEADER),
)


def found(reading: RosterReading) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def read(*rows: list[Cell], headings: Rows | None = None) -> RosterReading:
    return read_roster(workbook({"People": [*(headings or [HEADINGS]), *rows]}), trades=TRADES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(TableFormat))
def test_what_is_exported_reads_back_as_the_same_rows(kind: TableFormat, language: str) -> None:
    reading = read_roster(write_roster(PEOPLE, kind=kind, language=language))
    assert reading.rows == PEOPLE
    assert reading.problems == ()


WORDS = st.text("aBé项Жأ'=+-@1. ", min_size=1, max_size=10).map(lambda text: " ".join(text.split())).filter(bool)
PERSONS = st.builds(
    RosterRow,
    row=st.just(2),
    team_code=WORDS,
    team_name=WORDS,
    native_name=WORDS,
    latin_name=WORDS,
    trade_code=st.sampled_from(["04", "7", ""]),
    bib=WORDS,
    role=st.sampled_from(RosterRole),
    group=st.sampled_from(["", "A"]),
    native_language=st.sampled_from(["", "zh", "zh-Hans", "ar"]),
    birth_date=st.none() | st.dates(date(1950, 1, 1), date(2015, 1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(PERSONS, st.sampled_from(TableFormat), st.sampled_from(LANGUAGES))
def test_any_row_reads_back(row: RosterRow, kind: TableFormat, language: str) -> None:
    assert read_roster(write_roster([row], kind=kind, language=language)).rows == (row,)


def test_every_heading_and_role_is_known_in_every_language() -> None:
    for language in LANGUAGES:
        assert all(column.headings[language] for column in COLUMNS)
        assert all(words[language] for words in ROLE_WORDS.values())
    headings = [column.headings[language].casefold() for column in COLUMNS for language in LANGUAGES]
    assert len(set(headings)) >= len(COLUMNS) * 4


def test_headings_may_stand_below_a_title_and_in_any_order() -> None:
    reading = read(["陈", "CHN"], headings=[["Delegates 2026"], [], ["姓名 *", "Team"]])
    assert [(row.row, row.team_code, row.native_name) for row in reading.draft] == [(4, "CHN", "陈")]


def test_a_team_code_merged_over_its_people_counts_for_each() -> None:
    rows: Rows = [HEADINGS, ["CHN", "China", "A B"], [None, None, "C D"]]
    reading = read_roster(workbook({"People": rows}, {"People": ["A2:A3", "B2:B3"]}))
    assert [(row.team_code, row.team_name, row.native_name) for row in reading.rows] == [
        ("CHN", "China", "A B"),
        ("CHN", "China", "C D"),
    ]


def test_the_sheet_with_the_roster_is_found_among_others() -> None:
    data = workbook({"Read me": [["How to fill in the name"]], "People": [HEADINGS, ["CHN", "China", "A B"]]})
    reading = read_roster(data)
    assert (reading.sheet, len(reading.rows)) == ("People", 1)


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        (date(2004, 5, 6), date(2004, 5, 6)),
        ("2004-05-06", date(2004, 5, 6)),
        ("2004/5/6", date(2004, 5, 6)),
        ("2004年5月6日", date(2004, 5, 6)),
        ("06.05.2004", date(2004, 5, 6)),
        ("31/05/2004", date(2004, 5, 31)),
        ("05/05/2004", date(2004, 5, 5)),
        ("٢٠٠٤-٠٥-٠٦", date(2004, 5, 6)),
        (None, None),
    ],
)
def test_dates_are_read_as_people_write_them(typed: Cell, born: date | None) -> None:
    assert [row.birth_date for row in read(["CHN", "China", "A B", None, "04", typed]).rows] == [born]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["CHN", "China", "A B", None, "04", "05/06/2004"], ("date_ambiguous", 2, "F")),
        (["CHN", "China", "A B", None, "04", "2004-02-30"], ("date_invalid", 2, "F")),
        (["CHN", "China", "A B", None, "04", "spring"], ("date_invalid", 2, "F")),
        (["CHN", "China", "A B", None, "04", "0204-02-03"], ("date_invalid", 2, "F")),
        (["CHN", "China", "A B", None, "04", None, "juggler"], ("role_unknown", 2, "G")),
        ([None, "China", "A B", None, "04"], ("team_code_missing", 2, "A")),
        (["中国!", "China", "A B", None, "04"], ("team_code_invalid", 2, "A")),
        (["CHN", "China", None, None, "04"], ("name_missing", 2, "C")),
        (["CHN", "China", "陈", "陈", "04"], ("latin_name_not_latin", 2, "D")),
        (["CHN", "China", "A B", None, "99"], ("trade_unknown", 2, "E")),
        (["CHN", "China", "A B", None, None], ("trade_code_missing", 2, "E")),
    ],
)
def test_a_bad_cell_is_reported_with_row_and_column(row: list[Cell], problem: tuple[str, int, str]) -> None:
    reading = read(row)
    assert found(reading) == [problem]
    assert reading.problems[0].sheet == "People"
    assert reading.problems[0].severity is Severity.ERROR


def test_the_same_person_twice_is_reported_at_the_second_row() -> None:
    reading = read(["CHN", "China", "A B", None, "04"], ["chn", "China", "a  b", None, "4"])
    assert found(reading) == [("person_twice", 3, "C")]
    assert reading.problems[0].params == {"first": "2"}


def test_one_unreadable_cell_keeps_all_rows_back() -> None:
    reading = read(["CHN", "China", "A B", None, "04"], ["EGY", "Egypt", "C D", None, "04", "spring"])
    assert reading.rows == ()
    assert [row.native_name for row in reading.draft] == ["A B"]


def test_an_unknown_column_is_told_and_not_read() -> None:
    reading = read(["CHN", "China", "A B", "x"], headings=[["Team code", "Team name", "Name", "Shoe size"]])
    assert ("column_unknown", 1, "D") in found(reading)
    assert reading.rows != ()


@pytest.mark.parametrize(
    ("headings", "problem"),
    [
        (["Team code", "Trade code"], ("column_missing", 1, None)),
        (["Team code", "Name", "Member", "Trade code"], ("column_twice", 1, "C")),
        (["Wein", "Weib", "Gesang"], ("headings_unknown", 1, None)),
    ],
)
def test_wrong_headings_are_reported(headings: list[Cell], problem: tuple[str, int, str | None]) -> None:
    reading = read(["CHN", "A B"], headings=[headings])
    assert found(reading)[0] == problem
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        ("队,姓名\n".encode("gb18030"), "encoding_unknown"),
        (workbook({"People": [HEADINGS]}), "table_empty"),
        (workbook({"People": []}), "table_empty"),
    ],
)
def test_a_file_without_people_is_one_problem(data: bytes, code: str) -> None:
    reading = read_roster(data)
    assert (reading.rows, [problem.code for problem in reading.problems]) == ((), [code])


def test_an_old_csv_of_a_chinese_office_is_read() -> None:
    data = "国家代码,姓名,赛项代码,出生日期,角色\nCHN,陈思远,04,2004年2月29日,选手\n".encode("gb18030")
    reading = read_roster(data, encoding="gb18030")
    assert (reading.encoding, reading.delimiter) == ("gb18030", ",")
    assert reading.rows == (RosterRow(2, "CHN", "", "陈思远", "", "04", birth_date=date(2004, 2, 29)),)
