"""Blind codes: how they stand in every trade and in one, layers, seals, a status by code."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.blind_codes import MOST_LAYERS, kind_of
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.approvals import OpenRequest, open_requests
from competition.queries.codes import TradeCodes, code_lines, codes_of, holders, slips
from competition.queries.office_trades import trade_id_of
from competition.queries.reach import Reach
from competition.services.code_opening import OPEN
from competition.services.codes import change_status, discard_layer, seal_layer, set_layers
from competition.web.office.code_forms import BY_HAND, DiscardForm, LayersForm, SealForm, StatusForm
from competition.web.office.desk import Desk, blueprint, open_desk, show

REFUSED = 422
SEE = Permission.SEE_CODES
AT_SECRET = frozenset({"passphrase_wrong", "passphrase_locked", "key_missing"})
"""Refusals that belong to the field of the passphrase."""


@blueprint.get("/<string:event_code>/codes")
@needs(SEE)
def codes(event_code: str) -> str:
    """Show the key holders, and how far each trade's codes are."""
    desk = open_desk(event_code, SEE)
    held = holders(db.session(), desk.event.id)
    return show(
        "office/codes.html",
        desk,
        "codes",
        trades=codes_of(db.session(), desk.reach),
        holders=held,
        me_held=next((each for each in held if each.account_id == desk.actor.account_id), None),
        waiting={each.trade_id for each in open_requests(db.session(), desk.event.id, OPEN)},
    )


@blueprint.get("/<string:event_code>/trades/<string:code>/codes")
@needs(SEE)
def trade_codes(event_code: str, code: str) -> str:
    """Show how far one trade's codes are, and what can be done now."""
    desk, trade = code_room(event_code, code)
    return _page(desk, trade)


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/layers")
@needs(Permission.EDIT_TRADE)
def set_code_layers(event_code: str, code: str) -> AnyResponse:
    """Say how many layers a trade uses."""
    desk, trade = code_room(event_code, code)
    form = LayersForm()
    if form.validate_on_submit():
        try:
            set_layers(request_context(), desk.event.id, trade.id, int(form.layers.data))
        except DomainError as refusal:
            tell(form, refusal)
        else:
            flash(gettext("The layers are set. Nothing is drawn yet."), "good")
            return redirect(url_for("office.trade_codes", event_code=event_code, code=code))
    return Response(_page(desk, trade, layers=form), REFUSED)


@blueprint.get("/<string:event_code>/trades/<string:code>/codes/seal")
@needs(Permission.SEAL_CODES)
def seal_codes(event_code: str, code: str) -> str:
    """Say what sealing the next layer means, and ask for the passphrase."""
    desk, trade = code_room(event_code, code)
    request_context().require_fresh()
    return _seal_page(desk, trade, SealForm())


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/seal")
@needs(Permission.SEAL_CODES)
def do_seal_codes(event_code: str, code: str) -> AnyResponse:
    """Draw and seal the next layer, and show the list once."""
    desk, trade = code_room(event_code, code)
    form = SealForm()
    waiting = slips(db.session(), trade.id, trade.sealed + 1) if trade.sealed < MOST_LAYERS else ()
    drawn = {slip.id: request.form.get(f"code-{slip.id}", "") for slip in waiting}
    if form.validate_on_submit():
        try:
            by_hand = drawn if form.method.data == BY_HAND else None
            sealed = seal_layer(request_context(), desk.event.id, trade.id, form.secret.data or "", by_hand)
        except DomainError as refusal:
            tell(form, refusal)
        else:
            kind = kind_of(sealed.layer)
            page = show("office/sealed_list.html", desk, "codes", trade=trade, sealed=sealed, kind=kind, now=desk.now)
            return Response(page, headers={"Cache-Control": "no-store"})
    return Response(_seal_page(desk, trade, form, drawn), REFUSED)


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/discard")
@needs(Permission.SEAL_CODES)
def discard_codes(event_code: str, code: str) -> AnyResponse:
    """Throw the codes of the last layer away so that they are drawn again."""
    desk, trade = code_room(event_code, code)
    form = DiscardForm()
    if request.form.get("typed", "").strip() != trade.code:
        form.form_errors.append(gettext("Type the code of the trade to confirm. Nothing was changed."))
    elif form.validate_on_submit():
        try:
            discard_layer(request_context(), desk.event.id, trade.id, form.secret.data or "", form.reason.data or "")
        except DomainError as refusal:
            tell(form, refusal)
        else:
            flash(gettext("The codes are thrown away. They can be drawn again."), "good")
            return redirect(url_for("office.trade_codes", event_code=event_code, code=code))
    return Response(_page(desk, trade, discard=form), REFUSED)


