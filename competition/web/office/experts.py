"""The register of experts: who may be asked to judge, whichever the event."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.experts import ExpertRoom, expert_lines, expert_room, expert_trades
from competition.queries.office import office_events
from competition.queries.office_roster import institution_choices
from competition.services.experts import (
    NewRole,
    add_role,
    add_training,
    create_expert,
    declare_lasting,
    end_lasting,
    register_judge,
    remove_line,
    retire_expert,
    update_expert,
)
from competition.web.office.desk import blueprint, home_frame, open_desk, role_name, works_in
from competition.web.office.expert_forms import (
    PLACES,
    ExpertFilterForm,
    ExpertForm,
    LastingForm,
    RoleForm,
    TrainingForm,
)
from competition.web.office.lists import country_name, language_name
from competition.web.office.paging import cut, page_number
from competition.web.office.refusals import REFUSED, is_done, tell
from competition.web.office.register_columns import expert_columns
from competition.web.office.tables import send_register, wanted_file

Page = str | tuple[str, int] | Response
REGISTER = Permission.MANAGE_REGISTERS
PAGE = 50


@blueprint.get("/experts")
@needs(REGISTER)
def experts() -> ResponseReturnValue:
    """List the experts."""
    form = ExpertFilterForm(formdata=request.args)
    form.offer()
    wanted = form.wanted()
    found = expert_lines(db.session(), wanted) if wanted else ()
    if kind := wanted_file():
        return send_register(kind, "expert", gettext("Experts"), expert_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    return _page("office/experts.html", form=form, lines=lines, paging=paging)


@blueprint.route("/experts/new", methods=["GET", "POST"])
@needs(REGISTER)
def expert_new() -> Page:
    """Add an expert."""
    form = ExpertForm()
    form.offer(institution_choices(db.session()))
    if form.validate_on_submit():
        try:
            expert_id = create_expert(request_context(), form.details(), is_another=bool(form.is_another.data))
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            flash(gettext("The expert is in the register."), "good")
            return redirect(url_for("office.expert", expert_id=expert_id))
    asks = bool(form.is_another.data or (form.is_submitted() and form.native.errors))
    page = _page("office/expert_new.html", form=form, asks=asks, trades=expert_trades(db.session()))
    return page, REFUSED if form.is_submitted() else 200


@blueprint.route("/experts/<string(length=32):expert_id>", methods=["GET", "POST"])
@needs(REGISTER)
def expert(expert_id: str) -> Page:
    """Show an expert and change what is known."""
    room = _require(expert_id)
    form = ExpertForm()
    form.offer(institution_choices(db.session()))
    if not form.is_submitted():
        form.show_expert(room)
    elif form.validate():
        try:
            update_expert(request_context(), expert_id, form.details())
        except DomainError as refusal:
            tell(form, refusal, PLACES)
        else:
            return _kept(expert_id)
    return _room_page(room, form=form), REFUSED if form.is_submitted() else 200


@blueprint.post("/experts/<string(length=32):expert_id>/trainings")
@needs(REGISTER)
def expert_training(expert_id: str) -> Page:
    """Note a training."""
    room, form = _require(expert_id), TrainingForm()

    def write() -> None:
        name, given_by = form.name.data or "", form.given_by.data or ""
        add_training(request_context(), expert_id, name, given_by, form.on.data)

    if is_done(form, write, {"training_missing": "name"}):
        return _kept(expert_id)
    return _room_page(room, training=form), REFUSED


@blueprint.post("/experts/<string(length=32):expert_id>/roles")
@needs(REGISTER)
def expert_role(expert_id: str) -> Page:
    """Note a role held elsewhere."""
    room, form = _require(expert_id), RoleForm()
    form.offer()

    def write() -> None:
        held = NewRole(form.event.data or "", Role(form.role.data), form.trade.data or "", form.year.data)
        add_role(request_context(), expert_id, held)

    if is_done(form, write, {"role_event_missing": "event", "year_unlikely": "year"}):
        return _kept(expert_id)
    return _room_page(room, role=form), REFUSED


@blueprint.post("/experts/<string(length=32):expert_id>/lines/<string(length=32):line_id>/remove")
@needs(REGISTER)
def expert_line_remove(expert_id: str, line_id: str) -> Response:
    """Take a training or a noted role away."""
    remove_line(request_context(), expert_id, line_id)
    return _kept(expert_id)


@blueprint.post("/experts/<string(length=32):expert_id>/conflicts")
@needs(REGISTER)
def expert_conflict(expert_id: str) -> Page:
    """Note a lasting conflict."""
    room, form = _require(expert_id), LastingForm()
    form.offer(institution_choices(db.session()))

    def write() -> None:
        declare_lasting(request_context(), expert_id, form.conflict())

    if is_done(form, write, {"conflict_known": "kind", "conflict_with_nobody": "kind"}):
        return _kept(expert_id)
    return _room_page(room, lasting=form), REFUSED


@blueprint.post("/experts/<string(length=32):expert_id>/conflicts/<string(length=32):conflict_id>/end")
@needs(REGISTER)
def expert_conflict_end(expert_id: str, conflict_id: str) -> Response:
    """End a lasting conflict."""
    end_lasting(request_context(), expert_id, conflict_id)
    return _kept(expert_id)


@blueprint.post("/experts/<string(length=32):expert_id>/retire")
@needs(REGISTER)
def expert_retire(expert_id: str) -> Response:
    """Say that an expert is asked no more, or again."""
    retire_expert(request_context(), expert_id, retired="back" not in request.form)
    return _kept(expert_id)


@blueprint.post("/<string:event_code>/people/judges/<string:judge_id>/register")
@needs(REGISTER)
def judge_register(event_code: str, judge_id: str) -> Response:
    """Take a judge of an event into the register."""
    desk = open_desk(event_code, Permission.ASSIGN_JUDGES)
    expert_id = register_judge(request_context(), desk.event.id, judge_id)
    flash(gettext("The judge is in the register of experts."), "good")
    return redirect(url_for("office.expert", expert_id=expert_id))


def _require(expert_id: str) -> ExpertRoom:
    room = expert_room(db.session(), expert_id)
    if room is None:
        raise DomainError("not_found")
    return room


def _kept(expert_id: str) -> Response:
    flash(gettext("The changes are kept."), "good")
    return redirect(url_for("office.expert", expert_id=expert_id))


def _room_page(
    room: ExpertRoom,
    *,
    form: ExpertForm | None = None,
    training: FlaskForm | None = None,
    role: FlaskForm | None = None,
    lasting: FlaskForm | None = None,
) -> str:
    """Return an expert's page; forms that were not sent show what is kept."""
    session, institutions = db.session(), institution_choices(db.session())
    if form is None:
        form = ExpertForm(formdata=None)
        form.offer(institutions)
        form.show_expert(room)
    if role is None:
        role = RoleForm(formdata=None)
        role.offer()
    if lasting is None:
        lasting = LastingForm(formdata=None)
        lasting.offer(institutions)
    actor = current_actor()
    mine = [event_id for event_id in works_in(actor) if actor.may(Permission.ASSIGN_JUDGES, event_id)]
    return _page(
        "office/expert.html",
        room=room,
        form=form,
        training=training or TrainingForm(formdata=None),
        role=role,
        lasting=lasting,
        trades=expert_trades(session),
        events=office_events(session, mine),
    )


def _page(template: str, **values: object) -> str:
    reader = reader_language()
    return render_template(
        template,
        **home_frame("experts"),
        role_name=lambda name: role_name(Role(name)),
        country_name=lambda code: country_name(code, reader),
        language_name=lambda code: language_name(code, reader),
        **values,
    )
