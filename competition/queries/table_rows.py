"""Rows of any table as lines of JSON, exact and in a fixed order: what archives and portable backups are made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Connection, String, Table, collate, null, select

import competition.db.models  # noqa: F401  (registers every table)
from competition.db.base import Base
from competition.db.kinds import kind_of, written

BATCH = 2000


def all_tables() -> tuple[Table, ...]:
    """Return every table, those that others point at first."""
    return tuple(Base.metadata.sorted_tables)


def columns_json(table: Table) -> dict[str, str]:
    """Return the kind of each column, as a manifest holds it."""
    return {column.name: kind_of(column).value for column in table.columns}


def row_lines(
    connection: Connection,
    table: Table,
    keep_file: Callable[[bytes], str],
    condition: ColumnElement[bool] | None = None,
    change: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Iterator[bytes]:
    """Yield the rows of a table as JSON with their line ends, in the order of their key.

    keep_file: keeps the bytes of a value and returns their SHA-256. condition: which rows, None for all. change: what
    is written of a row instead of all of it. A JSON column without a value (NULL) is left out of its row, so that it
    differs from one that holds the JSON value null.
    """
    plan = [(column, kind_of(column)) for column in table.columns]
    absent = [column for column in table.columns if isinstance(column.type, JSON) and column.nullable]
    statement = select(*table.columns, *(column.is_(null()) for column in absent))
    if condition is not None:
        statement = statement.where(condition)
    statement = statement.order_by(*(_ordered(connection, column) for column in table.primary_key.columns))
    found = connection.execute(statement.execution_options(yield_per=BATCH))
    with found:
        for row in found:
            values = {column.name: written(kind, row[at], keep_file) for at, (column, kind) in enumerate(plan)}
            for at, column in enumerate(absent, start=len(plan)):
                if row[at]:
                    del values[column.name]
            if change is not None:
                values = change(values)
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _ordered(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """Return a column as it sorts the same everywhere: texts by their code points."""
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return collate(column, "C")
    return column
