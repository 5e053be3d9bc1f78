"""Write tests/vectors/boards.json: canonical forms, hashes and patches that Python and TypeScript must agree on.

`python -m tools.board_vectors` writes it; a test compares it with what is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

from competition.domain.boards import Change, Json, board_hash, canonical_json, diff

PATH = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "boards.json"

VALUES: tuple[Json, ...] = (
    None,
    True,
    0,
    -7,
    2**53 - 1,
    "",
    'quote " backslash \\ slash / tab \t line \n end',
    "\u0000\u001f\u007f\u2028\u2029",
    "陈思远 · Наталья · محمد · 𠮷",
    [],
    {},
    [[], {}, [None, False]],
    {"b": 1, "a": [2, {"z": "0.00", "y": None}], "": 3, "A": 4, "10": 5, "9": 6},
    {"\ufb01": "below the surrogates' planes", "𠮷": "above", "é": "accent", "e": "plain"},
)

NAME: Json = {"en": "Electrical installations", "zh": "电气装置"}


def _row(entry: str, **members: Json) -> dict[str, Json]:
    return {"id": entry * 32, "rank": 1, "native": "陈思远", "marks": ["9.20", None], "total": "9.20", **members}


def _board(rows: list[dict[str, Json]], **members: Json) -> dict[str, Json]:
    return {
        "kind": "trade",
        "trade": {"code": "04", "name": NAME},
        "state": "live",
        "marked": 83,
        **members,
        "rows": rows,
    }


A, B, C, D = _row("a"), _row("b", rank=2), _row("c", rank=3), _row("d", rank=4)
STEPS: tuple[tuple[str, dict[str, Json], dict[str, Json]], ...] = (
    ("one row changes", _board([A, B]), _board([A, {**B, "total": "9.10"}])),
    ("two rows change places", _board([A, B]), _board([{**B, "rank": 1}, {**A, "rank": 2}])),
    ("a row comes", _board([A, B]), _board([A, C, B])),
    ("a row goes", _board([A, B, C]), _board([A, C])),
    ("one goes and another comes in its place", _board([A, B, C]), _board([A, D, C])),
    ("the head changes and no row", _board([A, B]), _board([A, B], state="frozen", marked=84)),
    ("everything goes", _board([A, B]), _board([], state="hidden", marked=None)),
    ("rows come to an empty board", _board([], state="hidden", marked=None), _board([C, A, B])),
    ("a mark becomes missing", _board([A]), _board([{**A, "marks": [None, None], "total": None}])),
    ("false is not zero", _board([{**A, "shared": 0}]), _board([{**A, "shared": False}])),
    ("nothing changes", _board([A, B]), _board([A, B])),
)


def vectors() -> dict[str, Json]:
    """Return what the file holds."""
    return {
        "canonical": [
            {"value": value, "json": canonical_json(value).decode(), "hash": board_hash({"value": value})}
            for value in VALUES
        ],
        "steps": [{"name": name, "old": old, "patch": _plain(diff(old, new)), "new": new} for name, old, new in STEPS],
    }


def _plain(change: Change) -> dict[str, Json]:
    plain: dict[str, Json] = {"hash": change["hash"], "rows": change["rows"], "gone": change["gone"]}
    if "head" in change:
        plain["head"] = change["head"]
    if "order" in change:
        plain["order"] = change["order"]
    return plain


def text() -> str:
    """Return the file's text."""
    return json.dumps(vectors(), ensure_ascii=True, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="ascii")
