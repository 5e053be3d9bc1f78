"""The rows of a roster and the entries that follow from them. Source: PRODUCT C1, DOMAIN 3.9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.entry_rules import check_entries, entry_key
from competition.domain.errors import Problem
from competition.domain.person_index import KnownPerson, PersonIndex
from competition.domain.plans import PlanAction, PlannedRow
from competition.domain.roster import RosterRole, RosterRow

SIZES = {"4": 1, "11": 2}
ANA = RosterRow(2, "BRA", "Brazil", "Ana", trade_code="11")
RUI = RosterRow(3, "BRA", "Brazil", "Rui", trade_code="11")
EVA = RosterRow(4, "BRA", "Brazil", "Eva", trade_code="11")


def checked(rows: Sequence[RosterRow], known: Sequence[RosterRow] = ()) -> tuple[Problem, ...]:
    people = [KnownPerson(f"p{number}", "1", row) for number, row in enumerate(known)]
    index = PersonIndex(people, rows)
    met = [(row, index.meet(row)[0]) for row in rows]
    planned = [
        PlannedRow(row, PlanAction.SAME if person else PlanAction.CREATE, person.person_id if person else None)
        for row, person in met
    ]
    return check_entries(planned, people, SIZES)


def found(*rows: RosterRow, known: tuple[RosterRow, ...] = ()) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in checked(rows, known)]


def test_team_trade_and_group_make_an_entry() -> None:
    assert entry_key(ANA) == entry_key(replace(RUI, trade_code="011", team_code="bra"))
    assert entry_key(ANA) != entry_key(replace(RUI, group="B"))


def test_the_competitor_who_is_one_too_many_is_named() -> None:
    assert found(ANA, RUI) == []
    assert found(ANA, RUI, EVA) == [("entry_too_large", 4)]
    assert found(EVA, known=(ANA, RUI)) == [("entry_too_large", 4)]
    assert found(replace(EVA, group="B"), known=(ANA, RUI)) == []


def test_somebody_known_fills_no_second_place() -> None:
    assert found(ANA, RUI, known=(ANA, RUI)) == []


def test_an_entry_moves_as_a_whole() -> None:
    both = (replace(ANA, group="B"), replace(RUI, group="B"))
    assert found(*both, known=(ANA, RUI)) == []
    assert found(both[0], known=(ANA, RUI)) == [("entry_would_split", 2)]
    assert found(both[0], known=(ANA, replace(EVA, group="B"))) == [("entry_would_split", 2)]


def test_a_group_left_empty_changes_nothing() -> None:
    assert found(ANA, known=(replace(ANA, group="B"),)) == []


def test_a_judge_is_not_the_chief_judge_as_well() -> None:
    judge = RosterRow(2, "KAZ", "", "Aigul", trade_code="04", role=RosterRole.JUDGE)
    chief = replace(judge, row=3, role=RosterRole.CHIEF_JUDGE)
    assert found(judge, chief) == [("judge_and_chief", 3)]
    assert found(judge, replace(chief, trade_code="11")) == []


def test_two_people_of_one_name_may_be_judge_and_chief_judge() -> None:
    judge = RosterRow(2, "KAZ", "", "Aigul", trade_code="04", role=RosterRole.JUDGE, birth_date=date(1980, 1, 1))
    assert found(judge, replace(judge, row=3, role=RosterRole.CHIEF_JUDGE, birth_date=date(1990, 1, 1))) == []


def test_a_rejected_row_fills_no_place() -> None:
    planned = [
        PlannedRow(replace(row, row=number), action)
        for number, (row, action) in enumerate(
            [(ANA, PlanAction.REJECT), (RUI, PlanAction.CREATE), (EVA, PlanAction.CREATE)], start=2
        )
    ]
    assert check_entries(planned, (), SIZES) == ()


def test_a_trade_that_is_unknown_has_no_size() -> None:
    rows = [replace(ANA, row=number, native_name=f"P{number}", trade_code="99") for number in range(2, 6)]
    assert found(*rows) == []


ROWS = st.lists(
    st.builds(
        RosterRow,
        row=st.just(0),
        team_code=st.sampled_from(("BRA", "CHN")),
        team_name=st.just(""),
        native_name=st.sampled_from(("Ana", "Rui", "Eva", "Lin")),
        trade_code=st.sampled_from(("04", "11")),
        group=st.sampled_from(("", "B")),
        role=st.sampled_from((RosterRole.COMPETITOR, RosterRole.JUDGE)),
    ),
    max_size=12,
    unique_by=lambda row: (row.team_code, row.native_name, row.trade_code, row.role),
)


@given(ROWS)
def test_what_was_accepted_once_is_accepted_again(rows: list[RosterRow]) -> None:
    numbered = [replace(row, row=number) for number, row in enumerate(rows, start=2)]
    if not checked(numbered):
        assert checked(numbered, numbered) == ()


@given(ROWS)
def test_no_entry_grows_beyond_its_size_without_a_word(rows: list[RosterRow]) -> None:
    numbered = [replace(row, row=number) for number, row in enumerate(rows, start=2)]
    refused = {problem.row for problem in checked(numbered)}
    kept = [row for row in numbered if row.row not in refused and row.role is RosterRole.COMPETITOR]
    keys = [entry_key(row) for row in kept]
    assert all(keys.count(key) <= SIZES[key[1]] for key in keys)
