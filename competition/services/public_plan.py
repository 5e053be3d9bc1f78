"""Bring up to date what boards say beside marks: the plan, names, zone. Marks that are hidden stay so."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from competition.db.models import Event, Trade
from competition.domain.errors import DomainError
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.publication import refresh_trade
from competition.services.unit_of_work import unit_of_work


def publish_plan(context: Context, event_id: str, trade_ids: Collection[str] | None = None) -> None:
    """Publish sessions, names and zone on the boards of some trades (None for all) and on the event's own.

    One transaction a trade, as for marks; what the public already sees is not written again.
    """
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    offset = event.clock_offset
    wanted = select(Trade.id).where(Trade.event_id == event_id).order_by(Trade.code)
    for trade_id in context.session.scalars(wanted).all():
        if trade_ids is None or trade_id in trade_ids:
            with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
                refresh_trade(unit, trade_id)
    publish_event_boards(context, event_id)
