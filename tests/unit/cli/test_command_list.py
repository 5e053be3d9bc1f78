"""Every listed command is there, and small ones load nothing that they do not need."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from competition.cli import COMMANDS, main


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_listed_command_answers_for_help(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_the_help_page_names_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).stdout
    assert all(f"\n  {name} " in text for name in COMMANDS)


def test_an_unknown_command_is_bad_use() -> None:
    assert CliRunner().invoke(main, ["juggle"]).exit_code == 2


@pytest.mark.parametrize("name", ["scheme", "medals"])
def test_commands_without_a_database_do_not_load_it(name: str) -> None:
    code = (
        "import sys; from competition.cli import main\n"
        f"main(['{name}', '--help'], standalone_mode=False)\n"
        "sys.exit(bool({'sqlalchemy', 'flask', 'gevent'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0
