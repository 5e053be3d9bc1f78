"""`python -m bench.editor [--aspects 220] [--rounds 40]`: from a key to the picture in the scheme editor.

A scheme of that many aspects in a real Chromium. For every key the page notes when it was pressed and when the frame
that shows it was painted: the next animation frame and the task after it. Figures are of this machine, as it is loaded.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from typing import Any, cast

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.migrate import upgrade
from competition.db.models import SignIn
from competition.domain.scheme import Criterion, Scheme, StandardSection, SubCriterion
from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE
from competition.services.identity import new_secret, secret_hash
from competition.services.schemes import add_scheme_version
from tests.browser.chromium import DESK, chromium
from tests.factories import Scene, judged, make_scene, measured
from tests.servers import running_server

ASPECTS, ROUNDS = 220, 40
CRITERIA = "ABCDEFGH"
SUB_CRITERIA = 4
LIMIT_MS = 50
WATCH = """() => {
    window.taken = [];
    const channel = new MessageChannel();
    const painted = [];
    channel.port1.onmessage = () => painted.shift()?.();
    addEventListener('keydown', (event) => {
        requestAnimationFrame(() => {
            painted.push(() => taken.push(performance.now() - event.timeStamp));
            channel.port2.postMessage(0);
        });
    }, true);
}"""
PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const began = performance.now();
    const init = {clipboardData: data, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', init));
    return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))));
}"""


def large_scheme(aspects: int) -> Scheme:
    """Return a valid scheme of so many aspects: 8 criteria of 4 sub-criteria, one aspect in seven judged."""
    total, step = Decimal("100.00"), (Decimal(100) / aspects).quantize(Decimal("0.01"))
    marks = [step] * (aspects - 1)
    marks.append(total - sum(marks, Decimal(0)))
    shelves: list[list[tuple[int, Decimal]]] = [[] for _ in range(len(CRITERIA) * SUB_CRITERIA)]
    for number, mark in enumerate(marks):
        shelves[number * len(shelves) // aspects].append((number, mark))
    criteria = []
    for place, letter in enumerate(CRITERIA):
        subs = []
        for at in range(SUB_CRITERIA):
            code, counts = f"{letter}{at + 1}", {"J": 0, "M": 0}
            made = []
            for number, mark in shelves[place * SUB_CRITERIA + at]:
                kind = "J" if number % 7 == 0 else "M"
                counts[kind] += 1
                make = judged if kind == "J" else measured
                text = {
                    "en": f"Aspect {number}: what is looked at here, in a line of usual length",
                    "zh": f"评分点 {number}",
                }
                made.append(replace(make(f"{code}.{kind}{counts[kind]}", str(mark)), description=text))
            subs.append(SubCriterion(code, {"en": f"Part {code}"}, 1 + at % 2, tuple(made)))
        criteria.append(Criterion(letter, {"en": f"Criterion {letter}"}, tuple(subs)))
    return Scheme(tuple(criteria), (StandardSection("1", {"en": "Work"}, total),))


def prepare(url: str, aspects: int) -> list[dict[str, str]]:
    """Write an event with the scheme; returns the cookies of its organizer."""
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session:
        scene = make_scene(session)
        with write_transaction(session):
            add_scheme_version(session, scene.trade_id, large_scheme(aspects), datetime.now(UTC))
        found = _cookies(scene)
    engine.dispose()
    return found


def _cookies(scene: Scene) -> list[dict[str, str]]:
    secret, now = new_secret(), datetime.now(UTC)
    actor = scene.organizer
    with write_transaction(scene.session):
        sign_in = SignIn(
            token_hash=secret_hash(secret),
            account_id=actor.account_id,
            device_id=actor.device_id,
            way="password",
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=1),
        )
        scene.session.add(sign_in)
    return [{"name": SESSION_COOKIE, "value": secret}, {"name": DEVICE_COOKIE, "value": actor.device_id}]


