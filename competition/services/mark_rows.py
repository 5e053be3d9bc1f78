"""The rows that a batch of changes adds: collected while it is decided, written together."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from competition.db.direct import run
from competition.db.models import HeldOp, Mark, Op, Score
from competition.domain.marking import Value
from competition.domain.scheme import AspectType
from competition.domain.sync import Decision
from competition.queries.registers import CLEARED, Register
from competition.queries.schemes import AspectRef
from competition.queries.sheet_frames import SheetFrame
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.op_senders import Author

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One change as the tablet made it. kind, number: as sent, None to empty the register.

    device_seq: None for one that was handed over in a file. The rest belongs to format 2 (docs/contract.md, Tablets):
    prev_hash: of the change before on the device, None in format 1. after: the change that this one builds on.
    skew_ms: how far the tablet's clock is off, as it believes. key_id, seal: who proves to have made it.
    """

    op_id: str
    device_seq: int | None
    aspect_id: str
    kind: str | None
    number: str | None
    base_version: int
    epoch: int
    scheme_version: int
    client_time: str = ""
    prev_hash: str | None = None
    after: str | None = None
    skew_ms: int | None = None
    key_id: str | None = None
    seal: str | None = None

    def fingerprint(self) -> str:
        """Return what tells a repetition from another change under the same id."""
        parts: list[object] = [self.op_id, self.aspect_id, self.kind, self.number]
        parts += [self.base_version, self.epoch, self.scheme_version]
        if self.after is not None:
            parts.append(self.after)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredSeal:
    """What is kept of a change's seal and place in the history of its device; nothing in format 1.

    key_id, seal: only where the seal holds or held. content: the bytes under it, as text.
    """

    key_id: str | None = None
    seal: str | None = None
    content: str | None = None
    chain: str | None = None


def value_leaf(value: Value | None) -> dict[str, str] | None:
    """Return a value as the log and the receipts write it: `{"t", "v"}`."""
    if value is None:
        return None
    return {"t": value.kind.value, "v": value.number} if value.number else {"t": value.kind.value}


_INSERTS = (insert(Op), insert(Score), insert(Mark), insert(HeldOp))


class MarkRows:
    """Collects ops, scores, marks and held ops of one batch."""

    def __init__(self, context: Context, frame: SheetFrame, author: Author, now: datetime) -> None:
        """Start an empty batch of somebody's changes."""
        self._context = context
        self._frame = frame
        self._author = author
        self._now = now
        self._ops: list[Row] = []
        self._scores: list[Row] = []
        self._marks: list[Row] = []
        self._held: list[Row] = []

    def add(self, ref: AspectRef, register: Register, op_id: str) -> None:
        """Add the new version of a register."""
        row: Row = {
            "id": new_id(),
            "sheet_id": self._frame.id,
            "epoch": self._frame.epoch,
            "aspect_id": ref.id,
            "judge_id": self._author.judge_id,
            "version": register.version,
            "kind": register.value.kind.value if register.value else CLEARED,
            "value": (register.value.number or None) if register.value else None,
            "op_id": op_id,
            "at": self._now,
        }
        if ref.aspect.type is AspectType.JUDGEMENT:
            self._scores.append({**row, "round": register.round})
        else:
            self._marks.append({**row, "award": register.award})

    def hold(self, change: MarkChange, reason: str) -> None:
        """Keep a change that a person has to decide about."""
        self._held.append(
            {
                "op_id": change.op_id,
                "sheet_id": self._frame.id,
                "judge_id": self._author.judge_id,
                "reason": reason,
                "body": {
                    "aspect": change.aspect_id,
                    "kind": change.kind,
                    "number": change.number,
                    "base_version": change.base_version,
                    "epoch": change.epoch,
                    "scheme_version": change.scheme_version,
                    "client_time": change.client_time,
                    "device": self._context.actor.device_id,
                },
                "at": self._now,
            }
        )

    def add_op(self, change: MarkChange, decision: Decision, receipt: str, seal: StoredSeal) -> None:
        """Add the op with its answer."""
        # A number that was used before belongs to another history of the device; the op is kept without it.
        repeated = decision.code == "device_forked"
        self._ops.append(
            {
                "op_id": change.op_id,
                "event_id": self._frame.event_id,
                "sheet_id": self._frame.id,
                "account_id": self._author.account_id,
                "device_id": self._context.actor.device_id,
                "device_seq": None if repeated else change.device_seq,
                "fingerprint": change.fingerprint(),
                "status": decision.status.value,
                "receipt": receipt,
                "code": json.loads(receipt)["receipt"],
                "received_at": self._context.now,
                "key_id": seal.key_id,
                "seal": seal.seal,
                "sealed": seal.content,
                "chain": seal.chain,
            }
        )

    def write(self) -> None:
        """Write everything; at most four statements."""
        for statement, rows in zip(_INSERTS, (self._ops, self._scores, self._marks, self._held), strict=True):
            if rows:
                run(self._context.session, statement, rows)
