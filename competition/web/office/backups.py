"""Backups: which there are, how old the newest is, making one, and taking one away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.approvals import open_requests
from competition.queries.jobs import latest_job
from competition.services.backups import engine_of, make_backup
from competition.services.event_archive import ACTION as ARCHIVING
from competition.services.event_archive import KIND as EXPORT
from competition.services.event_archive import REOPEN
from competition.services.heads import accept_lost, lost_heads
from competition.services.keeper import Keeper
from competition.services.restore_requests import ACTION, record_download
from competition.services.shelf import Backup, Shelf, backups_on, copies_state, is_whole, pin, shelf_of
from competition.web.office.desk import Desk, blueprint, figure, open_desk, show
from competition.web.office.preparing_columns import backup_columns
from competition.web.office.tables import send_table, wanted_file

SEE, MAKE = Permission.RESTORE_BACKUP, Permission.START_BACKUP
LATE = timedelta(minutes=30)


@blueprint.get("/<string:event_code>/backups")
@needs(SEE)
def backups(event_code: str) -> ResponseReturnValue:
    """List the backups, the newest first."""
    desk = open_desk(event_code, SEE)
    shelf = the_shelf()
    found = backups_on(shelf)
    if kind := wanted_file():
        return send_table(desk, kind, "backups", gettext("Backups"), backup_columns(desk, reason_name), found)
    keeper: Keeper = current_app.extensions["keeper"]
    return show(
        "office/backups.html",
        desk,
        "backups",
        backups=found,
        age=age_words(found[0].at) if found else "",
        is_late=not found or datetime.now(UTC) - found[0].at > max(LATE, timedelta(minutes=3 * keeper.minutes)),
        keeper=keeper,
        copies=shelf.copies,
        copies_state=copies_state(shelf),
        lost=[each for each in lost_heads(shelf) if each.event_id == desk.event.id and not each.accepted_by],
        requests=open_requests(db.session(), desk.event.id, ACTION),
        may_make=desk.may(MAKE),
        may_archive=desk.may(Permission.ARCHIVE_EVENT),
        archive_job=latest_job(db.session(), desk.event.id, EXPORT),
        archive_request=next(
            iter(open_requests(db.session(), desk.event.id, REOPEN if desk.event.archived_at else ARCHIVING)), None
        ),
        me_id=desk.actor.account_id,
        reason_name=reason_name,
        age_words=age_words,
    )


@blueprint.post("/<string:event_code>/backups")
@needs(MAKE)
def back_up(event_code: str) -> Response:
    """Back everything up now."""
    desk = open_desk(event_code, MAKE)
    context = request_context()
    context.require(MAKE, event_id=desk.event.id)
    made = make_backup(context, BackupReason.ASKED)
    flash(gettext("Backed up: %(marks)s marks are safe in a file of their own.", marks=figure(made.marks)), "good")
    return redirect(url_for("office.backups", event_code=event_code))


@blueprint.post("/<string:event_code>/backups/<string:name>/check")
@needs(SEE)
def check_backup(event_code: str, name: str) -> Response:
    """Read a backup and say whether it is what was written."""
    open_desk(event_code, SEE)
    if is_whole(the_shelf(), name):
        flash(gettext("This backup is whole: every byte is what was written."), "good")
    else:
        flash(
            gettext("This backup is damaged and must not be relied on. Make a new one now, and check the disk."),
            "fault",
        )
    return redirect(url_for("office.backup", event_code=event_code, name=name))


@blueprint.post("/<string:event_code>/backups/<string:name>/pin")
@needs(MAKE)
def pin_backup(event_code: str, name: str) -> Response:
    """Keep a backup until somebody lets it go, or let it go its way again."""
    open_desk(event_code, MAKE)
    known = {each.name: each for each in backups_on(the_shelf())}
    if name not in known:
        raise DomainError("not_found")
    pin(the_shelf(), name, pinned=not known[name].pinned)
    return redirect(url_for("office.backup", event_code=event_code, name=name))


@blueprint.post("/<string:event_code>/backups/<string:name>/download")
@needs(MAKE)
def download_backup(event_code: str, name: str) -> Response:
    """Hand a backup out to somebody who may see everything that is in it; the log says so."""
    desk = open_desk(event_code, MAKE)
    path = the_shelf().path(name)
    card = next(each for each in backups_on(the_shelf()) if each.name == name)
    if not may_take(desk, card):
        raise DomainError("backup_of_others")
    record_download(request_context(), desk.event.id, "backup", card.sha256)
    return send_file(path, as_attachment=True, download_name=path.name, mimetype="application/zip")


@blueprint.post("/<string:event_code>/backups/heads")
@needs(MAKE)
def accept_heads(event_code: str) -> Response:
    """Take note that entries of the log are missing."""
    desk = open_desk(event_code, MAKE)
    count = accept_lost(the_shelf(), desk.event.id, desk.actor.account_id or "")
    if count:
        flash(gettext("Noted. What was seen stays in the file beside the database."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


def the_shelf() -> Shelf:
    """Return where this server's backups lie."""
    return shelf_of(engine_of(db.session()))


def may_take(desk: Desk, backup: Backup) -> bool:
    """Tell whether somebody may take a backup away: it holds every event, so they must run each of them."""
    return all(desk.actor.may(MAKE, event.id) for event in backup.events)


def age_words(at: datetime) -> str:
    """Return how long ago something was, in words."""
    minutes = max(0, int((datetime.now(UTC) - at).total_seconds() // 60))
    if minutes < 1:
        now: str = gettext("just now")
        return now
    if minutes < 60:
        some: str = ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes, count=figure(minutes))
        return some
    hours = minutes // 60
    if hours < 48:
        few: str = ngettext("%(count)s hour ago", "%(count)s hours ago", hours, count=figure(hours))
        return few
    days = hours // 24
    many: str = ngettext("%(count)s day ago", "%(count)s days ago", days, count=figure(days))
    return many


def reason_name(reason: str) -> str:
    """Return why a backup was made, in words."""
    names: dict[str, str] = {
        "timer": gettext("By itself"),
        "asked": gettext("Somebody asked"),
        "command": gettext("By command"),
        "before_import": gettext("Before an import"),
        "before_delete": gettext("Before something was deleted"),
        "before_change": gettext("Before a change"),
        "before_scheme": gettext("Before a change of a marking scheme"),
        "before_archive": gettext("Before the event was archived"),
        "before_restore": gettext("Before a backup was restored"),
        "before_wipe": gettext("Before a rehearsal was wiped"),
    }
    return names.get(reason, names["before_change"])
