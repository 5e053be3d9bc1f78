"""Work beside the pages: how far it is, as a page and for scripts, and its end."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, current_app, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.jobs import JobView, job_kind, job_view
from competition.services.job_runner import JobRunner
from competition.services.jobs import permission_for, request_cancel
from competition.web.filters import fmt_percent
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.job_words import job_title, job_words, page_of


@blueprint.get("/<string:event_code>/jobs/<string:job_id>")
@needs(Permission.SEE_EVENT)
def job(event_code: str, job_id: str) -> ResponseReturnValue:
    """Show a job; one that is done leads on to what it made."""
    desk, found = _look(event_code, job_id)
    leads_to = page_of(found.kind).leads_to(desk, found) if found.state == "done" else ""
    if leads_to:
        return redirect(leads_to)
    page = page_of(found.kind)
    return show("office/job.html", desk, page.place, job=found, back=page.back(desk, found))


@blueprint.get("/<string:event_code>/jobs/<string:job_id>/progress")
@needs(Permission.SEE_EVENT)
def job_progress(event_code: str, job_id: str) -> ResponseReturnValue:
    """Return how far a job is: `{state, percent, figure, words, next}`; next: where it leads, "" to load the page."""
    desk, found = _look(event_code, job_id)
    leads_to = page_of(found.kind).leads_to(desk, found) if found.state == "done" else ""
    return progress_json(found, leads_to)


def progress_json(found: JobView, leads_to: str) -> Response:
    """Return how far a job is, as the behaviour `job` reads it."""
    return jsonify(
        state=found.state,
        percent=found.percent,
        figure=fmt_percent(found.percent, reader_language()) if found.percent is not None else "",
        words=job_words(found),
        next=leads_to,
    )


@blueprint.post("/<string:event_code>/jobs/<string:job_id>/cancel")
@needs(Permission.SEE_EVENT)
def cancel_job(event_code: str, job_id: str) -> ResponseReturnValue:
    """End a job; what it has not finished is as if it had never begun."""
    desk, found = _look(event_code, job_id)
    request_cancel(request_context(), desk.event.id, found.id)
    runner().settle(found.id, seconds=2.0)
    return redirect(url_for("office.job", event_code=event_code, job_id=job_id))


def runner() -> JobRunner:
    """Return who runs the jobs of this process."""
    found: JobRunner = current_app.extensions["jobs"]
    return found


def _look(event_code: str, job_id: str) -> tuple[Desk, JobView]:
    kind = job_kind(db.session(), event_code, job_id)
    if kind is None:
        raise DomainError("not_found")
    desk = open_desk(event_code, permission_for(kind))
    found = job_view(db.session(), desk.event.id, job_id)
    if found is None:
        raise DomainError("not_found")
    return desk, live_job(found)


def live_job(found: JobView) -> JobView:
    """Return a job with how far it is by the word of its process, which is newer than the database's."""
    newer = runner().progress_of(found.id)
    if newer is None or not found.is_open:
        return found
    return replace(found, state="running", done=newer.done, total=newer.total, phase=newer.phase)


blueprint.add_app_template_global(job_title)
blueprint.add_app_template_global(job_words)
