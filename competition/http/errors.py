"""Refusals and faults as pages for people and RFC 9457 problems for programs, never a stack trace."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, g, json, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.extensions import db
from competition.http.i18n import translate
from competition.logs import get_log
from competition.messages import sentence
from competition.messages.marker import N_

PROBLEM_TYPE = "/problems/"
STATUS = {
    "sign_in_needed": 401,
    "sign_in_failed": 401,
    "sign_in_again": 401,
    "second_person_needed": 403,
    "approval_decided": 409,
    "approval_changed": 409,
    "token_used": 401,
    "enrolment_over": 401,
    "sign_in_locked": 429,
    "passphrase_locked": 429,
    "not_allowed": 403,
    "compatriot": 403,
    "conflict_of_interest": 403,
    "not_your_sheet": 403,
    "device_revoked": 403,
    "not_found": 404,
    "op_reused": 422,
    "batch_running": 409,
    "since_unknown": 410,
    "event_archived": 409,
    "event_not_archived": 409,
    "backup_of_others": 403,
    "sheet_locked": 409,
    "sheet_not_complete": 409,
    "sheet_changed": 409,
    "draft_changed": 409,
    "words_only": 403,
    "file_too_large": 413,
    "request_too_large": 413,
}
DEFAULT_STATUS = 422
FAULT = 500
HEADINGS = {
    400: N_("This could not be read"),
    401: N_("Please sign in"),
    403: N_("This is not open to you"),
    404: N_("There is nothing here"),
    405: N_("This is not done here"),
    409: N_("This does not go together"),
    410: N_("This is not there any more"),
    413: N_("This is too large"),
    429: N_("Too many tries"),
    500: N_("Something went wrong here"),
    503: N_("Busy for a moment"),
}
NOT_DONE = N_("This was not done")
NOTHING_CHANGED = N_("Nothing was changed.")
RETRY_SECONDS = "2"
FULL_RETRY_SECONDS = "60"

log = get_log("http")


def wants_problem() -> bool:
    """Tell whether the asker is a program."""
    return request.path.startswith(("/api/", "/b/"))


def problem_body(code: str, params: Mapping[str, str], status: int) -> dict[str, str | int | dict[str, str]]:
    """Return an RFC 9457 problem in the reader's language; `type` and `code` are stable."""
    return {
        "type": PROBLEM_TYPE + code,
        "title": sentence(code, params, translate),
        "status": status,
        "code": code,
        "params": dict(params),
    }


def problem(code: str, params: Mapping[str, str], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem as a response."""
    response = Response(
        json.dumps(problem_body(code, params, status), ensure_ascii=False),
        status=status,
        mimetype="application/problem+json",
    )
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def page(code: str, params: Mapping[str, str], status: int) -> Response:
    """Return the page that says what happened, what was kept and what to do next."""
    html = render_template(
        "errors/error.html",
        happened=translate(HEADINGS.get(status, NOT_DONE)),
        kept="" if request.method in {"GET", "HEAD"} else translate(NOTHING_CHANGED),
        next=sentence(code, params, translate),
        status=status,
        request_id=g.get("request_id", "") if status >= FAULT else "",
    )
    return Response(html, status=status, mimetype="text/html")


def answer(code: str, params: Mapping[str, str], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem or a page, whichever the asker reads."""
    if wants_problem():
        return problem(code, params, status, headers)
    response = page(code, params, status)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a refusal."""
    return STATUS.get(error.code, DEFAULT_STATUS)


def _came_from() -> str:
    """Return the page of this server on which the asker pressed, to go back to."""
    parts = urlsplit(request.referrer or "")
    here = parts.path if parts.netloc == request.host else request.path
    return f"{here}?{parts.query}" if parts.query and here == parts.path else here


def is_full(error: OperationalError) -> bool:
    """Tell whether the database has no room left: SQLITE_FULL, or PostgreSQL's 53100 (disk_full)."""
    return getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig)


def init_errors(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> AnyResponse:
        db.session.rollback()
        if error.code == "sign_in_needed" and not wants_problem() and request.method == "GET":
            door = "signin.judge_sign_in" if request.path.startswith("/judge") else "signin.sign_in"
            return redirect(url_for(door, next=request.full_path.rstrip("?")))
        if error.code == "sign_in_again" and not wants_problem():
            return redirect(url_for("signin.again", next=_came_from()))
        return answer(error.code, error.params, status_of(error))

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> AnyResponse:
        return answer("form_expired", {}, 400)

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> AnyResponse:
        status = error.code or 500
        code = {404: "not_found", 405: "method_not_allowed", 413: "request_too_large", 429: "too_many_requests"}.get(
            status, "bad_request" if status < 500 else "fault"
        )
        kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After", "Location"}}
        if isinstance(error.response, AnyResponse):
            return error.response
        return answer(code, {}, status, kept)

    @app.errorhandler(OperationalError)
    def no_database(error: OperationalError) -> AnyResponse:
        db.session.rollback()
        if is_full(error):
            log.error("storage_full", request_id=g.get("request_id"))
            return answer("storage_full", {}, 507, {"Retry-After": FULL_RETRY_SECONDS})
        log.error("database_unavailable", error=type(error.orig).__name__, request_id=g.get("request_id"))
        return answer("database_unavailable", {}, 503, {"Retry-After": RETRY_SECONDS})

    @app.errorhandler(Exception)
    def fault(error: Exception) -> AnyResponse:
        db.session.rollback()
        log.exception("fault", request_id=g.get("request_id"), path=request.path, kind=type(error).__name__)
        return answer("fault", {"reference": g.get("request_id", "")}, 500)
