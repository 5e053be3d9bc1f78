"""Draws that anybody can repeat from a seed that is shown. The whole rule, in words and as a program: docs/draws.md.

The codes of the entries are sorted, then shuffled by Fisher and Yates with numbers from SHA-256 over seed, label and a
counter. Where wishes are kept (team mates apart), the drawing is repeated under the next attempt until one keeps them.
Source: PRODUCT A5, DOMAIN 5.4.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from competition.domain.errors import DomainError

MOST_ATTEMPTS = 10_000
LONGEST_SEED = 200
LONGEST_STATION = 16
MOST_STATIONS = 500
_WIDE = 1 << 256
_PARTED = re.compile(r"[\s,;\u060c\u061b\u3001\uff0c\uff1b]+")
_RANGE = re.compile(r"([A-Za-z]{0,6})([0-9]{1,4})-([A-Za-z]{0,6})([0-9]{1,4})", re.ASCII)


class DrawKind(StrEnum):
    """What is drawn.

    START: the order in which entries start, in heats perhaps. WORKSTATION: who works where. LOTS: numbers that part
    entries with equal results, the smaller one first (DOMAIN 5.1).
    """

    START = "start"
    WORKSTATION = "workstation"
    LOTS = "lots"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a drawing keeps to.

    heat_size: entries that start together, 0 for one after the other. apart: no two entries of a team follow each
    other or stand in one heat. stations: the workstations in their order; fewer than entries make heats.
    """

    heat_size: int = 0
    apart: bool = False
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an entry has drawn. place: counted from 1. heat: counted from 1, 0 without heats. station: "" without."""

    code: str
    place: int
    heat: int = 0
    station: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing; attempt: counted from 1, the first one that kept the wishes."""

    lines: tuple[Drawn, ...]
    attempt: int


def read_stations(text: str) -> tuple[str, ...]:
    """Return the workstations that somebody wrote: names parted by commas, blanks or lines, and ranges such as A1-A6.

    Nothing is refused here; `check_draw` looks at what came out.
    """
    stations: list[str] = []
    for word in _PARTED.split(text.strip()):
        found = _RANGE.fullmatch(word)
        if found is None:
            stations += [word] if word else []
            continue
        prefix, first, again, last = found.groups()
        numbers = range(int(first), int(last) + 1)
        if again not in ("", prefix) or len(numbers) > MOST_STATIONS:
            return ()
        stations += [f"{prefix}{number:0{len(first)}d}" for number in numbers]
    return tuple(stations)


def draw_label(event: str, trade: str, kind: DrawKind, number: int) -> str:
    """Return what keeps the same seed from giving the same order elsewhere: event, trade, kind, number of drawing."""
    return f"{event}/{trade}/{kind.value}/{number}"


def draw(pool: Mapping[str, str], kind: DrawKind, seed: str, label: str, wishes: Wishes) -> Drawing:
    """Return the drawing of some entries.

    pool: the team of every entry by its code, "" where no team is known. seed: at least one sign.
    Raises DomainError `draw_without_entries`, `seed_missing`, `seed_too_long`, `stations_wrong`, `heats_wrong`,
    `draw_impossible` when no attempt keeps the wishes.
    """
    check_draw(pool, kind, seed, wishes)
    size = _heat_size(pool, kind, wishes)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        order = shuffled(pool, seed, f"{label}/{attempt}")
        if not wishes.apart or keeps_apart([pool[code] for code in order], size):
            return Drawing(tuple(_lines(order, kind, size, wishes.stations)), attempt)
    raise DomainError("draw_impossible", attempts=str(MOST_ATTEMPTS))


def check_draw(pool: Mapping[str, str], kind: DrawKind, seed: str, wishes: Wishes) -> None:
    """Refuse what cannot be drawn; raises as `draw`."""
    if not pool:
        raise DomainError("draw_without_entries")
    if not seed.strip():
        raise DomainError("seed_missing")
    if len(seed) > LONGEST_SEED:
        raise DomainError("seed_too_long", limit=str(LONGEST_SEED))
    if wishes.heat_size < 0 or wishes.heat_size == 1:
        raise DomainError("heats_wrong")
    if kind is DrawKind.WORKSTATION:
        stations = wishes.stations
        named = all(station and len(station) <= LONGEST_STATION for station in stations)
        if not stations or len(stations) > MOST_STATIONS or len(set(stations)) < len(stations) or not named:
            raise DomainError("stations_wrong", limit=str(LONGEST_STATION))


def shuffled(codes: Iterable[str], seed: str, label: str) -> tuple[str, ...]:
    """Return codes in drawn order: sorted by code point, then shuffled from the end to the beginning."""
    order = sorted(codes)
    numbers = _numbers(seed, label)
    for last in range(len(order) - 1, 0, -1):
        chosen = _below(last + 1, numbers)
        order[last], order[chosen] = order[chosen], order[last]
    return tuple(order)


def _numbers(seed: str, label: str) -> Iterator[int]:
    """Yield SHA-256 of `seed`, a line feed, `label`, a line feed and 0, 1, 2 and so on, as whole numbers."""
    counter = 0
    while True:
        yield int.from_bytes(hashlib.sha256(f"{seed}\n{label}\n{counter}".encode()).digest(), "big")
        counter += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    """Return the next number below a bound, each as likely: numbers past the last whole multiple are passed over."""
    limit = _WIDE - _WIDE % bound
    return next(number for number in numbers if number < limit) % bound


def keeps_apart(teams: Sequence[str], heat_size: int) -> bool:
    """Tell whether no two of a team stand in one heat, or follow each other where there are no heats."""
    if heat_size:
        heats = [teams[first : first + heat_size] for first in range(0, len(teams), heat_size)]
        named = [[team for team in heat if team] for heat in heats]
        return all(len(set(heat)) == len(heat) for heat in named)
    return all(not one or one != other for one, other in pairwise(teams))


def _heat_size(pool: Mapping[str, str], kind: DrawKind, wishes: Wishes) -> int:
    if kind is DrawKind.WORKSTATION:
        return len(wishes.stations) if len(wishes.stations) < len(pool) else 0
    return wishes.heat_size if kind is DrawKind.START else 0


def _lines(order: Sequence[str], kind: DrawKind, size: int, stations: Sequence[str]) -> Iterator[Drawn]:
    for place, code in enumerate(order):
        station = stations[place % len(stations)] if kind is DrawKind.WORKSTATION else ""
        yield Drawn(code, place + 1, place // size + 1 if size else 0, station)
