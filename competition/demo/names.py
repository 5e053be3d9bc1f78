"""Draw invented names from the parts in `data/names.txt`; no full name is drawn twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

TRIES = 2000
UNSPACED = frozenset({"zh", "ko"})


class Name(NamedTuple):
    """A full name: native script, its language, Latin letters ("" when the native name is written so)."""

    native: str
    lang: str
    latin: str


class Part(NamedTuple):
    """One part of a name in both scripts; latin is "" when they are the same."""

    native: str
    latin: str


@dataclass(slots=True)
class NamePool:
    """The parts of one team's names. order: gf, fg or pg as the data file explains."""

    lang: str
    order: str
    parts: dict[str, list[Part]] = field(default_factory=dict)


def read_pools(content: str) -> dict[str, NamePool]:
    """Return the pools by team code."""
    pools: dict[str, NamePool] = {}
    current: NamePool | None = None
    for line in content.splitlines():
        if not line.strip() or line.startswith("#"):
            current = None
            continue
        word, rest = line.split(" ", 1)
        if current is None:
            lang, order = rest.split()
            current = pools[word] = NamePool(lang, order)
        else:
            current.parts[word] = [_part(item) for item in rest.split(", ")]
    return pools


def _part(item: str) -> Part:
    native, _, latin = item.partition("=")
    return Part(native.strip(), latin.strip())


class NameBook:
    """Draws names and remembers them, so that every person of the event has another name."""

    def __init__(self, pools: dict[str, NamePool], taken: Iterable[tuple[str, str]]) -> None:
        """taken: native and Latin names that are given already."""
        self._pools = pools
        self._used = {text for pair in taken for text in pair if text}
        self._given: dict[str, set[str]] = {}

    def lang(self, team: str) -> str:
        """Return the language in which the team's native names are written."""
        return self._pools[team].lang

    def draw(self, team: str, random: Random) -> Name:
        """Return a name that nobody has; given names repeat only when the team has used all of them."""
        pool = self._pools[team]
        for attempt in range(TRIES):
            kind = random.choice("mf")
            given = random.choice(pool.parts[kind])
            families = pool.parts.get("lf", pool.parts["l"]) if kind == "f" else pool.parts["l"]
            name = _join(pool, given, random.choice(families))
            fresh = given.native not in self._given.setdefault(team, set()) or attempt > TRIES // 10
            if fresh and name.native not in self._used and name.latin not in self._used:
                self._given[team].add(given.native)
                self._used.update(text for text in (name.native, name.latin) if text)
                return name
        raise LookupError(f"no name left for {team}")


def _join(pool: NamePool, given: Part, family: Part) -> Name:
    first, second = (given, family) if pool.order == "gf" else (family, given)
    separator = "" if pool.lang in UNSPACED else " "
    native = f"{first.native}{separator}{second.native}"
    if not given.latin:
        return Name(native, pool.lang, "")
    lead = first.latin.upper() if pool.order == "fg" else first.latin
    return Name(native, pool.lang, f"{lead} {second.latin}")
