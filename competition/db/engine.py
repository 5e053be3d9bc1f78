"""How the two engines are opened, checked and locked. Source: QUALITY 3 (M1, M3, M5, M6, M7)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import pysqlite3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

WRITE = "competition_write"
SQLITE_LEAST = (3, 51, 3)
BUSY_MS = 10_000


class Lane(Protocol):
    """What a writer holds while it writes."""

    def acquire(self) -> object:
        """Wait for the turn."""

    def release(self) -> None:
        """Let the next one write."""


_lane: Lane = threading.RLock()
"""One writer at a time in this process: SQLite's own wait is neither fair nor friendly to greenlets."""


class WeakDatabaseError(RuntimeError):
    """The database is set so that an acknowledged mark could be lost; the server refuses to start."""


def engine_options(url: str) -> dict[str, Any]:
    """Return what `create_engine` needs for this address besides the address."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"module": pysqlite3.dbapi2, "connect_args": {"timeout": BUSY_MS / 1000, "check_same_thread": False}}
    return {"pool_size": 10, "max_overflow": 20, "pool_pre_ping": True}


def open_engine(url: str) -> Engine:
    """Return an engine with every guard attached."""
    engine = create_engine(url, **engine_options(url))
    attach_guards(engine)
    return engine


def attach_guards(engine: Engine) -> None:
    """Set and check what keeps an acknowledged mark safe, on every connection that is opened."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _check_postgresql)


def _open_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    if pysqlite3.dbapi2.sqlite_version_info < SQLITE_LEAST:
        raise WeakDatabaseError(f"SQLite {pysqlite3.dbapi2.sqlite_version} is older than 3.51.3")
    connection.isolation_level = None
    cursor = connection.cursor()
    in_memory = cursor.execute("PRAGMA database_list").fetchone()[2] == ""
    mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    if not in_memory and (mode != "wal" or cursor.execute("PRAGMA synchronous").fetchone()[0] < 2):
        raise WeakDatabaseError("SQLite needs journal_mode=WAL and synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A plain BEGIN that later writes fails at once when another writer came first, whatever the busy timeout.
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _check_postgresql(connection: Any, _entry: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        for setting, allowed in (
            ("synchronous_commit", {"on", "remote_write", "remote_apply"}),
            ("fsync", {"on"}),
            ("full_page_writes", {"on"}),
        ):
            cursor.execute("SELECT current_setting(%s)", (setting,))
            value = cursor.fetchone()[0]
            if value not in allowed:
                raise WeakDatabaseError(f"PostgreSQL has {setting}={value}")
    connection.rollback()


def writer_lane() -> Lane:
    """Return the lane of this process, which it may lend to a child that writes to the same file."""
    return _lane


def use_lane(lane: Lane) -> None:
    """Wait for another lane from now on: a child waits for its parent's."""
    global _lane
    _lane = lane


@contextmanager
def write_transaction(session: Session) -> Iterator[None]:
    """Hold the writer lane, begin for writing, commit at the end or roll everything back.

    Whatever the session had read before is let go: a decision must rest on what is read under the lock.
    Nothing may wait for the network inside. Inside an open one it joins that, and the outermost commits: an import
    of a thousand use cases is all there or not at all.
    """
    if session.info.get(WRITE):
        yield
        return
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    lane = _lane
    if is_sqlite:
        lane.acquire()
    try:
        session.rollback()
        session.connection(execution_options={WRITE: True})
        session.info[WRITE] = True
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop(WRITE)
    finally:
        if is_sqlite:
            lane.release()
