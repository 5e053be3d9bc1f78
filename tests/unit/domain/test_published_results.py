"""The published results of WorldSkills Lyon 2024. Source: DOMAIN 3.4, 3.7, 3.8, 8 (T17, T18, R1, R4, R5)."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from competition.domain.awards import MedalOverride, TradeResult, albert_vidal, best_of_nation, override_medals
from competition.domain.medals import PRESETS, Medal
from competition.domain.ranking import EntryResult, award_trade
from competition.domain.scale import Scale
from competition.domain.team_tables import team_scores

FOLDER = Path(__file__).parents[2] / "vectors"
TEAMS = json.loads((FOLDER / "acceptance.json").read_text(encoding="utf-8"))["members"]
IRREGULAR = "38"  # a decision after the event changed marks or medals; its median is 691
RULES = PRESETS["wsi-2024"]


def published() -> dict[str, list[TradeResult]]:
    trades: dict[str, list[TradeResult]] = defaultdict(list)
    with (FOLDER / "wsc2024_results.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(line for line in file if not line.startswith("#"))):
            medal = Medal(row["medal"]) if row["medal"] else None
            trades[row["skill"]].append(
                TradeResult(row["skill"], f"{row['skill']}-{number}", row["member"], int(row["mark"]), medal)
            )
    return trades


TRADES = published()
RESULTS = [result for trade in TRADES.values() for result in trade]


def entries(trade: str) -> list[EntryResult]:
    return [EntryResult(result.entry, Decimal(result.scaled or 0), result.team) for result in TRADES[trade]]


def test_the_file_is_whole() -> None:
    assert (len(TRADES), len(RESULTS)) == (59, 1156)


@pytest.mark.parametrize("trade", sorted(set(TRADES) - {IRREGULAR}))
def test_every_published_medal_follows_from_the_marks(trade: str) -> None:
    ranked = award_trade(entries(trade), RULES, Scale.NONE)
    assert {each.entry: each.medal for each in ranked} == {result.entry: result.medal for result in TRADES[trade]}


def test_the_irregular_trade_needs_a_decision_with_two_approvers() -> None:
    ranked = award_trade(entries(IRREGULAR), RULES, Scale.NONE)
    official = {result.entry: result.medal for result in TRADES[IRREGULAR]}
    differing = [each for each in ranked if official[each.entry] is not each.medal]
    assert [(each.team, each.medal, official[each.entry]) for each in differing] == [("TW", Medal.SILVER, Medal.GOLD)]
    decision = MedalOverride(differing[0].entry, Medal.GOLD, "Decision of the jury", ("person-1", "person-2"))
    decided = override_medals(ranked, [decision])
    assert {each.entry: each.medal for each in decided} == official
    assert [each.team for each in decided if each.overridden] == ["TW"]
    assert [each.total for each in decided] == [each.total for each in ranked]


@pytest.mark.parametrize("expected", TEAMS, ids=lambda expected: str(expected["member"]))
def test_the_team_table_has_the_published_figures(expected: dict[str, str | int]) -> None:
    (team,) = (team for team in team_scores(RESULTS) if team.team == expected["member"])
    assert {
        "gold": team.medals[Medal.GOLD],
        "silver": team.medals[Medal.SILVER],
        "bronze": team.medals[Medal.BRONZE],
        "medallion": team.medals[Medal.MEDALLION],
        "total_medal_points": team.medal_points,
        "skills": team.trades,
        "average_medal_points": str(team.average_medal_points),
        "total_point_score": team.scaled_points,
        "average_point_score": str(team.average_scaled_points),
    } == {name: value for name, value in expected.items() if name not in ("file", "member", "status")}
    assert (team.rank_medal_points, team.rank_scaled_points) == (1, 1)


def test_the_albert_vidal_award_goes_to_the_highest_mark() -> None:
    assert [(best.trade, best.team, best.scaled) for best in albert_vidal(RESULTS)] == [("48", "CN", 900)]


def test_the_best_of_nation_is_only_suggested() -> None:
    suggested = best_of_nation(RESULTS)
    assert {best.scaled for best in suggested["CN"]} == {900}
    highest = max(result.scaled or 0 for result in RESULTS if result.team == "UK")
    assert {best.scaled for best in suggested["UK"]} == {highest}
    assert highest > 695  # with which the United Kingdom was awarded
    assert len(suggested) == len({result.team for result in RESULTS})
