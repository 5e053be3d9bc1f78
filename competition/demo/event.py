"""Put the demo event together: the same seed gives the same event, on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from random import Random

from competition.demo.history import HistoryWriter
from competition.demo.model import (
    DemoAppeal,
    DemoEntry,
    DemoEvent,
    DemoPublication,
    DemoStaff,
    DemoStep,
    DemoTrade,
    DemoWithdrawal,
    EntryStatus,
    StaffRole,
    Visibility,
)
from competition.demo.names import NameBook, read_pools
from competition.demo.officials import interpreters, judges, panels, staff
from competition.demo.roster import entries, teams
from competition.demo.schedule import schedule, venue_time
from competition.demo.schemes.table import SchemeTable
from competition.demo.sheets import Floor
from competition.demo.sources import (
    CastSource,
    EventSource,
    StorySource,
    cast_source,
    event_source,
    read_data,
    schedule_source,
    scheme_table,
    story_source,
    team_sources,
)
from competition.demo.strengths import strengths

DEFAULT_SEED = 2024
INTERPRETERS = 30
FIRST_RELEASE = "2024-06-24T12:15:00"
"""When the boards that are live now went live, venue time."""
WENT_LIVE = frozenset({Visibility.LIVE, Visibility.FROZEN, Visibility.OFFICIAL})


def build(seed: int = DEFAULT_SEED) -> DemoEvent:
    """Return the demo event with its people, schemes, schedule and history until 14:36 on day 2."""
    event, cast, story = event_source(), cast_source(), story_source()
    now = venue_time(event["now"], event["timezone"])
    tables = {trade["code"]: scheme_table(trade["scheme"]) for trade in event["trades"]}
    book = NameBook(read_pools(read_data("names.txt")), _taken(cast))
    delegations = teams(team_sources(), event["host"])
    competing = entries(event, delegations, cast, book, _random(seed, "entries"))
    judging = judges(event, delegations, competing, cast, book, _random(seed, "judges"))
    marking = panels(event, judging, tables)
    items = schedule(event, schedule_source(), tables)
    known = strengths(competing, tables, cast, _random(seed, "strengths"))
    office = staff(event, cast, _random(seed, "staff"))
    turns = _turns(event, story, competing, office)
    withdrawn = {step.entry: step.at for step in turns if isinstance(step, DemoWithdrawal)}
    order = _marking_order(competing, cast)
    floor = Floor(tables, competing, judging, marking, items, story, withdrawn, order)
    marks = HistoryWriter(floor, known, _random(seed, "marks")).steps(now)
    return DemoEvent(
        code=event["code"],
        name=event["name"],
        theme=event["theme"],
        venue=event["venue"],
        city=event["city"],
        country=event["country"],
        timezone=event["timezone"],
        starts=date.fromisoformat(event["starts"]),
        ends=date.fromisoformat(event["ends"]),
        now=now,
        freeze=venue_time(event["freeze"], event["timezone"]),
        ceremony=venue_time(event["ceremony"], event["timezone"]),
        teams=delegations,
        trades=_trades(event, tables),
        staff=office,
        interpreters=interpreters(event, INTERPRETERS, book, _random(seed, "interpreters")),
        judges=judging,
        panels=marking,
        entries=competing,
        schedule=items,
        strengths=known,
        history=tuple(sorted([*turns, *marks], key=lambda step: step.at)),
    )


def _random(seed: int, purpose: str) -> Random:
    """Return a random source of its own for each part, so that one part can change without the others."""
    return Random(f"{seed} {purpose}")


def _taken(cast: CastSource) -> list[tuple[str, str]]:
    people = [*cast["competitors"], *cast["judges"], *cast["staff"]]
    return [(person["native"], person["latin"]) for person in people]


def _marking_order(competing: tuple[DemoEntry, ...], cast: CastSource) -> dict[str, int]:
    """Return each entry's place in the order of marking; favourites come early, so that half a session shows them."""

    def turn(entry: DemoEntry) -> tuple[int, str]:
        leaders = cast["favourites"][entry.trade]
        return (leaders.index(entry.team) if entry.team in leaders else len(leaders), entry.code)

    ordered = sorted(competing, key=turn)
    return {entry.code: place for place, entry in enumerate(ordered)}


def _trades(event: EventSource, tables: Mapping[str, SchemeTable]) -> tuple[DemoTrade, ...]:
    return tuple(
        DemoTrade(
            code=trade["code"],
            prefix=trade["prefix"],
            name=trade["name"],
            worldskills=trade["worldskills"],
            place=trade["place"],
            scheme=tables[trade["code"]].scheme,
            visibility=Visibility(trade["visibility"]),
        )
        for trade in event["trades"]
    )


def _turns(
    event: EventSource, story: StorySource, competing: tuple[DemoEntry, ...], office: tuple[DemoStaff, ...]
) -> list[DemoStep]:
    """Return what happens beside the marking: withdrawals, the appeal, changes of what the public sees."""
    zone = event["timezone"]
    head = next(member.person.key for member in office if member.role is StaffRole.ORGANIZER)
    by_team = {(entry.trade, entry.team): entry for entry in competing}
    steps: list[DemoStep] = []
    for item in story["withdrawals"]:
        entry = by_team[item["trade"], item["team"]]
        if entry.status is not EntryStatus.WITHDRAWN:
            raise LookupError(f"{entry.code} is not withdrawn in the cast")
        steps.append(DemoWithdrawal(venue_time(item["at"], zone), entry.trade, entry.code, item["reason"]))
    released = venue_time(FIRST_RELEASE, zone)
    for trade in event["trades"]:
        if Visibility(trade["visibility"]) in WENT_LIVE:
            steps.append(DemoPublication(released, trade["code"], Visibility.LIVE, head))
    for change in story["publications"]:
        at: datetime = venue_time(change["at"], zone)
        steps.append(DemoPublication(at, change["trade"], Visibility(change["visibility"]), head))
    return [*steps, _appeal(story, competing, zone)]


def _appeal(story: StorySource, competing: tuple[DemoEntry, ...], zone: str) -> DemoAppeal:
    appeal = story["appeal"]
    entry = next(entry for entry in competing if entry.code == appeal["entry"])
    at, due = venue_time(appeal["at"], zone), venue_time(appeal["due"], zone)
    return DemoAppeal(at, entry.trade, entry.code, appeal["criterion"], entry.team, appeal["reason"], due)
