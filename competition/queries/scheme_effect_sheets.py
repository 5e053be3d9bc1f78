"""The sheets of one entry before and after another version of a scheme. N10."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from competition.domain.calibration import SAMPLE
from competition.domain.rounds import FINISHED, JudgementStatus
from competition.domain.scheme import Aspect
from competition.domain.scheme_fates import carried_aspects
from competition.domain.stages import SheetState
from competition.queries.registers import AspectState, Registers, sheet_digest
from competition.queries.scheme_effect_types import SETTLED, LeavingSheet, NewVersion, SheetEffect
from competition.queries.schemes import AspectRef, SchemeIndex, SubCriterionRef
from competition.queries.sheet_frames import SheetFrame
from competition.queries.trade_sheets import TradeEntries

NOTHING = Decimal("0.00")
FIRST_DAY = 1
FIRST_EPOCH = 1


def new_references(present: SchemeIndex, version: NewVersion) -> tuple[SubCriterionRef, ...]:
    """Return the sub-criteria of a version that is not written yet; a carried aspect has the id of its marks."""
    known = {ref.aspect.code: ref.id for sub in present.sub_criteria.values() for ref in sub.aspects}
    carried = carried_aspects(version.fates)

    def reference(aspect: Aspect) -> AspectRef:
        former = carried.get(aspect.code)
        row = f"new {aspect.code}"
        return AspectRef(row if former is None else known[former], aspect, row)

    return tuple(
        SubCriterionRef(sub.code, sub.code, sub.name, sub.day, criterion.code, None, tuple(map(reference, sub.aspects)))
        for criterion in version.scheme.criteria
        for sub in criterion.sub_criteria
    )


def next_stage(
    state: SheetState, *, finished: bool, gained: bool, entered: bool, is_signed: bool, is_day_open: bool
) -> tuple[SheetState, bool]:
    """Return where a sheet stands after a change, and whether its signatures are void.

    finished: every aspect has its mark. gained: an aspect needs a mark again or was not on the sheet before. entered:
    something is entered on it. is_signed: somebody has signed. is_day_open: sheets of its day are being marked.
    """
    if state is SheetState.PLANNED:
        return (SheetState.OPEN if is_day_open else state), False
    if state is SheetState.OPEN and not entered and not is_day_open:
        return SheetState.PLANNED, False
    if state in SETTLED and not gained and (finished or state is not SheetState.COMPLETE):
        return state, False
    return (SheetState.COMPLETE if finished else SheetState.OPEN), state in SETTLED and is_signed


class Plan:
    """What is the same for every entry."""

    def __init__(
        self, present: SchemeIndex, version: NewVersion, entered: TradeEntries, frames: Iterable[SheetFrame]
    ) -> None:
        self.present, self.version, self.entered = present, version, entered
        self.references = new_references(present, version)
        self.homes = {ref.aspect.code: sub.code for sub in present.sub_criteria.values() for ref in sub.aspects}
        self.carried = carried_aspects(version.fates)
        self.open_days = {
            frame.day for frame in frames if frame.state != SheetState.PLANNED.value and frame.entry_status != SAMPLE
        }


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a sheet will hold. own: the sheet itself, None for a new one; sources: where else its marks stand."""

    own: SheetFrame | None
    sources: tuple[str, ...]
    registers: Registers | None

    @property
    def marking_team_id(self) -> str | None:
        return self.registers.frame.marking_team_id if self.registers else None

    def states(self, ref: SubCriterionRef) -> dict[str, AspectState]:
        if self.registers is not None:
            return self.registers.states()
        return {each.id: AspectState(JudgementStatus.MISSING, None, 0, 1) for each in ref.aspects}


