"""Event settings: names, place and time, and the rules of medals."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.event_settings import event_settings as settings_of
from competition.services.event_settings import change_facts, change_medals
from competition.web.office.desk import blueprint, figure, open_desk, show
from competition.web.office.settings_forms import FactsForm, MedalsForm, tell, zones
from competition.web.office.settings_words import merit_choices, preset_choices, scale_choices

REFUSED = 422
RIGHT = Permission.EDIT_EVENT
FACT_FIELDS = {"event_name_missing": "name", "timezone_unknown": "timezone", "day_closed": "starts"}
MEDAL_FIELDS = {"rules_unknown": "preset", "rules_in_use": ""}


@blueprint.route("/<string:event_code>/settings", methods=["GET", "POST"])
@needs(RIGHT)
def event_settings(event_code: str) -> AnyResponse:
    """Show and change names, languages, place and time."""
    desk = open_desk(event_code, RIGHT)
    before = settings_of(db.session(), desk.event.id)
    form = FactsForm(obj=before if request.method == "GET" else None)
    form.offer(desk.event.languages)
    if request.method == "POST" and form.validate():
        try:
            moved = change_facts(request_context(), desk.event.id, form.facts(before))
        except DomainError as refusal:
            tell(form, refusal, FACT_FIELDS.get(refusal.code, ""))
        else:
            flash(_saved(moved), "good")
            return redirect(url_for("office.event_settings", event_code=event_code))
    page = show(
        "office/settings.html", desk, "settings", form=form, before=before, zones=zones(), days=len(desk.event.days)
    )
    return Response(page, REFUSED if request.method == "POST" else 200)


@blueprint.route("/<string:event_code>/settings/medals", methods=["GET", "POST"])
@needs(RIGHT)
def medal_settings(event_code: str) -> AnyResponse:
    """Show and change the rules of medals and the scale."""
    desk = open_desk(event_code, RIGHT)
    before = settings_of(db.session(), desk.event.id)
    form = MedalsForm()
    form.offer(preset_choices(), scale_choices(), merit_choices())
    if request.method == "GET":
        form.show(before)
    elif form.validate():
        try:
            change_medals(request_context(), desk.event.id, form.medals())
        except DomainError as refusal:
            tell(form, refusal, MEDAL_FIELDS.get(refusal.code, "amount"))
        else:
            flash(gettext("The rules are saved. Live boards follow them from now on."), "good")
            return redirect(url_for("office.medal_settings", event_code=event_code))
    page = show("office/settings_medals.html", desk, "settings", form=form, before=before)
    return Response(page, REFUSED if request.method == "POST" else 200)


def _saved(moved: int) -> str:
    if not moved:
        plain: str = gettext("The settings are saved.")
        return plain
    told: str = ngettext(
        "The settings are saved, and %(count)s line of the schedule has moved along.",
        "The settings are saved, and %(count)s lines of the schedule have moved along.",
        moved,
        count=figure(moved),
    )
    return told
