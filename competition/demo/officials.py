"""Who judges, interprets and organizes, and in which panels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from random import Random

from competition.demo.model import (
    DemoEntry,
    DemoInterpreter,
    DemoJudge,
    DemoPanel,
    DemoPerson,
    DemoStaff,
    DemoTeam,
    JudgeRole,
    StaffRole,
)
from competition.demo.names import Name, NameBook
from competition.demo.roster import born
from competition.demo.schemes.table import SchemeTable
from competition.demo.sources import CastSource, EventSource, TradeSource

SEATS = 3
PANEL = SEATS + 1
HOST_CHIEF = frozenset({"01", "05", "12", "17", "18"})
WITH_DEPUTY = frozenset({"03", "04", "11", "12", "17"})
COMPATRIOT_COST = 0.8
JUDGE_AGES = (29, 62)
INTERPRETER_AGES = (21, 36)
STAFF_AGES = (27, 55)
LANGUAGES = ("en", "fr", "ru", "ar", "es", "en", "ru", "fr", "en", "pt", "vi", "th", "en", "kk", "id")


def judges(
    event: EventSource,
    delegations: tuple[DemoTeam, ...],
    entries: tuple[DemoEntry, ...],
    cast: CastSource,
    book: NameBook,
    random: Random,
) -> tuple[DemoJudge, ...]:
    """Return every trade's judges, all of another team: the chief, then the panels seat by seat, then a deputy."""
    counts: Counter[str] = Counter()
    result: list[DemoJudge] = []
    starts = date.fromisoformat(event["starts"])
    for trade in event["trades"]:
        places = _places(trade, event["host"], delegations, entries, cast, counts, random)
        counts.update(places)
        for place, team in enumerate(places):
            known = [judge for judge in cast["judges"] if (judge["trade"], judge["place"]) == (trade["code"], place)]
            name = Name(known[0]["native"], book.lang(team), known[0]["latin"]) if known else book.draw(team, random)
            key = f"judge-{trade['code']}-{place:02d}"
            day = born(random.randint(*JUDGE_AGES), starts, random)
            person = DemoPerson(key, name.native, name.lang, name.latin, team, day)
            result.append(DemoJudge(key, person, trade["code"], _role(place, trade["panels"])))
    return tuple(result)


def _role(place: int, panels: int) -> JudgeRole:
    if place == 0:
        return JudgeRole.CHIEF
    return JudgeRole.JUDGE if place <= panels * PANEL else JudgeRole.DEPUTY


def _places(
    trade: TradeSource,
    host: str,
    delegations: tuple[DemoTeam, ...],
    entries: tuple[DemoEntry, ...],
    cast: CastSource,
    counts: Counter[str],
    random: Random,
) -> list[str]:
    """Return the team of each place of a trade, no team twice, teams with few judges and no entry first."""
    code = trade["code"]
    size = 1 + trade["panels"] * PANEL + (code in WITH_DEPUTY)
    fixed = {judge["place"]: judge["team"] for judge in cast["judges"] if judge["trade"] == code}
    host_place = 0 if code in HOST_CHIEF else PANEL + (SEATS if int(code) % 2 == 0 else PANEL)
    fixed.setdefault(host_place, host)
    competing = {entry.team for entry in entries if entry.trade == code}
    free = [team.code for team in delegations if team.code not in fixed.values() and not team.is_host]
    cost = {team: counts[team] + COMPATRIOT_COST * (team in competing) + random.random() for team in free}
    best = sorted(free, key=lambda team: cost[team])[: size - len(fixed)]
    random.shuffle(best)
    return [fixed[place] if place in fixed else best.pop() for place in range(size)]


def panels(
    event: EventSource, drawn: tuple[DemoJudge, ...], tables: Mapping[str, SchemeTable]
) -> tuple[DemoPanel, ...]:
    """Return the marking teams; the sub-criteria of a half day go to the panels in turn."""
    result: list[DemoPanel] = []
    for trade in event["trades"]:
        members = [judge.key for judge in drawn if judge.trade == trade["code"]]
        duties = _duties(tables[trade["code"]], trade["panels"])
        for number in range(trade["panels"]):
            first, second, third, fourth = members[1 + number * PANEL : 1 + (number + 1) * PANEL]
            key = f"panel-{trade['code']}-{number + 1}"
            result.append(DemoPanel(key, trade["code"], (first, second, third), fourth, tuple(duties[number])))
    return tuple(result)


def _duties(table: SchemeTable, count: int) -> list[list[str]]:
    duties: list[list[str]] = [[] for _ in range(count)]
    met: Counter[tuple[int | None, str]] = Counter()
    for criterion in table.scheme.criteria:
        for sub in criterion.sub_criteria:
            half_day = (sub.day, table.halves[sub.code])
            turn = met[half_day] + (sub.day or 0) + (table.halves[sub.code] == "PM")
            duties[turn % count].append(sub.code)
            met[half_day] += 1
    return duties


def interpreters(event: EventSource, count: int, book: NameBook, random: Random) -> tuple[DemoInterpreter, ...]:
    """Return the interpreters of the host, spread over the trades."""
    starts = date.fromisoformat(event["starts"])
    trades = [trade["code"] for trade in event["trades"]]
    result: list[DemoInterpreter] = []
    for index in range(count):
        name = book.draw(event["host"], random)
        day = born(random.randint(*INTERPRETER_AGES), starts, random)
        person = DemoPerson(f"interpreter-{index + 1:02d}", name.native, name.lang, name.latin, event["host"], day)
        language = LANGUAGES[index % len(LANGUAGES)]
        result.append(DemoInterpreter(person, ("zh", language), trades[index % len(trades)]))
    return tuple(result)


def staff(event: EventSource, cast: CastSource, random: Random) -> tuple[DemoStaff, ...]:
    """Return the people of the competition office; keys follow the Latin name, e.g. `staff-li-na`."""
    starts = date.fromisoformat(event["starts"])
    result: list[DemoStaff] = []
    for member in cast["staff"]:
        key = "staff-" + member["latin"].lower().replace(" ", "-")
        day = born(random.randint(*STAFF_AGES), starts, random)
        person = DemoPerson(key, member["native"], "zh", member["latin"], event["host"], day)
        result.append(DemoStaff(person, StaffRole(member["role"]), member["title"]))
    return tuple(result)
