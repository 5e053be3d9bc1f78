"""Sums of marks. Source: DOMAIN 1.2, PRODUCT F1."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.scheme import Aspect, AspectType, Criterion, Scheme, SubCriterion
from competition.domain.totals import Subtotal, entry_totals

LIMITS = {"A1.M1": "2.00", "A1.M2": "0.50", "A2.J1": "1.50", "B1.M1": "3.00"}


def sub_criterion(code: str) -> SubCriterion:
    aspects = tuple(
        Aspect(name, AspectType.MEASUREMENT, {"en": name}, Decimal(limit))
        for name, limit in LIMITS.items()
        if name.startswith(code)
    )
    return SubCriterion(code, {"en": code}, 1, aspects)


SCHEME = Scheme(
    (
        Criterion("A", {"en": "Planning"}, (sub_criterion("A1"), sub_criterion("A2"))),
        Criterion("B", {"en": "Wiring"}, (sub_criterion("B1"),)),
    )
)


def test_sums_go_from_aspect_to_entry() -> None:
    totals = entry_totals(SCHEME, {"A1.M1": Decimal("1.75"), "A1.M2": None, "A2.J1": Decimal("0.00")})
    assert totals.sub_criteria == {
        "A1": Subtotal(Decimal("1.75"), 1, 2, Decimal("2.50")),
        "A2": Subtotal(Decimal("0.00"), 1, 1, Decimal("1.50")),
        "B1": Subtotal(None, 0, 1, Decimal("3.00")),
    }
    assert totals.criteria == {
        "A": Subtotal(Decimal("1.75"), 2, 3, Decimal("4.00")),
        "B": Subtotal(None, 0, 1, Decimal("3.00")),
    }
    assert totals.total == Subtotal(Decimal("1.75"), 2, 4, Decimal("7.00"))
    assert totals.criteria_done == 0


def test_nothing_marked_is_not_zero() -> None:
    totals = entry_totals(SCHEME, {})
    assert (totals.total.mark, totals.total.marked, totals.total.of) == (None, 0, 4)


def test_a_criterion_is_done_when_every_aspect_is_marked() -> None:
    totals = entry_totals(SCHEME, {"B1.M1": Decimal("0.00")})
    assert (totals.criteria["B"].is_complete, totals.criteria_done, totals.criteria["B"].mark) == (True, 1, Decimal(0))


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"C1.M1": Decimal("1.00")}, "aspect_unknown"),
        ({"A1.M1": Decimal("2.01")}, "mark_out_of_range"),
        ({"A1.M1": Decimal("-0.01")}, "mark_out_of_range"),
    ],
)
def test_marks_outside_the_scheme_are_refused(marks: dict[str, Decimal | None], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        entry_totals(SCHEME, marks)
    assert refusal.value.code == code


@given(
    st.fixed_dictionaries(
        {code: st.none() | st.integers(0, int(Decimal(limit) * 100)) for code, limit in LIMITS.items()}
    )
)
def test_sums_never_exceed_the_maximum_and_always_add_up(hundredths: dict[str, int | None]) -> None:
    marks = {code: None if given is None else Decimal(given) / 100 for code, given in hundredths.items()}
    totals = entry_totals(SCHEME, marks)
    parts = [part.mark for part in totals.criteria.values() if part.mark is not None]
    assert totals.total.mark == (sum(parts, Decimal(0)) if parts else None)
    assert totals.total.marked == sum(mark is not None for mark in marks.values())
    for part in (totals.total, *totals.criteria.values(), *totals.sub_criteria.values()):
        assert part.mark is None or Decimal(0) <= part.mark <= part.max_mark
