"""The command line: `competition …`. Each file beside this one brings its commands; they are listed here once."""

from __future__ import annotations

import click

from competition import __version__
from competition.cli.lazy import LazyGroup

COMMANDS = {
    "administrator": "competition.cli.accounts:administrator",
    "archive": "competition.cli.archives:archive",
    "backup": "competition.cli.backups:backup",
    "db": "competition.cli.server:db",
    "demo": "competition.cli.demo:demo",
    "event": "competition.cli.events:event",
    "export": "competition.cli.exchange:export",
    "import": "competition.cli.exchange:import_",
    "init": "competition.cli.set_up:init",
    "medals": "competition.cli.results:medals",
    "restore": "competition.cli.restore:restore",
    "run": "competition.cli.server:run",
    "scheme": "competition.cli.schemes:scheme",
    "trade": "competition.cli.events:trade",
    "verify": "competition.cli.verify:verify",
}


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="competition")
def main() -> None:
    """Run a skills competition, from the marking scheme to the podium."""


main.places = COMMANDS
