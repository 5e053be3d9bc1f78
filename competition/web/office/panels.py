"""Panels: who marks what in every trade, proposals, teams by hand, interests."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.panels import seats_by_task
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.office_people import team_lines
from competition.queries.office_trades import trade_id_of
from competition.queries.panel_plans import open_plans, plan_of, proposals_by_trade
from competition.queries.panels import TradePanels, panels_of
from competition.queries.panels import trade_panels as load_panels
from competition.services.identity import new_seed
from competition.services.interests import InterestReason, declare_interest, withdraw_interest
from competition.services.panels import apply_plan, assess_plan, drop_plan, keep_plan, make_plan, propose_plan
from competition.web.office.desk import Desk, blueprint, named, open_desk, show
from competition.web.office.panel_forms import InterestForm, ManualForm, PlanForm
from competition.web.office.panel_view import differences, load_views, matrix, steppings, team_views
from competition.web.office.preparing_columns import panel_columns
from competition.web.office.tables import send_table, wanted_file

REFUSED = 422
PANELS = Permission.PROPOSE_JUDGES


@blueprint.get("/<string:event_code>/panels")
@needs(PANELS)
def panels(event_code: str) -> ResponseReturnValue:
    """List the trades with what their panels leave open."""
    desk = open_desk(event_code, PANELS)
    rooms, waiting = panels_of(db.session(), desk.reach), proposals_by_trade(db.session(), desk.event.id)
    if kind := wanted_file():
        return send_table(desk, kind, "panels", gettext("Panels"), panel_columns(waiting), rooms)
    return show("office/panels.html", desk, "panels", rooms=rooms, waiting=waiting)


@blueprint.get("/<string:event_code>/trades/<string:code>/panels")
@needs(PANELS)
def trade_panels(event_code: str, code: str) -> str:
    """Show who marks what in one trade."""
    desk, room = open_room(event_code, code)
    return _page(desk, room, PlanForm(data={"seed": new_seed()}), interest_form(desk, room))


@blueprint.post("/<string:event_code>/trades/<string:code>/panels/plan")
@needs(PANELS)
def make_panel_plan(event_code: str, code: str) -> AnyResponse:
    """Make marking teams by rule and show what they would change."""
    desk, room = open_room(event_code, code)
    form = PlanForm()
    if not form.validate_on_submit():
        return Response(_page(desk, room, form, interest_form(desk, room)), REFUSED)
    try:
        plan_id = make_plan(request_context(), desk.event.id, room.id, form.wish())
    except DomainError as refusal:
        return Response(_page(desk, room, form, interest_form(desk, room), _words(refusal)), REFUSED)
    return redirect(url_for("office.panel_plan", event_code=event_code, code=code, plan_id=plan_id))


@blueprint.get("/<string:event_code>/trades/<string:code>/panels/edit")
@needs(PANELS)
def edit_panels(event_code: str, code: str) -> str:
    """Show the marking teams to be put together by hand."""
    desk, room = open_room(event_code, code)
    return show("office/panels_edit.html", desk, "panels", room=room, form=ManualForm.of(room), fault="")


@blueprint.post("/<string:event_code>/trades/<string:code>/panels/edit")
@needs(PANELS)
def save_panels(event_code: str, code: str) -> AnyResponse:
    """Keep what was put together as a proposal; the buttons within the form bring it back changed."""
    desk, room = open_room(event_code, code)
    form = ManualForm.read(request.form, room)
    fault = ""
    if "add" not in request.form and "set_all" not in request.form:
        try:
            plan_id = keep_plan(request_context(), desk.event.id, room.id, form.teams())
            return redirect(url_for("office.panel_plan", event_code=event_code, code=code, plan_id=plan_id))
        except DomainError as refusal:
            fault = _words(refusal)
    page = show("office/panels_edit.html", desk, "panels", room=room, form=form, fault=fault)
    return Response(page, REFUSED if fault else 200)


@blueprint.get("/<string:event_code>/trades/<string:code>/panels/plans/<string:plan_id>")
@needs(PANELS)
def panel_plan(event_code: str, code: str, plan_id: str) -> str:
    """Show what a proposal would change, and why everybody sits there."""
    desk, room = open_room(event_code, code)
    plan = plan_of(db.session(), desk.event.id, plan_id)
    if plan.trade_id != room.id:
        raise DomainError("not_found")
    found, seats = assess_plan(room, plan.teams), seats_by_task(plan.teams)
    return show(
        "office/panel_plan.html",
        desk,
        "panels",
        room=room,
        plan=plan,
        found=found,
        lines=differences(room, plan.teams),
        teams=team_views(room, plan.teams, found),
        rows=matrix(room, found, seats),
        stepping=steppings(room, found, seats),
        loads=load_views(room, found),
        is_own=plan.made_by == desk.actor.account_id,
        may_assign=desk.may(Permission.ASSIGN_JUDGES, room.id),
    )


@blueprint.post("/<string:event_code>/trades/<string:code>/panels/plans/<string:plan_id>/<string:step>")
@needs(PANELS)
def decide_panel_plan(event_code: str, code: str, plan_id: str, step: str) -> AnyResponse:
    """Apply a proposal, hand it on, or throw it away."""
    desk, _ = open_room(event_code, code)
    steps = {
        "apply": (apply_plan, gettext("The judges are assigned. Sheets on which somebody wrote keep their team.")),
        "propose": (propose_plan, gettext("The proposal is with the organizer. Nothing has changed yet.")),
        "drop": (drop_plan, gettext("The proposal is gone. Nothing has changed.")),
    }
    if step not in steps:
        raise DomainError("not_found")
    use_case, words = steps[step]
    use_case(request_context(), desk.event.id, plan_id)
    flash(words, "good")
    return redirect(url_for("office.trade_panels", event_code=event_code, code=code))


@blueprint.post("/<string:event_code>/trades/<string:code>/panels/interests")
@needs(PANELS)
def add_interest(event_code: str, code: str) -> AnyResponse:
    """Keep a judge from marking a team."""
    desk, room = open_room(event_code, code)
    form = interest_form(desk, room)
    if not form.validate_on_submit():
        return Response(_page(desk, room, PlanForm(data={"seed": new_seed()}), form), REFUSED)
    reason = InterestReason(form.reason.data)
    declare_interest(request_context(), desk.event.id, room.id, form.judge.data, form.team.data, reason)
    flash(gettext("The interest is in the register. The judge does not mark that team any more."), "good")
    return redirect(url_for("office.trade_panels", event_code=event_code, code=code, _anchor="interests"))


@blueprint.post("/<string:event_code>/trades/<string:code>/panels/interests/<string:judge_id>/<string:team_id>/remove")
@needs(Permission.ASSIGN_JUDGES)
def remove_interest(event_code: str, code: str, judge_id: str, team_id: str) -> AnyResponse:
    """Let a judge mark a team again."""
    desk, room = open_room(event_code, code)
    withdraw_interest(request_context(), desk.event.id, room.id, judge_id, team_id)
    flash(gettext("The interest is withdrawn."), "good")
    return redirect(url_for("office.trade_panels", event_code=event_code, code=code, _anchor="interests"))


def open_room(event_code: str, code: str) -> tuple[Desk, TradePanels]:
    """Return the desk and one trade that is within reach.

    Raises DomainError `not_found`, `not_allowed`.
    """
    desk = open_desk(event_code, PANELS)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    desk.require(trade_id)
    return desk, load_panels(db.session(), desk.event.id, trade_id)


def interest_form(desk: Desk, room: TradePanels) -> InterestForm:
    """Return the form with the judges of the trade and the teams of the event."""
    form = InterestForm()
    teams = team_lines(db.session(), desk.event.id)
    form.offer(
        [(judge.id, f"{judge.login} {judge.name}") for judge in room.judges],
        [(team.id, named(team.code, team.name)[1]) for team in teams],
    )
    return form


def _words(refusal: DomainError) -> str:
    return sentence(refusal.code, refusal.params, translate)


def _page(desk: Desk, room: TradePanels, plan_form: PlanForm, interests: InterestForm, fault: str = "") -> str:
    return show(
        "office/trade_panels.html",
        desk,
        "panels",
        room=room,
        found=room.found,
        teams=team_views(room, room.plan, room.found),
        rows=matrix(room, room.found, room.seats),
        stepping=steppings(room, room.found, room.seats),
        loads=load_views(room, room.found),
        plans=open_plans(db.session(), room.id),
        form=plan_form,
        interests=interests,
        team_names={team.id: team for team in team_lines(db.session(), desk.event.id)},
        fault=fault,
    )
