"""Applications of the teams: the queue, one against what is there, and whether registration is open."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, DateTimeLocalField
from wtforms.validators import Optional

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.applications import ApplicationView, application_of, registration_of
from competition.queries.applications import applications as all_applications
from competition.queries.office_roster import roster_choices
from competition.services.applications import RegistrationRules, decide_application, set_registration
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.refusals import ELSEWHERE, REFUSED

DECIDE = Permission.DECIDE_APPLICATIONS


class RegistrationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Whether teams may register."""

    is_open = BooleanField(_l("Teams may register"))
    closes_at = DateTimeLocalField(
        _l("Until"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_l("By the clock of the venue; empty for no end."),
    )


@blueprint.get("/<string:event_code>/applications")
@needs(DECIDE)
def applications(event_code: str) -> str:
    """Show what teams have handed in."""
    desk = open_desk(event_code, DECIDE)
    rules = registration_of(db.session(), desk.event.id)
    closes = rules.closes_at.astimezone(ZoneInfo(desk.event.timezone)) if rules.closes_at else None
    form = RegistrationForm(formdata=None, is_open=rules.is_open, closes_at=closes)
    lines = all_applications(db.session(), desk.event.id)
    return show("office/applications.html", desk, "applications", lines=lines, form=form, rules=rules)


@blueprint.post("/<string:event_code>/applications/registration")
@needs(DECIDE)
def registration(event_code: str) -> AnyResponse:
    """Open or close the registration."""
    desk = open_desk(event_code, DECIDE)
    form = RegistrationForm()
    if not form.validate():
        flash(gettext("This is no date. Nothing was changed."), "fault")
        return redirect(url_for("office.applications", event_code=event_code))
    closes: datetime | None = form.closes_at.data
    if closes is not None:
        closes = closes.replace(tzinfo=ZoneInfo(desk.event.timezone)).astimezone(UTC)
    set_registration(request_context(), desk.event.id, RegistrationRules(bool(form.is_open.data), closes))
    flash(gettext("The changes are kept."), "good")
    return redirect(url_for("office.applications", event_code=event_code))


@blueprint.route("/<string:event_code>/applications/<string(length=32):application_id>", methods=["GET", "POST"])
@needs(DECIDE)
def application(event_code: str, application_id: str) -> AnyResponse:
    """Show an application against what is there, and decide it."""
    desk = open_desk(event_code, DECIDE)
    found = application_of(db.session(), desk.event.id, application_id)
    if found is None:
        raise DomainError("not_found")
    if request.method == "GET":
        return Response(_page(desk, found, ""))
    ticked = {int(each) for each in request.form.getlist("line") if each.isdecimal()}
    reason, refuse = request.form.get("reason", ""), "refuse" in request.form
    try:
        decide_application(request_context(), desk.event.id, application_id, ticked, reason, refuse=refuse)
    except DomainError as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return Response(_page(desk, found, sentence(refusal.code, refusal.params, translate)), REFUSED)
    flash(gettext("Decided. The team leader sees it."), "good")
    return redirect(url_for("office.applications", event_code=event_code))


def _page(desk: Desk, found: ApplicationView, fault: str) -> str:
    trades = {each: (code, name) for each, code, name, _ in roster_choices(db.session(), desk.event.id).trades}
    return show("office/application.html", desk, "applications", found=found, trades=trades, fault=fault)
