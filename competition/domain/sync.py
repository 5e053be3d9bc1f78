"""What becomes of one change that a tablet sends: a pure decision. Source: SYNC (statuses, state machines, C1 to C14).

A mark is a register with one legitimate writer. Nothing here chooses between two values: what is old is shown to the
judge, what met a changed world is kept for a person to decide, and only what can never be valid is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.domain.marking import Value, check_value
from competition.domain.scheme import Aspect
from competition.domain.seals import Seal
from competition.domain.stages import SheetStage, SheetState


class OpStatus(StrEnum):
    """What became of a change."""

    APPLIED = "applied"
    SAME = "same"
    CONFLICT = "conflict"
    HELD = "held"
    REFUSED = "refused"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Register:
    """What the server holds for one judge and aspect; version counts from 0, value None when empty."""

    value: Value | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Op:
    """The part of a change that decides about it; value None empties the register.

    device_seq: None for one from a handed-over file, which has no place in the device's history yet. prev_hash: of the
    change before, None in format 1, which has no chain. base_version: None when what it builds on was not taken.
    """

    device_seq: int | None
    value: Value | None
    base_version: int | None
    epoch: int
    scheme_version: int
    prev_hash: str | None = None
    seal: Seal = Seal.MISSING


@dataclass(frozen=True, slots=True)
class World:
    """What holds at the server when the change arrives.

    last_seq: highest number that the server has from this device, 0 for none. last_hash: of that change.
    aspect: None when the scheme has no such aspect (any more).
    forked: two histories of the device are known. revoked, assigned, entry_active: device, judge and entry now.
    objection: why the judge may not mark the entry though assigned. scores_shown: the round of a judgement is over.
    is_anothers: what stands in the register was given by the judge who had the seat before. needs_seal: whoever
    delivers the change is not its author. from_file: it was handed over in a file, so that nothing is refused that a
    person could still confirm.
    """

    stage: SheetStage
    scheme_version: int
    last_seq: int
    aspect: Aspect | None
    register: Register = Register()
    forked: bool = False
    revoked: bool = False
    assigned: bool = True
    entry_active: bool = True
    scores_shown: bool = False
    is_anothers: bool = False
    last_hash: str = ""
    objection: str = ""
    needs_seal: bool = False
    from_file: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one change.

    code: why, "" when applied or same. version: of the register afterwards. expected_seq: for a gap, the number that
    must come first.
    """

    status: OpStatus
    version: int
    code: str = ""
    expected_seq: int | None = None


_NOT_TAKING_MARKS = {
    SheetState.PLANNED: "sheet_not_open",
    SheetState.SIGNED: "sheet_signed",
    SheetState.VERIFIED: "sheet_signed",
    SheetState.LOCKED: "sheet_locked",
}


def decide(op: Op, world: World) -> Decision:
    """Return what becomes of a change whose op_id the server has not seen before.

    A known op_id never comes here: its first answer is given again.
    """
    version = world.register.version
    if is_gap(op.device_seq, world):
        return Decision(OpStatus.GAP, version, "sequence_gap", world.last_seq + 1)
    if code := _bad_seal(op, world):
        return Decision(OpStatus.HELD if world.from_file else OpStatus.REFUSED, version, code)
    if code := _distrusted(op, world) or _changed_scheme(op, world):
        return Decision(OpStatus.HELD, version, code)
    if code := _never_valid(op, world):
        return Decision(OpStatus.REFUSED, version, code)
    if op.value == world.register.value:
        return Decision(OpStatus.SAME, version)
    if world.is_anothers:
        return Decision(OpStatus.REFUSED, version, "score_of_former_judge")
    if code := _closed(op, world):
        return Decision(OpStatus.HELD, version, code)
    if op.base_version != version:
        return Decision(OpStatus.CONFLICT, version, "value_changed_meanwhile")
    return Decision(OpStatus.APPLIED, version + 1)


def is_gap(device_seq: int | None, world: World) -> bool:
    """Tell whether changes are missing before this one; of a device with two histories nothing is asked for."""
    return device_seq is not None and not world.forked and device_seq > world.last_seq + 1


def is_fork(op: Op, world: World) -> bool:
    """Tell whether a change shows that its device has another history than the one that the server knows."""
    if op.device_seq is None:
        return False
    if op.device_seq <= world.last_seq:
        return True
    return op.device_seq == world.last_seq + 1 and op.prev_hash is not None and op.prev_hash != world.last_hash


def _bad_seal(op: Op, world: World) -> str:
    """Say why it is not proven who made a change."""
    if op.seal is Seal.BROKEN:
        return "seal_broken"
    return "seal_missing" if op.seal is Seal.MISSING and (world.needs_seal or world.from_file) else ""


def _distrusted(op: Op, world: World) -> str:
    """Say why the time or the writer of a change cannot be proven any more."""
    if world.forked or is_fork(op, world):
        return "device_forked"
    if world.revoked or op.seal is Seal.REVOKED:
        return "device_revoked"
    if not world.assigned:
        return "judge_not_assigned"
    return world.objection or ("" if world.entry_active else "entry_not_active")


def _changed_scheme(op: Op, world: World) -> str:
    """Say that the judge saw another scheme; a mark is never rescaled by itself."""
    return "scheme_changed" if op.scheme_version < world.scheme_version else ""


def _never_valid(op: Op, world: World) -> str:
    if op.scheme_version > world.scheme_version:
        return "scheme_version_unknown"
    if op.epoch > world.stage.epoch:
        return "epoch_unknown"
    if world.aspect is None:
        return "aspect_unknown"
    if op.value is not None:
        try:
            check_value(world.aspect, op.value)
        except DomainError as refusal:
            return refusal.code
    return ""


def _closed(op: Op, world: World) -> str:
    """Say why a valid change may not be applied now and waits for a person."""
    if not world.stage.takes_marks:
        return _NOT_TAKING_MARKS[world.stage.state]
    if op.epoch < world.stage.epoch:
        return "sheet_reopened"
    return "scores_shown" if world.scores_shown else ""
