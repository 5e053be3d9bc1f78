"""The rows of a roster. Source: PRODUCT B1, B2, C1, C2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from competition.domain.roster import RosterRole, RosterRow, check_rows, is_latin, person_key, trade_key

ROW = RosterRow(2, "CHN", "China", "陈思远", "CHEN Siyuan", "04", "17")
TRADES = ("04", "11")


def found(*rows: RosterRow) -> list[tuple[str, str, int | None, str | None]]:
    return [(each.severity.value, each.code, each.row, each.column) for each in check_rows(rows, TRADES)]


def test_a_whole_row_has_no_problem() -> None:
    assert found(ROW) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (replace(ROW, team_code=""), ("error", "team_code_missing", 2, "team_code")),
        (replace(ROW, team_code="C N"), ("error", "team_code_invalid", 2, "team_code")),
        (replace(ROW, team_code="=cmd"), ("error", "team_code_invalid", 2, "team_code")),
        (replace(ROW, team_code="X" * 17), ("error", "team_code_invalid", 2, "team_code")),
        (replace(ROW, native_name="", latin_name=""), ("error", "name_missing", 2, "native_name")),
        (replace(ROW, native_name="x" * 201), ("error", "name_too_long", 2, "native_name")),
        (replace(ROW, latin_name="a\x00b"), ("error", "name_invalid", 2, "latin_name")),
        (replace(ROW, latin_name="Чэнь"), ("error", "latin_name_not_latin", 2, "latin_name")),
        (replace(ROW, latin_name=""), ("warning", "latin_name_missing", 2, "latin_name")),
        (replace(ROW, bib="1" * 17), ("error", "bib_too_long", 2, "bib")),
        (replace(ROW, trade_code=""), ("error", "trade_code_missing", 2, "trade_code")),
        (replace(ROW, trade_code="99"), ("error", "trade_unknown", 2, "trade_code")),
    ],
)
def test_each_fault_is_named_with_its_cell(row: RosterRow, problem: tuple[str, str, int, str]) -> None:
    assert found(row) == [problem]


def test_people_of_a_whole_team_need_no_trade() -> None:
    assert found(replace(ROW, trade_code="", role=RosterRole.TEAM_LEADER)) == []
    assert found(replace(ROW, trade_code="99", role=RosterRole.INTERPRETER)) == [
        ("error", "trade_unknown", 2, "trade_code")
    ]


def test_a_latin_name_needs_no_second_one() -> None:
    assert found(replace(ROW, native_name="Zoë O'Neil-Ōta", latin_name="")) == []


def test_the_same_person_twice_is_found_however_it_is_written() -> None:
    again = replace(ROW, row=9, team_code="chn", native_name="陈思远 ", trade_code="4", bib="18")
    assert found(ROW, again) == [("error", "person_twice", 9, "native_name")]
    (problem,) = check_rows([ROW, again], TRADES)
    assert dict(problem.params) == {"first": "2"}


def test_the_same_name_in_another_team_or_trade_is_another_person() -> None:
    rows = (
        ROW,
        replace(ROW, row=3, team_code="HKG", team_name="Hong Kong", bib="18"),
        replace(ROW, row=4, trade_code="11", bib=""),
    )
    assert found(*rows) == []


def test_a_bib_worn_twice_is_found() -> None:
    other = replace(ROW, row=3, native_name="李娜", latin_name="LI Na")
    assert found(ROW, other) == [("error", "bib_twice", 3, "bib")]


def test_a_team_with_two_names_is_found() -> None:
    other = replace(ROW, row=3, native_name="李娜", latin_name="LI Na", bib="", team_name="PR China")
    assert found(ROW, other) == [("error", "team_name_differs", 3, "team_name")]


@pytest.mark.parametrize(("code", "key"), [("04", "4"), ("4", "4"), ("0", "0"), ("00", "00"), ("D1", "d1"), ("", "")])
def test_trade_codes_are_compared_without_leading_zeros(code: str, key: str) -> None:
    assert trade_key(code) == key


@pytest.mark.parametrize(
    ("name", "latin"),
    [("Łukasz", True), ("Nguyễn", True), ("Kaʻiulani", True), ("陈", False), ("Aя", False), ("", False)],
)
def test_latin_letters_are_told_from_others(name: str, latin: bool) -> None:
    assert is_latin(name) is latin


def test_a_key_forgives_width_case_and_blanks() -> None:
    wide = replace(ROW, native_name="ＣＨＥＮ　 siyuan")
    assert person_key(wide) == person_key(replace(ROW, native_name="chen Siyuan"))
