"""The whole event as one file, and archiving it by two people."""

from __future__ import annotations

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.formats.sealed import file_hash
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.jobs import JobView
from competition.services.event_archive import (
    KIND,
    archive_file,
    ask_to_archive,
    ask_to_reopen,
    decide_to_archive,
    decide_to_reopen,
)
from competition.services.jobs import start_job
from competition.services.restore_requests import record_download
from competition.web.office.backups import MAKE
from competition.web.office.desk import Desk, blueprint, open_desk
from competition.web.office.job_words import JobPage, register_job_page

ARCHIVE = Permission.ARCHIVE_EVENT


@blueprint.post("/<string:event_code>/archive")
@needs(MAKE)
def make_archive(event_code: str) -> Response:
    """Write the event as one file, beside the server."""
    desk = open_desk(event_code, MAKE)
    job_id = start_job(request_context(), KIND, desk.event.id)
    return redirect(url_for("office.job", event_code=event_code, job_id=job_id))


@blueprint.post("/<string:event_code>/archive/<string:name>/download")
@needs(MAKE)
def download_archive(event_code: str, name: str) -> Response:
    """Hand the file out; the log says so."""
    desk = open_desk(event_code, MAKE)
    context = request_context()
    path = archive_file(context, desk.event.id, name)
    record_download(context, desk.event.id, "archive", file_hash(path))
    return send_file(path, as_attachment=True, download_name=f"{desk.event.code}.podium", mimetype="application/zip")


@blueprint.post("/<string:event_code>/archive/ask")
@needs(ARCHIVE)
def ask_for_archive(event_code: str) -> ResponseReturnValue:
    """Ask for the event to be archived."""
    desk = open_desk(event_code, ARCHIVE)
    if not _typed(desk):
        return redirect(url_for("office.backups", event_code=event_code))
    ask_to_archive(request_context(), desk.event.id, request.form.get("reason", ""))
    flash(gettext("Asked. Somebody else has to decide it; nothing is changed before."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


@blueprint.post("/<string:event_code>/archive/decide/<string:approval_id>")
@needs(ARCHIVE)
def decide_on_archive(event_code: str, approval_id: str) -> ResponseReturnValue:
    """Decide it as the second person."""
    desk = open_desk(event_code, ARCHIVE)
    approve = request.form.get("decision") == "approve"
    if approve and not _typed(desk):
        return redirect(url_for("office.backups", event_code=event_code))
    done = decide_to_archive(request_context(), desk.event.id, approval_id, approve=approve)
    if done is None:
        flash(gettext("Refused. Nothing was changed."), "good")
    else:
        flash(gettext("The event is archived. It can be read, and nothing in it is changed any more."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


@blueprint.post("/<string:event_code>/archive/reopen")
@needs(ARCHIVE)
def ask_for_reopening(event_code: str) -> ResponseReturnValue:
    """Ask for an archived event to be opened again."""
    desk = open_desk(event_code, ARCHIVE)
    if _typed(desk):
        ask_to_reopen(request_context(), desk.event.id, request.form.get("reason", ""))
        flash(gettext("Asked. Somebody else has to decide it; nothing is changed before."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


@blueprint.post("/<string:event_code>/archive/reopen/<string:approval_id>")
@needs(ARCHIVE)
def decide_on_reopening(event_code: str, approval_id: str) -> ResponseReturnValue:
    """Decide it as the second person."""
    desk = open_desk(event_code, ARCHIVE)
    approve = request.form.get("decision") == "approve"
    if approve and not _typed(desk):
        return redirect(url_for("office.backups", event_code=event_code))
    if decide_to_reopen(request_context(), desk.event.id, approval_id, approve=approve):
        flash(gettext("The event is open again. Archive it once more when everything is over."), "good")
    else:
        flash(gettext("Refused. Nothing was changed."), "good")
    return redirect(url_for("office.backups", event_code=event_code))


def _typed(desk: Desk) -> bool:
    """Tell whether the code was typed; says so when it was not."""
    if request.form.get("typed", "").strip() == desk.event.code:
        return True
    flash(gettext("Type %(code)s exactly. Nothing was changed.", code=desk.event.code), "fault")
    db.session.rollback()
    return False


def _back(desk: Desk, _job: JobView) -> str:
    return url_for("office.backups", event_code=desk.event.code)


register_job_page(
    KIND,
    JobPage(
        lambda: str(gettext("The event is written as one file")),
        "backups",
        lambda _phase: str(gettext("Writing")),
        leads_to=_back,
        back=_back,
    ),
)
