"""Put a backup in the place of the present: all of it in one transaction, after a backup of the present. PRODUCT B6.

The same on both engines, while others read: writers are held off, the present is backed up, every table is emptied and
filled, the log of each event says that it was restored, and only then all of it becomes visible at once. A process that
dies in between has changed nothing (decision 017).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import write_transaction
from competition.db.event_tables import target_of
from competition.db.models import AuditHead, Event
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedFile, file_hash
from competition.messages import sentence
from competition.queries.event_sizes import EventSize, event_sizes
from competition.queries.log_replay import verify_event
from competition.services.archives import FORMAT as ARCHIVE_FORMAT
from competition.services.audit import AuditWriter, timestamp
from competition.services.backups import engine_of
from competition.services.carry_over import carry_over, read_present
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.heads import Head, LostHead, note_heads
from competition.services.raw_rows import Held, add_raw_rows, hold_back
from competition.services.shelf import NO_LIMITS, Backup, describe, shelf_of
from competition.services.staging import Progress, Staging, silent, staging

LOCK_WAIT = "15s"
"""How long PostgreSQL waits for those who read, before it gives up and says so."""


@dataclass(frozen=True, slots=True)
class EventChange:
    """What a restore does to one event: how it is now and how it would be; None where it is not there."""

    now: EventSize | None
    then: EventSize | None

    @property
    def code(self) -> str:
        """Return the event's code."""
        return (self.then or self.now or _NOBODY).code

    @property
    def lost_entries(self) -> int:
        """Return how many entries of the log would be gone."""
        now, then = self.now.seq if self.now else 0, self.then.seq if self.then else 0
        return max(0, now - then)

    @property
    def is_same(self) -> bool:
        """Tell whether nothing would change."""
        return self.now is not None and self.then is not None and self.now.hash == self.then.hash


_NOBODY = EventSize("", "", {}, 0, 0, 0, 0, 0, "")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Why a backup is restored, and by which two accounts, as the logs say it; "" where the operator does it alone."""

    reason: str = ""
    asked_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """What was done. before: the backup of the present, None where there was nothing."""

    backup: Backup
    before: Backup | None
    changes: tuple[EventChange, ...]
    rows: int
    lost: tuple[LostHead, ...]


def event_changes(session: Session, backup: Backup) -> tuple[EventChange, ...]:
    """Return what restoring a backup would do, event by event, those that lose most first. One statement."""
    now = {size.id: size for size in event_sizes(session)}
    then = {size.id: size for size in backup.events}
    changes = [EventChange(now.get(event_id), then.get(event_id)) for event_id in now.keys() | then.keys()]
    return tuple(sorted(changes, key=lambda each: (-each.lost_entries, each.code)))


def check_backup(path: Path, beside: Path, tell: Progress = silent) -> Backup:
    """Look through a backup apart: whole, complete, every log in agreement with its marks.

    Raises DomainError as `SealedFile` and `Staging`, and `backup_is_archive`, `backup_not_verified`.
    """
    with _staged(path, beside, tell) as (_, backup):
        return backup


def restore_backup(
    context: Context, path: Path, *, asked: AskedFor | None = None, tell: Progress = silent
) -> RestoredBackup:
    """Put a backup in the place of everything that is here. Whoever calls has seen to two people and their reasons.

    Raises DomainError as `check_backup`, `backup_failed` when the present cannot be backed up first, and
    `restore_busy` when others hold the tables.
    """
    session = context.session
    engine = engine_of(session)
    shelf = shelf_of(engine)
    with _staged(path, shelf.folder, tell) as (staged, backup):
        digest = file_hash(path)
        with write_transaction(session):
            tell(0, 0, "saving")
            _hold_everything(session.connection())
            changes = event_changes(session, backup)
            present = read_present(session, context.now)
            before = None if present.is_empty else back_up_first(context, "restoring.restore_backup")
            session.expunge_all()
            rows = _replace(session.connection(), staged, tell)
            carry_over(session, present, context.now)
            _log(context, backup, digest, present.heads, asked or AskedFor())
    at = context.now.isoformat(timespec="seconds")
    before_it = [each.now for each in changes if each.now is not None and not each.now.rehearsal]
    seen = {size.id: Head(size.code, size.seq, size.hash, at) for size in before_it}
    lost = note_heads(session, shelf, context.now, backup=backup.name, seen=seen)
    return RestoredBackup(backup, before, changes, rows, lost)


@contextmanager
def _staged(path: Path, beside: Path, tell: Progress) -> Iterator[tuple[Staging, Backup]]:
    """Give a backup taken apart, with tables of this version and everything looked through."""
    with SealedFile(path, NO_LIMITS) as sealed, staging(beside) as staged:
        if sealed.manifest.get("format") == ARCHIVE_FORMAT:
            raise DomainError("backup_is_archive")
        backup = describe(path)
        if "database.sqlite" in sealed.parts:
            tell(0, 0, "unpacking")
            staged.take_file(sealed)
        else:
            staged.take_tables(sealed, backup.schema, tell)
        staged.bring_up(backup.schema)
        tell(0, 0, "checking")
        staged.check_keys()
        with staged.session() as session:
            for event_id, code in session.execute(select(Event.id, Event.code)).all():
                for problem in verify_event(session, event_id).problems:
                    fault = sentence(problem.code, problem.params)
                    raise DomainError("backup_not_verified", event=code, fault=fault)
        yield staged, backup


def _hold_everything(connection: Connection) -> None:
    """Hold all writers off until the end of the transaction; SQLite's lane and lock do that already."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
    try:
        connection.execute(text(f"LOCK TABLE {_all_names()} IN EXCLUSIVE MODE"))
    except OperationalError as busy:
        raise DomainError("restore_busy") from busy


