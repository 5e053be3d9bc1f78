"""Sign in, sign out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.extensions import db, limiter
from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE, current_actor, forget, remember, settings
from competition.http.context import request_context
from competition.http.errors import status_of
from competition.http.guard import needs, public
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.accounts import roles_of
from competition.queries.set_up import is_untouched
from competition.services.accounts import NewSession, authenticate_again, sign_in_by_token
from competition.services.accounts import sign_in as start_session
from competition.services.accounts import sign_out as end_session
from competition.web.signin.forms import AgainForm, PasswordForm, PinForm

blueprint = Blueprint("signin", __name__)

OFFICE = frozenset(
    {
        Role.ORGANIZER,
        Role.AUDITOR,
        Role.CLERK,
        Role.ADMIN,
        Role.TRADE_MANAGER,
        Role.INTERPRETER,
        Role.KEY_HOLDER,
        Role.ARBITER,
    }
)
TRIES = "20 per minute"
# A hall is one address to the server; what guards a single PIN is the lock of its account.
HALL_TRIES = "180 per minute"
LONGEST_NUMBER = 64


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(TRIES, methods=["POST"])
def sign_in() -> str | Response:
    """Sign in with a log-in and a password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            session = start_session(
                request_context(),
                form.login.data or "",
                form.password.data or "",
                way="password",
                device_id=_device(),
                hours=_hours(),
            )
        except DomainError as refusal:
            form.password.errors = [sentence(refusal.code, refusal.params, translate)]
        else:
            return enter(session)
    if request.method == "GET" and is_untouched(db.session()):
        return render_template("signin/untouched.html")
    return render_template("signin/office.html", form=form)


@blueprint.route("/judge/sign-in", methods=["GET", "POST"])
@public
@limiter.limit(HALL_TRIES, methods=["POST"])
def judge_sign_in() -> str | Response:
    """Sign in on a tablet with a judge number and a PIN; a card's picture brings the number along."""
    form = PinForm(login=request.args.get("number", "")[:LONGEST_NUMBER])
    if form.validate_on_submit():
        try:
            session = start_session(
                request_context(),
                form.login.data or "",
                form.pin.data or "",
                way="pin",
                device_id=_device(),
                hours=_hours(),
            )
        except DomainError as refusal:
            form.pin.errors = [sentence(refusal.code, refusal.params, translate)]
        else:
            return enter(session)
    if request.method == "GET" and is_untouched(db.session()):
        return render_template("signin/untouched.html")
    return render_template("signin/judge.html", form=form)


@blueprint.route("/q/<string:token>", methods=["GET", "POST"])
@public
@limiter.limit(HALL_TRIES, methods=["POST"])
def by_code(token: str) -> str | Response | tuple[str, int]:
    """Sign in by a QR code: the picture opens this page, one press uses the code up."""
    if request.method == "POST":
        try:
            session = sign_in_by_token(request_context(), token, device_id=_device(), hours=_hours())
        except DomainError as refusal:
            fault = sentence(refusal.code, refusal.params, translate)
            return render_template("signin/code.html", fault=fault), status_of(refusal)
        return enter(session)
    return render_template("signin/code.html", fault="")


@blueprint.route("/sign-in/again", methods=["GET", "POST"])
@needs(Permission.SEE_OWN_ACTIONS)
@limiter.limit(TRIES, methods=["POST"])
def again() -> str | Response | tuple[str, int]:
    """Show once more who one is, then go back to the step that asked for it."""
    form = AgainForm()
    status = 200
    if form.validate_on_submit():
        try:
            authenticate_again(request_context(), request.cookies.get(SESSION_COOKIE, ""), form.secret.data or "")
        except DomainError as refusal:
            form.secret.errors = [sentence(refusal.code, refusal.params, translate)]
            status = status_of(refusal)
        else:
            return redirect(_safe(request.args.get("next")) or url_for("office.home"))
    return render_template("signin/again.html", form=form, back=_safe(request.args.get("next")) or "/"), status


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End this session."""
    was_judge = current_actor().way in {"pin", "qr"}
    end_session(request_context(), request.cookies.get(SESSION_COOKIE, ""))
    flash(gettext("You are signed out."), "good")
    return forget(redirect(url_for("signin.judge_sign_in" if was_judge else "signin.sign_in")))


def enter(session: NewSession) -> Response:
    """Sign this browser in and go where its owner works."""
    roles = roles_of(db.session(), session.account_id)
    leads = Role.TEAM_LEADER in roles and not roles & {Role.JUDGE, Role.CHIEF_JUDGE}
    home = url_for("office.home" if roles & OFFICE else "team.home" if leads else "judge.desk")
    return remember(redirect(_safe(request.args.get("next")) or home), session)


def _safe(target: str | None) -> str | None:
    """Return the address only when it is a path of this server: nobody is sent elsewhere after signing in."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _device() -> str | None:
    return request.cookies.get(DEVICE_COOKIE)


def _hours() -> int:
    return settings().sign_in_hours
