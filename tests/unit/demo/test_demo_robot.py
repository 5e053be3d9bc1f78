"""A robot judge writes what the aspect can take, better for the stronger. Source: DOMAIN 2.2, 2.3."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.demo.robot import measured, panel_scores, robot_value
from competition.demo.sources import event_source, scheme_table
from competition.domain.marking import check_value, measurement_mark, parse_value
from competition.domain.scheme import Aspect, AspectType, CalculationType

ASPECTS = [aspect for trade in event_source()["trades"] for aspect in scheme_table(trade["scheme"]).scheme.aspects()]
MEASURED = [aspect for aspect in ASPECTS if aspect.type is AspectType.MEASUREMENT]
strengths = st.floats(0, 1)
seeds = st.integers(0, 2**32)


@given(aspect=st.sampled_from(ASPECTS), strength=strengths, seed=seeds)
def test_value_is_one_that_the_aspect_takes(aspect: Aspect, strength: float, seed: int) -> None:
    value = robot_value(aspect, strength, Random(seed))
    check_value(aspect, parse_value(value.t, value.v))


@given(aspect=st.sampled_from(ASPECTS), strength=strengths, seed=seeds)
def test_the_same_source_gives_the_same_value(aspect: Aspect, strength: float, seed: int) -> None:
    assert robot_value(aspect, strength, Random(seed)) == robot_value(aspect, strength, Random(seed))


@given(aspect=st.sampled_from(MEASURED), strength=strengths, seed=seeds)
def test_promised_share_is_what_the_rule_awards(aspect: Aspect, strength: float, seed: int) -> None:
    mark = measured(aspect, strength, Random(seed))
    award = measurement_mark(aspect.calculation, aspect.max_mark, Decimal(mark.value.v or ""))
    assert abs(award - aspect.max_mark * Decimal(mark.share)) <= Decimal("0.011")


@given(strength=strengths, seed=seeds, judges=st.integers(3, 5))
def test_scores_of_a_panel_are_zero_to_three_one_for_each_judge(strength: float, seed: int, judges: int) -> None:
    scores = panel_scores(strength, (0.0,) * judges, Random(seed))
    assert len(scores) == judges
    assert set(scores) <= {0, 1, 2, 3}


@pytest.mark.parametrize("kind", list(CalculationType))
def test_stronger_entries_earn_more_on_average(kind: CalculationType) -> None:
    aspects = [aspect for aspect in MEASURED if aspect.calculation and aspect.calculation.type is kind]
    rng = Random(5)
    means = [
        sum(measured(rng.choice(aspects), strength, rng).share for _ in range(600)) / 600 for strength in (0.5, 0.9)
    ]
    assert means[0] + 0.1 < means[1]
