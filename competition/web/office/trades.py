"""Trades: the list, and one trade from its scheme to its ranking."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.guard import needs
from competition.queries.office_trades import trade_id_of, trade_lines, trade_ranking, trade_room
from competition.web.office.desk import OFFICE, blueprint, open_desk, show
from competition.web.office.table_columns import trade_columns
from competition.web.office.tables import send_table, wanted_file


@blueprint.get("/<string:event_code>/trades")
@needs(OFFICE)
def trades(event_code: str) -> ResponseReturnValue:
    """List the trades with their figures."""
    desk = open_desk(event_code)
    lines = trade_lines(db.session(), desk.reach)
    if kind := wanted_file():
        return send_table(desk, kind, "trades", gettext("Trades"), trade_columns(), lines)
    return show("office/trades.html", desk, "trades", lines=lines)


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
