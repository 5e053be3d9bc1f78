"""The marks of the event until now: scores, repeated rounds, signatures and locks in the order they happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from competition.demo.model import (
    DemoLock,
    DemoRound,
    DemoScore,
    DemoSign,
    DemoStep,
    DemoStrength,
    DemoValue,
    ValueKind,
)
from competition.demo.robot import measured, panel_scores, score_value
from competition.demo.sheets import Floor, Sheet, sheets
from competition.domain.scheme import Aspect, AspectType

SEVERITY_SPREAD = 0.06
OUTLIER_CHANCE = 0.02
CORRECTION_CHANCE = 0.012
ABSENT_CHANCE = 0.012
ABSENT_BELOW = 0.68
"""Only entries weaker than this leave an aspect undone."""
PULL = 0.6
"""How strongly the next aspect makes up for luck so far, so that totals follow the strength."""
BEST_SCORE = 3
ABSENT = DemoValue(ValueKind.ABSENT, None)


@dataclass(slots=True)
class _Luck:
    """Marks earned above or below what the strength promises."""

    surplus: float = 0.0


class HistoryWriter:
    """Writes the steps of one sheet after another; the same random source gives the same history."""

    def __init__(self, floor: Floor, known: tuple[DemoStrength, ...], random: Random) -> None:
        """known: the strength of each entry and criterion."""
        self._floor = floor
        self._random = random
        self._strength: Mapping[tuple[str, str], float] = {(item.entry, item.criterion): item.value for item in known}
        self._severity = {judge.key: random.gauss(0, SEVERITY_SPREAD) for judge in floor.judges}
        self._luck = {entry.code: _Luck() for entry in floor.entries}

    def steps(self, now: datetime) -> list[DemoStep]:
        """Return every step until now, ordered by time; steps of one sheet keep their order."""
        found: list[DemoStep] = []
        for sheet in sheets(self._floor):
            found.extend(self._sheet(sheet))
        return sorted((step for step in found if step.at <= now), key=lambda step: step.at)

    def _sheet(self, sheet: Sheet) -> Iterator[DemoStep]:
        planned = self._planned_scores(sheet)
        last = sheet.windows[0].starts
        for window in sheet.windows:
            slot = (window.ends - window.starts) / (len(window.aspects) + 1)
            for index, aspect in enumerate(window.aspects):
                at = window.starts + slot * (index + self._random.uniform(0.15, 0.55))
                for step in self._aspect(sheet, aspect, _whole(at), slot, planned.get(aspect.code)):
                    last = max(last, step.at)
                    yield step
        if sheet.signs and not planned:
            yield from self._finish(sheet, last)

    def _planned_scores(self, sheet: Sheet) -> dict[str, list[int]]:
        """Return the scores that the story leaves in disagreement, for the sheet's first judgement aspect."""
        for item in self._floor.story["disagreements"]:
            if (item["trade"], item["sub_criterion"], item["sheet"]) == (sheet.trade, sheet.sub.code, sheet.number):
                judged = next(aspect for aspect in sheet.sub.aspects if aspect.type is AspectType.JUDGEMENT)
                return {judged.code: item["scores"]}
        return {}

    def _aspect(
        self, sheet: Sheet, aspect: Aspect, at: datetime, slot: timedelta, planned: list[int] | None
    ) -> Iterator[DemoStep]:
        strength = self._strength[sheet.entry.code, sheet.sub.code[0]]
        luck = self._luck[sheet.entry.code]
        maximum = float(aspect.max_mark)
        aim = min(0.99, max(0.03, strength - PULL * luck.surplus / maximum))
        if strength < ABSENT_BELOW and planned is None and self._random.random() < ABSENT_CHANCE:
            judges = sheet.judges if aspect.type is AspectType.JUDGEMENT else sheet.judges[:1]
            yield from (self._score(sheet, aspect, at, judge, ABSENT) for judge in judges)
            share = 0.0
        elif aspect.type is AspectType.JUDGEMENT:
            scores = planned or self._scores(sheet, aim)
            yield from self._judgement(sheet, aspect, at, slot, scores, final=planned is not None)
            share = sum(scores) / len(scores) / BEST_SCORE
        else:
            mark = measured(aspect, aim, self._random)
            share = mark.share
            yield from self._measurement(sheet, aspect, at, slot, mark.value)
        luck.surplus += maximum * (share - strength)

    def _scores(self, sheet: Sheet, aim: float) -> list[int]:
        scores = panel_scores(aim, tuple(self._severity[judge] for judge in sheet.judges), self._random)
        if self._random.random() < OUTLIER_CHANCE:
            seat = self._random.randrange(len(scores))
            scores[seat] = scores[seat] - 2 if scores[seat] >= 2 else scores[seat] + 2
        return scores

    def _judgement(
        self, sheet: Sheet, aspect: Aspect, at: datetime, slot: timedelta, scores: list[int], *, final: bool
    ) -> Iterator[DemoStep]:
        """Write the scores of the judges present, and a second round when they are more than one apart."""
        here = len(sheet.judges) - sheet.missing_seats
        order = self._random.sample(range(here), here)
        gap = slot / 24
        for turn, seat in enumerate(order):
            moment = _whole(at + gap * turn)
            yield self._score(sheet, aspect, moment, sheet.judges[seat], score_value(scores[seat]))
        if final or sheet.missing_seats or max(scores) - min(scores) <= 1:
            return
        opened = _whole(at + gap * 4)
        reason = self._random.choice(self._floor.story["reasons"])
        yield DemoRound(opened, sheet.trade, sheet.sub.code, sheet.entry.code, aspect.code, sheet.overseer, 2, reason)
        middle = sorted(scores)[1]
        agreed = [min(middle + 1, max(middle, score)) for score in scores]
        scores[:] = agreed
        for seat in order:
            moment = _whole(opened + gap * (seat + 1))
            yield self._score(sheet, aspect, moment, sheet.judges[seat], score_value(agreed[seat]), round_number=2)

    def _measurement(
        self, sheet: Sheet, aspect: Aspect, at: datetime, slot: timedelta, value: DemoValue
    ) -> Iterator[DemoStep]:
        """Write the agreed value; now and then the first typing was wrong and is put right at once."""
        number = int(aspect.code.rpartition("M")[2])
        judge = sheet.judges[0 if sheet.missing_seats else number // 4 % len(sheet.judges)]
        if self._random.random() < CORRECTION_CHANCE:
            slip = measured(aspect, 0.4, self._random).value
            if slip != value:
                yield self._score(sheet, aspect, at, judge, slip)
                at = _whole(at + slot / 5)
        yield self._score(sheet, aspect, at, judge, value)

    def _score(
        self, sheet: Sheet, aspect: Aspect, at: datetime, judge: str, value: DemoValue, round_number: int = 1
    ) -> DemoScore:
        return DemoScore(at, sheet.trade, sheet.sub.code, sheet.entry.code, aspect.code, judge, value, round_number)

    def _finish(self, sheet: Sheet, last: datetime) -> Iterator[DemoStep]:
        at = last
        for judge in sheet.judges:
            at = _whole(at + timedelta(seconds=self._random.randint(12, 50)))
            yield DemoSign(at, sheet.trade, sheet.sub.code, sheet.entry.code, judge)
        if sheet.locks:
            locked = max(at, sheet.session_ends) + timedelta(seconds=60 * 6 + 11 * sheet.number)
            yield DemoLock(locked, sheet.trade, sheet.sub.code, sheet.entry.code, sheet.chief)


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
