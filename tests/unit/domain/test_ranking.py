"""Positions and medals of a trade. Source: DOMAIN 3.3 to 3.6, 5.1, 5.5, 8 (T1 to T16, W5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError, Severity
from competition.domain.medals import PRESETS, Medal, MedalRules, Merit, MeritKind, Positions, Rounding
from competition.domain.ranking import EntryResult, EntryStatus, TieBreak, TieStep, award_problems, award_trade
from competition.domain.scale import Scale

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "acceptance.json").read_text(encoding="utf-8"))["medals"]
RULES = {("A", 700): "wsi-2024", ("A", 500): "wsi-2015", ("B", 700): "wsi-2026"}
LETTERS = {Medal.GOLD: "G", Medal.SILVER: "S", Medal.BRONZE: "B", Medal.MEDALLION: "m", None: "-"}
STRICT = PRESETS["strict"].with_tie_criteria(("C", "A", "B"))
SHARE = PRESETS["share"]


def field(*marks: float | str) -> list[EntryResult]:
    return [EntryResult(f"e{place:02}", Decimal(str(mark)), f"t{place:02}") for place, mark in enumerate(marks)]


def module_result(entry: str, total: str, **criteria: str) -> EntryResult:
    return EntryResult(entry, Decimal(total), criteria={code: Decimal(mark) for code, mark in criteria.items()})


def medals(results: Sequence[EntryResult], rules: MedalRules, **options: Any) -> str:
    return "".join(LETTERS[each.medal] for each in award_trade(results, rules, Scale.NONE, **options))


def positions(results: Sequence[EntryResult], rules: MedalRules) -> list[int | None]:
    return [each.position for each in award_trade(results, rules, Scale.NONE)]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['rule']} {vector['marks'][0]}")
def test_medals_are_those_of_the_rule_book(vector: dict[str, Any]) -> None:
    rules = PRESETS[RULES[vector["rule"], vector["scale"]]]
    assert list(medals(field(*vector["marks"]), rules)) == vector["medals"]


def test_the_vectors_are_all_there() -> None:
    assert Counter((vector["rule"], vector["scale"]) for vector in VECTORS) == {
        ("A", 700): 15,
        ("B", 700): 15,
        ("A", 500): 1,
    }


@pytest.mark.parametrize("preset", ["wsi-2024", "wsi-2026"])
def test_700_outside_the_medals_is_a_medallion_and_699_is_not(preset: str) -> None:
    assert medals(field(760, 750, 740, 700, 699), PRESETS[preset]) == "GSBm-"


def test_the_limit_is_the_centre_of_the_scale_in_use() -> None:
    ranked = award_trade(field(90, 80, 70, 60, 50, 40, 30), PRESETS["wsi-2015"], Scale.S500)
    assert [(each.scaled, LETTERS[each.medal]) for each in ranked] == [
        (545, "G"),
        (530, "S"),
        (515, "B"),
        (500, "m"),
        (485, "-"),
        (470, "-"),
        (455, "-"),
    ]


def test_medals_go_by_the_rounded_scaled_mark() -> None:
    results = field("80.00", "79.99", "75", "70", "65", "60")
    ranked = award_trade(results, PRESETS["wsi-2026"], Scale.S700)
    assert [(each.scaled, each.position, each.shared) for each in ranked][:2] == [(720, 1, True), (720, 1, True)]
    assert [each.medal for each in ranked][:3] == [Medal.GOLD, Medal.GOLD, Medal.SILVER]


@pytest.mark.parametrize(
    ("preset", "marks", "expected"),
    [
        ("wsi-2024", (800, 790, 781, 779, 759), [1, 2, 3, 3, 5]),
        ("wsi-2024", (739, 734, 734, 733, 732, 731, 722, 722, 721), [1, 2, 2, 2, 2, 6, 7, 7, 9]),
        ("wsi-2015", (553, 537, 536, 533, 531, 530), [1, 2, 2, 4, 4, 6]),
        ("wsi-2026", (743, 743, 742, 739, 739, 690), [1, 1, 3, 4, 4, 6]),
        ("strict", (90, 80, 80, 70), [1, 2, 2, 4]),
    ],
)
def test_positions_are_shared_as_each_year_did(preset: str, marks: tuple[int, ...], expected: list[int]) -> None:
    assert positions(field(*marks), PRESETS[preset]) == expected


def test_who_is_out_of_contest_is_listed_last_and_moves_nobody() -> None:
    others = [
        EntryResult("guest", Decimal(100), status=EntryStatus.GUEST),
        EntryResult("gone", Decimal(99), status=EntryStatus.WITHDRAWN),
        EntryResult("out", Decimal(98), status=EntryStatus.DISQUALIFIED),
        EntryResult("away", None, status=EntryStatus.ABSENT),
        EntryResult("unmarked", None),
    ]
    plain = award_trade(field(80, 75, 70, 65, 60), PRESETS["wsi-2026"], Scale.S700)
    ranked = award_trade([*others, *field(80, 75, 70, 65, 60)], PRESETS["wsi-2026"], Scale.S700)
    assert ranked[:5] == plain
    assert [each.entry for each in ranked[5:]] == ["unmarked", "guest", "gone", "away", "out"]
    assert {(each.scaled, each.position, each.medal) for each in ranked[5:]} == {(None, None, None)}


def test_zero_marks_count() -> None:
    ranked = award_trade(field("88.25", "88.25", 80, "71.5", 60, "59.75", 0), PRESETS["wsi-2024"], Scale.S700)
    assert [each.scaled for each in ranked] == [729, 729, 715, 700, 680, 680, 577]


def test_nobody_in_a_trade_gives_nothing() -> None:
    for rules in PRESETS.values():
        assert award_trade([], rules, Scale.S700) == ()
        assert award_problems([], rules, Scale.S700) == ()


def test_an_entry_twice_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        award_trade([*field(1), *field(2)], STRICT, Scale.NONE)
    assert refusal.value.code == "entry_twice"


def test_a_tie_is_broken_by_the_largest_module_then_the_next() -> None:
    results = [
        module_result("x", "90", C="40", A="30", B="20"),
        module_result("y", "90", C="41", A="29", B="20"),
        module_result("z", "90", C="40", A="31", B="19"),
        module_result("w", "80", C="40", A="20", B="20"),
    ]
    ranked = award_trade(results, STRICT, Scale.NONE)
    assert [(each.entry, each.position, LETTERS[each.medal]) for each in ranked] == [
        ("y", 1, "G"),
        ("z", 2, "S"),
        ("x", 3, "B"),
        ("w", 4, "-"),
    ]
    steps = [TieStep(TieBreak.CRITERION, "C"), TieStep(TieBreak.CRITERION, "C"), TieStep(TieBreak.CRITERION, "A"), None]
    assert [each.tie_step for each in ranked] == steps
    assert award_problems(results, STRICT, Scale.NONE) == ()


def test_an_unbroken_tie_is_reported_and_gives_nobody_the_medal() -> None:
    results = [
        module_result("x", "90", C="40"),
        module_result("y", "85", C="40"),
        module_result("z", "85", C="40"),
        module_result("w", "80", C="40"),
    ]
    ranked = award_trade(results, STRICT, Scale.NONE)
    assert [(each.entry, each.position, each.shared, LETTERS[each.medal]) for each in ranked] == [
        ("x", 1, False, "G"),
        ("y", 2, True, "-"),
        ("z", 2, True, "-"),
        ("w", 4, False, "-"),
    ]
    assert {each.tie_step for each in ranked[1:3]} == {TieStep(TieBreak.UNRESOLVED)}
    (problem,) = award_problems(results, STRICT, Scale.NONE)
    assert (problem.severity, problem.code) == (Severity.ERROR, "tie_unresolved")
    assert dict(problem.params) == {"position": "2", "entries": "y,z"}


def test_a_drawn_lot_decides_what_the_modules_leave() -> None:
    results = [module_result(entry, "85", C="40") for entry in ("x", "y", "z")]
    lots = {"x": 3, "y": 1, "z": 2}
    ranked = award_trade(results, STRICT, Scale.NONE, lots=lots)
    assert [(each.entry, LETTERS[each.medal]) for each in ranked] == [("y", "G"), ("z", "S"), ("x", "B")]
    assert {each.tie_step for each in ranked} == {TieStep(TieBreak.LOT)}
    assert award_problems(results, STRICT, Scale.NONE, lots=lots) == ()


@pytest.mark.parametrize("lots", [{"x": 1}, {"x": 1, "y": 1}])
def test_an_incomplete_lot_decides_nothing(lots: dict[str, int]) -> None:
    results = [module_result(entry, "85") for entry in ("x", "y")]
    assert medals(results, STRICT, lots=lots) == "--"
    assert [problem.code for problem in award_problems(results, STRICT, Scale.NONE, lots=lots)] == ["tie_unresolved"]


def test_a_tie_below_the_medals_is_shared_without_a_decision() -> None:
    results = field(90, 80, 70, 60, 60)
    ranked = award_trade(results, STRICT, Scale.NONE)
    assert [(each.position, each.tie_step) for each in ranked[3:]] == [(4, TieStep(TieBreak.SHARED))] * 2
    assert award_problems(results, STRICT, Scale.NONE) == ()


def test_eighteen_trades_give_exactly_eighteen_of_each_medal() -> None:
    counted: Counter[Medal | None] = Counter()
    for trade in range(18):
        results = [
            module_result(f"{trade}-{place}", "85" if place < 4 else "60", C=str(30 + place), A="20", B="10")
            for place in range(12)
        ]
        counted.update(each.medal for each in award_trade(results, STRICT, Scale.S700))
    assert (counted[Medal.GOLD], counted[Medal.SILVER], counted[Medal.BRONZE]) == (18, 18, 18)


@pytest.mark.parametrize(
    ("merit", "expected"),
    [
        (Merit(MeritKind.NUMBER, Decimal(2)), "GSBmm---"),
        (Merit(MeritKind.SHARE, Decimal(25)), "GSBmm---"),
        (Merit(MeritKind.LIMIT, Decimal(60)), "GSBmmm--"),
    ],
)
def test_the_merit_prize_goes_by_number_share_or_limit(merit: Merit, expected: str) -> None:
    assert medals(field(90, 85, 80, 75, 70, 60, 50, 40), replace(STRICT, merit=merit)) == expected


def test_a_tie_across_the_last_merit_prize_is_reported() -> None:
    rules = replace(STRICT, merit=Merit(MeritKind.NUMBER, Decimal(1)))
    results = field(90, 85, 80, 70, 70)
    assert medals(results, rules) == "GSB--"
    assert [problem.code for problem in award_problems(results, rules, Scale.NONE)] == ["tie_unresolved"]


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [(Rounding.UP, "GGSSSBBBB---"), (Rounding.DOWN, "GSSBBB------"), (Rounding.HALF_UP, "GSSBBBB-----")],
)
def test_a_share_of_the_starters_is_rounded_as_the_event_says(rounding: Rounding, expected: str) -> None:
    assert medals(field(*range(99, 87, -1)), replace(SHARE, rounding=rounding)) == expected


def test_starters_may_differ_from_those_who_finished() -> None:
    assert medals(field(90, 80, 70, 60), SHARE, starters=10) == "GSSB"


def test_equal_marks_within_one_prize_need_no_decision() -> None:
    assert medals(field(90, 80, 80, 70, 60, 50, 40, 30, 20, 10), SHARE) == "GSSBBB----"


@pytest.mark.parametrize(("count", "expected"), [(3, "mmm"), (4, "Gmmm"), (5, "GSmmm"), (6, "GSBmmm")])
@pytest.mark.parametrize("preset", ["wsi-2024", "wsi-2026", "strict"])
def test_too_few_starters_give_fewer_medals(preset: str, count: int, expected: str) -> None:
    minimum = ((Medal.GOLD, 4), (Medal.SILVER, 5), (Medal.BRONZE, 6))
    rules = replace(PRESETS[preset], minimum_starters=minimum, merit=Merit(MeritKind.LIMIT, Decimal(700)))
    results = field(*range(790, 790 - 10 * count, -10))
    assert medals(results, rules) == expected
    codes = [problem.code for problem in award_problems(results, rules, Scale.NONE)]
    assert codes == ["too_few_starters"] * min(3, 6 - count)


def test_a_lower_medal_is_never_given_without_a_higher_one() -> None:
    rules = replace(PRESETS["wsi-2024"], minimum_starters=((Medal.SILVER, 5),))
    assert medals(field(760, 750, 740), rules) == "Gmm"


def test_marks_without_spread_ask_for_a_decision() -> None:
    results = field(50, 50, 50, 90)
    assert [problem.code for problem in award_problems(results, PRESETS["wsi-2024"], Scale.S700)] == [
        "scale_without_spread"
    ]
    assert {each.scaled for each in award_trade(results, PRESETS["wsi-2024"], Scale.S700)} == {700}


def test_presets_are_known_by_their_names() -> None:
    assert list(PRESETS) == ["wsi-2015", "wsi-2024", "wsi-2026", "strict", "share"]
    assert {name: rules.name for name, rules in PRESETS.items()} == {name: name for name in PRESETS}


RESULTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(0, 3), st.sampled_from(EntryStatus)), max_size=14
).map(
    lambda rows: [
        EntryResult(f"e{place:02}", Decimal(total), status=status, criteria={"A": Decimal(a), "C": Decimal(c)})
        for place, (total, a, c, status) in enumerate(rows)
    ]
)
ANY_RULES = st.sampled_from(
    [
        *PRESETS.values(),
        STRICT,
        replace(STRICT, merit=Merit(MeritKind.SHARE, Decimal(40))),
        replace(SHARE, rounding=Rounding.UP, tie_criteria=("A", "C")),
        replace(PRESETS["wsi-2024"], minimum_starters=((Medal.SILVER, 5),)),
    ]
)
SCALES = st.sampled_from(Scale)


@given(RESULTS, ANY_RULES, SCALES, st.randoms())
def test_the_order_of_input_never_matters(
    results: list[EntryResult], rules: MedalRules, scale: Scale, random: Any
) -> None:
    shuffled = list(results)
    random.shuffle(shuffled)
    assert award_trade(shuffled, rules, scale) == award_trade(results, rules, scale)
    assert award_problems(shuffled, rules, scale) == award_problems(results, rules, scale)


@given(RESULTS, ANY_RULES, SCALES)
def test_nobody_is_lost_and_positions_leave_no_hole(
    results: list[EntryResult], rules: MedalRules, scale: Scale
) -> None:
    ranked = award_trade(results, rules, scale)
    assert sorted(each.entry for each in ranked) == sorted(result.entry for result in results)
    places = [each.position for each in ranked if each.position is not None]
    assert len(places) == sum(result.counts for result in results)
    assert all(
        place in (before, index) for index, (before, place) in enumerate(zip([0, *places], places, strict=False), 1)
    )
    shares = Counter(places)
    assert all(each.shared is (shares[each.position] > 1) for each in ranked if each.position is not None)


@given(RESULTS, ANY_RULES, SCALES)
def test_a_higher_total_never_has_a_worse_medal(results: list[EntryResult], rules: MedalRules, scale: Scale) -> None:
    worth = {Medal.GOLD: 4, Medal.SILVER: 3, Medal.BRONZE: 2, Medal.MEDALLION: 1, None: 0}
    decided = [
        each
        for each in award_trade(results, rules, scale)
        if each.position is not None and each.tie_step != TieStep(TieBreak.UNRESOLVED)
    ]
    assert [worth[each.medal] for each in decided] == sorted((worth[each.medal] for each in decided), reverse=True)


@given(RESULTS, st.sampled_from([PRESETS["strict"], STRICT]), SCALES)
def test_strict_rules_never_give_a_medal_twice(results: list[EntryResult], rules: MedalRules, scale: Scale) -> None:
    counted = Counter(each.medal for each in award_trade(results, rules, scale))
    assert all(counted[medal] <= 1 for medal in (Medal.GOLD, Medal.SILVER, Medal.BRONZE))
    if not award_problems(results, rules, Scale.NONE):
        ranked = sum(result.counts for result in results)
        assert counted[Medal.GOLD] + counted[Medal.SILVER] + counted[Medal.BRONZE] == min(3, ranked)


@given(st.lists(st.integers(690, 760), min_size=1, max_size=12))
def test_equal_scaled_marks_always_get_the_same_medal(marks: list[int]) -> None:
    for preset in ("wsi-2015", "wsi-2024", "wsi-2026"):
        ranked = award_trade(field(*marks), PRESETS[preset], Scale.NONE)
        given_medals: dict[Decimal | None, set[Medal | None]] = {}
        for each in ranked:
            given_medals.setdefault(each.total, set()).add(each.medal)
        assert all(len(kinds) == 1 for kinds in given_medals.values())


def test_positions_by_groups_hold_for_everybody() -> None:
    assert PRESETS["wsi-2015"].positions is Positions.GROUPS
    assert positions(field(600, 598, 597, 595, 594, 592), PRESETS["wsi-2015"]) == [1, 1, 3, 3, 5, 5]
