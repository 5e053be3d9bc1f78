"""The steps of a judging sheet and of a scheme version, as data. Source: DOMAIN 1.4, 2.4, section 8 W1, W2."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from competition.domain.errors import DomainError


class SheetState(StrEnum):
    """Where a judging sheet stands; COMPLETE: every aspect has its mark, not everybody has signed."""

    PLANNED = "planned"
    OPEN = "open"
    COMPLETE = "complete"
    SIGNED = "signed"
    VERIFIED = "verified"
    LOCKED = "locked"


class SheetAction(StrEnum):
    """What may be done to a judging sheet."""

    OPEN = "open"
    COMPLETE = "complete"
    RESUME = "resume"
    SIGN = "sign"
    VERIFY = "verify"
    REJECT = "reject"
    LOCK = "lock"
    REOPEN = "reopen"


class SchemeState(StrEnum):
    """Where a version of a marking scheme stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    REPLACED = "replaced"


class SchemeAction(StrEnum):
    """What may be done to a version of a marking scheme."""

    EDIT = "edit"
    PUBLISH = "publish"
    REPLACE = "replace"


class Guard(StrEnum):
    """A fact that must hold before a step; its value is the code of the refusal when it does not."""

    SCHEME_PUBLISHED = "scheme_not_published"
    JUDGES_ASSIGNED = "judges_not_assigned"
    DAY_REACHED = "day_not_reached"
    ALL_MARKED = "aspects_not_marked"
    DIGEST_EQUAL = "digest_differs"
    NOTHING_QUEUED = "entries_not_sent"
    ALL_SIGNED = "signatures_missing"
    OTHER_PERSON = "same_person"
    REASON = "reason_missing"
    SECOND_PERSON = "second_person_missing"
    VERIFIED_IF_ASKED = "verification_missing"
    SCHEME_VALID = "scheme_not_valid"


State = TypeVar("State", SheetState, SchemeState)
Action = TypeVar("Action", SheetAction, SchemeAction)


@dataclass(frozen=True, slots=True)
class Step(Generic[State, Action]):
    """One allowed step. new_epoch: former signatures and unsent entries no longer hold."""

    action: Action
    sources: frozenset[State]
    target: State
    guards: tuple[Guard, ...] = ()
    new_epoch: bool = False


@dataclass(frozen=True, slots=True)
class SheetStage:
    """State and epoch of a sheet; the epoch counts from 1 and rises at every reopening."""

    state: SheetState = SheetState.PLANNED
    epoch: int = 1

    @property
    def takes_marks(self) -> bool:
        """Tell whether judges may enter marks."""
        return self.state in TAKES_MARKS


_S = SheetState
TAKES_MARKS = frozenset({_S.OPEN, _S.COMPLETE})

SHEET_STEPS: tuple[Step[SheetState, SheetAction], ...] = (
    Step(
        SheetAction.OPEN,
        frozenset({_S.PLANNED}),
        _S.OPEN,
        (Guard.SCHEME_PUBLISHED, Guard.JUDGES_ASSIGNED, Guard.DAY_REACHED),
    ),
    Step(SheetAction.COMPLETE, frozenset({_S.OPEN}), _S.COMPLETE, (Guard.ALL_MARKED,)),
    Step(SheetAction.RESUME, frozenset({_S.COMPLETE}), _S.OPEN),
    Step(
        SheetAction.SIGN,
        frozenset({_S.COMPLETE}),
        _S.SIGNED,
        (Guard.ALL_MARKED, Guard.DIGEST_EQUAL, Guard.NOTHING_QUEUED, Guard.ALL_SIGNED),
    ),
    Step(SheetAction.VERIFY, frozenset({_S.SIGNED}), _S.VERIFIED, (Guard.DIGEST_EQUAL, Guard.OTHER_PERSON)),
    Step(
        SheetAction.REJECT,
        frozenset({_S.SIGNED, _S.VERIFIED}),
        _S.OPEN,
        (Guard.REASON, Guard.OTHER_PERSON),
        new_epoch=True,
    ),
    Step(SheetAction.LOCK, frozenset({_S.SIGNED, _S.VERIFIED}), _S.LOCKED, (Guard.VERIFIED_IF_ASKED,)),
    Step(SheetAction.REOPEN, frozenset({_S.LOCKED}), _S.OPEN, (Guard.REASON, Guard.SECOND_PERSON), new_epoch=True),
)

SCHEME_STEPS: tuple[Step[SchemeState, SchemeAction], ...] = (
    Step(SchemeAction.EDIT, frozenset({SchemeState.DRAFT}), SchemeState.DRAFT),
    Step(
        SchemeAction.PUBLISH,
        frozenset({SchemeState.DRAFT}),
        SchemeState.PUBLISHED,
        (Guard.SCHEME_VALID, Guard.SECOND_PERSON),
    ),
    Step(SchemeAction.REPLACE, frozenset({SchemeState.PUBLISHED}), SchemeState.REPLACED, (Guard.SECOND_PERSON,)),
)


def sheet_actions(state: SheetState) -> tuple[SheetAction, ...]:
    """Return what may be done from a state, in the order of a sheet's life."""
    return tuple(step.action for step in SHEET_STEPS if state in step.sources)


def advance_sheet(stage: SheetStage, action: SheetAction, held: Collection[Guard] = ()) -> SheetStage:
    """Return the stage after a step.

    held: the facts that hold now.
    Raises DomainError `step_not_allowed`, or the code of the first guard that does not hold.
    """
    step = _step(SHEET_STEPS, stage.state, action)
    _require(step.guards, held)
    return SheetStage(step.target, stage.epoch + step.new_epoch)


def advance_scheme(state: SchemeState, action: SchemeAction, held: Collection[Guard] = ()) -> SchemeState:
    """Return the state of a scheme version after a step; a published version is replaced, never edited.

    Raises as `advance_sheet`.
    """
    step = _step(SCHEME_STEPS, state, action)
    _require(step.guards, held)
    return step.target


def missing_guards(state: SheetState, action: SheetAction, held: Collection[Guard]) -> tuple[Guard, ...]:
    """Return everything that still stands in the way of a step, so that a page can show it at once.

    Raises DomainError `step_not_allowed`.
    """
    return tuple(guard for guard in _step(SHEET_STEPS, state, action).guards if guard not in held)


def _step(steps: Iterable[Step[State, Action]], state: State, action: Action) -> Step[State, Action]:
    for step in steps:
        if step.action is action and state in step.sources:
            return step
    raise DomainError("step_not_allowed", action=action.value, state=state.value)


def _require(guards: Iterable[Guard], held: Collection[Guard]) -> None:
    for guard in guards:
        if guard not in held:
            raise DomainError(guard.value)
