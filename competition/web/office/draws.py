"""Draws: start orders, workstations and lots from a seed that everybody may see."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.draws import DrawKind
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.approvals import OpenRequest, open_requests
from competition.queries.draws import TradeDraws, draws_of
from competition.queries.draws import trade_draws as load_draws
from competition.queries.office_trades import trade_id_of
from competition.services.draws import AGAIN, ask_again, draw_again, make_draw, publish_draw, refuse_again
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.draw_forms import DrawForm
from competition.web.office.table_columns import start_columns
from competition.web.office.tables import send_table, wanted_file

REFUSED = 422
DRAWS = Permission.DRAW_LOTS
AT_FIELD = {
    "seed_missing": "seed",
    "seed_too_long": "seed",
    "heats_wrong": "heat_size",
    "stations_wrong": "stations",
    "reason_needed": "reason",
    "draw_impossible": "apart",
}
"""Refusals that belong to a field."""


@blueprint.get("/<string:event_code>/draws")
@needs(DRAWS)
def draws(event_code: str) -> str:
    """List the trades with what is drawn."""
    desk = open_desk(event_code, DRAWS)
    waiting = {each.trade_id for each in open_requests(db.session(), desk.event.id, AGAIN)}
    return show("office/draws.html", desk, "draws", rooms=draws_of(db.session(), desk.reach), waiting=waiting)


@blueprint.get("/<string:event_code>/trades/<string:code>/draws")
@needs(DRAWS)
def trade_draws(event_code: str, code: str) -> str:
    """Show what is drawn in a trade; with `?check=start` also whether it can be repeated."""
    desk, room = draw_room(event_code, code)
    return _page(desk, room, check=request.args.get("check", ""))


@blueprint.post("/<string:event_code>/trades/<string:code>/draws/<string:kind>")
@needs(DRAWS)
def draw_lots(event_code: str, code: str, kind: str) -> AnyResponse:
    """Draw; where the drawing that holds is published, ask for a second person."""
    desk, room = draw_room(event_code, code)
    what, form = read_kind(kind), DrawForm(prefix=f"{kind}-")
    current = room.current(what)
    if form.validate_on_submit():
        context, wanted, reason = request_context(), form.wanted(what), form.reason.data or ""
        try:
            if current is not None and current.published_at is not None:
                ask_again(context, desk.event.id, room.id, wanted, reason)
                flash(gettext("Somebody else has to agree before it is drawn again. Nothing has changed yet."), "wait")
            else:
                make_draw(context, desk.event.id, room.id, wanted, reason)
                flash(gettext("Drawn and stored. Look at it, then publish it."), "good")
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            return redirect(url_for("office.trade_draws", event_code=event_code, code=code, _anchor=kind))
    return Response(_page(desk, room, failed=(kind, form)), REFUSED)


@blueprint.post("/<string:event_code>/trades/<string:code>/draws/<string:kind>/publish")
@needs(DRAWS)
def publish_lots(event_code: str, code: str, kind: str) -> AnyResponse:
    """Let the drawing that holds stand."""
    desk, room = draw_room(event_code, code)
    publish_draw(request_context(), desk.event.id, room.id, read_kind(kind))
    flash(gettext("The draw is published. From now on two people draw again."), "good")
    return redirect(url_for("office.trade_draws", event_code=event_code, code=code, _anchor=kind))


@blueprint.post("/<string:event_code>/trades/<string:code>/draws/requests/<string:request_id>/<string:step>")
@needs(Permission.REDRAW_LOTS)
def decide_lots(event_code: str, code: str, request_id: str, step: str) -> AnyResponse:
    """Draw again as the second person, or refuse."""
    desk, _ = draw_room(event_code, code)
    if step == "approve":
        draw_again(request_context(), desk.event.id, request_id)
        flash(gettext("Drawn again and stored. Look at it, then publish it."), "good")
    elif step == "refuse":
        refuse_again(request_context(), desk.event.id, request_id)
        flash(gettext("The drawing stays as it was."), "good")
    else:
        raise DomainError("not_found")
    return redirect(url_for("office.trade_draws", event_code=event_code, code=code))


@blueprint.get("/<string:event_code>/trades/<string:code>/draws/<string:kind>")
@needs(DRAWS)
def draw_sheet(event_code: str, code: str, kind: str) -> str | AnyResponse:
    """Show a drawing for the hall and for paper."""
    desk, room = draw_room(event_code, code)
    what = read_kind(kind)
    current = room.current(what)
    if current is None:
        raise DomainError("draw_missing")
    if file := wanted_file():
        return send_table(desk, file, f"draw-{code}", gettext("Draws"), start_columns(), room.entries)
    entries = {entry.code: entry for entry in room.entries}
    return show("office/draw_sheet.html", desk, "draws", room=room, draw=current, kind=what, entries=entries)


def draw_room(event_code: str, code: str) -> tuple[Desk, TradeDraws]:
    """Return the desk and a trade within reach.

    Raises DomainError `not_found`, `not_allowed`.
    """
    desk = open_desk(event_code, DRAWS)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    desk.require(trade_id)
    return desk, load_draws(db.session(), desk.event.id, trade_id)


def read_kind(text: str) -> DrawKind:
    """Return the kind of an address. Raises DomainError `not_found`."""
    try:
        return DrawKind(text)
    except ValueError:
        raise DomainError("not_found") from None


def _tell(form: DrawForm, refusal: DomainError) -> None:
    """Put a refusal at its field. A sign-in that is asked for goes on."""
    if refusal.code == "sign_in_again":
        raise refusal
    words = sentence(refusal.code, refusal.params, translate)
    if refusal.code in AT_FIELD:
        form[AT_FIELD[refusal.code]].errors = [words]
    else:
        form.form_errors.append(words)


def _requests(desk: Desk, room: TradeDraws) -> dict[str, OpenRequest]:
    """Return what waits for a second person, by kind."""
    found = open_requests(db.session(), desk.event.id, AGAIN)
    return {str(each.details["kind"]): each for each in found if each.trade_id == room.id}


def _page(desk: Desk, room: TradeDraws, *, failed: tuple[str, DrawForm] | None = None, check: str = "") -> str:
    forms = {kind.value: _form(room, kind) for kind in DrawKind}
    if failed is not None:
        forms[failed[0]] = failed[1]
    return show(
        "office/trade_draws.html",
        desk,
        "draws",
        room=room,
        kinds=list(DrawKind),
        forms=forms,
        failed=failed[0] if failed else "",
        check=check,
        requests=_requests(desk, room),
    )


def _form(room: TradeDraws, kind: DrawKind) -> DrawForm:
    """Return an empty form with the wishes of the drawing that holds."""
    current = room.current(kind)
    count = len(room.competing())
    stations = ", ".join(current.wishes.stations) if current else f"1-{count}" if count else ""
    data = {
        "heat_size": current.wishes.heat_size if current else 0,
        "apart": current.wishes.apart if current else False,
        "stations": stations,
    }
    return DrawForm(formdata=None, prefix=f"{kind.value}-", data=data)
