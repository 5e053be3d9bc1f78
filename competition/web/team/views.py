"""A team leader's pages: the teams, and the application of one."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.applications import AppliedLine
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.applications import ApplicationView, LedTeam, applications, led_teams, photos_of
from competition.queries.images import image_of_event
from competition.queries.office import office_event
from competition.queries.office_roster import roster_choices
from competition.queries.registration import RegistrationState, registration_of
from competition.queries.team_now import team_now
from competition.services.applications import ApplicationWrong, hand_in_application, save_application
from competition.services.clarifications import acknowledge
from competition.web.questions import AskForm, send_question
from competition.web.team.jury import jury_part
from competition.web.team.reading import Faults, Sent, faults_of, read_sent
from competition.web.words import set_event

blueprint = Blueprint("team", __name__, url_prefix="/team")

LEAD = Permission.EDIT_COMPETITORS
REFUSED = 422
ELSEWHERE = frozenset({"sign_in_needed", "sign_in_again", "not_allowed", "not_found"})
"""Refusals that are not about what was typed; they get a page of their own."""
EMPTY = AppliedLine("")


@blueprint.get("/")
@needs(LEAD)
def home() -> str | AnyResponse:
    """List the teams that somebody registers; one alone is opened at once."""
    teams = led_teams(db.session(), current_actor().account_id or "")
    if len(teams) == 1:
        return redirect(url_for("team.application", event_code=teams[0].event_code))
    return render_template("team/home.html", teams=teams, menu=[], here="", me=_me(), home_url=url_for("team.home"))


@blueprint.get("/<string:event_code>/")
@needs(LEAD)
def application(event_code: str) -> str:
    """Show a team's application: what can be filled in, or where it stands."""
    team = _require_team(event_code)
    rules = registration_of(db.session(), team.event_id)
    return _page(team, rules, _latest(team), None, {}, "")


@blueprint.post("/<string:event_code>/")
@needs(LEAD)
def application_sent(event_code: str) -> str | AnyResponse | tuple[str, int]:
    """Keep an application as a draft, and hand it in when said; what is wrong stands at its field."""
    team = _require_team(event_code)
    rules = registration_of(db.session(), team.event_id)
    sent = read_sent(rules.questions)
    faults, told = sent.faults, ""
    try:
        lines = save_application(request_context(), team.event_id, team.team_id, sent.draft())
        sent = Sent(lines, sent.note, sent.answers)
        if "submit" in request.form and not faults:
            hand_in_application(request_context(), team.event_id, team.team_id)
    except ApplicationWrong as refusal:
        faults = faults_of(refusal.problems)
        told = sentence(refusal.code, refusal.params, translate)
    except DomainError as refusal:
        if refusal.code in ELSEWHERE:
            raise
        told = sentence(refusal.code, refusal.params, translate)
    if faults or told:
        return _page(team, rules, _latest(team), sent, faults, told), REFUSED
    if {"add", "remove"} & request.form.keys():
        more = (EMPTY,) if "add" in request.form else ()
        return _page(team, rules, _latest(team), Sent((*sent.lines, *more), sent.note, sent.answers), {}, "")
    done = gettext("Handed in. The event office decides it.")
    flash(done if "submit" in request.form else gettext("Kept as a draft."), "good")
    return redirect(url_for("team.application", event_code=event_code, team=team.team_code))


@blueprint.get("/<string:event_code>/photos/<string(length=32):image_id>")
@needs(LEAD)
def photo(event_code: str, image_id: str) -> Response:
    """Show a picture that a team's own application brings along."""
    team = _require_team(event_code)
    found = image_of_event(db.session(), team.event_id, image_id)
    if found is None or image_id not in photos_of(applications(db.session(), team.event_id, team.team_id)):
        raise DomainError("not_found")
    return Response(found.data, mimetype=found.media_type)


@blueprint.post("/<string:event_code>/questions")
@needs(Permission.ASK_QUESTIONS)
def ask(event_code: str) -> AnyResponse | tuple[str, int]:
    """Ask the jury of a trade, or the office, for the team."""
    team = _require_team(event_code)
    form = AskForm()
    if send_question(form, team.event_id, team.team_id):
        return redirect(url_for("team.application", event_code=event_code, team=team.team_code, _anchor="questions"))
    rules = registration_of(db.session(), team.event_id)
    return _page(team, rules, _latest(team), None, {}, "", form), REFUSED


@blueprint.post("/<string:event_code>/clarifications/<string(length=32):clarification_id>/read")
@needs(Permission.ASK_QUESTIONS)
def clarification_read(event_code: str, clarification_id: str) -> AnyResponse:
    """Say to have read what the jury says."""
    team = _require_team(event_code)
    acknowledge(request_context(), team.event_id, clarification_id)
    return redirect(url_for("team.application", event_code=event_code, team=team.team_code))


def _require_team(event_code: str) -> LedTeam:
    """Return the team that somebody registers at an event. Raises DomainError `not_found`."""
    wanted = request.args.get("team", "")
    teams = led_teams(db.session(), current_actor().account_id or "")
    found = [each for each in teams if each.event_code == event_code and wanted in ("", each.team_code)]
    if not found:
        raise DomainError("not_found")
    return found[0]


def _latest(team: LedTeam) -> ApplicationView | None:
    return next(iter(applications(db.session(), team.event_id, team.team_id)), None)


def _page(
    team: LedTeam,
    rules: RegistrationState,
    latest: ApplicationView | None,
    sent: Sent | None,
    faults: Faults,
    told: str,
    asking: AskForm | None = None,
) -> str:
    session = db.session()
    event = office_event(session, team.event_code)
    if event is None:
        raise DomainError("not_found")
    set_event(event.default_language, event.timezone)
    trades = roster_choices(session, team.event_id).trades
    begun = latest if latest and not latest.is_over else None
    if sent is None:
        sent = Sent(begun.lines, begun.note, dict(begun.answers)) if begun else Sent((), "", {})
    return render_template(
        "team/application.html",
        team=team,
        event=event,
        rules=rules,
        is_late=rules.closes_at is not None and event.now(datetime.now(UTC)) > rules.closes_at,
        latest=latest,
        lines=sent.lines or (EMPTY,),
        empty=EMPTY,
        sent=sent,
        told=told,
        faults=faults,
        trades=[each for each in trades if rules.takes(each[0])],
        names_of_trades={each[0]: (each[1], each[2]) for each in trades},
        **jury_part(team, event.default_language, asking),
        people=team_now(session, team.event_id, team.team_id).people,
        menu=[],
        here="",
        me=_me(),
        home_url=url_for("team.home"),
        event_name=event.short_name,
    )


def _me() -> dict[str, str]:
    return {"name": current_actor().name, "role": gettext("Team leader")}
