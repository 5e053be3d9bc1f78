"""Enter marks: known change? may this judge? rule, write, log, announce; in one transaction a batch (SYNC.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select, update

from competition.db.direct import run
from competition.db.models import Op, Sheet
from competition.domain.audit import LeafValue
from competition.domain.calibration import SAMPLE
from competition.domain.errors import DomainError
from competition.domain.marking import Value, measurement_mark, parse_value
from competition.domain.permissions import Permission
from competition.domain.rounds import may_score
from competition.domain.scheme import AspectType
from competition.domain.seals import Seal, receipt_bytes
from competition.domain.stages import SheetStage, SheetState
from competition.domain.sync import Decision, OpStatus, World, decide, is_gap
from competition.domain.sync import Op as SentOp
from competition.domain.sync import Register as SentRegister
from competition.queries.registers import EMPTY, Register, Registers, load_registers
from competition.queries.schemes import AspectRef, SchemeIndex, scheme_index
from competition.queries.sheet_frames import SheetFrame, load_frame, sheet_place
from competition.services.audit import LogEntry, timestamp
from competition.services.batches import Sent, note_batch
from competition.services.context import Context, SheetMoved
from competition.services.device_tail import FORKED, DeviceTail, chain_of, lock_device
from competition.services.mark_rows import MarkChange, MarkRows, StoredSeal, value_leaf
from competition.services.op_seals import Forerunners, content_of, seals_of
from competition.services.op_senders import Author, author_of, require_judge
from competition.services.publication import publish_trade
from competition.services.results import refresh_results
from competition.services.signing import Signer
from competition.services.unit_of_work import Unit, next_revisions, unit_of_work

MOST_OPS = 100
ACTIVE = frozenset({"ranked", "guest", SAMPLE})
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RECEIPT_LENGTH = 6


_KNOWN = select(Op.op_id, Op.fingerprint, Op.receipt).where(Op.op_id.in_(bindparam("ids", expanding=True)))
_SHEET = update(Sheet).where(Sheet.id == bindparam("sheet")).values(state=bindparam("to"), revision=bindparam("number"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change; receipt is the stored answer as JSON text."""

    op_id: str
    receipt: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a batch came.

    is_chained: its changes carry the history of their device (format 2). author: the account of an absent judge who
    sealed them, "" for whoever is signed in. signer: signs the receipts, None where this installation has no key.
    batch: under which key it came, None without one.
    """

    is_chained: bool = False
    author: str = ""
    signer: Signer | None = None
    batch: Sent | None = None


@dataclass(frozen=True, slots=True)
class _Decided:
    change: MarkChange
    decision: Decision
    current: Register
    entry: LogEntry | None
    server_seq: int


@dataclass
class _Batch:
    """What holds while a batch is decided."""

    unit: Unit
    registers: Registers
    author: Author
    device: DeviceTail
    seals: Mapping[str, Seal]
    forerunners: Forerunners
    rows: MarkRows

    @property
    def frame(self) -> SheetFrame:
        return self.registers.frame


PLAIN = Delivery()


def record_marks(
    context: Context, sheet_id: str, changes: Sequence[MarkChange], delivery: Delivery = PLAIN
) -> tuple[Outcome, ...]:
    """Enter a judge's changes on a sheet, in order, and answer each.

    The same op_id again changes nothing and gets the same receipt. In format 1 a judge who may not mark this entry is
    refused as a whole; everything else is answered change by change, and nothing that was valid is thrown away.
    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`, `compatriot`, `conflict_of_interest`,
    `not_your_sheet`, `too_many_ops`, `op_reused`, `key_reused`.
    """
    if len(changes) > MOST_OPS:
        raise DomainError("too_many_ops", most=str(MOST_OPS))
    event_id, trade_id, clock_offset = sheet_place(context.session, sheet_id)
    with unit_of_work(context, event_id, clock_offset=clock_offset, trade_id=trade_id) as unit:
        frame = load_frame(context.session, sheet_id)
        author = _author(context, frame, delivery)
        note_batch(context, event_id, delivery.batch)
        known = _known(context, changes)
        fresh = [change for change in changes if change.op_id not in known]
        if fresh:
            known.update(_enter(unit, frame, author, fresh, delivery))
    return tuple(Outcome(change.op_id, known[change.op_id]) for change in changes)


def _author(context: Context, frame: SheetFrame, delivery: Delivery) -> Author:
    if delivery.is_chained:
        return author_of(context, frame, delivery.author)
    judge_id = require_judge(context, frame, Permission.ENTER_MARKS)
    return Author(judge_id, context.actor.account_id or "")


def _known(context: Context, changes: Sequence[MarkChange]) -> dict[str, str]:
    """Return the receipts of changes that were answered before; another change under a known id is refused."""
    rows = run(context.session, _KNOWN, {"ids": [change.op_id for change in changes]}).all()
    fingerprints = {change.op_id: change.fingerprint() for change in changes}
    if len(fingerprints) != len(changes):
        raise DomainError("op_reused")
    for row in rows:
        if row.fingerprint != fingerprints[row.op_id]:
            raise DomainError("op_reused")
    return {row.op_id: row.receipt for row in rows}


def _enter(
    unit: Unit, frame: SheetFrame, author: Author, changes: Sequence[MarkChange], delivery: Delivery
) -> dict[str, str]:
    context = unit.context
    now = context.event_now(unit.clock_offset)
    index = scheme_index(context.session, frame.scheme_version_id, frame.scheme_words)
    registers = load_registers(context.session, frame, index.sub_criteria[frame.sub_criterion_id])
    refs = {ref.id: ref for ref in registers.sub_criterion.aspects}
    batch = _Batch(
        unit,
        registers,
        author,
        lock_device(context),
        seals_of(context, frame.id, author.account_id, context.actor.device_id, changes),
        Forerunners(context, frame.id, author.account_id, changes),
        MarkRows(context, frame, author, now),
    )
    first = next_revisions(context, frame.trade_id, len(changes))
    decided = []
    for offset, change in enumerate(changes):
        answer = _decide(batch, refs.get(change.aspect_id), change, first + offset)
        batch.device.take(change, answer.decision, context.now)
        batch.forerunners.note(change, answer.decision.status, answer.decision.version)
        decided.append(answer)
    if any(each.decision.status is OpStatus.APPLIED for each in decided):
        follow_up(unit, frame, index, registers, now)
    unit.log.chain()
    receipts = {each.change.op_id: _receipt(each, context.now, delivery) for each in decided}
    for each in decided:
        # A gap is not kept: the same change comes again, after those that are missing.
        if each.decision.status is not OpStatus.GAP:
            seal = _stored_seal(frame.id, each, batch.seals[each.change.op_id]) if delivery.is_chained else StoredSeal()
            batch.rows.add_op(each.change, each.decision, receipts[each.change.op_id], seal)
    batch.rows.write()
    batch.device.write(context)
    return receipts


def _stored_seal(sheet_id: str, decided: _Decided, found: Seal) -> StoredSeal:
    change, content = decided.change, content_of(sheet_id, decided.change)
    proven = found in {Seal.VALID, Seal.REVOKED}
    has_place = change.device_seq is not None and decided.decision.code != FORKED
    return StoredSeal(
        change.key_id if proven else None,
        change.seal,
        None if content is None else content.decode(),
        chain_of(change) if has_place else None,
    )


def _decide(batch: _Batch, ref: AspectRef | None, change: MarkChange, server_seq: int) -> _Decided:
    registers, frame, author, device = batch.registers, batch.frame, batch.author, batch.device
    judge_id = author.judge_id
    current = registers.own(ref, judge_id) if ref else EMPTY
    world = World(
        stage=SheetStage(SheetState(frame.state), frame.epoch),
        scheme_version=frame.scheme_version,
        last_seq=device.last_seq,
        last_hash=device.last_hash,
        aspect=ref.aspect if ref else None,
        register=SentRegister(current.value, current.version),
        forked=device.quarantined_at is not None,
        revoked=device.is_revoked,
        assigned=author.assigned,
        objection=author.objection,
        needs_seal=author.is_absent,
        entry_active=frame.entry_status in ACTIVE,
        scores_shown=ref is not None and scores_are_shown(registers, ref, judge_id),
        is_anothers=_is_anothers(ref, current, judge_id),
    )
    try:
        value = None if change.kind is None else parse_value(change.kind, change.number)
    except DomainError as refusal:
        decision = Decision(OpStatus.REFUSED, current.version, refusal.code)
        if is_gap(change.device_seq, world):
            decision = Decision(OpStatus.GAP, current.version, "sequence_gap", device.last_seq + 1)
        return _logged(batch, ref, change, decision, current, server_seq, None)
    sent = SentOp(
        change.device_seq,
        value,
        batch.forerunners.base_of(change),
        change.epoch,
        change.scheme_version,
        change.prev_hash,
        batch.seals[change.op_id],
    )
    decision = decide(sent, world)
    if decision.status is OpStatus.APPLIED and ref is not None:
        register = Register(
            value=value,
            version=decision.version,
            round=registers.round_of(ref.id) if ref.aspect.type is AspectType.JUDGEMENT else 1,
            award=award_of(ref, value),
            judge_id=judge_id,
            at=batch.unit.context.event_now(batch.unit.clock_offset),
        )
        registers.put(ref, register)
        batch.rows.add(ref, register, change.op_id)
    elif decision.status is OpStatus.HELD:
        batch.rows.hold(change, decision.code)
    return _logged(batch, ref, change, decision, current, server_seq, value)


def scores_are_shown(registers: Registers, ref: AspectRef, judge_id: str) -> bool:
    """Tell whether the round is over, so that the judge would score with the others' scores in sight."""
    if ref.aspect.type is not AspectType.JUDGEMENT:
        return False
    judgement = registers.state(ref).judgement
    return judgement is not None and not may_score(judgement, judge_id)


def _is_anothers(ref: AspectRef | None, current: Register, judge_id: str) -> bool:
    """Tell whether a score was given by the judge who had the seat before; nobody alters another person's score."""
    if ref is None or ref.aspect.type is not AspectType.JUDGEMENT:
        return False
    return current.value is not None and current.judge_id not in ("", judge_id)


def award_of(ref: AspectRef, value: Value | None) -> Decimal | None:
    """Return what a measured value earns, in marks; None for a score and for nothing."""
    if value is None or ref.aspect.type is AspectType.JUDGEMENT:
        return None
    return measurement_mark(ref.aspect.calculation, ref.aspect.max_mark, value.measured())


def _logged(
    batch: _Batch,
    ref: AspectRef | None,
    change: MarkChange,
    decision: Decision,
    current: Register,
    server_seq: int,
    value: Value | None,
) -> _Decided:
    frame = batch.frame
    if decision.status is OpStatus.GAP:
        return _Decided(change, decision, current, None, server_seq)
    new: dict[str, LeafValue] = {"aspect": change.aspect_id, **(value_leaf(value) or {})}
    if decision.code:
        new["code"] = decision.code
    if ref is not None and ref.aspect.type is AspectType.JUDGEMENT:
        new["round"] = current.round
    if batch.author.is_absent:
        new["author"] = batch.author.account_id
    entry = batch.unit.record(
        f"mark.{decision.status.value}",
        f"sheet/{frame.id}",
        old={"aspect": change.aspect_id, **(value_leaf(current.value) or {})},
        new=new,
        ver=decision.version,
        epoch=frame.epoch,
        op_id=change.op_id,
        client_time=change.client_time,
        scheme_version=frame.scheme_version,
    )
    return _Decided(change, decision, current, entry, server_seq)


def follow_up(unit: Unit, frame: SheetFrame, index: SchemeIndex, registers: Registers, now: datetime) -> None:
    """Bring the sheet's state, the sums and the board up to what was entered."""
    states = registers.states()
    complete = all(state.judgement.is_finished if state.judgement else state.filled for state in states.values())
    state = frame.state
    if state in {SheetState.OPEN.value, SheetState.COMPLETE.value}:
        state = SheetState.COMPLETE.value if complete else SheetState.OPEN.value
    revision = frame.revision + 1
    session = unit.context.session
    run(session, _SHEET, {"sheet": frame.id, "to": state, "number": revision})
    refresh_results(session, frame, index, states, now)
    unit.announce(SheetMoved(frame.id, frame.trade_id, frame.event_id, revision))
    publish_trade(unit, frame.trade_id)


def _receipt(decided: _Decided, now: datetime, delivery: Delivery) -> str:
    """Return the answer to a change as it is stored and repeated, byte for byte."""
    decision, entry = decided.decision, decided.entry
    body: dict[str, object] = {
        "op_id": decided.change.op_id,
        "status": decision.status.value,
        "version": decision.version,
        "server_seq": decided.server_seq,
        "server_time": timestamp(now),
        "audit_seq": entry.seq if entry else None,
        "audit_hash": entry.hash if entry else None,
        "receipt": receipt_code(decided.change.op_id, entry.hash) if entry else None,
    }
    if decision.code:
        body["code"] = decision.code
    if decision.expected_seq is not None:
        body["expected_seq"] = decision.expected_seq
    if decision.status is OpStatus.CONFLICT:
        current = decided.current
        body["current"] = {
            "value": value_leaf(current.value),
            "version": current.version,
            "at": timestamp(current.at) if current.at else None,
        }
    body["sig"] = delivery.signer.sign(receipt_bytes(body)) if delivery.signer else None
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def receipt_code(op_id: str, audit_hash: str) -> str:
    """Return the short code that a judge can read aloud: 30 bits of the change and its place in the log."""
    number = int.from_bytes(hashlib.sha256(f"{op_id}{audit_hash}".encode()).digest()[:8], "big")
    letters = []
    for _ in range(RECEIPT_LENGTH):
        number, rest = divmod(number, len(RECEIPT_LETTERS))
        letters.append(RECEIPT_LETTERS[rest])
    return "".join(letters)
