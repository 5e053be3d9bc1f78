"""Copy a SQLite database while others write to it. Nothing here touches the pool or greenlets: it may run in a thread.

`VACUUM INTO` is one read transaction: the copy is the database of one moment, has no journal beside it, and holds
nothing of what was erased before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

WAIT_SECONDS = 30.0


class DamagedDatabaseError(RuntimeError):
    """The pages of a database do not fit together any more."""


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file of an embedded database, None for a server or one in memory."""
    url = make_url(engine.url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


@contextmanager
def raw_sqlite(path: Path) -> Iterator[Any]:
    """Give a plain connection without transactions of its own."""
    connection = pysqlite3.dbapi2.connect(str(path), timeout=WAIT_SECONDS, isolation_level=None)
    with closing(connection):
        yield connection


def copy_sqlite(source: Path, target: Path) -> None:
    """Write the database of this moment to a new file, whoever else writes; the copy's pages are checked.

    Raises DamagedDatabaseError.
    """
    try:
        with raw_sqlite(source) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except pysqlite3.dbapi2.DatabaseError as damaged:
        if isinstance(damaged, pysqlite3.dbapi2.OperationalError):
            raise OSError(str(damaged)) from damaged
        raise DamagedDatabaseError(str(damaged)) from damaged
    check_pages(target)


def check_pages(path: Path) -> None:
    """Look at every page of a database that nobody uses; raises DamagedDatabaseError with the first fault."""
    try:
        with raw_sqlite(path) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except pysqlite3.dbapi2.DatabaseError as damaged:
        raise DamagedDatabaseError(str(damaged)) from damaged
    if found != "ok":
        raise DamagedDatabaseError(str(found))


def read_rows(path: Path, statement: str) -> Sequence[tuple[Any, ...]]:
    """Return the rows of a statement on a database that nobody uses."""
    with raw_sqlite(path) as connection:
        return list(connection.execute(statement).fetchall())


def change_stamp(path: Path) -> str:
    """Return something that differs after every commit: how long file and journal are and when they were written."""
    parts = []
    for each in (path, path.with_name(path.name + "-wal")):
        try:
            seen = each.stat()
        except FileNotFoundError:
            continue
        parts.append(f"{seen.st_size}.{seen.st_mtime_ns}")
    return ":".join(parts)
