"""Held marks: what tablets brought after the world had changed, and what becomes of each."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.held import held_list
from competition.services.held_marks import accept_held, decline_held
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.refusals import ELSEWHERE, REFUSED

DECIDE = Permission.DECIDE_HELD


@blueprint.get("/<string:event_code>/held")
@needs(DECIDE)
def held(event_code: str) -> str:
    """List the marks that wait for a decision, or those that were decided."""
    return _page(open_desk(event_code, DECIDE))


@blueprint.post("/<string:event_code>/held/<string(length=32):op_id>")
@needs(DECIDE)
def decide_held(event_code: str, op_id: str) -> Response | tuple[str, int]:
    """Accept a held mark, or decline it with a note to its judge."""
    desk = open_desk(event_code, DECIDE)
    note, accept = request.form.get("note", ""), "accept" in request.form
    try:
        if accept:
            accept_held(request_context(), desk.event.id, op_id, note)
        else:
            decline_held(request_context(), desk.event.id, op_id, note)
    except DomainError as refusal:
        if refusal.code in ELSEWHERE:
            raise
        fault = sentence(refusal.code, refusal.params, translate)
        return _page(desk, {"op_id": op_id, "words": fault, "note": note}), REFUSED
    flash(
        gettext("The mark counts now.") if accept else gettext("The mark is declined, and its judge is told."), "good"
    )
    return redirect(url_for("office.held", event_code=event_code))


def _page(desk: Desk, fault: dict[str, str] | None = None) -> str:
    decided = request.args.get("state") == "decided"
    lines = held_list(db.session(), desk.reach, decided=decided)
    return show(
        "office/held.html", desk, "held", lines=lines, decided=decided, fault=fault, me_id=desk.actor.account_id
    )
