"""Restoring a backup: what would change, asking for it, deciding it, doing it."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import settings
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.maintenance import begin_anew, maintenance
from competition.queries.approvals import open_requests
from competition.services.restore_requests import ACTION, ask_restore, decide_restore
from competition.services.restoring import event_changes
from competition.services.restoring_apart import restore_here
from competition.services.shelf import read_card
from competition.web.office.backups import MAKE, SEE, age_words, may_take, reason_name, the_shelf
from competition.web.office.desk import Desk, blueprint, open_desk, show

REFUSED = 422
RESTORE = Permission.RESTORE_BACKUP


@blueprint.get("/<string:event_code>/backups/<string:name>")
@needs(SEE)
def backup(event_code: str, name: str) -> str:
    """Show one backup: what restoring it would lose and bring back."""
    return _page(open_desk(event_code, SEE), name)


@blueprint.post("/<string:event_code>/backups/<string:name>/restore")
@needs(RESTORE)
def ask_for_restore(event_code: str, name: str) -> ResponseReturnValue:
    """Ask for a restore: the person types the event's code and says why."""
    desk = open_desk(event_code, RESTORE)
    fault = _typed_fault(desk)
    if fault:
        return _page(desk, name, fault=fault), REFUSED
    ask_restore(request_context(), desk.event.id, name, request.form.get("reason", ""))
    flash(gettext("Asked. Somebody else has to decide it; nothing is changed before."), "good")
    return redirect(url_for("office.backup", event_code=event_code, name=name))


@blueprint.post("/<string:event_code>/backups/<string:name>/decide/<string:approval_id>")
@needs(RESTORE)
def decide_on_restore(event_code: str, name: str, approval_id: str) -> ResponseReturnValue:
    """Decide it as the second person; when approved it is done at once."""
    desk = open_desk(event_code, RESTORE)
    approve = request.form.get("decision") == "approve"
    fault = _typed_fault(desk) if approve else ""
    if fault:
        return _page(desk, name, fault=fault), REFUSED
    wanted = decide_restore(request_context(), desk.event.id, approval_id, name, approve=approve)
    if wanted is None:
        flash(gettext("Refused. Nothing was changed."), "good")
        return redirect(url_for("office.backup", event_code=event_code, name=name))
    context = request_context()
    with maintenance(current_app):
        restore_here(context, wanted, settings().data_dir)
    db.session.remove()
    db.engine.dispose()
    begin_anew()
    flash(gettext("Restored. What was here before is the newest backup; restoring that one undoes this."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


def _typed_fault(desk: Desk) -> str:
    if request.form.get("typed", "").strip() == desk.event.code:
        return ""
    return str(gettext("Type %(code)s exactly. Nothing was changed.", code=desk.event.code))


def _page(desk: Desk, name: str, fault: str = "") -> str:
    card = read_card(the_shelf().path(name))
    asked = open_requests(db.session(), desk.event.id, ACTION, f"backup/{name}")
    changes = event_changes(db.session(), card)
    return show(
        "office/backup.html",
        desk,
        "backups",
        backup=card,
        changes=[(each, _is_mine(desk, each.then or each.now)) for each in changes],
        asked=asked[0] if asked else None,
        fault=fault,
        reason=request.form.get("reason", ""),
        by_web=settings().is_sqlite,
        may_make=desk.may(MAKE),
        may_restore=desk.may(RESTORE),
        me_id=desk.actor.account_id,
        may_take=desk.may(MAKE) and may_take(desk, card),
        file=the_shelf().path(name),
        reason_name=reason_name,
        age_words=age_words,
    )


def _is_mine(desk: Desk, size: object) -> bool:
    """Tell whether somebody may know which event this is: of others only the figures are told."""
    return desk.actor.may(SEE, getattr(size, "id", None))
