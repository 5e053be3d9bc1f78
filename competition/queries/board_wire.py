"""What leaves the house about a board: the document and the patch, as docs/contract.md has them."""

from __future__ import annotations

import json
from typing import TypedDict

from competition.domain.boards import Json, diff
from competition.queries.publication import Published

Patch = TypedDict(
    "Patch",
    {
        "board": str,
        "from": int,
        "to": int,
        "at": float,
        "hash": str,
        "head": dict[str, Json],
        "rows": list[dict[str, Json]],
        "gone": list[str],
        "order": list[str],
    },
    total=False,
)
"""The change from one revision to a later one; head and order are absent when nothing changed in them."""


def compact_json(value: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def document_text(published: Published) -> str:
    """Return a document as JSON text; its body is canonical JSON already and is not read again."""
    head = {
        "board": published.board_id,
        "revision": published.revision,
        "at": published.at_ms,
        "hash": published.hash,
    }
    return f'{compact_json(head)[:-1]},"body":{published.body}}}'


def patch_between(old: Published, new: Published) -> Patch:
    """Return the patch from one revision to a later one.

    Raises DomainError `board_shape_differs` when only the whole document will do.
    """
    change = diff(json.loads(old.body), json.loads(new.body))
    return {"board": new.board_id, "from": old.revision, "to": new.revision, "at": new.at_ms, **change}
