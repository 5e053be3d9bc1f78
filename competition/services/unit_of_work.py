"""One use case, one transaction: lock the stream, decide, write, log, commit, then announce."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select, update

from competition.db.direct import run
from competition.db.engine import write_transaction
from competition.db.models import Stream
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.services.audit import AuditWriter, LogEntry
from competition.services.context import Announcement, Context

_LOCK = select(Stream.trade_id).where(Stream.trade_id == bindparam("trade")).with_for_update()
_COUNT = (
    update(Stream)
    .where(Stream.trade_id == bindparam("trade"))
    .values(revision=Stream.revision + bindparam("count"))
    .returning(Stream.revision)
)


@dataclass
class Unit:
    """The open transaction of one use case.

    audit: entries are chained by `log.chain()` at the latest when the unit closes.
    """

    context: Context
    event_id: str
    clock_offset: int
    log: AuditWriter
    announcements: list[Announcement] = field(default_factory=list)

    def announce(self, announcement: Announcement) -> None:
        """Say this after the commit."""
        self.announcements.append(announcement)

    def record(
        self, type_: str, object_: str, *, old: LeafValue = None, new: LeafValue = None, **more: LeafValue
    ) -> LogEntry:
        """Add an entry to the log."""
        return self.log.add(type_, object_, old=old, new=new, more=more)


@contextmanager
def unit_of_work(
    context: Context, event_id: str, *, clock_offset: int = 0, trade_id: str | None = None
) -> Iterator[Unit]:
    """Open a transaction; with a trade its stream row is locked before anything is read.

    Raises DomainError `not_found` for a trade without a stream.
    """
    with write_transaction(context.session):
        if trade_id is not None:
            _lock_stream(context, trade_id)
        unit = Unit(context, event_id, clock_offset, AuditWriter(context, event_id, clock_offset))
        yield unit
        context.session.flush()
        unit.log.chain()
    for announcement in unit.announcements:
        context.publish(announcement)


def _lock_stream(context: Context, trade_id: str) -> None:
    if run(context.session, _LOCK, {"trade": trade_id}).scalar_one_or_none() is None:
        raise DomainError("not_found")


def next_revisions(context: Context, trade_id: str, count: int) -> int:
    """Return the first of `count` new positions in the trade's stream, taken under its lock."""
    last = run(context.session, _COUNT, {"trade": trade_id, "count": count}).scalar_one_or_none()
    if last is None:
        raise DomainError("not_found")
    return int(str(last)) - count + 1
