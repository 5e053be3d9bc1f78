"""`competition event …` and `competition trade …`: set events up and look inside them."""

from __future__ import annotations

from datetime import date, datetime

import click

from competition.cli.database import operator_context
from competition.cli.names import read_names
from competition.cli.output import Json, print_json
from competition.cli.refusals import one_name, ready_session
from competition.config import LANGUAGES
from competition.domain.decimals import two_decimals
from competition.domain.medals import PRESETS
from competition.domain.scale import Scale
from competition.formats.plain_table import align
from competition.queries.inside_view import TradeInside, all_events, event_of, trades_inside
from competition.services.event_setup import create_event, create_trade
from competition.services.events import NewEvent, NewTrade

DAY = click.DateTime(["%Y-%m-%d"])
RULES = click.Choice(list(PRESETS))
SCALES = click.Choice([each.value for each in Scale])


@click.group()
def event() -> None:
    """Set events up and look inside them."""


@click.group()
def trade() -> None:
    """Set the trades of an event up."""


@event.command()
@click.argument("code")
@click.option("--name", "names", multiple=True, required=True, callback=read_names, help='Such as en="Skills 2026".')
@click.option("--venue", "venues", multiple=True, callback=read_names, help='Such as en="Hall 3".')
@click.option("--starts", type=DAY, required=True, help="First competition day, such as 2026-06-24.")
@click.option("--ends", type=DAY, required=True, help="Last competition day.")
@click.option("--timezone", required=True, help="Of the venue, such as Asia/Shanghai.")
@click.option(
    "--rules", type=click.Choice(list(PRESETS)), default="strict", show_default=True, help="How medals are given."
)
@click.option(
    "--scale",
    type=click.Choice([each.value for each in Scale]),
    default="none",
    show_default=True,
    help="The common scale.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="The event's first language; that of the first name.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def create(
    code: str, names: dict[str, str], venues: dict[str, str], starts: datetime, ends: datetime, timezone: str,
    rules: str, scale: str, language: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Add the event CODE, such as brisc-2026, with one day for each date from the first to the last."""
    languages = list(names)
    first = language or languages[0]
    new = NewEvent(
        code=code,
        name=names,
        venue=venues,
        timezone=timezone,
        starts=starts.date(),
        ends=ends.date(),
        default_language=first,
        second_language=next((each for each in languages if each != first), ""),
        medal_rules={"preset": rules},
        scale=scale,
    )
    with ready_session(make=True, as_json=as_json) as session:
        event_id = create_event(operator_context(session), new)
        days = (new.ends - new.starts).days + 1
    if as_json:
        print_json({"event": code, "id": event_id, "days": days})
    else:
        click.echo(f"Added {code}: {one_name(names)}, {days} days. Next: competition trade add {code} 01 --name …")


@event.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def list_events(as_json: bool) -> None:
    """List all events, the latest first."""
    with ready_session(as_json=as_json) as session:
        events = all_events(session)
    if as_json:
        print_json([
            {
                "event": line.event.code, "name": dict(line.event.name), "starts": _day(line.event.starts),
                "ends": _day(line.event.ends), "timezone": line.event.timezone, "trades": line.trades,
                "entries": line.entries, "judges": line.judges,
            }
            for line in events
        ])  # fmt: skip
        return
    if not events:
        click.echo("There is no event yet. Run: competition event create, or: competition demo")
        return
    rows = [
        [
            *(line.event.code, one_name(dict(line.event.name)), _day(line.event.starts), _day(line.event.ends)),
            *map(str, (line.trades, line.entries, line.judges)),
        ]
        for line in events
    ]
    click.echo(align(["Event", "Name", "Starts", "Ends", "Trades", "Entries", "Judges"], rows, right=(4, 5, 6)))


@event.command()
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def show(code: str, as_json: bool) -> None:
    """Show the trades of the event CODE from inside: totals, ranks, scaled marks, whatever the public may see."""
    with ready_session(as_json=as_json) as session:
        found = event_of(session, code)
        trades = trades_inside(session, found.id)
    if as_json:
        print_json({"event": code, "name": dict(found.name), "trades": [_trade_json(each) for each in trades]})
        return
    click.secho(f"{code}  {one_name(dict(found.name))}", bold=True)
    if not trades:
        click.echo(f"\nThere is no trade yet. Run: competition trade add {code} 01 --name …")
    for each in trades:
        _print_trade(each)


@trade.command()
@click.argument("event_code", metavar="EVENT")
@click.argument("code")
@click.option("--name", "names", multiple=True, required=True, callback=read_names, help='Such as en="Floristry".')
@click.option("--place", "places", multiple=True, callback=read_names, help='Such as en="Bay 4".')
@click.option("--prefix", default="", help="Of entry codes, such as EI for EI-01; the trade's code by itself.")
@click.option("--team-size", type=click.IntRange(1, 20), default=1, show_default=True, help="Competitors of one entry.")
@click.option("--worldskills", is_flag=True, help="It is one of the WorldSkills trades.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def add(
    event_code: str, code: str, names: dict[str, str], places: dict[str, str], prefix: str, team_size: int,
    worldskills: bool, as_json: bool,
) -> None:  # fmt: skip
    """Add the trade CODE, such as 04, to an EVENT."""
    new = NewTrade(code, names, places, worldskills=worldskills, entry_prefix=prefix, team_size=team_size)
    with ready_session(as_json=as_json) as session:
        trade_id = create_trade(operator_context(session), event_of(session, event_code).id, new)
    if as_json:
        print_json({"event": event_code, "trade": code, "id": trade_id})
    else:
        click.echo(f"Added trade {code}: {one_name(names)}.")


def _trade_json(inside: TradeInside) -> dict[str, Json]:
    return {
        "trade": inside.facts.code,
        "name": dict(inside.facts.name),
        "scheme_version": inside.version or None,
        "entries": [
            {
                "entry": line.code,
                "team": line.team_code,
                "members": [member.native for member in line.members],
                "status": line.status,
                "total": None if line.total is None else two_decimals(line.total),
                "marked": line.marked,
                "aspects": line.aspects,
                "rank": ranked.position,
                "shared": ranked.shared,
                "scaled": ranked.scaled,
                "medal": ranked.medal.value if ranked.medal else None,
            }
            for line, ranked in inside.lines
        ],
    }


def _print_trade(inside: TradeInside) -> None:
    scheme = f"scheme version {inside.version}" if inside.version else "no marking scheme"
    click.echo(f"\n{inside.facts.code}  {one_name(dict(inside.facts.name))}  ({scheme})")
    rows = [
        [
            "" if ranked.position is None else f"{ranked.position}{'=' if ranked.shared else ''}",
            line.code,
            line.team_code,
            " / ".join(member.latin or member.native for member in line.members),
            "–" if line.total is None else two_decimals(line.total),
            "" if ranked.scaled is None else str(ranked.scaled),
            f"{line.marked}/{line.aspects}",
            line.status if line.status != "ranked" else (ranked.medal.value if ranked.medal else ""),
        ]
        for line, ranked in inside.lines
    ]
    if rows:
        headings = ["Rank", "Entry", "Team", "Name", "Total", "Scaled", "Marked", ""]
        click.echo(align(headings, rows, right=(0, 4, 5, 6)))
    else:
        click.echo("No entries yet.")


def _day(day: date) -> str:
    return day.isoformat()
