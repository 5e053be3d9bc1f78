"""The days of the event: another one, one less."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.services.schedule_days import add_day, remove_day
from competition.web.office.desk import blueprint, open_desk
from competition.web.office.schedule import REFUSED, schedule_page
from competition.web.office.schedule_forms import DayForm


@blueprint.post("/<string:event_code>/schedule/days")
@needs(Permission.EDIT_EVENT)
def schedule_day_new(event_code: str) -> AnyResponse:
    """Add a day to the event."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    form = DayForm()
    if form.validate() and form.date.data:
        try:
            add_day(request_context(), desk.event.id, form.date.data)
        except DomainError as refusal:
            form.date.errors = [sentence(refusal.code, refusal.params, translate)]
        else:
            flash(gettext("The day is added; the days are numbered by their dates."), "good")
            return redirect(url_for("office.schedule", event_code=event_code, day=form.date.data.isoformat()))
    return Response(schedule_page(desk, day_form=form), REFUSED)


@blueprint.post("/<string:event_code>/schedule/days/<int:number>/delete")
@needs(Permission.EDIT_EVENT)
def schedule_day_delete(event_code: str, number: int) -> AnyResponse:
    """Take a day away that nothing hangs on."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    try:
        remove_day(request_context(), desk.event.id, number)
    except DomainError as refusal:
        if refusal.code in ("not_allowed", "sign_in_needed", "not_found"):
            raise
        return Response(schedule_page(desk, fault=sentence(refusal.code, refusal.params, translate)), REFUSED)
    flash(gettext("The day is taken away; the days are numbered anew."), "good")
    return redirect(url_for("office.schedule", event_code=event_code))
