"""Published boards as JSON for anyone: the whole document, or the patches that a viewer missed (docs/contract.md)."""

from __future__ import annotations

from itertools import pairwise

from flask import Blueprint, Response, request

from competition.domain.errors import DomainError
from competition.domain.ids import is_id
from competition.extensions import db
from competition.http.guard import public
from competition.queries.board_wire import compact_json, document_text, patch_between
from competition.queries.publication import board_heads, published, published_since

blueprint = Blueprint("boards", __name__)

CACHE = "public, max-age=1, stale-while-revalidate=5"
LARGEST_REVISION = 2**53


@blueprint.get("/b/<string(length=32):board_id>")
@public
def show_board(board_id: str) -> Response:
    """Answer the newest revision of a board, or what came after the revision that the asker holds.

    304 needs one indexed read and renders nothing. Raises DomainError `not_found` for a board that was withdrawn
        and for one that never was: the same answer.
    """
    held = _held_revision()
    head = next(iter(board_heads(db.session(), [board_id])), None) if is_id(board_id) else None
    if head is None or head.revision == 0:
        raise DomainError("not_found")
    if request.if_none_match.contains(str(head.revision)):
        return _cached(Response(status=304), head.revision)
    text = None if held is None else _patches(board_id, held, head.revision)
    if text is not None:
        return _cached(Response(text, mimetype="application/json"), head.revision)
    newest = published(db.session(), board_id)
    if newest is None:
        raise DomainError("not_found")
    return _cached(Response(document_text(newest), mimetype="application/json"), newest.revision)


def _held_revision() -> int | None:
    """Return the revision in `?after=`, None without one; nonsense counts as none, so that the whole board comes."""
    text = request.args.get("after", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None
    return revision if revision is not None and revision < LARGEST_REVISION else None


def _patches(board_id: str, held: int, current: int) -> str | None:
    """Return the patches after a revision as JSON, None when the whole document is shorter or the only way."""
    if held == current:
        return '{"patches":[]}'
    kept = published_since(db.session(), board_id, held)
    if len(kept) < 2 or kept[-1].revision < current:
        return None
    try:
        text = compact_json({"patches": [patch_between(old, new) for old, new in pairwise(kept)]})
    except DomainError:
        return None
    return text if len(text) <= len(kept[-1].body) else None


def _cached(response: Response, revision: int) -> Response:
    response.set_etag(str(revision))
    response.headers["Cache-Control"] = CACHE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
