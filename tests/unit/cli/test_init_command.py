"""`competition init`: from nothing to a database and the address by which the first person comes in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from competition.cli import main
from competition.cli.database import open_session
from competition.cli.server import show_addresses
from competition.config import load_config
from competition.services.context import ANONYMOUS, Context
from competition.services.set_up import NewAdministrator, make_first_administrator

ADDRESS = re.compile(r"http://\S+:8113/set-up/([\w-]{40,})")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the command work in a folder of its own."""
    monkeypatch.setenv("COMPETITION_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PORT", "8113")
    monkeypatch.delenv("COMPETITION_DATABASE_URL", raising=False)
    return tmp_path


def init() -> str:
    """Return what the command prints."""
    result = CliRunner().invoke(main, ["init"])
    assert result.exit_code == 0, result.output
    return result.output


def enter(token: str) -> None:
    """Become the first administrator."""
    with open_session() as session:
        context = Context(session, ANONYMOUS, datetime.now(UTC), lambda _announcement: None)
        new = NewAdministrator("Li Na", "li.na", "bench saw oak")
        make_first_administrator(context, token, new, device_id=None, hours=2)


def test_init_makes_the_database_and_each_address_it_shows_works(folder: Path) -> None:
    first = init()
    assert "The database is made." in first
    assert (folder / "competition.db").exists()
    second = init()
    assert "The database is up to date." in second
    tokens = ADDRESS.findall(first) + ADDRESS.findall(second)
    assert len(set(tokens)) == 2
    enter(tokens[0])


def test_init_changes_nothing_once_somebody_administers(folder: Path) -> None:
    enter(ADDRESS.findall(init())[0])
    output = init()
    assert ADDRESS.findall(output) == []
    assert "has an administrator" in output


def test_the_server_shows_the_address_until_somebody_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    init()
    show_addresses(load_config())
    shown = ADDRESS.findall(capsys.readouterr().out)
    assert len(shown) == 1
    enter(shown[0])
    show_addresses(load_config())
    assert "/set-up/" not in capsys.readouterr().out
