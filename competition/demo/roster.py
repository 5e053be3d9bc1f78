"""Who competes: entries by trade and team, with invented competitors."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

from competition.demo.model import DemoEntry, DemoPerson, DemoTeam, EntryStatus
from competition.demo.names import Name, NameBook
from competition.demo.sources import CastSource, EventSource, TeamSource, TradeSource

APPETITES = (1, 2, 2, 3, 3, 4, 5, 6)
COMPETITOR_AGES = (16, 17, 17, 18, 18, 19, 19, 20, 20, 20, 20, 21, 21, 22, 22, 23, 24, 25, 26, 27, 28, 29)
YOUNGEST = 15


def teams(sources: list[TeamSource], host: str) -> tuple[DemoTeam, ...]:
    """Return the delegations in the order of the data file."""
    return tuple(
        DemoTeam(team["code"], team["flag"], team["name"], team["continent"], team["competing"], team["code"] == host)
        for team in sources
    )


def born(age: int, starts: date, random: Random) -> date:
    """Return a birthday of somebody who is `age` years old when the event starts."""
    return starts.replace(year=starts.year - age) - timedelta(days=random.randrange(360))


def entries(
    event: EventSource, delegations: tuple[DemoTeam, ...], cast: CastSource, book: NameBook, random: Random
) -> tuple[DemoEntry, ...]:
    """Return all entries: the host in every trade, at most one for a team and trade, at least one for each team."""
    chosen = _teams_by_trade(event, delegations, cast, random)
    starts = date.fromisoformat(event["starts"])
    result: list[DemoEntry] = []
    for trade in event["trades"]:
        order = list(chosen[trade["code"]])
        random.shuffle(order)
        result.extend(_entry(trade, number, team, cast, book, starts, random) for number, team in enumerate(order, 1))
    return _with_youngest(result, starts, random)


def _teams_by_trade(
    event: EventSource, delegations: tuple[DemoTeam, ...], cast: CastSource, random: Random
) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for trade in event["trades"]:
        fixed = [entry["team"] for entry in cast["competitors"] if entry["trade"] == trade["code"]]
        chosen[trade["code"]] = list(dict.fromkeys([event["host"], *cast["favourites"][trade["code"]], *fixed]))
    competing = [team.code for team in delegations if team.competing and not team.is_host]
    appetite = {team: random.choice(APPETITES) for team in competing}
    counts = Counter(team for teams_of_trade in chosen.values() for team in teams_of_trade)
    sizes = {trade["code"]: trade["entries"] for trade in event["trades"]}
    while open_trades := [code for code, size in sizes.items() if len(chosen[code]) < size]:
        code = max(open_trades, key=lambda code: (sizes[code] - len(chosen[code]), code))
        free = [team for team in competing if team not in chosen[code]]
        team = min(free, key=lambda team: (counts[team] > 0, counts[team] / appetite[team] + random.random() / 2))
        chosen[code].append(team)
        counts[team] += 1
    return chosen


def _entry(
    trade: TradeSource, number: int, team: str, cast: CastSource, book: NameBook, starts: date, random: Random
) -> DemoEntry:
    code = f"{trade['prefix']}-{number:02d}"
    known = [entry for entry in cast["competitors"] if (entry["trade"], entry["team"]) == (trade["code"], team)]
    status = EntryStatus(known[0].get("status", "ranked")) if known else EntryStatus.RANKED
    name = Name(known[0]["native"], book.lang(team), known[0]["latin"]) if known else book.draw(team, random)
    day = born(random.choice(COMPETITOR_AGES), starts, random)
    person = DemoPerson(f"competitor-{code.lower()}", name.native, name.lang, name.latin, team, day)
    return DemoEntry(code, trade["code"], team, person, status)


def _with_youngest(drawn: list[DemoEntry], starts: date, random: Random) -> tuple[DemoEntry, ...]:
    """Make one competitor as young as the youngest of the real event."""
    index = random.randrange(len(drawn))
    entry = drawn[index]
    old = entry.competitor
    person = DemoPerson(old.key, old.native, old.native_lang, old.latin, old.team, born(YOUNGEST, starts, random))
    drawn[index] = DemoEntry(entry.code, entry.trade, entry.team, person, entry.status)
    return tuple(drawn)
