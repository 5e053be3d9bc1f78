"""What is entered on a sheet: the latest value of every register, and where each aspect stands."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.db.direct import Line, run
from competition.db.models import Mark, Round, Score, Signature
from competition.domain.boards import canonical_json
from competition.domain.errors import DomainError
from competition.domain.marking import Value, ValueKind, measurement_mark
from competition.domain.rounds import JudgementState, JudgementStatus, ScoreEntry, judgement_state
from competition.domain.scheme import AspectType
from competition.queries.schemes import AspectRef, SubCriterionRef
from competition.queries.sheet_frames import SheetFrame


@dataclass(frozen=True, slots=True)
class Register:
    """The latest version of one register: (aspect, judge) for a score, the aspect alone for a measurement.

    value: None when nothing is entered or it was cleared.
    """

    value: Value | None = None
    version: int = 0
    round: int = 1
    award: Decimal | None = None
    judge_id: str = ""
    at: datetime | None = None


EMPTY = Register()


def carried(ref: AspectRef, register: Register) -> Register:
    """Return a measured value of an earlier version of the scheme as it counts for an aspect now."""
    if register.value is None:
        return register
    try:
        award = measurement_mark(ref.aspect.calculation, ref.aspect.max_mark, register.value.measured())
    except DomainError:
        return replace(register, value=None, award=None)
    return replace(register, award=award)


@dataclass(frozen=True, slots=True)
class AspectState:
    """Where an aspect stands. award: marks, None until marked. filled, of: registers entered and needed now."""

    status: JudgementStatus
    award: Decimal | None
    filled: int
    of: int
    judgement: JudgementState[str] | None = None


@dataclass(frozen=True, slots=True)
class OpenedRound:
    """A further round with the reason that the judges gave."""

    number: int
    reason: str


@dataclass
class Registers:
    """Everything entered on one sheet; changed in memory by `put` while an op batch is decided."""

    frame: SheetFrame
    sub_criterion: SubCriterionRef
    scores: dict[str, dict[tuple[str, int], Register]] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    marks: dict[str, Register] = field(default_factory=dict)
    rounds: dict[str, list[OpenedRound]] = field(default_factory=dict)

    def round_of(self, aspect_id: str) -> int:
        """Return the number of the round that is open, 1 unless another was opened."""
        return 1 + len(self.rounds.get(aspect_id, ()))

    def own(self, ref: AspectRef, judge_id: str) -> Register:
        """Return the register that this judge writes: a score of the open round, or the panel's measured value."""
        if ref.aspect.type is AspectType.MEASUREMENT:
            return self.marks.get(ref.id, EMPTY)
        version, opened = self.versions.get((ref.id, judge_id), 0), self.round_of(ref.id)
        current = self.scores.get(ref.id, {}).get((judge_id, opened))
        return replace(current, version=version) if current else Register(version=version, round=opened)

    def author_of(self, aspect_id: str, judge_id: str, number: int) -> str:
        """Return who gave the score of a seat in a round: the judge of the seat, or one who had it before."""
        register = self.scores.get(aspect_id, {}).get((judge_id, number))
        return register.judge_id if register and register.judge_id else judge_id

    def hand_over(self) -> None:
        """Let what a replaced judge gave count for the seat, under the name of whoever gave it. Source: PRODUCT D5."""
        for seat in self.frame.seats:
            for given in self.scores.values() if seat.former else ():
                for key in [key for key in given if key[0] in seat.former]:
                    given.setdefault((seat.judge_id, key[1]), given[key])
                    del given[key]

    def put(self, ref: AspectRef, register: Register) -> None:
        """Set the latest version of a register."""
        if ref.aspect.type is AspectType.MEASUREMENT:
            self.marks[ref.id] = register
        else:
            self.scores.setdefault(ref.id, {})[register.judge_id, register.round] = register
            self.versions[ref.id, register.judge_id] = register.version

    def add_score(self, row: Line) -> None:
        """Add a score as it is stored; a later version replaces an earlier one."""
        register = Register(_value(row.kind, row.value), row.version, row.round, None, row.judge_id, row.at)
        self.scores.setdefault(row.aspect_id, {})[row.judge_id, row.round] = register
        self.versions[row.aspect_id, row.judge_id] = row.version

    def add_mark(self, row: Line) -> None:
        """Add a measured value as it is stored; a later version replaces an earlier one."""
        value = _value(row.kind, row.value)
        self.marks[row.aspect_id] = Register(value, row.version, 1, row.award, row.judge_id, row.at)

    def add_round(self, row: Line) -> None:
        """Add a further round as it is stored."""
        self.rounds.setdefault(row.aspect_id, []).append(OpenedRound(row.number, row.reason))

    def recompute(self) -> None:
        """Let measured values of an earlier version earn what they earn in this one.

        A value that the aspect cannot take any more empties the register: it is asked again, under its next version.
        """
        for ref in self.sub_criterion.aspects:
            register = self.marks.get(ref.id)
            if ref.is_carried and register is not None and register.value is not None:
                self.marks[ref.id] = carried(ref, register)

    def state(self, ref: AspectRef) -> AspectState:
        """Return where the aspect stands now."""
        if ref.aspect.type is AspectType.MEASUREMENT:
            return self._measured(ref)
        return self._judged(ref)

    def states(self) -> dict[str, AspectState]:
        """Return the state of every aspect of the sheet, by id, in order."""
        return {ref.id: self.state(ref) for ref in self.sub_criterion.aspects}

    def _measured(self, ref: AspectRef) -> AspectState:
        register = self.marks.get(ref.id, EMPTY)
        if register.value is None:
            return AspectState(JudgementStatus.MISSING, None, 0, 1)
        absent = register.value.kind is ValueKind.ABSENT
        status = JudgementStatus.NOT_ATTEMPTED if absent else JudgementStatus.MARKED
        return AspectState(status, register.award, 1, 1)

    def _judged(self, ref: AspectRef) -> AspectState:
        entries = [
            ScoreEntry(judge_id, number, register.value.score())
            for (judge_id, number), register in self.scores.get(ref.id, {}).items()
            if register.value is not None
        ]
        opened = self.round_of(ref.id)
        panel = self.frame.panel.judges
        known = [e for e in entries if e.round < opened or e.judge in panel]
        judgement = judgement_state(
            panel,
            known,
            ref.aspect.max_mark,
            opened=opened,
            spread_limit=self.frame.spread_limit,
            rule=self.frame.aggregation,
        )
        return AspectState(
            judgement.status, judgement.award, len(judgement.judges_in), len(panel) or self.frame.panel_size, judgement
        )


