"""Robot judges at their tables: they mark sheet after sheet, sign them, and call the chief judge."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random, SystemRandom
from typing import Any

from competition.demo.model import DemoValue
from competition.demo.robot import measured, panel_scores, score_value
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType
from competition.domain.sync import OpStatus
from competition.queries.robot_plan import SheetToMark, TableOfJudges
from competition.services.robots import Hall, RequestRefused, RobotFault, RobotJudge, RobotStopped, Sheet

USUAL_STRENGTH = 0.75
SECOND_THOUGHT = 0.02
OUTLIER = 0.03
BEST_SCORE = 3
PANEL = 3
REASONS = ("We looked at the benchmark again.", "One of us had missed a part.", "The description was read twice.")


class Pace:
    """Gives every robot its turn, so that all together enter so many marks a second."""

    def __init__(self, speed: float, stop: threading.Event) -> None:
        """speed: marks a second."""
        self._gap, self._stop = 1 / speed, stop
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def turn(self) -> None:
        """Wait for the next turn; raises RobotStopped when there is none any more."""
        with self._lock:
            now = time.monotonic()
            at = max(self._next, now)
            self._next = at + self._gap
        if self._stop.wait(at - now):
            raise RobotStopped


@dataclass(frozen=True, slots=True)
class Play:
    """A play: who shares what, how fast, and how strong each entry is by criterion."""

    hall: Hall
    pace: Pace
    strengths: Mapping[tuple[str, str], float]
    judges: Mapping[str, RobotJudge]


class Table:
    """One marking team at its table: it marks sheet after sheet, signs them, and calls the chief judge."""

    def __init__(self, play_: Play, table: TableOfJudges) -> None:
        """table: the marking team with its sheets."""
        self._play, self._table = play_, table
        self._tally = play_.hall.tally
        self._random: Random = SystemRandom()

    def work(self) -> None:
        """Mark all sheets."""
        try:
            # Whoever sits at one table signs in together, so that the first tables can begin.
            with self._play.hall.gate:
                for seat in sorted(self._table.seats)[:PANEL]:
                    self._judge(seat).sign_in()
            for sheet in self._table.sheets:
                self._sheet(sheet)
        except RobotStopped:
            return
        except (RobotFault, KeyError, TypeError) as fault:
            self._tally.fail(f"trade {self._table.trade}, team {self._table.name}: {fault!r}")
            self._play.hall.stop.set()

    def _judge(self, seat: int) -> RobotJudge:
        return self._play.judges[self._table.seats[seat]]

    def _sheet(self, todo: SheetToMark) -> None:
        first = self._judge(min(self._table.seats)).sheet(todo.id)
        seats = [int(each["seat"]) for each in first["panel"]]
        views = {seat: self._judge(seat).sheet(todo.id) for seat in seats}
        try:
            for index, aspect in enumerate(first["aspects"]):
                if aspect["type"] == AspectType.JUDGEMENT.value:
                    self._judgement(todo, views, index)
                else:
                    self._measurement(todo, views, seats[index // 4 % len(seats)], index)
            self._finish(todo, seats)
        except RequestRefused as refused:
            # Somebody else was here meanwhile: locked, reassigned, signed. Nothing to be done by robots.
            self._tally.add(f"refused ({refused.code})")

    def _measurement(self, todo: SheetToMark, views: dict[int, Sheet], seat: int, index: int) -> None:
        aspect = views[seat]["aspects"][index]
        if aspect["own"]["value"] is not None or not views[seat]["may"]["enter"]:
            return
        strength = self._strength(todo)
        value = measured(_aspect(aspect), strength, self._random).value
        if self._random.random() < SECOND_THOUGHT:
            slip = measured(_aspect(aspect), strength / 2, self._random).value
            if slip != value and self._enter(todo, views, seat, index, slip):
                self._tally.add("second thoughts")
        self._enter(todo, views, seat, index, value)

    def _judgement(self, todo: SheetToMark, views: dict[int, Sheet], index: int) -> None:
        """Score with the whole panel, again while the scores are too far apart."""
        scores = self._scores(todo, len(views))
        while True:
            latest = self._score_once(todo, views, index, scores)
            if latest["aspects"][index]["state"] != "disagree":
                return
            spare = [seat for seat in sorted(self._table.seats) if seat not in views]
            opener = next((seat for seat in (*spare, *views) if self._may_open_round(todo, seat)), None)
            if opener is None:
                return
            aspect_id, reason = latest["aspects"][index]["id"], self._random.choice(REASONS)
            self._judge(opener).do(todo.id, "rounds", aspect=aspect_id, reason=reason)
            self._tally.add("rounds")
            views.update({seat: self._judge(seat).sheet(todo.id) for seat in views})
            middle = sorted(scores)[len(scores) // 2]
            scores = [min(middle + 1, max(middle, score)) for score in scores]

    def _may_open_round(self, todo: SheetToMark, seat: int) -> bool:
        return bool(self._judge(seat).sheet(todo.id)["may"]["open_round"])

    def _score_once(self, todo: SheetToMark, views: dict[int, Sheet], index: int, scores: Sequence[int]) -> Sheet:
        """Let every judge of the panel score who has not; returns the sheet as the last of them sees it."""
        latest = views[min(views)]
        waiting = latest["aspects"][index]["waiting_for"]
        for seat, score in zip(views, scores, strict=True):
            if not views[seat]["may"]["enter"] or views[seat]["aspects"][index]["own"]["value"] is not None:
                continue
            # A score may be changed until the last judge is in.
            if waiting > 1 and self._random.random() < SECOND_THOUGHT:
                slip = score_value((score + 1) % (BEST_SCORE + 1))
                if self._enter(todo, views, seat, index, slip):
                    self._tally.add("second thoughts")
            self._enter(todo, views, seat, index, score_value(score))
            latest, waiting = views[seat], waiting - 1
        return latest

    def _scores(self, todo: SheetToMark, judges: int) -> list[int]:
        scores = panel_scores(self._strength(todo), (0.0,) * judges, self._random)
        if self._random.random() < OUTLIER:
            scores[0] = scores[0] - 2 if scores[0] >= 2 else scores[0] + 2
        return scores

    def _enter(self, todo: SheetToMark, views: dict[int, Sheet], seat: int, index: int, value: DemoValue) -> bool:
        """Enter one value in its turn; tell whether it holds now."""
        self._play.pace.turn()
        sheet = views[seat]
        aspect = sheet["aspects"][index]
        sent = {"t": value.t.value, **({"v": value.v} if value.v is not None else {})}
        status, views[seat] = self._judge(seat).enter(sheet, aspect, sent)
        done = status in (OpStatus.APPLIED, OpStatus.SAME)
        self._tally.add("marks" if done else status.value, f"{self._table.trade} {todo.entry} {aspect['code']}")
        return done

    def _finish(self, todo: SheetToMark, seats: Sequence[int]) -> None:
        """Sign a complete sheet with the panel, and have it locked."""
        for seat in seats:
            view = self._judge(seat).sheet(todo.id)
            if view["may"]["sign"] and view["digest"]:
                self._judge(seat).do(todo.id, "sign", digest=str(view["digest"]))
                self._tally.add("signatures")
        if view["state"] != "signed":
            view = self._judge(seats[0]).sheet(todo.id)
        if view["state"] == "signed" and self._table.chief:
            self._play.judges[self._table.chief].do(todo.id, "lock")
            self._tally.add("locked", f"{self._table.trade} {todo.entry} {todo.sub_criterion}")

    def _strength(self, todo: SheetToMark) -> float:
        return self._play.strengths.get((todo.entry, todo.sub_criterion[0]), USUAL_STRENGTH)


def _aspect(shown: Mapping[str, Any]) -> Aspect:
    """Return the rule that an aspect of a sheet is marked by."""
    calculation = shown["calculation"]
    return Aspect(
        code=shown["code"],
        type=AspectType(shown["type"]),
        description={},
        max_mark=Decimal(shown["max"]),
        unit=shown["unit"],
        calculation=None
        if calculation is None
        else Calculation(CalculationType(calculation["type"]), calculation["parameters"]),
    )
