"""Decide about a change that arrived after the world had changed. Source: SYNC (states: held; C4 to C7, C9)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update

from competition.db.models import Event, HeldOp, JudgeProfile, Sheet
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.marking import Value, check_value, parse_value
from competition.domain.permissions import Permission
from competition.domain.scheme import AspectType
from competition.domain.stages import SheetStage, SheetState
from competition.queries.registers import Register, Registers, load_registers
from competition.queries.schemes import AspectRef, scheme_index
from competition.queries.sheet_frames import SheetFrame, load_frame
from competition.services.context import Context, SheetMoved
from competition.services.mark_rows import MarkRows, value_leaf
from competition.services.marking import ACTIVE, award_of, follow_up, scores_are_shown
from competition.services.op_senders import Author
from competition.services.unit_of_work import Unit, unit_of_work

ACCEPTED, DECLINED = "accepted", "declined"
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class _Held:
    row: HeldOp
    frame: SheetFrame
    author: Author


def accept_held(context: Context, event_id: str, op_id: str, note: str = "") -> None:
    """Let a held change count, under the name of the judge who made it, as the next version of its register.

    The sheet has to take marks, and the judge to mark the entry now; nothing of what made it wait is passed over.
    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`, `held_own`, `held_decided`, `held_sheet_closed`,
    `held_judge_barred`, `held_entry_inactive`, `held_value_invalid`, `held_scores_shown`.
    """
    with _deciding(context, event_id, op_id) as (unit, held):
        frame, session = held.frame, context.session
        now = context.event_now(unit.clock_offset)
        index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
        registers = load_registers(session, frame, index.sub_criteria[frame.sub_criterion_id])
        ref, value = _acceptable(held, registers)
        current = registers.own(ref, held.author.judge_id)
        register = Register(
            value=value,
            version=current.version + 1,
            round=registers.round_of(ref.id) if ref.aspect.type is AspectType.JUDGEMENT else 1,
            award=award_of(ref, value),
            judge_id=held.author.judge_id,
            at=now,
        )
        registers.put(ref, register)
        rows = MarkRows(context, frame, held.author, now)
        rows.add(ref, register, op_id)
        new: dict[str, LeafValue] = {"aspect": ref.id, **(value_leaf(value) or {}), "author": held.author.account_id}
        if ref.aspect.type is AspectType.JUDGEMENT:
            new["round"] = register.round
        unit.record(
            "mark.applied",
            f"sheet/{frame.id}",
            old={"aspect": ref.id, **(value_leaf(current.value) or {})},
            new=new,
            ver=register.version,
            epoch=frame.epoch,
            op_id=op_id,
            scheme_version=frame.scheme_version,
        )
        _decide(unit, held, ACCEPTED, note)
        rows.write()
        follow_up(unit, frame, index, registers, now)


def decline_held(context: Context, event_id: str, op_id: str, note: str) -> None:
    """Let a held change not count, and tell its judge why; the change stays in the log.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`, `held_own`, `held_decided`, `reason_needed`.
    """
    if not note.strip():
        raise DomainError("reason_needed")
    with _deciding(context, event_id, op_id) as (unit, held):
        _decide(unit, held, DECLINED, note)
        revision = held.frame.revision + 1
        context.session.execute(update(Sheet).where(Sheet.id == held.frame.id).values(revision=revision))
        unit.announce(SheetMoved(held.frame.id, held.frame.trade_id, held.frame.event_id, revision))


@contextmanager
def _deciding(context: Context, event_id: str, op_id: str) -> Iterator[tuple[Unit, _Held]]:
    """Open the transaction in which one held change is decided, by somebody who may and who did not make it."""
    session = context.session
    place = session.execute(
        select(Sheet.trade_id, Event.clock_offset)
        .join(HeldOp, HeldOp.sheet_id == Sheet.id)
        .join(Event, Event.id == Sheet.event_id)
        .where(HeldOp.op_id == op_id, Sheet.event_id == event_id)
    ).one_or_none()
    if place is None:
        raise DomainError("not_found")
    account = context.require(Permission.DECIDE_HELD, event_id=event_id, trade_id=place.trade_id)
    with unit_of_work(context, event_id, clock_offset=place.clock_offset, trade_id=place.trade_id) as unit:
        row = session.get_one(HeldOp, op_id, with_for_update=True, populate_existing=True)
        judge = session.get_one(JudgeProfile, row.judge_id)
        if row.decision is not None:
            raise DomainError("held_decided")
        if judge.account_id == account:
            raise DomainError("held_own")
        author = Author(judge.id, judge.account_id or "")
        yield unit, _Held(row, load_frame(session, row.sheet_id), author)


def _acceptable(held: _Held, registers: Registers) -> tuple[AspectRef, Value | None]:
    """Return the aspect and the value that would count now, or say what stands against it."""
    frame, body, judge_id = held.frame, held.row.body, held.author.judge_id
    if not SheetStage(SheetState(frame.state), frame.epoch).takes_marks:
        raise DomainError("held_sheet_closed")
    if frame.entry_status not in ACTIVE:
        raise DomainError("held_entry_inactive")
    if judge_id not in frame.panel.judges:
        raise DomainError("held_judge_barred")
    ref = next((each for each in registers.sub_criterion.aspects if each.id == body.get("aspect")), None)
    if ref is None:
        raise DomainError("held_value_invalid")
    kind, number = body.get("kind"), body.get("number")
    try:
        value = None if kind is None else parse_value(str(kind), None if number is None else str(number))
        if value is not None:
            check_value(ref.aspect, value)
    except DomainError:
        raise DomainError("held_value_invalid") from None
    if scores_are_shown(registers, ref, judge_id):
        raise DomainError("held_scores_shown")
    return ref, value


def _decide(unit: Unit, held: _Held, decision: str, note: str) -> None:
    words = note.strip()[:LONGEST_NOTE]
    held.row.decision, held.row.note = decision, words
    held.row.decided_by, held.row.decided_at = unit.context.actor.account_id, unit.context.event_now(unit.clock_offset)
    reason = {"reason_ref": unit.log.keep_text(words)} if words else {}
    unit.record(
        "held.accept" if decision == ACCEPTED else "held.decline",
        f"sheet/{held.frame.id}",
        old={"reason": held.row.reason},
        new={"aspect": str(held.row.body.get("aspect", "")), "author": held.author.account_id, "held": held.row.op_id},
        epoch=held.frame.epoch,
        **reason,
    )
