"""The state of a group of sheets: what needs a person wins. Source: DOMAIN 2.4."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.progress import CellState, Tally, cell_state, total

COUNTS = st.integers(min_value=0, max_value=50)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Draw a tally that could be: no more fields filled than there are, no more sheets split than there are."""
    planned, opened, complete, signed, locked = (draw(COUNTS) for _ in range(5))
    split = draw(st.integers(0, planned + opened + complete + signed + locked))
    registers = draw(COUNTS)
    return Tally(planned, opened, complete, signed, locked, split, registers, draw(st.integers(0, registers)))


@pytest.mark.parametrize(
    ("tally", "overdue", "state"),
    [
        (Tally(), False, CellState.NONE),
        (Tally(planned=3, registers=9), False, CellState.PLANNED),
        (Tally(open=3, registers=9), False, CellState.PLANNED),
        (Tally(open=3, registers=9), True, CellState.LATE),
        (Tally(open=2, complete=1, registers=9, filled=4), False, CellState.PARTLY),
        (Tally(open=1, locked=8, registers=9, filled=8), True, CellState.LATE),
        (Tally(open=1, locked=8, split=1, registers=9, filled=9), True, CellState.SPLIT),
        (Tally(complete=1, signed=4, registers=9, filled=9), True, CellState.TO_SIGN),
        (Tally(signed=1, locked=4, registers=9, filled=9), True, CellState.TO_LOCK),
        (Tally(locked=5, registers=9, filled=9), True, CellState.LOCKED),
    ],
)
def test_a_cell_says_what_needs_a_person_most(tally: Tally, overdue: bool, state: CellState) -> None:
    assert cell_state(tally, overdue=overdue) is state


def test_a_hundred_per_cent_means_all() -> None:
    assert Tally(open=1, registers=1000, filled=999).percent == 99
    assert Tally(open=1, registers=1000, filled=1000).percent == 100
    assert Tally(planned=1).percent == 0


@given(st.lists(tallies(), max_size=6))
def test_a_sum_counts_every_sheet_once(parts: list[Tally]) -> None:
    whole = total(parts)
    assert whole.sheets == sum(part.sheets for part in parts)
    assert whole.unfinished == sum(part.unfinished for part in parts)
    assert 0 <= whole.percent <= 100


@given(tallies(), st.booleans())
def test_only_a_locked_cell_asks_nothing_of_anybody_and_holds_no_unlocked_sheet(tally: Tally, overdue: bool) -> None:
    state = cell_state(tally, overdue=overdue)
    assert (state is CellState.NONE) == (tally.sheets == 0)
    if state is CellState.LOCKED:
        assert (tally.unfinished, tally.complete, tally.signed, tally.split) == (0, 0, 0, 0)
    if tally.unfinished and not tally.split:
        assert state in ((CellState.LATE,) if overdue else (CellState.PLANNED, CellState.PARTLY))
