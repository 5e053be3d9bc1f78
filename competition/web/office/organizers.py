"""Where administrators name organizers and administrators: one asks, another one decides."""

from __future__ import annotations

from datetime import UTC, datetime

import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.permissions import Permission, Role
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office import office_event
from competition.queries.organizers import Namings, namings
from competition.services.access_links import AccountLink
from competition.services.organizers import ACTION, Naming, ask_naming, decide_naming
from competition.web.office.desk import blueprint, home_frame, role_name
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import choices, words

Page = str | tuple[str, int] | Response
NAME = Permission.GRANT_ORGANIZER


class NamingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Whom to name as what."""

    event = SelectField(_l("Event"), [InputRequired(_l("Choose the event."))], default="")
    role = RadioField(
        _l("Names"),
        default=Role.ORGANIZER.value,
        choices=[
            SelectChoice(Role.ORGANIZER.value, _l("an organizer of the event")),
            SelectChoice(Role.ADMIN.value, _l("an administrator of the installation; the event’s log tells it")),
        ],
    )
    login = StringField(
        _l("Log-in of somebody who has one"), [Length(max=64)], render_kw={"autocomplete": "off", "dir": "ltr"}
    )
    name = StringField(_l("Or the name of a new person"), [Length(max=200)], render_kw={"autocomplete": "off"})
    reason = TextAreaField(
        _l("Reason"), [Length(max=2000)], description=_l("The reason stays in the log."), render_kw={"rows": 2}
    )

    def offer(self, found: Namings) -> None:
        """Fill the list."""
        events = ((each.code, f"{each.code} {words(each.name)}") for each in found.events)
        self.event.choices = choices([("", gettext("Choose")), *events])

    def naming(self) -> Naming:
        """Return what was typed."""
        name = (self.name.data or "").strip()
        person = PersonDetails(name) if name else None
        return Naming(Role(self.role.data), self.reason.data or "", self.login.data or "", person)


@blueprint.route("/accounts", methods=["GET", "POST"])
@needs(NAME)
def accounts() -> Page:
    """Show who runs what; another one is asked for here."""
    context = request_context()
    if request.method == "GET":
        try:
            context.require_fresh()
        except DomainError:
            return redirect(url_for("signin.again", next=request.path))
    found = namings(db.session(), ACTION)
    form = NamingForm()
    form.offer(found)
    if form.validate_on_submit():
        try:
            ask_naming(context, _event_id(form.event.data), form.naming())
        except DomainError as refusal:
            tell(form, refusal, {"account_unknown": "login", "name_missing": "name", "reason_needed": "reason"})
        else:
            flash(gettext("Asked for. Another administrator decides it here."), "good")
            return redirect(url_for("office.accounts"))
    page = render_template(
        "office/accounts.html",
        **home_frame("accounts"),
        found=found,
        form=form,
        mine=current_actor().account_id,
        role_name=lambda name: role_name(Role(name)),
    )
    return page, REFUSED if form.is_submitted() else 200


@blueprint.post("/accounts/<string:event_code>/<string:approval_id>")
@needs(NAME)
def account_decide(event_code: str, approval_id: str) -> Page:
    """Decide a naming that another administrator asked for."""
    approve = "approve" in request.form
    link = decide_naming(request_context(), _event_id(event_code), approval_id, approve=approve)
    if link is not None:
        return _link_page(link)
    flash(gettext("Named.") if approve else gettext("Refused. Nothing was changed."), "good")
    return redirect(url_for("office.accounts"))


def _event_id(code: str) -> str:
    event = office_event(db.session(), code)
    if event is None:
        raise DomainError("not_found")
    return event.id


def _link_page(link: AccountLink) -> str:
    address = url_for("signin.set_up", token=link.secret, _external=True)
    return render_template(
        "office/account_link.html",
        **home_frame("accounts"),
        link=link,
        is_reset=False,
        back=url_for("office.accounts"),
        address=address,
        picture=segno.make(address, micro=False).svg_data_uri(border=2, light="#fff"),
        until=max(link.expires_at, datetime.now(UTC)),
    )
