"""The register of institutions."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language, translate
from competition.messages import sentence
from competition.queries.standards import InstitutionLine, institution_lines, register_changes
from competition.queries.standards import institution as institution_of
from competition.services.institutions import add_institution, change_institution, retire_institution
from competition.web.countries import country_choices, country_name
from competition.web.office.desk import blueprint, home_frame
from competition.web.office.paging import cut, page_number
from competition.web.office.register_columns import institution_columns
from competition.web.office.register_forms import InstitutionFilterForm, InstitutionForm
from competition.web.office.register_words import action_word, fact_text, fact_word, kind_choices, kind_word
from competition.web.office.standards import PAGE, REFUSED, RIGHT
from competition.web.office.tables import send_register, wanted_file

AT_FIELD = frozenset({"institution_name_missing", "institution_taken"})


@blueprint.get("/institutions")
@needs(RIGHT)
def institutions() -> ResponseReturnValue:
    """List the institutions."""
    form = InstitutionFilterForm(formdata=request.args)
    form.offer(list(country_choices(reader_language())), kind_choices())
    found: tuple[InstitutionLine, ...] = ()
    if form.validate():
        found = institution_lines(
            db.session(), (form.q.data or "").strip(), form.country.data or "", form.kind.data or ""
        )
    if kind := wanted_file():
        return send_register(kind, "institution", gettext("Institutions"), institution_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    return _show("office/institutions.html", form=form, lines=lines, paging=paging)


@blueprint.route("/institutions/new", methods=["GET", "POST"])
@needs(RIGHT)
def institution_new() -> AnyResponse:
    """Add an institution."""
    form = _form(InstitutionForm())
    if request.method == "POST" and form.validate():
        try:
            add_institution(request_context(), form.institution())
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            flash(gettext("The institution is in the register."), "good")
            return redirect(url_for("office.institutions"))
    return _form_page(form, None)


@blueprint.route("/institutions/<string(length=32):institution_id>", methods=["GET", "POST"])
@needs(RIGHT)
def institution(institution_id: str) -> AnyResponse:
    """Show and change an institution, with its history."""
    line = institution_of(db.session(), institution_id)
    if line is None:
        raise DomainError("not_found")
    form = _form(InstitutionForm(obj=line if request.method == "GET" else None))
    if request.method == "GET":
        form.kind.data = line.kind.value
    elif form.validate():
        try:
            change_institution(request_context(), line.id, form.institution())
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            flash(gettext("The institution is saved."), "good")
            return redirect(url_for("office.institutions"))
    return _form_page(form, line)


@blueprint.post("/institutions/<string(length=32):institution_id>/<any(retire, restore):step>")
@needs(RIGHT)
def institution_step(institution_id: str, step: str) -> AnyResponse:
    """Retire an institution, or bring it back."""
    retire_institution(request_context(), institution_id, retired=step == "retire")
    told = gettext("The institution is retired.") if step == "retire" else gettext("The institution is in use again.")
    flash(told, "good")
    return redirect(url_for("office.institution", institution_id=institution_id))


def _form(form: InstitutionForm) -> InstitutionForm:
    language = reader_language()
    first = ("en", language if language != "en" else "zh")
    form.offer(first, list(country_choices(language)), kind_choices())
    return form


def _form_page(form: InstitutionForm, line: InstitutionLine | None) -> AnyResponse:
    changes = register_changes(db.session(), line.id) if line else ()
    page = _show("office/institution.html", form=form, line=line, changes=changes)
    return Response(page, REFUSED if request.method == "POST" else 200)


def _tell(form: InstitutionForm, refusal: DomainError) -> None:
    """Put a refusal at the name; one about rights goes its usual way."""
    if refusal.code not in AT_FIELD:
        raise refusal
    form.name.errors = [*form.name.errors, sentence(refusal.code, refusal.params, translate)]


def _show(template: str, **values: object) -> str:
    words = {"kind_word": kind_word, "action_word": action_word, "fact_word": fact_word, "fact_text": fact_text}
    return render_template(
        template,
        **home_frame("institutions"),
        **words,
        country_name=lambda code: country_name(code, reader_language()),
        **values,
    )
