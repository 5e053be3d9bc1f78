"""Whether the seals of changes hold, and what a change builds on. Source: SYNC, docs/contract.md (Tablets)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, select

from competition.db.direct import run
from competition.db.models import DeviceKey, Op
from competition.domain.errors import DomainError
from competition.domain.seals import OP, KeyAlgorithm, Seal, SealedContent
from competition.domain.sync import OpStatus
from competition.services.context import Context
from competition.services.mark_rows import MarkChange
from competition.services.signing import verifies

TAKEN = frozenset({OpStatus.APPLIED.value, OpStatus.SAME.value})
_KEYS = select(DeviceKey.id, DeviceKey.alg, DeviceKey.key, DeviceKey.revoked_at).where(
    DeviceKey.id.in_(bindparam("ids", expanding=True)),
    DeviceKey.device_id == bindparam("device"),
    DeviceKey.account_id == bindparam("account"),
)
_BEFORE = select(Op.op_id, Op.receipt, Op.sealed).where(
    Op.op_id.in_(bindparam("ids", expanding=True)),
    Op.sheet_id == bindparam("sheet"),
    Op.account_id == bindparam("account"),
)


def content_of(sheet_id: str, change: MarkChange) -> bytes | None:
    """Return the bytes that the seal of a change covers, None for text that has no such bytes."""
    content = SealedContent(
        op_id=change.op_id,
        sheet_id=sheet_id,
        aspect_id=change.aspect_id,
        kind=change.kind,
        number=change.number,
        base_version=change.base_version,
        after=change.after,
        epoch=change.epoch,
        scheme_version=change.scheme_version,
        client_time=change.client_time,
    )
    try:
        return content.text()
    except DomainError:
        return None


def seals_of(
    context: Context, sheet_id: str, account_id: str, device_id: str, changes: Sequence[MarkChange]
) -> dict[str, Seal]:
    """Return what was found about the seal of each change, by op_id. One statement at most.

    A seal holds when a key of this judge on this device made it over exactly this content.
    """
    wanted = {change.key_id for change in changes if change.key_id and change.seal}
    ids = {"ids": sorted(wanted), "device": device_id, "account": account_id}
    keys = {row.id: row for row in run(context.session, _KEYS, ids)} if wanted else {}
    found = {}
    for change in changes:
        if not change.seal:
            found[change.op_id] = Seal.MISSING
            continue
        key, content = keys.get(change.key_id or ""), content_of(sheet_id, change)
        if key is None or content is None or not verifies(KeyAlgorithm(key.alg), key.key, change.seal, OP + content):
            found[change.op_id] = Seal.BROKEN
        else:
            found[change.op_id] = Seal.VALID if key.revoked_at is None else Seal.REVOKED
    return found


class Forerunners:
    """The changes that others build on: what version of the register each of them left."""

    def __init__(self, context: Context, sheet_id: str, account_id: str, changes: Sequence[MarkChange]) -> None:
        """Look up those that came before this batch. One statement at most."""
        self._left: dict[str, tuple[str, int | None]] = {}
        wanted = sorted({change.after for change in changes if change.after})
        if wanted:
            for row in run(context.session, _BEFORE, {"ids": wanted, "sheet": sheet_id, "account": account_id}):
                told, content = json.loads(row.receipt), json.loads(row.sealed or "{}")
                version = int(told["version"]) if told["status"] in TAKEN else None
                self._left[row.op_id] = (str(content.get("aspect", "")), version)

    def note(self, change: MarkChange, status: OpStatus, version: int) -> None:
        """Note what became of a change of this batch."""
        self._left[change.op_id] = (change.aspect_id, version if status.value in TAKEN else None)

    def base_of(self, change: MarkChange) -> int | None:
        """Return the version that a change builds on; None when the change before it was not taken."""
        if change.after is None:
            return change.base_version
        aspect, version = self._left.get(change.after, ("", None))
        return version if aspect == change.aspect_id else None
