"""Awards across trades and decisions over medals. Source: DOMAIN 2.5, 3.7."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.domain.awards import MedalOverride, TradeResult, albert_vidal, best_of_nation, override_medals
from competition.domain.errors import DomainError
from competition.domain.medals import PRESETS, Medal
from competition.domain.ranking import EntryResult, award_trade
from competition.domain.scale import Scale

RANKED = award_trade([EntryResult("x", Decimal(90)), EntryResult("y", Decimal(80))], PRESETS["strict"], Scale.NONE)
TWO = ("person-1", "person-2")


def result(trade: str, team: str, scaled: int | None, *, official: bool = True) -> TradeResult:
    return TradeResult(trade, f"{trade}-{team}", team, scaled, official=official)


def test_equal_highest_marks_share_the_albert_vidal_award() -> None:
    results = [result("01", "AAA", 800), result("02", "BBB", 800), result("03", "CCC", 799), result("04", "DDD", None)]
    assert [best.entry for best in albert_vidal(reversed(results))] == ["01-AAA", "02-BBB"]


def test_an_unofficial_trade_wins_no_albert_vidal_award() -> None:
    results = [result("01", "AAA", 900, official=False), result("02", "BBB", 800)]
    assert [best.entry for best in albert_vidal(results)] == ["02-BBB"]


def test_nobody_on_the_scale_wins_nothing() -> None:
    assert albert_vidal([result("01", "AAA", None)]) == ()
    assert best_of_nation([result("01", "AAA", None)]) == {}


def test_the_best_of_each_nation_may_be_several() -> None:
    results = [result("01", "AAA", 700), result("02", "AAA", 700), result("03", "AAA", 600), result("01", "BBB", 500)]
    assert {team: [best.trade for best in found] for team, found in best_of_nation(results).items()} == {
        "AAA": ["01", "02"],
        "BBB": ["01"],
    }


def test_a_decision_changes_the_medal_and_nothing_else() -> None:
    decided = override_medals(RANKED, [MedalOverride("y", Medal.GOLD, "Jury decision 7", TWO)])
    assert [(each.medal, each.overridden) for each in decided] == [(Medal.GOLD, False), (Medal.GOLD, True)]
    assert [(each.total, each.position) for each in decided] == [(each.total, each.position) for each in RANKED]


def test_a_decision_may_take_a_medal_away() -> None:
    assert override_medals(RANKED, [MedalOverride("x", None, "Jury decision 8", TWO)])[0].medal is None


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ([MedalOverride("x", None, "  ", TWO)], "reason_missing"),
        ([MedalOverride("x", None, "Why", ("person-1",))], "second_person_missing"),
        ([MedalOverride("x", None, "Why", ("person-1", "person-1"))], "second_person_missing"),
        ([MedalOverride("x", None, "Why", ("person-1", ""))], "second_person_missing"),
        ([MedalOverride("z", None, "Why", TWO)], "entry_unknown"),
        ([MedalOverride("x", None, "Why", TWO)] * 2, "entry_twice"),
    ],
)
def test_a_decision_without_its_formalities_is_refused(overrides: list[MedalOverride], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        override_medals(RANKED, overrides)
    assert refusal.value.code == code
