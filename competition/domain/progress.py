"""How far a group of judging sheets is, and the one state that a control room shows for it. Source: DOMAIN 2.4."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class CellState(StrEnum):
    """What a cell of the control room says; only late, split, to sign and to lock need a person.

    PLANNED: nothing is entered yet.
    """

    NONE = "none"
    PLANNED = "planned"
    PARTLY = "partly"
    LATE = "late"
    SPLIT = "split"
    TO_SIGN = "to_sign"
    TO_LOCK = "to_lock"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Tally:
    """Some judging sheets, counted.

    planned, open, complete, signed, locked: sheets in that state; a verified one counts as signed.
    split: sheets with an aspect whose scores are too far apart.
    registers, filled: fields that the panels have to enter, and have entered.
    """

    planned: int = 0
    open: int = 0
    complete: int = 0
    signed: int = 0
    locked: int = 0
    split: int = 0
    registers: int = 0
    filled: int = 0

    @property
    def sheets(self) -> int:
        """Return how many sheets there are."""
        return self.planned + self.open + self.complete + self.signed + self.locked

    @property
    def unfinished(self) -> int:
        """Return how many sheets still miss a mark."""
        return self.planned + self.open

    @property
    def percent(self) -> int:
        """Return how much is entered, 0 to 100, rounded down so that 100 means all."""
        return self.filled * 100 // self.registers if self.registers else 0


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of some tallies."""
    counted = list(tallies)
    return Tally(*(sum(getattr(each, name) for each in counted) for name in Tally.__dataclass_fields__))


def cell_state(tally: Tally, *, overdue: bool = False) -> CellState:
    """Return the state of a group of sheets, the one that needs a person most.

    overdue: the last session in which they were to be marked is over.
    """
    if tally.sheets == 0:
        return CellState.NONE
    if tally.split:
        return CellState.SPLIT
    if tally.unfinished:
        if overdue:
            return CellState.LATE
        return CellState.PARTLY if tally.filled else CellState.PLANNED
    if tally.complete:
        return CellState.TO_SIGN
    return CellState.TO_LOCK if tally.signed else CellState.LOCKED
