"""`competition init`: make the database, and show how the first person comes in."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from competition.cli.addresses import addresses
from competition.cli.database import open_session, operator_context
from competition.config import load_config
from competition.db import migrate
from competition.db.engine import open_engine
from competition.services.set_up import make_first_link


@click.command()
def init() -> None:
    """Make the database and show the address by which the first administrator comes in; may be repeated.

    The address works once. When somebody administers the installation already, nothing is changed.
    """
    config = load_config()
    engine = open_engine(config.database_url)
    is_new = migrate.is_new(engine)
    migrate.upgrade(engine)
    engine.dispose()
    click.echo("The database is made." if is_new else "The database is up to date.")
    base = addresses(config)[0]
    with open_session(config) as session:
        if show_set_up(session, base):
            click.echo("  It opens while the server runs. Start it with: competition run")
        else:
            click.echo(f"This installation has an administrator. The office is at {base}/office/")


def show_set_up(session: Session, base: str) -> bool:
    """Print an address by which the first administrator comes in; tell whether there was need for one."""
    link = make_first_link(operator_context(session))
    if link is None:
        return False
    hours = round((link.expires_at - datetime.now(UTC)).total_seconds() / 3600)
    click.echo()
    click.secho("  Set Podium up in the browser", bold=True)
    click.echo(f"    {base}/set-up/{link.secret}")
    click.echo(f"  This address works once, within {hours} hours. A new one: competition init")
    click.echo()
    return True
