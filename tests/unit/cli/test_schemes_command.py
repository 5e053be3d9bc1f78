"""`competition scheme check`, as a script calls it. Source: ARCHITECTURE 7."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.cli import main
from competition.domain.scheme import Scheme
from competition.formats.scheme_sheet import read_scheme, write_scheme

ES2025 = Path(__file__).parents[2] / "vectors/schemes/es2025-web-development.xlsx"
KEYS = [
    "layout",
    "criteria",
    "sub_criteria",
    "aspects",
    "total",
    "sections",
    "total_variation",
    "calculations",
    "problems",
]


def check(file: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["scheme", "check", str(file), *options])


def test_the_json_has_the_promised_keys_and_values() -> None:
    result = check(ES2025, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(report) == KEYS
    assert report["layout"] == "L1"
    assert report["criteria"][0] == {"id": "A", "name": "Static Website Design", "mark": "16.50"}
    assert [each["mark"] for each in report["criteria"]] == ["16.50", "23.00", "16.75", "22.00", "16.75", "5.00"]
    assert (report["sub_criteria"], report["aspects"], report["total"]) == (31, {"M": 173, "J": 19}, "100.00")
    assert report["sections"][1] == {
        "id": "2",
        "name": "Communication and interpersonal skills",
        "weight": "5.00",
        "aspects": "5.25",
        "variation": "0.25",
    }
    assert (report["total_variation"], report["calculations"]) == ("1.00", 12)
    assert report["problems"][0] == {
        "severity": "warning",
        "code": "section_variation",
        "sheet": "CIS Marking Scheme Import",
        "row": 6,
        "column": "I",
        "message": "Section 2 weighs 5.00, its aspects add up to 5.25: a variation of 0.25. "
        "Check that this is intended.",
    }


def test_people_get_an_aligned_table_with_totals() -> None:
    result = check(ES2025)
    assert result.exit_code == 0
    assert "Total                                       100.00\n" in result.stdout
    assert "31 sub-criteria, 192 aspects (173 M, 19 J), 12 calculations" in result.stdout
    assert "warning  CIS Marking Scheme Import: I6  Section 2 weighs 5.00" in result.stdout


def half_scheme() -> bytes:
    scheme = read_scheme(ES2025.read_bytes()).scheme
    assert scheme is not None
    return write_scheme(Scheme(scheme.criteria[:2], ()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html></html>", "file_is_html"),
        (b"a,b\n1,2\n", "scheme_layout_unknown"),
        (ES2025.read_bytes()[:9000], "file_broken"),
        (half_scheme(), "total_not_100"),
    ],
    ids=["html", "csv", "truncated", "half"],
)
def test_a_file_that_must_be_mended_gives_exit_code_1(tmp_path: Path, data: bytes, code: str) -> None:
    file = tmp_path / "scheme.xlsx"
    file.write_bytes(data)
    result = check(file, "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert list(report) == KEYS
    assert code in [problem["code"] for problem in report["problems"]]
    assert check(file).exit_code == 1


def test_sections_of_a_file_without_a_standard_have_no_weight(tmp_path: Path) -> None:
    file = tmp_path / "scheme.xlsx"
    file.write_bytes(half_scheme())
    sections = json.loads(check(file, "--json").stdout)["sections"]
    assert sections[0] == {"id": "1", "name": "", "weight": None, "aspects": sections[0]["aspects"], "variation": None}


@pytest.mark.parametrize("arguments", [[], ["no-such-file.xlsx"], [str(ES2025), "--colour"]])
def test_bad_use_gives_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["scheme", "check", *arguments]).exit_code == 2


def test_two_hundred_aspects_are_checked_in_less_than_two_seconds() -> None:
    start = time.perf_counter()
    check(ES2025)
    assert time.perf_counter() - start < 2
