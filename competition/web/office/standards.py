"""The register of occupational standards."""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError, Problem
from competition.domain.permissions import Permission
from competition.domain.standards import Standing
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language, translate
from competition.messages import sentence
from competition.queries.standards import (
    StandardLine,
    register_changes,
    scheme_trades,
    standard_lines,
    standard_sections,
)
from competition.queries.standards import standard as standard_of
from competition.services.standard_into_scheme import copy_standard
from competition.services.standards import StandardFaultyError, add_standard, change_standard, retire_standard
from competition.web.countries import country_choices, country_name
from competition.web.office.desk import blueprint, home_frame
from competition.web.office.paging import cut, page_number
from competition.web.office.register_columns import standard_columns
from competition.web.office.register_forms import (
    SectionRow,
    StandardFilterForm,
    StandardForm,
    section_rows,
    sections_of,
    sent_rows,
)
from competition.web.office.register_words import action_word, fact_text, fact_word, standing_word
from competition.web.office.row_fields import changes_rows
from competition.web.office.tables import send_register, wanted_file

RIGHT = Permission.MANAGE_REGISTERS
PAGE = 50
REFUSED = 422
EMPTY_ROWS = 5
AT_FIELD = {"standard_name_missing": "name", "standard_taken": "version"}


@blueprint.get("/standards")
@needs(RIGHT)
def standards() -> ResponseReturnValue:
    """List the standards."""
    form = StandardFilterForm(formdata=request.args)
    form.offer(_countries())
    found: tuple[StandardLine, ...] = ()
    if form.validate():
        wanted = [Standing(form.standing.data)] if form.standing.data else []
        found = standard_lines(db.session(), _today(), (form.q.data or "").strip(), form.country.data or "", wanted)
    if kind := wanted_file():
        return send_register(kind, "standard", gettext("Standards"), standard_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    return _show("office/standards.html", form=form, lines=lines, paging=paging, standing_word=standing_word)


@blueprint.get("/standards/<string(length=32):standard_id>")
@needs(RIGHT)
def standard(standard_id: str) -> str:
    """Show one version of a standard with its sections, other versions and history."""
    line = _line(standard_id)
    events = {grant.event_id for grant in current_actor().grants if grant.event_id}
    mine = [event_id for event_id in events if current_actor().may(Permission.EDIT_SCHEME, event_id)]
    return _show(
        "office/standard.html",
        line=line,
        sections=standard_sections(db.session(), line.id),
        versions=[each for each in standard_lines(db.session(), _today()) if each.code == line.code],
        changes=register_changes(db.session(), line.id),
        trades=scheme_trades(db.session(), mine) if mine else (),
        standing_word=standing_word,
        action_word=action_word,
        fact_word=fact_word,
        fact_text=fact_text,
        country_name=lambda code: country_name(code, reader_language()),
    )


@blueprint.route("/standards/new", methods=["GET", "POST"])
@needs(RIGHT)
def standard_new() -> AnyResponse:
    """Add a standard; with `?after=` another version of one."""
    after = standard_of(db.session(), request.args.get("after", ""), _today())
    sections = standard_sections(db.session(), after.id) if after else ()
    form = StandardForm(obj=after if request.method == "GET" else None)
    rows = sent_rows(request.form) if request.method == "POST" else section_rows(sections, *_languages())
    form.offer(_languages(), _countries())
    if request.method == "GET" and after:
        form.version.data, form.valid_from.data, form.valid_to.data = "", None, None
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and not changes_rows(request.form) and form.validate():
        try:
            new_id = add_standard(request_context(), form.standard(tuple(sections_of(rows, *_languages(), sections))))
        except StandardFaultyError as faulty:
            problems = faulty.problems
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            flash(gettext("The standard is in the register."), "good")
            return redirect(url_for("office.standard", standard_id=new_id))
    return _form_page(form, rows or [SectionRow()] * EMPTY_ROWS, problems, None, after)


@blueprint.route("/standards/<string(length=32):standard_id>/edit", methods=["GET", "POST"])
@needs(RIGHT)
def standard_edit(standard_id: str) -> AnyResponse:
    """Change a version of a standard."""
    line = _line(standard_id)
    sections = standard_sections(db.session(), line.id)
    form = StandardForm(obj=line if request.method == "GET" else None)
    rows = sent_rows(request.form) if request.method == "POST" else section_rows(sections, *_languages())
    form.offer(_languages(), _countries())
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and not changes_rows(request.form) and form.validate():
        try:
            change_standard(
                request_context(), line.id, form.standard(tuple(sections_of(rows, *_languages(), sections)))
            )
        except StandardFaultyError as faulty:
            problems = faulty.problems
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            flash(gettext("The standard is saved."), "good")
            return redirect(url_for("office.standard", standard_id=line.id))
    return _form_page(form, rows, problems, line, None)


@blueprint.post("/standards/<string(length=32):standard_id>/<any(retire, restore):step>")
@needs(RIGHT)
def standard_step(standard_id: str, step: str) -> AnyResponse:
    """Retire a version, or bring it back."""
    retire_standard(request_context(), standard_id, retired=step == "retire")
    told = gettext("The standard is retired.") if step == "retire" else gettext("The standard is in use again.")
    flash(told, "good")
    return redirect(url_for("office.standard", standard_id=standard_id))


@blueprint.post("/standards/<string(length=32):standard_id>/copy")
@needs(Permission.EDIT_SCHEME)
def standard_copy(standard_id: str) -> AnyResponse:
    """Put the sections into the draft of a trade's marking scheme."""
    copy_standard(request_context(), request.form.get("trade", ""), standard_id)
    flash(gettext("The sections are in the draft of the marking scheme."), "good")
    return redirect(url_for("office.standard", standard_id=standard_id))


def _form_page(
    form: StandardForm,
    rows: list[SectionRow],
    problems: tuple[Problem, ...],
    line: StandardLine | None,
    after: StandardLine | None,
) -> AnyResponse:
    """Return the page of a form. problems: told at their rows, or at their fields."""
    faults: dict[tuple[int, str], str] = {}
    told: list[str] = []
    for problem in problems:
        words = sentence(problem.code, problem.params, translate)
        column = problem.column or ""
        if problem.row is not None:
            faults[problem.row, column] = words
        elif column in form:
            form[column].errors = [*form[column].errors, words]
        else:
            told.append(words)
    first, second = _languages()
    page = _show(
        "office/standard_form.html",
        form=form,
        rows=rows,
        row_faults=faults,
        told=told,
        line=line,
        after=after,
        first=first,
        second=second,
    )
    sent = request.method == "POST" and not changes_rows(request.form)
    return Response(page, REFUSED if sent else 200)


def _tell(form: StandardForm, refusal: DomainError) -> None:
    """Put a refusal at its field; one about rights goes its usual way."""
    name = AT_FIELD.get(refusal.code)
    if name is None:
        raise refusal
    form[name].errors = [*form[name].errors, sentence(refusal.code, refusal.params, translate)]


def _show(template: str, **values: object) -> str:
    return render_template(template, **home_frame("standards"), **values)


def _line(standard_id: str) -> StandardLine:
    line = standard_of(db.session(), standard_id, _today())
    if line is None:
        raise DomainError("not_found")
    return line


def _countries() -> list[tuple[str, str]]:
    return list(country_choices(reader_language()))


def _languages() -> tuple[str, str]:
    """Return the two languages in which names are typed first: English, and the reader's own or Chinese."""
    own = reader_language()
    return "en", own if own != "en" else "zh"


def _today() -> date:
    return datetime.now(UTC).date()
