"""The log's writer: entries are chained in the same transaction as the change that they tell of (AUDIT.md)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import run
from competition.db.models import AuditEvent, AuditHead, AuditText
from competition.domain.audit import LeafValue, canonical_leaf, chain_hash, genesis_hash
from competition.domain.errors import DomainError
from competition.services.context import Context

LEAF_VERSION = 1
NO_KEY = bytes(32)
"""Stands for the installation's signing key in the genesis until checkpoints are signed."""
_LEAF_PREFIX = b"\x00"


_HEAD = (
    select(AuditHead.seq, AuditHead.hash, AuditHead.closed_at)
    .where(AuditHead.event_id == bindparam("event"))
    .with_for_update()
)
_ADD = insert(AuditEvent)
_MOVE = (
    update(AuditHead)
    .where(AuditHead.event_id == bindparam("chain"))
    .values(seq=bindparam("seq"), hash=bindparam("hash"))
)


@dataclass
class LogEntry:
    """One entry; seq and hash (64 hex digits) are known once the log is chained."""

    leaf: dict[str, LeafValue]
    at: datetime
    seq: int = 0
    hash: str = ""


@dataclass
class AuditWriter:
    """Collects the entries of one transaction and chains them to the event's log."""

    context: Context
    event_id: str
    clock_offset: int
    pending: list[LogEntry] = field(default_factory=list)

    def add(
        self, type_: str, object_: str, *, old: LeafValue = None, new: LeafValue = None, more: Mapping[str, LeafValue]
    ) -> LogEntry:
        """Add an entry. object_: kind and id, e.g. `sheet/0190...`; more: further members of the leaf."""
        actor = self.context.actor
        now = self.context.event_now(self.clock_offset)
        leaf: dict[str, LeafValue] = {
            "v": LEAF_VERSION,
            "event": self.event_id,
            "ts": timestamp(now),
            "type": type_,
            "actor": actor.account_id or "",
            "device": actor.device_id,
            "session_hash": actor.session_hash,
            "request_id": self.context.request_id,
            "object": object_,
            **{name: value for name, value in more.items() if value is not None},
        }
        if old is not None:
            leaf["old"] = old
        if new is not None:
            leaf["new"] = new
        entry = LogEntry(leaf, now)
        self.pending.append(entry)
        return entry

    def chain(self) -> None:
        """Give the pending entries their places in the log; locks the head, so do it late. Three statements.

        Raises DomainError `event_archived`: every change is in the log, so where it is closed nothing changes.
        """
        if not self.pending:
            return
        session = self.context.session
        head = run(session, _HEAD, {"event": self.event_id}).one()
        if head.closed_at is not None:
            raise DomainError("event_archived")
        seq, last = head.seq, bytes.fromhex(head.hash)
        rows = []
        for entry in self.pending:
            seq += 1
            entry.leaf["seq"] = entry.seq = seq
            text = canonical_leaf(entry.leaf)
            last = chain_hash(last, hashlib.sha256(_LEAF_PREFIX + text).digest())
            entry.hash = last.hex()
            rows.append(
                {
                    "event_id": self.event_id,
                    "seq": seq,
                    "at": entry.at,
                    "type": entry.leaf["type"],
                    "actor": entry.leaf["actor"],
                    "object": entry.leaf["object"],
                    "leaf": text.decode(),
                    "hash": entry.hash,
                }
            )
        run(session, _ADD, rows)
        run(session, _MOVE, {"chain": self.event_id, "seq": seq, "hash": last.hex()})
        self.pending = []

    def keep_text(self, text: str) -> str:
        """Keep free text outside the chain and return its reference, which the leaf may hold."""
        salt = secrets.token_hex(16)
        reference = hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
        self.context.session.execute(
            insert(AuditText), [{"ref": reference, "event_id": self.event_id, "salt": salt, "text": text}]
        )
        return reference


def timestamp(moment: datetime) -> str:
    """Return RFC 3339 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_log(session: Session, event_id: str) -> None:
    """Start the log of a new event."""
    nonce = secrets.token_bytes(32)
    genesis = genesis_hash(event_id, NO_KEY, nonce).hex()
    session.add(AuditHead(event_id=event_id, seq=0, hash=genesis, genesis=genesis, nonce=nonce.hex()))


def plain(value: Json) -> LeafValue:
    """Return JSON without lists as a leaf may hold it."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return {str(number): plain(each) for number, each in enumerate(value)}
    return value
