"""A competitor's consent, public display and photo."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.personal_data import Consent, NameDisplay
from competition.http.context import request_context
from competition.http.guard import needs
from competition.services.consent import ConsentNote, note_consent, set_display, set_photo
from competition.services.images import Purpose
from competition.web.office.competitor_page import competitor_page, require_competitor_room
from competition.web.office.consent_forms import ConsentForm, DisplayForm, PhotoForm
from competition.web.office.desk import blueprint, open_desk
from competition.web.office.pictures import chosen_picture
from competition.web.office.refusals import REFUSED, tell

Page = str | tuple[str, int] | Response
EDIT = Permission.EDIT_COMPETITORS
PLACES = {"guardian_missing": "guardian", "name_too_long": "guardian", "name_invalid": "guardian"}


@blueprint.post("/<string:event_code>/people/competitors/<string:competitor_id>/consent")
@needs(EDIT)
def competitor_consent(event_code: str, competitor_id: str) -> Page:
    """Note what a competitor decided about being named."""
    desk = open_desk(event_code, EDIT)
    room = require_competitor_room(desk, competitor_id)
    form = ConsentForm()
    if form.validate():
        note = ConsentNote(Consent(form.consent.data), form.guardian.data or "")
        try:
            note_consent(request_context(), desk.event.id, competitor_id, note)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            return _kept(event_code, competitor_id)
    return competitor_page(desk, room, consent_form=form), REFUSED


@blueprint.post("/<string:event_code>/people/competitors/<string:competitor_id>/display")
@needs(EDIT)
def competitor_display(event_code: str, competitor_id: str) -> Page:
    """Say how the public reads a competitor's name."""
    desk = open_desk(event_code, EDIT)
    room = require_competitor_room(desk, competitor_id)
    form = DisplayForm()
    if form.validate():
        display, photo = NameDisplay(form.display.data), bool(form.photo.data)
        set_display(request_context(), desk.event.id, competitor_id, display, photo=photo)
        return _kept(event_code, competitor_id)
    return competitor_page(desk, room, display_form=form), REFUSED


@blueprint.post("/<string:event_code>/people/competitors/<string:competitor_id>/photo")
@needs(EDIT)
def competitor_photo(event_code: str, competitor_id: str) -> Page:
    """Keep a competitor's photo, or take it away."""
    desk = open_desk(event_code, EDIT)
    room = require_competitor_room(desk, competitor_id)
    form = PhotoForm()
    picture = chosen_picture(form.photo, Purpose.PHOTO)
    if picture is not None or (form.remove.data and not form.photo.errors):
        set_photo(request_context(), desk.event.id, competitor_id, picture)
        return _kept(event_code, competitor_id)
    if not form.photo.errors:
        form.photo.errors = [gettext("Choose a picture first.")]
    return competitor_page(desk, room, photo_form=form), REFUSED


def _kept(event_code: str, competitor_id: str) -> Response:
    flash(gettext("The changes are kept. Boards show them from now on."), "good")
    return redirect(url_for("office.competitor", event_code=event_code, competitor_id=competitor_id))
