"""Start the server and prepare its database: `competition run`, `competition db`."""

from __future__ import annotations

import os
import sys

import click
import segno

from competition.cli.addresses import addresses
from competition.cli.database import open_session
from competition.cli.demo import show_logins
from competition.cli.set_up import show_set_up
from competition.config import CHECKOUT, Config, load_config
from competition.db import migrate
from competition.db.engine import open_engine
from competition.queries.set_up import is_untouched
from competition.services.demo_event import demo_code

DEMO_EVENT = "brisc-2024"
DEMO_JUDGE = "04-02"


@click.group()
def db() -> None:
    """Prepare the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version; may be repeated and goes on where it was stopped."""
    engine = open_engine(load_config().database_url)
    migrate.upgrade(engine)
    click.echo("The database is up to date.")


@click.command()
@click.option("--quiet", is_flag=True, help="Print no addresses and codes.")
def run(quiet: bool) -> None:
    """Serve on HOST and PORT (0.0.0.0:8000) until stopped.

    On a new installation the tables are made first, and the address is printed by which the first person comes in.
    """
    config = load_config()
    engine = open_engine(config.database_url)
    if migrate.is_new(engine):
        migrate.upgrade(engine)
    if not migrate.is_current(engine):
        raise click.ClickException("The tables are of another version. Run: competition db upgrade")
    engine.dispose()
    if not quiet:
        show_addresses(config)
    binary = os.path.join(os.path.dirname(sys.executable), "gunicorn")
    os.chdir(CHECKOUT)
    os.execv(  # noqa: S606 (the server takes this process's place, so that signals reach it)
        binary,
        [
            binary,
            "-k", "competition.gunicorn_worker.LiveWorker", "-w", "1",
            "--worker-connections", "10000", "--backlog", "2048",
            "--bind", f"{config.host}:{config.port}",
            "--no-control-socket",
            "--graceful-timeout", "5",
            "--keep-alive", "15",
            "--log-level", "warning",
            "wsgi:app",
        ],
    )  # fmt: skip


def show_addresses(config: Config) -> None:
    """Print the doors, the demo's log-ins and QR codes for tablets."""
    base = addresses(config)[0]
    click.echo()
    click.secho("  Podium", bold=True)
    for address in addresses(config):
        click.echo(f"    Public   {address}/")
    click.echo(f"    Office   {base}/office/")
    click.echo(f"    Judges   {base}/judge/")
    with open_session(config) as session:
        if is_untouched(session):
            show_set_up(session, base)
            click.echo("  Stop with Ctrl+C.")
            return
        show_logins(session, base)
        code = demo_code(session, DEMO_EVENT, DEMO_JUDGE)
    click.echo("  For tablets, the judges' page:")
    _show_code(f"{base}/judge/")
    if code is not None:
        click.echo(f"  Or sign a tablet in as judge {DEMO_JUDGE}; this code works once:")
        _show_code(f"{base}/q/{code}")
    click.echo("  Stop with Ctrl+C.")


def _show_code(text: str) -> None:
    segno.make(text, error="m").terminal(compact=True)
