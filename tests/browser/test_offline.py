"""A tablet without a network: the page is there, 230 marks outlive the browser's death, and all arrive once.

Source: SYNC (storage, C13), PRODUCT E1, E2."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Mark, Op
from competition.domain.scheme import Criterion, Scheme, StandardSection, SubCriterion
from competition.queries.log_replay import verify_event
from tests.browser.blank import Blank
from tests.browser.chromium import ARGUMENTS, EXECUTABLE, TABLET, WAIT_MS, Visitors
from tests.browser.event import signed_in_just_now
from tests.factories import Scene, judged, make_scene, measured

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FIELDS = 230
"""As many as the public scheme of EuroSkills 2025 has; here on one sheet."""


def large_scheme() -> Scheme:
    """Return a scheme whose first sheet has FIELDS fields."""
    fields = tuple(measured(f"A1.M{number}", "0.20") for number in range(1, FIELDS + 1))
    subs = (
        SubCriterion("A1", {"en": "Panel"}, 1, fields),
        SubCriterion("A2", {"en": "Tests"}, 1, (measured("A2.M1", "14.00"),)),
    )
    logic = SubCriterion("B1", {"en": "Logic"}, 2, (judged("B1.J1", "40.00"),))
    return Scheme(
        (Criterion("A", {"en": "Wiring"}, subs), Criterion("B", {"en": "Program"}, (logic,))),
        (StandardSection("1", {"en": "Work"}, Decimal("100.00")),),
    )


@pytest.fixture(scope="module")
def scene(blank: Blank) -> Iterator[Scene]:
    """Put an event with a large sheet into the installation."""
    with Session(blank.engine) as session:
        yield make_scene(session, scheme=large_scheme())


def tablet(browser: Browser, folder: Path, cookies: list[dict[str, str]]) -> BrowserContext:
    """Start a browser that keeps what pages store, as a tablet does; whoever kills it may."""
    context = browser.browser_type.launch_persistent_context(
        folder, executable_path=EXECUTABLE, args=list(ARGUMENTS), locale="en", **TABLET
    )
    context.set_default_timeout(WAIT_MS)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def kill(folder: Path) -> None:
    """Kill every process of a browser, as an empty battery does."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and f"--user-data-dir={folder}".encode() in _command(entry):
            os.kill(int(entry.name), signal.SIGKILL)


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def _marks(blank: Blank, scene: Scene) -> list[tuple[int, int, str | None]]:
    """Return number of the field, version and value of every mark on the large sheet."""
    with Session(blank.engine) as session:
        numbers = {scene.aspect(f"A1.M{number}").id: number for number in range(1, FIELDS + 1)}
        rows = session.scalars(select(Mark).where(Mark.sheet_id == scene.sheets["EI-01", "A1"]))
        return [(numbers[each.aspect_id], each.version, each.value) for each in rows]


def test_230_marks_outlive_a_reload_without_network_and_the_death_of_the_browser(
    blank: Blank, browser: Browser, scene: Scene, tmp_path: Path
) -> None:
    cookies = signed_in_just_now(blank, scene.judges["CHN"])
    sheet = f"{blank.url}/judge/sheets/{scene.sheets['EI-01', 'A1']}"
    context = tablet(browser, tmp_path, cookies)
    page = context.new_page()
    page.goto(f"{blank.url}/judge/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(sheet)
    expect(page.locator("[data-aspect]")).to_have_count(FIELDS)
    context.set_offline(True)
    page.reload()
    expect(page.locator("[data-aspect]")).to_have_count(FIELDS)
    page.get_by_role("button", name="Next missing").focus()
    page.keyboard.press("Enter")
    for number in range(FIELDS):
        page.keyboard.type(str(number % 2))
        page.keyboard.press("Enter")
    expect(page.locator(".unsent b")).to_have_text(f"{FIELDS} not sent")
    kill(tmp_path)
    context = tablet(browser, tmp_path, cookies)
    context.set_offline(True)
    page = context.new_page()
    page.goto(sheet)
    expect(page.locator(".unsent b")).to_have_text(f"{FIELDS} not sent")
    expect(page.locator("header .badge", has_text="On this tablet")).to_have_count(FIELDS)
    assert _marks(blank, scene) == []
    context.set_offline(False)
    expect(page.locator(".unsent")).to_have_count(0)
    expect(page.locator("header .badge", has_text="Recorded")).to_have_count(FIELDS)
    context.close()
    assert sorted(_marks(blank, scene)) == sorted((number, 1, str((number - 1) % 2)) for number in range(1, FIELDS + 1))
    with Session(blank.engine) as session:
        ops = session.scalars(select(Op).where(Op.sheet_id == scene.sheets["EI-01", "A1"])).all()
        assert (len(ops), {each.status for each in ops}, all(each.key_id for each in ops)) == (
            FIELDS,
            {"applied"},
            True,
        )
        assert sorted(each.device_seq or 0 for each in ops) == list(range(1, FIELDS + 1))
        assert verify_event(session, scene.event_id).problems == ()


def test_nobody_sees_what_another_judge_had_on_the_tablet(blank: Blank, blank_visitors: Visitors, scene: Scene) -> None:
    sheet = f"{blank.url}/judge/sheets/{scene.sheets['EI-01', 'A2']}"
    page = blank_visitors.page(cookies=signed_in_just_now(blank, scene.judges["KAZ"]), **TABLET)
    blank_visitors.expect("WebSocket connection to")
    page.goto(f"{blank.url}/judge/")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(sheet)
    expect(page.locator("[data-aspect]")).to_have_count(1)
    page.goto(f"{blank.url}/judge/")
    page.context.set_offline(True)
    page.goto(sheet)
    expect(page.locator("[data-aspect]")).to_have_count(1)
    page.context.set_offline(False)
    page.goto(f"{blank.url}/judge/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    page.context.set_offline(True)
    page.goto(sheet)
    expect(page.get_by_role("heading", name="This page is not on this tablet")).to_be_visible()
    expect(page.locator("[data-aspect]")).to_have_count(0)
