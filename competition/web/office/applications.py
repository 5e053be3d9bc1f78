"""Applications of the teams: the queue, and one against what is there."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.applications import ApplicationView, application_of
from competition.queries.applications import applications as all_applications
from competition.queries.office_roster import roster_choices
from competition.queries.registration import registration_of
from competition.services.application_decisions import decide_application
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.preparing_columns import application_columns
from competition.web.office.refusals import ELSEWHERE, REFUSED
from competition.web.office.tables import send_table, wanted_file

DECIDE = Permission.DECIDE_APPLICATIONS


@blueprint.get("/<string:event_code>/applications")
@needs(DECIDE)
def applications(event_code: str) -> ResponseReturnValue:
    """Show what teams have handed in."""
    desk = open_desk(event_code, DECIDE)
    lines = all_applications(db.session(), desk.event.id)
    if kind := wanted_file():
        return send_table(desk, kind, "applications", gettext("Applications"), application_columns(desk), lines)
    rules = registration_of(db.session(), desk.event.id)
    return show("office/applications.html", desk, "applications", lines=lines, rules=rules)


@blueprint.route("/<string:event_code>/applications/<string(length=32):application_id>", methods=["GET", "POST"])
@needs(DECIDE)
def application(event_code: str, application_id: str) -> AnyResponse:
    """Show an application against what is there, and decide it."""
    desk = open_desk(event_code, DECIDE)
    found = application_of(db.session(), desk.event.id, application_id)
    if found is None:
        raise DomainError("not_found")
    if request.method == "GET":
        return Response(_page(desk, found))
    ticked = {int(each) for each in request.form.getlist("line") if each.isdecimal()}
    reason, refuse = request.form.get("reason", ""), "refuse" in request.form
    try:
        decide_application(request_context(), desk.event.id, application_id, ticked, reason, refuse=refuse)
    except DomainError as refusal:
        if refusal.code in ELSEWHERE:
            raise
        field = "reason" if refusal.code == "reason_needed" else ""
        return Response(_page(desk, found, (field, _words(refusal)), ticked, reason), REFUSED)
    flash(gettext("Decided. The team leader sees it."), "good")
    return redirect(url_for("office.applications", event_code=event_code))


def _words(refusal: DomainError) -> str:
    params = dict(refusal.params)
    if refusal.code == "application_line_wrong":
        params["fault"] = sentence(params["fault"], params, translate)
    return sentence(refusal.code, params, translate)


def _page(
    desk: Desk,
    found: ApplicationView,
    fault: tuple[str, str] = ("", ""),
    ticked: set[int] | None = None,
    reason: str = "",
) -> str:
    """Return the page. fault: the field at which a refusal stands, "" for the whole, and its sentence."""
    trades = {each: (code, name) for each, code, name, _ in roster_choices(db.session(), desk.event.id).trades}
    return show(
        "office/application.html",
        desk,
        "applications",
        found=found,
        trades=trades,
        fault=fault,
        ticked=ticked,
        reason=reason,
    )
