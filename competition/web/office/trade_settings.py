"""The settings of a trade, its removal, and a list of trades added at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.trade_list import COLUMNS, TradeRow, check_trades, filled, number_trades, row_from
from competition.extensions import db
from competition.formats.trade_list import read_trade_list
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language, translate
from competition.messages import sentence
from competition.queries.office_trades import trade_id_of, trade_names
from competition.queries.trade_settings import standard_choices, trade_attached, trade_details
from competition.services.trade_rows import add_trades
from competition.services.trades import remove_trade, update_trade
from competition.web.filters import pick
from competition.web.office.desk import Desk, blueprint, figure, open_desk, show
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.row_fields import changes_rows, read_rows
from competition.web.office.trade_forms import PLACES, TradeForm, form_values
from competition.web.office.wizard_forms import known_rows, row_faults
from competition.web.office.wizard_pages import known_by_sector

ADDS = ("paste_add", "known_add")


@blueprint.route("/<string:event_code>/trades/<string:code>/settings", methods=["GET", "POST"])
@needs(Permission.EDIT_TRADE)
def trade_settings(event_code: str, code: str) -> AnyResponse:
    """Show a trade's settings and change them."""
    desk, trade_id = _open(event_code, code)
    known = trade_details(db.session(), trade_id)
    form = TradeForm(data=form_values(known))
    _offer(desk, form)
    if trade_attached(db.session(), trade_id).has_marks:
        form.fix(known.settings)
    if form.validate_on_submit():
        wanted = form.details(known)
        try:
            is_changed = update_trade(request_context(), desk.event.id, trade_id, wanted)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The settings are kept.") if is_changed else gettext("Nothing was different."), "good")
            return redirect(url_for("office.trade_settings", event_code=event_code, code=wanted.code))
    return _page(desk, trade_id, form, "", REFUSED if form.is_submitted() else 200)


@blueprint.post("/<string:event_code>/trades/<string:code>/remove")
@needs(Permission.CREATE_TRADE)
def trade_remove(event_code: str, code: str) -> AnyResponse:
    """Remove a trade when its code was typed."""
    desk, trade_id = _open(event_code, code, Permission.CREATE_TRADE)
    try:
        removed = remove_trade(request_context(), desk.event.id, trade_id, request.form.get("typed", ""))
    except DomainError as refusal:
        if refusal.code not in ("confirmation_differs", "trade_has_marks"):
            raise
        form = TradeForm(formdata=None, data=form_values(trade_details(db.session(), trade_id)))
        _offer(desk, form)
        return _page(desk, trade_id, form, sentence(refusal.code, refusal.params, translate), REFUSED)
    flash(gettext("Trade %(code)s is removed. A backup of everything was made before.", code=removed), "good")
    return redirect(url_for("office.trades", event_code=event_code))


@blueprint.route("/<string:event_code>/new-trades", methods=["GET", "POST"])
@needs(Permission.CREATE_TRADE)
def trades_add(event_code: str) -> AnyResponse:
    """Add trades: typed, pasted, or chosen among those of WorldSkills."""
    desk = open_desk(event_code, Permission.CREATE_TRADE)
    taken = [each.code for each in trade_names(db.session(), desk.reach)]
    if request.method == "GET":
        return _adding(desk, (), taken, {})
    rows = _rows(desk, taken)
    if changes_rows(request.form):
        return _adding(desk, rows, taken, {})
    faults = row_faults(check_trades(rows, taken))
    if any(request.form.get(name) for name in ADDS) or faults or not filled(rows):
        return _adding(desk, rows, taken, faults, REFUSED if faults else 200)
    codes = add_trades(request_context(), desk.event.id, rows)
    flash(
        ngettext("%(count)s trade is added.", "%(count)s trades are added.", len(codes), count=figure(len(codes))),
        "good",
    )
    return redirect(url_for("office.trades", event_code=event_code))


def _rows(desk: Desk, taken: Sequence[str]) -> tuple[TradeRow, ...]:
    form, (first, second) = request.form, _languages(desk)
    rows = [row_from(values) for values in read_rows(form, COLUMNS)]
    if form.get("paste_add"):
        rows = [*filled(rows), *read_trade_list(form.get("paste", ""), has_second=bool(second))]
    if form.get("known_add"):
        keep = bool(form.get("known_numbers"))
        rows = [*filled(rows), *known_rows(form.getlist("known"), first, second, keep=keep)]
    return tuple(rows) if changes_rows(form) else number_trades(rows, taken)


def _adding(
    desk: Desk, rows: Sequence[TradeRow], taken: Sequence[str], faults: dict[tuple[int, str], str], status: int = 200
) -> AnyResponse:
    first, second = _languages(desk)
    html = show(
        "office/trades_add.html",
        desk,
        "trades",
        rows=rows,
        row_faults=faults,
        first=first,
        second=second,
        known=known_by_sector(),
        taken={name for row in rows for name in (row.name, row.second)},
        count=len(taken),
    )
    return Response(html, status)


def _languages(desk: Desk) -> tuple[str, str]:
    return desk.event.default_language, desk.event.second_language


def _open(event_code: str, code: str, permission: Permission = Permission.EDIT_TRADE) -> tuple[Desk, str]:
    desk = open_desk(event_code, permission)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    desk.require(trade_id)
    return desk, trade_id


def _offer(desk: Desk, form: TradeForm) -> None:
    standards = standard_choices(db.session())
    named = {each.id: f"{each.code} {each.version}: {pick(each.name, reader_language())}" for each in standards}
    form.offer(desk.event.languages, standards, named)


def _page(desk: Desk, trade_id: str, form: TradeForm, fault: str, status: int) -> AnyResponse:
    html = show(
        "office/trade_settings.html",
        desk,
        "trades",
        form=form,
        trade_id=trade_id,
        known=trade_details(db.session(), trade_id),
        attached=trade_attached(db.session(), trade_id),
        may_remove=desk.may(Permission.CREATE_TRADE),
        fault=fault,
    )
    return Response(html, status)
