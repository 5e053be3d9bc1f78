"""One judging sheet as the judge's tablet gets it (docs/contract.md). A hidden score is in no answer, not even its own
panel's: a judge sees the own score, and the others' once everyone is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import run
from competition.db.models import (
    Account,
    Device,
    Entry,
    HeldOp,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeamMember,
    Sheet,
    Trade,
)
from competition.domain.calibration import ON_TABLETS
from competition.domain.decimals import two_decimals
from competition.domain.errors import DomainError
from competition.domain.marking import Attempt, Value
from competition.domain.rounds import ScoreEntry
from competition.domain.scheme import AspectType, Text
from competition.domain.seals import own_digest, value_as_sent
from competition.domain.stages import TAKES_MARKS, SheetState
from competition.queries.registers import AspectState, Registers, load_registers, sheet_digest, signed_judges
from competition.queries.schemes import AspectRef, scheme_index
from competition.queries.sheet_frames import Seat, SheetFrame, load_frame

OPEN_STATES = frozenset(state.value for state in TAKES_MARKS)


def sheet_view(session: Session, sheet_id: str, account_id: str, device_id: str) -> dict[str, Json]:
    """Return the sheet for this judge on this device. Fourteen statements at most.

    The aspects of a sheet that is not open yet are shown to the chief judge alone.
    Raises DomainError `not_found`, `not_your_sheet`.
    """
    frame = load_frame(session, sheet_id)
    seat = frame.seat_of(account_id)
    is_chief = _is_chief(session, frame.trade_id, account_id)
    if seat is None and not is_chief:
        raise DomainError("not_your_sheet")
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    sub_criterion = index.sub_criteria[frame.sub_criterion_id]
    registers = load_registers(session, frame, sub_criterion)
    on_panel = seat is not None and seat.judge_id in frame.panel.judges
    supervises = seat is not None and seat.judge_id in frame.panel.spare
    signed = signed_judges(session, frame)
    trade = run(session, _TRADE, {"trade": frame.trade_id}).one()
    names = _names(session, frame)
    seats = {each.judge_id: each.seat for each in frame.seats}
    may_see = on_panel or (is_chief and seat is None) or (supervises and frame.state not in OPEN_STATES)
    previous, following = _neighbours(session, frame)
    states = registers.states()
    aspects = [
        _aspect(ref, states[ref.id], registers, seat if on_panel else None, seats, may_see=may_see)
        for ref in sub_criterion.aspects
        if is_chief or frame.state != SheetState.PLANNED.value
    ]
    return {
        "id": frame.id,
        "revision": frame.revision,
        "epoch": frame.epoch,
        "state": frame.state,
        "scheme_version": frame.scheme_version,
        "trade": {"code": trade.code, "name": dict(trade.name)},
        "sub_criterion": {"code": sub_criterion.code, "name": dict(sub_criterion.name)},
        "day": frame.day,
        "entry": {"code": frame.entry_code},
        "previous": previous,
        "next": following,
        "device": _device(session, device_id),
        "judge": {"name": names.get(account_id, ""), "seat": seat.seat if seat else None, "of": frame.panel_size},
        "panel": [
            {
                "seat": each.seat,
                "name": names.get(each.account_id) if trade.identifies_judges else None,
                "signed": each.judge_id in signed,
            }
            for each in frame.scoring()
        ],
        "may": {
            "enter": on_panel and frame.state in OPEN_STATES,
            "open_round": (on_panel or supervises) and frame.state in OPEN_STATES,
            "sign": on_panel
            and frame.state == SheetState.COMPLETE.value
            and seat is not None
            and seat.judge_id not in signed,
            "lock": is_chief and frame.state == SheetState.SIGNED.value,
        },
        "refusal": _refusal(frame, seat),
        "digest": sheet_digest(registers) if frame.state == SheetState.COMPLETE.value else None,
        "digest_own": own_digest((each["id"], each["own"]["version"], each["own"]["value"]) for each in aspects),
        "held": _held(session, frame.id, seat.judge_id) if seat else [],
        "aspects": list[Json](aspects),
    }


def _aspect(
    ref: AspectRef,
    state: AspectState,
    registers: Registers,
    seat: Seat | None,
    seats: Mapping[str, int],
    *,
    may_see: bool,
) -> dict[str, Any]:
    aspect = ref.aspect
    own = None
    if seat is not None or (aspect.type is AspectType.MEASUREMENT and may_see):
        own = registers.own(ref, seat.judge_id if seat else "")
    judgement = state.judgement if may_see else None
    reasons = {opened.number: opened.reason for opened in registers.rounds.get(ref.id, ())}
    shown_award = state.award if may_see else None
    return {
        "id": ref.id,
        "code": aspect.code,
        "type": aspect.type.value,
        "description": dict(aspect.description),
        "extra": _words(aspect.extra),
        "requirement": _words(aspect.requirement),
        "max": two_decimals(aspect.max_mark),
        "unit": aspect.unit,
        "calculation": None
        if aspect.calculation is None
        else {"type": aspect.calculation.type.value, "parameters": dict(aspect.calculation.parameters)},
        "descriptors": [dict(text) for text in aspect.descriptors],
        "own": {"value": _value(own.value) if own else None, "version": own.version if own else 0},
        "round": registers.round_of(ref.id) if aspect.type is AspectType.JUDGEMENT else 1,
        "waiting_for": len(state.judgement.waiting_for) if state.judgement else 0,
        "scores": None if judgement is None or judgement.scores is None else _scores(judgement.scores, seats),
        "rounds": []
        if judgement is None
        else [
            {
                "round": former.round,
                "scores": _scores(former.scores, seats),
                "reason": reasons.get(former.round + 1, ""),
            }
            for former in judgement.former
        ],
        "state": state.status.value,
        "award": None if shown_award is None else two_decimals(shown_award),
    }


def _scores(scores: tuple[ScoreEntry[str], ...], seats: Mapping[str, int]) -> list[Json]:
    return [
        {"seat": seats.get(each.judge), "score": None if isinstance(each.score, Attempt) else each.score}
        for each in sorted(scores, key=lambda each: seats.get(each.judge, 0))
    ]


def _value(value: Value | None) -> Json:
    if value is None:
        return None
    return {"t": value.kind.value, "v": value.number} if value.number else {"t": value.kind.value}


def _words(text: Text | None) -> Json:
    return None if text is None else dict(text)


def _refusal(frame: SheetFrame, seat: Seat | None) -> str | None:
    """Return why this judge may not mark the sheet, None when nothing stands against it."""
    if seat is None:
        return None
    if seat.judge_id in frame.panel.excluded:
        return frame.panel.excluded[seat.judge_id]
    if seat.judge_id in frame.panel.spare:
        return "supervises"
    return "sheet_not_open" if frame.state == SheetState.PLANNED.value else None


_TRADE = select(Trade.code, Trade.name, Trade.identifies_judges).where(Trade.id == bindparam("trade"))
_NAMES = (
    select(Account.id, Account.name)
    .join(JudgeProfile, JudgeProfile.account_id == Account.id)
    .join(MarkingTeamMember, MarkingTeamMember.judge_id == JudgeProfile.id)
    .join(Sheet, Sheet.marking_team_id == MarkingTeamMember.marking_team_id)
    .where(Sheet.id == bindparam("sheet"))
)
_CHIEF = (
    select(JudgeAssignment.id)
    .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
    .where(
        JudgeAssignment.trade_id == bindparam("trade"),
        JudgeProfile.account_id == bindparam("account"),
        JudgeAssignment.is_chief.is_(True),
        JudgeAssignment.ended_at.is_(None),
    )
)
_SAME = (
    select(Sheet.id, Entry.code)
    .join(Entry, Entry.id == Sheet.entry_id)
    .where(Sheet.sub_criterion_id == bindparam("sub"), Entry.status.in_(ON_TABLETS))
    .order_by(Entry.code)
)
_HELD = (
    select(HeldOp.op_id, HeldOp.reason, HeldOp.body, HeldOp.decision, HeldOp.note, HeldOp.at)
    .where(HeldOp.sheet_id == bindparam("sheet"), HeldOp.judge_id == bindparam("judge"))
    .order_by(HeldOp.at, HeldOp.op_id)
)
_SEQ = select(Device.last_seq, Device.last_hash).where(Device.id == bindparam("device"))


def _names(session: Session, frame: SheetFrame) -> dict[str, str]:
    return {row.id: row.name for row in run(session, _NAMES, {"sheet": frame.id})}


def _is_chief(session: Session, trade_id: str, account_id: str) -> bool:
    return run(session, _CHIEF, {"trade": trade_id, "account": account_id}).first() is not None


def _neighbours(session: Session, frame: SheetFrame) -> tuple[Json, Json]:
    """Return the sheets of the entries before and after this one, for the same sub-criterion."""
    before: Json = None
    after: Json = None
    for row in run(session, _SAME, {"sub": frame.sub_criterion_id}).all():
        if row.code < frame.entry_code:
            before = {"id": row.id, "entry": row.code}
        elif row.code > frame.entry_code:
            after = {"id": row.id, "entry": row.code}
            break
    return before, after


def _held(session: Session, sheet_id: str, judge_id: str) -> list[Json]:
    """Return what this judge sent that waits for a decision or got one, the oldest first."""
    return [
        {
            "op_id": row.op_id,
            "aspect": row.body.get("aspect"),
            "value": _plain(value_as_sent(row.body.get("kind"), row.body.get("number"))),
            "reason": row.reason,
            "decision": row.decision,
            "note": row.note,
            "at": row.at.isoformat(),
        }
        for row in run(session, _HELD, {"sheet": sheet_id, "judge": judge_id})
    ]


def _plain(value: Mapping[str, str] | None) -> Json:
    return None if value is None else dict(value)


def _device(session: Session, device_id: str) -> Json:
    row = run(session, _SEQ, {"device": device_id}).one_or_none()
    return {"id": device_id, "last_seq": row.last_seq if row else 0, "last_hash": row.last_hash if row else ""}
