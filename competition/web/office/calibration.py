"""Calibration of judges on sample work, and the picture of how far they agree."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.calibration import calibration as calibration_of
from competition.queries.office_trades import trade_id_of, trade_name
from competition.services.calibration import add_sample, remove_sample
from competition.web.office.desk import blueprint, open_desk, show


@blueprint.get("/<string:event_code>/trades/<string:code>/calibration")
@needs(Permission.SEE_TRADE_MARKS)
def trade_calibration(event_code: str, code: str) -> str:
    """Show the sample work of a trade, and how its judges agree on it."""
    desk = open_desk(event_code, Permission.SEE_LOG)
    trade_id = _trade(desk.event.id, code)
    desk.require(trade_id)
    if not desk.may(Permission.SEE_TRADE_MARKS, trade_id):
        raise DomainError("not_allowed", permission=Permission.SEE_TRADE_MARKS.value)
    found = calibration_of(db.session(), trade_id)
    name = trade_name(db.session(), trade_id)
    may_edit = desk.may(Permission.EDIT_TRADE, trade_id)
    return show(
        "office/calibration.html", desk, "trades", found=found, trade=name, trade_id=trade_id, may_edit=may_edit
    )


@blueprint.post("/<string:event_code>/trades/<string:code>/calibration")
@needs(Permission.EDIT_TRADE)
def sample_add(event_code: str, code: str) -> Response:
    """Add a piece of sample work."""
    desk = open_desk(event_code, Permission.EDIT_TRADE)
    sample = add_sample(request_context(), _trade(desk.event.id, code))
    flash(gettext("Sample %(code)s is there. Its sheets are open on the judges' tablets.", code=sample), "good")
    return redirect(url_for("office.trade_calibration", event_code=event_code, code=code))


@blueprint.post("/<string:event_code>/trades/<string:code>/calibration/<string:sample>/remove")
@needs(Permission.EDIT_TRADE)
def sample_remove(event_code: str, code: str, sample: str) -> Response:
    """Remove a piece of sample work that nobody has marked."""
    desk = open_desk(event_code, Permission.EDIT_TRADE)
    remove_sample(request_context(), _trade(desk.event.id, code), sample)
    flash(gettext("Sample %(code)s is removed.", code=sample), "good")
    return redirect(url_for("office.trade_calibration", event_code=event_code, code=code))


def _trade(event_id: str, code: str) -> str:
    trade_id = trade_id_of(db.session(), event_id, code)
    if trade_id is None:
        raise DomainError("not_found")
    return trade_id
