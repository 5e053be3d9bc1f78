"""Key holders at work: make the own key, change its passphrase, open a layer as one of two."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.blind_codes import kind_of
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.codes import TradeCodes, holders
from competition.services.code_holders import change_passphrase, make_key, take_key_back
from competition.services.code_keys import fingerprint
from competition.services.code_opening import ask_to_open, open_layer, refuse_to_open
from competition.web.office.code_forms import KeyForm, OpenForm, PassphraseForm
from competition.web.office.codes import REFUSED, code_room, tell, waiting_request
from competition.web.office.desk import Desk, blueprint, open_desk, show

SEAL, OPEN = Permission.SEAL_CODES, Permission.OPEN_CODES
ONCE = {"Cache-Control": "no-store"}


@blueprint.get("/<string:event_code>/codes/key")
@needs(SEAL)
def code_key(event_code: str) -> str:
    """Say what a key is, and ask for a passphrase; with a key already, for another passphrase."""
    desk = open_desk(event_code, SEAL)
    request_context().require_fresh()
    return _key_page(desk, KeyForm(), PassphraseForm())


@blueprint.post("/<string:event_code>/codes/key")
@needs(SEAL)
def make_code_key(event_code: str) -> AnyResponse:
    """Make the own key and show its recovery code once."""
    desk = open_desk(event_code, SEAL)
    form = KeyForm()
    if form.validate_on_submit():
        try:
            recovery = make_key(request_context(), desk.event.id, form.passphrase.data or "")
        except DomainError as refusal:
            _tell_password(form, refusal)
        else:
            held = next(each for each in holders(db.session(), desk.event.id) if each.account_id == _me(desk))
            page = show(
                "office/key_made.html",
                desk,
                "codes",
                recovery=recovery,
                fingerprint=fingerprint(held.public),
                name=held.name,
                now=desk.now,
            )
            return Response(page, headers=ONCE)
    return Response(_key_page(desk, form, PassphraseForm(formdata=None)), REFUSED)


@blueprint.post("/<string:event_code>/codes/key/passphrase")
@needs(SEAL)
def change_code_passphrase(event_code: str) -> AnyResponse:
    """Give the own key another passphrase."""
    desk = open_desk(event_code, SEAL)
    form = PassphraseForm()
    if form.validate_on_submit():
        try:
            change_passphrase(request_context(), desk.event.id, form.secret.data or "", form.passphrase.data or "")
        except DomainError as refusal:
            _tell_password(form, refusal)
        else:
            flash(gettext("Your key has its new passphrase. The recovery code goes on working."), "good")
            return redirect(url_for("office.codes", event_code=event_code))
    return Response(_key_page(desk, KeyForm(formdata=None), form), REFUSED)


@blueprint.post("/<string:event_code>/codes/keys/<string:key_id>/back")
@needs(Permission.INVITE_USERS)
def take_code_key(event_code: str, key_id: str) -> AnyResponse:
    """Take a key back that never sealed anything, so that somebody else may hold one."""
    desk = open_desk(event_code, Permission.INVITE_USERS)
    take_key_back(request_context(), desk.event.id, key_id)
    flash(gettext("The key is deleted. Another key holder can make one now."), "good")
    return redirect(url_for("office.codes", event_code=event_code))


@blueprint.get("/<string:event_code>/trades/<string:code>/codes/open")
@needs(OPEN)
def open_codes(event_code: str, code: str) -> str:
    """Say what opening means; ask for the first holder's part, or the second one's."""
    desk, trade = code_room(event_code, code)
    request_context().require_fresh()
    return _open_page(desk, trade, OpenForm())


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/open")
@needs(OPEN)
def ask_open_codes(event_code: str, code: str) -> AnyResponse:
    """Begin to open the last layer as the first holder."""
    desk, trade = code_room(event_code, code)
    form = OpenForm()
    if form.validate_on_submit():
        try:
            ask_to_open(
                request_context(),
                desk.event.id,
                trade.id,
                form.secret.data or "",
                form.reason.data or "",
                early=bool(form.early.data),
            )
        except DomainError as refusal:
            tell(form, refusal)
        else:
            flash(gettext("Your part is given. Another key holder opens the layer within the hour."), "good")
            return redirect(url_for("office.trade_codes", event_code=event_code, code=code))
    return Response(_open_page(desk, trade, form), REFUSED)


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/open/<string:request_id>")
@needs(OPEN)
def do_open_codes(event_code: str, code: str, request_id: str) -> AnyResponse:
    """Open the layer as the second holder."""
    desk, trade = code_room(event_code, code)
    form = OpenForm()
    if form.validate_on_submit():
        try:
            open_layer(request_context(), desk.event.id, request_id, form.secret.data or "", form.reason.data or "")
        except DomainError as refusal:
            tell(form, refusal)
        else:
            flash(gettext("The layer is open. Marks and ranks are what they were."), "good")
            return redirect(url_for("office.trade_codes", event_code=event_code, code=code))
    return Response(_open_page(desk, trade, form), REFUSED)


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/open/<string:request_id>/refuse")
@needs(OPEN)
def refuse_open_codes(event_code: str, code: str, request_id: str) -> AnyResponse:
    """Refuse a request to open, or take the own one back."""
    desk, _ = code_room(event_code, code)
    refuse_to_open(request_context(), desk.event.id, request_id)
    flash(gettext("The layer stays sealed. What the first holder gave is deleted."), "good")
    return redirect(url_for("office.trade_codes", event_code=event_code, code=code))


def _me(desk: Desk) -> str:
    return desk.actor.account_id or ""


def _tell_password(form: KeyForm, refusal: DomainError) -> None:
    """Put what is wrong with a passphrase at its field."""
    tell(form, refusal)
    if refusal.code.startswith("password_") and form.form_errors:
        form.passphrase.errors = [form.form_errors.pop()]


def _key_page(desk: Desk, form: KeyForm, change: PassphraseForm) -> str:
    held = next((each for each in holders(db.session(), desk.event.id) if each.account_id == _me(desk)), None)
    return show(
        "office/key.html",
        desk,
        "codes",
        form=form,
        change=change,
        held=held,
        fingerprint=fingerprint(held.public) if held and held.public else "",
    )


def _open_page(desk: Desk, trade: TradeCodes, form: OpenForm) -> str:
    layer = trade.layer(trade.sealed) if trade.sealed else None
    if layer is None or layer.opened_at is not None:
        raise DomainError("codes_not_sealed")
    asked = waiting_request(desk, trade)
    return show(
        "office/open_codes.html",
        desk,
        "codes",
        trade=trade,
        layer=layer,
        kind=kind_of(layer.number),
        form=form,
        asked=asked,
        is_mine=asked is not None and asked.asked_by == _me(desk),
    )
