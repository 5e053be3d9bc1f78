"""The stylesheet of an event's own colours, from the published home document alone."""

from __future__ import annotations

from flask import Response

from competition.domain.brand import sheet_hash, stylesheet
from competition.domain.errors import DomainError
from competition.queries.publication import EventRef
from competition.web.published import home_document

FOR_EVER = "public, max-age=31536000, immutable"
"""For what never changes under its name."""


def brand_sheet(event: EventRef, name: str) -> Response:
    """Return the stylesheet. A page drawn before the last change names another one: it gets this one, not to keep.

    Raises DomainError `not_found` for an event without colours of its own.
    """
    colours = home_document(event).body.get("colours")
    if colours is None:
        raise DomainError("not_found")
    chosen = (colours["accent"], colours["accent_dark"], colours["bench"])
    response = Response(stylesheet(*chosen), mimetype="text/css")
    response.headers["Cache-Control"] = FOR_EVER if sheet_hash(*chosen) == name else "no-store"
    return response
