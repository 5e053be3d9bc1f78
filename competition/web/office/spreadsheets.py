"""Spreadsheets: bring a file of people in, see what it would do, do it, take it back."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import LANGUAGE_NAMES, translate
from competition.messages import sentence
from competition.queries.imports import PROBLEMS, ImportView, import_rows, import_view, import_views
from competition.queries.jobs import job_view
from competition.queries.office_trades import trade_names
from competition.services import imports
from competition.services.import_undo import check_undo
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.import_forms import EncodingForm, OptionsForm, RosterFileForm
from competition.web.office.import_words import ACTIONS
from competition.web.office.jobs import live_job, runner
from competition.web.office.paging import page_number, paging
from competition.web.office.refusals import REFUSED, tell

PEOPLE = Permission.EDIT_COMPETITORS
MOST_SHOWN = 20
PAGE = 50
SOON_S = 2.5
"""How long a request waits for the work: a small file needs no page that waits."""
_LISTS = (*ACTIONS, PROBLEMS)


@blueprint.get("/<string:event_code>/spreadsheets")
@needs(PEOPLE)
def spreadsheets(event_code: str) -> str:
    """Show how to bring a table in, the files to fill in, and what was imported."""
    desk = open_desk(event_code, PEOPLE)
    runner().warm_up()
    return _home(desk, RosterFileForm())


@blueprint.post("/<string:event_code>/spreadsheets")
@needs(PEOPLE)
def bring_roster(event_code: str) -> AnyResponse:
    """Take a file in and have it read; nothing else changes."""
    desk, form = open_desk(event_code, PEOPLE), RosterFileForm()
    brought = form.brought() if form.validate_on_submit() else None
    if brought is None:
        return Response(_home(desk, form), REFUSED)
    try:
        import_id, job_id = imports.stage_roster(request_context(), desk.event.id, *brought)
    except DomainError as refusal:
        tell(form, refusal, {"file_empty": "file", "file_too_large": "file"})
        return Response(_home(desk, form), REFUSED)
    return _lead_on(desk, import_id, job_id)


@blueprint.get("/<string:event_code>/spreadsheets/<string:import_id>")
@needs(PEOPLE)
def roster_import(event_code: str, import_id: str) -> str:
    """Show an import: being read, what it would do, or what it did."""
    desk = open_desk(event_code, PEOPLE)
    return _page(desk, _find(desk, import_id))


@blueprint.post("/<string:event_code>/spreadsheets/<string:import_id>/options")
@needs(PEOPLE)
def import_options(event_code: str, import_id: str) -> AnyResponse:
    """Read the file once more with what a person decided about it."""
    desk = open_desk(event_code, PEOPLE)
    view = _find(desk, import_id)
    # Only what this form asks is taken; what was decided before stays.
    given = {name: request.form.get(name, "") for name in ("encoding", "sheet", "on_changed") if name in request.form}
    if "decides" in request.form:
        given["leaves_out"] = "1" if request.form.get("leaves_out") else ""
    job_id = imports.read_again(request_context(), desk.event.id, view.id, {**view.options, **given})
    return _lead_on(desk, import_id, job_id)


@blueprint.post("/<string:event_code>/spreadsheets/<string:import_id>/apply")
@needs(PEOPLE)
def apply_import(event_code: str, import_id: str) -> AnyResponse:
    """Do what was shown."""
    desk = open_desk(event_code, PEOPLE)
    job_id = imports.ask_to_apply(request_context(), desk.event.id, import_id, request.form.get("digest", ""))
    return _lead_on(desk, import_id, job_id)


@blueprint.post("/<string:event_code>/spreadsheets/<string:import_id>/discard")
@needs(PEOPLE)
def discard_import(event_code: str, import_id: str) -> AnyResponse:
    """Give an import up."""
    desk = open_desk(event_code, PEOPLE)
    imports.discard_import(request_context(), desk.event.id, import_id)
    flash(gettext("The file is forgotten. The event is as it was."), "good")
    return redirect(url_for("office.spreadsheets", event_code=event_code))


@blueprint.post("/<string:event_code>/spreadsheets/<string:import_id>/undo")
@needs(PEOPLE)
def undo_import(event_code: str, import_id: str) -> AnyResponse:
    """Take an import back, after the person has typed the event's code."""
    desk = open_desk(event_code, PEOPLE)
    typed = request.form.get("typed", "")
    try:
        job_id = imports.ask_to_undo(request_context(), desk.event.id, import_id, typed)
    except DomainError as refusal:
        if refusal.code != "confirmation_differs":
            raise
        fault = sentence(refusal.code, refusal.params, translate)
        return Response(_page(desk, _find(desk, import_id), fault), REFUSED)
    return _lead_on(desk, import_id, job_id)


