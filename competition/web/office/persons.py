"""What is kept about one person: shown, handed out as a file, erased."""

from __future__ import annotations

import json

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.person_data import person_data
from competition.services.erasure import erase_person, erasure_code
from competition.services.person_export import export_person
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk, show
from competition.web.office.person_words import field_name, value_words
from competition.web.office.refusals import REFUSED

EXPORT = Permission.EXPORT_PERSON


@blueprint.get("/<string:event_code>/people/persons/<string(length=32):person_id>", endpoint="person_data")
@needs(EXPORT)
def person_data_page(event_code: str, person_id: str) -> str:
    """Show everything that the event keeps about a person."""
    return _page(_open(event_code), person_id, "")


@blueprint.post("/<string:event_code>/people/persons/<string(length=32):person_id>/export")
@needs(EXPORT)
def person_export(event_code: str, person_id: str) -> Response:
    """Hand out what is kept about a person as JSON; the log tells it."""
    desk = _open(event_code)
    found = export_person(request_context(), desk.event.id, person_id)
    body = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{person_id[-8:]}.json"'
    return answer


@blueprint.post("/<string:event_code>/people/persons/<string(length=32):person_id>/erase")
@needs(EXPORT)
def person_erase(event_code: str, person_id: str) -> AnyResponse:
    """Erase a person once the code was typed."""
    desk = _open(event_code)
    try:
        code = erase_person(request_context(), desk.event.id, person_id, request.form.get("typed", ""))
    except DomainError as refusal:
        if refusal.code not in ("typed_differs", "person_at_work"):
            raise
        fault = sentence(refusal.code, refusal.params, translate)
        return Response(_page(desk, person_id, fault), REFUSED)
    flash(gettext("The personal data are erased. Marks and ranks stay under %(code)s.", code=code), "good")
    return redirect(url_for("office.person_data", event_code=event_code, person_id=person_id))


def _open(event_code: str) -> Desk:
    """Return the desk of somebody who works for the whole event; a team leader asks the office instead."""
    desk = open_desk(event_code, OFFICE)
    if not desk.actor.may(EXPORT, desk.event.id, own=False):
        raise DomainError("not_allowed", permission=EXPORT.value)
    return desk


def _page(desk: Desk, person_id: str, fault: str) -> str:
    session = db.session()
    found = person_data(session, desk.event.id, person_id)
    if found is None:
        raise DomainError("not_found")
    code = erasure_code(session, desk.event.id, person_id)
    return show(
        "office/person_data.html",
        desk,
        "people",
        data=found,
        person_id=person_id,
        code=code,
        fault=fault,
        field_name=field_name,
        value_words=value_words,
    )
