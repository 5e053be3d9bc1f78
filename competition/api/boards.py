"""Published boards as JSON for anyone: the whole document, or the patches that a viewer missed (docs/contract.md)."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from competition.domain.boards import diff
from competition.domain.errors import DomainError
from competition.domain.ids import is_id
from competition.extensions import db
from competition.http.guard import public
from competition.queries.publication import Published, board_heads, published, published_since

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
    tag = str(head.revision) if held is None else f"{held}-{head.revision}"
    if request.if_none_match.contains(tag):
        return _cached(Response(status=304), tag)
    text = None if held is None else _patches(board_id, held, head.revision)
    if text is None:
        newest = published(db.session(), board_id)
        if newest is None:
            raise DomainError("not_found")
        text, tag = _document(newest), tag if held is not None else str(newest.revision)
    return _cached(Response(text, mimetype="application/json"), tag)


def _held_revision() -> int | None:
    """Return the revision in `?after=`, None without one; nonsense counts as none, so that the whole board comes."""
    text = request.args.get("after", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) < 17 else None
    return revision if revision is not None and revision < LARGEST_REVISION else None


def _document(newest: Published) -> str:
    """Return a document; its body is canonical JSON already and is not read again."""
    head = {"board": newest.board_id, "revision": newest.revision, "at": newest.at_ms, "hash": newest.hash}
    return f'{json.dumps(head, separators=(",", ":"))[:-1]},"body":{newest.body}}}'


def _patches(board_id: str, held: int, current: int) -> str | None:
    """Return the patches after a revision as JSON, None when only the whole document will do."""
    if held == current:
        return '{"patches":[]}'
    kept = published_since(db.session(), board_id, held)
    if len(kept) < 2 or kept[-1].revision < current:
        return None
    try:
        patches = [_patch(old, new) for old, new in zip(kept, kept[1:], strict=False)]
    except DomainError:
        return None
    return json.dumps({"patches": patches}, ensure_ascii=False, separators=(",", ":"))


def _patch(old: Published, new: Published) -> dict[str, object]:
    change = diff(json.loads(old.body), json.loads(new.body))
    return {"board": new.board_id, "from": old.revision, "to": new.revision, "at": new.at_ms, **change}


def _cached(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    response.headers["Cache-Control"] = CACHE
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
