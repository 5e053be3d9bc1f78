"""The public pages and the doors for everyone: axe-core finds nothing, nothing runs off a narrow page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.barriers import HEIGHT, LANGUAGES, WIDE, expect_no_barrier, expect_room_for_fingers
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.demo import Demo
from tests.browser.office import switch_board

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PUBLIC = {
    "start": "/",
    "home": "/e/brisc-2024/",
    "found": "/e/brisc-2024/?q=egypt",
    "nothing found": "/e/brisc-2024/?q=zzzz",
    "board live": "/e/brisc-2024/trades/04/",
    "board hidden": "/e/brisc-2024/trades/01/",
    "board frozen": "/e/brisc-2024/trades/10/",
    "board official": "/e/brisc-2024/trades/07/",
    "board in progress": "/e/brisc-2024/trades/16/",
    "medals": "/e/brisc-2024/medals/",
    "teams": "/e/brisc-2024/teams/",
    "team": "/e/brisc-2024/teams/CHN/",
    "schedule": "/e/brisc-2024/schedule/",
    "screen": "/e/brisc-2024/screen?trades=04&seconds=120",
    "screen of medals": "/e/brisc-2024/screen?trades=medals&seconds=120",
    "office sign-in": "/sign-in",
    "judge sign-in": "/judge/sign-in",
    "not on this tablet": "/judge/offline",
    "code": "/q/unknown",
    "nowhere": "/e/brisc-2024/trades/99/",
    "components": "/dev/components",
}


@pytest.fixture(scope="module", autouse=True)
def board_in_progress(browser: Browser, demo: Demo) -> None:
    """Show how far one trade is, so that boards of all states are there."""
    visitors = Visitors(browser, demo.url)
    switch_board(demo, visitors.page(cookies=demo.cookies(demo.organizer()), **DESK), "16", "Show progress", "Progress")
    visitors.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_no_barrier(demo: Demo, visitors: Visitors, name: str, lang: str) -> None:
    visitors.expect("status of 404")
    page = visitors.page(lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}{PUBLIC[name]}")
    expect_no_barrier(page, lang)


def test_signing_in_on_a_tablet_leaves_room_for_fingers(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**TABLET)
    page.goto(f"{demo.url}/judge/sign-in")
    expect_room_for_fingers(page)
