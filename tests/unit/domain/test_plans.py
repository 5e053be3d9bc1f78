"""What an import would do. Source: PRODUCT B2, ARCHITECTURE 3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.plans import KnownPerson, OnChanged, PlanAction, PlannedRow, plan_roster
from competition.domain.roster import RosterRole, RosterRow, check_rows

CHEN = RosterRow(2, "CHN", "China", "陈思远", "CHEN Siyuan", "04", "17")
LI = RosterRow(3, "CHN", "China", "李娜", "LI Na", "11", "18")
TRADES = ("04", "11")
KNOWN = (KnownPerson("p1", "1", replace(CHEN, row=0)), KnownPerson("p2", "4", replace(LI, row=0)))


def actions(*rows: RosterRow, known: tuple[KnownPerson, ...] = KNOWN, **options: Any) -> list[tuple[str, str | None]]:
    return [(row.action.value, row.person_id) for row in plan_roster(rows, known, TRADES, **options).rows]


def test_an_empty_event_gets_everybody() -> None:
    plan = plan_roster([CHEN, LI], [], TRADES)
    assert plan.rows == (PlannedRow(CHEN, PlanAction.CREATE), PlannedRow(LI, PlanAction.CREATE))
    assert (plan.is_applicable, plan.is_empty) == (True, False)


def test_the_same_file_again_has_nothing_to_do() -> None:
    plan = plan_roster([CHEN, LI], KNOWN, TRADES)
    assert [(row.action, row.person_id) for row in plan.rows] == [(PlanAction.SAME, "p1"), (PlanAction.SAME, "p2")]
    assert (plan.is_applicable, plan.is_empty) == (True, True)


def test_an_update_shows_what_changes() -> None:
    (row,) = plan_roster([replace(CHEN, latin_name="CHEN Si Yuan", bib="21")], KNOWN, TRADES).rows
    assert (row.action, row.person_id) == (PlanAction.UPDATE, "p1")
    assert row.changes == {"latin_name": ("CHEN Siyuan", "CHEN Si Yuan"), "bib": ("17", "21")}


def test_an_empty_cell_leaves_what_is_known_alone() -> None:
    assert actions(replace(CHEN, bib="", team_name="")) == [("same", "p1")]


def test_a_bib_that_somebody_else_wears_is_a_conflict() -> None:
    (row,) = plan_roster([replace(CHEN, bib="18")], KNOWN, TRADES).rows
    assert (row.action, [problem.code for problem in row.problems]) == (PlanAction.CONFLICT, ["bib_taken"])


def test_two_may_swap_their_bibs_in_one_file() -> None:
    assert actions(replace(CHEN, bib="18"), replace(LI, bib="17")) == [("update", "p1"), ("update", "p2")]


def test_a_change_made_by_hand_meanwhile_is_a_conflict() -> None:
    changed = replace(CHEN, latin_name="CHEN S")
    (row,) = plan_roster([changed], KNOWN, TRADES, changed_since={"p1"}).rows
    assert (row.action, [problem.code for problem in row.problems]) == (
        PlanAction.CONFLICT,
        ["person_changed_meanwhile"],
    )
    assert actions(CHEN, changed_since={"p1"}) == [("same", "p1")]


@pytest.mark.parametrize("row", [replace(LI, trade_code="99"), replace(LI, native_name="陈思远", trade_code="4")])
def test_a_row_with_an_error_is_rejected_and_stops_the_import(row: RosterRow) -> None:
    plan = plan_roster([CHEN, row], KNOWN, TRADES)
    assert [each.action for each in plan.rows] == [PlanAction.SAME, PlanAction.REJECT]
    assert plan.rows[1].problems == check_rows([CHEN, row], TRADES)
    assert not plan.is_applicable


def test_a_warning_does_not_stop_the_import() -> None:
    plan = plan_roster([replace(CHEN, latin_name="")], [], TRADES)
    assert [(row.action, [problem.code for problem in row.problems]) for row in plan.rows] == [
        (PlanAction.CREATE, ["latin_name_missing"])
    ]
    assert plan.is_applicable


def test_counts_name_every_kind() -> None:
    plan = plan_roster([CHEN, replace(LI, native_name="王芳", bib="30")], KNOWN, TRADES)
    assert plan.counts() == {
        PlanAction.CREATE: 1,
        PlanAction.UPDATE: 0,
        PlanAction.SAME: 1,
        PlanAction.CONFLICT: 0,
        PlanAction.REJECT: 0,
    }


def test_a_reference_finds_the_person_under_another_name() -> None:
    renamed = replace(CHEN, native_name="陈思源", latin_name="CHEN Siyuan", ref="p1@1")
    (row,) = plan_roster([renamed], KNOWN, TRADES).rows
    assert (row.action, row.person_id) == (PlanAction.UPDATE, "p1")
    assert row.changes == {"native_name": ("陈思远", "陈思源")}


@pytest.mark.parametrize(
    ("on_changed", "action", "codes"),
    [
        (OnChanged.ASK, "conflict", ["person_changed_meanwhile"]),
        (OnChanged.FILE, "update", []),
        (OnChanged.EVENT, "same", ["person_kept"]),
    ],
)
def test_who_was_changed_after_the_file_was_made_is_decided_by_a_person(
    on_changed: OnChanged, action: str, codes: list[str]
) -> None:
    older = replace(LI, latin_name="LI Nah", ref="p2@3")
    (row,) = plan_roster([older], KNOWN, TRADES, on_changed=on_changed).rows
    assert (row.action.value, [problem.code for problem in row.problems]) == (action, codes)
    assert actions(replace(older, ref="p2@4"), on_changed=on_changed) == [("update", "p2")]
    assert actions(replace(LI, ref="p2@3"), on_changed=on_changed) == [("same", "p2")]


@pytest.mark.parametrize(
    ("column", "row"),
    [
        ("trade_code", replace(CHEN, trade_code="11", ref="p1@1")),
        ("team_code", replace(CHEN, team_code="KAZ", team_name="", ref="p1@1")),
        ("role", replace(CHEN, role=RosterRole.JUDGE, bib="", ref="p1@1")),
    ],
)
def test_a_reference_moves_nobody_to_another_place(column: str, row: RosterRow) -> None:
    (planned,) = plan_roster([row], KNOWN, TRADES).rows
    assert [(problem.code, problem.column) for problem in planned.problems] == [("person_moved", column)]
    assert planned.action is PlanAction.REJECT


def test_a_reference_that_means_nobody_leaves_the_name_to_decide() -> None:
    for ref in ("p9@1", "nonsense", "@", "@1", "p1@"):
        (row,) = plan_roster([replace(CHEN, ref=ref)], KNOWN, TRADES).rows
        assert (row.action, row.person_id) == (PlanAction.SAME, "p1"), ref
        assert [problem.code for problem in row.problems] == ["reference_unknown"]


def test_one_person_has_one_row() -> None:
    twice = [replace(CHEN, ref="p1@1"), replace(CHEN, row=9, native_name="陈", bib="", ref="p1@1")]
    assert [row.action.value for row in plan_roster(twice, KNOWN, TRADES).rows] == ["same", "reject"]


WANG = RosterRow(2, "CHN", "", "王伟", "WANG Wei", "04", birth_date=date(2001, 1, 1))
OTHER = replace(WANG, row=3, birth_date=date(2003, 3, 3))


def test_two_people_of_one_name_are_told_apart_by_their_dates_of_birth() -> None:
    plan = plan_roster([WANG, OTHER], [], TRADES)
    assert [row.action.value for row in plan.rows] == ["create", "create"]
    known = [KnownPerson("a", "1", WANG), KnownPerson("b", "1", OTHER)]
    assert [row.person_id for row in plan_roster([OTHER, WANG], known, TRADES).rows] == ["b", "a"]
    third = replace(WANG, row=4, birth_date=date(2005, 5, 5))
    assert [row.action.value for row in plan_roster([WANG, OTHER, third], known, TRADES).rows] == [
        "same",
        "same",
        "create",
    ]


def test_two_people_of_one_name_without_dates_are_the_same_person_twice() -> None:
    undated = replace(OTHER, birth_date=None)
    (_, row) = plan_roster([WANG, undated], [], TRADES).rows
    assert [problem.code for problem in row.problems] == ["person_twice"]
    known = [KnownPerson("a", "1", WANG), KnownPerson("b", "1", OTHER)]
    (row,) = plan_roster([undated], known, TRADES).rows
    assert [problem.code for problem in row.problems] == ["person_ambiguous"]


ROWS = st.lists(
    st.builds(
        RosterRow,
        row=st.just(0),
        team_code=st.sampled_from(["CHN", "KAZ", ""]),
        team_name=st.sampled_from(["Team", ""]),
        native_name=st.sampled_from(["Ann", "Bo", "Eva", "陈"]),
        latin_name=st.sampled_from(["", "Chen"]),
        trade_code=st.sampled_from(["04", "11", "99"]),
        bib=st.sampled_from(["", "1", "2", "3"]),
    ),
    max_size=8,
).map(lambda rows: [replace(row, row=number) for number, row in enumerate(rows, start=2)])


@given(ROWS, st.randoms())
def test_applying_a_plan_leaves_nothing_to_do(rows: list[RosterRow], random: Any) -> None:
    plan = plan_roster(rows, [], TRADES)
    taken = [row.row for row in plan.rows if row.action is PlanAction.CREATE]
    known = [KnownPerson(f"p{row.row}", "1", row) for row in taken]
    random.shuffle(known)
    assert plan_roster(taken, known, TRADES).is_empty
    assert len(plan.rows) == len(rows)
