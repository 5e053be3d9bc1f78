"""The demo's history could have happened: in order, by the right judges, within the rules. Source: DOMAIN 2."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest

from competition.demo import build
from competition.demo.model import (
    DemoAppeal,
    DemoEvent,
    DemoLock,
    DemoPublication,
    DemoRound,
    DemoScore,
    DemoSign,
    DemoValue,
    DemoWithdrawal,
    EntryStatus,
    JudgeRole,
    ValueKind,
    Visibility,
)
from competition.domain.marking import check_value, judgement_mark, measurement_mark, parse_value
from competition.domain.scheme import Aspect, AspectType, SubCriterion

EVENT = build()
SCORES = [step for step in EVENT.history if isinstance(step, DemoScore)]
TEAM_OF_JUDGE = {judge.key: judge.person.team for judge in EVENT.judges}
ENTRY = {entry.code: entry for entry in EVENT.entries}
ASPECT = {(trade.code, aspect.code): aspect for trade in EVENT.trades for aspect in trade.scheme.aspects()}
SUB = {
    (trade.code, sub.code): sub
    for trade in EVENT.trades
    for criterion in trade.scheme.criteria
    for sub in criterion.sub_criteria
}


class Key(NamedTuple):
    """One aspect of one entry."""

    trade: str
    entry: str
    aspect: str


class Sheet(NamedTuple):
    """One sheet: a sub-criterion of an entry."""

    trade: str
    sub_criterion: str
    entry: str


def last_values() -> dict[Key, dict[str, tuple[int, DemoValue]]]:
    """Return, for each aspect and entry, each judge's last round and value."""
    found: dict[Key, dict[str, tuple[int, DemoValue]]] = defaultdict(dict)
    for step in SCORES:
        found[Key(step.trade, step.entry, step.aspect)][step.judge] = (step.round, step.value)
    return found


LAST = last_values()


def newest_scores(key: Key) -> list[DemoValue]:
    newest = max(number for number, _ in LAST[key].values())
    return [value for number, value in LAST[key].values() if number == newest]


def disagrees(key: Key) -> bool:
    if ASPECT[key.trade, key.aspect].type is AspectType.MEASUREMENT:
        return False
    scores = [int(value.v) for value in newest_scores(key) if value.v is not None]
    return bool(scores) and max(scores) - min(scores) > 1


def judged(key: Key) -> Decimal:
    """Return the mark of a judgement that all three have scored and agree on, else nothing."""
    values = newest_scores(key)
    if len(values) < 3 or disagrees(key) or values[0].t is ValueKind.ABSENT:
        return Decimal(0)
    return judgement_mark([int(value.v or "") for value in values], ASPECT[key.trade, key.aspect].max_mark)


def totals(trade: str) -> Counter[str]:
    """Return the marks so far by team, in hundredths; a measurement counts as last typed."""
    typed = {Key(step.trade, step.entry, step.aspect): step.value for step in SCORES if step.trade == trade}
    result: Counter[str] = Counter()
    for key, value in typed.items():
        aspect = ASPECT[trade, key.aspect]
        mark = Decimal(0)
        if aspect.type is AspectType.JUDGEMENT:
            mark = judged(key)
        elif value.v is not None:
            mark = measurement_mark(aspect.calculation, aspect.max_mark, Decimal(value.v))
        result[ENTRY[key.entry].team] += int(mark * 100)
    return result


def signed() -> dict[Sheet, list[str]]:
    found: dict[Sheet, list[str]] = defaultdict(list)
    for step in EVENT.history:
        if isinstance(step, DemoSign):
            found[Sheet(step.trade, step.sub_criterion, step.entry)].append(step.judge)
    return found


def planned(event: DemoEvent, day: int) -> int:
    """Return how many aspects of all entries are to be marked on a day."""
    total = 0
    for trade in event.trades:
        entries = sum(
            entry.trade == trade.code and entry.status is not EntryStatus.WITHDRAWN for entry in event.entries
        )
        subs = [sub for criterion in trade.scheme.criteria for sub in criterion.sub_criteria if sub.day == day]
        total += entries * sum(len(sub.aspects) for sub in subs)
    return total


def marked(day: int) -> int:
    """Return how many aspects of a day have a value, leaving out withdrawn entries."""
    return sum(
        SUB[key.trade, key.aspect.split(".")[0]].day == day
        for key in LAST
        if ENTRY[key.entry].status is not EntryStatus.WITHDRAWN
    )


