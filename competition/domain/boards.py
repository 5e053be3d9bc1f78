"""Published boards as language-neutral JSON: canonical form, hash, change from one revision to the next.

The shapes are those of docs/contract.md; here only what every board has in common: members, and rows with an id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypeAlias, TypedDict

from competition.domain.errors import DomainError

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None
"""JSON without floats: marks are strings with two decimals."""

Body: TypeAlias = Mapping[str, object]
"""A board's body; TypedDicts and dicts of Json both are one. `canonical_json` refuses what is not Json."""

HASH_DIGITS = 32
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32


class Change(TypedDict):
    """What differs between two bodies; a patch is this with `board`, `from`, `to`, `at`.

    head: changed members other than rows, absent when none. rows: changed or new. gone: ids of rows that left.
    order: ids of all rows, there when the order or the set changed. hash: of the new body.
    """

    hash: str
    head: NotRequired[dict[str, Json]]
    rows: list[dict[str, Json]]
    gone: list[str]
    order: NotRequired[list[str]]


def canonical_json(value: object) -> bytes:
    """Return the one byte form of a JSON value: keys sorted by code point, no blanks, UTF-8.

    Raises DomainError `json_type_not_allowed` for floats, keys that are no strings, lone surrogates, integers
        beyond 2**53 and anything else that is not JSON.
    """
    _check(value, MAX_DEPTH)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise DomainError("json_type_not_allowed") from None


def board_hash(body: Body) -> str:
    """Return the hash by which a viewer knows that it holds the whole board: 32 hex digits."""
    return text_hash(canonical_json(body))


def text_hash(text: bytes) -> str:
    """Return the hash of a board from its canonical JSON."""
    return hashlib.sha256(text).hexdigest()[:HASH_DIGITS]


def diff(old_body: Body, new_body: Body) -> Change:
    """Return the change that turns one body into the other.

    Raises DomainError `board_shape_differs` when a member came or went (publish the whole document then),
        `board_row_invalid` when a row has no id or an id stands twice.
    """
    if old_body.keys() != new_body.keys():
        raise DomainError("board_shape_differs")
    old_rows, new_rows = _rows(old_body), _rows(new_body)
    change: Change = {
        "hash": board_hash(new_body),
        "rows": [row for row_id, row in new_rows.items() if not _same(old_rows.get(row_id), row)],
        "gone": [row_id for row_id in old_rows if row_id not in new_rows],
    }
    head = {name: _copy(new_body[name]) for name in new_body if name != "rows"}
    head = {name: value for name, value in head.items() if not _same(old_body[name], value)}
    if head:
        change["head"] = head
    if list(old_rows) != list(new_rows):
        change["order"] = list(new_rows)
    return change


def apply(body: Body, patch: Change) -> dict[str, Json]:
    """Return the body after a change; neither argument is altered.

    Raises DomainError `board_patch_invalid` when the change does not fit the body, `board_hash_differs` when the
        outcome is not the board that was published.
    """
    rows = _rows(body)
    order = patch.get("order", list(rows))
    for row_id in patch["gone"]:
        rows.pop(row_id, None)
    for row in patch["rows"]:
        rows[_row_id(row)] = row
    if set(order) != set(rows) or len(order) != len(rows):
        raise DomainError("board_patch_invalid")
    members = {**body, **patch.get("head", {})}
    if "rows" in body:
        members["rows"] = [rows[row_id] for row_id in order]
    result = {name: _copy(value) for name, value in members.items()}
    if board_hash(result) != patch["hash"]:
        raise DomainError("board_hash_differs")
    return result


def is_empty(change: Change) -> bool:
    """Tell whether a change changes nothing, so that no revision is needed."""
    return not (change["rows"] or change["gone"] or "head" in change or "order" in change)


def _rows(body: Body) -> dict[str, dict[str, Json]]:
    """Return a copy of a body's rows by id, in display order."""
    found: dict[str, dict[str, Json]] = {}
    rows = body.get("rows", ())
    if not isinstance(rows, (list, tuple)):
        raise DomainError("board_row_invalid")
    for row in rows:
        row_id = _row_id(row)
        if row_id in found:
            raise DomainError("board_row_invalid")
        found[row_id] = {name: _copy(value) for name, value in row.items()}
    return found


def _row_id(row: object) -> str:
    row_id = row.get("id") if isinstance(row, Mapping) else None
    if not isinstance(row_id, str):
        raise DomainError("board_row_invalid")
    return row_id


def _same(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON; 1 and True are not, although Python calls them equal."""
    return one == other and canonical_json(one) == canonical_json(other)


def _copy(value: object) -> Json:
    """Return a deep copy as plain lists and dicts."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Mapping):
        return {str(name): _copy(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copy(each) for each in value]
    raise DomainError("json_type_not_allowed")


def _check(value: object, depth: int) -> None:
    # The usual types come first: a board has thousands of values, and asking an abstract class costs ten times more.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if depth == 0:
        raise DomainError("json_type_not_allowed")
    if kind is dict or isinstance(value, Mapping):
        for name, each in value.items():  # type: ignore[attr-defined]
            if not isinstance(name, str):
                raise DomainError("json_type_not_allowed")
            _check(each, depth - 1)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _check(each, depth - 1)
    elif kind is not int or abs(value) > MAX_INTEGER:  # type: ignore[arg-type]
        raise DomainError("json_type_not_allowed")
