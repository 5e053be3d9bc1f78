"""Who works at an event: invited by a one-time link, with exactly the role that the work needs."""

from __future__ import annotations

from datetime import UTC, datetime

import segno
from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import LANGUAGE_NAMES
from competition.queries.office_roster import Choices, roster_choices
from competition.queries.office_staff import staff_lines
from competition.services.access_links import AccountLink, LinkPurpose, reset_password
from competition.services.staff import STAFF, Invitation, invite, invite_again, revoke_role
from competition.web.office.desk import Desk, blueprint, open_desk, role_name, show
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import (
    PERSON_PLACES,
    PersonForm,
    SelectMultipleChecks,
    choices,
    offer_team,
    trade_pairs,
)
from competition.web.office.table_columns import staff_columns
from competition.web.office.tables import send_table, wanted_file

Page = str | tuple[str, int] | Response
INVITE = Permission.INVITE_USERS
PLACES = {
    **PERSON_PLACES,
    "trades_missing": "trades",
    "team_missing": "team",
    "account_unknown": "login",
    "role_held_already": "role",
    "role_not_given_here": "role",
}


class InviteForm(PersonForm):
    """Whom to invite, as what."""

    role = SelectField(_l("Works as"), [InputRequired(_l("Choose what the person does."))], default="")
    trades = SelectMultipleChecks(_l("Trades"), description=_l("For interpreters and trade managers."))
    team = SelectField(_l("Team"), description=_l("For team leaders."), default="")
    login = StringField(
        _l("Log-in of somebody who has one"),
        [Length(max=64)],
        description=_l("Empty for a new person. Somebody who signs in here already keeps the password."),
        render_kw={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"},
    )
    reads = SelectField(_l("Reads"), description=_l("The language of the person's pages."), default="")

    def offer(self, known: Choices) -> None:
        """Fill the lists."""
        self.offer_person(())
        self.role.choices = choices([("", gettext("Choose")), *((role.value, role_name(role)) for role in STAFF)])
        self.trades.choices = choices(trade_pairs(known))
        offer_team(self.team, known)
        self.reads.choices = choices([("", gettext("As the browser asks")), *LANGUAGE_NAMES.items()])

    def invitation(self) -> Invitation:
        """Return what was typed."""
        role = Role(self.role.data)
        return Invitation(
            role=role,
            person=self.person(),
            login=self.login.data or "",
            trades=tuple(self.trades.data or ()),
            team_id=(self.team.data or "") if role is Role.TEAM_LEADER else "",
            language=self.reads.data or "",
        )


@blueprint.get("/<string:event_code>/staff")
@needs(INVITE)
def staff(event_code: str) -> Page:
    """List who works at the event."""
    desk = open_desk(event_code, INVITE)
    lines = staff_lines(db.session(), desk.event.id, datetime.now(UTC))
    if kind := wanted_file():
        return send_table(desk, kind, "staff", gettext("Who works here"), staff_columns(desk), lines)
    return show(
        "office/staff.html", desk, "people", lines=lines, role_name=role_name, removable={*STAFF, Role.ORGANIZER}
    )


@blueprint.route("/<string:event_code>/staff/new", methods=["GET", "POST"])
@needs(INVITE)
def staff_new(event_code: str) -> Page:
    """Invite somebody; whoever is not sure to be there is asked who it is before the form, not after it."""
    desk = open_desk(event_code, INVITE)
    if request.method == "GET" and (again := _again()):
        return again
    known = roster_choices(db.session(), desk.event.id)
    team = next((each for each, code, _ in known.teams if code == request.args.get("team")), "")
    form = InviteForm(role=request.args.get("role", ""), team=team)
    form.offer(known)
    if form.validate_on_submit():
        try:
            invited = invite(request_context(), desk.event.id, form.invitation())
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            if invited.link is not None:
                return link_page(desk, invited.link)
            flash(
                gettext("%(name)s works at the event from now on, with the log-in as before.", name=invited.name),
                "good",
            )
            return redirect(url_for("office.staff", event_code=event_code))
    page = show("office/staff_new.html", desk, "people", form=form)
    return page, REFUSED if form.is_submitted() else 200


@blueprint.post("/<string:event_code>/staff/<string:account_id>/link")
@needs(INVITE)
def staff_link(event_code: str, account_id: str) -> str:
    """Make the invitation of somebody who has not come in yet anew."""
    desk = open_desk(event_code, INVITE)
    return link_page(desk, invite_again(request_context(), desk.event.id, account_id))


@blueprint.post("/<string:event_code>/staff/<string:account_id>/password")
@needs(Permission.RESET_PASSWORD)
def staff_password(event_code: str, account_id: str) -> str:
    """Make a link by which somebody chooses a new password."""
    desk = open_desk(event_code, Permission.RESET_PASSWORD)
    return link_page(desk, reset_password(request_context(), desk.event.id, account_id))


@blueprint.post("/<string:event_code>/staff/roles/<string:assignment_id>/revoke")
@needs(INVITE)
def staff_revoke(event_code: str, assignment_id: str) -> Response:
    """Take a role away."""
    desk = open_desk(event_code, INVITE)
    revoke_role(request_context(), desk.event.id, assignment_id)
    flash(gettext("The role is taken away. It ended at once."), "good")
    return redirect(url_for("office.staff", event_code=event_code))


def link_page(desk: Desk, link: AccountLink) -> str:
    """Return the page that shows a link once, as an address and as a picture; it is in no log."""
    address = url_for("signin.set_up", token=link.secret, _external=True)
    picture = segno.make(address, micro=False).svg_data_uri(border=2, light="#fff")
    return show(
        "office/account_link.html",
        desk,
        "people",
        link=link,
        is_reset=link.purpose is LinkPurpose.RESET,
        address=address,
        picture=picture,
        back=url_for("office.staff", event_code=desk.event.code),
        until=desk.event.now(link.expires_at),
    )


def _again() -> Response | None:
    """Return the way to the page that asks who somebody is, None for somebody who has just shown it."""
    try:
        request_context().require_fresh()
    except DomainError:
        return redirect(url_for("signin.again", next=request.full_path.rstrip("?")))
    return None
