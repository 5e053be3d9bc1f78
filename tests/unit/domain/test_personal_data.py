"""What the public may know of a person. Source: THREATS, personal data D1 to D7."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.personal_data import (
    Consent,
    ConsentRule,
    NameDisplay,
    Publicity,
    age_on,
    erased_name,
    initials,
    is_minor,
    shown_as,
    shows_photo,
)

STARTS = date(2024, 6, 24)
MINOR, ADULT = date(2006, 6, 25), date(2006, 6, 24)


def test_somebody_comes_of_age_on_the_birthday() -> None:
    assert (age_on(MINOR, STARTS), age_on(ADULT, STARTS)) == (17, 18)
    assert is_minor(MINOR, STARTS)
    assert not is_minor(ADULT, STARTS)
    assert not is_minor(None, STARTS)
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("born", "consent", "rule", "shown"),
    [
        (ADULT, Consent.UNKNOWN, ConsentRule.MINORS, NameDisplay.FULL),
        (None, Consent.UNKNOWN, ConsentRule.MINORS, NameDisplay.FULL),
        (ADULT, Consent.UNKNOWN, ConsentRule.EVERYONE, NameDisplay.TEAM),
        (MINOR, Consent.UNKNOWN, ConsentRule.MINORS, NameDisplay.TEAM),
        (MINOR, Consent.GIVEN, ConsentRule.MINORS, NameDisplay.FULL),
        (ADULT, Consent.REFUSED, ConsentRule.MINORS, NameDisplay.TEAM),
        (ADULT, Consent.WITHDRAWN, ConsentRule.MINORS, NameDisplay.TEAM),
        (None, Consent.WITHDRAWN, ConsentRule.EVERYONE, NameDisplay.TEAM),
    ],
)
def test_a_name_is_published_as_far_as_consent_goes(
    born: date | None, consent: Consent, rule: ConsentRule, shown: NameDisplay
) -> None:
    assert shown_as(Publicity(consent=consent, born=born), STARTS, rule) is shown


ANY = st.builds(
    Publicity,
    display=st.sampled_from(list(NameDisplay)),
    photo=st.booleans(),
    consent=st.sampled_from(list(Consent)),
    born=st.none() | st.dates(date(1960, 1, 1), STARTS - timedelta(days=3650)),
)


@given(ANY, st.sampled_from(list(ConsentRule)))
def test_nobody_is_shown_more_than_was_chosen_and_no_photo_without_name_and_consent(
    of: Publicity, rule: ConsentRule
) -> None:
    order = [NameDisplay.TEAM, NameDisplay.INITIALS, NameDisplay.FULL]
    shown = shown_as(of, STARTS, rule)
    assert order.index(shown) <= order.index(of.display)
    if shows_photo(of, STARTS, rule):
        assert of.photo
        assert of.consent is Consent.GIVEN
        assert shown is NameDisplay.FULL
    if is_minor(of.born, STARTS) and of.consent is not Consent.GIVEN:
        assert shown is NameDisplay.TEAM


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Li Na", "L. N."),
        ("Jean-Pierre Dupont", "J.-P. D."),
        ("李娜", "李＊"),
        ("欧阳娜娜", "欧＊＊＊"),
        ("김민준", "김＊＊"),
        ("أحمد فؤاد السيد", "أ. ف. ا."),
        ("Éléonore Lefèvre", "É. L."),
        ("E\u0301le\u0301onore", "E\u0301."),
        ("ณัฐพล วงศ์สุวรรณ", "ณั. ว."),
        ("Madonna", "M."),
    ],
)
def test_initials_are_of_every_script(name: str, short: str) -> None:
    assert initials(name) == short


def test_an_erased_name_is_a_code_in_the_language_of_the_event() -> None:
    assert erased_name("EI-07", "zh") == ("选手 EI-07", "Competitor EI-07")
    assert erased_name("EI-07", "xx") == ("Competitor EI-07", "Competitor EI-07")
