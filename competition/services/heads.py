"""Remember the newest head of every log outside the database, and notice an older database. Source: THREATS T19.

A restored backup or an exchanged file verifies in itself; only a later head that was kept elsewhere shows that entries
are missing. One small file beside the database is the nearest such place; paper and tablets hold others.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from competition.db.models import AuditEvent, AuditHead, Event
from competition.logs import get_log
from competition.services.shelf import Shelf, write_whole

FILE = "heads.json"

log = get_log("heads")


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log was when it was last seen. at: real time, ISO 8601."""

    code: str
    seq: int
    hash: str
    at: str


@dataclass(frozen=True, slots=True)
class LostHead:
    """A head that was seen and is not in the database any more.

    seq, hash, seen: what was known. found: how far the log is instead; 0 when the event is not there. backup: the one
    that was restored, "" when nobody knows why. accepted_by: the account that has taken note of it, "" before.
    """

    event_id: str
    code: str
    seq: int
    hash: str
    seen: str
    found: int
    noticed: str
    backup: str = ""
    accepted_by: str = ""

    @property
    def is_rewritten(self) -> bool:
        """Tell whether the log is long enough and says something else."""
        return self.found >= self.seq

    @property
    def missing(self) -> int:
        """Return how many entries are not there any more, 0 where others stand in their place."""
        return max(0, self.seq - self.found)


def note_heads(
    session: Session, shelf: Shelf, now: datetime, *, backup: str = "", seen: Mapping[str, Head] | None = None
) -> tuple[LostHead, ...]:
    """Compare the logs with the heads that were seen, and remember those of now; returns what is newly lost.

    backup: the one that was just restored, in the place of logs as far as `seen`. Three statements.
    """
    with _held(shelf) as path:
        heads, lost = _read(path)
        for event_id, head in (seen or {}).items():
            if event_id not in heads or heads[event_id].seq < head.seq:
                heads[event_id] = head
        current = {
            row.id: Head(row.code, row.seq, row.hash, now.isoformat(timespec="seconds"))
            for row in session.execute(
                select(Event.id, Event.code, AuditHead.seq, AuditHead.hash)
                .join(AuditHead, AuditHead.event_id == Event.id)
                .where(Event.rehearsal_of.is_(None))
            )
        }
        places = [(event_id, head.seq) for event_id, head in heads.items() if head.seq]
        there = {
            (row.event_id, row.seq): row.hash
            for row in session.execute(
                select(AuditEvent.event_id, AuditEvent.seq, AuditEvent.hash).where(
                    tuple_(AuditEvent.event_id, AuditEvent.seq).in_(places)
                )
            )
        }
        session.rollback()
        noticed = now.isoformat(timespec="seconds")
        new = []
        for event_id, head in heads.items():
            if head.seq and there.get((event_id, head.seq)) != head.hash:
                found = current[event_id].seq if event_id in current else 0
                new.append(LostHead(event_id, head.code, head.seq, head.hash, head.at, found, noticed, backup))
                log.error("log_rolled_back", event_id=event_id, seq=head.seq, found=found, backup=backup)
        if new or _places(heads) != _places(current):
            _write(path, current, (*lost, *new))
    return tuple(new)


def lost_heads(shelf: Shelf) -> tuple[LostHead, ...]:
    """Return every head that was lost, the newest first."""
    _, lost = _read(shelf.folder.parent / FILE)
    return tuple(reversed(lost))


def accept_lost(shelf: Shelf, event_id: str, account_id: str) -> int:
    """Take note of the heads that an event has lost; returns how many. They stay in the file."""
    with _held(shelf) as path:
        heads, lost = _read(path)
        open_ones = [each for each in lost if each.event_id == event_id and not each.accepted_by]
        accepted = [replace(each, accepted_by=account_id) if each in open_ones else each for each in lost]
        if open_ones:
            _write(path, heads, accepted)
    return len(open_ones)


def _places(heads: Mapping[str, Head]) -> dict[str, tuple[int, str]]:
    return {event_id: (head.seq, head.hash) for event_id, head in heads.items()}


@contextmanager
def _held(shelf: Shelf) -> Iterator[Path]:
    folder = shelf.folder.parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f".{FILE}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield folder / FILE


def _read(path: Path) -> tuple[dict[str, Head], list[LostHead]]:
    try:
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        heads = {str(event_id): Head(**each) for event_id, each in found["heads"].items()}
        return heads, [LostHead(**each) for each in found["lost"]]
    except FileNotFoundError:
        return {}, []
    except (ValueError, KeyError, TypeError, AttributeError):
        # Kept for whoever looks into it; from now on heads are noted anew.
        log.exception("heads_unreadable", path=str(path))
        path.replace(path.with_suffix(".broken"))
        return {}, []


def _write(path: Path, heads: Mapping[str, Head], lost: list[LostHead] | tuple[LostHead, ...]) -> None:
    body = {
        "heads": {event_id: asdict(head) for event_id, head in sorted(heads.items())},
        "lost": [asdict(each) for each in lost],
    }
    write_whole(path, json.dumps(body, ensure_ascii=False, indent=1))
