"""Who may mark whom. Source: DOMAIN 2.1, 8 (J10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.eligibility import Candidate, marking_panel, objection, require_on_panel
from competition.domain.errors import DomainError

TEAM = (Candidate("a", "CHN"), Candidate("b", "KAZ"), Candidate("c", "BRA"), Candidate("d", "EGY"))
KAZ = frozenset({"KAZ"})


def test_the_first_three_seats_mark_when_nobody_is_a_compatriot() -> None:
    panel = marking_panel(TEAM, frozenset({"FRA"}))
    assert (panel.judges, panel.excluded, panel.spare) == (("a", "b", "c"), {}, ("d",))


def test_the_fourth_judge_steps_in_for_a_compatriot() -> None:
    panel = marking_panel(TEAM, KAZ)
    assert (panel.judges, panel.excluded, panel.spare) == (("a", "c", "d"), {"b": "compatriot"}, ())


def test_a_compatriot_marks_where_the_trade_allows_it() -> None:
    assert marking_panel(TEAM, KAZ, allows_compatriots=True).judges == ("a", "b", "c")


def test_an_interest_excludes_as_a_country_does() -> None:
    assert objection(Candidate("a", "CHN", frozenset({"FRA"})), frozenset({"FRA"})) == "conflict_of_interest"


def test_under_a_blind_code_nobody_marks_who_may_be_a_compatriot() -> None:
    panel = marking_panel((*TEAM, Candidate("e", "PER"), Candidate("f")), frozenset({"KAZ", "BRA", "FRA"}))
    assert panel.judges == ("a", "d", "e")
    assert panel.excluded == {"b": "compatriot", "c": "compatriot"}


def test_a_panel_is_short_when_nobody_can_step_in() -> None:
    panel = marking_panel((*TEAM[:3], Candidate("d", "KAZ")), KAZ)
    assert panel.judges == ("a", "c")
    assert not panel.is_full


@pytest.mark.parametrize(("judge", "code"), [("b", "compatriot"), ("x", "not_your_sheet"), ("d", "not_your_sheet")])
def test_who_is_not_on_the_panel_is_refused_with_the_reason(judge: str, code: str) -> None:
    candidates = (*TEAM, Candidate("e", "PER")) if judge != "d" else TEAM
    entry_team = "KAZ" if judge != "d" else "FRA"
    with pytest.raises(DomainError, match=code):
        require_on_panel(marking_panel(candidates, frozenset({entry_team})), judge)


@given(
    st.lists(st.sampled_from(["CHN", "KAZ", "BRA", ""]), min_size=1, max_size=8), st.sampled_from(["CHN", "KAZ", "PER"])
)
def test_no_panel_ever_holds_a_compatriot(teams: list[str], entry_team: str) -> None:
    candidates = [Candidate(str(number), team) for number, team in enumerate(teams)]
    panel = marking_panel(candidates, frozenset({entry_team}))
    assert all(candidates[int(judge)].team != entry_team for judge in panel.judges)
    assert len(panel.judges) <= 3
    assert {*panel.judges, *panel.spare, *panel.excluded} == {candidate.judge for candidate in candidates}
