"""How far judges agree on sample work. Source: PRODUCT D8, DOMAIN 2.2."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.calibration import LEAST_SCORES, SampleScore, agreement

JUDGES = ("ana", "bo", "cho")


def scores(*lines: tuple[int, int, int]) -> list[SampleScore]:
    return [
        SampleScore(f"S-01/{number}", judge, score)
        for number, line in enumerate(lines)
        for judge, score in zip(JUDGES, line, strict=True)
    ]


def test_scores_more_than_the_limit_apart_do_not_agree() -> None:
    found = agreement(scores((1, 2, 2), (0, 2, 3), (1, 1, 1)), panel_size=3, spread_limit=1)
    assert [(each.spread, each.agrees) for each in found.aspects] == [(1, True), (3, False), (0, True)]
    assert (found.agreeing, found.of) == (2, 3)


def test_nothing_is_told_before_the_whole_panel_is_in() -> None:
    found = agreement(scores((1, 2, 2))[:2], panel_size=3, spread_limit=1)
    assert (found.aspects, found.judges, found.of) == ((), (), 0)


def test_a_generous_judge_leans_up_and_too_few_scores_say_nothing() -> None:
    few = agreement(scores(*[(1, 1, 2)] * (LEAST_SCORES - 1)), panel_size=3, spread_limit=1)
    assert [judge.lean for judge in few.judges] == [None, None, None]
    found = agreement(scores(*[(1, 1, 2)] * LEAST_SCORES), panel_size=3, spread_limit=1)
    assert {judge.judge: (judge.lean, judge.same) for judge in found.judges} == {
        "ana": (Fraction(-1, 2), 0),
        "bo": (Fraction(-1, 2), 0),
        "cho": (Fraction(1), 0),
    }


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=LEAST_SCORES, max_size=30))
def test_a_judge_who_gives_one_more_each_time_leans_one_more(lines: list[tuple[int, int, int]]) -> None:
    low = [(min(a, 2), b, c) for a, b, c in lines]
    before = agreement(scores(*low), panel_size=3, spread_limit=1).judges[0].lean
    after = agreement(scores(*[(a + 1, b, c) for a, b, c in low]), panel_size=3, spread_limit=1).judges[0].lean
    assert before is not None
    assert after == before + 1
