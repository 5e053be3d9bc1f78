"""`competition event|trade|import|export|verify` as a script calls them: sentences, exit codes, JSON."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.worksheet.worksheet import Worksheet

from competition.cli import main

ES2025 = Path(__file__).parents[2] / "vectors/schemes/es2025-web-development.xlsx"
SHEET = "CIS Marking Scheme Import"
HEAD = "Team code,Team name,Name,Latin name,Trade code,Role\n"
PEOPLE = HEAD + "CHN,China,陈思远,CHEN Siyuan,17,Competitor\nFRA,France,Élodie Martin,,17,Judge\n"
DATES = ("--starts", "2025-09-09", "--ends", "2025-09-13", "--timezone", "Europe/Copenhagen")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def made(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database with one event and its trade 17, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    path = folder / "made.db"
    shutil.copy(sqlite_template, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPETITION_DATA_DIR", str(folder))
        patch.setenv("COMPETITION_DATABASE_URL", f"sqlite:///{path}")
        assert run("event", "create", "euro", "--name", "en=Euro", "--name", "zh=欧洲", *DATES).exit_code == 0
        assert run("trade", "add", "euro", "17", "--name", "en=Web Development", "--prefix", "WD").exit_code == 0
    return path


@pytest.fixture(autouse=True)
def database(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let commands work on a copy of their own."""
    path = tmp_path / "competition.db"
    shutil.copy(made, path)
    monkeypatch.setenv("COMPETITION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COMPETITION_DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Give a roster file."""
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    return file


def roster(file: Path, *options: str) -> Result:
    return run("import", "roster", file, "--event", "euro", *options)


def scheme(file: Path, *options: str) -> Result:
    return run("import", "scheme", file, "--event", "euro", "--trade", "17", *options)


def edited(tmp_path: Path, edit: Callable[[Worksheet], None]) -> Path:
    """Return the real scheme with something changed in its sheet."""
    book = openpyxl.load_workbook(ES2025)
    edit(book[SHEET])
    stream = io.BytesIO()
    book.save(stream)
    file = tmp_path / "edited.xlsx"
    file.write_bytes(stream.getvalue())
    return file


def cell(page: Worksheet, column: str, wanted: Callable[[Any], bool]) -> Any:
    """Return the first cell of a column below the headings whose value is wanted."""
    start = next(row for row in range(1, 100) if str(page[f"C{row}"].value).startswith("Day of"))
    return next(page[f"{column}{row}"] for row in range(start + 1, 400) if wanted(page[f"{column}{row}"].value))


def test_an_event_shows_in_the_list_and_from_inside() -> None:
    listed = json.loads(run("event", "list", "--json").stdout)
    assert [(each["event"], each["trades"], each["name"]) for each in listed] == [
        ("euro", 1, {"en": "Euro", "zh": "欧洲"})
    ]
    assert "euro   Euro  2025-09-09  2025-09-13       1        0       0" in run("event", "list").stdout
    inside = json.loads(run("event", "show", "euro", "--json").stdout)
    assert inside["trades"] == [
        {"trade": "17", "name": {"en": "Web Development"}, "scheme_version": None, "entries": []}
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("event", "create", "euro", "--name", "en=E", *DATES), 'There is an event "euro" already.'),
        (("event", "create", "E U", "--name", "en=E", *DATES), '"E U" is no event code.'),
        (("event", "create", "mars", "--name", "en=M", *DATES[:5], "Mars/Base"), '"Mars/Base" is no time zone.'),
        (("event", "create", "late", "--name", "en=L", "--starts", "2025-09-13", "--ends", "2025-09-09",
          "--timezone", "UTC"), "first"),
        (("event", "show", "nope"), 'There is no event "nope".'),
        (("trade", "add", "nope", "1", "--name", "en=T"), 'There is no event "nope".'),
        (("trade", "add", "euro", "017", "--name", "en=T"), 'The event has a trade "017" already.'),
        (("import", "roster", ES2025, "--event", "nope"), 'There is no event "nope".'),
        (("import", "scheme", ES2025, "--event", "euro", "--trade", "99"), 'The event has no trade "99".'),
        (("export", "scheme", "/tmp/x.xlsx", "--event", "euro", "--trade", "17"), "has no marking scheme yet"),
        (("verify", "nope"), 'There is no event "nope".'),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_with_exit_code_1(arguments: tuple[str | Path, ...], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error  ")
    assert message in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("event", "create", "x"),
        ("event", "create", "xx", "--name", "de=Test", *DATES),
        ("event", "create", "xx", "--name", "en=A", "--name", "en=B", *DATES),
        ("event", "create", "xx", "--name", "en=A", "--starts", "soon", "--ends", "2025-09-09", "--timezone", "UTC"),
        ("event", "create", "xx", "--name", "en=A", *DATES, "--rules", "wsi-1950"),
        ("trade", "add", "euro", "18", "--name", "en=A", "--team-size", "0"),
        ("import", "roster", "no-such-file.csv", "--event", "euro"),
        ("import", "roster", ES2025),
        ("import", "scheme", ES2025, "--event", "euro"),
        ("export", "roster", "people.pdf", "--event", "euro"),
        ("export", "scheme", "scheme.csv", "--event", "euro", "--trade", "17"),
        ("demo", "--play", "--speed", "0"),
    ],
)
def test_bad_use_gives_exit_code_2(arguments: tuple[str | Path, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_refusal_is_json_when_json_was_asked_for() -> None:
    result = run("event", "show", "nope", "--json")
    assert result.exit_code == 1
    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == ["event_unknown"]


def test_a_dry_run_shows_the_plan_and_writes_nothing(people: Path) -> None:
    result = roster(people, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "2 create\nNothing was written (--dry-run).\n")
    dry = scheme(ES2025, "--dry-run")
    assert (dry.exit_code, dry.stdout.splitlines()[-1]) == (0, "Nothing was written (--dry-run).")
    assert json.loads(run("event", "show", "euro", "--json").stdout)["trades"][0]["scheme_version"] is None
    assert json.loads(run("event", "list", "--json").stdout)[0]["entries"] == 0


def test_a_roster_is_written_once_and_then_nothing_is_left_to_do(people: Path, tmp_path: Path) -> None:
    assert "Written: 2 people added, 0 changed, 2 new teams, 1 new entries, 1 judges" in roster(people).stdout
    assert roster(people).stdout == "Nothing to do: the event has all of this already.\n"
    report = json.loads(roster(people, "--json").stdout)
    assert report["rows"] == {"create": 0, "update": 0, "same": 2, "conflict": 0, "reject": 0}
    assert report["written"] is None
    exported = tmp_path / "out.xlsx"
    assert run("export", "roster", exported, "--event", "euro", "--language", "zh").exit_code == 0
    assert "Nothing to do" in roster(exported).stdout


def test_changes_are_shown_before_they_are_written(people: Path) -> None:
    roster(people)
    people.write_text(PEOPLE.replace("CHEN Siyuan", "CHEN Si Yuan"), encoding="utf-8")
    report = json.loads(roster(people, "--json", "--dry-run").stdout)
    assert report["changes"] == [{"row": 2, "members": {"latin_name": ["CHEN Siyuan", "CHEN Si Yuan"]}}]
    assert "  2  CHEN Si Yuan  latin_name  CHEN Siyuan  CHEN Si Yuan" in roster(people).stdout
    assert "WD-01" in run("event", "show", "euro").stdout


def test_an_old_encoding_must_be_named(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_bytes(PEOPLE.replace("Élodie Martin", "Elodie Martin").encode("gb18030"))
    refused = roster(file)
    assert refused.exit_code == 1
    assert "The file is not in Unicode. Say which encoding it uses" in refused.stdout
    assert roster(file, "--encoding", "gb18030").exit_code == 0


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"%PDF-1.7\n", "error  This is not a spreadsheet (found: PDF)."),
        (b"PK\x03\x04 no workbook", "error  The file is damaged and cannot be read."),
        (b"", "error  The file is empty."),
        (b"colour,shape\nred,round\n", "error  1  No row of headings was found."),
        (b"Team code,Country of heart\nCHN,x\n", 'error  1  The column "Name" is missing.'),
        ((HEAD + "CHN,China,A,,17,\nCHN,China,A,,17,\n").encode(), "error  C3  The same person stands in row 2"),
        ((HEAD + "CHN,China,A,,99,\n").encode(), 'error  E2  The event has no trade "99".'),
        ((HEAD + "CHN,China,A,,17,\nCHN,China,B,,17,\n").encode(), "error  3  Entries of this trade have at most 1"),
    ],
    ids=["pdf", "broken", "empty", "headings", "column", "duplicate", "trade", "size"],
)
def test_a_bad_roster_is_refused_with_its_sentence_and_place(tmp_path: Path, data: bytes, line: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(data)
    result = roster(file)
    assert result.exit_code == 1
    assert any(each.startswith(line) for each in result.stdout.splitlines()), result.stdout
    assert result.stdout.splitlines()[-1] == "Nothing was written."
    assert json.loads(run("event", "list", "--json").stdout)[0]["entries"] == 0


def test_an_unknown_column_is_told_and_the_rest_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text("Team code,Name,Trade code,Shoe size\nCHN,A,17,43\n")
    result = roster(file)
    assert result.exit_code == 0
    assert 'warning  D1  The column "Shoe size" is not known and was not read.' in result.stdout


def test_a_real_scheme_is_imported_once(tmp_path: Path, people: Path) -> None:
    roster(people)
    first = scheme(ES2025)
    assert first.exit_code == 0
    assert f"warning  {SHEET}: I6  Section 2 weighs 5.00" in first.stdout
    assert first.stdout.splitlines()[-1] == "Written: version 1 with 31 judging sheets."
    assert json.loads(scheme(ES2025, "--json").stdout)["action"] == "same"
    exported = tmp_path / "scheme.xlsx"
    assert run("export", "scheme", exported, "--event", "euro", "--trade", "17").exit_code == 0
    assert "Nothing to do: this is version 1 of trade 17." in scheme(exported).stdout
    assert run("verify", "euro").exit_code == 0


def test_totals_that_are_not_100_are_refused(tmp_path: Path) -> None:
    def edit(page: Worksheet) -> None:
        cell(page, "K", lambda value: value == 0.5).value = 0.25

    result = scheme(edited(tmp_path, edit))
    assert result.exit_code == 1
    assert "The maximum marks add up to 99.75, not to 100.00." in result.stdout
    assert result.stdout.splitlines()[-1] == "Nothing was written."


def test_an_aspect_without_a_type_is_named_by_its_cell(tmp_path: Path) -> None:
    places = []

    def edit(page: Worksheet) -> None:
        found = cell(page, "D", lambda value: value == "M")
        places.append(found.coordinate)
        found.value = None

    result = scheme(edited(tmp_path, edit))
    assert result.exit_code == 1
    assert f"error  {SHEET}: {places[0]}  The aspect" in result.stdout
    assert "has no type. Write M for measurement or J for judgement." in result.stdout


def test_a_day_that_the_event_lacks_is_named_by_its_cell(tmp_path: Path) -> None:
    places = []

    def edit(page: Worksheet) -> None:
        found = cell(page, "C", lambda value: str(value) == "1")
        places.append(found.coordinate)
        found.value = 9

    result = scheme(edited(tmp_path, edit))
    assert result.exit_code == 1
    assert f'error  {SHEET}: {places[0]}  "9" is no day of the event' in result.stdout


def test_verify_prints_the_head(people: Path) -> None:
    roster(people)
    result = run("verify", "euro")
    report = json.loads(run("verify", "euro", "--json").stdout)
    assert result.exit_code == 0
    assert f"Head of the log: {report['seq']} {report['head']}" in result.stdout
    assert (report["whole"], report["problems"], len(report["head"])) == (True, [], 64)


def test_tables_of_another_version_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPETITION_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    result = run("event", "list")
    assert result.exit_code == 1
    assert "competition db upgrade" in result.stderr
    assert run("event", "create", "new", "--name", "en=New", *DATES).exit_code == 0
