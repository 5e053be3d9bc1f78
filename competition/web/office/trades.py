"""Trades: the list, and one trade from its scheme to its ranking."""

from __future__ import annotations

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.guard import needs
from competition.queries.office_trades import trade_id_of, trade_lines, trade_ranking, trade_room
from competition.web.office.desk import OFFICE, blueprint, open_desk, show


@blueprint.get("/<string:event_code>/trades")
@needs(OFFICE)
def trades(event_code: str) -> str:
    """List the trades with their figures."""
    desk = open_desk(event_code)
    return show("office/trades.html", desk, "trades", lines=trade_lines(db.session(), desk.reach))


@blueprint.get("/<string:event_code>/trades/<string:code>")
@needs(OFFICE)
def trade(event_code: str, code: str) -> str:
    """Show one trade; the ranking only to those who may see it before it is released."""
    desk = open_desk(event_code)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    desk.require(trade_id)
    room = trade_room(db.session(), desk.event.id, trade_id)
    may_rank = desk.may(Permission.SEE_COMPUTED_RESULTS, trade_id)
    ranking = trade_ranking(db.session(), room) if may_rank else None
    return show("office/trade.html", desk, "trades", room=room, ranking=ranking)
