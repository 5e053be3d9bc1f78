"""Pictures in the office: shown to those who may see them, and read from the forms that carry them."""

from __future__ import annotations

from flask import Response
from werkzeug.datastructures import FileStorage
from wtforms import Field

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.images import image_of_event, trades_of_photo
from competition.services.images import Picture, Purpose, read_picture
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk


@blueprint.get("/<string:event_code>/images/<string(length=32):image_id>")
@needs(OFFICE)
def image(event_code: str, image_id: str) -> Response:
    """Show a picture of an event; a photo only to those who may see what is personal in a trade of that person."""
    desk = open_desk(event_code)
    found = image_of_event(db.session(), desk.event.id, image_id)
    if found is None:
        raise DomainError("not_found")
    if found.purpose == Purpose.PHOTO.value:
        desk = open_desk(event_code, Permission.SEE_PERSONAL_DATA)
        # Nobody learns from the answer whether a photo of somebody out of reach is there.
        if not any(_may_see(desk, trade) for trade in (None, *trades_of_photo(db.session(), desk.event.id, image_id))):
            raise DomainError("not_found")
    return Response(found.data, mimetype=found.media_type)


def _may_see(desk: Desk, trade_id: str | None) -> bool:
    return desk.actor.may(Permission.SEE_PERSONAL_DATA, desk.event.id, trade_id, own=False)


def chosen_picture(field: Field, purpose: Purpose) -> Picture | None:
    """Return the picture chosen in a file field, None when none was or it cannot be used.

    What is wrong with it then stands at the field.
    """
    file = field.data
    if not isinstance(file, FileStorage) or not file.filename:
        return None
    try:
        return read_picture(file.read(), purpose)
    except DomainError as refusal:
        field.errors = [*field.errors, sentence(refusal.code, refusal.params, translate)]
        return None
