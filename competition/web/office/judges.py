"""Judges one by one: brought in, changed, ended."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.conflicts import conflict_room
from competition.queries.judge_rooms import JudgeRoom, expert_choices, judge_choices, judge_room
from competition.queries.office_roster import Choices, roster_choices
from competition.services.judge_replacement import Replacement, replace_judge
from competition.services.judges import NewJudge, assign_judge, end_judge, update_judge
from competition.web.office.desk import OFFICE, Desk, blueprint, figure, open_desk, show
from competition.web.office.lists import NAME_LANGUAGES, country_name, language_choices, language_name
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.roster_forms import (
    PERSON_PLACES,
    PersonForm,
    SelectMultipleChecks,
    choices,
    offer_team,
    trade_pairs,
)

Page = str | tuple[str, int] | Response
ASSIGN = Permission.ASSIGN_JUDGES
PLACES = {
    **PERSON_PLACES,
    "same_name_judges": "native",
    "judge_missing": "native",
    "judges_already": "trade",
    "trade_has_chief": "chief",
    "judge_has_marked": "team",
}


class JudgeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A judge who is there, or is to be: whom the judge comes with and understands."""

    team = SelectField(
        _l("Comes with team"),
        description=_l("A judge does not mark the own team, unless the trade allows it."),
        default="",
    )
    languages = SelectMultipleChecks(_l("Speaks"))

    def offer_judge(self, known: Choices) -> None:
        """Fill the lists."""
        offer_team(self.team, known)
        self.languages.choices = choices(spoken_choices())


class NewJudgeForm(JudgeForm, PersonForm):
    """Somebody who is to judge in a trade."""

    trade = SelectField(_l("Trade"), [InputRequired(_l("Choose the trade."))], default="")
    chief = BooleanField(_l("As the chief judge of the trade"))
    judge = SelectField(_l("Judges here already"), default="")
    expert = SelectField(_l("From the register of experts"), default="")
    is_another = BooleanField(_l("This is another person of the same name"))

    def offer(self, known: Choices, desk: Desk) -> None:
        """Fill the lists."""
        session, event_id = db.session(), desk.event.id
        self.offer_person(known.institutions)
        within = [pair for pair in trade_pairs(known) if desk.reach.covers(pair[0])]
        self.trade.choices = choices([("", gettext("Choose a trade")), *within])
        here = ((each.id, f"{each.note} {each.name}") for each in judge_choices(session, event_id))
        self.judge.choices = choices([("", gettext("Nobody of these")), *here])
        experts = ((each.id, f"{each.name}, {each.note}".rstrip(", ")) for each in expert_choices(session, event_id))
        self.expert.choices = choices([("", gettext("Nobody of these")), *experts])
        self.offer_judge(known)

    def new(self) -> NewJudge:
        """Return what was typed; somebody chosen goes before a name."""
        judge, expert = self.judge.data or "", self.expert.data or ""
        has_name = bool((self.native.data or "").strip() or (self.latin.data or "").strip())
        return NewJudge(
            trade_id=self.trade.data,
            judge_id=judge,
            expert_id="" if judge else expert,
            person=self.person() if has_name and not (judge or expert) else None,
            team_id=self.team.data or "",
            languages=tuple(self.languages.data or ()),
            chief=bool(self.chief.data),
            is_another=bool(self.is_another.data),
        )


@blueprint.route("/<string:event_code>/people/judges/new", methods=["GET", "POST"])
@needs(ASSIGN)
def judge_new(event_code: str) -> Page:
    """Let somebody judge in a trade."""
    desk = open_desk(event_code, ASSIGN)
    form = NewJudgeForm(expert=request.args.get("expert", ""), trade=request.args.get("trade", ""))
    form.offer(roster_choices(db.session(), desk.event.id), desk)
    if form.validate_on_submit():
        try:
            assigned = assign_judge(request_context(), desk.event.id, form.new())
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("%(name)s judges as number %(login)s.", name=assigned.name, login=assigned.login), "good")
            return redirect(url_for("office.judge", event_code=event_code, judge_id=assigned.judge_id))
    asks = bool(form.is_another.data or (form.is_submitted() and form.native.errors))
    page = show("office/judge_new.html", desk, "people", form=form, asks=asks)
    return page, REFUSED if form.is_submitted() else 200


