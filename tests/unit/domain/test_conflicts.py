"""Which teams a judge may not mark. Source: PRODUCT D2, DOMAIN 2.1."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from competition.domain.conflicts import ConflictKind, Declared, InterestSource, JudgeFacts, TeamFacts, implied

JUDGES = (JudgeFacts("a", "t1", "school", "cn"), JudgeFacts("b", "", "", "fr"))
TEAMS = (
    TeamFacts("t1", "cn", frozenset({"school"}), frozenset({"p1"})),
    TeamFacts("t2", "cn", frozenset({"school", "works"}), frozenset({"p2"})),
    TeamFacts("t3", "fr", frozenset(), frozenset({"p3"})),
)


def test_the_same_institution_and_the_same_country_stand_in_the_way_only_when_the_rule_says_so() -> None:
    none = implied(JUDGES, TEAMS, (), same_institution=False, same_country=False)
    schools = implied(JUDGES, TEAMS, (), same_institution=True, same_country=False)
    both = implied(JUDGES, TEAMS, (), same_institution=True, same_country=True)
    assert none == {}
    # The own team is the trade's rule about compatriots, not this one's.
    assert schools == {("a", "t2"): InterestSource.INSTITUTION}
    assert both == {("a", "t2"): InterestSource.INSTITUTION, ("b", "t3"): InterestSource.COUNTRY}


def test_a_declared_conflict_covers_the_team_for_which_the_other_competes() -> None:
    found = implied(
        JUDGES,
        TEAMS,
        (
            Declared("b", ConflictKind.PERSON, "p2"),
            Declared("b", ConflictKind.TEAM, "t1"),
            Declared("a", ConflictKind.COUNTRY, "fr"),
            Declared("nobody", ConflictKind.TEAM, "t1"),
        ),
        same_institution=False,
        same_country=False,
    )
    assert found == dict.fromkeys([("b", "t2"), ("b", "t1"), ("a", "t3")], InterestSource.REGISTER)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from(list(ConflictKind)), st.sampled_from(["t2", "works", "p3", "cn"])
        )
    )
)
def test_one_more_conflict_never_lets_a_judge_mark_more(declared: list[tuple[str, ConflictKind, str]]) -> None:
    conflicts = [Declared(*each) for each in declared]
    fewer = implied(JUDGES, TEAMS, conflicts[:-1], same_institution=True, same_country=False)
    more = implied(JUDGES, TEAMS, conflicts, same_institution=True, same_country=False)
    assert fewer.keys() <= more.keys()
