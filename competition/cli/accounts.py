"""`competition administrator`: add one more administrator from the server's terminal."""

from __future__ import annotations

import click

from competition.cli.addresses import addresses
from competition.cli.database import operator_context
from competition.cli.refusals import ready_session
from competition.config import load_config
from competition.services.organizers import add_administrator


@click.command()
@click.argument("login")
@click.option("--name", default="", help="Of a person who has no account yet.")
def administrator(login: str, name: str) -> None:
    """Make LOGIN an administrator; a new person gets an address that works once.

    In the office two administrators name a third one. This command is for whoever sits at the server.
    """
    with ready_session() as session:
        link = add_administrator(operator_context(session), login, name)
    if link is None:
        click.echo(f"{login} is an administrator from now on and signs in as before.")
        return
    click.echo(f"{login} is an administrator from now on. This address works once, to choose a password:")
    click.echo(f"  {addresses(load_config())[0]}/set-up/{link.secret}")
