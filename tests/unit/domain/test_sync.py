"""What becomes of a change from a tablet. Source: SYNC (C1 to C14)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.marking import Value, ValueKind
from competition.domain.scheme import Aspect, AspectType
from competition.domain.stages import SheetStage, SheetState
from competition.domain.sync import Decision, Op, OpStatus, Register, World, decide

ASPECT = Aspect("A1.J1", AspectType.JUDGEMENT, {"en": "Finish"}, Decimal("1.00"))
TWO, THREE = Value(ValueKind.JUDGEMENT, "2"), Value(ValueKind.JUDGEMENT, "3")
OP = Op(device_seq=5, value=TWO, base_version=3, epoch=1, scheme_version=1)
WORLD = World(SheetStage(SheetState.OPEN), 1, 4, ASPECT, Register(THREE, 3))


def test_a_change_from_the_latest_version_is_applied() -> None:
    assert decide(OP, WORLD) == Decision(OpStatus.APPLIED, 4)


def test_the_first_value_is_applied() -> None:
    world = replace(WORLD, last_seq=0, register=Register())
    assert decide(replace(OP, device_seq=1, base_version=0), world) == Decision(OpStatus.APPLIED, 1)


def test_a_value_may_be_taken_back() -> None:
    assert decide(replace(OP, value=None), WORLD) == Decision(OpStatus.APPLIED, 4)


def test_the_same_value_changes_nothing_even_from_an_old_version() -> None:
    assert decide(replace(OP, value=THREE, base_version=1), WORLD) == Decision(OpStatus.SAME, 3)


@pytest.mark.parametrize("base_version", [0, 2, 4])
def test_another_version_is_a_conflict_for_the_judge_to_settle(base_version: int) -> None:
    decision = decide(replace(OP, base_version=base_version), WORLD)
    assert decision == Decision(OpStatus.CONFLICT, 3, "value_changed_meanwhile")


def test_a_hole_in_the_sequence_asks_for_the_missing_change() -> None:
    assert decide(replace(OP, device_seq=7), WORLD) == Decision(OpStatus.GAP, 3, "sequence_gap", 5)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (SheetState.PLANNED, "sheet_not_open"),
        (SheetState.SIGNED, "sheet_signed"),
        (SheetState.VERIFIED, "sheet_signed"),
        (SheetState.LOCKED, "sheet_locked"),
    ],
)
def test_a_change_to_a_closed_sheet_is_held(state: SheetState, code: str) -> None:
    assert decide(OP, replace(WORLD, stage=SheetStage(state))) == Decision(OpStatus.HELD, 3, code)


def test_a_complete_sheet_still_takes_marks() -> None:
    assert decide(OP, replace(WORLD, stage=SheetStage(SheetState.COMPLETE))).status is OpStatus.APPLIED


def test_the_same_value_needs_no_decision_when_the_sheet_is_locked() -> None:
    locked = replace(WORLD, stage=SheetStage(SheetState.LOCKED))
    assert decide(replace(OP, value=THREE), locked) == Decision(OpStatus.SAME, 3)


@pytest.mark.parametrize(
    ("world", "code"),
    [
        (replace(WORLD, forked=True), "device_forked"),
        (replace(WORLD, last_seq=5), "device_forked"),
        (replace(WORLD, revoked=True), "device_revoked"),
        (replace(WORLD, assigned=False), "judge_not_assigned"),
        (replace(WORLD, entry_active=False), "entry_not_active"),
        (replace(WORLD, scheme_version=2), "scheme_changed"),
        (replace(WORLD, scheme_version=2, aspect=None), "scheme_changed"),
        (replace(WORLD, stage=SheetStage(SheetState.OPEN, 2)), "sheet_reopened"),
        (replace(WORLD, scores_shown=True), "scores_shown"),
    ],
)
def test_what_met_a_changed_world_is_held(world: World, code: str) -> None:
    assert decide(OP, world) == Decision(OpStatus.HELD, 3, code)


@pytest.mark.parametrize(
    ("op", "world", "code"),
    [
        (replace(OP, value=Value(ValueKind.JUDGEMENT, "4")), WORLD, "score_not_allowed"),
        (replace(OP, value=Value(ValueKind.MEASURE, "1")), WORLD, "value_kind_wrong"),
        (OP, replace(WORLD, aspect=None), "aspect_unknown"),
        (replace(OP, epoch=2), WORLD, "epoch_unknown"),
        (replace(OP, scheme_version=2), WORLD, "scheme_version_unknown"),
    ],
)
def test_what_can_never_be_valid_is_refused(op: Op, world: World, code: str) -> None:
    assert decide(op, world) == Decision(OpStatus.REFUSED, 3, code)


WORLDS = st.builds(
    World,
    stage=st.builds(SheetStage, st.sampled_from(SheetState), st.integers(1, 3)),
    scheme_version=st.integers(1, 2),
    last_seq=st.integers(0, 6),
    aspect=st.sampled_from([ASPECT, None]),
    register=st.builds(Register, st.sampled_from([None, TWO, THREE]), st.integers(0, 4)),
    forked=st.booleans(),
    revoked=st.booleans(),
    assigned=st.booleans(),
    entry_active=st.booleans(),
    scores_shown=st.booleans(),
)
OPS = st.builds(
    Op,
    device_seq=st.integers(1, 7),
    value=st.sampled_from([None, TWO, THREE, Value(ValueKind.ABSENT), Value(ValueKind.JUDGEMENT, "9")]),
    base_version=st.integers(0, 4),
    epoch=st.integers(1, 3),
    scheme_version=st.integers(1, 2),
)


@given(OPS, WORLDS)
def test_only_an_open_sheet_of_this_epoch_and_version_takes_a_value(op: Op, world: World) -> None:
    decision = decide(op, world)
    applied = decision.status is OpStatus.APPLIED
    assert decision.version == world.register.version + applied
    assert (decision.code == "") is (decision.status in (OpStatus.APPLIED, OpStatus.SAME))
    assert (decision.expected_seq is not None) is (decision.status is OpStatus.GAP)
    if applied:
        assert world.stage.takes_marks
        assert (op.epoch, op.scheme_version, op.base_version) == (
            world.stage.epoch,
            world.scheme_version,
            world.register.version,
        )
        assert op.device_seq == world.last_seq + 1
        in_the_way = (not world.assigned, not world.entry_active, world.revoked, world.forked, world.scores_shown)
        assert not any(in_the_way)


@given(OPS.filter(lambda op: op.value != Value(ValueKind.JUDGEMENT, "9")), WORLDS)
def test_a_valid_value_of_this_scheme_is_never_lost(op: Op, world: World) -> None:
    known = replace(world, aspect=ASPECT)
    if op.epoch <= known.stage.epoch and op.scheme_version <= known.scheme_version:
        assert decide(op, known).status is not OpStatus.REFUSED
    else:
        assert decide(op, known).status in (OpStatus.REFUSED, OpStatus.HELD, OpStatus.GAP)
