"""A typed list of trades becomes trades: those of a new event and those that are added later alike."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from competition.db.models import Event, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.trade_list import TradeRow, check_trades, filled, number_trades
from competition.domain.worldskills_trades import WORLDSKILLS_TRADES, sector_words
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.events import NewTrade, add_trade
from competition.services.publication import publish_trade
from competition.services.unit_of_work import unit_of_work


def new_trade(row: TradeRow, first: str, second: str) -> NewTrade:
    """Return what a right row says of a new trade; a known trade or sector brings its names in other languages.

    first, second: the languages of the row's names, second "" for none.
    """
    known = next((each for each in WORLDSKILLS_TRADES if row.name and row.name == each.name.get(first)), None)
    name = {**(known.name if known else {}), first: row.name, **({second: row.second} if second and row.second else {})}
    return NewTrade(
        code=row.code,
        name={language: text for language, text in name.items() if text},
        place={first: row.place} if row.place else {},
        sector=sector_words(row.sector) or ({first: row.sector} if row.sector else {}),
        worldskills=known is not None,
        team_size=int(row.team_size) if row.team_size else None,
    )


def add_trades(context: Context, event_id: str, rows: Sequence[TradeRow]) -> tuple[str, ...]:
    """Add several trades to an event, all or none; returns their codes.

    Raises DomainError `trades_have_faults` (see `check_trades`), `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.CREATE_TRADE, event_id=event_id)
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    offset, first, second = event.clock_offset, event.default_language, event.second_language
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        # The event's row is locked, so that two people cannot add the same trade at once.
        context.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
        taken = context.session.scalars(select(Trade.code).where(Trade.event_id == event_id)).all()
        numbered = number_trades(filled(rows), taken)
        if not numbered or check_trades(numbered, taken):
            raise DomainError("trades_have_faults")
        for row in numbered:
            trade_id = add_trade(context.session, event_id, new_trade(row, first, second))
            unit.record("trade.add", f"trade/{trade_id}", new={"code": row.code})
            publish_trade(unit, trade_id)
    publish_event_boards(context, event_id)
    return tuple(row.code for row in numbered)
