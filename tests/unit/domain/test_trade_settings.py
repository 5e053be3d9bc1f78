"""What the settings of a trade may be, and what no longer changes after the first mark. Source: DOMAIN 1.5, 2."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.marking import PanelMethod
from competition.domain.medals import PRESETS as MEDAL_RULES
from competition.domain.presets import PRESETS
from competition.domain.trade_settings import (
    FIXED_BY_MARKS,
    TradeKind,
    TradeSettings,
    changed,
    check_change,
    check_settings,
    is_too_old,
    settings_from,
    settings_json,
)

USUAL = TradeSettings()
SETTINGS = st.builds(
    TradeSettings,
    kind=st.sampled_from(TradeKind),
    team_size=st.integers(1, 20),
    min_entries=st.integers(0, 10),
    max_entries=st.none() | st.integers(10, 999),
    maximum_age=st.none() | st.integers(10, 120),
    allows_compatriots=st.booleans(),
    landscape_form=st.booleans(),
    identifies_judges=st.booleans(),
    gives_medals=st.booleans(),
    counts_for_teams=st.booleans(),
    panel_size=st.integers(3, 7),
    spread_limit=st.integers(0, 3),
    aggregation=st.sampled_from(PanelMethod),
)


def refusal(settings: TradeSettings) -> str:
    with pytest.raises(DomainError) as refused:
        check_settings(settings)
    return refused.value.code


@given(SETTINGS)
def test_settings_within_their_bounds_are_taken_and_kept_as_plain_values(settings: TradeSettings) -> None:
    check_settings(settings)
    assert settings_from(settings_json(settings)) == settings


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"team_size": 0}, "team_size_invalid"),
        ({"team_size": 21}, "team_size_invalid"),
        ({"panel_size": 2}, "panel_size_not_allowed"),
        ({"panel_size": 8}, "panel_size_not_allowed"),
        ({"spread_limit": -1}, "spread_limit_invalid"),
        ({"spread_limit": 4}, "spread_limit_invalid"),
        ({"min_entries": 5, "max_entries": 4}, "entries_invalid"),
        ({"min_entries": -1}, "entries_invalid"),
        ({"max_entries": 0}, "entries_invalid"),
        ({"max_entries": 1000}, "entries_invalid"),
        ({"maximum_age": 9}, "age_invalid"),
        ({"maximum_age": 121}, "age_invalid"),
    ],
)
def test_settings_beyond_their_bounds_are_refused(change: dict[str, int], code: str) -> None:
    assert refusal(replace(USUAL, **change)) == code  # type: ignore[arg-type]


@given(SETTINGS, SETTINGS)
def test_after_the_first_mark_only_what_does_not_touch_marks_may_change(old: TradeSettings, new: TradeSettings) -> None:
    check_change(old, new, has_marks=False)
    if changed(old, new) & FIXED_BY_MARKS:
        with pytest.raises(DomainError) as refused:
            check_change(old, new, has_marks=True)
        assert refused.value.code == "setting_fixed_by_marks"
        assert refused.value.params["setting"] in FIXED_BY_MARKS
    else:
        check_change(old, new, has_marks=True)


def test_every_fixed_setting_is_a_setting() -> None:
    assert {each.name for each in fields(TradeSettings)} >= FIXED_BY_MARKS


@given(
    st.dictionaries(
        st.sampled_from([each.name for each in fields(TradeSettings)]), st.none() | st.text() | st.integers()
    )
)
def test_strange_stored_values_never_break_a_trade(stored: dict[str, object]) -> None:
    assert isinstance(settings_from(stored), TradeSettings)


def test_age_is_that_of_the_year_of_the_event() -> None:
    starts = date(2026, 9, 22)
    assert not is_too_old(date(2004, 1, 1), 22, starts)
    assert is_too_old(date(2003, 12, 31), 22, starts)
    assert not is_too_old(date(1950, 1, 1), None, starts)


def test_every_preset_can_be_made() -> None:
    for preset in PRESETS.values():
        check_settings(preset.trade)
        assert preset.medals in MEDAL_RULES
        assert 0 <= preset.blind <= 3
