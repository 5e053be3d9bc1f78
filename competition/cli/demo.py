"""The demo event: `competition demo`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from sqlalchemy.orm import Session

from competition.cli.database import open_session
from competition.config import load_config
from competition.db import migrate
from competition.db.engine import open_engine
from competition.demo import build
from competition.queries.publication import event_by_code
from competition.services.demo_event import demo_logins, stand_clock, write_demo_event

SHOWN_TRADE = "04"
SHOWN_JUDGES = 4
CLOCK_MAY_RUN = timedelta(hours=2)


@click.command()
@click.option("--seed", default=2024, show_default=True, help="The same seed makes the same event.")
def demo(seed: int) -> None:
    """Make the demo event (Chongqing 2024, invented people) unless it is there already."""
    config = load_config()
    engine = open_engine(config.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    event = build(seed)
    with open_session(config) as session:
        found = event_by_code(session, event.code)
        if found is None:
            with click.progressbar(length=100, label="Writing the demo event") as bar:
                write_demo_event(session, event, lambda done, of: bar.update(done * 100 // max(of, 1) - bar.pos))
        elif datetime.now(UTC) + timedelta(seconds=found.clock_offset) > event.now + CLOCK_MAY_RUN:
            stand_clock(session, event.code, event.now)
            click.echo("The demo event's clock stands at 25 June 2024, 14:36 again.")


def show_logins(session: Session, base: str) -> None:
    """Print who may sign in to the demo event, when there is one."""
    event = event_by_code(session, "brisc-2024")
    if event is None:
        click.echo("\n  There is no event yet. Run: competition demo\n")
        return
    logins = demo_logins(session, event.code)
    click.echo()
    click.secho("  Log-ins of the demo event", bold=True)
    office = [login for login in logins if login.role == "office"]
    judges = [login for login in logins if login.trade == SHOWN_TRADE][:SHOWN_JUDGES]
    for login in office:
        click.echo(f"    Office   {login.login:<20} {login.secret:<14} {login.name}")
    for login in judges:
        click.echo(f"    Judge    {login.login:<20} PIN {login.secret:<10} {login.name}")
    click.echo(f"    Board    {base}/e/{event.code}/trades/{SHOWN_TRADE}/")
    click.echo(f"    Screen   {base}/e/{event.code}/screen")
    click.echo()
