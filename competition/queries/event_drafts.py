"""Events on their way, and the earlier ones that a new one may be made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import Account, Event, EventDraft, SchemeVersion, Trade
from competition.domain.event_plan import EventPlan, plan_from
from competition.domain.scheme import Text
from competition.domain.trade_list import TradeRow


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft. event_code: of the event that came of it, None before."""

    id: str
    plan: EventPlan
    changed_at: datetime
    event_code: str | None


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """An event that may be taken over. trades, schemes: how many there are."""

    id: str
    code: str
    name: Text
    starts: date
    ends: date
    trades: int
    schemes: int


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account by its log-in, as an administrator may see it when naming an organizer."""

    id: str
    login: str
    name: str
    is_disabled: bool


def open_drafts(session: Session, account_id: str) -> tuple[DraftLine, ...]:
    """Return somebody's drafts of which no event was made yet, the one changed last first. One statement."""
    rows = session.scalars(
        select(EventDraft)
        .where(EventDraft.account_id == account_id, EventDraft.event_id.is_(None))
        .order_by(EventDraft.changed_at.desc())
    )
    return tuple(DraftLine(row.id, plan_from(row.data), row.changed_at, None) for row in rows)


def event_draft(session: Session, account_id: str, draft_id: str) -> DraftLine | None:
    """Return one of somebody's drafts. One statement."""
    row = session.execute(
        select(EventDraft, Event.code)
        .outerjoin(Event, Event.id == EventDraft.event_id)
        .where(EventDraft.id == draft_id, EventDraft.account_id == account_id)
    ).one_or_none()
    if row is None:
        return None
    draft, code = row
    return DraftLine(draft.id, plan_from(draft.data), draft.changed_at, code)


def event_codes(session: Session) -> frozenset[str]:
    """Return the codes of all events. One statement."""
    return frozenset(session.scalars(select(Event.code)))


def earlier_events(session: Session) -> tuple[EarlierEvent, ...]:
    """Return the events that a new one may be made from, the latest first. One statement."""
    trades = select(func.count()).where(Trade.event_id == Event.id).correlate(Event).scalar_subquery()
    schemes = (
        select(func.count(func.distinct(SchemeVersion.trade_id)))
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .where(Trade.event_id == Event.id, SchemeVersion.published_at.is_not(None))
        .correlate(Event)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Event.id, Event.code, Event.name, Event.starts, Event.ends, trades, schemes).order_by(
            Event.starts.desc(), Event.code
        )
    )
    return tuple(EarlierEvent(*row) for row in rows)


def rows_of_event(session: Session, event_code: str, first: str, second: str) -> tuple[TradeRow, ...]:
    """Return the trades of an event as rows to start from. One statement.

    first, second: the languages of the new event.
    """
    rows = session.scalars(
        select(Trade).join(Event, Event.id == Trade.event_id).where(Event.code == event_code).order_by(Trade.code)
    )
    return tuple(
        TradeRow(
            code=row.code,
            name=row.name.get(first) or next(iter(row.name.values()), ""),
            second=row.name.get(second, "") if second else "",
            sector=row.sector.get(first) or next(iter(row.sector.values()), ""),
            team_size=str(row.team_size),
            place=row.place.get(first) or next(iter(row.place.values()), ""),
            source=row.code,
        )
        for row in rows
    )


def accounts_by_login(session: Session, logins: Collection[str]) -> dict[str, KnownAccount]:
    """Return the accounts that exist of some log-ins. One statement."""
    rows = session.execute(
        select(Account.id, Account.login, Account.name, Account.disabled_at).where(Account.login.in_(logins))
    )
    return {login: KnownAccount(id_, login, name, at is not None) for id_, login, name, at in rows}
