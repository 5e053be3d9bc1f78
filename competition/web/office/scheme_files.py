"""Marking schemes as spreadsheets: a file is shown before it is the draft; versions and templates are given out."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import StandardSection
from competition.extensions import db
from competition.formats.scheme_layout import Field
from competition.formats.scheme_template import write_template
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import LANGUAGE_NAMES, reader_language, translate
from competition.messages import sentence
from competition.queries.schemes import current_scheme
from competition.services.scheme_import import export_draft, export_scheme
from competition.services.scheme_reading import note_reading
from competition.services.scheme_upload import (
    drop_scheme_file,
    shown_scheme_file,
    stage_scheme,
    take_scheme_file,
)
from competition.web.office.desk import blueprint, show
from competition.web.office.scheme_desk import DRAFT, REFUSED, SchemeDesk, open_scheme, pass_on, scheme_url
from competition.web.office.scheme_forms import SchemeFileForm

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("/<string:event_code>/trades/<string:code>/scheme/import", methods=["GET", "POST"])
@needs(Permission.EDIT_SCHEME)
def scheme_import(event_code: str, code: str) -> str | AnyResponse:
    """Take a marking scheme file in, to be shown first."""
    at, form = open_scheme(event_code, code, Permission.EDIT_SCHEME), SchemeFileForm()
    form.offer(_languages(at))
    if request.method == "GET":
        return _import_page(at, form)
    if form.validate_on_submit() and isinstance(form.file.data, FileStorage):
        try:
            staged_id = stage_scheme(request_context(), at.id, form.file.data.filename or "", form.file.data.read())
        except DomainError as refusal:
            pass_on(refusal)
            form.file.errors = [sentence(refusal.code, refusal.params, translate)]
        else:
            language = form.language.data
            return redirect(
                url_for("office.scheme_file", event_code=event_code, code=code, staged_id=staged_id, texts=language)
            )
    return Response(_import_page(at, form), REFUSED)


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/import/<string:staged_id>")
@needs(Permission.EDIT_SCHEME)
def scheme_file(event_code: str, code: str, staged_id: str) -> str:
    """Show what a file would do; nothing is written."""
    at = open_scheme(event_code, code, Permission.EDIT_SCHEME)
    language = _language(at)
    staged, found = shown_scheme_file(request_context(), at.id, staged_id, language)
    return show(
        "office/scheme_file.html",
        at.desk,
        "schemes",
        at=at,
        staged=staged,
        file=found,
        language=language,
        language_name=LANGUAGE_NAMES[language],
    )


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/import/<string:staged_id>/take")
@needs(Permission.EDIT_SCHEME)
def scheme_file_take(event_code: str, code: str, staged_id: str) -> AnyResponse:
    """Make the draft of a file that was shown."""
    at = open_scheme(event_code, code, Permission.EDIT_SCHEME)
    take_scheme_file(request_context(), at.id, staged_id, _language(at))
    flash(gettext("The file is the draft now. It counts when two people have published it."), "good")
    return redirect(scheme_url(at))


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/import/<string:staged_id>/drop")
@needs(Permission.EDIT_SCHEME)
def scheme_file_drop(event_code: str, code: str, staged_id: str) -> AnyResponse:
    """Forget a file that was shown."""
    at = open_scheme(event_code, code, Permission.EDIT_SCHEME)
    drop_scheme_file(request_context(), at.id, staged_id)
    flash(gettext("The file is forgotten. Nothing was changed."), "good")
    return redirect(scheme_url(at))


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/export")
@needs(Permission.READ_SCHEME)
def scheme_export(event_code: str, code: str) -> Response:
    """Give a version, or the draft, out as the import spreadsheet, with its texts in one language."""
    at = open_scheme(event_code, code)
    language, wanted = _language(at), request.args.get("version", "")
    if wanted == DRAFT:
        given = export_draft(request_context(), at.id, language)
        note_reading(request_context(), at.id)
        return _download(given, f"{code}-draft-{language}")
    if wanted and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        raise DomainError("not_found")
    data = export_scheme(request_context(), at.id, language, int(wanted) if wanted else None)
    return _download(data, f"{code}-{f'v{wanted}-' if wanted else ''}{language}")


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/template")
@needs(Permission.READ_SCHEME)
def scheme_template(event_code: str, code: str) -> Response:
    """Give an empty import spreadsheet out, with the sections of the trade's standard where there are any."""
    at = open_scheme(event_code, code)
    language, present = _language(at), current_scheme(db.session(), at.id)
    sections: tuple[StandardSection, ...] = present.scheme.sections if present else ()
    data = write_template(
        sections,
        title=f"{at.code} {at.name.get(language) or next(iter(at.name.values()), '')}".strip(),
        language=language,
        days=len(at.desk.event.days),
        notes=_notes(),
        notes_name=gettext("Help")[:31],
    )
    return _download(data, f"{code}-template")


def _import_page(at: SchemeDesk, form: SchemeFileForm) -> str:
    return show("office/scheme_import.html", at.desk, "schemes", at=at, form=form)


def _download(data: bytes, name: str) -> Response:
    answer = Response(data, mimetype=SPREADSHEET)
    answer.headers.set("Content-Disposition", "attachment", filename=f"scheme-{name}.xlsx")
    return answer


def _languages(at: SchemeDesk) -> list[tuple[str, str]]:
    """Return the languages of texts, the event's first."""
    first = at.desk.event.default_language
    codes = [first, *(code for code in LANGUAGE_NAMES if code != first)]
    return [(code, LANGUAGE_NAMES[code]) for code in codes if code in LANGUAGE_NAMES]


def _language(at: SchemeDesk) -> str:
    """Return the language of texts that the address names, the event's when it names none. Raises `not_found`."""
    wanted = request.values.get("texts", "")
    if not wanted:
        event = at.desk.event.default_language
        return event if event in LANGUAGE_NAMES else reader_language()
    if wanted not in LANGUAGE_NAMES:
        raise DomainError("not_found")
    return wanted


def _notes() -> list[tuple[str, str]]:
    """Return what to write in which column, for the help sheet of a template."""
    return [
        (Field.ID.value, gettext("Letter and number, such as A1, on a row of its own above the aspects.")),
        (Field.NAME.value, gettext("What the sub-criterion covers, beside its code. One judging sheet follows of it.")),
        (Field.DAY.value, gettext("The number of the competition day on which it is marked, beside its code.")),
        (Field.TYPE.value, gettext("M for a measurement, J for a judgement. One row for each aspect.")),
        (Field.DESCRIPTION.value, gettext("What is marked, in one line.")),
        (Field.SCORE.value, gettext("0, 1, 2 and 3 on the four rows below a judgement.")),
        (
            Field.EXTRA.value,
            gettext("Help for the judges; on the rows of the scores, what each of them means."),
        ),
        (Field.REQUIREMENT.value, gettext("What is expected of a measurement, with its tolerance.")),
        (Field.SECTION.value, gettext("The number of one section of the standard. The best fitting one.")),
        (
            Field.CALCULATION.value,
            gettext("Leave it empty for yes or no; otherwise set the calculation after importing."),
        ),
        (Field.MAX.value, gettext("The highest mark, with two decimals. All of them add up to 100.00.")),
    ]
