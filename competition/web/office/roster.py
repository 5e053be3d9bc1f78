"""Competitors one by one: added, changed, entered for trades, taken away."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_roster import Choices, roster_choices
from competition.services.competitors import (
    NewCompetitor,
    Place,
    create_competitor,
    enter_competitor,
    remove_competitor,
    update_competitor,
)
from competition.web.office.competitor_page import asks_same, competitor_page, enter_form, require_competitor_room
from competition.web.office.desk import OFFICE, blueprint, open_desk, show
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import COMPETITOR_PLACES, CompetitorForm, NewCompetitorForm

Page = str | tuple[str, int] | Response
EDIT = Permission.EDIT_COMPETITORS


@blueprint.route("/<string:event_code>/people/new", methods=["GET", "POST"])
@needs(EDIT)
def competitor_new(event_code: str) -> Page:
    """Add a competitor, to a trade at once when one is chosen."""
    desk = open_desk(event_code, EDIT)
    known = roster_choices(db.session(), desk.event.id)
    form = NewCompetitorForm(team=_id_of(known, request.args.get("team", "")))
    form.offer(known)
    if form.validate_on_submit():
        place = Place(form.trade.data or "", form.group.data or "", bool(form.guest.data))
        new = NewCompetitor(form.team.data, form.person(), place, form.bib.data or "", bool(form.is_another.data))
        try:
            competitor_id = create_competitor(request_context(), desk.event.id, new)
        except DomainError as refusal:
            tell(form, refusal, COMPETITOR_PLACES)
        else:
            flash(gettext("%(name)s is added.", name=new.person.native or new.person.latin), "good")
            return redirect(_after(event_code, competitor_id))
    asks = asks_same(form)
    page = show("office/competitor_new.html", desk, "people", form=form, known=known, asks=asks)
    return page, REFUSED if form.is_submitted() else 200


@blueprint.route("/<string:event_code>/people/competitors/<string:competitor_id>", methods=["GET", "POST"])
@needs(OFFICE)
def competitor(event_code: str, competitor_id: str) -> Page:
    """Show a competitor; who may, changes who it is."""
    desk = open_desk(event_code)
    room = require_competitor_room(desk, competitor_id)
    form = CompetitorForm()
    form.offer(roster_choices(db.session(), desk.event.id))
    if not form.is_submitted():
        form.show(room.details)
        form.team.data, form.bib.data = room.team_id, room.bib
    elif form.validate():
        try:
            update_competitor(
                request_context(),
                desk.event.id,
                competitor_id,
                form.person(),
                team_id=form.team.data,
                bib=form.bib.data or "",
                is_another=bool(form.is_another.data),
            )
        except DomainError as refusal:
            tell(form, refusal, COMPETITOR_PLACES)
        else:
            flash(gettext("The changes are kept. Boards show them from now on."), "good")
            return redirect(url_for("office.competitor", event_code=event_code, competitor_id=competitor_id))
    return competitor_page(desk, room, form=form), REFUSED if form.errors or form.form_errors else 200


@blueprint.post("/<string:event_code>/people/competitors/<string:competitor_id>/remove")
@needs(EDIT)
def competitor_remove(event_code: str, competitor_id: str) -> Response:
    """Take a competitor away while nothing is marked."""
    desk = open_desk(event_code, EDIT)
    remove_competitor(request_context(), desk.event.id, competitor_id)
    flash(gettext("The competitor is removed."), "good")
    return redirect(url_for("office.people", event_code=event_code))


@blueprint.post("/<string:event_code>/people/competitors/<string:competitor_id>/entries")
@needs(EDIT)
def competitor_enter(event_code: str, competitor_id: str) -> Page:
    """Let a competitor compete in one more trade."""
    desk = open_desk(event_code, EDIT)
    room = require_competitor_room(desk, competitor_id)
    form = enter_form(desk, room)
    if form.validate():
        try:
            place = Place(form.trade.data, form.group.data or "", bool(form.guest.data))
            enter_competitor(request_context(), desk.event.id, competitor_id, place)
        except DomainError as refusal:
            tell(form, refusal, COMPETITOR_PLACES)
        else:
            flash(gettext("The competitor is entered; the judging sheets are laid out."), "good")
            return redirect(url_for("office.competitor", event_code=event_code, competitor_id=competitor_id))
    return competitor_page(desk, room, enter=form), REFUSED


def _id_of(known: Choices, code: str) -> str:
    """Return the id of a team by its code, "" when there is none."""
    return next((each for each, its_code, _ in known.teams if its_code == code), "")


def _after(event_code: str, competitor_id: str) -> str:
    """Return where to go on: to the next new competitor, or to the page of this one."""
    if "next" in request.form:
        return url_for("office.competitor_new", event_code=event_code)
    return url_for("office.competitor", event_code=event_code, competitor_id=competitor_id)
