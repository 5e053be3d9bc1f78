"""Enrol this tablet; show which one it is."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.extensions import db, limiter
from competition.http.actor import DEVICE_COOKIE, remember_device
from competition.http.context import request_context
from competition.http.errors import status_of
from competition.http.guard import public
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.tablets import own_tablet
from competition.services.tablets import enrol_tablet, open_event_id

blueprint = Blueprint("tablet", __name__)

# A hall is one address to the server, and tablets come in a row.
HALL_TRIES = "240 per minute"


@blueprint.route("/enrol/<string:token>", methods=["GET", "POST"])
@public
@limiter.limit(HALL_TRIES)
def enrol(token: str) -> Response | tuple[str, int]:
    """Ask for one press, so that a picture opened by mistake enrols nothing; then show the number."""
    try:
        if request.method == "GET":
            open_event_id(request_context(), token)
            return render_template("tablet/enrol.html", fault=""), 200
        found = enrol_tablet(request_context(), token, request.cookies.get(DEVICE_COOKIE))
    except DomainError as refusal:
        fault = sentence(refusal.code, refusal.params, translate)
        return render_template("tablet/enrol.html", fault=fault), status_of(refusal)
    return remember_device(redirect(url_for("tablet.number")), found.device_id)


@blueprint.get("/tablet")
@public
def number() -> Response | tuple[str, int]:
    """Show the number of this tablet, big enough to be read across a table."""
    device_id = request.cookies.get(DEVICE_COOKIE, "")
    own = own_tablet(db.session(), device_id) if device_id else None
    page = render_template("tablet/number.html", own=own)
    return page, 200
