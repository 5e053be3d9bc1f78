"""The demo event has the figures of the real one, people that can be told apart, and is the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from competition.demo import build
from competition.demo.canonical import digest
from competition.demo.model import DemoPerson, EntryStatus, ItemKind, JudgeRole, StaffRole, Visibility

EVENT = build()
VENUE = ZoneInfo(EVENT.timezone)
LANGUAGES = {"en", "zh", "fr", "ru", "ar", "es"}
SCRIPTS = {
    "zh": "CJK",
    "kk": "CYRILLIC",
    "ru": "CYRILLIC",
    "be": "CYRILLIC",
    "bg": "CYRILLIC",
    "sr": "CYRILLIC",
    "mn": "CYRILLIC",
    "th": "THAI",
    "ka": "GEORGIAN",
    "hy": "ARMENIAN",
    "km": "KHMER",
    "lo": "LAO",
    "my": "MYANMAR",
    "bn": "BENGALI",
    "hi": "DEVANAGARI",
    "ne": "DEVANAGARI",
    "si": "SINHALA",
    "fa": "ARABIC",
    "ur": "ARABIC",
    "ar": "ARABIC",
    "am": "ETHIOPIC",
    "el": "GREEK",
    "ko": "HANGUL",
}
HASH_SEEDS = ("0", "4711")


def script_of(text: str) -> set[str]:
    """Return the scripts of the letters; marks and punctuation belong to any script."""
    return {
        unicodedata.name(letter).split()[0] for letter in text if unicodedata.category(letter) in {"Lu", "Ll", "Lo"}
    }


def age(person: DemoPerson, on: date) -> int:
    had_birthday = (on.month, on.day) >= (person.born.month, person.born.day)
    return on.year - person.born.year - (not had_birthday)


def test_figures_are_those_of_the_real_event() -> None:
    figures = {
        "teams": len(EVENT.teams),
        "competitors": len({entry.competitor.key for entry in EVENT.entries}),
        "judges": len(EVENT.judges),
        "interpreters": len(EVENT.interpreters),
        "trades": len(EVENT.trades),
    }
    assert figures == {"teams": 61, "competitors": 190, "judges": 183, "interpreters": 30, "trades": 18}


def test_competing_teams_by_continent_are_those_of_the_real_event() -> None:
    counts = Counter(team.continent for team in EVENT.teams if team.competing)
    assert counts == {"Asia": 20, "Europe": 10, "Africa": 23, "Oceania": 2, "Americas": 3}
    assert {entry.team for entry in EVENT.entries} == {team.code for team in EVENT.teams if team.competing}


def test_host_has_one_competitor_in_each_trade() -> None:
    host = next(team for team in EVENT.teams if team.is_host)
    assert host.code == "CHN"
    assert sorted(entry.trade for entry in EVENT.entries if entry.team == host.code) == [
        trade.code for trade in EVENT.trades
    ]


@pytest.mark.parametrize("seed", [1, 2024, 77])
def test_a_team_has_at_most_one_entry_in_a_trade_whatever_the_seed(seed: int) -> None:
    entries = build(seed).entries
    assert max(Counter((entry.trade, entry.team) for entry in entries).values()) == 1
    assert len(entries) == 190
    assert all(8 <= count <= 14 for count in Counter(entry.trade for entry in entries).values())


def test_entry_codes_run_from_one_with_the_prefix_of_the_trade() -> None:
    for trade in EVENT.trades:
        codes = [entry.code for entry in EVENT.entries if entry.trade == trade.code]
        assert codes == [f"{trade.prefix}-{number:02d}" for number in range(1, len(codes) + 1)]


def test_one_guest_and_two_withdrawn_entries() -> None:
    assert Counter(entry.status for entry in EVENT.entries) == {
        EntryStatus.RANKED: 187,
        EntryStatus.WITHDRAWN: 2,
        EntryStatus.GUEST: 1,
    }


def test_teams_and_trades_are_named_in_six_languages() -> None:
    for text in (
        EVENT.name,
        EVENT.venue,
        *(team.name for team in EVENT.teams),
        *(trade.name for trade in EVENT.trades),
    ):
        assert set(text) == LANGUAGES
        assert all(text.values())
    for language in LANGUAGES:
        assert len({team.name[language] for team in EVENT.teams}) == 61
        assert len({trade.name[language] for trade in EVENT.trades}) == 18


def test_team_codes_and_flags_are_unique() -> None:
    assert len({team.code for team in EVENT.teams}) == 61
    assert len({team.flag for team in EVENT.teams}) == 61
    assert all(len(team.code) == 3 and team.code.isupper() for team in EVENT.teams)
    assert all(len(team.flag) == 2 and team.flag.islower() for team in EVENT.teams)


def test_nobody_shares_a_name_or_a_key() -> None:
    people = list(EVENT.people())
    assert len(people) == len({person.key for person in people}) == 190 + 183 + 30 + 7
    assert len({person.native for person in people}) == len(people)
    latin = [person.latin or person.native for person in people]
    assert [name for name, count in Counter(latin).items() if count > 1] == []


def test_native_names_are_written_in_the_script_of_their_language() -> None:
    for person in EVENT.people():
        assert script_of(person.native) == {SCRIPTS.get(person.native_lang, "LATIN")} | (
            {"MODIFIER"} & script_of(person.native)
        ), person


def test_latin_name_is_there_exactly_when_the_native_one_is_not_latin() -> None:
    for person in EVENT.people():
        assert bool(person.latin) is (person.native_lang in SCRIPTS), person
        assert script_of(person.latin) <= {"LATIN"}, person


def test_event_shows_many_languages() -> None:
    met = {entry.competitor.native_lang for entry in EVENT.entries}
    assert set(SCRIPTS) - {"hi", "ko"} <= met
    assert "hi" in {person.native_lang for person in EVENT.people()}


def test_competitors_are_between_fifteen_and_thirty() -> None:
    ages = [age(entry.competitor, EVENT.starts) for entry in EVENT.entries]
    assert min(ages) == 15
    assert max(ages) <= 30
    assert 20 <= sum(ages) / len(ages) <= 23
    assert sum(years <= 20 for years in ages) / len(ages) > 0.4


def test_each_trade_has_one_chief_judge_and_a_judge_of_the_host() -> None:
    for trade in EVENT.trades:
        judges = [judge for judge in EVENT.judges if judge.trade == trade.code]
        assert [judge.role for judge in judges].count(JudgeRole.CHIEF) == 1
        assert [judge.person.team for judge in judges].count("CHN") == 1
        assert len({judge.person.team for judge in judges}) == len(judges)


def test_every_sub_criterion_has_one_panel_of_four_teams() -> None:
    teams = {judge.key: judge.person.team for judge in EVENT.judges}
    chiefs = {judge.key for judge in EVENT.judges if judge.role is JudgeRole.CHIEF}
    for trade in EVENT.trades:
        panels = [panel for panel in EVENT.panels if panel.trade == trade.code]
        codes = [sub.code for criterion in trade.scheme.criteria for sub in criterion.sub_criteria]
        assert sorted(code for panel in panels for code in panel.sub_criteria) == sorted(codes)
        members = [key for panel in panels for key in (*panel.seats, panel.fourth)]
        assert len(set(members)) == len(members)
        assert chiefs.isdisjoint(members)
        for panel in panels:
            assert len({teams[key] for key in (*panel.seats, panel.fourth)}) == 4


def test_li_na_heads_the_office() -> None:
    assert EVENT.staff[0].person.key == "staff-li-na"
    assert EVENT.staff[0].role is StaffRole.ORGANIZER
    assert {member.role for member in EVENT.staff} == set(StaffRole)


def test_now_is_the_afternoon_of_day_two_at_the_venue() -> None:
    assert EVENT.now.astimezone(VENUE).isoformat() == "2024-06-25T14:36:08+08:00"
    assert EVENT.freeze.astimezone(VENUE).isoformat() == "2024-06-25T17:00:00+08:00"
    assert EVENT.ceremony.astimezone(VENUE).isoformat() == "2024-06-26T19:30:00+08:00"


def test_sessions_hold_every_sub_criterion_on_its_day() -> None:
    for trade in EVENT.trades:
        sessions = [item for item in EVENT.schedule if item.trade == trade.code]
        days = {code: item.day for item in sessions for code in item.sub_criteria}
        expected = {sub.code: sub.day for criterion in trade.scheme.criteria for sub in criterion.sub_criteria}
        assert days == expected
        for item in sessions:
            assert item.kind is ItemKind.SESSION
            assert timedelta(hours=1) <= item.ends - item.starts <= timedelta(hours=4)
            assert item.starts.astimezone(VENUE).date() == EVENT.starts + timedelta(days=item.day - 1)


def test_sessions_of_a_trade_do_not_overlap() -> None:
    for trade in EVENT.trades:
        sessions = [item for item in EVENT.schedule if item.trade == trade.code]
        assert all(first.ends <= second.starts for first, second in pairwise(sessions))


def test_schedule_is_ordered_and_has_the_common_items() -> None:
    starts = [item.starts for item in EVENT.schedule]
    assert starts == sorted(starts)
    common = {item.key for item in EVENT.schedule if item.trade is None}
    assert {"opening", "freeze", "signoff-2", "evening", "ceremony"} <= common


def test_finished_trades_have_nothing_on_day_three_and_marketing_only_that() -> None:
    days = {trade.code: {item.day for item in EVENT.schedule if item.trade == trade.code} for trade in EVENT.trades}
    assert (days["07"], days["09"], days["18"]) == ({1, 2}, {1, 2}, {3})


def test_visibility_is_that_of_the_public_home_page() -> None:
    shown = {
        visibility: [trade.code for trade in EVENT.trades if trade.visibility is visibility]
        for visibility in Visibility
    }
    assert shown[Visibility.HIDDEN] == ["01", "02", "13", "16", "18"]
    assert shown[Visibility.FROZEN] == ["10"]
    assert shown[Visibility.OFFICIAL] == ["07", "09"]
    assert len(shown[Visibility.LIVE]) == 10


def test_the_same_seed_gives_the_same_event_and_another_seed_another() -> None:
    assert digest(build()) == digest(EVENT)
    assert digest(build(7)) != digest(EVENT)


@pytest.mark.parametrize("hash_seed", HASH_SEEDS)
def test_another_process_with_another_hash_seed_builds_the_same_event(hash_seed: str) -> None:
    program = (
        "from competition.demo import build; from competition.demo.canonical import digest; print(digest(build()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == digest(EVENT)