def _all_names() -> str:
    return ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)


def _replace(connection: Connection, staged: Staging, tell: Progress) -> int:
    """Empty every table and fill it from the staged one; returns the number of rows."""
    tables = Base.metadata.sorted_tables
    triggers = _emptied(connection)
    rows, done = 0, set[str]()
    held: list[Held] = []
    for number, table in enumerate(tables):
        tell(number, len(tables), "writing")
        early = [column for column in table.columns if target_of(column) and target_of(column) not in done]
        for some in staged.raw_rows(table):
            held += hold_back(table, early, some)
            add_raw_rows(connection, table, some)
            rows += len(some)
        done.add(table.name)
    for each in held:
        each.put_in(connection)
    for trigger in triggers:
        connection.exec_driver_sql(trigger)
    return rows


def _emptied(connection: Connection) -> list[str]:
    """Empty every table; returns the statements that bring back the triggers which had to go for it."""
    if connection.dialect.name == "postgresql":
        try:
            connection.execute(text(f"TRUNCATE {_all_names()}"))
        except OperationalError as busy:
            raise DomainError("restore_busy") from busy
        return []
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(table.delete())
    return [statement for _, statement in found]


def _log(context: Context, backup: Backup, digest: str, heads: Mapping[str, tuple[int, str]], asked: AskedFor) -> None:
    """Say in the log of every event that it was restored, and how far it was before: nobody rolls back in silence."""
    session = context.session
    found = session.execute(
        select(Event.id, Event.clock_offset)
        .join(AuditHead, AuditHead.event_id == Event.id)
        .where(AuditHead.closed_at.is_(None))
        .order_by(Event.id)
    ).all()
    for event_id, clock_offset in found:
        log = AuditWriter(context, event_id, clock_offset)
        seq, last = heads.get(event_id, (0, ""))
        log.add(
            "backup.restore",
            f"event/{event_id}",
            old={"seq": seq, "hash": last},
            new={
                "backup": digest,
                "made": timestamp(backup.at),
                "asked_by": asked.asked_by,
                "approved_by": asked.approved_by,
            },
            more={"reason_ref": log.keep_text(asked.reason) if asked.reason else None},
        )
        log.chain()
