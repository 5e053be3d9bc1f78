"""The demo event: `competition demo`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.orm import Session

from competition.cli.database import open_session
from competition.cli.output import leave
from competition.cli.play import play
from competition.config import Config, load_config
from competition.db import migrate
from competition.db.engine import open_engine
from competition.demo import build
from competition.demo.model import DemoEvent
from competition.queries.inside_view import event_of
from competition.queries.publication import event_by_code, event_codes
from competition.queries.robot_plan import TableOfJudges, robot_tables
from competition.services.demo_event import demo_logins, stand_clock, write_demo_event

SHOWN_TRADE = "04"
SHOWN_JUDGES = 4
SHOWN_EVENTS = 5
CLOCK_MAY_RUN = timedelta(hours=2)
LEDGER = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.option("--seed", default=2024, show_default=True, help="The same seed makes the same event.")
@click.option("--play", "plays", is_flag=True, help="Let robot judges go on marking on the running server.")
@click.option("--speed", type=click.FloatRange(0.01, 1000), default=2.0, show_default=True, help="Marks a second.")
@click.option("--seconds", type=click.FloatRange(0), help="Stop after so long; without it when all is marked.")
@click.option("--url", help="The server; http://127.0.0.1:PORT by itself.")
@click.option("--trades", default="", help="Only these, such as 04,11.")
@click.option("--ledger", type=LEDGER, help="Append every acknowledged change to this file, as JSON lines.")
def demo(
    seed: int, plays: bool, speed: float, seconds: float | None, url: str | None, trades: str, ledger: Path | None
) -> None:
    """Make the demo event (Chongqing 2024, invented people) unless it is there already.

    With --play robot judges go on marking it through the running server, as people on tablets would: they sign in,
    enter, correct, repeat rounds, sign and lock. Ctrl+C stops them.
    """
    config = load_config()
    event = build(seed)
    _make(config, event)
    if plays:
        tables = _tables(config, event, [code.strip() for code in trades.split(",") if code.strip()])
        address = (url or f"http://127.0.0.1:{config.port}").rstrip("/")
        leave(play(event, tables, address, speed=speed, seconds=seconds, ledger=ledger, seed=seed))


def _tables(config: Config, event: DemoEvent, trades: list[str]) -> tuple[TableOfJudges, ...]:
    unknown = sorted(set(trades) - {trade.code for trade in event.trades})
    if unknown:
        raise click.BadParameter(f"The demo has no trade {', '.join(unknown)}.", param_hint="--trades")
    with open_session(config) as session:
        return robot_tables(session, event_of(session, event.code).id, trades)


def _make(config: Config, event: DemoEvent) -> None:
    """Write the demo event, or set its clock back to where the history ends."""
    engine = open_engine(config.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    with open_session(config) as session:
        found = event_by_code(session, event.code)
        if found is None:
            with click.progressbar(length=100, label="Writing the demo event") as bar:
                write_demo_event(session, event, lambda done, of: bar.update(done * 100 // max(of, 1) - bar.pos))
        elif datetime.now(UTC) + timedelta(seconds=found.clock_offset) > event.now + CLOCK_MAY_RUN:
            stand_clock(session, event.code, event.now)
            click.echo("The demo event's clock stands at 25 June 2024, 14:36 again.")


def _show_events(session: Session, base: str) -> None:
    """Print the events of an installation without the demo, or how to get one."""
    codes = event_codes(session)
    click.echo()
    for code in codes[:SHOWN_EVENTS]:
        click.echo(f"    Event    {base}/e/{code}/")
    if len(codes) > SHOWN_EVENTS:
        click.echo(f"    and {len(codes) - SHOWN_EVENTS} more")
    if not codes:
        click.echo(f"  There is no event yet. Make one at {base}/office/, or look at one: competition demo")
    click.echo()


def show_logins(session: Session, base: str) -> None:
    """Print who may sign in to the demo event; without it, which events there are."""
    event = event_by_code(session, "brisc-2024")
    if event is None:
        _show_events(session, base)
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
