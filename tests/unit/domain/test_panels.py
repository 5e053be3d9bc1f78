"""Who marks what, and marking teams made by rule. Source: DOMAIN 2.1, PRODUCT D3, D4."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.panel_plans import Method, name_teams, plan_teams
from competition.domain.panels import Floor, PanelJudge, Task, TeamPlan, assess, seat_reasons, seats_by_task

JUDGES = (
    PanelJudge("a", "CHN", frozenset({"zh", "en"})),
    PanelJudge("b", "KAZ", frozenset({"ru"})),
    PanelJudge("c", "BRA", frozenset({"pt"})),
    PanelJudge("d", "EGY", frozenset({"ar"})),
)
TASKS = (Task("A1", 1, 3), Task("A2", 1, 1), Task("B1", 2, 5))
ENTRIES = {"e1": frozenset({"KAZ"}), "e2": frozenset({"PER"})}
FLOOR = Floor(JUDGES, TASKS, ENTRIES)
METHODS = (Method.BALANCED, Method.ROTATING, Method.ONE_TEAM)


def holds_all(floor: Floor) -> bool:
    """Tell whether enough judges of the trade may mark every entry."""
    return all(
        sum(not floor.objects(judge, teams) for judge in floor.judges) >= floor.size for teams in floor.entries.values()
    )


def test_the_fourth_seat_marks_where_a_compatriot_may_not() -> None:
    found = assess(FLOOR, {"A1": ("a", "b", "c", "d")})
    assert found.panels["A1", "e1"].judges == ("a", "c", "d")
    assert found.stand_ins("A1", "e1") == ("d",)
    assert found.stand_ins("A1", "e2") == ()
    assert found.holes == ()
    assert found.unassigned == ("A2", "B1")
    assert {judge: load.marks for judge, load in found.loads.items()} == {"a": 6, "b": 3, "c": 6, "d": 3}
    assert found.loads["d"].supervised == 1


def test_an_entry_without_a_full_panel_is_a_hole() -> None:
    found = assess(FLOOR, {"A1": ("a", "b", "c")})
    (hole,) = found.holes
    assert (hole.task, hole.entry, hole.excluded, hole.lacking) == ("A1", "e1", ("b",), 1)


def test_a_written_sheet_is_assessed_by_the_team_that_wrote_on_it() -> None:
    floor = replace(FLOOR, written={("A1", "e2"): ("b", "c", "d")})
    found = assess(floor, {"A1": ("a", "b", "c", "d")})
    assert found.panels["A1", "e2"].judges == ("b", "c", "d")
    assert found.panels["A1", "e1"].judges == ("a", "c", "d")


def test_reasons_are_facts_of_the_seat() -> None:
    teams = (TeamPlan("1", ("a", "b", "c", "d"), ("A1",)),)
    reasons = seat_reasons(FLOOR, teams, assess(FLOOR, seats_by_task(teams)))
    assert reasons["1", "b"].compatriots == 1
    assert (reasons["1", "d"].is_scoring, reasons["1", "d"].covers) == (False, 1)
    assert reasons["1", "a"].languages == ("en", "zh")
    assert (reasons["1", "a"].marks, reasons["1", "a"].mean) == (6, 4)


def test_the_same_people_in_another_order_share_a_number() -> None:
    teams = name_teams({"A1": ("a", "b"), "A2": ("b", "a"), "B1": ("a", "b"), "C1": ("c", "d")})
    assert [(team.name, team.tasks) for team in teams] == [("1a", ("A1", "B1")), ("1b", ("A2",)), ("2", ("C1",))]


def test_one_team_marks_everything() -> None:
    (team,) = plan_teams(FLOOR, Method.ONE_TEAM, "x")
    assert team.tasks == ("A1", "A2", "B1")
    assert assess(FLOOR, seats_by_task((team,))).holes == ()


def test_rotating_gives_everybody_a_turn() -> None:
    judges = tuple(PanelJudge(name, name.upper()) for name in "abcdef")
    tasks = tuple(Task(f"A{number}", 1, 1) for number in range(1, 5))
    found = plan_teams(Floor(judges, tasks, ENTRIES), Method.ROTATING, "x")
    scored = [judge for team in found for _ in team.tasks for judge in team.seats[:3]]
    assert {judge: scored.count(judge) for judge in "abcdef"} == dict.fromkeys("abcdef", 2)


def test_cultures_are_mixed_within_teams() -> None:
    judges = tuple(PanelJudge(f"{team}{number}", team) for team in ("X", "Y", "Z", "W") for number in range(2))
    floor = Floor(judges, tuple(Task(f"A{number}", 1, 4) for number in range(6)), ENTRIES)
    for team in plan_teams(floor, Method.BALANCED, "x"):
        assert len({floor.judge(judge).team for judge in team.seats}) == 4


def test_under_blind_codes_only_neutral_judges_score() -> None:
    judges = (*JUDGES, PanelJudge("n1"), PanelJudge("n2", "FRA"), PanelJudge("n3", "SRB"))
    floor = Floor(judges, TASKS, {"code": frozenset({"CHN", "KAZ", "BRA", "EGY"})})
    found = assess(floor, seats_by_task(plan_teams(floor, Method.BALANCED, "x")))
    assert found.holes == ()
    assert {judge for panel in found.panels.values() for judge in panel.judges} == {"n1", "n2", "n3"}


@st.composite
def floors(draw: st.DrawFn) -> Floor:
    """Draw a trade: judges and entries of a few teams, sub-criteria on some days."""
    codes = ["", *(f"T{number}" for number in range(draw(st.integers(2, 10))))]
    teams = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=11))
    interests = draw(st.lists(st.frozensets(st.sampled_from(codes[1:]), max_size=1), min_size=11, max_size=11))
    competing = draw(st.lists(st.sampled_from(codes[1:]), min_size=1, max_size=9))
    aspects = draw(st.lists(st.integers(1, 12), min_size=1, max_size=14))
    judges = tuple(
        PanelJudge(f"j{number}", team, interests=interest)
        for number, (team, interest) in enumerate(zip(teams, interests, strict=False))
    )
    tasks = tuple(Task(f"A{number}", draw(st.integers(1, 3)), count) for number, count in enumerate(aspects))
    return Floor(judges, tasks, {f"e{n}": frozenset({t}) for n, t in enumerate(competing)}, draw(st.integers(3, 5)))


@settings(max_examples=60, deadline=None)
@given(floors(), st.sampled_from(METHODS), st.text(max_size=4))
def test_nobody_marks_a_compatriot_and_no_panel_is_short_that_could_be_full(
    floor: Floor, method: Method, seed: str
) -> None:
    teams = plan_teams(floor, method, seed)
    found = assess(floor, seats_by_task(teams))
    for (_, entry), panel in found.panels.items():
        for judge in panel.judges:
            assert not floor.objects(floor.judge(judge), floor.entries[entry])
    assert found.unassigned == ()
    assert not (found.holes and holds_all(floor))


@settings(max_examples=25, deadline=None)
@given(floors(), st.sampled_from(METHODS))
def test_the_same_seed_makes_the_same_teams_in_whatever_order_judges_come(floor: Floor, method: Method) -> None:
    turned = replace(floor, judges=tuple(reversed(floor.judges)))
    assert plan_teams(floor, method, "seed") == plan_teams(turned, method, "seed")


@settings(max_examples=40, deadline=None)
@given(floors())
def test_loads_are_even_to_the_worth_of_the_largest_sub_criterion(floor: Floor) -> None:
    free = replace(floor, judges=tuple(replace(judge, team="", interests=frozenset()) for judge in floor.judges))
    found = assess(free, seats_by_task(plan_teams(free, Method.BALANCED, "seed")))
    marks = [found.loads[judge.id].marks for judge in free.judges]
    assert max(marks) - min(marks) <= max(task.aspects for task in free.tasks) * len(free.entries)


@settings(max_examples=25, deadline=None)
@given(floors(), st.data())
def test_what_is_written_on_stays_with_its_team(floor: Floor, data: st.DataObject) -> None:
    task = data.draw(st.sampled_from(floor.tasks))
    seats = tuple(judge.id for judge in floor.judges[:4])
    written = replace(floor, written={(task.code, "e0"): seats})
    assert seats_by_task(plan_teams(written, Method.BALANCED, "seed"))[task.code] == seats
