"""The rounds of a judgement. Source: DOMAIN 2.2, PRODUCT N7."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.marking import Attempt
from competition.domain.rounds import JudgementStatus, ScoreEntry, judgement_state, may_open_round, may_score

PANEL = ("ann", "bao", "eva")
MAX_MARK = Decimal("1.50")
MARKS = {0: "0.00", 1: "0.17", 2: "0.33", 3: "0.50", 4: "0.67", 5: "0.83", 6: "1.00", 7: "1.17", 8: "1.33", 9: "1.50"}
ABSENT = Attempt.NOT_ATTEMPTED


def given_scores(*scores: int | Attempt | None, round_number: int = 1) -> list[ScoreEntry[str]]:
    return [
        ScoreEntry(judge, round_number, score) for judge, score in zip(PANEL, scores, strict=True) if score is not None
    ]


@pytest.mark.parametrize("scores", list(product(range(4), repeat=3)))
def test_all_64_combinations_follow_the_table(scores: tuple[int, int, int]) -> None:
    state = judgement_state(PANEL, given_scores(*scores), MAX_MARK)
    agree = max(scores) - min(scores) <= 1
    assert state.status is (JudgementStatus.MARKED if agree else JudgementStatus.DISAGREE)
    assert (str(state.award) if agree else state.award) == (MARKS[sum(scores)] if agree else None)
    assert may_open_round(state) is not agree
    assert state.scores == tuple(given_scores(*scores))


def test_nobody_in_is_missing() -> None:
    state = judgement_state(PANEL, [], MAX_MARK)
    assert (state.status, state.judges_in, state.waiting_for) == (JudgementStatus.MISSING, (), PANEL)
    assert (state.award, state.is_hidden, may_open_round(state)) == (None, True, False)


def test_scores_stay_hidden_until_everybody_is_in() -> None:
    state = judgement_state(PANEL, given_scores(3, None, 3), MAX_MARK)
    assert state.status is JudgementStatus.PARTIAL
    assert (state.judges_in, state.waiting_for) == (("ann", "eva"), ("bao",))
    assert (state.scores, state.award, state.former) == (None, None, ())
    assert all(may_score(state, judge) for judge in PANEL)


def test_shown_scores_can_no_longer_be_changed() -> None:
    state = judgement_state(PANEL, given_scores(2, 2, 3), MAX_MARK)
    assert not any(may_score(state, judge) for judge in PANEL)


def test_a_stranger_may_not_score() -> None:
    state = judgement_state(PANEL, [], MAX_MARK)
    assert not may_score(state, "zoe")
    with pytest.raises(DomainError) as refusal:
        judgement_state(PANEL, [ScoreEntry("zoe", 1, 2)], MAX_MARK)
    assert refusal.value.code == "judge_not_on_panel"


def test_a_second_round_keeps_the_first_one() -> None:
    entries = given_scores(1, 2, 3) + given_scores(2, None, 3, round_number=2)
    state = judgement_state(PANEL, entries, MAX_MARK, opened=2)
    assert (state.round, state.status, state.scores) == (2, JudgementStatus.PARTIAL, None)
    assert [(each.round, [entry.score for entry in each.scores]) for each in state.former] == [(1, [1, 2, 3])]


def test_an_opened_round_starts_empty() -> None:
    state = judgement_state(PANEL, given_scores(1, 2, 3), MAX_MARK, opened=2)
    assert (state.status, state.waiting_for, may_open_round(state)) == (JudgementStatus.MISSING, PANEL, False)


def test_the_agreed_second_round_gives_the_mark() -> None:
    entries = given_scores(1, 2, 3) + given_scores(2, 2, 3, round_number=2)
    state = judgement_state(PANEL, entries, MAX_MARK, opened=2)
    assert (state.status, state.award) == (JudgementStatus.MARKED, Decimal("1.17"))


def test_a_judge_replaced_between_rounds_keeps_the_former_score() -> None:
    entries = [*given_scores(1, 2, 3), ScoreEntry("zoe", 2, 2), ScoreEntry("bao", 2, 2), ScoreEntry("eva", 2, 3)]
    state = judgement_state(("zoe", "bao", "eva"), entries, MAX_MARK, opened=2)
    assert state.award == Decimal("1.17")
    assert {entry.judge for entry in state.former[0].scores} == set(PANEL)


def test_all_saying_not_attempted_is_a_state_of_its_own() -> None:
    state = judgement_state(PANEL, given_scores(ABSENT, ABSENT, ABSENT), MAX_MARK)
    assert (state.status, state.award, state.is_finished) == (JudgementStatus.NOT_ATTEMPTED, Decimal("0.00"), True)


@pytest.mark.parametrize("scores", [(0, 0, ABSENT), (ABSENT, 1, ABSENT), (3, ABSENT, 3)])
def test_not_attempted_beside_a_score_is_a_disagreement(scores: tuple[int | Attempt, ...]) -> None:
    state = judgement_state(PANEL, given_scores(*scores), MAX_MARK)
    assert (state.status, state.award, may_open_round(state)) == (JudgementStatus.DISAGREE, None, True)


def test_a_finished_aspect_is_judged_anew_only_after_a_reopening() -> None:
    state = judgement_state(PANEL, given_scores(2, 2, 2), MAX_MARK)
    assert (may_open_round(state), may_open_round(state, reopened=True)) == (False, True)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([ScoreEntry("ann", 2, 1)], "round_not_open"),
        ([ScoreEntry("ann", 0, 1)], "round_not_open"),
        ([ScoreEntry("ann", 1, 1), ScoreEntry("ann", 1, 2)], "score_twice"),
    ],
)
def test_entries_that_cannot_be_are_refused(entries: list[ScoreEntry[str]], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        judgement_state(PANEL, entries, MAX_MARK)
    assert refusal.value.code == code


def test_seats_may_stand_for_judges() -> None:
    state = judgement_state((1, 2, 3), [ScoreEntry(seat, 1, 2) for seat in (3, 1, 2)], MAX_MARK)
    assert [entry.judge for entry in state.scores or ()] == [1, 2, 3]


@given(st.tuples(*[st.none() | st.integers(0, 3)] * 3))
def test_the_order_of_entries_never_matters(scores: tuple[int | None, int | None, int | None]) -> None:
    entries = given_scores(*scores)
    states = {repr(judgement_state(PANEL, order, MAX_MARK)) for order in permutations(entries)}
    assert len(states) == 1


@given(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_a_hidden_state_does_not_depend_on_the_hidden_scores(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = (judgement_state(PANEL, given_scores(*scores, None), MAX_MARK) for scores in (one, other))
    assert first == second
