"""All rows of one event in the order of an archive, and of what outlasts events as far as it is pointed at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from competition.db.event_tables import (
    EVENT,
    SECRETS,
    Belonging,
    Place,
    event_tables,
    of_event,
    pointers,
    target_of,
)
from competition.queries.table_rows import row_lines

AT_ONCE = 10_000
"""Keys in one condition; both engines take more."""


@dataclass
class EventRows:
    """The rows of one event, read in one transaction.

    secrets: whether password and PIN hashes are among them.
    """

    connection: Connection
    event_id: str
    secrets: bool = False
    _keys: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the rows outside the event that belong to it."""
        for place in event_tables().values():
            if place.how is not Belonging.OWN or place.is_loose:
                self._keys[place.name] = set()
        self._follow()

    def lines(self, place: Place, keep_file: Callable[[bytes], str]) -> Iterator[bytes]:
        """Yield the rows of one table as lines of JSON."""
        change = self._changer(place.table)
        for condition in self._conditions(place):
            yield from row_lines(self.connection, place.table, keep_file, condition, change)

    def _follow(self) -> None:
        """Follow every pointer out of the event, and from there on, until nothing new is found."""
        places = event_tables().values()
        for place in places:
            if place.how is Belonging.OWN and not place.is_loose:
                self._point(place, self._conditions(place))
        seen: dict[str, int] | None = None
        while (found := {name: len(keys) for name, keys in self._keys.items()}) != seen:
            seen = found
            for place in places:
                if place.name in self._keys:
                    self._point(place, self._conditions(place))

    def _point(self, place: Place, conditions: Iterable[Any]) -> None:
        """Note what the rows of a table point at, and the keys of rows that belong to others."""
        columns = [(column, target) for column, target in pointers(place.table) if target in self._keys]
        if place.how is Belonging.BELONGING and len(place.table.primary_key.columns) == 1:
            columns.append((place.key, place.name))
        for condition in conditions:
            for column, target in columns:
                found = self.connection.execute(select(column).where(condition, column.is_not(None)).distinct())
                self._keys[target].update(found.scalars())

    def _conditions(self, place: Place) -> Iterator[Any]:
        """Yield the conditions for the rows of a table, together in the order of the keys."""
        if place.how is Belonging.OWN:
            own = of_event(place, self.event_id)
            yield own | place.key.in_(sorted(self._keys[place.name])) if self._keys.get(place.name) else own
            return
        column = place.key if place.via is None else place.via
        keys = self._keys[place.name if place.via is None else target_of(place.via)]
        for some in batched_keys(sorted(keys)):
            yield column.in_(some)

    def _changer(self, table: Table) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
        """Return what makes of a row that which an archive holds: no secrets, nothing of other events."""
        hidden = frozenset() if self.secrets else SECRETS.get(table.name, frozenset())
        foreign = {column.name for column, target in pointers(table) if target == EVENT and column.nullable}
        outside = self._outside(table)
        if not hidden and not foreign and not outside:
            return None

        def change(row: dict[str, Any]) -> dict[str, Any]:
            for name in hidden:
                row[name] = None
            for name in foreign:
                if row[name] != self.event_id:
                    row[name] = None
            for name, inside in outside.items():
                if row[name] not in inside:
                    row[name] = None
            return row

        return change

    def _outside(self, table: Table) -> Mapping[str, frozenset[str]]:
        """Return the columns that may point out of the event or at what is left out, with the keys that stay."""
        places = event_tables()
        found = {}
        for column in table.columns:
            target = target_of(column)
            if not target or target == EVENT or not column.nullable:
                continue
            place = places.get(target)
            if place is None:
                found[column.name] = frozenset[str]()
            elif place.how is Belonging.OWN:
                keys = self.connection.execute(select(place.key).where(of_event(place, self.event_id)))
                found[column.name] = frozenset(keys.scalars()) | self._keys.get(target, set())
        return found


def batched_keys(keys: Iterable[str]) -> Iterator[list[str]]:
    """Yield keys in handfuls that fit one statement."""
    some: list[str] = []
    for key in keys:
        some.append(key)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some
