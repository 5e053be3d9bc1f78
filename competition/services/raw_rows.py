"""Move rows as SQLite stores them into a live database of either engine: past the object layer, exact, fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, update

from competition.db.kinds import Kind, kind_of

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A key that points at a row which comes later, to be put in at the end."""

    table: Table
    key: Any
    column: str
    value: Any

    def put_in(self, connection: Connection) -> None:
        """Put it in."""
        (key,) = self.table.primary_key.columns
        connection.execute(update(self.table).where(key == self.key).values({self.column: self.value}))


def hold_back(table: Table, columns: Sequence[Column[Any]], rows: list[Row]) -> list[Held]:
    """Empty keys that may be empty and point at rows that come later; returns what to put in afterwards."""
    found: list[Held] = []
    names = [column.name for column in table.columns]
    for column in columns:
        if not column.nullable:
            continue
        (key,) = table.primary_key.columns
        at, key_at = names.index(column.name), names.index(key.name)
        for row in rows:
            if row[at] is not None:
                found.append(Held(table, row[key_at], column.name, row[at]))
                row[at] = None
    return found


def add_raw_rows(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Add rows whose values are as SQLite stores them, in the order of the table's columns."""
    if not rows:
        return
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    is_sqlite = connection.dialect.name == "sqlite"
    marks = ", ".join(["?" if is_sqlite else "%s"] * len(table.columns))
    if not is_sqlite:
        for at, column in enumerate(table.columns):
            _turn(rows, at, kind_of(column))
    statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})'  # noqa: S608 (names of our own tables)
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def _turn(rows: list[Row], at: int, kind: Kind) -> None:
    """Turn what SQLite stores otherwise into what PostgreSQL reads; texts it takes as the column's own type."""
    if kind is Kind.FLAG:
        for row in rows:
            row[at] = None if row[at] is None else bool(row[at])
    elif kind is Kind.MOMENT:
        for row in rows:
            row[at] = None if row[at] is None else f"{row[at]}+00"
