"""A corpus of hostile and broken files: each is refused or read with a word at its cell, quickly and in little memory.

Source: THREATS T23; what each must lead to stands in tests/vectors/broken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from competition.messages import SENTENCES
from tests.broken.make import CORPUS
from tests.broken.make import main as make_corpus

EXPECTED: dict[str, dict[str, list[str]]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "broken" / "expected.json").read_text(encoding="utf-8")
)
MOST_MEGABYTES = 200
MOST_SECONDS = 8.0
"""Of the processor; the promise is two, and a busy machine is no reason to fail."""


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which the corpus is read."""
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def measured(outside: Path) -> dict[str, dict[str, Any]]:
    """Read every file of the corpus in a process of its own."""
    make_corpus(outside / "files")
    command = [sys.executable, "-m", "tests.broken.measure", str(outside / "files")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=110)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["name"]: line for line in lines}


def test_the_corpus_is_whole() -> None:
    assert len(CORPUS) >= 60
    assert set(CORPUS) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_a_file_leads_to_what_is_expected_and_takes_little(name: str, measured: dict[str, dict[str, Any]]) -> None:
    found = measured[name]
    people = [each if len(each) < 40 else f"{each[:10]}…" for each in found["people"]]
    assert {"problems": found["problems"], "people": people} == EXPECTED[name]
    assert found["megabytes"] <= MOST_MEGABYTES
    assert found["seconds"] <= MOST_SECONDS
    codes = {problem.partition("@")[0] for problem in found["problems"]}
    assert codes <= set(SENTENCES)


def test_nothing_was_written_beside_the_corpus(outside: Path, measured: dict[str, dict[str, Any]]) -> None:
    assert len(measured) == len(CORPUS)
    assert [path.name for path in outside.iterdir()] == ["files"]
    assert {path.name for path in (outside / "files").iterdir()} == set(CORPUS)
    assert not Path("/tmp/owned.txt").exists()
    assert not Path("/etc/cron.d/owned").exists()
