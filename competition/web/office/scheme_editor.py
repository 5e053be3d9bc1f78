"""The marking scheme editor and its words side by side: the pages; their scripts talk to `competition.api.schemes`."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request, url_for

from competition.config import LANGUAGES
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import LANGUAGE_NAMES, direction, translate
from competition.messages import SENTENCES
from competition.queries.scheme_drafts import (
    DraftView,
    SchemeTrade,
    draft_of,
    draft_or_beginning,
    released_document,
    scheme_trade,
)
from competition.queries.standards import standard_sections
from competition.services.scheme_reading import note_reading
from competition.web.office.desk import Desk, blueprint, has_page, open_desk, show

TOLD = (
    "criterion_code_unknown",
    "criterion_without_name",
    "criterion_without_aspects",
    "sub_criterion_without_name",
    "sub_criterion_without_aspects",
    "section_without_code",
    "section_without_name",
    "section_weight_not_number",
    "section_weight_too_fine",
    "section_weights_not_100",
    "section_variation",
    "section_unknown",
    "section_missing",
    "too_many_criteria",
    "total_not_100",
    "duplicate_code",
    "day_missing",
    "day_unknown",
    "draft_aspect_without_type",
    "draft_aspect_without_description",
    "max_mark_missing",
    "max_mark_not_number",
    "max_mark_not_positive",
    "max_mark_too_fine",
    "aspect_over_two",
    "judgement_without_descriptors",
    "calculation_invalid",
    "value_not_pass_or_fail",
    "value_not_whole",
    "value_out_of_range",
    "choice_unknown",
    "number_missing",
    "number_too_long",
    "number_invalid",
    "number_ambiguous",
)
"""The codes of problems that the editor's script finds by itself; their sentences go with the page."""

DRAFT, RELEASED = "draft", "released"


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/edit")
@needs(Permission.EDIT_SCHEME)
def scheme_editor(event_code: str, code: str) -> str:
    """Show the draft in the editor; without a draft what one would begin with, written with the first change."""
    desk, trade = _trade(event_code, code, Permission.EDIT_SCHEME)
    note_reading(request_context(), trade.id)
    draft = draft_or_beginning(db.session(), trade.id)
    page = {
        **_page(desk, trade, draft),
        "days": [day.number for day in desk.event.days],
        "sentences": {each: translate(SENTENCES[each]) for each in TOLD},
        "standard": _standard(trade),
    }
    return show("office/scheme_editor.html", desk, "schemes", trade=trade, page=page, approval=_approval(desk, trade))


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/words")
@needs(Permission.TRANSLATE_SCHEME)
def scheme_words(event_code: str, code: str) -> str:
    """Show the words beside another language: of the draft, or of the released version."""
    desk, trade = _trade(event_code, code, Permission.TRANSLATE_SCHEME)
    found: dict[str, DraftView | None] = {
        DRAFT: draft_of(db.session(), trade.id),
        RELEASED: released_document(db.session(), trade.id),
    }
    there = [name for name, view in found.items() if view is not None]
    wanted = request.args.get("of", "")
    chosen = wanted if wanted in there else (there[0] if there else "")
    if chosen == DRAFT:
        note_reading(request_context(), trade.id)
    view = found.get(chosen)
    page = {**_page(desk, trade, view), "of": chosen} if view else None
    number = view.base_number if view else None
    return show(
        "office/scheme_words.html", desk, "schemes", trade=trade, page=page, there=there, of=chosen, number=number
    )


def _trade(event_code: str, code: str, permission: Permission) -> tuple[Desk, SchemeTrade]:
    desk = open_desk(event_code, permission)
    trade = scheme_trade(db.session(), desk.event.id, code)
    desk.require(trade.id)
    return desk, trade


def _page(desk: Desk, trade: SchemeTrade, draft: DraftView) -> Mapping[str, object]:
    """Return what the scripts of both pages begin with."""
    languages = list(dict.fromkeys((*trade.languages, *LANGUAGES, *_languages_in(draft))))
    return {
        "trade": trade.id,
        "account": desk.actor.account_id,
        "draft": draft.body(desk.actor.account_id),
        "own": list(trade.languages),
        "languages": [
            {"code": each, "name": LANGUAGE_NAMES.get(each, each), "dir": direction(each)} for each in languages
        ],
        "zone": desk.event.timezone,
        "offset": desk.event.clock_offset,
        "sign_in": url_for("signin.sign_in", next=request.path),
    }


def _standard(trade: SchemeTrade) -> list[dict[str, object]]:
    """Return the sections of the trade's standard, none where it names no standard."""
    found = standard_sections(db.session(), trade.standard_id) if trade.standard_id else ()
    return [{"code": each.code, "name": dict(each.name), "weight": str(each.weight)} for each in found]


def _languages_in(draft: DraftView) -> list[str]:
    """Return the languages of the names in a draft, which may be others than those of the product."""
    parts = [*draft.document["sections"], *draft.document["criteria"]]
    aspects = [a for c in draft.document["criteria"] for s in c["sub_criteria"] for a in s["aspects"]]
    return sorted(
        {language for part in parts for language in part["name"]} | {k for a in aspects for k in a["description"]}
    )


def _approval(desk: Desk, trade: SchemeTrade) -> str:
    """Return the page on which a scheme is checked and sent for approval, "" where there is none."""
    if not has_page("office.scheme"):
        return ""
    return url_for("office.scheme", event_code=desk.event.code, code=trade.code)
