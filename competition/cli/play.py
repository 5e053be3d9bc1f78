"""`competition demo --play`: robot judges go on marking the demo event, at a chosen speed, until they are stopped."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import click

from competition.demo.model import DemoEvent
from competition.queries.robot_plan import TableOfJudges
from competition.services.demo_event import demo_pin
from competition.services.robot_tables import Pace, Play, Table
from competition.services.robots import Connection, Hall, Ledger, RobotJudge, Tally

LINE_SECONDS = 0.25
JOIN_SECONDS = 30.0


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
