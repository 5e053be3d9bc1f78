"""The end of a device's history: its last number and hash, locked while a batch is decided. Source: SYNC (C9), I10."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from competition.db.direct import run
from competition.db.models import Device
from competition.domain.errors import DomainError
from competition.domain.seals import op_hash
from competition.domain.sync import Decision, OpStatus
from competition.services.context import Context
from competition.services.mark_rows import MarkChange

FORKED = "device_forked"
_DEVICE = (
    select(Device.last_seq, Device.last_hash, Device.skew_ms, Device.quarantined_at, Device.revoked_at)
    .where(Device.id == bindparam("device"))
    .with_for_update()
)
_SEEN = (
    update(Device)
    .where(Device.id == bindparam("device"))
    .values(
        last_seq=bindparam("seq"),
        last_hash=bindparam("hash"),
        skew_ms=bindparam("skew"),
        quarantined_at=bindparam("quarantined"),
        last_seen_at=bindparam("at"),
    )
)


@dataclass
class DeviceTail:
    """Where a device's history ends, brought forward change by change and written once."""

    device_id: str
    last_seq: int
    last_hash: str
    skew_ms: int
    quarantined_at: datetime | None
    is_revoked: bool

    def take(self, change: MarkChange, decision: Decision, now: datetime) -> None:
        """Note a change that was answered: every answer but a gap uses its number."""
        if decision.status is OpStatus.GAP:
            return
        if decision.code == FORKED:
            # Without a chain a number that was used may be no more than two pages that sent at once.
            if change.prev_hash is not None:
                self.quarantined_at = self.quarantined_at or now
            return
        if change.device_seq is not None:
            self.last_seq = max(self.last_seq, change.device_seq)
            if change.prev_hash is not None:
                self.last_hash = chain_of(change)
        if change.skew_ms is not None:
            self.skew_ms = change.skew_ms

    def write(self, context: Context) -> None:
        """Keep it."""
        values = {
            "device": self.device_id,
            "seq": self.last_seq,
            "hash": self.last_hash,
            "skew": self.skew_ms,
            "quarantined": self.quarantined_at,
            "at": context.now,
        }
        run(context.session, _SEEN, values)


def chain_of(change: MarkChange) -> str:
    """Return the hash of a chained change, by which the next one names it."""
    return op_hash(change.prev_hash or "", change.device_seq or 0, change.op_id, change.seal or "")


def lock_device(context: Context) -> DeviceTail:
    """Return the end of the history of the device that asks, locked until the transaction ends.

    Raises DomainError `sign_in_needed`.
    """
    row = run(context.session, _DEVICE, {"device": context.actor.device_id}).one_or_none()
    if row is None:
        raise DomainError("sign_in_needed")
    return DeviceTail(
        context.actor.device_id,
        int(row.last_seq),
        row.last_hash,
        int(row.skew_ms),
        row.quarantined_at,
        row.revoked_at is not None,
    )
