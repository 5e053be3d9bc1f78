"""The marking scheme's draft as its editor reads and writes it, and its words as an interpreter does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field, StringConstraints

from competition.api.payloads import Hex32, Strict, read_payload
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.scheme_drafts import draft_or_beginning, scheme_place
from competition.services.scheme_drafts import save_draft
from competition.services.scheme_reading import note_reading
from competition.services.scheme_words import WordChange, WordsWritten, write_draft_words, write_released_words

blueprint = Blueprint("scheme_drafts", __name__, url_prefix="/api/v1")

TRADE = "/trades/<string(length=32):trade_id>"
LARGEST = 2**53 - 1
MOST_CHANGES = 400
NO_CONTENT = 204


class DraftIn(Strict):
    """A draft as the editor has it. base: the version that an unsaved one began as, "" for none."""

    revision: Annotated[int, Field(ge=0, le=LARGEST)]
    base: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]
    document: dict[str, object]


class WordIn(Strict):
    """A text in one language, with what stood there before."""

    row: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{1,32}$")]
    cell: Annotated[str, StringConstraints(max_length=32)]
    language: Annotated[str, StringConstraints(max_length=12)]
    text: Annotated[str, StringConstraints(max_length=4000)]
    was: Annotated[str, StringConstraints(max_length=4000)]


class WordsIn(Strict):
    """Texts of the draft, or of a released version."""

    version: Hex32 | None
    changes: Annotated[list[WordIn], Field(min_length=1, max_length=MOST_CHANGES)]


@blueprint.get(TRADE + "/draft")
@needs(Permission.EDIT_SCHEME)
def show_draft(trade_id: str) -> Response:
    """Answer the draft, or nothing when it is still at the revision that the asker has."""
    _require(trade_id, Permission.EDIT_SCHEME)
    draft = draft_or_beginning(db.session(), trade_id)
    if request.args.get("after") == str(draft.revision):
        return Response(status=NO_CONTENT)
    note_reading(request_context(), trade_id)
    return _json(draft.body(current_actor().account_id))


@blueprint.put(TRADE + "/draft")
@needs(Permission.EDIT_SCHEME)
def put_draft(trade_id: str) -> Response:
    """Write the draft; one that was changed meanwhile is answered with its state of now."""
    payload = read_payload(DraftIn)
    draft = save_draft(request_context(), trade_id, payload.document, payload.revision, base=payload.base)
    return _json({**draft.body(current_actor().account_id), "document": None})


@blueprint.post(TRADE + "/words")
@needs(Permission.TRANSLATE_SCHEME)
def put_words(trade_id: str) -> Response:
    """Write texts, and answer those that read differently by now."""
    payload = read_payload(WordsIn)
    changes = [WordChange(each.row, each.cell, each.language, each.text, each.was) for each in payload.changes]
    context = request_context()
    if payload.version is None:
        return _json(_written(write_draft_words(context, trade_id, changes)))
    return _json(_written(write_released_words(context, trade_id, payload.version, changes)))


def _require(trade_id: str, permission: Permission) -> None:
    place = scheme_place(db.session(), trade_id)
    request_context().require(permission, event_id=place.event_id, trade_id=trade_id)


def _written(result: WordsWritten) -> dict[str, object]:
    conflicts = [
        {"row": each.row, "cell": each.cell, "language": each.language, "text": each.text} for each in result.conflicts
    ]
    return {"written": result.written, "conflicts": conflicts}


def _json(body: Mapping[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
