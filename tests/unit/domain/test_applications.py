"""What teams hand in beside what is there, and the places of a team. Source: PRODUCT C7."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from competition.domain.applications import (
    AppliedLine,
    FieldPair,
    KnownEntry,
    KnownPerson,
    Novelty,
    TradePlaces,
    compared,
    wrong_places,
)
from competition.domain.people import PersonDetails
from competition.domain.personal_data import Consent

HERE = KnownEntry("t1", "EI-05", "")
ZOE = KnownPerson(
    "c1", "p1", "competitor", PersonDetails("Zoé Martin", latin="Zoe Martin", born=date(2008, 3, 1)), entries=(HERE,)
)
LUC = KnownPerson("k1", "p2", "interpreter", PersonDetails("Luc Petit"), trade_id="t1")
PEOPLE = (ZOE, LUC)
LINE = AppliedLine("ZOÉ MARTIN", trade="t1")


def differing(line: AppliedLine) -> dict[str, tuple[str, str]]:
    """Return what approval would change, by field."""
    return {pair.field: (pair.old, pair.new) for pair in compared(line, PEOPLE).pairs if pair.differs}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (AppliedLine("Zoé Martin", trade="t1"), {}),
        (AppliedLine("", "Zoe Martin", trade="t1"), {}),
        (AppliedLine("Zoé Martin", "Zoe Martin", born="2008-03-01", trade="t1", group=""), {}),
        (LINE, {"native": ("Zoé Martin", "ZOÉ MARTIN")}),
        (AppliedLine("Zoé Martin", born="2008-03-02", trade="t1"), {"born": ("2008-03-01", "2008-03-02")}),
        (AppliedLine("Zoé Martin", trade="t2"), {"trade": ("t1", "t2")}),
        (AppliedLine("Zoé Martin", trade="t1", consent=True, guardian="Ana"),
         {"consent": ("unknown", "given"), "guardian": ("", "Ana")}),
        (AppliedLine("Zoé Martin", trade="t1", guardian="Ana"), {}),
        (AppliedLine("Zoé Martin", trade="t1", photo="i1"), {"photo": ("", "i1")}),
        (AppliedLine("Luc Petit", role="interpreter"), {}),
        (AppliedLine("Luc Petit", role="interpreter", trade="t2"), {"trade": ("t1", "t2")}),
    ],
)  # fmt: skip
def test_what_differs_is_told_by_field_and_what_was_left_empty_stays(
    line: AppliedLine, fields: dict[str, tuple[str, str]]
) -> None:
    assert differing(line) == fields
    assert compared(line, PEOPLE).novelty is (Novelty.CHANGED if fields else Novelty.SAME)


def test_a_known_consent_and_photo_are_no_news() -> None:
    known = replace(ZOE, consent=Consent.GIVEN, guardian="Ana", photo="i1")
    line = AppliedLine("Zoé Martin", trade="t1", consent=True, guardian="Ana", photo="i1")
    assert compared(line, [known]).novelty is Novelty.SAME


def test_a_new_person_has_nothing_on_the_other_side() -> None:
    found = compared(AppliedLine("Bo", trade="t1", consent=True), PEOPLE)
    assert found.novelty is Novelty.NEW
    assert found.pairs == (
        FieldPair("native", "", "Bo"),
        FieldPair("trade", "", "t1"),
        FieldPair("consent", "", "given"),
    )
    # The interpreter's name as a competitor is somebody new among the competitors.
    assert compared(AppliedLine("Luc Petit", trade="t1"), PEOPLE).novelty is Novelty.NEW


ONE, PAIR = TradePlaces(1), TradePlaces(2)
A, B, C = (AppliedLine(name, trade="t1") for name in ("A", "B", "C"))


@pytest.mark.parametrize(
    ("lines", "places", "limit", "faults"),
    [
        ([A], ONE, 1, []),
        ([A, B], ONE, 1, [(2, "team_has_no_place")]),
        ([A, B], ONE, 2, [(2, "second_entry_unnamed")]),
        ([A, replace(B, group="B")], ONE, 2, []),
        ([A, replace(B, group="B"), replace(C, group="C")], ONE, 2, [(3, "team_has_no_place")]),
        ([A, B], PAIR, 1, []),
        ([A, B, C], PAIR, 1, [(3, "team_has_no_place")]),
        ([A, B, C], PAIR, 2, [(3, "second_entry_unnamed")]),
        ([A, replace(B, group="B"), replace(C, group="b")], PAIR, 2, []),
        ([A], TradePlaces(1, (HERE,)), 1, [(1, "team_has_no_place")]),
        ([A], TradePlaces(2, (HERE,)), 1, []),
        ([replace(A, group="B")], TradePlaces(1, (HERE,)), 2, []),
        ([replace(A, group="B")], TradePlaces(1, (replace(HERE, counts=False),)), 1, []),
        ([replace(LINE, native="Zoé Martin")], TradePlaces(1, (HERE,)), 1, []),
        ([replace(LINE, group="B")], TradePlaces(1, (HERE,)), 2, [(1, "competes_already")]),
        ([A, replace(A, native="a ")], PAIR, 1, [(2, "person_twice")]),
        ([replace(A, role="interpreter"), A], ONE, 1, []),
        ([replace(A, role="interpreter"), replace(A, role="interpreter")], ONE, 1, [(2, "person_twice")]),
        ([replace(A, trade="t9")], ONE, 1, []),
    ],
)
def test_a_team_fills_the_places_of_a_trade_and_no_more(
    lines: list[AppliedLine], places: TradePlaces, limit: int, faults: list[tuple[int, str]]
) -> None:
    found = wrong_places(lines, PEOPLE, {"t1": places}, limit)
    assert [(each.row, each.code) for each in found] == faults
