"""`competition medals` gives the published medals. Source: ARCHITECTURE 7, DOMAIN 3, T17, T18, R1."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competition.cli import main

VECTORS = Path(__file__).parents[2] / "vectors"
IRREGULAR = "38"
"""The skill whose medals were changed by a decision. Source: DOMAIN 3.4."""


def medals(file: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["medals", str(file), *options])


def rows_of(file: Path, rules: str, scale: str) -> list[dict[str, str | int | None]]:
    result = medals(file, "--rules", rules, "--scale", scale, "--json")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, str | int | None]] = json.loads(result.stdout)
    return rows


def published() -> list[dict[str, str]]:
    lines = (VECTORS / "wsc2024_results.csv").read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.fixture
def lyon(tmp_path: Path) -> Path:
    """The published results with one line per entry: team mates share theirs."""
    lines = ["trade,team,mark"]
    seen: set[tuple[str, str, str]] = set()
    for row in published():
        entry = (row["skill"], row["member"], row["mark"])
        if entry not in seen:
            seen.add(entry)
            lines.append(",".join(entry))
    file = tmp_path / "lyon.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    file = tmp_path / "marks.csv"
    file.write_text(
        "trade,team,mark,entry,out_of_contest\n"
        "04,CHN,80,EI-01,\n04,EGY,75,EI-02,\n04,KAZ,70,EI-03,\n04,FRA,65,EI-04,\n04,ESP,60,EI-05,\n04,RUS,99,EI-06,yes\n"
    )
    return file


def test_the_published_medals_of_2024_come_out(lyon: Path) -> None:
    expected: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in published():
        medal = row["medal"].lower()
        expected[row["skill"]].add((row["member"], "medallion" if medal.startswith("medal") else medal))
    given: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in rows_of(lyon, "wsi-2024", "none"):
        given[str(line["trade"])].add((str(line["team"]), str(line["medal"])))
    assert len(expected) == 59
    assert {trade for trade in expected if expected[trade] != given[trade]} == {IRREGULAR}


def test_the_team_table_of_2024_comes_out(lyon: Path) -> None:
    result = medals(lyon, "--rules", "wsi-2024", "--scale", "none", "--teams", "--json")
    assert json.loads(result.stdout)[0] == {
        "rank": 1,
        "team": "CN",
        "gold": 36,
        "silver": 9,
        "bronze": 4,
        "medallion": 8,
        "trades": 59,
        "medal_points": 187,
        "average_medal_points": "3.1695",
        "points": 43882,
        "average_points": "743.7627",
    }


def test_rows_have_the_promised_keys(marks: Path) -> None:
    rows = rows_of(marks, "wsi-2024", "700")
    assert rows[0] == {
        "trade": "04",
        "team": "CHN",
        "entry": "EI-01",
        "mark": "80.00",
        "scaled": 740,
        "position": 1,
        "medal": "gold",
    }
    assert [row["scaled"] for row in rows] == [740, 720, 700, 680, 660, None]
    assert [row["medal"] for row in rows] == ["gold", "silver", "bronze", "", "", ""]


def test_a_guest_keeps_the_mark_and_gets_nothing(marks: Path) -> None:
    guest = rows_of(marks, "wsi-2026", "500")[-1]
    assert (guest["entry"], guest["mark"], guest["scaled"], guest["position"], guest["medal"]) == (
        "EI-06",
        "99.00",
        None,
        None,
        "",
    )


@pytest.mark.parametrize("rules", ["wsi-2015", "wsi-2024", "wsi-2026", "strict", "share"])
@pytest.mark.parametrize("scale", ["none", "500", "700"])
def test_every_rule_works_with_every_scale(marks: Path, rules: str, scale: str) -> None:
    rows = rows_of(marks, rules, scale)
    assert [row["team"] for row in rows] == ["CHN", "EGY", "KAZ", "FRA", "ESP", "RUS"]
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5, None]


def test_people_get_an_aligned_table(marks: Path) -> None:
    lines = medals(marks, "--rules", "wsi-2024", "--scale", "700").stdout.splitlines()
    assert lines[0] == "trade  team  entry   mark  scaled  position  medal"
    assert lines[1] == "04     CHN   EI-01  80.00     740         1  gold"


def test_csv_comes_out_as_a_table_that_reads_again(marks: Path) -> None:
    text = medals(marks, "--rules", "wsi-2024", "--scale", "700", "--csv").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == ["trade", "team", "entry", "mark", "scaled", "position", "medal"]
    assert rows[5]["position"] == ""


def test_a_tie_that_nothing_decides_is_told_with_exit_code_1(tmp_path: Path) -> None:
    file = tmp_path / "tie.csv"
    file.write_text("trade,team,mark\n04,CHN,80\n04,EGY,80\n04,KAZ,70\n")
    result = medals(file, "--rules", "strict", "--scale", "none", "--json")
    assert result.exit_code == 1
    assert "CHN, EGY" in result.stderr
    assert [row["medal"] for row in json.loads(result.stdout)] == ["", "", "bronze"]


def test_marks_without_spread_are_told(tmp_path: Path) -> None:
    file = tmp_path / "flat.csv"
    file.write_text("trade,team,mark\n04,A,50\n04,B,50\n04,C,50\n04,D,90\n")
    result = medals(file, "--rules", "wsi-2026", "--scale", "700", "--json")
    assert (result.exit_code, [row["scaled"] for row in json.loads(result.stdout)]) == (0, [700] * 4)
    assert "warning" in result.stderr


def test_a_bad_file_gives_exit_code_1_and_no_rows(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("trade,team,mark\n04,CHN,many\n")
    result = medals(file, "--rules", "strict", "--scale", "none", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert 'error  C2  "many" is no mark.' in result.stderr


@pytest.mark.parametrize(
    "options",
    [[], ["--rules", "wsi-2024"], ["--rules", "wsi-1950", "--scale", "700"], ["--rules", "strict", "--scale", "600"],
     ["--rules", "strict", "--scale", "none", "--json", "--csv"]],
)  # fmt: skip
def test_bad_use_gives_exit_code_2(marks: Path, options: list[str]) -> None:
    assert medals(marks, *options).exit_code == 2