_SCORES = (
    select(Score.aspect_id, Score.judge_id, Score.round, Score.version, Score.kind, Score.value, Score.at)
    .where(Score.sheet_id.in_(bindparam("sheets", expanding=True)))
    .order_by(Score.version)
)
_MARKS = (
    select(Mark.aspect_id, Mark.judge_id, Mark.version, Mark.kind, Mark.value, Mark.award, Mark.at)
    .where(Mark.sheet_id.in_(bindparam("sheets", expanding=True)))
    .order_by(Mark.version)
)
_ROUNDS = (
    select(Round.aspect_id, Round.number, Round.reason)
    .where(Round.sheet_id.in_(bindparam("sheets", expanding=True)))
    .order_by(Round.number)
)


def load_registers(session: Session, frame: SheetFrame, sub_criterion: SubCriterionRef) -> Registers:
    """Return everything entered on a sheet. Three statements."""
    registers = Registers(frame, sub_criterion)
    sheets = {"sheets": [frame.id, *frame.sources]}
    for score in run(session, _SCORES, sheets):
        registers.add_score(score)
    for mark in run(session, _MARKS, sheets):
        registers.add_mark(mark)
    for opened in run(session, _ROUNDS, sheets):
        registers.add_round(opened)
    registers.hand_over()
    registers.recompute()
    return registers


CLEARED = "cleared"


def _value(kind: str, number: str | None) -> Value | None:
    return None if kind == CLEARED else Value(ValueKind(kind), number or "")


def sheet_digest(registers: Registers) -> str:
    """Return the digest of everything that a signature covers: aspect, value or scores, mark; 64 hex digits."""
    lines = []
    for ref in registers.sub_criterion.aspects:
        state = registers.state(ref)
        measured = registers.marks.get(ref.id)
        lines.append(
            {
                "aspect": ref.aspect.code,
                "status": state.status.value,
                "award": None if state.award is None else str(state.award),
                "value": measured.value.number if measured and measured.value else None,
                "scores": [
                    {"judge": registers.author_of(ref.id, score.judge, score.round), "score": str(score.score)}
                    for score in state.judgement.scores or ()
                ]
                if state.judgement
                else [],
            }
        )
    return hashlib.sha256(canonical_json({"lines": lines})).hexdigest()


_SIGNED = select(Signature.judge_id).where(
    Signature.sheet_id == bindparam("sheet"), Signature.epoch == bindparam("epoch")
)


def signed_judges(session: Session, frame: SheetFrame) -> set[str]:
    """Return who has signed the sheet in its present epoch; whoever took a seat over signed with the one before."""
    signed = set(run(session, _SIGNED, {"sheet": frame.id, "epoch": frame.epoch}).scalars())
    return signed | {seat.judge_id for seat in frame.seats if signed.intersection(seat.former)}
