"""Judging sheets: the list, and one sheet to read."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.guard import needs
from competition.queries.office_log import LogFilter, log_page
from competition.queries.office_sheets import PAGE, SheetPage, sheet_page, sheet_room
from competition.queries.office_trades import trade_names
from competition.web.office.desk import blueprint, named, open_desk, show
from competition.web.office.forms import SheetFilterForm
from competition.web.office.paging import page_number, paging
from competition.web.office.table_columns import sheet_columns
from competition.web.office.tables import MOST_LINES, send_table, wanted_file

HISTORY = 30


@blueprint.get("/<string:event_code>/sheets")
@needs(Permission.SEE_TRADE_MARKS)
def sheets(event_code: str) -> ResponseReturnValue:
    """List the judging sheets and how far they are."""
    desk = open_desk(event_code, Permission.SEE_TRADE_MARKS)
    form = SheetFilterForm(formdata=request.args)
    form.offer([named(each.code, each.name) for each in trade_names(db.session(), desk.reach)], desk.event)
    wanted, page = form.wanted(), page_number()
    if kind := wanted_file():
        every = sheet_page(db.session(), desk.reach, wanted, 1, MOST_LINES).lines if wanted else ()
        return send_table(desk, kind, "sheets", gettext("Judging sheets"), sheet_columns(desk), every)
    found = sheet_page(db.session(), desk.reach, wanted, page) if wanted else SheetPage((), 0)
    where = paging(page, found.count, PAGE)
    return show("office/sheets.html", desk, "sheets", form=form, lines=found.lines, paging=where)


@blueprint.get("/<string:event_code>/sheets/<string:sheet_id>")
@needs(Permission.SEE_TRADE_MARKS)
def sheet(event_code: str, sheet_id: str) -> str:
    """Show one sheet; a round's scores only when everybody of the panel is in."""
    desk = open_desk(event_code, Permission.SEE_TRADE_MARKS)
    room = sheet_room(db.session(), sheet_id)
    if room.event_id != desk.event.id:
        raise DomainError("not_found")
    desk.require(room.trade_id)
    history = log_page(db.session(), desk.reach, LogFilter(object=f"sheet/{room.id}"), HISTORY)
    return show("office/sheet.html", desk, "sheets", room=room, history=history)