def test_history_is_ordered_and_ends_now() -> None:
    moments = [step.at for step in EVENT.history]
    assert moments == sorted(moments)
    assert EVENT.now - timedelta(minutes=1) <= moments[-1] <= EVENT.now
    assert all(moment.utcoffset() == timedelta(0) for moment in moments)


def test_history_is_of_the_size_of_a_real_event() -> None:
    assert 10_000 < len(SCORES) < 20_000


@pytest.mark.parametrize("seed", [3, 2024])
def test_nobody_marks_or_signs_for_a_compatriot(seed: int) -> None:
    event = build(seed)
    team_of_judge = {judge.key: judge.person.team for judge in event.judges}
    team_of_entry = {entry.code: entry.team for entry in event.entries}
    wrong = [
        step
        for step in event.history
        if isinstance(step, DemoScore | DemoSign) and team_of_judge[step.judge] == team_of_entry[step.entry]
    ]
    assert wrong == []


def test_the_fourth_judge_steps_in_for_some_compatriots() -> None:
    fourths = {panel.fourth for panel in EVENT.panels}
    stepped_in = {(step.judge, step.entry) for step in SCORES if step.judge in fourths}
    assert stepped_in
    for judge, entry in stepped_in:
        panel = next(panel for panel in EVENT.panels if panel.fourth == judge)
        assert ENTRY[entry].team in {TEAM_OF_JUDGE[seat] for seat in panel.seats}


def test_values_fit_their_aspect() -> None:
    for step in SCORES:
        assert step.aspect.startswith(f"{step.sub_criterion}.")
        check_value(ASPECT[step.trade, step.aspect], parse_value(step.value.t, step.value.v))


def test_scores_come_from_the_panel_of_the_sub_criterion() -> None:
    panels = {
        (panel.trade, code): {*panel.seats, panel.fourth} for panel in EVENT.panels for code in panel.sub_criteria
    }
    assert all(step.judge in panels[step.trade, step.sub_criterion] for step in SCORES)


def test_marking_stays_within_the_session() -> None:
    sessions = {(item.trade, code): item for item in EVENT.schedule for code in item.sub_criteria}
    for step in SCORES:
        session = sessions[step.trade, step.sub_criterion]
        assert session.starts < step.at < session.ends


def test_signed_sheets_are_complete_and_agreed() -> None:
    for sheet, judges in signed().items():
        sub: SubCriterion = SUB[sheet.trade, sheet.sub_criterion]
        assert len(set(judges)) == len(judges) <= 3
        for aspect in sub.aspects:
            key = Key(sheet.trade, sheet.entry, aspect.code)
            needed = 3 if aspect.type is AspectType.JUDGEMENT else 1
            assert len(newest_scores(key)) >= needed
            assert not disagrees(key)


def test_nothing_is_entered_after_a_signature() -> None:
    first: dict[Sheet, DemoSign] = {}
    for step in EVENT.history:
        if isinstance(step, DemoSign):
            first.setdefault(Sheet(step.trade, step.sub_criterion, step.entry), step)
        if isinstance(step, DemoScore | DemoRound):
            assert Sheet(step.trade, step.sub_criterion, step.entry) not in first


def test_chief_judge_locks_what_three_have_signed() -> None:
    chiefs = {judge.trade: judge.key for judge in EVENT.judges if judge.role is JudgeRole.CHIEF}
    counts: Counter[Sheet] = Counter()
    for step in EVENT.history:
        if isinstance(step, DemoSign):
            counts[Sheet(step.trade, step.sub_criterion, step.entry)] += 1
        if isinstance(step, DemoLock):
            assert counts[Sheet(step.trade, step.sub_criterion, step.entry)] == 3
            assert step.judge == chiefs[step.trade]


def test_a_second_round_follows_scores_too_far_apart_and_settles_them() -> None:
    rounds = [step for step in EVENT.history if isinstance(step, DemoRound)]
    assert len(rounds) >= 10
    for step in rounds:
        given = [
            score
            for score in SCORES
            if (score.trade, score.entry, score.aspect) == (step.trade, step.entry, step.aspect)
        ]
        before = [int(score.value.v or "") for score in given if score.round == 1]
        after = [int(score.value.v or "") for score in given if score.round == 2]
        assert len(before) == 3
        assert max(before) - min(before) > 1
        assert step.reason
        assert all(score.at <= step.at for score in given if score.round == 1)
        assert all(score.at >= step.at for score in given if score.round == 2)
        assert len(after) < 3 or max(after) - min(after) <= 1


def test_three_judgements_still_disagree() -> None:
    open_now = sorted((key.trade, key.aspect) for key in LAST if disagrees(key))
    assert open_now == [("11", "C3.J1"), ("11", "C3.J1"), ("17", "E1.J1")]


