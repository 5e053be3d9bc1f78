"""Addresses that work once: the first administrator of an installation, and a colleague's first password."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import render_template, request
from werkzeug.wrappers import Response
from wtforms import Field

from competition.domain.errors import DomainError
from competition.extensions import db, limiter
from competition.http.actor import DEVICE_COOKIE, settings
from competition.http.context import request_context
from competition.http.guard import public
from competition.http.i18n import LANGUAGE_COOKIE, reader_language, translate
from competition.messages import sentence
from competition.queries.set_up import LinkPurpose, link_purpose
from competition.services.accounts import NewSession
from competition.services.identity import secret_hash
from competition.services.set_up import NewAdministrator, accept_invitation, make_first_administrator
from competition.web.signin.forms import AdministratorForm, NewPasswordForm
from competition.web.signin.views import TRIES, blueprint, enter

REFUSED = 422
GONE = 410


@blueprint.route("/set-up/<string:token>", methods=["GET", "POST"])
@public
@limiter.limit(TRIES, methods=["POST"])
def set_up(token: str) -> str | Response | tuple[str, int]:
    """Make the first administrator, or let a colleague choose a password; either way somebody is then signed in."""
    purpose = link_purpose(db.session(), secret_hash(token), datetime.now(UTC))
    if purpose is None:
        return render_template("signin/link_gone.html"), GONE
    form = AdministratorForm() if purpose.is_first else NewPasswordForm()
    if request.method == "GET" and isinstance(form, AdministratorForm):
        form.language.data = reader_language()
    if form.validate_on_submit():
        if form.password.data == form.again.data:
            try:
                return _done(form, _use(token, form))
            except DomainError as refusal:
                _tell(form, refusal)
        else:
            _tell(form, DomainError("passwords_differ"))
    return _page(form, purpose, REFUSED if form.errors else 200)


def _use(token: str, form: NewPasswordForm) -> NewSession:
    context, password = request_context(), form.password.data or ""
    device, hours = request.cookies.get(DEVICE_COOKIE), settings().sign_in_hours
    if not isinstance(form, AdministratorForm):
        return accept_invitation(context, token, password, device_id=device, hours=hours)
    new = NewAdministrator(form.name.data or "", form.login.data or "", password, form.language.data or "")
    return make_first_administrator(context, token, new, device_id=device, hours=hours)


def _done(form: NewPasswordForm, session: NewSession) -> Response:
    response = enter(session)
    if isinstance(form, AdministratorForm) and request.cookies.get(LANGUAGE_COOKIE):
        # A language chosen on this page wins over one that was chosen on an earlier one.
        response.set_cookie(LANGUAGE_COOKIE, form.language.data or "", samesite="Lax", max_age=365 * 86400)
    return response


def _tell(form: NewPasswordForm, refusal: DomainError) -> None:
    """Put a refusal at its field."""
    fields: dict[str, Field] = {"passwords_differ": form.again}
    if isinstance(form, AdministratorForm):
        fields |= {"login_invalid": form.login, "login_taken": form.login, "person_name_missing": form.name}
    field = fields.get(refusal.code, form.password)
    field.errors = [sentence(refusal.code, refusal.params, translate)]


def _page(form: NewPasswordForm, purpose: LinkPurpose, status: int) -> tuple[str, int]:
    template = "signin/first_administrator.html" if purpose.is_first else "signin/invitation.html"
    return render_template(template, form=form, purpose=purpose), status
