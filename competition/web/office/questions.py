"""Questions to the jury: the list, one and its answer, clarifications, canned answers, and asking from the office."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Text
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.questions import (
    TradeChoice,
    canned_answers,
    clarification_list,
    own_questions,
    question_list,
    question_of,
    trade_choices,
)
from competition.services.clarifications import send_clarification, withdraw_clarification
from competition.services.questions import answer_question, answer_stamp, keep_canned, remove_canned
from competition.web.office.desk import OFFICE, Desk, blueprint, open_desk, show, works_in
from competition.web.office.question_forms import PLACES, AnswerForm, ClarifyForm, WordsForm
from competition.web.office.refusals import REFUSED, tell
from competition.web.questions import AskForm, send_question

Page = str | tuple[str, int] | Response
ANSWER = Permission.ANSWER_QUESTIONS
ASK = Permission.ASK_QUESTIONS
EDIT = Permission.EDIT_EVENT
STATES = ("open", "answered")


@blueprint.get("/<string:event_code>/questions")
@needs(ANSWER)
def questions(event_code: str) -> str:
    """List the questions to those who may answer them, the longest waiting first."""
    desk = open_desk(event_code, ANSWER)
    state, trade = request.args.get("state", ""), request.args.get("trade", "")
    lines = question_list(db.session(), desk.reach, state if state in STATES else "", trade[:64])
    return show(
        "office/questions.html", desk, "questions", lines=lines, state=state, trade=trade, trades=_answered_trades(desk)
    )


@blueprint.route("/<string:event_code>/questions/<string(length=32):question_id>", methods=["GET", "POST"])
@needs(ANSWER)
def jury_question(event_code: str, question_id: str) -> Page:
    """Show a question and answer it, to the asker or to everybody."""
    desk = open_desk(event_code, ANSWER)
    line = question_of(db.session(), desk.reach, question_id)
    if line is None:
        raise DomainError("not_found")
    stamp = answer_stamp(line.answered_at)
    form, canned = AnswerForm(), canned_answers(db.session(), desk.event.id)
    form.words.first = desk.event.languages
    status = 200
    if not form.is_submitted():
        form.seen.data, form.audience.data, form.words.data = stamp, line.audience.value, dict(line.answer)
    elif not _put_in(form, canned):
        status = REFUSED
        if form.validate():
            try:
                answer_question(request_context(), desk.event.id, question_id, form.answer())
            except DomainError as refusal:
                tell(form, refusal, PLACES)
                # Whoever sends it once more has read the other answer, which the page now shows.
                form.seen.data = stamp
            else:
                flash(gettext("The answer is sent."), "good")
                return redirect(url_for("office.questions", event_code=event_code))
    page = show("office/question.html", desk, "questions", line=line, form=form, canned=canned, whole=desk.may(ANSWER))
    return page, status


@blueprint.route("/<string:event_code>/questions/clarifications", methods=["GET", "POST"])
@needs(ANSWER)
def clarifications(event_code: str) -> Page:
    """List what was said to everybody, and say something more."""
    desk = open_desk(event_code, ANSWER)
    form, canned = ClarifyForm(), canned_answers(db.session(), desk.event.id)
    form.words.first = desk.event.languages
    form.offer(_answered_trades(desk), whole=desk.may(ANSWER))
    status = 200
    if form.is_submitted() and not _put_in(form, canned):
        status = REFUSED
        if form.validate():
            try:
                send_clarification(request_context(), desk.event.id, form.clarification())
            except DomainError as refusal:
                tell(form, refusal, PLACES)
            else:
                flash(gettext("The clarification is sent."), "good")
                return redirect(url_for("office.clarifications", event_code=event_code))
    lines = clarification_list(db.session(), desk.reach)
    return show("office/clarifications.html", desk, "questions", lines=lines, form=form, canned=canned), status


@blueprint.post("/<string:event_code>/questions/clarifications/<string(length=32):clarification_id>/withdraw")
@needs(ANSWER)
def clarification_withdraw(event_code: str, clarification_id: str) -> Response:
    """Withdraw a clarification; whoever it was for reads that."""
    desk = open_desk(event_code, ANSWER)
    withdraw_clarification(request_context(), desk.event.id, clarification_id)
    flash(gettext("The clarification is withdrawn; everybody it was for is told."), "good")
    return redirect(url_for("office.clarifications", event_code=event_code))


@blueprint.route("/<string:event_code>/questions/canned", methods=["GET", "POST"])
@needs(EDIT)
def canned(event_code: str) -> Page:
    """List the answers that are kept ready; one is added or changed."""
    desk = open_desk(event_code, EDIT)
    known = canned_answers(db.session(), desk.event.id)
    edited = request.args.get("edit", "")
    form = WordsForm(data={"words": dict(dict(known).get(edited, {}))})
    form.words.first = desk.event.languages
    if form.validate_on_submit():
        try:
            keep_canned(request_context(), desk.event.id, form.words.words, edited)
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The answer is kept ready."), "good")
            return redirect(url_for("office.canned", event_code=event_code))
    page = show("office/canned.html", desk, "questions", known=known, form=form, edited=edited)
    return page, REFUSED if form.is_submitted() else 200


@blueprint.post("/<string:event_code>/questions/canned/<string(length=32):canned_id>/remove")
@needs(EDIT)
def canned_remove(event_code: str, canned_id: str) -> Response:
    """Keep an answer ready no longer."""
    desk = open_desk(event_code, EDIT)
    remove_canned(request_context(), desk.event.id, canned_id)
    flash(gettext("The answer is removed. What was answered with it stays."), "good")
    return redirect(url_for("office.canned", event_code=event_code))


@blueprint.route("/<string:event_code>/asking", methods=["GET", "POST"])
@needs(ASK)
def asking(event_code: str) -> Page:
    """Let somebody of the office ask the jury, and show the own questions with their answers."""
    desk = open_desk(event_code, ASK)
    if desk.event.id not in works_in(desk.actor):
        raise DomainError("not_allowed", permission=OFFICE.value)
    session = db.session()
    form = AskForm()
    trades = [each for each in trade_choices(session, desk.event.id) if desk.may(ASK, each.id)]
    form.offer(trades, reader_language(), desk.event.default_language)
    if form.is_submitted() and send_question(form, desk.event.id):
        return redirect(url_for("office.asking", event_code=event_code))
    lines = own_questions(session, desk.event.id, desk.actor.account_id or "")
    return show("office/asking.html", desk, "asking", lines=lines, form=form), REFUSED if form.is_submitted() else 200


def _answered_trades(desk: Desk) -> list[TradeChoice]:
    return [each for each in trade_choices(db.session(), desk.event.id) if desk.reach.covers(each.id)]


def _put_in(form: WordsForm, canned: Sequence[tuple[str, Text]]) -> bool:
    """Put the canned answer into a form whose button was pressed; returns whether one was."""
    if "canned" not in request.form:
        return False
    form.put_in(dict(canned).get(request.form["canned"], {}))
    return True
