"""Register the key of a judge on a tablet, and give the lease under which marks are entered without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import Device, DeviceKey, Event, JudgeProfile, Tablet
from competition.domain.errors import DomainError
from competition.domain.seals import KeyAlgorithm, lease_bytes
from competition.services.audit import timestamp
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.signing import Signer, check_key

LEASE_LASTS = timedelta(hours=12)
DAY_TURNS = timedelta(hours=4)
"""When a competition day is over, after midnight at the venue."""


def register_key(context: Context, signer: Signer, algorithm: KeyAlgorithm, key: str | None) -> dict[str, object]:
    """Return the answer that docs/contract.md describes; the same key again keeps its id.

    Raises DomainError `sign_in_needed`, `device_revoked`, `device_key_invalid`.
    """
    account_id, session = context.actor.account_id, context.session
    if account_id is None:
        raise DomainError("sign_in_needed")
    if key is not None:
        check_key(algorithm, key)
    with write_transaction(session):
        device = session.scalar(select(Device).where(Device.id == context.actor.device_id).with_for_update())
        if device is None:
            raise DomainError("sign_in_needed")
        if device.revoked_at is not None:
            raise DomainError("device_revoked")
        key_id = None if key is None else _key_id(context, account_id, algorithm, key)
        tablet = session.get(Tablet, device.id)
        found = session.execute(
            select(JudgeProfile.id, Event)
            .join(Event, Event.id == JudgeProfile.event_id)
            .where(JudgeProfile.account_id == account_id)
            .order_by((Event.id == (tablet.event_id if tablet else "")).desc(), Event.starts.desc())
            .limit(1)
        ).one_or_none()
        event = found[1] if found else None
        answer: dict[str, object] = {
            "key_id": key_id,
            "account": account_id,
            "server_key": signer.public,
            "event_key": {"alg": "P-256", "key": signer.event_key(event.id)} if event else None,
            "lease": None,
            "device": {
                "id": device.id,
                "number": tablet.number if tablet else None,
                "last_seq": device.last_seq,
                "last_hash": device.last_hash,
            },
            "server_time": timestamp(context.now),
        }
        if found and event:
            lease: dict[str, object] = {
                "v": 1,
                "device": device.id,
                "account": account_id,
                "judge": found[0],
                "key_id": key_id,
                "event": event.id,
                "from": timestamp(context.now),
                "until": timestamp(lease_end(context.now, event.timezone, event.clock_offset)),
            }
            answer["lease"] = {**lease, "sig": signer.sign(lease_bytes(lease))}
    return answer


def lease_end(now: datetime, timezone: str, clock_offset: int) -> datetime:
    """Return when a lease given now ends, real time: after 12 hours, at the latest when the competition day turns."""
    offset = timedelta(seconds=clock_offset)
    local = (now + offset).astimezone(ZoneInfo(timezone))
    midnight = (local - DAY_TURNS).replace(hour=0, minute=0, second=0, microsecond=0)
    turn = midnight + timedelta(days=1) + DAY_TURNS
    return min(now + LEASE_LASTS, turn.astimezone(UTC) - offset)


def _key_id(context: Context, account_id: str, algorithm: KeyAlgorithm, key: str) -> str:
    session, device_id = context.session, context.actor.device_id
    known = session.scalar(
        select(DeviceKey.id).where(
            DeviceKey.device_id == device_id, DeviceKey.account_id == account_id, DeviceKey.key == key
        )
    )
    if known is not None:
        return known
    made = DeviceKey(
        id=new_id(), device_id=device_id, account_id=account_id, alg=algorithm.value, key=key, created_at=context.now
    )
    session.add(made)
    return made.id
