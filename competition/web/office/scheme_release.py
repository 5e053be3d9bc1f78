"""Ask for a marking scheme to be published, changed after the first mark, locked, or taken back one step."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.scheme_proposal import proposal
from competition.queries.standings import trade_facts
from competition.services.scheme_reading import note_reading
from competition.services.scheme_release import ask_for_lock, ask_for_release, ask_for_undo
from competition.web.office.desk import blueprint, show
from competition.web.office.scheme_desk import REFUSED, SchemeDesk, effect_at, open_scheme, pass_on, scheme_url
from competition.web.office.scheme_forms import ReasonForm, ReleaseForm

FATE = "fate-"


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/publish")
@needs(Permission.PUBLISH_SCHEME)
def scheme_publish(event_code: str, code: str) -> str | AnyResponse:
    """Show what publishing the draft would mean, and ask for it."""
    at = open_scheme(event_code, code, Permission.PUBLISH_SCHEME)
    return _proposal_page(at, ReleaseForm())


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/publish")
@needs(Permission.PUBLISH_SCHEME)
def scheme_ask(event_code: str, code: str) -> str | AnyResponse:
    """Ask for the draft to become the next version."""
    at = open_scheme(event_code, code, Permission.PUBLISH_SCHEME)
    form = ReleaseForm()

    def ask() -> str:
        return ask_for_release(
            request_context(),
            at.id,
            reason=form.reason.data or "",
            acknowledged=bool(form.acknowledged.data),
            decisions=_decisions(),
        )

    return _asked(at, form, ask, lambda: _proposal_page(at, form))


@blueprint.route("/<string:event_code>/trades/<string:code>/scheme/lock", methods=["GET", "POST"])
@needs(Permission.PUBLISH_SCHEME)
def scheme_lock(event_code: str, code: str) -> str | AnyResponse:
    """Ask for the present version to be locked."""
    at, form = open_scheme(event_code, code, Permission.PUBLISH_SCHEME), ReasonForm()

    def page() -> str:
        return show("office/scheme_step.html", at.desk, "schemes", at=at, form=form, step="lock")

    if request.method == "GET":
        return page()
    return _asked(at, form, lambda: ask_for_lock(request_context(), at.id, reason=form.reason.data or ""), page)


@blueprint.route("/<string:event_code>/trades/<string:code>/scheme/undo", methods=["GET", "POST"])
@needs(Permission.CHANGE_SCHEME_AFTER_MARK)
def scheme_undo(event_code: str, code: str) -> str | AnyResponse:
    """Ask for the last change after the first mark to be taken back."""
    at, form = open_scheme(event_code, code, Permission.CHANGE_SCHEME_AFTER_MARK), ReasonForm()

    def page() -> str:
        return show("office/scheme_step.html", at.desk, "schemes", at=at, form=form, step="undo")

    if request.method == "GET":
        return page()
    return _asked(at, form, lambda: ask_for_undo(request_context(), at.id, reason=form.reason.data or ""), page)


def _proposal_page(at: SchemeDesk, form: ReleaseForm) -> str | AnyResponse:
    note_reading(request_context(), at.id)
    found = proposal(db.session(), trade_facts(db.session(), at.id))
    if found is None:
        flash(gettext("There is no draft to publish. Edit the scheme first."), "wait")
        return redirect(scheme_url(at))
    decisions = _decisions()
    effect = effect_at(at, found, decisions)
    return show(
        "office/scheme_publish.html",
        at.desk,
        "schemes",
        at=at,
        form=form,
        proposal=found,
        effect=effect,
        decisions=decisions,
        may_rank=at.may(Permission.SEE_COMPUTED_RESULTS),
    )


def _decisions() -> dict[str, str]:
    """Return what somebody chose for marks: aspects and fates, from the address or the form."""
    return {name.removeprefix(FATE): fate for name, fate in request.values.items() if name.startswith(FATE) and fate}


def _asked(
    at: SchemeDesk, form: ReasonForm, ask: Callable[[], str], page: Callable[[], str | AnyResponse]
) -> str | AnyResponse:
    """Ask, and show either the request or the page again with what was wrong."""
    if form.validate_on_submit():
        try:
            approval_id = ask()
        except DomainError as refusal:
            pass_on(refusal)
            form.form_errors.append(sentence(refusal.code, refusal.params, translate))
        else:
            flash(gettext("Asked. Somebody else decides it now; until then nothing changes."), "good")
            event_code = at.desk.event.code
            return redirect(
                url_for("office.scheme_request", event_code=event_code, code=at.code, approval_id=approval_id)
            )
    shown = page()
    return Response(shown, REFUSED) if isinstance(shown, str) else shown