class EntrySheets:
    """The sheets of one entry, before and after. marks: by the new codes, filled by `sheet`."""

    def __init__(self, plan: Plan, entry_id: str, entry_code: str, frames: Iterable[SheetFrame]) -> None:
        self.marks: dict[str, Decimal | None] = {}
        self._plan, self._entry_id, self._entry_code = plan, entry_id, entry_code
        subs = plan.present.sub_criteria
        self._frames = {subs[frame.sub_criterion_id].code: frame for frame in frames}
        self._before = {
            code: plan.entered.registers(frame, subs[frame.sub_criterion_id]) for code, frame in self._frames.items()
        }
        self._states = {
            ref.aspect.code: registers.state(ref)
            for registers in self._before.values()
            for ref in registers.sub_criterion.aspects
        }

    def sheet(self, ref: SubCriterionRef) -> SheetEffect:
        """Return what happens to the sheet of one new sub-criterion."""
        former = self._plan.version.matching.sub_criteria.get(ref.code, "")
        reading = self._read(ref, former)
        own, states = reading.own, reading.states(ref)
        self.marks |= {each.aspect.code: _mark(states[each.id]) for each in ref.aspects}
        asked, kept, recomputed = self._sorted(ref, states)
        day = ref.day or FIRST_DAY
        following, new_epoch = self._stage(ref, former, reading, states, day)
        before = self._before[former].states() if own else {}
        return SheetEffect(
            entry_id=self._entry_id,
            entry_code=self._entry_code,
            sub_criterion=ref.code,
            name=ref.name,
            former=former if own else "",
            sheet_id=own.id if own else None,
            sources=reading.sources,
            marking_team_id=reading.marking_team_id,
            day=own.day if own else day,
            next_day=day,
            state=SheetState(own.state) if own else following,
            next_state=following,
            epoch=own.epoch if own else FIRST_EPOCH,
            new_epoch=new_epoch,
            asked=asked,
            kept=kept,
            recomputed=recomputed,
            set_aside=self._set_aside(former) if own else (),
            missing=sum(each.status not in FINISHED for each in states.values()),
            total=_sum(before),
            next_total=_sum(states),
        )

    def leaving(self) -> list[LeavingSheet]:
        """Return the sheets whose sub-criterion has none that follows it."""
        followed = set(self._plan.version.matching.sub_criteria.values())
        return [
            LeavingSheet(
                registers.frame.id,
                self._entry_code,
                code,
                registers.sub_criterion.name,
                self._set_aside(code),
                _sum(registers.states()),
            )
            for code, registers in self._before.items()
            if code not in followed
        ]

    def _read(self, ref: SubCriterionRef, former: str) -> _Reading:
        """Find the marks of a new sub-criterion: on the sheet that becomes its own, and on those they come from."""
        own, carried = self._frames.get(former), self._plan.carried
        homes = dict.fromkeys(
            self._plan.homes[carried[each.aspect.code]] for each in ref.aspects if each.aspect.code in carried
        )
        others = [self._frames[home] for home in homes if home != former and home in self._frames]
        taken = [each for other in others for each in (other.id, *other.sources)]
        sources = tuple(dict.fromkeys((*(own.sources if own else ()), *taken)))
        # A sheet that is new has no marking team yet; the first of its sources lends it the panel.
        first = own or next(iter(others), None)
        if first is None:
            return _Reading(None, (), None)
        frame = replace(first, sources=tuple(each for each in sources if each != first.id))
        return _Reading(own, sources, self._plan.entered.registers(frame, ref))

    def _stage(
        self, ref: SubCriterionRef, former: str, reading: _Reading, states: Mapping[str, AspectState], day: int
    ) -> tuple[SheetState, bool]:
        own = reading.own
        entered = any(each.filled for each in states.values())
        state = SheetState(own.state) if own else SheetState.OPEN if entered else SheetState.PLANNED
        following, new_epoch = next_stage(
            state,
            finished=bool(ref.aspects) and all(each.status in FINISHED for each in states.values()),
            gained=any(self._is_gained(each, former, states[each.id]) for each in ref.aspects),
            entered=entered,
            is_signed=own is not None and self._plan.entered.is_signed(own),
            is_day_open=day in self._plan.open_days,
        )
        if (
            own
            and reading.registers
            and following is state is SheetState.COMPLETE
            and self._plan.entered.is_signed(own)
        ):
            # Whoever signed saw other figures than those who would sign from now on.
            return following, sheet_digest(self._before[former]) != sheet_digest(reading.registers)
        return following, new_epoch

    def _sorted(
        self, ref: SubCriterionRef, states: Mapping[str, AspectState]
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the aspects whose marks are asked again, kept and recomputed."""
        asked, kept, recomputed = [], [], []
        for each in ref.aspects:
            code = each.aspect.code
            before, after = self._states.get(self._plan.version.matching.aspects.get(code, "")), states[each.id]
            if before is None or not before.filled:
                continue
            if not each.is_carried or after.filled < before.filled:
                asked.append(code)
            elif after.award != before.award:
                recomputed.append(code)
            else:
                kept.append(code)
        return tuple(asked), tuple(kept), tuple(recomputed)

    def _set_aside(self, former: str) -> tuple[str, ...]:
        """Return the aspects of an old sub-criterion that have marks and are gone."""
        taken = set(self._plan.version.matching.aspects.values())
        codes = [ref.aspect.code for ref in self._before[former].sub_criterion.aspects]
        return tuple(code for code in codes if code not in taken and self._states[code].filled)

    def _is_gained(self, ref: AspectRef, former: str, state: AspectState) -> bool:
        """Tell whether an aspect was not on the sheet before, or lost what was entered for it."""
        origin = self._plan.carried.get(ref.aspect.code, "")
        if self._plan.homes.get(origin) != former or origin not in self._states:
            return True
        return state.filled < self._states[origin].filled


def _mark(state: AspectState) -> Decimal | None:
    return state.award if state.status in FINISHED else None


def _sum(states: Mapping[str, AspectState]) -> Decimal | None:
    """Return the sum of a sheet, None while no aspect is marked."""
    marks = [mark for mark in map(_mark, states.values()) if mark is not None]
    return sum(marks, NOTHING) if marks else None
