"""Conflicts of interest of an event's judges: declared one by one, or by rules that hold for all."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length

from competition.domain.conflicts import ConflictKind
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.conflicts import conflict_room, people_to_declare
from competition.queries.judge_rooms import judge_choices
from competition.queries.office_roster import roster_choices
from competition.services.conflicts import LONGEST_REASON, NewConflict, declare_conflict, end_conflict, set_rules
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.lists import country_choices, country_name
from competition.web.office.preparing_columns import conflict_columns
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import choices, institution_pairs, team_pairs
from competition.web.office.tables import send_table, wanted_file

Page = str | tuple[str, int] | Response
ASSIGN = Permission.ASSIGN_JUDGES


class ConflictForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """With whom a judge has a conflict."""

    judge = SelectField(_l("Judge"), default="")
    kind = RadioField(
        _l("Conflict with"),
        default=ConflictKind.TEAM.value,
        choices=[
            SelectChoice(ConflictKind.TEAM.value, _l("A team")),
            SelectChoice(ConflictKind.PERSON.value, _l("A competitor")),
            SelectChoice(ConflictKind.INSTITUTION.value, _l("An institution")),
            SelectChoice(ConflictKind.COUNTRY.value, _l("A country")),
        ],
    )
    team = SelectField(_l("Team"), default="")
    person = SelectField(_l("Competitor"), default="")
    institution = SelectField(_l("Institution"), default="")
    country = SelectField(_l("Country"), default="")
    reason = StringField(
        _l("Reason"), [Length(max=LONGEST_REASON)], description=_l("A few words; only the office reads them.")
    )

    def offer(self, desk: Desk) -> None:
        """Fill the lists."""
        session, event_id = db.session(), desk.event.id
        known = roster_choices(session, event_id)
        nobody = ("", gettext("Choose"))
        judges = ((each.id, f"{each.note} {each.name}") for each in judge_choices(session, event_id))
        self.judge.choices = choices([nobody, *judges])
        self.team.choices = choices([nobody, *team_pairs(known)])
        self.person.choices = choices([nobody, *people_to_declare(session, event_id)])
        self.institution.choices = institution_pairs(known.institutions)
        self.country.choices = choices([nobody, *country_choices(reader_language())])

    def conflict(self) -> NewConflict:
        """Return what was chosen."""
        kind = ConflictKind(self.kind.data)
        return NewConflict(kind, self._fields[kind.value].data or "", self.reason.data or "")


class RulesForm(FlaskForm):  # type: ignore[misc]
    """Which conflicts hold for all judges."""

    institution = BooleanField(_l("The same institution"))
    country = BooleanField(_l("The same country"))


@blueprint.route("/<string:event_code>/people/conflicts", methods=["GET", "POST"])
@needs(ASSIGN)
def conflicts(event_code: str) -> Page:
    """Show the register of conflicts; a new one is declared here."""
    desk = open_desk(event_code, ASSIGN)
    form = ConflictForm(judge=request.args.get("judge", ""))
    form.offer(desk)
    if form.validate_on_submit():
        try:
            declare_conflict(request_context(), desk.event.id, form.judge.data or "", form.conflict())
        except DomainError as refusal:
            tell(form, refusal, {"conflict_known": "kind", "conflict_with_nobody": "kind"})
        else:
            flash(gettext("The conflict is declared; the judge does not mark whom it covers."), "good")
            return redirect(url_for("office.conflicts", event_code=event_code))
    room = conflict_room(db.session(), desk.event.id)
    if (kind := wanted_file()) and not form.is_submitted():
        return send_table(
            desk, kind, "conflicts", gettext("Conflicts of interest"), conflict_columns(desk), room.conflicts
        )
    rules = RulesForm(formdata=None, institution=room.same_institution, country=room.same_country)
    page = show(
        "office/conflicts.html",
        desk,
        "people",
        room=room,
        form=form,
        rules=rules,
        country_name=lambda code: country_name(code, reader_language()),
        may_rule=desk.may(ASSIGN),
    )
    return page, REFUSED if form.is_submitted() else 200


@blueprint.post("/<string:event_code>/people/conflicts/rules")
@needs(ASSIGN)
def conflict_rules(event_code: str) -> Response:
    """Say which conflicts hold for all judges."""
    desk = open_desk(event_code, ASSIGN)
    form = RulesForm()
    institution, country = bool(form.institution.data), bool(form.country.data)
    set_rules(request_context(), desk.event.id, same_institution=institution, same_country=country)
    flash(gettext("The rules hold from now on."), "good")
    return redirect(url_for("office.conflicts", event_code=event_code))


@blueprint.post("/<string:event_code>/people/conflicts/<string:conflict_id>/end")
@needs(ASSIGN)
def conflict_end(event_code: str, conflict_id: str) -> Response:
    """End a conflict of the event."""
    desk = open_desk(event_code, ASSIGN)
    end_conflict(request_context(), desk.event.id, conflict_id)
    flash(gettext("The conflict has ended."), "good")
    return redirect(url_for("office.conflicts", event_code=event_code))