def _lead_on(desk: Desk, import_id: str, job_id: str) -> AnyResponse:
    """Wait a moment for the work, then go to the page of the import, which waits longer when it must."""
    runner().settle(job_id, SOON_S)
    return redirect(url_for("office.roster_import", event_code=desk.event.code, import_id=import_id))


def _home(desk: Desk, form: RosterFileForm) -> str:
    return show(
        "office/spreadsheets.html",
        desk,
        "spreadsheets",
        form=form,
        views=import_views(db.session(), desk.event.id, MOST_SHOWN),
        has_trades=bool(trade_names(db.session(), desk.reach)),
        languages_named=LANGUAGE_NAMES,
    )


def _find(desk: Desk, import_id: str) -> ImportView:
    view = import_view(db.session(), desk.event.id, import_id)
    if view is None:
        raise DomainError("not_found")
    return view


def _page(desk: Desk, view: ImportView, fault: str = "") -> str:
    found = job_view(db.session(), desk.event.id, view.job_id) if view.job_id else None
    job = live_job(found) if found else None
    if job is not None and job.is_open:
        return show("office/import_wait.html", desk, "spreadsheets", view=view, job=job)
    values: dict[str, object] = {"view": view, "job": job, "actions": ACTIONS, "fault": fault}
    if view.state == imports.ASKING:
        return show("office/import_asking.html", desk, "spreadsheets", **values, **_encodings(desk, view))
    if view.state in (imports.SHOWN, imports.APPLYING):
        runner().warm_up()
        return show("office/import_shown.html", desk, "spreadsheets", **values, **_preview(desk, view))
    blockers = check_undo(request_context(), desk.event.id, view.id) if _may_undo(view) else ()
    return show("office/import_done.html", desk, "spreadsheets", **values, blockers=blockers)


def _may_undo(view: ImportView) -> bool:
    return view.state == imports.APPLIED and view.can_undo


def _encodings(desk: Desk, view: ImportView) -> dict[str, object]:
    samples = imports.encoding_choices(request_context(), desk.event.id, view.id)
    form = EncodingForm(data={"encoding": next(iter(samples), "")})
    form.offer(list(samples))
    return {"form": form, "samples": samples}


def _preview(desk: Desk, view: ImportView) -> dict[str, object]:
    """Return the rows of the page that the address asks for, and the decisions that are open."""
    asked = request.args.get("show", "")
    wanted = asked if asked in _LISTS else ""
    rows, count = import_rows(db.session(), view.id, wanted, page_number(), PAGE)
    sheets = view.summary.get("sheets")
    names = [str(each[0]) for each in sheets if isinstance(each, list)] if isinstance(sheets, list) else []
    form = OptionsForm(
        data={
            "sheet": view.summary.get("sheet", ""),
            "on_changed": view.options.get("on_changed") or "ask",
            "leaves_out": view.options.get("leaves_out") == "1",
        }
    )
    form.offer(names)
    return {"rows": rows, "paging": paging(page_number(), count, PAGE), "wanted": wanted, "form": form, "sheets": names}
