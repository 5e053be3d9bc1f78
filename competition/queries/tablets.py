"""The tablets of an event: where they stand, who used them last, and how an enrolment goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import Account, Device, Enrolment, Event, SignIn, Tablet, Trade
from competition.domain.scheme import Text
from competition.domain.tablets import tablet_name
from competition.queries.reach import Reach


@dataclass(frozen=True, slots=True)
class TabletLine:
    """A tablet. seen_at: its last mark or sign-in, real time; user, login: who signed in last; in_use: still is."""

    device_id: str
    number: int
    label: str
    trade_id: str
    trade_code: str
    trade_name: Text
    bay: str
    enrolled_at: datetime
    revoked_at: datetime | None
    seen_at: datetime | None
    user: str
    login: str
    in_use: bool

    @property
    def name(self) -> str:
        """Return what stands on the tablet."""
        return tablet_name(self.number)


@dataclass(frozen=True, slots=True)
class EnrolmentState:
    """A code that tablets can scan. count: enrolled with it so far; latest: the last names, the newest first."""

    id: str
    expires_at: datetime
    opened_by: str
    count: int
    latest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnTablet:
    """What a tablet shows of itself."""

    name: str
    label: str
    event_name: Text
    default_language: str
    timezone: str
    is_revoked: bool


SHOWN_LATEST = 12


def tablet_lines(session: Session, reach: Reach, now: datetime) -> tuple[TabletLine, ...]:
    """Return the tablets of an event by number, as far as somebody's rights go. One statement."""
    newest = (
        select(
            SignIn.device_id,
            SignIn.account_id,
            SignIn.last_seen_at,
            (SignIn.revoked_at.is_(None) & (SignIn.expires_at > now)).label("in_use"),
            func.row_number().over(partition_by=SignIn.device_id, order_by=SignIn.created_at.desc()).label("place"),
        )
        .join(Tablet, Tablet.device_id == SignIn.device_id)
        .where(Tablet.event_id == reach.event_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Tablet,
            Device.revoked_at,
            Device.last_seen_at,
            Trade.code.label("trade_code"),
            Trade.name.label("trade_name"),
            Account.name.label("user"),
            Account.login,
            newest.c.last_seen_at.label("signed_in_at"),
            newest.c.in_use,
        )
        .join(Device, Device.id == Tablet.device_id)
        .outerjoin(Trade, Trade.id == Tablet.trade_id)
        .outerjoin(newest, (newest.c.device_id == Tablet.device_id) & (newest.c.place == 1))
        .outerjoin(Account, Account.id == newest.c.account_id)
        .where(Tablet.event_id == reach.event_id)
        .order_by(Tablet.number)
    )
    return tuple(
        TabletLine(
            device_id=row.Tablet.device_id,
            number=row.Tablet.number,
            label=row.Tablet.label,
            trade_id=row.Tablet.trade_id or "",
            trade_code=row.trade_code or "",
            trade_name=row.trade_name or {},
            bay=row.Tablet.bay,
            enrolled_at=row.Tablet.enrolled_at,
            revoked_at=row.revoked_at,
            seen_at=max((at for at in (row.last_seen_at, row.signed_in_at) if at), default=None),
            user=row.user or "",
            login=row.login or "",
            in_use=bool(row.in_use),
        )
        for row in rows
        if reach.is_whole or reach.covers(row.Tablet.trade_id)
    )


def open_enrolment_state(session: Session, event_id: str, now: datetime) -> EnrolmentState | None:
    """Return the code that is open, None without one. Three statements."""
    row = session.execute(
        select(Enrolment.id, Enrolment.expires_at, Account.name)
        .join(Account, Account.id == Enrolment.opened_by)
        .where(Enrolment.event_id == event_id, Enrolment.stopped_at.is_(None), Enrolment.expires_at > now)
        .order_by(Enrolment.opened_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    numbers = session.scalars(
        select(Tablet.number).where(Tablet.enrolment_id == row.id).order_by(Tablet.number.desc()).limit(SHOWN_LATEST)
    )
    latest = tuple(tablet_name(number) for number in numbers)
    count = session.scalar(select(func.count()).select_from(Tablet).where(Tablet.enrolment_id == row.id)) or 0
    return EnrolmentState(row.id, row.expires_at, row.name, count, latest)


def enrolment_token_hash(session: Session, enrolment_id: str) -> str:
    """Return the hash of a code, "" for none. One statement."""
    return session.scalar(select(Enrolment.token_hash).where(Enrolment.id == enrolment_id)) or ""


def own_tablet(session: Session, device_id: str) -> OwnTablet | None:
    """Return what a device is as a tablet of an event, None for any other device. One statement."""
    row = session.execute(
        select(Tablet, Device.revoked_at, Event)
        .join(Device, Device.id == Tablet.device_id)
        .join(Event, Event.id == Tablet.event_id)
        .where(Tablet.device_id == device_id)
    ).one_or_none()
    if row is None:
        return None
    event = row.Event
    return OwnTablet(
        tablet_name(row.Tablet.number),
        row.Tablet.label,
        event.name,
        event.default_language,
        event.timezone,
        row.revoked_at is not None,
    )
