"""An attacker who has everything that a database holds and no holder's secret, and tries to join codes to entries.

Every attack makes pairs (entry under its name, entry under a code) out of what is stored; `score` counts those that
are right. Guessing gets about one right, whatever the number of entries.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from competition.domain.ids import is_id

Pairs = dict[str, str]
"""The entry under a code, by the entry under its name."""
HUB = 3
"""What more entries than this share tells none of them apart, and is not followed further."""
SHORT = 3
"""Numbers, and texts that are no longer, meet by chance; a longer text never does."""
NEAR_BYTES = 200


@dataclass
class Dump:
    """Every row of every table as plain values, in the order in which the engine keeps them."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> Dump:
        """Read everything; the hidden row number of the engine comes along."""
        hidden = "rowid" if session.get_bind().dialect.name == "sqlite" else "ctid::text"
        tables = {}
        for name in inspect(session.get_bind()).get_table_names():
            rows = session.execute(text(f'SELECT {hidden} AS hidden_row, t.* FROM "{name}" AS t'))  # noqa: S608
            tables[name] = [{column: _plain(value) for column, value in row.items()} for row in rows.mappings()]
        session.rollback()
        return cls(tables)


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value if isinstance(value, (int, str, dict, list)) or value is None else str(value)


def _leaves(value: Any) -> Iterator[Any]:
    """Yield every plain value inside a value; what a log entry is about, without its kind."""
    if isinstance(value, str) and "/" in value:
        yield value.rpartition("/")[2]
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield name
            yield from _leaves(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _leaves(each)
    elif value is not None:
        yield value


def attacks(dump: Dump, named: Sequence[str], coded: Sequence[str]) -> dict[str, Pairs]:
    """Return what every attack makes of a dump; named, coded: ids of the entries on both sides."""
    return {**_by_values(dump, named, coded), **_by_orders(dump, named, coded)}


def score(found: Pairs, truth: Pairs) -> int:
    """Return how many pairs are right."""
    return sum(truth.get(one) == other for one, other in found.items())


def _neighbours(dump: Dump, ids: Sequence[str]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the rows that belong to each entry: those that name it, and two steps on from there."""
    owners: dict[str, set[str]] = {each: {each} for each in ids}
    rows: dict[str, list[tuple[str, dict[str, Any]]]] = {each: [] for each in ids}
    for _ in range(3):
        found: dict[str, set[str]] = {}
        for table, held in dump.tables.items():
            for row in held:
                values = {value for value in _leaves(row) if isinstance(value, str) and is_id(value)}
                mine = set().union(*(owners[value] for value in values if value in owners))
                if not 0 < len(mine) <= HUB:
                    continue
                for owner in mine:
                    if (table, row) not in rows[owner]:
                        rows[owner].append((table, row))
                for value in values:
                    found.setdefault(value, set()).update(mine)
        for value, mine in found.items():
            if len(mine) <= HUB:
                owners.setdefault(value, set()).update(mine)
    return rows


def _by_values(dump: Dump, named: Sequence[str], coded: Sequence[str]) -> dict[str, Pairs]:
    """Join over every pair of columns: values that one entry of each side has, and no other one."""
    sides = []
    for ids in (named, coded):
        seen: dict[tuple[str, Any], set[str]] = {}
        for owner, rows in _neighbours(dump, ids).items():
            for table, row in rows:
                for column, value in row.items():
                    for leaf in _leaves(value):
                        if column != "hidden_row":
                            seen.setdefault((f"{table}.{column}", leaf), set()).add(owner)
        sides.append({key: owners for key, owners in seen.items() if len(owners) == 1})
    others: dict[Any, list[tuple[str, str]]] = {}
    for (place, value), owners in sides[1].items():
        others.setdefault(value, []).append((place, next(iter(owners))))
    met: dict[str, set[tuple[str, str]]] = {}
    for (place, value), owners in sides[0].items():
        for other_place, other in others.get(value, ()):
            kind = "text" if isinstance(value, str) and len(value) > SHORT else "number"
            met.setdefault(f"{kind} {place} = {other_place}", set()).add((next(iter(owners)), other))
    found = {name: _one_to_one(pairs) for name, pairs in met.items()}
    return {name: pairs for name, pairs in found.items() if pairs}


def _one_to_one(pairs: set[tuple[str, str]]) -> Pairs:
    """Return the pairs that tell somebody apart: whoever is joined with several is joined with none."""
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    return {one: other for one, other in pairs if ones[one] == others[other] == 1}


def _by_orders(dump: Dump, named: Sequence[str], coded: Sequence[str]) -> dict[str, Pairs]:
    """Lay the entries of both sides side by side in every order that the dump knows, forwards and backwards."""
    sides = [_orders(dump, ids) for ids in (named, coded)]
    return {
        f"order of {one} / {other}{turn}": dict(zip(first, second[::step], strict=False))
        for one, first in sides[0].items()
        for other, second in sides[1].items()
        for turn, step in (("", 1), (" backwards", -1))
    }


def _orders(dump: Dump, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return every different order of the entries, by the column that gives it."""
    orders: dict[str, tuple[str, ...]] = {"id": tuple(sorted(ids))}
    for owner_rows in (_neighbours(dump, ids),):
        columns: dict[str, dict[str, Any]] = {}
        for owner, rows in owner_rows.items():
            for table, row in rows:
                for column, value in row.items():
                    if isinstance(value, (int, str)):
                        known = columns.setdefault(f"{table}.{column}", {})
                        known[owner] = min(known.get(owner, value), value, key=_sortable)
        for place, values in columns.items():
            if len(set(map(str, values.values()))) > 1:
                ranked = sorted((_sortable(value), owner) for owner, value in values.items())
                orders[place] = tuple(owner for _, owner in ranked)
    different: dict[tuple[str, ...], str] = {}
    for place, order in orders.items():
        different.setdefault(order, place)
    return {place: order for order, place in different.items()}


def _sortable(value: Any) -> tuple[int, Any]:
    return (0, value) if isinstance(value, int) else (1, str(value))


def near_in_bytes(content: bytes, named: Iterable[str], coded: Iterable[str]) -> Pairs:
    """Pair ids that stand close to each other in a database file, deleted pages and the write-ahead log included."""
    places = sorted(
        (found.start(), side, each)
        for side, ids in (("named", named), ("coded", coded))
        for each in ids
        for found in re.finditer(re.escape(each.encode()), content)
    )
    close: dict[str, Counter[str]] = {}
    for (at, side, one), (other_at, other_side, other) in pairwise(places):
        if side != other_side and other_at - at < NEAR_BYTES:
            first, second = (one, other) if side == "named" else (other, one)
            close.setdefault(first, Counter())[second] += 1
    return {one: others.most_common(1)[0][0] for one, others in close.items()}
