"""Publication: what the public sees of each trade, and the switch."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.visibility import Policy
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_trades import board_lines, trade_id_of
from competition.queries.publication import board_of_trade
from competition.services.event_boards import publish_event_boards
from competition.services.publication import set_policy
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk, show
from competition.web.office.forms import PolicyForm
from competition.web.office.table_columns import board_columns
from competition.web.office.tables import send_table, wanted_file

REFUSED = 422


@blueprint.get("/<string:event_code>/publication")
@needs(OFFICE)
def publication(event_code: str) -> str | AnyResponse:
    """Show what the public sees of each trade; who may switch it finds the switches."""
    desk = open_desk(event_code)
    if kind := wanted_file():
        lines = board_lines(db.session(), desk.reach)
        return send_table(desk, kind, "boards", gettext("Publication"), board_columns(desk), lines)
    return _page(desk, None)


@blueprint.post("/<string:event_code>/publication/<string:code>")
@needs(Permission.FREEZE_BOARD)
def switch(event_code: str, code: str) -> AnyResponse:
    """Let the public see more or less of a trade from now on."""
    desk = open_desk(event_code, Permission.FREEZE_BOARD)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    board_id = board_of_trade(db.session(), desk.event.id, code)
    if trade_id is None or board_id is None:
        raise DomainError("not_found")
    form = PolicyForm()
    if not form.validate_on_submit():
        return Response(_page(desk, gettext("Choose hidden, progress, live or frozen. Nothing was changed.")), REFUSED)
    context = request_context()
    set_policy(context, board_id, Policy(form.policy.data))
    publish_event_boards(context, desk.event.id)
    flash(gettext("Trade %(code)s is switched. The public sees it from now on.", code=code), "good")
    return redirect(url_for("office.publication", event_code=event_code))


def _page(desk: Desk, fault: str | None) -> str:
    boards = board_lines(db.session(), desk.reach)
    may_switch = desk.may(Permission.FREEZE_BOARD)
    return show("office/publication.html", desk, "publication", boards=boards, may_switch=may_switch, fault=fault)
