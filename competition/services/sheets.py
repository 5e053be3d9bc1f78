"""Sign, lock and repeat: what happens to a judging sheet beside the marks on it (DOMAIN 2.2, 2.4, SYNC)."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from competition.db.models import Entry as EntryRow
from competition.db.models import Op, RankSnapshot, Round, Sheet, Signature, SubCriterionRow
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.rounds import may_open_round
from competition.domain.stages import TAKES_MARKS, Guard, SheetAction, SheetStage, SheetState, advance_sheet
from competition.queries.registers import Registers, load_registers, sheet_digest, signed_judges
from competition.queries.schemes import scheme_index
from competition.queries.sheet_frames import SheetFrame, load_frame, sheet_place
from competition.queries.standings import entry_lines, rank_entries, trade_facts
from competition.services.audit import timestamp
from competition.services.context import Context, SheetMoved
from competition.services.identity import new_id
from competition.services.marking import receipt_code
from competition.services.op_senders import require_judge
from competition.services.publication import criteria_by_weight, publish_trade
from competition.services.results import refresh_results
from competition.services.unit_of_work import Unit, next_revisions, unit_of_work

REASON_LENGTH = 500


def open_round(context: Context, sheet_id: str, aspect_id: str, reason: str, op_id: str) -> None:
    """Open the next round of a judgement whose scores are too far apart; the former round is kept beside it.

    Raises DomainError `not_found`, `aspect_unknown`, `reason_missing`, `round_not_needed`, `sheet_locked` and the
    refusals of `require_judge`.
    """
    reason = reason.strip()
    if not reason:
        raise DomainError("reason_missing")
    with _sheet_unit(context, sheet_id) as unit:
        frame = load_frame(context.session, sheet_id)
        judge_id = _require_team_judge(context, frame)
        if _is_known(context.session, op_id):
            return
        if frame.state not in {state.value for state in TAKES_MARKS}:
            raise DomainError("sheet_locked")
        registers = _registers(context.session, frame)
        ref = next((each for each in registers.sub_criterion.aspects if each.id == aspect_id), None)
        judgement = registers.state(ref).judgement if ref else None
        if judgement is None:
            raise DomainError("aspect_unknown", aspect=aspect_id)
        if not may_open_round(judgement, reopened=frame.epoch > 1):
            raise DomainError("round_not_needed")
        number = judgement.round + 1
        now = context.event_now(unit.clock_offset)
        unit.record(
            "mark.round",
            f"sheet/{frame.id}",
            new={"aspect": aspect_id, "round": number},
            reason_ref=unit.log.keep_text(reason[:REASON_LENGTH]),
            op_id=op_id,
            epoch=frame.epoch,
        )
        _keep_op(unit, frame, op_id, {"aspect": aspect_id, "round": number})
        context.session.execute(
            insert(Round),
            [
                {
                    "id": new_id(),
                    "sheet_id": frame.id,
                    "epoch": frame.epoch,
                    "aspect_id": aspect_id,
                    "number": number,
                    "reason": reason[:REASON_LENGTH],
                    "judge_id": judge_id,
                    "op_id": op_id,
                    "at": now,
                }
            ],
        )
        _moved(unit, frame, SheetState.OPEN)
        registers = _registers(context.session, frame)
        index = scheme_index(context.session, frame.scheme_version_id, frame.scheme_words)
        refresh_results(context.session, frame, index, registers.states(), now)
        publish_trade(unit, frame.trade_id)


def sign_sheet(context: Context, sheet_id: str, digest: str, op_id: str) -> None:
    """Sign what the sheet says. The sheet counts as signed once everyone who marked it has signed the same digest.

    digest: of the marks that the judge saw (`sheet_digest`).
    Raises DomainError `aspects_not_marked`, `sheet_changed`, `sheet_locked`, and the refusals of `require_judge`.
    """
    with _sheet_unit(context, sheet_id) as unit:
        frame = load_frame(context.session, sheet_id)
        judge_id = require_judge(context, frame, Permission.SIGN_SHEET)
        if _is_known(context.session, op_id):
            return
        if frame.state == SheetState.LOCKED.value:
            raise DomainError("sheet_locked")
        if frame.state == SheetState.OPEN.value:
            raise DomainError(Guard.ALL_MARKED.value)
        registers = _registers(context.session, frame)
        if digest != sheet_digest(registers):
            raise DomainError("sheet_changed")
        signed = signed_judges(context.session, frame)
        if judge_id in signed:
            raise DomainError("already_signed")
        unit.record("sheet.sign", f"sheet/{frame.id}", new={"digest": digest}, op_id=op_id, epoch=frame.epoch)
        _keep_op(unit, frame, op_id, {"digest": digest})
        context.session.execute(
            insert(Signature),
            [
                {
                    "id": new_id(),
                    "sheet_id": frame.id,
                    "epoch": frame.epoch,
                    "judge_id": judge_id,
                    "digest": digest,
                    "op_id": op_id,
                    "at": context.event_now(unit.clock_offset),
                }
            ],
        )
        all_signed = {*signed, judge_id} >= set(frame.panel.judges)
        state = SheetState(frame.state)
        if all_signed:
            held = {Guard.ALL_MARKED, Guard.DIGEST_EQUAL, Guard.NOTHING_QUEUED, Guard.ALL_SIGNED}
            state = advance_sheet(SheetStage(state, frame.epoch), SheetAction.SIGN, held).state
        _moved(unit, frame, state)


def lock_sheet(context: Context, sheet_id: str, op_id: str) -> None:
    """Lock a signed sheet; from now on a late mark waits for a decision and nothing changes any more.

    Raises DomainError `step_not_allowed` when it is not signed, `not_allowed` for anyone but the trade's chief judge
    or the organizer.
    """
    with _sheet_unit(context, sheet_id) as unit:
        frame = load_frame(context.session, sheet_id)
        context.require(Permission.LOCK_TRADE, event_id=frame.event_id, trade_id=frame.trade_id)
        if _is_known(context.session, op_id):
            return
        stage = advance_sheet(
            SheetStage(SheetState(frame.state), frame.epoch), SheetAction.LOCK, {Guard.VERIFIED_IF_ASKED}
        )
        unit.record("sheet.lock", f"sheet/{frame.id}", new={"state": "locked"}, op_id=op_id, epoch=frame.epoch)
        _keep_op(unit, frame, op_id, {"state": "locked"})
        _moved(unit, frame, stage.state)
        if _is_closed(context.session, frame):
            _keep_ranks(unit, frame)
            publish_trade(unit, frame.trade_id)


def open_sheets(unit: Unit, trade_id: str, days: set[int]) -> int:
    """Open the planned sheets of some days; returns how many."""
    result = unit.context.session.execute(
        update(Sheet)
        .where(Sheet.trade_id == trade_id, Sheet.day.in_(days), Sheet.state == SheetState.PLANNED.value)
        .values(state=SheetState.OPEN.value)
        .returning(Sheet.id)
    )
    opened = len(result.all())
    if opened:
        unit.record("sheet.open", f"trade/{trade_id}", new={"days": ",".join(map(str, sorted(days))), "sheets": opened})
    return opened


def _sheet_unit(context: Context, sheet_id: str) -> AbstractContextManager[Unit]:
    event_id, trade_id, clock_offset = sheet_place(context.session, sheet_id)
    return unit_of_work(context, event_id, clock_offset=clock_offset, trade_id=trade_id)


def _require_team_judge(context: Context, frame: SheetFrame) -> str:
    """Return the judge of the marking team behind the account: whoever scores, or the one who supervises."""
    seat = frame.seat_of(context.actor.account_id or "")
    if seat is not None and seat.judge_id in frame.panel.spare:
        context.require(Permission.ENTER_MARKS, event_id=frame.event_id, trade_id=frame.trade_id, own=True)
        return seat.judge_id
    return require_judge(context, frame, Permission.ENTER_MARKS)


def _registers(session: Session, frame: SheetFrame) -> Registers:
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    return load_registers(session, frame, index.sub_criteria[frame.sub_criterion_id])


def _is_known(session: Session, op_id: str) -> bool:
    return session.scalar(select(Op.op_id).where(Op.op_id == op_id)) is not None


def _keep_op(unit: Unit, frame: SheetFrame, op_id: str, what: dict[str, object]) -> None:
    """Keep the op so that its repetition changes nothing."""
    context = unit.context
    server_seq = next_revisions(context, frame.trade_id, 1)
    unit.log.chain()
    fingerprint = hashlib.sha256(json.dumps([op_id, frame.id, what], sort_keys=True).encode()).hexdigest()
    receipt = {"op_id": op_id, "status": "applied", "server_seq": server_seq, "server_time": timestamp(context.now)}
    context.session.execute(
        insert(Op),
        [
            {
                "op_id": op_id,
                "event_id": frame.event_id,
                "sheet_id": frame.id,
                "account_id": context.actor.account_id,
                "device_id": context.actor.device_id,
                "device_seq": None,
                "fingerprint": fingerprint,
                "status": "applied",
                "receipt": json.dumps(receipt),
                "code": receipt_code(op_id, fingerprint),
                "received_at": context.now,
            }
        ],
    )


def _moved(unit: Unit, frame: SheetFrame, state: SheetState) -> None:
    revision = frame.revision + 1
    unit.context.session.execute(update(Sheet).where(Sheet.id == frame.id).values(state=state.value, revision=revision))
    unit.announce(SheetMoved(frame.id, frame.trade_id, frame.event_id, revision))


def _is_closed(session: Session, frame: SheetFrame) -> bool:
    """Tell whether the sub-criterion is locked for every entry that still competes."""
    waiting = session.scalar(
        select(func.count())
        .select_from(Sheet)
        .join(EntryRow, EntryRow.id == Sheet.entry_id)
        .where(
            Sheet.sub_criterion_id == frame.sub_criterion_id,
            Sheet.state != SheetState.LOCKED.value,
            EntryRow.status.in_(("ranked", "guest")),
        )
    )
    return waiting == 0


def _keep_ranks(unit: Unit, frame: SheetFrame) -> None:
    """Keep the ranks of this moment, from which boards draw how a place has changed."""
    session = unit.context.session
    facts = trade_facts(session, frame.trade_id)
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    ranked = rank_entries(entry_lines(session, frame.trade_id), facts, criteria_by_weight(index))
    last = session.scalar(select(func.max(RankSnapshot.number)).where(RankSnapshot.trade_id == frame.trade_id))
    name, code = session.execute(
        select(SubCriterionRow.name, SubCriterionRow.code).where(SubCriterionRow.id == frame.sub_criterion_id)
    ).one()
    now: datetime = unit.context.event_now(unit.clock_offset)
    session.execute(
        insert(RankSnapshot),
        [
            {
                "id": new_id(),
                "trade_id": frame.trade_id,
                "number": (last or 0) + 1,
                "label": {"code": code, "name": name},
                "entry_id": place.entry,
                "rank": place.position,
                "at": now,
            }
            for place in ranked
        ],
    )
