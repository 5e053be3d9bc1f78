"""The teams of an event: added, changed and taken away one by one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import LANGUAGE_NAMES, reader_language
from competition.queries.office_roster import TeamRoom, institution_choices, team_room
from competition.services.roster_import import flag_of
from competition.services.teams import create_team, remove_team, update_team
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk, show
from competition.web.office.lists import country_choices, flag_choices, suggested_names
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import TEAM_PLACES, TeamForm

Page = str | tuple[str, int] | Response
EDIT = Permission.EDIT_COMPETITORS


@blueprint.route("/<string:event_code>/people/teams/new", methods=["GET", "POST"])
@needs(EDIT)
def team_new(event_code: str) -> Page:
    """Add a team; names and flag may be suggested from the code."""
    desk = open_desk(event_code, EDIT)
    form = _team_form(desk)
    if request.method == "POST" and "suggest" in request.form:
        _suggest(form)
        return _team_page(desk, form, None, 200)
    if form.validate_on_submit():
        try:
            create_team(request_context(), desk.event.id, form.details())
        except DomainError as refusal:
            tell(form, refusal, TEAM_PLACES)
        else:
            flash(gettext("Team %(code)s is added.", code=form.details().code.upper()), "good")
            return redirect(url_for("office.team", event_code=event_code, code=form.details().code.strip().upper()))
    return _team_page(desk, form, None, REFUSED if form.is_submitted() else 200)


@blueprint.route("/<string:event_code>/people/teams/<string:code>", methods=["GET", "POST"])
@needs(OFFICE)
def team(event_code: str, code: str) -> Page:
    """Show a team with its people; who may, changes it."""
    desk = open_desk(event_code)
    room = _require_team(desk, code)
    form = _team_form(desk)
    if not form.is_submitted():
        _show_team(form, room)
    elif "suggest" in request.form:
        _suggest(form)
    elif form.validate():
        try:
            update_team(request_context(), desk.event.id, room.id, form.details())
        except DomainError as refusal:
            tell(form, refusal, TEAM_PLACES)
        else:
            flash(gettext("Team %(code)s is changed.", code=form.details().code.upper()), "good")
            return redirect(url_for("office.team", event_code=event_code, code=form.details().code.strip().upper()))
    return _team_page(desk, form, room, REFUSED if form.errors or form.form_errors else 200)


@blueprint.post("/<string:event_code>/people/teams/<string:code>/remove")
@needs(EDIT)
def team_remove(event_code: str, code: str) -> Response:
    """Take an empty team away."""
    desk = open_desk(event_code, EDIT)
    remove_team(request_context(), desk.event.id, _require_team(desk, code).id)
    flash(gettext("Team %(code)s is removed.", code=code), "good")
    return redirect(url_for("office.teams", event_code=event_code))


def _require_team(desk: Desk, code: str) -> TeamRoom:
    room = team_room(db.session(), desk.event.id, code) if desk.reach.is_whole else None
    if room is None:
        raise DomainError("not_found")
    return room


def _team_page(desk: Desk, form: TeamForm, room: TeamRoom | None, status: int) -> tuple[str, int]:
    page = show(
        "office/team.html",
        desk,
        "people",
        form=form,
        room=room,
        flags=flag_choices(reader_language()),
        may_edit=desk.may(EDIT),
    )
    return page, status


def _team_form(desk: Desk) -> TeamForm:
    form = TeamForm()
    form.offer(institution_choices(db.session()), _languages(desk))
    return form


def _languages(desk: Desk) -> tuple[str, ...]:
    """Return the languages in which the event is written, English at least."""
    return tuple(dict.fromkeys(filter(None, (desk.event.default_language, "en"))))


def _show_team(form: TeamForm, room: TeamRoom) -> None:
    details = room.details
    form.code.data, form.kind.data, form.name.data = details.code, details.kind.value, dict(details.name)
    form.flag.data, form.country.data = details.flag, details.country
    form.institution.data = details.institution_id or ""


def _suggest(form: TeamForm) -> None:
    """Fill what is empty from the code or the flag; nothing that was typed is touched."""
    typed = (form.code.data or "").strip().upper()
    code = (form.flag.data or "").strip().lower() or flag_of(typed)
    names = suggested_names(code, tuple(LANGUAGE_NAMES)) if code else {}
    if not names:
        form.code.errors = [*form.code.errors, gettext("This code stands for no country that the list knows.")]
        return
    form.name.data = {**names, **form.name.words}
    form.flag.data = form.flag.data or code
    if not form.country.data and code in dict(country_choices(reader_language())):
        form.country.data = code
