"""The transaction of a use case on one trade: permission asked for on the trade, its stream locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from competition.db.models import Event, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.unit_of_work import Unit, unit_of_work


@contextmanager
def trade_unit(context: Context, event_id: str, trade_id: str, permission: Permission) -> Iterator[Unit]:
    """Open a transaction on a trade of an event for somebody who may do this there.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    offset = context.session.scalar(
        select(Event.clock_offset)
        .join(Trade, Trade.event_id == Event.id)
        .where(Event.id == event_id, Trade.id == trade_id)
    )
    if offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
        context.require(permission, event_id=event_id, trade_id=trade_id)
        yield unit
