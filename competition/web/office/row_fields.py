"""Repeated rows of a form: inputs called `code-0`, `code-1`, … become rows; numbers may have holes."""

from __future__ import annotations

import re
from collections.abc import Collection

from werkzeug.datastructures import MultiDict

MOST_ROWS = 500
_NAME = re.compile(r"([a-z_]+)-(\d{1,5})")


def read_rows(form: MultiDict[str, str], columns: Collection[str]) -> list[dict[str, str]]:
    """Return the rows of a sent form in the order of their numbers, each with its columns that were sent.

    A press on "Remove" (`remove`: the number) takes its row away; one on "Add a row" (`add`) appends an empty one.
    """
    found: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        match = _NAME.fullmatch(name)
        if match and match[1] in columns:
            found.setdefault(int(match[2]), {})[match[1]] = value
    found.pop(_number(form.get("remove")), None)
    rows = [found[number] for number in sorted(found)][:MOST_ROWS]
    return [*rows, {}] if form.get("add") else rows


def changes_rows(form: MultiDict[str, str]) -> bool:
    """Tell whether the form was only sent to get one row more or less."""
    return bool(form.get("add") or form.get("remove"))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1