class Desk:
    """Somebody at the editor, with the times from key to paint by what was done."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.times: dict[str, list[float]] = {}

    def press(self, what: str, key: str) -> None:
        """Press a key and wait for its picture."""
        before = cast("int", self.page.evaluate("taken.length"))
        self.page.keyboard.press(key)
        self.page.wait_for_function("(before) => taken.length > before", arg=before)
        self.times.setdefault(what, []).append(float(self.page.evaluate("taken.at(-1)")))

    def play(self, rounds: int) -> None:
        """Do what a person does who writes a scheme."""
        self.page.locator(".line.aspect .k-description").nth(100).click()
        for number in range(rounds):
            for letter in ("w", "o", "r", "d"):
                self.press("type a letter", letter)
            self.press("take a text, go down", "Enter")
            self.press("arrow", "ArrowDown")
            self.press("arrow", "ArrowUp")
            if number % 2 == 0:
                self._marks()

    def _marks(self) -> None:
        for _ in range(5):
            self.press("arrow", "ArrowRight")
        self.press("type a letter", "9")
        self.press("take a mark: totals and problems", "Enter")
        self.press("undo", "Control+z")
        self.press("new row", "Control+Enter")
        self.press("undo", "Control+z")
        self.press("move a row", "Alt+ArrowDown")
        self.press("undo", "Control+z")
        for _ in range(5):
            self.press("arrow", "ArrowLeft")


def run(quick: bool, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the table of the report."""
    rounds = 4 if quick else ROUNDS
    opened, pasted, times = measure(folder, ASPECTS, rounds)
    rows = [_row("open the page", [opened]), _row("paste a column of 50 marks", [pasted])]
    return {"editor": [*rows, *_rows(times)]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.editor", description=__doc__)
    parser.add_argument("--aspects", type=int, default=ASPECTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="podium-bench-") as name:
        opened, pasted, times = measure(Path(name), wanted.aspects, wanted.rounds)
    print(f"{wanted.aspects} aspects, opened after {opened:.0f} ms, a column of 50 marks pasted in {pasted:.0f} ms")
    print(f"{'from key to paint':<34} {'keys':>5} {'p50 ms':>8} {'p95 ms':>8} {'most':>8}")
    for row in _rows(times):
        verdict = "" if row["p95_ms"] <= LIMIT_MS else f"  above {LIMIT_MS}"
        print(f"{row['what']:<34} {row['keys']:>5} {row['p50_ms']:>8} {row['p95_ms']:>8} {row['most_ms']:>8}{verdict}")


def measure(folder: Path, aspects: int, rounds: int) -> tuple[float, float, dict[str, list[float]]]:
    """Return ms until the page was open, ms of pasting, and the ms of every key by what it did."""
    url = f"sqlite:///{folder / 'editor.db'}"
    cookies = prepare(url, aspects)
    with running_server(folder, url) as server, chromium() as browser:
        context = browser.new_context(**DESK, locale="en")
        context.add_cookies([{**cookie, "url": server.url} for cookie in cookies])  # type: ignore[typeddict-item]
        page = context.new_page()
        opened = _opened(lambda: page.goto(f"{server.url}/office/test-2024/trades/04/scheme/edit"), page)
        page.evaluate(WATCH)
        desk = Desk(page)
        desk.play(rounds)
        page.locator(".line.aspect .k-max").nth(20).click()
        pasted = float(page.evaluate(PASTE, "\n".join(["0.25"] * 50)))
        context.close()
    return opened, pasted, desk.times


def _opened(go: Callable[[], object], page: Page) -> float:
    go()
    page.locator(".line.aspect").first.wait_for()
    return float(page.evaluate("performance.now()"))


def _rows(times: dict[str, list[float]]) -> list[dict[str, Any]]:
    every = [time for found in times.values() for time in found]
    return [_row(what, found) for what, found in [*times.items(), ("all keys", every)]]


def _row(what: str, found: list[float]) -> dict[str, Any]:
    p95 = quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]
    return {
        "what": what,
        "keys": len(found),
        "p50_ms": round(median(found), 1),
        "p95_ms": round(p95, 1),
        "most_ms": round(max(found), 1),
    }


if __name__ == "__main__":
    main()
