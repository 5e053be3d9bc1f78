"""Words, figures, times and dates in the six languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.web.filters import (
    LANGUAGES,
    Words,
    chosen,
    direction,
    fmt_date,
    fmt_dates,
    fmt_mark,
    fmt_number,
    fmt_percent,
    fmt_time,
    pick,
    second,
)

TRADE = {"en": "Electrical Installations", "zh": "电气装置"}
START = "2024-06-25T05:30:00Z"


def test_a_reader_gets_own_language_then_the_events_then_english_then_any() -> None:
    assert chosen(TRADE, "zh") == Words("电气装置", "")
    assert chosen(TRADE, "fr", default="zh") == Words("电气装置", "zh")
    assert chosen(TRADE, "fr", default="ru") == Words("Electrical Installations", "en")
    assert chosen({"ka": "ფლორისტიკა"}, "fr") == Words("ფლორისტიკა", "ka")
    assert chosen({}, "fr") == Words("", "")
    assert pick({"fr": "", "en": "Floristry"}, "fr") == "Floristry"


def test_the_second_line_is_another_language_and_other_words() -> None:
    assert second(TRADE, "en", default="zh") == Words("电气装置", "zh")
    assert second(TRADE, "zh", default="zh") == Words("Electrical Installations", "en")
    assert second(TRADE, "en", default="en") == Words("电气装置", "zh")
    assert second({"en": "WorldSkills", "zh": "WorldSkills"}, "en", default="zh") is None
    assert second({"en": "Floristry"}, "en") is None


def test_not_marked_is_a_dash_and_zero_has_two_places() -> None:
    assert fmt_mark(None, "en") == "–"
    assert fmt_mark("0.00", "en") == "0.00"
    assert fmt_mark("82.1", "fr") == "82,10"
    assert fmt_mark("82.10", "ar") == "٨٢٫١٠"


def test_numbers_have_a_true_minus_and_narrow_spaces() -> None:
    assert fmt_number(-3, "en") == "\u22123"
    assert {fmt_number(11460, lang) for lang in LANGUAGES if lang != "ar"} == {"11\u202f460"}
    assert fmt_number(11460, "ar") == "١١\u202f٤٦٠"


def test_percentages_follow_the_language_and_an_unknown_one_is_a_dash() -> None:
    assert fmt_percent(83, "en") == "83%"
    assert fmt_percent(83, "fr").startswith("83")
    assert fmt_percent(83, "ar") == "٨٣٪"
    assert fmt_percent(None, "en") == "–"


@pytest.mark.parametrize("moment", [START, datetime(2024, 6, 25, 5, 30, tzinfo=UTC), 1719293400000])
def test_times_are_venue_time_on_the_24_hour_clock(moment: str | datetime | int) -> None:
    assert fmt_time(moment, "en", "Asia/Shanghai") == "13:30"
    assert fmt_time(moment, "ar", "Asia/Shanghai", seconds=True) == "١٣:٣٠:٠٠"


def test_a_moment_is_dated_by_the_venues_calendar() -> None:
    late = "2024-06-25T18:00:00Z"
    assert fmt_date(late, "en", "Asia/Shanghai") == "26 June"
    assert fmt_date(late, "en", "UTC") == "25 June"


def test_a_calendar_date_stays_on_its_day_in_every_zone() -> None:
    for zone in ("Pacific/Auckland", "Pacific/Honolulu", "UTC"):
        assert fmt_date("2024-06-25", "en", zone) == "25 June"
        assert fmt_date(date(2024, 6, 25), "zh", zone) == "6月25日"


def test_a_span_of_days_names_its_year_once() -> None:
    assert fmt_dates("2024-06-24", "2024-06-26", "en").count("2024") == 1
    assert fmt_dates("2024-06-24", "2024-06-24", "ru").count("24") >= 1


def test_only_arabic_of_the_six_runs_from_right_to_left() -> None:
    assert [lang for lang in LANGUAGES if direction(lang) == "rtl"] == ["ar"]


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from(sorted(LANGUAGES)))
def test_a_mark_is_written_without_losing_a_hundredth(hundredths: int, lang: str) -> None:
    written = fmt_mark(Decimal(hundredths) / 100, lang)
    assert int("".join(str(int(sign)) for sign in written if sign.isdigit())) == hundredths
