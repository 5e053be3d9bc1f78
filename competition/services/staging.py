"""Take a sealed file apart into a database of its own, and look through it there, before anything real is touched.

Nothing of a file is trusted: tables and columns are those of its version or it is refused, every value is of its
kind, every key points at a row that is there. What passed lies in a SQLite file with tables of this version, from
which it is moved in one transaction.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from sqlalchemy import Table, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from competition.db import migrate
from competition.db.base import Base
from competition.db.copies import DamagedDatabaseError, check_pages, raw_sqlite, read_rows
from competition.db.engine import engine_options
from competition.db.kinds import Kind, read
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedFile

BATCH = 2000
FILES = "files/"
Progress = Callable[[int, int, str], None]


def silent(_done: int, _total: int, _phase: str) -> None:
    """Tell nobody how far it is."""


class Staging:
    """A database apart. Its tables are of this version once `bring_up` has run; keys are not held by it."""

    def __init__(self, folder: Path) -> None:
        """folder: a private one that goes with it."""
        self.folder = folder
        self.path = folder / "staged.sqlite"
        url = f"sqlite:///{self.path}"
        self.engine = create_engine(url, poolclass=NullPool, **engine_options(url))
        event.listen(self.engine, "connect", _plain)

    def close(self) -> None:
        """Let it go."""
        self.engine.dispose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def session(self) -> Session:
        """Return a session on it."""
        return Session(self.engine)

    def take_file(self, sealed: SealedFile) -> None:
        """Take the database that a backup holds as it is; raises DomainError `sealed_broken`."""
        sealed.unpack("database.sqlite", self.path)
        try:
            check_pages(self.path)
        except DamagedDatabaseError as damaged:
            raise DomainError("sealed_broken") from damaged

    def take_tables(self, sealed: SealedFile, schema: str, tell: Progress = silent) -> None:
        """Take the tables that an archive or a portable backup holds.

        schema: the version of its tables. Raises DomainError `archive_unreadable` with the table and, for a row, its
        number; `archive_other_version`.
        """
        self._make_tables(schema)
        tables = _told_tables(sealed)
        total = sum(told["rows"] for told in tables.values())
        done = 0
        with raw_sqlite(self.path) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("BEGIN")
            for name, told in tables.items():
                tell(done, total, "unpacking")
                _fill(connection, sealed, name, told)
                done += told["rows"]
            connection.execute("COMMIT")

    def bring_up(self, schema: str) -> None:
        """Bring its tables to this version; raises DomainError `archive_other_version`."""
        if schema not in migrate.known_versions():
            raise DomainError("archive_other_version", version=schema)
        if schema != migrate.newest_version():
            migrate.upgrade(self.engine)

    def check_keys(self) -> None:
        """Look whether every key points at a row that is there; raises DomainError `archive_incomplete`."""
        for row in read_rows(self.path, "PRAGMA foreign_key_check"):
            raise DomainError("archive_incomplete", table=str(row[0]), missing=str(row[2]))

    def raw_rows(self, table: Table) -> Iterator[list[list[Any]]]:
        """Yield the rows of a table as SQLite stores them, in handfuls, columns in the order of the table."""
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        with raw_sqlite(self.path) as connection:
            found = connection.execute(f'SELECT {columns} FROM "{table.name}"')  # noqa: S608 (our own names)
            while rows := found.fetchmany(BATCH):
                yield [list(row) for row in rows]

    def _make_tables(self, schema: str) -> None:
        if schema not in migrate.known_versions():
            raise DomainError("archive_other_version", version=schema)
        if schema == migrate.newest_version():
            Base.metadata.create_all(self.engine)
        else:
            migrate.upgrade(self.engine, schema)


@contextmanager
def staging(beside: Path) -> Iterator[Staging]:
    """Give a database apart, on the same disk as a folder; nothing of it stays."""
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = Staging(Path(tempfile.mkdtemp(prefix=".staging-", dir=beside)))
    try:
        yield staged
    finally:
        staged.close()


def _plain(connection: Any, _entry: object) -> None:
    """Hold no keys while a file is filled in and looked through; nothing here must outlive a crash."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA synchronous=OFF")


def _told_tables(sealed: SealedFile) -> dict[str, dict[str, Any]]:
    """Return the tables as the manifest tells them; raises DomainError `archive_unreadable`."""
    tables = sealed.manifest.get("tables")
    if not isinstance(tables, dict):
        raise DomainError("archive_unreadable", table="manifest", line="0")
    for name, told in tables.items():
        is_told = isinstance(told, dict) and isinstance(told.get("columns"), dict) and type(told.get("rows")) is int
        if not is_told or f"tables/{name}.jsonl" not in sealed.parts:
            raise DomainError("archive_unreadable", table=name, line="0")
    if {f"tables/{name}.jsonl" for name in tables} != {part for part in sealed.parts if not part.startswith(FILES)}:
        raise DomainError("archive_unreadable", table="manifest", line="0")
    return tables


def _fill(connection: Any, sealed: SealedFile, name: str, told: Mapping[str, Any]) -> None:
    """Fill one table; raises DomainError `archive_unreadable`."""
    there = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
    try:
        kinds = {column: Kind(kind) for column, kind in told["columns"].items()}
    except ValueError as strange:
        raise DomainError("archive_unreadable", table=name, line="0") from strange
    if not there or set(there) != set(kinds):
        raise DomainError("archive_unreadable", table=name, line="0")
    columns = ", ".join(f'"{column}"' for column in there)
    statement = f'INSERT INTO "{name}" ({columns}) VALUES ({", ".join("?" * len(there))})'  # noqa: S608 (names of our own tables)
    count = 0
    some: list[Sequence[Any]] = []
    try:
        for line in sealed.lines(f"tables/{name}.jsonl"):
            count += 1
            some.append(_stored_row(json.loads(line), there, kinds, sealed))
            if len(some) == BATCH:
                connection.executemany(statement, some)
                some = []
        connection.executemany(statement, some)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, pysqlite3.dbapi2.Error) as strange:
        raise DomainError("archive_unreadable", table=name, line=str(count)) from strange
    if count != told["rows"]:
        raise DomainError("archive_unreadable", table=name, line=str(count))


def _stored_row(row: object, columns: Sequence[str], kinds: Mapping[str, Kind], sealed: SealedFile) -> Sequence[Any]:
    """Return a row as SQLite stores it; raises ValueError, TypeError or KeyError."""
    if not isinstance(row, dict) or not row.keys() <= kinds.keys():
        raise TypeError(type(row))
    for column in columns:
        # Only a JSON value may be absent: it is NULL, where null is a JSON value.
        if column not in row and kinds[column] is not Kind.JSON:
            raise KeyError(column)

    def file_of(digest: str) -> bytes:
        name = FILES + digest
        return b"".join(sealed.chunks(name)) if name in sealed.parts else b""

    return [
        None if column not in row else stored(kinds[column], read(kinds[column], row[column], file_of))
        for column in columns
    ]


def stored(kind: Kind, value: Any) -> Any:
    """Return a value as a SQLite file of ours holds it."""
    if kind is Kind.JSON:
        return json.dumps(value)
    if value is None:
        return None
    if kind is Kind.MARK:
        return int(value * Decimal(100))
    if kind is Kind.MOMENT:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    if kind is Kind.FLAG:
        return int(value)
    if kind is Kind.TIME:
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if kind is Kind.DATE else value
