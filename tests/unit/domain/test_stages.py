"""The steps of a sheet and of a scheme. Source: DOMAIN 2.4, 8 (W1, W2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.stages import (
    SHEET_STEPS,
    Guard,
    SchemeAction,
    SchemeState,
    SheetAction,
    SheetStage,
    SheetState,
    advance_scheme,
    advance_sheet,
    missing_guards,
    sheet_actions,
)

EVERYTHING = frozenset(Guard)
ALLOWED = {
    SheetState.PLANNED: {SheetAction.OPEN: SheetState.OPEN},
    SheetState.OPEN: {SheetAction.COMPLETE: SheetState.COMPLETE},
    SheetState.COMPLETE: {SheetAction.RESUME: SheetState.OPEN, SheetAction.SIGN: SheetState.SIGNED},
    SheetState.SIGNED: {
        SheetAction.VERIFY: SheetState.VERIFIED,
        SheetAction.REJECT: SheetState.OPEN,
        SheetAction.LOCK: SheetState.LOCKED,
    },
    SheetState.VERIFIED: {SheetAction.REJECT: SheetState.OPEN, SheetAction.LOCK: SheetState.LOCKED},
    SheetState.LOCKED: {SheetAction.REOPEN: SheetState.OPEN},
}


@pytest.mark.parametrize("state", list(SheetState))
@pytest.mark.parametrize("action", list(SheetAction))
def test_only_the_drawn_steps_are_allowed(state: SheetState, action: SheetAction) -> None:
    target = ALLOWED[state].get(action)
    if target is None:
        with pytest.raises(DomainError) as refusal:
            advance_sheet(SheetStage(state), action, EVERYTHING)
        assert refusal.value.code == "step_not_allowed"
    else:
        assert advance_sheet(SheetStage(state), action, EVERYTHING).state is target
    assert (action in sheet_actions(state)) is (target is not None)


@pytest.mark.parametrize(
    ("state", "action", "guard"),
    [(source, step.action, guard) for step in SHEET_STEPS for source in step.sources for guard in step.guards],
)
def test_every_guard_stops_its_step(state: SheetState, action: SheetAction, guard: Guard) -> None:
    with pytest.raises(DomainError) as refusal:
        advance_sheet(SheetStage(state), action, EVERYTHING - {guard})
    assert refusal.value.code == guard.value
    assert missing_guards(state, action, EVERYTHING - {guard}) == (guard,)


def test_the_guards_are_those_of_the_rules() -> None:
    guards = {step.action: set(step.guards) for step in SHEET_STEPS}
    assert guards == {
        SheetAction.OPEN: {Guard.SCHEME_PUBLISHED, Guard.JUDGES_ASSIGNED, Guard.DAY_REACHED},
        SheetAction.COMPLETE: {Guard.ALL_MARKED},
        SheetAction.RESUME: set(),
        SheetAction.SIGN: {Guard.ALL_MARKED, Guard.DIGEST_EQUAL, Guard.NOTHING_QUEUED, Guard.ALL_SIGNED},
        SheetAction.VERIFY: {Guard.DIGEST_EQUAL, Guard.OTHER_PERSON},
        SheetAction.REJECT: {Guard.REASON, Guard.OTHER_PERSON},
        SheetAction.LOCK: {Guard.VERIFIED_IF_ASKED},
        SheetAction.REOPEN: {Guard.REASON, Guard.SECOND_PERSON},
    }


def test_reopening_a_locked_sheet_starts_a_new_epoch() -> None:
    locked = SheetStage(SheetState.LOCKED, 3)
    reopened = advance_sheet(locked, SheetAction.REOPEN, {Guard.REASON, Guard.SECOND_PERSON})
    assert (reopened, locked.takes_marks, reopened.takes_marks) == (SheetStage(SheetState.OPEN, 4), False, True)


@pytest.mark.parametrize("held", [set(), {Guard.REASON}, {Guard.SECOND_PERSON}])
def test_reopening_needs_a_reason_and_a_second_person(held: set[Guard]) -> None:
    with pytest.raises(DomainError):
        advance_sheet(SheetStage(SheetState.LOCKED), SheetAction.REOPEN, held)


def test_marks_are_taken_while_open_or_complete_only() -> None:
    assert {state for state in SheetState if SheetStage(state).takes_marks} == {SheetState.OPEN, SheetState.COMPLETE}


def test_a_published_scheme_is_never_edited() -> None:
    for state in (SchemeState.PUBLISHED, SchemeState.REPLACED):
        with pytest.raises(DomainError) as refusal:
            advance_scheme(state, SchemeAction.EDIT, EVERYTHING)
        assert refusal.value.code == "step_not_allowed"
    assert advance_scheme(SchemeState.DRAFT, SchemeAction.EDIT) is SchemeState.DRAFT


def test_a_new_scheme_version_needs_a_second_person() -> None:
    with pytest.raises(DomainError) as refusal:
        advance_scheme(SchemeState.PUBLISHED, SchemeAction.REPLACE)
    assert refusal.value.code == "second_person_missing"
    assert advance_scheme(SchemeState.PUBLISHED, SchemeAction.REPLACE, {Guard.SECOND_PERSON}) is SchemeState.REPLACED
    published = advance_scheme(SchemeState.DRAFT, SchemeAction.PUBLISH, {Guard.SCHEME_VALID, Guard.SECOND_PERSON})
    assert published is SchemeState.PUBLISHED


@given(st.lists(st.tuples(st.sampled_from(SheetAction), st.frozensets(st.sampled_from(Guard))), max_size=30))
def test_no_path_leaves_a_lock_without_a_new_epoch(path: list[tuple[SheetAction, frozenset[Guard]]]) -> None:
    stage, was_locked_in = SheetStage(), 0
    for action, held in path:
        if action not in sheet_actions(stage.state) or missing_guards(stage.state, action, held):
            continue
        stage = advance_sheet(stage, action, held)
        if stage.state is SheetState.LOCKED:
            was_locked_in = stage.epoch
        assert not (stage.takes_marks and stage.epoch == was_locked_in)
