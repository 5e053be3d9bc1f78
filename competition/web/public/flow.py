"""The picture of how a ranking moved, from the ranks after each closed session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.board_types import Session, TradeBody, TradeRow, Words

PODIUM_KINDS = {1: "f1", 2: "f2", 3: "f3"}
LEAST_MOVE = 2
"""Places won or lost over the whole time before a line is told apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one entry. ranks: one a column; the last is its place in the list, so that it meets its name.

    code, name, flag: of its team; of an entry under a blind code the code, and no flag.
    kind: f1, f2, f3 for the first three, rise or hot for whoever won or lost most, empty for the others.
    """

    id: str
    code: str
    name: Words
    flag: str
    ranks: Sequence[int]
    kind: str


@dataclass(frozen=True, slots=True)
class Flow:
    """All lines by rank. columns: the names of the sessions, None for now. riser: who won most, if anyone."""

    lines: Sequence[Line]
    columns: Sequence[Words | None]
    riser: Line | None


def flow(board: TradeBody) -> Flow | None:
    """Return the picture of a board, None before the first session is closed."""
    rows = [row for row in board["rows"] if row["rank"] is not None and row["trend"]]
    width = max((len(row["trend"]) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return None
    tracks = [_track(row, place, width, len(rows)) for place, row in enumerate(rows, start=1)]
    risen = _most(rows, tracks, 1)
    fallen = _most(rows, tracks, -1)
    lines = [
        Line(row["id"], *_named(row), track, _kind(row, place, risen, fallen))
        for place, (row, track) in enumerate(zip(rows, tracks, strict=True))
    ]
    return Flow(lines, _columns(board["sessions"], width), None if risen is None else lines[risen])


def _named(row: TradeRow) -> tuple[str, Words, str]:
    """Return what a line is called: code, name and flag."""
    team = row["team"]
    if team is None:
        return row["native"], {row["native_lang"]: row["native"]}, ""
    return team["code"], team["name"], team["flag"]


def _track(row: TradeRow, place: int, width: int, count: int) -> list[int]:
    """Return one rank a column: who came later starts where it was first ranked."""
    missing = width - len(row["trend"])
    known = [min(rank, count) for rank in [row["trend"][0]] * missing + row["trend"]]
    return [*known[:-1], place]


def _most(rows: Sequence[TradeRow], tracks: Sequence[Sequence[int]], sign: int) -> int | None:
    """Return who outside the first three won (sign 1) or lost (sign -1) most places, None when nobody moved far."""
    moves = [
        (sign * (track[0] - track[-1]), -place)
        for place, (row, track) in enumerate(zip(rows, tracks, strict=True))
        if (row["rank"] or 0) > len(PODIUM_KINDS)
    ]
    best = max(moves, default=(0, 0))
    return -best[1] if best[0] >= LEAST_MOVE else None


def _kind(row: TradeRow, place: int, risen: int | None, fallen: int | None) -> str:
    if row["rank"] in PODIUM_KINDS:
        return PODIUM_KINDS[row["rank"]]
    return "rise" if place == risen else "hot" if place == fallen else ""


def _columns(sessions: Sequence[Session], width: int) -> list[Words | None]:
    names = [session["name"] for session in sessions][: width - 1]
    missing: list[Words] = [{}] * (width - 1 - len(names))
    return [*names, *missing, None]
