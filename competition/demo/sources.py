"""Read the demo's data files; every fact stands in one of them, with its source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, TypedDict, cast

from competition.demo.model import Visibility
from competition.demo.schemes.table import SchemeTable, read_table


class TradeSource(TypedDict):
    """A trade in `data/event.json`; scheme is the name of its table."""

    code: str
    prefix: str
    worldskills: bool
    entries: int
    panels: int
    visibility: Visibility
    scheme: str
    place: Mapping[str, str]
    name: Mapping[str, str]


class EventSource(TypedDict):
    """The facts of `data/event.json`; times without a zone are venue time."""

    code: str
    name: Mapping[str, str]
    theme: Mapping[str, str]
    venue: Mapping[str, str]
    city: Mapping[str, str]
    country: str
    host: str
    timezone: str
    starts: str
    ends: str
    now: str
    freeze: str
    ceremony: str
    trades: list[TradeSource]


class TeamSource(TypedDict):
    """A delegation in `data/teams.json`."""

    code: str
    flag: str
    continent: str
    competing: bool
    name: Mapping[str, str]


class CastEntry(TypedDict, total=False):
    """A named competitor, judge or staff member in `data/cast.json`."""

    trade: str
    team: str
    native: str
    latin: str
    status: str
    place: int
    role: str
    title: Mapping[str, str]


class CastSource(TypedDict):
    """The fixed names of `data/cast.json`, and who is meant to lead each trade."""

    competitors: list[CastEntry]
    judges: list[CastEntry]
    staff: list[CastEntry]
    favourites: Mapping[str, list[str]]


class HoursSource(TypedDict):
    """Other hours than usual for one half day of one trade."""

    trade: str
    day: int
    half: str
    starts: str
    ends: str


class ItemSource(TypedDict):
    """An item of the whole event in `data/schedule.json`."""

    key: str
    kind: str
    day: int
    starts: str
    ends: str
    public: bool
    title: Mapping[str, str]
    place: Mapping[str, str]


class ScheduleSource(TypedDict):
    """Hours of the sessions and the items of the whole event."""

    hours: Mapping[str, tuple[str, str]]
    exceptions: list[HoursSource]
    items: list[ItemSource]


class HalfDay(TypedDict, total=False):
    """A half day of a trade in the story; share of its sheets that got marked."""

    trade: str
    day: int
    half: str
    share: float


class Withdrawal(TypedDict):
    """An entry that leaves; at is venue time."""

    trade: str
    team: str
    at: str
    reason: Mapping[str, str]


class StorySource(TypedDict):
    """What is not as it should be at the moment shown: `data/story.json`."""

    stopped: list[HalfDay]
    unsigned: list[HalfDay]
    in_rounds: list[str]
    disagreements: list[dict[str, Any]]
    absent_judges: list[dict[str, Any]]
    withdrawals: list[Withdrawal]
    publications: list[dict[str, str]]
    appeal: dict[str, Any]
    reasons: list[str]


def read_data(name: str) -> str:
    """Return the content of a data file of the package."""
    return (files("competition.demo") / "data" / name).read_text(encoding="utf-8")


def event_source() -> EventSource:
    """Return the facts of the event."""
    return cast(EventSource, json.loads(read_data("event.json")))


def team_sources() -> list[TeamSource]:
    """Return the 61 delegations."""
    return cast(list[TeamSource], json.loads(read_data("teams.json"))["teams"])


def cast_source() -> CastSource:
    """Return the people whose names do not depend on the seed."""
    return cast(CastSource, json.loads(read_data("cast.json")))


def schedule_source() -> ScheduleSource:
    """Return the hours and the common items."""
    return cast(ScheduleSource, json.loads(read_data("schedule.json")))


def story_source() -> StorySource:
    """Return the troubles and turns of the event."""
    return cast(StorySource, json.loads(read_data("story.json")))


def scheme_table(name: str) -> SchemeTable:
    """Return the marking scheme of a trade from its table."""
    return read_table(name, (files("competition.demo") / "schemes" / f"{name}.txt").read_text(encoding="utf-8"))
