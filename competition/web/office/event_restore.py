"""Let an archived event in: bring the file, see what it holds and how it fits in, confirm, go to the event."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response
from wtforms import FileField, StringField
from wtforms.validators import Length

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import csrf, db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.jobs import JobView, job_view
from competition.services import archive_upload
from competition.services.jobs import request_cancel
from competition.services.offload import offload
from competition.web.office.desk import Desk, blueprint, figure, home_frame
from competition.web.office.job_words import JobPage, register_job_page
from competition.web.office.jobs import live_job, progress_json, runner
from competition.web.office.refusals import REFUSED, tell

Page = str | tuple[str, int] | Response
MAKE = Permission.CREATE_EVENT
SOON_S = 2.5
"""How long a request waits for the work: a small archive needs no page that waits."""
AROUND = 1_000_000
"""Bytes that a form has around its file."""


class ArchiveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """The archive of an event."""

    file = FileField(_l("Archive"), render_kw={"accept": ".podium"})


class RestoreForm(FlaskForm):  # type: ignore[misc]
    """Under which code the event is let in, and that somebody means it."""

    code = StringField(_l("Code in addresses"), [Length(max=64)], render_kw={"dir": "ltr", "autocomplete": "off"})
    typed = StringField(_l("To confirm"), [Length(max=64)])


@blueprint.get("/restore-event")
@needs(MAKE)
def restore_event() -> Page:
    """Show how an archived event is let in."""
    runner().warm_up()
    return _start(ArchiveForm())


@blueprint.post("/restore-event")
@needs(MAKE)
def bring_archive() -> Page:
    """Take an archive in and have it looked through; nothing else changes.

    Its form checks the token by itself: before the person was known no more than usual may be read.
    """
    context = request_context()
    upload = archive_upload.begin_upload(context)
    request.max_content_length = archive_upload.LARGEST + AROUND
    try:
        form = ArchiveForm()
        is_valid = form.validate_on_submit()
    except RequestEntityTooLarge:
        request.max_content_length = 0
        return _start(ArchiveForm(formdata=None), _words("archive_too_large", limit=figure(_most_mb()))), REFUSED
    brought = form.file.data
    if form.csrf_token.errors if "csrf_token" in form else False:
        return _start(form, _words("form_expired")), REFUSED
    if not is_valid or not isinstance(brought, FileStorage) or not brought.filename:
        return _start(form, str(gettext("Choose a file."))), REFUSED
    try:
        offload(brought.save, upload.path)
        brought.close()
    except OSError as fault:
        upload.path.unlink(missing_ok=True)
        return _start(form, _words("upload_failed", fault=fault.strerror or str(fault))), REFUSED
    upload.path.chmod(0o600)
    return _lead_on(archive_upload.ask_to_look(context, upload, brought.filename))


csrf.exempt(bring_archive)


@blueprint.get("/restore-event/<string:job_id>")
@needs(MAKE)
def event_restore(job_id: str) -> Page:
    """Show how far an archive is: being looked through, what it holds, being restored, restored."""
    return _page(_job(job_id))


@blueprint.get("/restore-event/<string:job_id>/progress")
@needs(MAKE)
def event_restore_progress(job_id: str) -> Response:
    """Return how far it is, as `job_progress` does."""
    return progress_json(_job(job_id), "")


@blueprint.post("/restore-event/<string:job_id>/cancel")
@needs(MAKE)
def event_restore_cancel(job_id: str) -> Page:
    """End it; nothing is written."""
    found = _job(job_id)
    request_cancel(request_context(), None, found.id)
    runner().settle(found.id, seconds=2.0)
    return redirect(url_for("office.event_restore", job_id=job_id))


@blueprint.post("/restore-event/<string:job_id>/confirm")
@needs(MAKE)
def event_restore_confirm(job_id: str) -> Page:
    """Restore what was looked through, when its code was typed."""
    form = RestoreForm()
    form.validate()
    try:
        started = archive_upload.ask_to_restore(
            request_context(), job_id, code=form.code.data or "", typed=form.typed.data or ""
        )
    except DomainError as refusal:
        places = {"typed_differs": "typed"}
        codes = dict.fromkeys(("event_code_invalid", "event_code_reserved", "event_code_taken"), "code")
        tell(form, refusal, {**codes, **places})
        return _page(_job(job_id), form), REFUSED
    return _lead_on(started)


@blueprint.post("/restore-event/<string:job_id>/let-go")
@needs(MAKE)
def event_restore_let_go(job_id: str) -> Page:
    """Delete a file that nobody wants."""
    archive_upload.let_go(request_context(), job_id)
    flash(gettext("The file is deleted. Nothing else was changed."), "good")
    return redirect(url_for("office.restore_event"))


def _start(form: ArchiveForm, fault: str = "") -> str:
    if fault:
        form.file.errors = [fault]
    return render_template("office/event_restore.html", form=form, most=_most_mb(), **home_frame("events"))


def _page(job: JobView, form: RestoreForm | None = None) -> str:
    found = job.result if job.state == "done" else None
    is_check = job.kind == archive_upload.CHECK
    if form is None:
        form = RestoreForm(formdata=None, code=str(found["free_code"]) if found and is_check else "")
    is_here = is_check and archive_upload.is_waiting(request_context(), str(job.params["upload"]))
    return render_template(
        "office/event_restored.html" if found and not is_check else "office/event_restore_shown.html",
        job=job,
        found=found,
        form=form,
        is_here=is_here,
        day_of=date.fromisoformat,
        **home_frame("events"),
    )


def _job(job_id: str) -> JobView:
    found = job_view(db.session(), None, job_id)
    if found is None or found.kind not in (archive_upload.CHECK, archive_upload.RESTORE):
        raise DomainError("not_found")
    return live_job(found)


def _lead_on(job_id: str) -> Response:
    runner().settle(job_id, seconds=SOON_S)
    return redirect(url_for("office.event_restore", job_id=job_id))


def _most_mb() -> int:
    return archive_upload.LARGEST // 1_000_000


def _words(code: str, **params: str) -> str:
    return sentence(code, params, translate)


def _phase(phase: str) -> str:
    names: dict[str, str] = {
        "reading": gettext("Reading the file"),
        "unpacking": gettext("Unpacking"),
        "checking": gettext("Checking the log against the marks"),
        "counting": gettext("Counting all results anew"),
        "backing_up": gettext("Backing up how things are now"),
        "writing": gettext("Writing"),
    }
    return names.get(phase, "")


def _back(_desk: Desk, _job: JobView) -> str:
    return url_for("office.restore_event")


register_job_page(
    archive_upload.CHECK,
    JobPage(lambda: str(gettext("The archive is looked through")), "events", _phase, back=_back),
)
register_job_page(
    archive_upload.RESTORE,
    JobPage(lambda: str(gettext("The event is restored")), "events", _phase, back=_back),
)
