"""The words in which the effect of another version of a scheme is told: by sheet and by entry. N10."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from competition.domain.scheme import Scheme, Text
from competition.domain.scheme_fates import AspectFate, Fate
from competition.domain.scheme_matching import Matching
from competition.domain.stages import SheetState
from competition.queries.standings import EntryLine

SETTLED = frozenset({SheetState.COMPLETE, SheetState.SIGNED, SheetState.VERIFIED, SheetState.LOCKED})
"""The states of a sheet on which no mark is missing."""


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version that would follow: its scheme, what of it is what of the present one, and the fates of the marks."""

    scheme: Scheme
    matching: Matching
    fates: tuple[AspectFate, ...]


@dataclass(frozen=True, slots=True)
class SheetEffect:
    """What happens to one sheet.

    sheet_id: None for one that is laid out anew. sources: other sheets whose marks it takes over. former: the code
    that its sub-criterion has now, "" for none. asked, kept, recomputed: aspects with marks, by their new codes.
    set_aside: aspects with marks, by their old codes, that the sheet has no more. missing: aspects that wait for marks
    afterwards. total, next_total: marks. new_epoch: former signatures are void.
    """

    entry_id: str
    entry_code: str
    sub_criterion: str
    name: Text
    former: str
    sheet_id: str | None
    sources: tuple[str, ...]
    marking_team_id: str | None
    day: int
    next_day: int
    state: SheetState
    next_state: SheetState
    epoch: int
    new_epoch: bool
    asked: tuple[str, ...]
    kept: tuple[str, ...]
    recomputed: tuple[str, ...]
    set_aside: tuple[str, ...]
    missing: int
    total: Decimal | None
    next_total: Decimal | None

    @property
    def is_touched(self) -> bool:
        """Tell whether somebody who marks or signs this sheet would see a difference in marks or state."""
        moved = self.next_state is not self.state or self.new_epoch or self.day != self.next_day
        return bool(self.asked or self.recomputed or moved or self.total != self.next_total or self.sheet_id is None)

    @property
    def is_reopened(self) -> bool:
        """Tell whether a sheet on which the work was done has work again."""
        return self.state in SETTLED and (self.new_epoch or self.next_state is not self.state)


@dataclass(frozen=True, slots=True)
class LeavingSheet:
    """A sheet whose sub-criterion is gone. set_aside: its aspects with marks that no other sheet takes over."""

    sheet_id: str
    entry_code: str
    sub_criterion: str
    name: Text
    set_aside: tuple[str, ...]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class EntryEffect:
    """What happens to an entry: totals in marks and ranks, before and after; None while nothing is marked."""

    line: EntryLine
    next_total: Decimal | None
    next_marked: int
    next_aspects: int
    rank: int | None
    next_rank: int | None

    @property
    def is_touched(self) -> bool:
        """Tell whether sum or rank differ."""
        return self.line.total != self.next_total or self.rank != self.next_rank


@dataclass(frozen=True, slots=True)
class SchemeEffect:
    """Everything that a new version would do, by entry."""

    sheets: tuple[SheetEffect, ...]
    leaving: tuple[LeavingSheet, ...]
    entries: tuple[EntryEffect, ...]

    @property
    def reopened(self) -> tuple[SheetEffect, ...]:
        """Return the sheets on which the work was done and is not any more."""
        return tuple(sheet for sheet in self.sheets if sheet.is_reopened)

    def marks(self) -> dict[Fate, int]:
        """Return how many aspects with marks have which fate, over all sheets."""
        gone = sum(len(sheet.set_aside) for sheet in self.sheets) + sum(len(sheet.set_aside) for sheet in self.leaving)
        return {
            Fate.KEPT: sum(len(sheet.kept) for sheet in self.sheets),
            Fate.RECOMPUTED: sum(len(sheet.recomputed) for sheet in self.sheets),
            Fate.ASKED_AGAIN: sum(len(sheet.asked) for sheet in self.sheets),
            Fate.SET_ASIDE: gone,
        }
