"""Make a backup: before every destructive step, every few minutes, and when somebody asks. Source: PRODUCT B6.

Whoever is about to destroy something calls `make_backup(context, BackupReason.BEFORE_…)` first. It may be called
inside an open transaction: the backup is of what was committed before it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from competition import __version__
from competition.db.base import Json
from competition.db.copies import DamagedDatabaseError, change_stamp, copy_sqlite, read_rows, sqlite_file
from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedWriter
from competition.logs import get_log
from competition.queries.event_sizes import EventSize, event_sizes, event_sizes_in
from competition.queries.table_rows import all_tables, columns_json, row_lines
from competition.services.apart import run_apart, shares_its_thread
from competition.services.context import Context
from competition.services.offload import offload
from competition.services.shelf import (
    SUFFIX,
    Backup,
    Shelf,
    backups_on,
    copy_away,
    let_old_ones_go,
    manifest_of,
    read_card,
    shelf_of,
    write_card,
)

_SCHEMA = "SELECT version_num FROM alembic_version"
_WRITTEN = "SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"

log = get_log("backups")


def make_backup(source: Context | Session | Engine, reason: BackupReason, *, by: str = "") -> Backup:
    """Back the whole database up as it was last committed, while others go on; returns the backup.

    source: whose database. by: who asked, the context's actor by itself.
    The file is checked, copied to the second folder where there is one, and old ones are let go.
    Raises DomainError `backup_failed` or `backup_damaged_database`; the step that it was made for must then not be
    taken.
    """
    if isinstance(source, Context):
        by = by or source.actor.account_id or source.actor.name
    engine = engine_of(source)
    shelf, file = shelf_of(engine), sqlite_file(engine)
    try:
        if file is not None:
            backup = offload(_from_sqlite, file, shelf, reason, by)
        elif shares_its_thread():
            run_apart(engine, shelf.folder.parent, ["backup", "--reason", reason.value, "--by", by])
            return backups_on(shelf)[0]
        else:
            backup = _from_server(engine, shelf, reason, by)
    except DamagedDatabaseError as damaged:
        log.error("backup_of_damaged_database", reason=reason.value, fault=str(damaged))
        raise DomainError("backup_damaged_database", fault=str(damaged)) from damaged
    except OSError as fault:
        log.error("backup_failed", reason=reason.value, fault=str(fault))
        raise DomainError("backup_failed", fault=fault.strerror or str(fault)) from fault
    log.info("backup_made", name=backup.name, reason=reason.value, size=backup.size)
    return backup


def newest_backup(source: Context | Session | Engine) -> Backup | None:
    """Return the newest backup, None before the first."""
    return next(iter(backups_on(shelf_of(engine_of(source)))), None)


def engine_of(source: Context | Session | Engine) -> Engine:
    """Return the engine behind a context or session."""
    if isinstance(source, Engine):
        return source
    bind = (source.session if isinstance(source, Context) else source).get_bind()
    return bind.engine if isinstance(bind, Connection) else bind


def stamp_of(engine: Engine) -> str:
    """Return something that differs after every commit; "" where nothing can be told."""
    file = sqlite_file(engine)
    if file is not None:
        return change_stamp(file)
    with engine.connect() as connection:
        return str(connection.execute(text(_WRITTEN)).scalar_one())


def _from_sqlite(file: Path, shelf: Shelf, reason: BackupReason, by: str) -> Backup:
    """Make a backup of an embedded database. Runs in a thread of its own: nothing here may touch greenlets."""
    with shelf.locked(), tempfile.TemporaryDirectory(prefix=".making-", dir=shelf.folder) as folder:
        at, stamp, copy = datetime.now(UTC), change_stamp(file), Path(folder) / "database.sqlite"
        copy_sqlite(file, copy)
        copy.chmod(0o600)
        ((schema,),) = read_rows(copy, _SCHEMA)
        backup = _begun(at, reason, by, "sqlite", schema, stamp, event_sizes_in(copy))
        with _sealed(shelf, backup) as writer, writer.part("database.sqlite") as part:
            part.copy(copy)
        return _shelved(shelf, backup.name)


def _from_server(engine: Engine, shelf: Shelf, reason: BackupReason, by: str) -> Backup:
    """Make a backup of a PostgreSQL database: all rows of one moment, without any program of PostgreSQL's."""
    with shelf.locked(), engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        at, stamp = datetime.now(UTC), str(connection.execute(text(_WRITTEN)).scalar_one())
        schema = str(connection.execute(text(_SCHEMA)).scalar_one())
        backup = _begun(at, reason, by, "postgresql", schema, stamp, event_sizes(connection))
        tables: dict[str, Json] = {}
        with (
            tempfile.TemporaryDirectory(prefix=".making-", dir=shelf.folder) as folder,
            _sealed(shelf, backup, {"tables": tables}) as writer,
        ):
            for table in all_tables():
                rows = 0
                with writer.part(f"tables/{table.name}.jsonl") as part:
                    for line in row_lines(connection, table, lambda data: keep_bytes(Path(folder), data)):
                        part.write(line)
                        rows += 1
                tables[table.name] = {"columns": dict(columns_json(table)), "rows": rows}
            write_files(writer, Path(folder))
        return _shelved(shelf, backup.name)


def keep_bytes(folder: Path, data: bytes) -> str:
    """Keep the bytes of a value in a folder under their SHA-256, which is returned."""
    digest = hashlib.sha256(data).hexdigest()
    path = folder / digest
    if not path.exists():
        path.write_bytes(data)
    return digest


def write_files(writer: SealedWriter, folder: Path) -> None:
    """Write what `keep_bytes` kept as parts, in the order of their names."""
    for path in sorted(folder.iterdir()):
        with writer.part(f"files/{path.name}") as part:
            part.copy(path)


@contextmanager
def _sealed(shelf: Shelf, backup: Backup, more: Mapping[str, Json] | None = None) -> Iterator[SealedWriter]:
    """Give a writer; what it wrote is on the shelf under its name when all went well, else nothing is."""
    partly = shelf.folder / f".{backup.name}.part"
    writer = SealedWriter(partly)
    try:
        yield writer
        digest = writer.close({**manifest_of(backup), **(more or {})})
    except BaseException:
        writer.abandon()
        raise
    path = shelf.folder / f"{backup.name}{SUFFIX}"
    partly.replace(path)
    write_card(path, replace(backup, size=path.stat().st_size, sha256=digest))
    _sync_folder(shelf.folder)


def _shelved(shelf: Shelf, name: str) -> Backup:
    """Copy the new backup away, let old ones go, and return it as it lies there."""
    copy_away(shelf, name)
    let_old_ones_go(shelf, datetime.now(UTC))
    return read_card(shelf.path(name))


def _begun(
    at: datetime, reason: BackupReason, by: str, engine: str, schema: str, stamp: str, events: tuple[EventSize, ...]
) -> Backup:
    name = f"{at:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    return Backup(name, at, reason.value, by, engine, schema, __version__, stamp, events, size=0, sha256="")


def _sync_folder(folder: Path) -> None:
    """Wait until the disk has the folder's list of names too."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
