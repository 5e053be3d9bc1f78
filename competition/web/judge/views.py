"""The judge's addresses: the desk and the judging sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.office import OfficeEvent, office_event
from competition.queries.questions import clarifications_for, own_questions, trades_judged
from competition.queries.sheet_venue import sheet_venue
from competition.queries.sheet_view import sheet_view
from competition.queries.sheets import JudgeDesk, judge_desk
from competition.services.clarifications import acknowledge
from competition.web.judge.desk import desk_days, next_sheet
from competition.web.questions import AskForm, send_question
from competition.web.words import set_event

blueprint = Blueprint("judge", __name__, url_prefix="/judge")

REFUSED = 422


@blueprint.get("/")
@needs(Permission.SEE_OWN_MARKS)
def desk() -> Response:
    """Show the judge's sheets by day, and for a chief judge all of the trade; above them what the jury says."""
    actor = current_actor()
    found, event = _event_of_judge()
    if found is None or event is None:
        empty = render_template("judge/desk.html", desk=None, me={"name": actor.name, "role": gettext("Judge")})
        return own_page(empty)
    return own_page(_desk_page(found, event, _ask_form(event, blank=True)))


@blueprint.post("/questions")
@needs(Permission.ASK_QUESTIONS)
def ask() -> tuple[str, int] | Response:
    """Ask the jury of a trade, or the office."""
    found, event = _event_of_judge()
    if found is None or event is None:
        raise DomainError("not_found")
    form = _ask_form(event)
    if send_question(form, event.id):
        return redirect(url_for("judge.desk", _anchor="questions"))
    return _desk_page(found, event, form), REFUSED


@blueprint.post("/clarifications/<string(length=32):clarification_id>/read")
@needs(Permission.ASK_QUESTIONS)
def clarification_read(clarification_id: str) -> Response:
    """Say to have read what the jury says."""
    found, _event = _event_of_judge()
    if found is None:
        raise DomainError("not_found")
    acknowledge(request_context(), found.event_id, clarification_id)
    return redirect(url_for("judge.desk"))


def _event_of_judge() -> tuple[JudgeDesk | None, OfficeEvent | None]:
    """Return the judge's sheets and their event, whose words and clock the page takes."""
    found = judge_desk(db.session(), current_actor().account_id or "")
    event = office_event(db.session(), found.event_code) if found else None
    if event is not None:
        set_event(event.default_language, event.timezone)
    return found, event


def _ask_form(event: OfficeEvent, *, blank: bool = False) -> AskForm:
    form = AskForm(formdata=None) if blank else AskForm()
    trades = trades_judged(db.session(), event.id, current_actor().account_id or "")
    form.offer(trades, reader_language(), event.default_language)
    return form


def _desk_page(found: JudgeDesk, event: OfficeEvent, form: AskForm) -> str:
    actor = current_actor()
    session, account = db.session(), actor.account_id or ""
    today = event.today(datetime.now(UTC))
    number = today.number if today else None
    return render_template(
        "judge/desk.html",
        desk=found,
        today=number,
        next=next_sheet(found, number),
        mine=desk_days([line for line in found.lines if line.is_mine], event.days, number),
        led=desk_days([line for line in found.lines if line.trade_id in found.chief_of], event.days, number),
        clarifications=clarifications_for(session, event.id, account, as_judge=True),
        asked=own_questions(session, event.id, account),
        ask=form,
        me={"name": actor.name, "role": gettext("Chief judge") if found.chief_of else gettext("Judge")},
    )


@blueprint.get("/sheets/<string(length=32):sheet_id>")
@needs(Permission.SEE_OWN_MARKS)
def sheet(sheet_id: str) -> Response:
    """Show a judging sheet; everything on it is drawn and kept up to date by the page's script.

    Raises DomainError `not_found`, or `not_your_sheet` for a sheet of somebody else's trade.
    """
    actor = current_actor()
    view = sheet_view(db.session(), sheet_id, actor.account_id or "", actor.device_id)
    venue = sheet_venue(db.session(), sheet_id)
    set_event(venue.default_language, venue.timezone, venue.second_language)
    html = render_template(
        "judge/sheet.html",
        sheet=view,
        venue=venue,
        me={"name": actor.name, "role": _role(view)},
        sign_in_url=url_for("signin.judge_sign_in", next=request.path),
    )
    return own_page(html)


def own_page(html: str) -> Response:
    """Return a page that the tablet may keep for the judge who is signed in, and for nobody else."""
    answer = FlaskResponse(html)
    answer.headers["Podium-Account"] = current_actor().account_id or ""
    return answer


def _role(view: Mapping[str, object]) -> str:
    """Say which judge this is: the seat, the supervising or the chief judge."""
    judge = view["judge"]
    seat, of = (judge.get("seat"), judge.get("of")) if isinstance(judge, dict) else (None, None)
    if seat is None:
        role = gettext("Chief judge")
    elif view["refusal"] == "supervises":
        role = gettext("Supervising judge")
    elif isinstance(seat, int) and isinstance(of, int) and seat <= of:
        role = gettext("Judge %(seat)s of %(of)s", seat=seat, of=of)
    else:
        role = gettext("Judge %(seat)s", seat=seat)
    return str(role)