@blueprint.post("/<string:event_code>/trades/<string:code>/codes/status")
@needs(Permission.EDIT_COMPETITORS)
def code_status(event_code: str, code: str) -> AnyResponse:
    """Withdraw an entry by its code, or take it back."""
    desk, trade = code_room(event_code, code)
    form = _status_form(trade)
    if form.validate_on_submit():
        try:
            change_status(
                request_context(), desk.event.id, form.entry.data or "", form.status.data or "", form.reason.data or ""
            )
        except DomainError as refusal:
            tell(form, refusal)
        else:
            flash(gettext("The status is changed. Who stands behind the code stays sealed."), "good")
            return redirect(url_for("office.trade_codes", event_code=event_code, code=code))
    return Response(_page(desk, trade, status=form), REFUSED)


def code_room(event_code: str, code: str) -> tuple[Desk, TradeCodes]:
    """Return the desk and a trade's codes within reach.

    Raises DomainError `not_found`, `not_allowed`.
    """
    desk = open_desk(event_code, SEE)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    desk.require(trade_id)
    (found,) = codes_of(db.session(), Reach(desk.event.id, frozenset({trade_id})))
    return desk, found


def waiting_request(desk: Desk, trade: TradeCodes) -> OpenRequest | None:
    """Return the request to open this trade's last layer that waits for a second holder."""
    found = open_requests(db.session(), desk.event.id, OPEN, f"trade/{trade.id}")
    return found[-1] if found else None


def tell(form: FlaskForm, refusal: DomainError) -> None:
    """Put a refusal where it belongs: at the passphrase, or above the form. A sign-in that is asked for goes on."""
    if refusal.code == "sign_in_again":
        raise refusal
    words = sentence(refusal.code, refusal.params, translate)
    if refusal.code in AT_SECRET and "secret" in form:
        form.secret.errors = [words]
    else:
        form.form_errors.append(words)


def _status_form(trade: TradeCodes) -> StatusForm:
    form = StatusForm()
    form.offer([(line.id, line.code) for line in code_lines(db.session(), trade.id, trade.sealed)])
    return form


def _page(
    desk: Desk,
    trade: TradeCodes,
    *,
    layers: LayersForm | None = None,
    discard: DiscardForm | None = None,
    status: StatusForm | None = None,
) -> str:
    held = holders(db.session(), desk.event.id)
    return show(
        "office/trade_codes.html",
        desk,
        "codes",
        trade=trade,
        kinds=[kind_of(number) for number in range(1, MOST_LAYERS + 1)],
        keys=[each for each in held if each.key_id],
        me_held=next((each for each in held if each.account_id == desk.actor.account_id), None),
        asked=waiting_request(desk, trade),
        lines=code_lines(db.session(), trade.id, trade.sealed) if trade.sealed else (),
        layers=layers or LayersForm(data={"layers": str(trade.blind)}),
        discard=discard or DiscardForm(formdata=None),
        status=status or _status_form(trade),
    )


def _seal_page(desk: Desk, trade: TradeCodes, form: SealForm, drawn: dict[str, str] | None = None) -> str:
    layer = trade.sealed + 1
    if layer > trade.blind:
        raise DomainError("layers_all_sealed")
    return show(
        "office/seal_codes.html",
        desk,
        "codes",
        trade=trade,
        layer=layer,
        kind=kind_of(layer),
        form=form,
        slips=slips(db.session(), trade.id, layer),
        drawn=drawn or {},
    )
