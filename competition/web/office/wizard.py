"""The wizard: from an empty installation to an event, step by step; every step is kept as it is typed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError, Problem
from competition.domain.event_plan import STEPS, EventPlan, Step
from competition.domain.permissions import Permission
from competition.domain.trade_list import filled, number_trades
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.event_drafts import DraftLine, earlier_events, event_draft, open_drafts, rows_of_event
from competition.services.event_drafts import (
    begin_draft,
    discard_draft,
    faults_of,
    known_organizers,
    make_event,
    may_take_schemes,
    save_draft,
)
from competition.web.office.desk import blueprint, home_frame
from competition.web.office.row_fields import changes_rows
from competition.web.office.wizard_forms import (
    EventForm,
    PeopleForm,
    RulesForm,
    put_faults,
    read_event,
    read_people,
    read_rules,
    read_trades,
    row_faults,
    step_names,
)
from competition.web.office.wizard_pages import page_values

REFUSED = 422
KEPT = 204
ADDS = ("paste_add", "known_add")
"""Buttons of the trades that bring rows and stay on the page."""


@blueprint.route("/new-event", methods=["GET", "POST"])
@needs(Permission.CREATE_EVENT)
def wizard() -> AnyResponse:
    """Begin a new event with its rules; show what was begun before."""
    context = request_context()
    plan = EventPlan(default_language=reader_language(), second_language="" if reader_language() == "en" else "en")
    faults: Mapping[Step, tuple[Problem, ...]] = {}
    if request.method == "POST":
        plan = read_rules(plan, request.form)
        faults = faults_of(context, plan)
        if not faults.get(Step.RULES):
            plan = _with_rows(plan)
            return redirect(url_for("office.wizard_step", draft=begin_draft(context, plan), step=Step.EVENT.value))
    drafts = open_drafts(db.session(), context.actor.account_id or "")
    status = REFUSED if faults else 200
    return _page(Step.RULES, plan, faults, DraftLine("", plan, context.now, None), status, drafts=drafts)


@blueprint.route("/new-event/<string:draft>/<string:step>", methods=["GET", "POST"])
@needs(Permission.CREATE_EVENT)
def wizard_step(draft: str, step: str) -> AnyResponse:
    """Show one step, keep what it says, and go where the person wants to go."""
    line, here = _draft(draft), _step(step)
    if line.event_code is not None:
        return redirect(url_for("office.wizard_done", draft=draft))
    if request.method == "GET":
        faults = faults_of(request_context(), line.plan) if here is Step.CHECK else {}
        return _page(here, line.plan, faults, line)
    go = request.form.get("go", "")
    plan = _read(here, line.plan, go)
    if here is not Step.CHECK:
        save_draft(request_context(), draft, plan)
    return _went(here, plan, line, go)


def _went(here: Step, plan: EventPlan, line: DraftLine, go: str) -> AnyResponse:
    """Answer a step that was sent: kept, another step, the same one again, or the event is made."""
    if go == "keep":
        return Response(status=KEPT)
    if go in list(Step):
        return redirect(url_for("office.wizard_step", draft=line.id, step=go))
    faults = faults_of(request_context(), plan)
    brings = any(request.form.get(name) for name in ADDS)
    if go == "stay" or changes_rows(request.form) or (brings and not faults.get(here)):
        # Shown by an address of its own: reloading then never sends an older state of the form again.
        return redirect(url_for("office.wizard_step", draft=line.id, step=here.value))
    if brings:
        return _page(here, plan, faults, line, REFUSED)
    if here is Step.CHECK and not faults:
        return _make(line)
    if faults.get(here) or here is Step.CHECK:
        return _page(here, plan, faults, line, REFUSED)
    return redirect(url_for("office.wizard_step", draft=line.id, step=STEPS[STEPS.index(here) + 1].value))


@blueprint.post("/new-event/<string:draft>/discard")
@needs(Permission.CREATE_EVENT)
def wizard_discard(draft: str) -> AnyResponse:
    """Throw a draft away."""
    discard_draft(request_context(), draft)
    flash(gettext("The draft is discarded. Nothing else was changed."), "good")
    return redirect(url_for("office.home"))


@blueprint.get("/new-event/<string:draft>/done")
@needs(Permission.CREATE_EVENT)
def wizard_done(draft: str) -> AnyResponse:
    """Show the way on from an event that was just made."""
    line = _draft(draft)
    if line.event_code is None:
        return redirect(url_for("office.wizard_step", draft=draft, step=Step.CHECK.value))
    return Response(render_template("office/wizard/done.html", line=line, made=None, **home_frame("events")))


def _make(line: DraftLine) -> AnyResponse:
    made = make_event(request_context(), line.id)
    if not made.organizers:
        return redirect(url_for("office.wizard_done", draft=line.id))
    # The addresses of new colleagues are shown now and never again; they are in no address and in no log.
    shown = DraftLine(line.id, line.plan, line.changed_at, made.code)
    return Response(render_template("office/wizard/done.html", line=shown, made=made, **home_frame("events")))


def _read(step: Step, plan: EventPlan, go: str) -> EventPlan:
    match step:
        case Step.RULES:
            return _with_rows(read_rules(plan, request.form))
        case Step.EVENT:
            return read_event(plan, request.form, is_leaving=go not in ("keep", "stay"))
        case Step.TRADES:
            said = read_trades(plan, request.form)
            if go in ("keep", "stay") or changes_rows(request.form):
                return said
            return said.with_step(trades=number_trades(filled(said.trades)))
        case Step.PEOPLE:
            return read_people(plan, request.form)
        case _:
            return plan


def _with_rows(plan: EventPlan) -> EventPlan:
    """Return the plan with the trades of the earlier event, the first time that it is chosen."""
    if not plan.is_clone or plan.trades_of == plan.clone_of:
        return plan
    rows = rows_of_event(db.session(), plan.clone_of, plan.default_language, plan.second_language)
    return plan.with_step(trades=rows, trades_of=plan.clone_of)


def _page(
    step: Step,
    plan: EventPlan,
    faults: Mapping[Step, tuple[Problem, ...]],
    line: DraftLine,
    status: int = 200,
    **values: object,
) -> AnyResponse:
    mine = faults.get(step, ())
    form = _form(step, plan)
    if form is not None:
        put_faults(form._fields, mine)
    html = render_template(
        f"office/wizard/{step.value}.html",
        step=step,
        steps=step_names(),
        plan=plan,
        line=line,
        form=form,
        faults=faults,
        row_faults=row_faults(mine),
        **page_values(step, plan),
        **_facts(step, plan),
        **home_frame("events"),
        **{"drafts": (), **values},
    )
    return Response(html, status)


def _form(step: Step, plan: EventPlan) -> RulesForm | EventForm | PeopleForm | None:
    if step is Step.RULES:
        return RulesForm(None, data=_values(plan))
    if step is Step.EVENT:
        form = EventForm(None, data=_values(plan))
        form.arrange(plan)
        return form
    return PeopleForm(None, data=_values(plan)) if step is Step.PEOPLE else None


def _values(plan: EventPlan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in EventPlan.__dataclass_fields__}


def _facts(step: Step, plan: EventPlan) -> dict[str, object]:
    """Return what a step needs to know of the installation."""
    context = request_context()
    if step is Step.RULES:
        events = earlier_events(db.session())
        return {"events": events, "readable": {event.id for event in events if may_take_schemes(context, event.id)}}
    if step in (Step.PEOPLE, Step.CHECK):
        return {"accounts": known_organizers(context, plan)}
    return {}


def _draft(draft_id: str) -> DraftLine:
    line = event_draft(db.session(), request_context().actor.account_id or "", draft_id)
    if line is None:
        raise DomainError("not_found")
    return line


def _step(name: str) -> Step:
    if name not in list(Step):
        raise DomainError("not_found")
    return Step(name)
