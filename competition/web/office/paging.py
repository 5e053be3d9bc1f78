"""Pages of a long list: the number in the address, read without trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import request

Item = TypeVar("Item")

MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many; both count from 1. count: of everything that matches."""

    page: int
    pages: int
    count: int


def page_number() -> int:
    """Return the page that the address asks for, 1 when it asks for none that could be."""
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def paging(page: int, count: int, size: int) -> Paging:
    """Return where a page stands in a list of so many."""
    return Paging(page, max(1, -(-count // size)), count)


def cut(items: Sequence[Item], page: int, size: int) -> tuple[Sequence[Item], Paging]:
    """Return one page of a list that is in memory."""
    return items[(page - 1) * size : page * size], paging(page, len(items), size)
