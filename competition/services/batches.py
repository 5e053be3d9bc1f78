"""Which batches were answered, so that a key of one is never used for another. Source: SYNC (HTTP)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import bindparam, insert, select

from competition.db.direct import run
from competition.db.models import Batch
from competition.domain.errors import DomainError
from competition.services.context import Context


@dataclass(frozen=True, slots=True)
class Sent:
    """A batch as it came. key: chosen by the tablet, at most 64 printable characters. fingerprint: of its bytes."""

    key: str
    fingerprint: str


_KNOWN = select(Batch.fingerprint).where(Batch.account_id == bindparam("account"), Batch.key == bindparam("key"))
_lock = Lock()
_running: set[tuple[str, str]] = set()


@contextmanager
def running(account_id: str, sent: Sent | None) -> Iterator[None]:
    """Hold that a batch is not worked on twice at once by this process; between processes the database makes it wait.

    Raises DomainError `batch_running`.
    """
    if sent is None:
        yield
        return
    mine = (account_id, sent.key)
    with _lock:
        if mine in _running:
            raise DomainError("batch_running")
        _running.add(mine)
    try:
        yield
    finally:
        with _lock:
            _running.discard(mine)


def note_batch(context: Context, event_id: str, sent: Sent | None) -> None:
    """Keep the key of a batch with what it stood for; within the transaction that answers it.

    Raises DomainError `key_reused` when the key stood for something else.
    """
    if sent is None:
        return
    account = context.actor.account_id or ""
    known = run(context.session, _KNOWN, {"account": account, "key": sent.key}).scalar_one_or_none()
    if known is None:
        row = {"account_id": account, "key": sent.key, "event_id": event_id}
        run(context.session, insert(Batch), [{**row, "fingerprint": sent.fingerprint, "at": context.now}])
    elif known != sent.fingerprint:
        raise DomainError("key_reused")
