"""The transaction in which the people of an event change, and the boards that follow from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Entry, EntryMember, Event, Stream, Trade
from competition.domain.errors import DomainError
from competition.services.conflict_rules import refresh_interests
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.publication import publish_trade
from competition.services.unit_of_work import Unit, unit_of_work


@contextmanager
def people_unit(context: Context, event_id: str, trades: Iterable[str] = ()) -> Iterator[Unit]:
    """Open a transaction that changes people of an event; afterwards the event's own boards follow.

    trades: ids of those whose entries change; their streams are locked first, as every mark does.
    Raises DomainError `not_found`.
    """
    clock_offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if clock_offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        lock_people(context.session, event_id, trades)
        yield unit
        # Whom a judge may not mark can follow from any of these changes.
        context.session.flush()
        refresh_interests(context.session, event_id)
    publish_event_boards(context, event_id)


def lock_people(session: Session, event_id: str, trades: Iterable[str] = ()) -> None:
    """Lock some trades' streams, then the event, so that two people cannot give the same code at once."""
    wanted = sorted(set(trades))
    if wanted:
        session.execute(
            select(Stream.trade_id)
            .where(Stream.trade_id.in_(wanted))
            .order_by(Stream.trade_id)
            .with_for_update(of=Stream)
        ).all()
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()


def trades_of_event(session: Session, event_id: str) -> tuple[str, ...]:
    """Return the trades of an event."""
    return tuple(session.scalars(select(Trade.id).where(Trade.event_id == event_id)))


def trades_of_team(session: Session, team_id: str) -> tuple[str, ...]:
    """Return the trades in which a team has entries."""
    return tuple(session.scalars(select(Entry.trade_id).where(Entry.team_id == team_id).distinct()))


def trades_of_competitor(session: Session, competitor_id: str) -> tuple[str, ...]:
    """Return the trades in which somebody competes."""
    statement = (
        select(Entry.trade_id)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .where(EntryMember.competitor_id == competitor_id)
        .distinct()
    )
    return tuple(session.scalars(statement))


def publish_trades(unit: Unit, trades: Iterable[str]) -> None:
    """Let the boards of some trades follow, where the public sees a difference."""
    for trade_id in sorted(set(trades)):
        publish_trade(unit, trade_id)


def require_trade(session: Session, event_id: str, trade_id: str) -> Trade:
    """Return a trade of the event. Raises DomainError `not_found`."""
    trade = session.get(Trade, trade_id)
    if trade is None or trade.event_id != event_id:
        raise DomainError("not_found")
    return trade