def test_a_judge_is_awaited_on_one_sheet_of_day_one() -> None:
    waiting = {
        (key.trade, key.aspect.split(".")[0], key.entry)
        for key in LAST
        if ASPECT[key.trade, key.aspect].type is AspectType.JUDGEMENT
        and len(newest_scores(key)) == 1
        and SUB[key.trade, key.aspect.split(".")[0]].day == 1
    }
    assert [(trade, sub) for trade, sub, _ in waiting] == [("13", "B2")]


def test_day_one_is_done_day_two_under_way_day_three_untouched() -> None:
    assert marked(1) == planned(EVENT, 1)
    assert 0.4 < marked(2) / planned(EVENT, 2) < 0.9
    assert marked(3) == 0


def test_finished_trades_are_wholly_locked_and_then_official() -> None:
    for code in ("07", "09"):
        trade = next(trade for trade in EVENT.trades if trade.code == code)
        subs = [sub.code for criterion in trade.scheme.criteria for sub in criterion.sub_criteria]
        entries = [entry.code for entry in EVENT.entries if entry.trade == code]
        locks = [step for step in EVENT.history if isinstance(step, DemoLock) and step.trade == code]
        assert len({(step.sub_criterion, step.entry) for step in locks}) == len(subs) * len(entries) == len(locks)
        official = [
            step
            for step in EVENT.history
            if isinstance(step, DemoPublication) and step.trade == code and step.visibility is Visibility.OFFICIAL
        ]
        assert len(official) == 1
        assert official[0].at > locks[-1].at


def test_last_publication_of_each_trade_is_its_visibility() -> None:
    last = {step.trade: step.visibility for step in EVENT.history if isinstance(step, DemoPublication)}
    assert {trade.code: last.get(trade.code, Visibility.HIDDEN) for trade in EVENT.trades} == {
        trade.code: trade.visibility for trade in EVENT.trades
    }


def test_withdrawn_entries_are_not_marked_afterwards() -> None:
    left = {step.entry: step.at for step in EVENT.history if isinstance(step, DemoWithdrawal)}
    assert set(left) == {entry.code for entry in EVENT.entries if entry.status is EntryStatus.WITHDRAWN}
    assert [step for step in SCORES if step.entry in left and step.at > left[step.entry]] == []


def test_some_aspects_were_not_attempted_and_some_values_corrected() -> None:
    absent = {(step.entry, step.aspect) for step in SCORES if step.value.t is ValueKind.ABSENT}
    assert 5 <= len(absent) <= 80
    typed = Counter((step.entry, step.aspect, step.judge, step.round) for step in SCORES)
    assert 20 <= sum(count > 1 for count in typed.values()) <= 300


def test_every_aspect_kind_and_calculation_was_marked() -> None:
    met: list[Aspect] = [ASPECT[key.trade, key.aspect] for key in LAST]
    kinds = {aspect.calculation.type if aspect.calculation else aspect.type for aspect in met}
    assert len(kinds) == 6


def test_official_podiums_are_as_announced() -> None:
    assert [team for team, _ in totals("07").most_common(3)] == ["HUN", "IDN", "CHN"]
    assert [team for team, _ in totals("09").most_common(3)] == ["BRA", "CHN", "THA"]


@pytest.mark.parametrize(
    ("trade", "leader"),
    [
        ("03", "VNM"), ("04", "CHN"), ("05", "SRB"), ("06", "MYS"), ("08", "MAR"), ("10", "KAZ"),
        ("11", "FRA"), ("12", "THA"), ("14", "TUR"), ("15", "CHN"), ("17", "ETH"),
    ],
)  # fmt: skip
def test_leaders_are_those_of_the_public_home_page(trade: str, leader: str) -> None:
    assert totals(trade).most_common(1)[0][0] == leader


def test_one_appeal_is_open_in_coffee_making() -> None:
    appeals = [step for step in EVENT.history if isinstance(step, DemoAppeal)]
    assert [(step.trade, step.entry, step.criterion, step.team) for step in appeals] == [
        ("17", "CM-04", "B", ENTRY["CM-04"].team)
    ]
    assert appeals[0].due > EVENT.now


def test_strengths_cover_every_entry_and_criterion() -> None:
    expected = {
        (entry.code, criterion.code)
        for entry in EVENT.entries
        for trade in EVENT.trades
        if trade.code == entry.trade
        for criterion in trade.scheme.criteria
    }
    assert {(item.entry, item.criterion) for item in EVENT.strengths} == expected
    assert all(0 < item.value < 1 for item in EVENT.strengths)
