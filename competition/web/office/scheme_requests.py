"""Decide what somebody asked for: a version of a marking scheme, its lock, or the way back."""

from __future__ import annotations

from flask import Response, flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.approvals import OpenRequest, open_requests
from competition.queries.scheme_proposal import proposal
from competition.queries.standings import trade_facts
from competition.services.scheme_reading import note_reading
from competition.services.scheme_release import (
    CHANGE,
    LOCK,
    PUBLISH,
    Decided,
    approve_request,
    refuse_request,
    withdraw_request,
)
from competition.web.office.desk import blueprint, figure, show
from competition.web.office.scheme_desk import REFUSED, SchemeDesk, effect_at, open_scheme, pass_on, scheme_url
from competition.web.office.scheme_forms import DecideForm


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/requests/<string:approval_id>")
@needs(Permission.READ_SCHEME)
def scheme_request(event_code: str, code: str, approval_id: str) -> str | AnyResponse:
    """Show what somebody asked for to whoever decides it."""
    at = open_scheme(event_code, code)
    return _request_page(at, _request(at, approval_id), DecideForm())


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/requests/<string:approval_id>/approve")
@needs(Permission.PUBLISH_SCHEME)
def scheme_approve(event_code: str, code: str, approval_id: str) -> str | AnyResponse:
    """Approve what somebody else asked for, and do it."""
    at, form = open_scheme(event_code, code, Permission.PUBLISH_SCHEME), DecideForm()
    asked = _request(at, approval_id)
    if not form.validate_on_submit():
        return Response(_request_page(at, asked, form), REFUSED)
    try:
        decided = approve_request(request_context(), asked.id, acknowledged=bool(form.acknowledged.data))
    except DomainError as refusal:
        pass_on(refusal)
        form.form_errors.append(sentence(refusal.code, refusal.params, translate))
        return Response(_request_page(at, asked, form), REFUSED)
    flash(_done(decided), "good")
    return redirect(scheme_url(at))


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/requests/<string:approval_id>/refuse")
@needs(Permission.PUBLISH_SCHEME)
def scheme_refuse(event_code: str, code: str, approval_id: str) -> AnyResponse:
    """Refuse what somebody else asked for."""
    at = open_scheme(event_code, code, Permission.PUBLISH_SCHEME)
    refuse_request(request_context(), _request(at, approval_id).id)
    flash(gettext("The request is refused. Nothing was changed; the draft is still there."), "good")
    return redirect(scheme_url(at))


@blueprint.post("/<string:event_code>/trades/<string:code>/scheme/requests/<string:approval_id>/withdraw")
@needs(Permission.PUBLISH_SCHEME)
def scheme_withdraw(event_code: str, code: str, approval_id: str) -> AnyResponse:
    """Take back what oneself asked for."""
    at = open_scheme(event_code, code, Permission.PUBLISH_SCHEME)
    withdraw_request(request_context(), _request(at, approval_id).id)
    flash(gettext("The request is withdrawn. Nothing was changed."), "good")
    return redirect(scheme_url(at))


def _request_page(at: SchemeDesk, asked: OpenRequest, form: DecideForm) -> str:
    found, effect, is_same = None, None, True
    decisions: dict[str, str] = {}
    if asked.action in (PUBLISH, CHANGE):
        note_reading(request_context(), at.id)
        found = proposal(db.session(), trade_facts(db.session(), at.id))
        stored = asked.details.get("decisions")
        decisions = {str(code): str(fate) for code, fate in stored.items()} if isinstance(stored, dict) else {}
        is_same = found is not None and found.details(decisions) == asked.details
        effect = effect_at(at, found, decisions) if found is not None and is_same else None
    return show(
        "office/scheme_request.html",
        at.desk,
        "schemes",
        at=at,
        form=form,
        asked=asked,
        proposal=found if is_same else None,
        is_same=is_same,
        effect=effect,
        decisions=decisions,
        is_mine=asked.asked_by == at.desk.actor.account_id,
        may_decide=at.may(_permission(asked)),
        may_rank=at.may(Permission.SEE_COMPUTED_RESULTS),
    )


def _permission(asked: OpenRequest) -> Permission:
    is_early = asked.action == LOCK or (asked.action == PUBLISH and not asked.details.get("locked"))
    return Permission.PUBLISH_SCHEME if is_early else Permission.CHANGE_SCHEME_AFTER_MARK


def _request(at: SchemeDesk, approval_id: str) -> OpenRequest:
    waiting = open_requests(db.session(), at.desk.event.id, object_=f"trade/{at.id}")
    found = next((each for each in waiting if each.id == approval_id and each.action.startswith("scheme.")), None)
    if found is None:
        raise DomainError("not_found")
    return found


def _done(decided: Decided) -> str:
    number = figure(decided.version or 0)
    sentences: dict[str, str] = {
        "scheme.publish": gettext("Version %(number)s is published. Judging sheets follow it.", number=number),
        "scheme.change": gettext("Version %(number)s is published, and the marks were taken along.", number=number),
        "scheme.lock": gettext("Version %(number)s is locked.", number=number),
        "scheme.undo": gettext(
            "The change is taken back: version %(number)s is what it was before, with its marks.", number=number
        ),
    }
    return sentences[decided.action]
