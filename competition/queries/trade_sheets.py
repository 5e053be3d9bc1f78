"""Everything entered on all sheets of a trade at once: a number of statements that does not depend on their number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from competition.db.direct import Line, run
from competition.db.models import Entry, Mark, Op, Round, Score, Sheet, Signature
from competition.domain.calibration import SAMPLE
from competition.queries.registers import Registers
from competition.queries.schemes import SubCriterionRef
from competition.queries.sheet_frames import SheetFrame

_OWN = select(Sheet.id).where(Sheet.trade_id == bindparam("trade"))
_SCORES = select(
    Score.sheet_id, Score.aspect_id, Score.judge_id, Score.round, Score.version, Score.kind, Score.value, Score.at
).where(Score.sheet_id.in_(_OWN))
_MARKS = select(
    Mark.sheet_id, Mark.aspect_id, Mark.judge_id, Mark.version, Mark.kind, Mark.value, Mark.award, Mark.at
).where(Mark.sheet_id.in_(_OWN))
_ROUNDS = select(Round.sheet_id, Round.aspect_id, Round.number, Round.reason).where(Round.sheet_id.in_(_OWN))
_SIGNED = select(Signature.sheet_id, Signature.epoch).where(Signature.sheet_id.in_(_OWN))
_OPS = (
    select(func.count())
    .select_from(Op)
    .join(Sheet, Sheet.id == Op.sheet_id)
    .join(Entry, Entry.id == Sheet.entry_id)
    .where(Sheet.trade_id == bindparam("trade"), Entry.status != SAMPLE)
)

Lines = dict[str, list[Line]]


@dataclass(frozen=True, slots=True)
class TradeEntries:
    """The rows that were entered on a trade's sheets, by sheet. signed: sheets with the epochs that somebody signed."""

    scores: Lines = field(default_factory=dict)
    marks: Lines = field(default_factory=dict)
    rounds: Lines = field(default_factory=dict)
    signed: frozenset[tuple[str, int]] = frozenset()

    def registers(self, frame: SheetFrame, sub_criterion: SubCriterionRef) -> Registers:
        """Return what a sheet holds when it stands for a sub-criterion, as `load_registers` would."""
        found, sheets = Registers(frame, sub_criterion), (frame.id, *frame.sources)
        for score in sorted(_of(self.scores, sheets), key=lambda row: int(row.version)):
            found.add_score(score)
        for mark in sorted(_of(self.marks, sheets), key=lambda row: int(row.version)):
            found.add_mark(mark)
        for opened in sorted(_of(self.rounds, sheets), key=lambda row: int(row.number)):
            found.add_round(opened)
        found.recompute()
        return found

    def is_signed(self, frame: SheetFrame) -> bool:
        """Tell whether somebody signed the sheet in its present epoch."""
        return (frame.id, frame.epoch) in self.signed


def trade_entries(session: Session, trade_id: str) -> TradeEntries:
    """Return everything entered on a trade's sheets. Four statements."""
    trade = {"trade": trade_id}
    scores, marks, rounds = (_by_sheet(run(session, each, trade)) for each in (_SCORES, _MARKS, _ROUNDS))
    signed = frozenset((str(row.sheet_id), int(row.epoch)) for row in run(session, _SIGNED, trade))
    return TradeEntries(scores, marks, rounds, signed)


def count_ops(session: Session, trade_id: str) -> int:
    """Return how many changes the sheets of a trade have ever received, refused ones too. One statement.

    Sample work never counts.
    """
    return int(str(run(session, _OPS, {"trade": trade_id}).scalar_one()))


def _by_sheet(rows: Iterable[Line]) -> Lines:
    lines: Lines = {}
    for row in rows:
        lines.setdefault(row.sheet_id, []).append(row)
    return lines


def _of(lines: Lines, sheets: tuple[str, ...]) -> list[Line]:
    return [line for sheet in sheets for line in lines.get(sheet, ())]
