"""Key holders: make the own key, prove it, change its passphrase. Source: PRODUCT N8, decision 016."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, select, update

from competition.db.models import CodeLayer, Event, JudgeProfile, KeyHolder, RoleAssignment
from competition.domain.blind_codes import HOLDERS
from competition.domain.errors import DomainError
from competition.domain.passwords import check_password
from competition.domain.permissions import Permission, Role
from competition.services.code_keys import (
    WrongSecretError,
    fingerprint,
    lock_by_passphrase,
    lock_by_recovery,
    looks_like_recovery,
    new_private_key,
    new_recovery_code,
    public_key,
    unlock_by_passphrase,
    unlock_by_recovery,
)
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.unit_of_work import Unit, unit_of_work

TRIES = 5
LOCK_FOR = timedelta(minutes=5)
_JUDGING = (Role.JUDGE.value, Role.CHIEF_JUDGE.value)


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A holder who has just proved the own key. private: never stored, never logged."""

    id: str
    account_id: str
    private: bytes


def make_key(context: Context, event_id: str, passphrase: str) -> str:
    """Make the own key; returns the recovery code, which is shown once and kept nowhere.

    A key that seals nothing may be made anew. Raises DomainError `holders_complete` when three others have keys,
    `holder_judges` to anyone who marks in this event, `key_in_use`, the refusals of `check_password`,
    `sign_in_needed`, `not_allowed`, `sign_in_again`.
    """
    account_id = context.require(Permission.SEAL_CODES, event_id=event_id)
    context.require_fresh()
    check_password(passphrase, login="", name=context.actor.name)
    private, recovery = new_private_key(), new_recovery_code()
    bound = _bound(event_id, account_id)
    boxes = lock_by_passphrase(private, passphrase, bound), lock_by_recovery(private, recovery, bound)
    with holder_unit(context, event_id) as unit:
        session = context.session
        # The event's row is locked, so that no fourth key is made at once.
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
        _require_apart(unit, account_id)
        known = session.scalar(
            select(KeyHolder).where(KeyHolder.event_id == event_id, KeyHolder.account_id == account_id)
        )
        if known is None:
            if _count(unit) >= HOLDERS:
                raise DomainError("holders_complete")
            known = KeyHolder(id=new_id(), event_id=event_id, account_id=account_id, failures=0)
            session.add(known)
        elif _is_used(unit):
            raise DomainError("key_in_use")
        known.public_key = public_key(private)
        known.by_passphrase, known.by_recovery = boxes
        known.made_at, known.failures, known.locked_until = context.now, 0, None
        unit.record("codes.key", f"key/{known.id}", new={"fingerprint": fingerprint(known.public_key)})
    return recovery


def change_passphrase(context: Context, event_id: str, secret: str, passphrase: str) -> None:
    """Give the own key another passphrase. secret: the present passphrase or the recovery code.

    Raises DomainError as `unlock`, the refusals of `check_password`, `sign_in_again`.
    """
    context.require(Permission.SEAL_CODES, event_id=event_id)
    context.require_fresh()
    check_password(passphrase, login="", name=context.actor.name)
    holder = unlock(context, event_id, secret)
    box = lock_by_passphrase(holder.private, passphrase, _bound(event_id, holder.account_id))
    with holder_unit(context, event_id) as unit:
        context.session.execute(update(KeyHolder).where(KeyHolder.id == holder.id).values(by_passphrase=box))
        unit.record("codes.passphrase", f"key/{holder.id}")


def take_key_back(context: Context, event_id: str, key_id: str) -> None:
    """Delete the key of somebody who does not hold one any more, so that another one can.

    Raises DomainError `key_in_use` when it ever sealed something, `not_found`, `sign_in_needed`, `not_allowed`,
    `sign_in_again`.
    """
    context.require(Permission.INVITE_USERS, event_id=event_id)
    context.require_fresh()
    with holder_unit(context, event_id) as unit:
        session = context.session
        held = session.get(KeyHolder, key_id)
        if held is None or held.event_id != event_id:
            raise DomainError("not_found")
        sealed = session.scalar(select(func.count()).select_from(CodeLayer).where(CodeLayer.holder_id == key_id))
        if sealed or _is_used(unit):
            raise DomainError("key_in_use")
        unit.record("codes.key_back", f"key/{key_id}", old={"fingerprint": fingerprint(held.public_key)})
        session.delete(held)


def unlock(context: Context, event_id: str, secret: str) -> Unlocked:
    """Return the own key, opened by passphrase or recovery code. Every try counts before it is looked at.

    Raises DomainError `key_missing`, `passphrase_locked` after TRIES wrong ones, `passphrase_wrong`,
    `sign_in_needed`, `not_allowed`.
    """
    account_id = context.require(Permission.SEAL_CODES, event_id=event_id)
    with holder_unit(context, event_id):
        held = context.session.scalar(
            select(KeyHolder)
            .where(KeyHolder.event_id == event_id, KeyHolder.account_id == account_id)
            .with_for_update()
        )
        if held is None:
            raise DomainError("key_missing")
        if held.locked_until is not None and held.locked_until > context.now:
            raise DomainError("passphrase_locked", minutes=str(int(LOCK_FOR.total_seconds() // 60)))
        held.failures += 1
        held.locked_until = context.now + LOCK_FOR if held.failures % TRIES == 0 else None
        key_id, by_passphrase, by_recovery = held.id, dict(held.by_passphrase), dict(held.by_recovery)
    bound = _bound(event_id, account_id)
    try:
        if looks_like_recovery(secret):
            private = unlock_by_recovery(by_recovery, secret, bound)
        else:
            private = unlock_by_passphrase(by_passphrase, secret, bound)
    except WrongSecretError:
        with holder_unit(context, event_id) as unit:
            unit.record("codes.wrong_passphrase", f"key/{key_id}")
        raise DomainError("passphrase_wrong") from None
    with holder_unit(context, event_id):
        context.session.execute(update(KeyHolder).where(KeyHolder.id == key_id).values(failures=0, locked_until=None))
    return Unlocked(key_id, account_id, private)


@contextmanager
def holder_unit(context: Context, event_id: str) -> Iterator[Unit]:
    """Open a transaction of the event."""
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        yield unit


def _bound(event_id: str, account_id: str) -> str:
    return f"key/{event_id}/{account_id}"


def _count(unit: Unit) -> int:
    held = select(func.count()).select_from(KeyHolder).where(KeyHolder.event_id == unit.event_id)
    return unit.context.session.scalar(held) or 0


def _is_used(unit: Unit) -> bool:
    """Tell whether something is sealed and not opened yet; every layer is sealed for all three keys."""
    held = unit.context.session.scalar(
        select(
            exists().where(
                CodeLayer.event_id == unit.event_id,
                CodeLayer.opened_at.is_(None),
                CodeLayer.discarded_at.is_(None),
            )
        )
    )
    return bool(held)


def _require_apart(unit: Unit, account_id: str) -> None:
    """Refuse a key to somebody who marks: holders are kept apart from the scoring (DOMAIN 5.4)."""
    session = unit.context.session
    judges = session.scalar(
        select(func.count())
        .select_from(JudgeProfile)
        .where(JudgeProfile.event_id == unit.event_id, JudgeProfile.account_id == account_id)
    )
    marking = session.scalar(
        select(func.count())
        .select_from(RoleAssignment)
        .where(
            RoleAssignment.event_id == unit.event_id,
            RoleAssignment.account_id == account_id,
            RoleAssignment.role.in_(_JUDGING),
        )
    )
    if judges or marking:
        raise DomainError("holder_judges")
