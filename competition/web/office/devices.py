"""Devices: tablets enrolled in a row by one picture, listed, placed, revoked."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import segno
from flask import Response, flash, jsonify, redirect, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.schedule import schedule_trades
from competition.queries.tablets import (
    EnrolmentState,
    TabletLine,
    enrolment_token_hash,
    open_enrolment_state,
    tablet_lines,
)
from competition.services.identity import secret_hash
from competition.services.tablets import change_tablet, open_enrolment, restore_tablet, revoke_tablet, stop_enrolment
from competition.web.office.desk import Desk, blueprint, named, open_desk, show
from competition.web.office.device_forms import TabletForm
from competition.web.office.table_columns import tablet_columns
from competition.web.office.tables import send_table, wanted_file

REFUSED = 422
TOKEN = "enrolment"  # noqa: S105 (the name under which the browser keeps it)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@blueprint.get("/<string:event_code>/devices")
@needs(Permission.REVOKE_DEVICE)
def devices(event_code: str) -> str | Response:
    """List the tablets."""
    desk = open_desk(event_code, Permission.REVOKE_DEVICE)
    now = datetime.now(UTC)
    lines = tablet_lines(db.session(), desk.reach, now)
    if kind := wanted_file():
        return send_table(desk, kind, "tablets", gettext("Tablets"), tablet_columns(desk), lines)
    return show(
        "office/devices.html",
        desk,
        "devices",
        lines=lines,
        state=open_enrolment_state(db.session(), desk.event.id, now),
        may_enrol=desk.may(Permission.ENROL_DEVICE),
        revoke=Permission.REVOKE_DEVICE,
        in_use=sum(line.in_use for line in lines),
        revoked=sum(line.revoked_at is not None for line in lines),
    )


@blueprint.get("/<string:event_code>/devices/enrol")
@needs(Permission.ENROL_DEVICE)
def enrolment(event_code: str) -> str:
    """Show the picture that tablets scan, and how many have."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    state = open_enrolment_state(db.session(), desk.event.id, datetime.now(UTC))
    address = _address(state)
    picture = segno.make(address, micro=False, error="m").svg_data_uri(border=2, light="#fff") if address else ""
    return show(
        "office/enrolment.html",
        desk,
        "devices",
        state=state,
        address=address,
        picture=picture,
        is_loopback=(urlsplit(request.host_url).hostname or "") in LOOPBACK,
        until=desk.event.now(state.expires_at) if state else None,
    )


@blueprint.post("/<string:event_code>/devices/enrol")
@needs(Permission.ENROL_DEVICE)
def enrolment_open(event_code: str) -> AnyResponse:
    """Open an enrolment; its code is kept in this browser alone, so that the page can be loaded again."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    session[TOKEN] = open_enrolment(request_context(), desk.event.id).secret
    return redirect(url_for("office.enrolment", event_code=event_code))


@blueprint.post("/<string:event_code>/devices/enrol/stop")
@needs(Permission.ENROL_DEVICE)
def enrolment_stop(event_code: str) -> AnyResponse:
    """Close the enrolment."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    stop_enrolment(request_context(), desk.event.id)
    session.pop(TOKEN, None)
    flash(gettext("Enrolment is closed. The picture opens nothing any more."), "good")
    return redirect(url_for("office.devices", event_code=event_code))


@blueprint.get("/<string:event_code>/devices/enrol/count")
@needs(Permission.ENROL_DEVICE)
def enrolment_count(event_code: str) -> Response:
    """Tell the page how many tablets there are by now."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    now = datetime.now(UTC)
    state = open_enrolment_state(db.session(), desk.event.id, now)
    if state is None:
        return jsonify(open=False)
    seconds = int((state.expires_at - now).total_seconds())
    return jsonify(open=True, count=state.count, latest=state.latest, seconds=seconds)


@blueprint.route("/<string:event_code>/devices/<string(length=32):device_id>", methods=["GET", "POST"])
@needs(Permission.ENROL_DEVICE)
def device(event_code: str, device_id: str) -> AnyResponse:
    """Change what a tablet is called and where it stands."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    line = _line(desk, device_id)
    trades = [(each.id, named(each.code, each.name)[1]) for each in schedule_trades(db.session(), desk.event.id)]
    form = TabletForm(data={"label": line.label, "trade": line.trade_id, "bay": line.bay})
    form.offer(trades)
    if form.validate_on_submit():
        change_tablet(
            request_context(),
            desk.event.id,
            device_id,
            label=form.label.data or "",
            trade_id=form.trade.data or None,
            bay=form.bay.data or "",
        )
        flash(gettext("%(tablet)s is saved.", tablet=line.name), "good")
        return redirect(url_for("office.devices", event_code=event_code) + f"#{line.name}")
    page = show("office/device.html", desk, "devices", form=form, line=line)
    return Response(page, REFUSED if request.method == "POST" else 200)


@blueprint.post("/<string:event_code>/devices/<string(length=32):device_id>/revoke")
@needs(Permission.REVOKE_DEVICE)
def device_revoke(event_code: str, device_id: str) -> AnyResponse:
    """Take a tablet out; whoever is signed in on it is signed out."""
    desk = open_desk(event_code, Permission.REVOKE_DEVICE)
    line = _line(desk, device_id)
    revoke_tablet(request_context(), desk.event.id, device_id)
    flash(gettext("%(tablet)s is revoked. Nobody is signed in on it any more.", tablet=line.name), "good")
    return redirect(url_for("office.devices", event_code=event_code) + f"#{line.name}")


@blueprint.post("/<string:event_code>/devices/<string(length=32):device_id>/restore")
@needs(Permission.ENROL_DEVICE)
def device_restore(event_code: str, device_id: str) -> AnyResponse:
    """Let a tablet in again."""
    desk = open_desk(event_code, Permission.ENROL_DEVICE)
    line = _line(desk, device_id)
    restore_tablet(request_context(), desk.event.id, device_id)
    flash(gettext("%(tablet)s may be used again. Judges sign in on it anew.", tablet=line.name), "good")
    return redirect(url_for("office.devices", event_code=event_code) + f"#{line.name}")


def _line(desk: Desk, device_id: str) -> TabletLine:
    lines = tablet_lines(db.session(), desk.reach, datetime.now(UTC))
    line = next((each for each in lines if each.device_id == device_id), None)
    if line is None:
        raise DomainError("not_found")
    return line


def _address(state: EnrolmentState | None) -> str:
    """Return the address that tablets open, "" when this browser did not open the enrolment."""
    secret = session.get(TOKEN, "")
    if state is None or not secret or secret_hash(secret) != enrolment_token_hash(db.session(), state.id):
        return ""
    return url_for("tablet.enrol", token=secret, _external=True)
