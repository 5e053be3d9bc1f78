"""Tablets of an event: enrolled in a row by one code, named, placed, revoked. Source: PRODUCT L1, L3; THREATS T7, T17.

Enrolling gives no right: it makes a device known by a number, so that the office sees it and can take it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from competition.db.models import Device, Enrolment, Event, SignIn, Tablet, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.tablets import tablet_name
from competition.services.context import Context
from competition.services.identity import new_id, new_secret, secret_hash
from competition.services.unit_of_work import unit_of_work

ENROLMENT_LIVES = timedelta(minutes=30)
MOST_TABLETS = 3000
LONGEST_LABEL, LONGEST_BAY = 80, 40


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """A code just made; only its hash is kept. expires_at: real time."""

    id: str
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A tablet that belongs to an event from now on; device_id goes into its cookie."""

    device_id: str
    number: int
    event_id: str


def open_enrolment(context: Context, event_id: str) -> NewEnrolment:
    """Make the code that tablets scan in a row; one that was open in this event is closed.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    account_id = context.require(Permission.ENROL_DEVICE, event_id=event_id)
    secret = new_secret()
    with unit_of_work(context, event_id, clock_offset=_offset(context, event_id)) as unit:
        _close(context, event_id)
        enrolment = Enrolment(
            id=new_id(),
            event_id=event_id,
            token_hash=secret_hash(secret),
            opened_at=context.now,
            opened_by=account_id,
            expires_at=context.now + ENROLMENT_LIVES,
        )
        context.session.add(enrolment)
        unit.record("enrolment.open", f"event/{event_id}", new={"enrolment": enrolment.id})
    return NewEnrolment(enrolment.id, secret, context.now + ENROLMENT_LIVES)


def stop_enrolment(context: Context, event_id: str) -> None:
    """Close whatever code is open. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`."""
    context.require(Permission.ENROL_DEVICE, event_id=event_id)
    with unit_of_work(context, event_id, clock_offset=_offset(context, event_id)) as unit:
        if _close(context, event_id):
            unit.record("enrolment.stop", f"event/{event_id}")


def enrol_tablet(context: Context, secret: str, device_id: str | None) -> Enrolled:
    """Make the tablet that scanned a code known; the same one again keeps its number.

    device_id: of the tablet's cookie, None for one that has none.
    Raises DomainError `enrolment_over`, `too_many_tablets`.
    """
    event_id = open_event_id(context, secret)
    offset = _offset(context, event_id)
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        session = context.session
        # The code's row is locked, so that two tablets at once get two numbers and none after it was stopped.
        enrolment = session.scalar(
            select(Enrolment).where(Enrolment.token_hash == secret_hash(secret)).with_for_update()
        )
        if enrolment is None or enrolment.stopped_at is not None or enrolment.expires_at <= context.now:
            raise DomainError("enrolment_over")
        device = session.get(Device, device_id) if device_id else None
        known = session.get(Tablet, device.id) if device else None
        if device and known and known.event_id == event_id and device.revoked_at is None:
            return Enrolled(device.id, known.number, event_id)
        session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True))
        count, last = session.execute(
            select(func.count(), func.max(Tablet.number)).where(Tablet.event_id == event_id)
        ).one()
        if count >= MOST_TABLETS:
            raise DomainError("too_many_tablets", limit=str(MOST_TABLETS))
        if device is None or known is not None or device.revoked_at is not None:
            device = Device(id=new_id(), name="", last_seq=0, created_at=context.now)
            session.add(device)
            session.flush()
        tablet = Tablet(
            device_id=device.id,
            event_id=event_id,
            number=(last or 0) + 1,
            enrolment_id=enrolment.id,
            enrolled_at=context.now,
        )
        device.name = tablet_name(tablet.number)
        session.add(tablet)
        unit.record("tablet.enrol", f"tablet/{device.id}", new={"number": tablet.number, "enrolment": enrolment.id})
        return Enrolled(device.id, tablet.number, event_id)


def open_event_id(context: Context, secret: str) -> str:
    """Return the event whose tablets a code enrols. Raises DomainError `enrolment_over`."""
    event_id = context.session.scalar(
        select(Enrolment.event_id).where(
            Enrolment.token_hash == secret_hash(secret),
            Enrolment.stopped_at.is_(None),
            Enrolment.expires_at > context.now,
        )
    )
    if event_id is None:
        raise DomainError("enrolment_over")
    return event_id


def change_tablet(
    context: Context, event_id: str, device_id: str, *, label: str, trade_id: str | None, bay: str
) -> None:
    """Say what a tablet is called and where it stands.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ENROL_DEVICE, event_id=event_id)
    with unit_of_work(context, event_id, clock_offset=_offset(context, event_id)) as unit:
        tablet = _tablet(context, event_id, device_id)
        if trade_id is not None:
            trade = context.session.get(Trade, trade_id)
            if trade is None or trade.event_id != event_id:
                raise DomainError("not_found")
        before = {"trade": tablet.trade_id or "", "bay": tablet.bay}
        tablet.label, tablet.bay = label.strip()[:LONGEST_LABEL], bay.strip()[:LONGEST_BAY]
        tablet.trade_id = trade_id
        unit.record(
            "tablet.change", f"tablet/{device_id}", old=before, new={"trade": trade_id or "", "bay": tablet.bay}
        )


def revoke_tablet(context: Context, event_id: str, device_id: str) -> None:
    """Take a tablet out: its sign-ins end at once and it has to be enrolled again under a new number.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    with unit_of_work(context, event_id, clock_offset=_offset(context, event_id)) as unit:
        tablet = _tablet(context, event_id, device_id)
        context.require(Permission.REVOKE_DEVICE, event_id=event_id, trade_id=tablet.trade_id)
        context.session.execute(update(Device).where(Device.id == device_id).values(revoked_at=context.now))
        ended = context.session.execute(
            update(SignIn)
            .where(SignIn.device_id == device_id, SignIn.revoked_at.is_(None))
            .values(revoked_at=context.now)
            .returning(SignIn.token_hash)
        ).all()
        unit.record("tablet.revoke", f"tablet/{device_id}", new={"number": tablet.number, "sign_ins": len(ended)})


def restore_tablet(context: Context, event_id: str, device_id: str) -> None:
    """Let a tablet in again that was revoked by mistake; people sign in on it anew.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ENROL_DEVICE, event_id=event_id)
    with unit_of_work(context, event_id, clock_offset=_offset(context, event_id)) as unit:
        tablet = _tablet(context, event_id, device_id)
        context.session.execute(update(Device).where(Device.id == device_id).values(revoked_at=None))
        unit.record("tablet.change", f"tablet/{device_id}", new={"number": tablet.number, "revoked": False})


def _tablet(context: Context, event_id: str, device_id: str) -> Tablet:
    tablet = context.session.get(Tablet, device_id)
    if tablet is None or tablet.event_id != event_id:
        raise DomainError("not_found")
    return tablet


def _close(context: Context, event_id: str) -> bool:
    """Close the codes that are open; tell whether there were any."""
    closed = context.session.execute(
        update(Enrolment)
        .where(Enrolment.event_id == event_id, Enrolment.stopped_at.is_(None), Enrolment.expires_at > context.now)
        .values(stopped_at=context.now)
        .returning(Enrolment.id)
    ).all()
    return bool(closed)


def _offset(context: Context, event_id: str) -> int:
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    return offset
