"""Judges' cards: who has one, and new ones for paper, shown once."""

from __future__ import annotations

import segno
from flask import Response, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.config import LANGUAGES
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import direction, locale_of, translate
from competition.messages import sentence
from competition.queries.judge_cards import card_lines
from competition.queries.office_trades import trade_names
from competition.services.judge_cards import Card, CardWay, make_cards
from competition.web.office.desk import Desk, blueprint, named, open_desk, show
from competition.web.office.device_forms import CardFilterForm, CardsForm

RIGHT = Permission.RESET_PIN
REFUSED = 422
PER_PAGE = 8
BESIDE = "en"
"""The language that stands beside the judge's own."""


@blueprint.get("/<string:event_code>/cards")
@needs(RIGHT)
def cards(event_code: str) -> str:
    """List the judges with the last card of each."""
    return _page(open_desk(event_code, RIGHT), CardsForm())


@blueprint.post("/<string:event_code>/cards")
@needs(RIGHT)
def cards_make(event_code: str) -> AnyResponse:
    """Make cards and show them once, eight a page."""
    desk = open_desk(event_code, RIGHT)
    form = CardsForm()
    chosen = list(dict.fromkeys(request.form.getlist("judge")))
    if not form.validate():
        return Response(_page(desk, form), REFUSED)
    try:
        made = make_cards(request_context(), desk.event.id, chosen, CardWay(form.way.data))
    except DomainError as refusal:
        if refusal.code in ("not_allowed", "not_found", "sign_in_needed"):
            raise
        return Response(_page(desk, form, fault=sentence(refusal.code, refusal.params, translate)), REFUSED)
    sheets = [made[first : first + PER_PAGE] for first in range(0, len(made), PER_PAGE)]
    page = show(
        "office/cards_print.html",
        desk,
        "devices",
        sheets=sheets,
        count=len(made),
        picture_of=_picture,
        words_of=card_words,
        languages_of=lambda card: _languages(card, desk.event.default_language),
        direction_of=direction,
        door=url_for("signin.judge_sign_in", _external=True).partition("://")[2],
    )
    return Response(page)


def card_words(language: str) -> dict[str, str]:
    """Return what stands on a card, in one language whatever the reader's own is."""
    with force_locale(locale_of(language)):
        return {
            "judge": gettext("Judge"),
            "number": gettext("Number"),
            "pin": gettext("PIN"),
            "scan": gettext("Scan it with the tablet's camera, then press Sign in. It works once."),
            "type": gettext("Scan it or open the address, then type number and PIN."),
            "keep": gettext("Keep this card to yourself."),
        }


def _languages(card: Card, default: str) -> list[str]:
    """Return the languages of a card: the judge's own (the event's for want of one), English beside it."""
    own = card.language if card.language in LANGUAGES else default
    return [own] if own == BESIDE else [own, BESIDE]


def _picture(card: Card) -> str:
    """Return the picture to scan: of the one-time code, or of the page on which the PIN is typed."""
    address = (
        url_for("signin.by_code", token=card.secret, _external=True)
        if card.way is CardWay.CODE
        else url_for("signin.judge_sign_in", number=card.login, _external=True)
    )
    return str(segno.make(address, micro=False, error="m").svg_data_uri(border=0, light="#fff"))


def _page(desk: Desk, form: CardsForm, fault: str = "") -> str:
    wanted = CardFilterForm(formdata=request.args)
    trades = trade_names(db.session(), desk.reach)
    wanted.offer([named(each.code, each.name) for each in trades])
    trade = (wanted.trade.data or "") if wanted.validate() else ""
    return show(
        "office/cards.html",
        desk,
        "devices",
        form=form,
        wanted=wanted,
        trade=trade,
        lines=card_lines(db.session(), desk.reach, trade),
        fault=fault,
        ticked=set(request.form.getlist("judge")),
    )
