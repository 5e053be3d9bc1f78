"""What the office asks of the teams that register: times, trades, entries, questions."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.registration import AskedQuestion, QuestionKind, QuestionScope
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_roster import roster_choices
from competition.queries.registration import registration_of
from competition.services.registration import (
    RegistrationRules,
    move_question,
    remove_question,
    save_question,
    set_registration,
)
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.refusals import REFUSED, tell
from competition.web.office.registration_forms import PLACES, QuestionForm, RegistrationForm, options_text
from competition.web.office.roster_forms import choices, trade_pairs

DECIDE = Permission.DECIDE_APPLICATIONS


@blueprint.get("/<string:event_code>/registration")
@needs(DECIDE)
def registration(event_code: str) -> AnyResponse:
    """Show what registration takes, and the questions."""
    desk = open_desk(event_code, DECIDE)
    rules = registration_of(db.session(), desk.event.id)
    closes = rules.closes_at.astimezone(ZoneInfo(desk.event.timezone)) if rules.closes_at else None
    form = RegistrationForm(
        formdata=None,
        is_open=rules.is_open,
        closes_at=closes,
        entries=rules.entries,
        trades=list(rules.trades),
        note=dict(rules.note),
    )
    return _page(desk, form)


@blueprint.post("/<string:event_code>/registration")
@needs(DECIDE)
def registration_set(event_code: str) -> AnyResponse:
    """Open or close the registration, and say what it takes."""
    desk = open_desk(event_code, DECIDE)
    form = RegistrationForm()
    _offer(desk, form)
    if form.validate():
        closes: datetime | None = form.closes_at.data
        if closes is not None:
            closes = closes.replace(tzinfo=ZoneInfo(desk.event.timezone)).astimezone(UTC)
        entries = 1 if form.entries.data is None else int(form.entries.data)
        trades = tuple(form.trades.data or ())
        rules = RegistrationRules(bool(form.is_open.data), closes, entries, trades, form.note.words)
        try:
            set_registration(request_context(), desk.event.id, rules)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The changes are kept."), "good")
            return redirect(url_for("office.registration", event_code=event_code))
    elif form.closes_at.errors:
        form.closes_at.errors = [gettext("This is no date. Nothing was changed.")]
    return _page(desk, form, REFUSED)


@blueprint.route("/<string:event_code>/registration/questions/new", methods=["GET", "POST"])
@needs(DECIDE)
def question_new(event_code: str) -> AnyResponse:
    """Add a question."""
    return _question(open_desk(event_code, DECIDE), None)


@blueprint.route("/<string:event_code>/registration/questions/<string(length=32):question_id>", methods=["GET", "POST"])
@needs(DECIDE)
def question(event_code: str, question_id: str) -> AnyResponse:
    """Change a question."""
    desk = open_desk(event_code, DECIDE)
    known = registration_of(db.session(), desk.event.id).questions
    found = next((each for each in known if each.id == question_id), None)
    if found is None:
        raise DomainError("not_found")
    return _question(desk, found)


@blueprint.post(
    "/<string:event_code>/registration/questions/<string(length=32):question_id>/<any(up, down, remove):step>"
)
@needs(DECIDE)
def question_step(event_code: str, question_id: str, step: str) -> AnyResponse:
    """Move a question, or ask it no more."""
    desk = open_desk(event_code, DECIDE)
    if step == "remove":
        remove_question(request_context(), desk.event.id, question_id)
        flash(gettext("The question is asked no more. Answers that were handed in stay."), "good")
    else:
        move_question(request_context(), desk.event.id, question_id, -1 if step == "up" else 1)
    return redirect(url_for("office.registration", event_code=event_code) + "#questions")


def _question(desk: Desk, found: AskedQuestion | None) -> AnyResponse:
    form = QuestionForm(
        formdata=request.form if request.method == "POST" else None,
        text=dict(found.text) if found else {},
        kind=(found.kind if found else QuestionKind.TEXT).value,
        scope=(found.scope if found else QuestionScope.TEAM).value,
        options=options_text(found) if found else {},
        is_required=found.is_required if found else False,
    )
    form.offer()
    form.text.first = form.options.first = desk.event.languages
    if request.method == "POST" and form.validate():
        try:
            save_question(request_context(), desk.event.id, form.question(found.id if found else ""))
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The question is kept."), "good")
            return redirect(url_for("office.registration", event_code=desk.event.code) + "#questions")
    page = show("office/registration_question.html", desk, "applications", form=form, found=found)
    return Response(page, REFUSED if request.method == "POST" else 200)


def _offer(desk: Desk, form: RegistrationForm) -> None:
    form.trades.choices = choices(trade_pairs(roster_choices(db.session(), desk.event.id)))
    form.note.first = desk.event.languages


def _page(desk: Desk, form: RegistrationForm, status: int = 200) -> Response:
    _offer(desk, form)
    rules = registration_of(db.session(), desk.event.id)
    return Response(show("office/registration.html", desk, "applications", form=form, rules=rules), status)
