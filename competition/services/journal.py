"""What a transaction writes, row by row, so that it can be taken back exactly.

The journal listens to the session, so that whatever a use case adds, changes or removes by way of the models is in it,
whoever wrote that use case. What is computed from other rows is left out: it is computed again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, Delete, Insert, Table, Update, event, inspect, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from competition.db.base import Base, Json
from competition.db.types import Hundredths, UtcDateTime

COMPUTED = frozenset(
    {
        "audit_event",
        "audit_head",
        "audit_text",
        "board",
        "import_plan",
        "import_row",
        "import_undo",
        "job",
        "published_document",
        "rank_snapshot",
        "staged_file",
        "stream",
    }
)
"""Tables that no journal holds: the log is never taken back, and boards follow from what is."""
SUMS = frozenset({"entry_result", "sheet_result"})
"""Tables whose added rows go again; their sums are computed anew."""
CHUNK = 5_000
"""Ids in one statement; both engines take more parameters than that."""

Key = tuple[str | int, ...]
Values = dict[str, Json]


@dataclass
class Written:
    """All rows that a transaction wrote. added: keys by table. changed: key and (old, new) by column.

    removed: whole rows. Values are JSON, see `encode`.
    """

    added: dict[str, list[Key]] = field(default_factory=dict)
    changed: dict[str, list[tuple[Key, dict[str, tuple[Json, Json]]]]] = field(default_factory=dict)
    removed: dict[str, list[Values]] = field(default_factory=dict)

    def pack(self) -> bytes:
        """Return all of it as bytes to be kept."""
        return zlib.compress(json.dumps([self.added, self.changed, self.removed], ensure_ascii=False).encode(), 6)

    @classmethod
    def unpack(cls, data: bytes) -> Written:
        """Return what was packed."""
        added, changed, removed = json.loads(zlib.decompress(data))
        return cls(
            {name: [tuple(key) for key in keys] for name, keys in added.items()},
            {
                name: [
                    (tuple(key), {column: (old, new) for column, (old, new) in pairs.items()}) for key, pairs in rows
                ]
                for name, rows in changed.items()
            },
            removed,
        )

    def ids(self) -> frozenset[str]:
        """Return the ids of all rows, as the log names them."""
        keys = [key for rows in self.added.values() for key in rows]
        keys += [key for changes in self.changed.values() for key, _ in changes]
        return frozenset(str(part) for key in keys for part in key)


class Journal:
    """Keeps the state of each row before it was first touched."""

    def __init__(self, session: Session) -> None:
        """Take the session; nothing is kept until `watching`."""
        self._session = session
        self._before: dict[str, dict[Key, Values | None]] = {}
        self._has_removed = False

    @contextmanager
    def watching(self) -> Iterator[Journal]:
        """Keep everything that is written meanwhile."""
        event.listen(self._session, "after_flush", self._flushed)
        event.listen(self._session, "do_orm_execute", self._executed)
        try:
            yield self
        finally:
            event.remove(self._session, "after_flush", self._flushed)
            event.remove(self._session, "do_orm_execute", self._executed)

    def written(self) -> Written:
        """Return what became of the rows until now."""
        found = Written()
        for name, rows in self._before.items():
            table = Base.metadata.tables[name]
            added = [key for key, before in rows.items() if before is None]
            known = {key: before for key, before in rows.items() if before is not None}
            now = current_rows(self._session, table, known) if known else {}
            if added:
                # Only what was removed again, or went with something removed, can be gone.
                is_sure = name in SUMS or not self._has_removed
                there = added if is_sure else list(current_rows(self._session, table, added, keys_only=True))
                if there:
                    found.added[name] = there
            for key, before in known.items():
                if key not in now:
                    found.removed.setdefault(name, []).append(before)
                    continue
                pairs = {column: (old, now[key][column]) for column, old in before.items() if old != now[key][column]}
                if pairs and name not in SUMS:
                    found.changed.setdefault(name, []).append((key, pairs))
        return found

    def _keep(self, table: Table, key: Key, before: Values | None) -> None:
        self._before.setdefault(table.name, {}).setdefault(key, before)

    def _flushed(self, session: Session, _context: UOWTransaction) -> None:
        for added in session.new:
            table = _table_of(added)
            if table.name not in COMPUTED:
                self._keep(table, _key(table, _values(added)), None)
        self._has_removed |= bool(session.deleted)
        for touched in (*session.dirty, *session.deleted):
            table = _table_of(touched)
            if table.name not in COMPUTED:
                before = _former(touched)
                self._keep(table, _key(table, before), before)

    def _executed(self, state: ORMExecuteState) -> None:
        statement = state.statement
        if not isinstance(statement, Insert | Update | Delete):
            return
        table = statement.table
        if not isinstance(table, Table) or table.name in COMPUTED:
            return
        if isinstance(statement, Insert):
            parameters = state.parameters
            rows = [parameters] if isinstance(parameters, Mapping) else parameters or ()
            for row in rows:
                self._keep(table, _key(table, row), None)
            return
        affected = select(table).where(*statement._where_criteria)
        for found in self._session.connection().execute(affected).mappings():
            self._has_removed |= isinstance(statement, Delete)
            before = {column.name: encode(found[column.name]) for column in table.columns}
            self._keep(table, _key(table, before), before)


def current_rows(session: Session, table: Table, keys: Iterable[Key], *, keys_only: bool = False) -> dict[Key, Values]:
    """Return the rows of a table that are there, by key; keys_only: without their values."""
    columns = list(table.primary_key.columns) if keys_only else list(table.columns)
    found: dict[Key, Values] = {}
    for part in chunks(list(keys)):
        for row in session.connection().execute(select(*columns).where(_among(table, part))).mappings():
            values = {column.name: encode(row[column.name]) for column in columns}
            found[_key(table, values)] = values
    return found


def delete_rows(session: Session, table: Table, keys: Sequence[Key]) -> None:
    """Remove rows by key."""
    for part in chunks(keys):
        session.connection().execute(table.delete().where(_among(table, part)))


def restore_values(table: Table, values: Mapping[str, Json]) -> dict[str, Any]:
    """Return values of a row as its columns take them."""
    return {name: decode(table.columns[name], value) for name, value in values.items()}


def chunks(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    """Yield keys in numbers that one statement takes."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def encode(value: Any) -> Json:
    """Return a value of a column as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    encoded: Json = value
    return encoded


def decode(column: Column[Any], value: Json) -> Any:
    """Return what `encode` was given."""
    if not isinstance(value, str):
        return value
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Hundredths):
        return Decimal(value)
    return value


def _among(table: Table, keys: Sequence[Key]) -> Any:
    columns = list(table.primary_key.columns)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return tuple_(*columns).in_(keys)


def _table_of(row: object) -> Table:
    table = inspect(type(row)).local_table
    assert isinstance(table, Table)
    return table


def _key(table: Table, values: Mapping[str, Any]) -> Key:
    return tuple(values[column.name] for column in table.primary_key.columns)


def _values(row: object) -> Values:
    mapper = inspect(type(row))
    return {column.name: encode(getattr(row, mapper.get_property_by_column(column).key)) for column in mapper.columns}


def _former(row: object) -> Values:
    """Return the values of a row as the database had them before this flush."""
    state = inspect(row)
    values: Values = {}
    for column in state.mapper.columns:
        attribute = state.attrs[state.mapper.get_property_by_column(column).key]
        deleted = attribute.history.deleted
        values[column.name] = encode(deleted[0] if deleted else attribute.value)
    return values
