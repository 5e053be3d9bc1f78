"""What an event lacks: a whole one lacks nothing, and each thing taken away is found, once. Source: PRODUCT A9."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.eligibility import Candidate, marking_panel
from competition.domain.readiness import Group, Step, StepState, TeamSeats, sheets_without_panel
from competition.domain.readiness_rules import EventFacts, TradeFacts, assess, kinds
from competition.messages.readiness import GAPS

NOW = datetime(2027, 5, 1, 9, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()
TEAM = TeamSeats(("cn", "kz", "br", "eg"), (NOBODY,) * 4)
TRADE = TradeFacts(
    id="1",
    code="04",
    entries=4,
    by_team={"cn": 1, "kz": 1, "fr": 2},
    scheme="published",
    is_locked=True,
    sub_criteria=3,
    days=frozenset({1, 2}),
    sessions=frozenset({1, 2, 3}),
    teams=(TEAM,),
    judges=5,
    chiefs=1,
    policy="live",
)
EVENT = EventFacts(
    starts=date(2027, 5, 3),
    ends=date(2027, 5, 6),
    today=date(2027, 5, 1),
    now=NOW,
    trades=(TRADE,),
    organizers=2,
    who_came=2,
    tablets=20,
    items=1,
    backup_at=NOW - timedelta(hours=2),
)


def gaps(event: EventFacts, **trade: object) -> list[str]:
    """Return what is missing when the trade is different."""
    changed = replace(event, trades=tuple(replace(each, **trade) for each in event.trades))  # type: ignore[arg-type]
    return [gap.kind.code for gap in assess(changed).gaps]


def test_who_answers_for_trades_reads_of_trades_alone() -> None:
    found = assess(replace(EVENT, organizers=1, trades=(replace(TRADE, without_device=("0401",)),)))
    assert [gap.kind.code for gap in found.of_trades().gaps] == ["judge_without_device"]
    assert len(found.gaps) == 2


def test_judges_without_a_device_are_named_one_by_one_and_only_when_it_is_soon() -> None:
    judges = tuple(f"04{number:02d}" for number in range(1, 11))
    found = assess(replace(EVENT, trades=(replace(TRADE, without_device=judges[:2]),)))
    assert found.gaps[0].places[0].params == {"names": "0401, 0402"}
    found = assess(replace(EVENT, trades=(replace(TRADE, without_device=judges),)))
    assert found.gaps[0].places[0].params == {"names": "0401, 0402, 0403, 0404, 0405, 0406, 0407, 0408 +2"}
    early = replace(EVENT, today=date(2027, 1, 1), trades=(replace(TRADE, without_device=judges),))
    assert assess(early).gaps == ()


def test_a_whole_event_lacks_nothing() -> None:
    found = assess(EVENT)
    assert found.gaps == ()
    assert found.is_ready
    assert set(found.trades[0].steps.values()) == {StepState.DONE}


@pytest.mark.parametrize(
    ("change", "code", "blocking"),
    [
        ({"trades": ()}, "no_trade", True),
        ({"has_venue": False}, "venue_missing", False),
        ({"items": 0}, "programme_empty", False),
        ({"applications": 2}, "applications_wait", False),
        ({"unsent": 1}, "applications_unsent", False),
        ({"tablets": 0}, "no_tablet", False),
        ({"tablets": 2}, "too_few_tablets", False),
        ({"organizers": 1, "who_came": 1}, "second_organizer_missing", True),
        ({"who_came": 1}, "organizer_not_come", False),
        ({"backup_at": None}, "backup_missing", False),
        ({"backup_at": NOW - timedelta(hours=25)}, "backup_missing", False),
    ],
)
def test_each_gap_of_the_event_is_found(change: dict[str, object], code: str, blocking: bool) -> None:
    found = assess(replace(EVENT, **change))  # type: ignore[arg-type]
    assert [(gap.kind.code, gap.kind.is_blocking) for gap in found.gaps] == [(code, blocking)]


@pytest.mark.parametrize(
    ("change", "code", "step", "blocking"),
    [
        ({"entries": 0, "by_team": {}}, "no_entry", Step.ENTRIES, True),
        ({"min_entries": 5}, "too_few_entries", Step.ENTRIES, False),
        ({"max_entries": 3}, "too_many_entries", Step.ENTRIES, False),
        ({"uneven": 1}, "entry_uneven", Step.ENTRIES, False),
        ({"maximum_age": 22, "too_old": 1}, "competitor_too_old", Step.ENTRIES, False),
        ({"maximum_age": 22, "ages_unknown": 1}, "age_unknown", Step.ENTRIES, False),
        ({"sessions": frozenset({1})}, "session_missing", Step.DAYS, False),
        ({"beyond_days": 1}, "day_beyond_event", Step.DAYS, True),
        ({"without_day": 1}, "day_missing", Step.DAYS, False),
        ({"is_locked": False}, "scheme_not_locked", Step.SCHEME, False),
        ({"waiting": "scheme.publish"}, "scheme_change_waits", Step.SCHEME, False),
        ({"chiefs": 0}, "no_chief", Step.JUDGES, True),
        ({"judges": 2}, "too_few_judges", Step.JUDGES, True),
        ({"without_team": 1}, "sub_criterion_without_team", Step.PANELS, True),
        ({"teams": (TeamSeats(("cn", "kz"), (NOBODY,) * 2),)}, "panel_too_small", Step.PANELS, True),
        ({"teams": (TeamSeats(("cn", "kz", "br"), (NOBODY,) * 3),)}, "compatriots_unresolved", Step.PANELS, True),
        ({"without_sign_in": 1}, "judge_without_sign_in", Step.DEVICES, False),
        ({"policy": "hidden"}, "boards_all_hidden", None, False),
        ({"blind": 2, "sealed": 2}, "key_holders_missing", None, True),
    ],
)
def test_each_gap_of_a_trade_is_found_and_shown_at_its_step(
    change: dict[str, object], code: str, step: Step | None, blocking: bool
) -> None:
    found = assess(replace(EVENT, trades=(replace(TRADE, **change),)))  # type: ignore[arg-type]
    if code == "key_holders_missing":
        # Under sealed codes an entry may be of any team, so the panel of the usual trade gets too small as well.
        assert "compatriots_unresolved" in [gap.kind.code for gap in found.gaps]
        found = assess(replace(EVENT, trades=(replace(TRADE, allows_compatriots=True, **change),)))  # type: ignore[arg-type]
    assert [(gap.kind.code, gap.kind.is_blocking) for gap in found.gaps] == [(code, blocking)]
    if step is not None:
        assert found.trades[0].steps[step] is (StepState.MISSING if blocking else StepState.PART)
        assert [place.trade for place in found.gaps[0].places] == ["04"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scheme": "none"}, "scheme_missing"),
        ({"scheme": "draft", "draft_total": 9_950}, "scheme_not_100"),
        ({"scheme": "draft", "draft_total": 9_950, "draft_errors": 3}, "scheme_not_100"),
        ({"scheme": "draft", "draft_total": 10_000, "draft_errors": 3}, "scheme_has_errors"),
        ({"scheme": "draft", "draft_total": 10_000}, "scheme_only_draft"),
        ({"scheme": "draft", "draft_total": 10_000, "waiting": "scheme.publish"}, "scheme_waits"),
    ],
)
def test_a_scheme_lacks_one_thing_at_a_time(change: dict[str, object], code: str) -> None:
    nothing = {"sub_criteria": 0, "teams": (), "days": frozenset(), "is_locked": False}
    assert gaps(EVENT, **{**nothing, **change}) == [code]


def test_what_is_not_yet_due_is_not_asked_for() -> None:
    early = replace(EVENT, today=date(2027, 4, 1), tablets=0)
    assert gaps(early, is_locked=False, without_sign_in=5, policy="hidden") == []


def test_steps_wait_for_those_before_them() -> None:
    bare = TradeFacts(id="1", code="04")
    steps = assess(replace(EVENT, trades=(bare,))).trades[0].steps
    assert [steps[step] for step in Step] == [
        StepState.MISSING, StepState.MISSING, StepState.MISSING, StepState.WAITS, StepState.WAITS, StepState.WAITS,
    ]  # fmt: skip
    found = assess(replace(EVENT, trades=(bare,)))
    assert found.later == {Group.PANELS, Group.DEVICES}
    assert assess(EVENT).later == frozenset()


def test_one_gap_names_all_its_trades_and_groups_keep_their_order() -> None:
    trades = tuple(replace(TRADE, code=code, chiefs=0) for code in ("01", "02", "03"))
    found = assess(replace(EVENT, trades=trades, organizers=1, who_came=1, items=0))
    assert [gap.kind.group for gap in found.gaps] == [Group.EVENT, Group.PEOPLE, Group.SAFETY]
    assert [place.trade for place in found.gaps[1].places] == ["01", "02", "03"]
    assert (found.blocking, found.advisory) == (2, 1)


def test_what_is_needed_stands_before_what_would_be_good() -> None:
    found = assess(replace(EVENT, trades=(replace(TRADE, chiefs=0, uneven=1),)))
    assert [gap.kind.code for gap in found.gaps] == ["no_chief", "entry_uneven"]


def test_figures_are_named() -> None:
    (gap,) = assess(replace(EVENT, trades=(replace(TRADE, min_entries=6),))).gaps
    assert gap.places[0].params == {"have": "4", "need": "6"}
    (gap,) = assess(replace(EVENT, trades=(replace(TRADE, sessions=frozenset()),))).gaps
    assert gap.places[0].params == {"days": "1, 2"}


TEAMS = st.sampled_from(["", "a", "b", "c", "d"])
SEATS = st.lists(st.tuples(TEAMS, st.frozensets(st.sampled_from("abcd"), max_size=2)), max_size=6)


@given(
    SEATS, st.dictionaries(st.sampled_from("abcd"), st.integers(1, 3)), st.integers(3, 5), st.booleans(), st.booleans()
)
def test_panels_are_counted_as_the_rule_of_compatriots_fills_them(
    seats: list[tuple[str, frozenset[str]]], by_team: dict[str, int], size: int, compatriots: bool, sealed: bool
) -> None:
    trade = replace(
        TRADE,
        by_team=by_team,
        entries=sum(by_team.values()),
        panel_size=size,
        allows_compatriots=compatriots,
        sealed=int(sealed),
        teams=(TeamSeats(tuple(team for team, _ in seats), tuple(others for _, others in seats)),),
    )
    candidates = [Candidate(str(number), team, others) for number, (team, others) in enumerate(seats)]
    may_be = frozenset() if sealed and compatriots else frozenset(by_team)
    short = sum(
        count
        for team, count in by_team.items()
        if not marking_panel(
            candidates, may_be if sealed else frozenset({team}), size=size, allows_compatriots=compatriots
        ).is_full
    )
    assert sheets_without_panel(trade) == (short if len(seats) >= size else 0)


def test_every_gap_has_its_words_and_no_words_are_left_over() -> None:
    assert {kind.code for kind in kinds()} == set(GAPS)
    assert len({kind.code for kind in kinds()}) == len(kinds())


@pytest.mark.parametrize("code", sorted(GAPS))
def test_words_say_what_and_why(code: str) -> None:
    words = GAPS[code]
    assert words.why.endswith(".")
    assert not words.title.endswith(".")
    assert all((words.title, words.why, words.action))