@blueprint.route("/<string:event_code>/people/judges/<string:judge_id>", methods=["GET", "POST"])
@needs(OFFICE)
def judge(event_code: str, judge_id: str) -> Page:
    """Show a judge; who may, says which team the judge comes with and which languages the judge speaks."""
    desk = open_desk(event_code)
    room = require_judge_room(desk, judge_id)
    form = JudgeForm(team=room.team_id, languages=list(room.languages))
    form.offer_judge(roster_choices(db.session(), desk.event.id))
    if form.validate_on_submit():
        team, languages = form.team.data or "", tuple(form.languages.data or ())
        try:
            update_judge(request_context(), desk.event.id, judge_id, team_id=team, languages=languages)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The changes are kept."), "good")
            return redirect(url_for("office.judge", event_code=event_code, judge_id=judge_id))
    return judge_page(desk, room, form), REFUSED if form.is_submitted() else 200


@blueprint.route(
    "/<string:event_code>/people/judges/<string:judge_id>/trades/<string:trade_id>/replace", methods=["GET", "POST"]
)
@needs(ASSIGN)
def judge_replace(event_code: str, judge_id: str, trade_id: str) -> Page:
    """Let somebody take a judge's place in a trade."""
    desk = open_desk(event_code, ASSIGN)
    room = require_judge_room(desk, judge_id)
    work = next((each for each in room.work if each.trade_id == trade_id and each.ended_at is None), None)
    if work is None:
        raise DomainError("not_found")
    form = NewJudgeForm(trade=trade_id, team=room.team_id)
    form.offer(roster_choices(db.session(), desk.event.id), desk)
    # The address says which trade it is, so the form does not ask.
    form.trade.data, form.trade.raw_data = trade_id, [trade_id]
    if form.is_submitted() and form.validate():
        try:
            done = replace_judge(request_context(), desk.event.id, judge_id, form.new())
        except DomainError as refusal:
            tell(form, refusal, {**PLACES, "judge_replaced_by_self": "judge"})
        else:
            _tell_replaced(done)
            return redirect(url_for("office.judge", event_code=event_code, judge_id=done.judge_id))
    asks = bool(form.is_another.data or (form.is_submitted() and form.native.errors))
    page = show("office/judge_replace.html", desk, "people", room=room, work=work, form=form, asks=asks)
    return page, REFUSED if form.is_submitted() else 200


@blueprint.post("/<string:event_code>/people/judges/<string:judge_id>/trades/<string:trade_id>/end")
@needs(ASSIGN)
def judge_end(event_code: str, judge_id: str, trade_id: str) -> Response:
    """End a judge's work in a trade."""
    desk = open_desk(event_code, ASSIGN)
    end_judge(request_context(), desk.event.id, trade_id, judge_id)
    flash(gettext("The judge's work in the trade has ended. What was marked stays."), "good")
    return redirect(url_for("office.judge", event_code=event_code, judge_id=judge_id))


def _tell_replaced(done: Replacement) -> None:
    """Say what became of the sheets, and name those with which nobody can go on."""
    taken = done.moved + done.continued
    told = ngettext(
        "The judge is replaced. The successor takes %(count)s judging sheet.",
        "The judge is replaced. The successor takes %(count)s judging sheets.",
        taken,
        count=figure(taken),
    )
    if done.supervised:
        told += " " + ngettext(
            "With %(count)s the supervising judge goes on.",
            "With %(count)s the supervising judge goes on.",
            done.supervised,
            count=figure(done.supervised),
        )
    flash(told, "good")
    if done.stuck:
        codes = ", ".join(done.stuck)
        flash(
            gettext("Nobody of the panel can go on with %(codes)s. Put a panel together for it.", codes=codes), "wait"
        )


def judge_page(desk: Desk, room: JudgeRoom, form: JudgeForm) -> str:
    """Return a judge's page."""
    spoken = [language_name(code, reader_language()) for code in room.languages]
    conflicts = conflict_room(db.session(), desk.event.id, room.id)
    return show(
        "office/judge.html",
        desk,
        "people",
        room=room,
        form=form,
        spoken=spoken,
        conflicts=conflicts,
        country_name=lambda code: country_name(code, reader_language()),
        may_edit=desk.may(ASSIGN),
    )


def require_judge_room(desk: Desk, judge_id: str) -> JudgeRoom:
    """Return a judge within reach. Raises DomainError `not_found`."""
    room = judge_room(db.session(), desk.event.id, judge_id)
    if room is None or not (desk.reach.is_whole or any(desk.reach.covers(each.trade_id) for each in room.work)):
        raise DomainError("not_found")
    return room


def spoken_choices() -> list[tuple[str, str]]:
    """Return the languages that judges are asked for: the six of the product first, then the others."""
    first = ("en", "zh", "fr", "ru", "ar", "es")
    names = dict(language_choices(reader_language()))
    rest = [pair for pair in names.items() if pair[0] not in first and pair[0] in NAME_LANGUAGES]
    return [*((code, names[code]) for code in first), *rest]
