"""Draws that anybody can repeat. Source: PRODUCT A5, docs/draws.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.draws import (
    DrawKind,
    Wishes,
    draw,
    draw_label,
    keeps_apart,
    read_stations,
    shuffled,
)
from competition.domain.errors import DomainError

PAGE = Path(__file__).parents[3] / "docs" / "draws.md"
POOL = {f"EI-{number:02d}": f"T{number % 4}" for number in range(1, 13)}
LABEL = draw_label("brisc-2024", "04", DrawKind.START, 1)
CODES = st.sets(st.text("ABCI0123456789-é中", min_size=1, max_size=6), min_size=1, max_size=40)


def by_the_page() -> object:
    """Return the program that docs/draws.md prints."""
    program = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert program
    names: dict[str, object] = {}
    exec(program[1], names)  # noqa: S102  (our own page)
    return names["shuffled"]


def test_the_example_of_the_page_is_what_comes_out() -> None:
    found = re.search(r'`shuffled\((\[.*?\]), "(.*?)", "(.*?)"\)` is `(\[.*?\])`', PAGE.read_text(encoding="utf-8"))
    assert found
    assert list(shuffled(json.loads(found[1]), found[2], found[3])) == json.loads(found[4])
    assert found[3] == f"{LABEL}/1"


@settings(max_examples=60)
@given(CODES, st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_the_program_of_the_page_draws_the_same(codes: set[str], seed: str, label: str) -> None:
    theirs = by_the_page()
    assert callable(theirs)
    assert list(shuffled(codes, seed, label)) == theirs(codes, seed, label)


@given(CODES, st.text(min_size=1, max_size=20))
def test_everybody_is_drawn_once_in_whatever_order_they_come(codes: set[str], seed: str) -> None:
    order = shuffled(sorted(codes), seed, "x")
    assert sorted(order) == sorted(codes)
    assert order == shuffled(sorted(codes, reverse=True), seed, "x")


def test_each_place_is_as_likely_for_everybody() -> None:
    counts = {code: [0] * 4 for code in "ABCD"}
    for number in range(2400):
        for place, code in enumerate(shuffled("ABCD", str(number), "x")):
            counts[code][place] += 1
    # 600 each; a fair draw stays within six standard deviations of about 21.
    assert all(abs(count - 600) < 127 for places in counts.values() for count in places)


def test_another_label_gives_another_order() -> None:
    assert shuffled(POOL, "seed", "a/1") != shuffled(POOL, "seed", "b/1")


@pytest.mark.parametrize("size", [0, 3, 4])
def test_team_mates_are_kept_apart_and_the_attempt_is_told(size: int) -> None:
    drawing = draw(POOL, DrawKind.START, "seed", LABEL, Wishes(heat_size=size, apart=True))
    order = [line.code for line in drawing.lines]
    assert keeps_apart([POOL[code] for code in order], size)
    assert tuple(order) == shuffled(POOL, "seed", f"{LABEL}/{drawing.attempt}")
    earlier = (shuffled(POOL, "seed", f"{LABEL}/{attempt}") for attempt in range(1, drawing.attempt))
    assert not any(keeps_apart([POOL[code] for code in former], size) for former in earlier)


def test_heats_are_cut_from_the_order() -> None:
    drawing = draw(POOL, DrawKind.START, "seed", LABEL, Wishes(heat_size=5))
    assert [line.heat for line in drawing.lines] == [1] * 5 + [2] * 5 + [3] * 2
    assert [line.place for line in drawing.lines] == list(range(1, 13))


def test_fewer_workstations_than_entries_begin_anew_with_the_next_heat() -> None:
    drawing = draw(POOL, DrawKind.WORKSTATION, "seed", LABEL, Wishes(stations=tuple("ABCDE")))
    assert [(line.station, line.heat) for line in drawing.lines][4:7] == [("E", 1), ("A", 2), ("B", 2)]
    enough = draw(POOL, DrawKind.WORKSTATION, "seed", LABEL, Wishes(stations=read_stations("1-12")))
    assert {line.heat for line in enough.lines} == {0}
    assert {line.station for line in enough.lines} == {str(number) for number in range(1, 13)}


def test_who_has_no_known_team_is_nobodys_mate() -> None:
    assert keeps_apart(["", "", "A", "", "A"], 0)
    assert keeps_apart(["", "", "A"], 3)
    assert not keeps_apart(["A", "B", "A"], 3)


@pytest.mark.parametrize(
    ("text", "stations"),
    [
        ("1-3", ("1", "2", "3")),
        ("01-03 7", ("01", "02", "03", "7")),
        ("A1-A3, B1；Tisch-4", ("A1", "A2", "A3", "B1", "Tisch-4")),
        ("A1-3\nB", ("A1", "A2", "A3", "B")),
        ("甲，乙", ("甲", "乙")),
        ("A1-B3", ()),
        ("1-9999", ()),
        ("3-1", ()),
        (" ", ()),
    ],
)
def test_workstations_are_read_as_people_write_them(text: str, stations: tuple[str, ...]) -> None:
    assert read_stations(text) == stations


@pytest.mark.parametrize(
    ("pool", "kind", "seed", "wishes", "code"),
    [
        ({}, DrawKind.START, "x", Wishes(), "draw_without_entries"),
        (POOL, DrawKind.START, " ", Wishes(), "seed_missing"),
        (POOL, DrawKind.START, "x" * 201, Wishes(), "seed_too_long"),
        (POOL, DrawKind.START, "x", Wishes(heat_size=1), "heats_wrong"),
        (POOL, DrawKind.START, "x", Wishes(heat_size=-2), "heats_wrong"),
        (POOL, DrawKind.WORKSTATION, "x", Wishes(), "stations_wrong"),
        (POOL, DrawKind.WORKSTATION, "x", Wishes(stations=("1", "1")), "stations_wrong"),
        (POOL, DrawKind.WORKSTATION, "x", Wishes(stations=("1" * 17,)), "stations_wrong"),
        ({"a": "T", "b": "T"}, DrawKind.START, "x", Wishes(apart=True), "draw_impossible"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    pool: dict[str, str], kind: DrawKind, seed: str, wishes: Wishes, code: str
) -> None:
    with pytest.raises(DomainError, match=f"^{code}$"):
        draw(pool, kind, seed, LABEL, wishes)
