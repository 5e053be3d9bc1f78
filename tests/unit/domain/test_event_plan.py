"""An event on its way: kept as typed, checked step by step. Source: PRODUCT A1, A2."""

from __future__ import annotations

import json
from dataclasses import replace
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.event_plan import (
    RESERVED_CODES,
    EventPlan,
    OrganizerRow,
    Step,
    check_plan,
    plan_from,
    plan_json,
    suggest_code,
)
from competition.domain.trade_list import TradeRow, check_trades, number_trades

ZONES = available_timezones()
LANGUAGES = ("en", "zh", "fr", "ru", "ar", "es")
GOOD = EventPlan(
    preset="worldskills",
    name={"en": "National Skills 2027"},
    code="national-skills-2027",
    timezone="Asia/Shanghai",
    starts="2027-05-03",
    ends="2027-05-06",
    second_language="zh",
    trades=(TradeRow(code="01", name="Welding"),),
)
TEXT = st.text(max_size=20)
PLANS = st.builds(
    EventPlan,
    preset=TEXT,
    name=st.dictionaries(st.sampled_from(LANGUAGES), TEXT),
    code=TEXT,
    starts=TEXT,
    with_me=st.booleans(),
    trades=st.lists(st.builds(TradeRow, code=st.sampled_from(["", "01", "x y"]), name=st.just("Welding"))).map(tuple),
    organizers=st.lists(st.builds(OrganizerRow, login=st.sampled_from(["", "li.na"]), name=st.just("Li"))).map(tuple),
)


def faults(
    plan: EventPlan, *, taken: tuple[str, ...] = (), sources: tuple[str, ...] = ()
) -> set[tuple[str, str | None, str]]:
    """Return step, column and code of everything that is wrong."""
    found = check_plan(plan, zones=ZONES, languages=LANGUAGES, taken=taken, sources=sources)
    return {(step.value, problem.column, problem.code) for step, problems in found.items() for problem in problems}


def test_a_complete_plan_has_no_fault() -> None:
    assert faults(GOOD) == set()


@given(PLANS)
def test_a_plan_comes_back_from_its_plain_values_as_it_was_typed(plan: EventPlan) -> None:
    assert plan_from(json.loads(json.dumps(plan_json(plan)))) == plan


@given(st.dictionaries(st.sampled_from(list(plan_json(GOOD))), st.none() | TEXT | st.integers() | st.lists(TEXT)))
def test_strange_plain_values_never_break_a_draft(stored: dict[str, object]) -> None:
    assert isinstance(faults(plan_from(stored)), set)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"preset": ""}, ("rules", "preset", "preset_missing")),
        ({"preset": "clone", "clone_of": "x"}, ("rules", "clone_of", "clone_missing")),
        ({"name": {}}, ("event", "name", "event_name_missing")),
        ({"code": "New Event"}, ("event", "code", "event_code_invalid")),
        ({"code": "new-event"}, ("event", "code", "event_code_reserved")),
        ({"code": "old"}, ("event", "code", "event_code_taken")),
        ({"timezone": ""}, ("event", "timezone", "timezone_missing")),
        ({"timezone": "Mars/Base"}, ("event", "timezone", "timezone_unknown")),
        ({"starts": ""}, ("event", "starts", "event_date_missing")),
        ({"ends": "6 May"}, ("event", "ends", "date_invalid")),
        ({"ends": "2027-05-02"}, ("event", "ends", "event_dates_invalid")),
        ({"ends": "2027-07-02"}, ("event", "ends", "event_dates_invalid")),
        ({"second_language": "en"}, ("event", "second_language", "languages_same")),
        ({"second_language": "xx"}, ("event", "second_language", "language_unknown")),
        ({"with_me": False}, ("people", "with_me", "organizer_missing")),
        ({"organizers": (OrganizerRow("04-01", "Li"),)}, ("people", "login", "login_invalid")),
        ({"organizers": (OrganizerRow("a.b", "A"), OrganizerRow("A.B", "B"))}, ("people", "login", "organizer_twice")),
        ({"trades": (TradeRow(code="1"), )}, ("trades", "name", "trade_name_missing")),
    ],
)  # fmt: skip
def test_each_fault_is_told_at_its_step_and_field(change: dict[str, object], fault: tuple[str, str, str]) -> None:
    assert faults(GOOD.with_step(**change), taken=("old",)) == {fault}


def test_an_earlier_event_takes_the_place_of_a_preset() -> None:
    assert faults(replace(GOOD, preset="clone", clone_of="old"), sources=("old",)) == set()


def test_the_rows_of_organizers_that_are_empty_do_not_matter() -> None:
    assert faults(replace(GOOD, organizers=(OrganizerRow(), OrganizerRow()))) == set()


@pytest.mark.parametrize(
    ("name", "starts", "taken", "code"),
    [
        ({"en": "National Skills 2027"}, "2027-05-03", (), "national-skills-2027"),
        ({"en": "National Skills"}, "2027-05-03", (), "national-skills-2027"),
        ({"fr": "Métiers à l’honneur"}, "", (), "metiers-a-lhonneur"),
        ({"zh": "全国技能大赛"}, "2027-05-03", (), "event-2027"),
        ({"en": "Skills"}, "2027-05-03", ("skills-2027",), "skills-2027-2"),
        ({"en": "New event"}, "", (), "new-event-2"),
        ({"en": "x"}, "", (), "x-2"),
    ],
)
def test_a_code_follows_from_the_name(name: dict[str, str], starts: str, taken: tuple[str, ...], code: str) -> None:
    assert suggest_code(name, starts, taken) == code


@given(st.dictionaries(st.sampled_from(LANGUAGES), st.text(max_size=200)), st.sampled_from(["", "2027-05-03", "x"]))
def test_every_suggested_code_is_one_that_is_taken(name: dict[str, str], starts: str) -> None:
    code = suggest_code(name, starts)
    assert code not in RESERVED_CODES
    assert ("event", "code", "event_code_invalid") not in faults(replace(GOOD, code=code))


def test_rows_without_a_code_get_the_lowest_free_numbers() -> None:
    rows = [
        TradeRow(name="A"),
        TradeRow(code="1", name="B"),
        TradeRow(),
        TradeRow(name="C"),
        TradeRow(code="X9", name="D"),
    ]
    assert [row.code for row in number_trades(rows, taken=["04", "2"])] == ["03", "1", "", "05", "X9"]


@given(st.lists(st.builds(TradeRow, code=st.sampled_from(["", "01", "2", "A"]), name=st.just("Welding")), max_size=20))
def test_numbering_never_makes_two_of_a_code(rows: list[TradeRow]) -> None:
    before = {problem.row for problem in check_trades(rows)}
    assert {problem.row for problem in check_trades(number_trades(rows))} == before


def test_codes_are_compared_as_numbers_and_with_those_of_the_event() -> None:
    rows = [TradeRow(code="04", name="A"), TradeRow(code="4", name="B"), TradeRow(code="07", name="C")]
    found = check_trades(rows, taken=["7"])
    assert [(problem.row, problem.code) for problem in found] == [(2, "trade_code_twice"), (3, "trade_code_taken")]


def test_steps_are_in_the_order_of_the_wizard() -> None:
    assert [step.value for step in Step] == ["rules", "event", "trades", "people", "check"]
