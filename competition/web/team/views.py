"""A team leader's pages: the teams, and the application of one."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.applications import AppliedLine, LedTeam, applications, led_teams, registration_of
from competition.queries.office import office_event
from competition.queries.office_roster import roster_choices
from competition.services.applications import save_application
from competition.web.words import set_event

blueprint = Blueprint("team", __name__, url_prefix="/team")

LEAD = Permission.EDIT_COMPETITORS
COLUMNS = ("native", "latin", "born", "role", "trade", "group", "guardian", "consent")
MOST = 200
REFUSED = 422


@blueprint.get("/")
@needs(LEAD)
def home() -> str | Response:
    """List the teams that somebody registers; one alone is opened at once."""
    teams = led_teams(db.session(), current_actor().account_id or "")
    if len(teams) == 1:
        return redirect(url_for("team.application", event_code=teams[0].event_code))
    return render_template("team/home.html", teams=teams, menu=[], here="", me=_me(), home_url=url_for("team.home"))


@blueprint.route("/<string:event_code>/", methods=["GET", "POST"])
@needs(LEAD)
def application(event_code: str) -> str | Response | tuple[str, int]:
    """Show a team's application, keep it as a draft, or hand it in."""
    team = _require_team(event_code)
    lines, fault = _typed(), ""
    note = request.form.get("note", "")
    if request.method == "POST" and not ({"add", "remove"} & request.form.keys()):
        submit = "submit" in request.form
        kept = [line for line in lines if line.native.strip() or line.latin.strip()]
        try:
            save_application(request_context(), team.event_id, team.team_id, kept, note, submit=submit)
        except DomainError as refusal:
            if refusal.code in ("sign_in_needed", "not_allowed", "not_found"):
                raise
            fault = _words(refusal)
        else:
            flash(gettext("Handed in. The event office decides it.") if submit else gettext("Kept as a draft."), "good")
            return redirect(url_for("team.application", event_code=event_code, team=team.team_code))
    page = _page(team, lines if request.method == "POST" else None, note, fault)
    return (page, REFUSED) if fault else page


def _require_team(event_code: str) -> LedTeam:
    """Return the team that somebody registers at an event. Raises DomainError `not_found`."""
    wanted = request.args.get("team", "")
    teams = led_teams(db.session(), current_actor().account_id or "")
    found = [each for each in teams if each.event_code == event_code and wanted in ("", each.team_code)]
    if not found:
        raise DomainError("not_found")
    return found[0]


def _typed() -> list[AppliedLine]:
    """Return the lines of the sent form; a press on a row's button adds or removes one."""
    numbers = sorted({int(n) for name in request.form if (n := name.rpartition("-")[2]).isdecimal() and len(n) < 5})
    gone = request.form.get("remove", "")
    lines = [_line(number) for number in numbers[:MOST] if str(number) != gone]
    return [*lines, AppliedLine("")] if "add" in request.form else lines


def _line(number: int) -> AppliedLine:
    values = {name: request.form.get(f"{name}-{number}", "").strip()[:200] for name in COLUMNS}
    role = values["role"] if values["role"] in ("competitor", "team_leader", "interpreter") else "competitor"
    return AppliedLine(**{**values, "role": role, "consent": bool(values["consent"])})  # type: ignore[arg-type]


def _words(refusal: DomainError) -> str:
    if refusal.code != "application_line_wrong":
        return sentence(refusal.code, refusal.params, translate)
    fault = sentence(refusal.params["fault"], {"youngest": "10", "oldest": "100", "limit": "200"}, translate)
    return sentence(refusal.code, {"line": refusal.params["line"], "fault": fault}, translate)


def _page(team: LedTeam, lines: list[AppliedLine] | None, note: str, fault: str) -> str:
    session = db.session()
    event = office_event(session, team.event_code)
    if event is None:
        raise DomainError("not_found")
    set_event(event.default_language, event.timezone)
    known = applications(session, team.event_id, team.team_id)
    latest = known[0] if known else None
    open_again = latest is None or latest.state in ("approved", "refused")
    shown = [line for line, _ in latest.lines] if latest and not open_again else []
    rules = registration_of(session, team.event_id)
    return render_template(
        "team/application.html",
        team=team,
        event=event,
        rules=rules,
        is_late=rules.closes_at is not None and event.now(datetime.now(UTC)) > rules.closes_at,
        latest=latest,
        lines=lines if lines is not None else shown or [AppliedLine("")],
        note=note or (latest.note if latest and not open_again else ""),
        fault=fault,
        trades=roster_choices(session, team.event_id).trades,
        menu=[],
        here="",
        me=_me(),
        home_url=url_for("team.home"),
        event_name=event.short_name,
    )


def _me() -> dict[str, str]:
    return {"name": current_actor().name, "role": gettext("Team leader")}
