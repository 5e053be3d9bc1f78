"""`competition demo --play`: robot judges go on marking the demo event, at a chosen speed, until they are stopped."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import click

from competition.cli.robots import (
    Connection,
    Hall,
    Ledger,
    RequestRefused,
    RobotFault,
    RobotJudge,
    RobotStopped,
    Sheet,
    Tally,
)
from competition.demo.model import DemoEvent, DemoValue
from competition.demo.robot import measured, panel_scores, score_value
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType
from competition.domain.sync import OpStatus
from competition.queries.robot_plan import SheetToMark, TableOfJudges
from competition.services.demo_event import demo_pin

USUAL_STRENGTH = 0.75
SECOND_THOUGHT = 0.02
OUTLIER = 0.03
BEST_SCORE = 3
PANEL = 3
REASONS = ("We looked at the benchmark again.", "One of us had missed a part.", "The description was read twice.")
LINE_SECONDS = 0.25
JOIN_SECONDS = 30.0


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


def play(
    demo: DemoEvent,
    tables: Sequence[TableOfJudges],
    url: str,
    *,
    speed: float,
    seconds: float | None,
    ledger: Path | None,
    seed: int,
) -> int:
    """Let robots mark until everything open is marked, the time is over, or Ctrl+C; returns the exit code.

    speed: marks a second. ledger: file of acknowledged changes.
    """
    if not _answers(url):
        click.echo(f"Nobody answers at {url}. Start the server with: competition run", err=True)
        return 1
    hall = Hall(url, threading.Event(), Ledger(ledger), Tally())
    logins = {login for table in tables for login in (*table.seats.values(), table.chief) if login}
    one_play = Play(
        hall=hall,
        pace=Pace(speed, hall.stop),
        strengths={(each.entry, each.criterion): each.value for each in demo.strengths},
        judges={login: RobotJudge(hall, login, demo_pin(f"judge-{login}", seed)) for login in sorted(logins)},
    )
    threads = [threading.Thread(target=Table(one_play, table).work, daemon=True) for table in tables]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: hall.stop.set())
    for thread in threads:
        thread.start()
    _watch(hall, threads, seconds)
    hall.stop.set()
    for thread in threads:
        thread.join(JOIN_SECONDS)
    hall.ledger.close()
    for judge in one_play.judges.values():
        judge.close()
    click.echo("\n" + _summary(hall.tally))
    for fault in hall.tally.faults:
        click.echo(f"error  {fault}", err=True)
    return 1 if hall.tally.faults else 0


def _answers(url: str) -> bool:
    connection = Connection(url)
    try:
        return connection.ask("GET", "/healthz").status < 500
    except OSError:
        return False
    finally:
        connection.close()


def _watch(hall: Hall, threads: Sequence[threading.Thread], seconds: float | None) -> None:
    """Show how far the robots are until they are done, the time is over, or somebody presses Ctrl+C."""
    started = time.monotonic()
    while any(thread.is_alive() for thread in threads) and not hall.stop.is_set():
        passed = time.monotonic() - started
        if seconds is not None and passed >= seconds:
            return
        if sys.stdout.isatty():
            click.echo(f"\r\x1b[K{_line(hall.tally, passed)}", nl=False)
        hall.stop.wait(LINE_SECONDS if seconds is None else min(LINE_SECONDS, seconds - passed))


def _line(tally: Tally, passed: float) -> str:
    marks = tally.counts.get("marks", 0)
    parts = [f"{marks} marks", f"{marks / max(passed, 0.1):.1f}/s"]
    parts += [f"{count} {what}" for what, count in tally.counts.items() if what != "marks"]
    if tally.away:
        parts.append(click.style(f"{tally.away} wait for the server", fg="yellow"))
    return "  ".join([*parts, tally.last])


def _summary(tally: Tally) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(tally.counts.items())) or "No sheet is open."


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
