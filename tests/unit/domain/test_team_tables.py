"""The tables of teams. Source: DOMAIN 3.8, 3.9."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.awards import TradeResult
from competition.domain.medals import Medal
from competition.domain.team_tables import POINTS, medal_table, team_scores


def result(
    trade: str, team: str, scaled: int | None, medal: Medal | None = None, *, official: bool = True
) -> TradeResult:
    return TradeResult(trade, f"{trade}-{team}", team, scaled, medal, official)


RESULTS = [
    result("01", "AAA", 740, Medal.GOLD),
    result("02", "AAA", 690),
    result("01", "BBB", 720, Medal.SILVER),
    result("02", "BBB", 710, Medal.MEDALLION),
    result("01", "CCC", 660),
    result("03", "CCC", 990, Medal.GOLD, official=False),
    result("02", "DDD", None),
]


def test_the_four_rankings_stand_side_by_side() -> None:
    rows = [
        (
            each.team,
            (each.trades, each.medal_points, str(each.average_medal_points), each.scaled_points),
            str(each.average_scaled_points),
            (
                each.rank_medal_points,
                each.rank_average_medal_points,
                each.rank_scaled_points,
                each.rank_average_scaled_points,
            ),
        )
        for each in team_scores(RESULTS)
    ]
    assert rows == [
        ("AAA", (2, 4, "2.0000", 1430), "715.0000", (1, 1, 1, 1)),
        ("BBB", (2, 4, "2.0000", 1430), "715.0000", (1, 1, 1, 1)),
        ("CCC", (1, 0, "0.0000", 660), "660.0000", (3, 3, 3, 3)),
    ]


def test_averages_may_turn_the_order() -> None:
    results = [
        result("01", "AAA", 720, Medal.SILVER),
        result("02", "AAA", 700, Medal.MEDALLION),
        result("03", "AAA", 680),
        result("01", "BBB", 718, Medal.SILVER),
    ]
    ranks = {
        each.team: (each.rank_medal_points, each.rank_average_medal_points, each.rank_average_scaled_points)
        for each in team_scores(results)
    }
    assert ranks == {"AAA": (1, 2, 2), "BBB": (2, 1, 1)}


def test_team_mates_count_once() -> None:
    mates = [TradeResult("09", "09-AAA", "AAA", 750, Medal.GOLD)] * 3
    (team,) = team_scores(mates)
    assert (team.trades, team.medal_points, team.scaled_points) == (1, 4, 750)
    assert [(row.gold, row.all) for row in medal_table(mates)] == [(1, 1)]


def test_averages_are_rounded_half_up_to_four_decimals() -> None:
    results = [result(f"{trade:02}", "AAA", 700 + (trade == 0)) for trade in range(3)]
    assert team_scores(results)[0].average_scaled_points == Decimal("700.3333")


def test_the_medal_table_goes_by_gold_then_silver_then_bronze() -> None:
    wins = {
        "AAA": (0, 2, 0),
        "BBB": (1, 0, 0),
        "CCC": (0, 1, 5),
        "DDD": (0, 1, 5),
        "EEE": (0, 0, 1),
    }
    results = [
        result(f"{team}{medal}{number}", team, 720, medal)
        for team, counts in wins.items()
        for medal, count in zip((Medal.GOLD, Medal.SILVER, Medal.BRONZE), counts, strict=True)
        for number in range(count)
    ]
    rows = [
        (row.team, row.rank, row.shared, row.all)
        for row in medal_table([*results, result("99", "FFF", 700, Medal.MEDALLION)])
    ]
    assert rows == [
        ("BBB", 1, False, 1),
        ("AAA", 2, False, 2),
        ("CCC", 3, True, 6),
        ("DDD", 3, True, 6),
        ("EEE", 5, False, 1),
    ]


def test_an_unofficial_trade_gives_no_medal_to_the_table() -> None:
    assert [row.team for row in medal_table(RESULTS)] == ["AAA", "BBB"]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.sampled_from("ABC"),
            st.none() | st.integers(400, 900),
            st.sampled_from([*Medal, None]),
        ),
        unique_by=lambda row: row[:2],
    ),
    st.randoms(),
)
def test_the_order_of_results_never_matters(rows: list[tuple[int, str, int | None, Medal | None]], random: Any) -> None:
    results = [result(str(trade), team, scaled, medal) for trade, team, scaled, medal in rows]
    shuffled = list(results)
    random.shuffle(shuffled)
    assert team_scores(shuffled) == team_scores(results)
    assert medal_table(shuffled) == medal_table(results)
    points = sum(POINTS[each.medal] for each in results if each.medal is not None and each.scaled is not None)
    assert sum(team.medal_points for team in team_scores(results)) == points
