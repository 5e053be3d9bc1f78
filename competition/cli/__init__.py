"""The command line: `competition …`. Each file beside this one brings its commands; they are listed here once."""

from __future__ import annotations

import click

from competition import __version__
from competition.cli import demo, results, schemes, server

COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    results.medals,
    schemes.scheme,
    server.db,
    server.run,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="competition")
def main() -> None:
    """Run a skills competition, from the marking scheme to the podium."""


for command in COMMANDS:
    main.add_command(command)
