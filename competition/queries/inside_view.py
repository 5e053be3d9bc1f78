"""Events as the operator sees them from inside: sizes, and every entry with its sums, place and scaled mark."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Event, Trade
from competition.domain.errors import DomainError
from competition.domain.ranking import RankedEntry
from competition.domain.scheme_rules import criteria_by_share
from competition.queries.office import EventLine, OfficeEvent, office_event, office_events
from competition.queries.schemes import current_scheme
from competition.queries.standings import EntryLine, TradeFacts, entry_lines, rank_entries, trade_facts


@dataclass(frozen=True, slots=True)
class TradeInside:
    """A trade with its entries in the order of a result list. version: of the scheme, 0 for none."""

    facts: TradeFacts
    version: int
    lines: tuple[tuple[EntryLine, RankedEntry], ...]


def all_events(session: Session) -> tuple[EventLine, ...]:
    """Return every event with its size, the latest first. Three statements."""
    return office_events(session, tuple(session.scalars(select(Event.id))))


def event_of(session: Session, code: str) -> OfficeEvent:
    """Return an event by its code.

    Raises DomainError `event_unknown`.
    """
    event = office_event(session, code)
    if event is None:
        raise DomainError("event_unknown", event=code)
    return event


def trades_inside(session: Session, event_id: str) -> tuple[TradeInside, ...]:
    """Return all trades of an event from inside, whatever the public may see. About six statements a trade."""
    trades = session.scalars(select(Trade.id).where(Trade.event_id == event_id).order_by(Trade.code)).all()
    return tuple(_trade(session, trade_id) for trade_id in trades)


def _trade(session: Session, trade_id: str) -> TradeInside:
    facts = trade_facts(session, trade_id)
    index = current_scheme(session, trade_id)
    lines = entry_lines(session, trade_id)
    ranked = rank_entries(lines, facts, criteria_by_share(index.scheme) if index else ())
    by_id = {line.id: line for line in lines}
    return TradeInside(facts, index.number if index else 0, tuple((by_id[each.entry], each) for each in ranked))
