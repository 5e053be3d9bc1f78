"""Entries one by one: members, second entries, guests."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_roster import EntryRoom, entry_room
from competition.services.entries import add_member, drop_member, remove_entry, replace_member, update_entry
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk, show
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import EntryForm

Page = str | tuple[str, int] | Response
EDIT = Permission.EDIT_COMPETITORS
PLACES = {
    "entry_code_taken": "code",
    "bib_missing": "code",
    "bib_invalid": "code",
    "bib_too_long": "code",
    "entry_of_team_exists": "group",
    "group_too_long": "group",
}


@blueprint.route("/<string:event_code>/people/entries/<string:entry_id>", methods=["GET", "POST"])
@needs(OFFICE)
def entry(event_code: str, entry_id: str) -> Page:
    """Show an entry with its members; who may, changes its code, its group and whether it is a guest."""
    desk = open_desk(event_code)
    room = _require_entry(desk, entry_id)
    line = room.line
    form = EntryForm(code=line.code, group=line.group, guest=line.status == "guest")
    if form.validate_on_submit():
        code, group, guest = form.code.data or "", form.group.data or "", bool(form.guest.data)
        try:
            update_entry(request_context(), desk.event.id, entry_id, code=code, group=group, guest=guest)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The changes are kept. Boards show them from now on."), "good")
            return redirect(url_for("office.entry", event_code=event_code, entry_id=entry_id))
    page = show("office/entry.html", desk, "people", room=room, form=form)
    return page, REFUSED if form.errors or form.form_errors else 200


@blueprint.post("/<string:event_code>/people/entries/<string:entry_id>/members")
@needs(EDIT)
def entry_members(event_code: str, entry_id: str) -> Response:
    """Add, replace or drop a member of an entry. add, old, new, drop: competitor ids."""
    desk = open_desk(event_code, EDIT)
    context, event_id, typed = request_context(), desk.event.id, request.form
    if typed.get("drop"):
        drop_member(context, event_id, entry_id, typed["drop"])
    elif typed.get("old") and typed.get("new"):
        replace_member(context, event_id, entry_id, typed["old"], typed["new"])
    elif typed.get("add"):
        add_member(context, event_id, entry_id, typed["add"])
    else:
        flash(gettext("Choose a competitor first. Nothing was changed."), "wait")
        return redirect(url_for("office.entry", event_code=event_code, entry_id=entry_id))
    flash(gettext("Who competes in the entry is changed."), "good")
    return redirect(url_for("office.entry", event_code=event_code, entry_id=entry_id))


@blueprint.post("/<string:event_code>/people/entries/<string:entry_id>/remove")
@needs(EDIT)
def entry_remove(event_code: str, entry_id: str) -> Response:
    """Take an entry away while nothing is marked; its competitors stay in the team."""
    desk = open_desk(event_code, EDIT)
    code = _require_entry(desk, entry_id).team_code
    remove_entry(request_context(), desk.event.id, entry_id)
    flash(gettext("The entry is removed. Its competitors are still in the team."), "good")
    return redirect(url_for("office.team", event_code=event_code, code=code))


def _require_entry(desk: Desk, entry_id: str) -> EntryRoom:
    room = entry_room(db.session(), desk.event.id, entry_id)
    if room is None or not desk.reach.covers(room.line.trade_id):
        raise DomainError("not_found")
    return room
