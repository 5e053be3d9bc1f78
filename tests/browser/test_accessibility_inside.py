"""The office and the judge's tablet for everyone: axe-core finds nothing, fingers hit what they aim at."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import HEIGHT, LANGUAGES, WIDE, expect_no_barrier, expect_room_for_fingers
from tests.browser.chromium import Visitors
from tests.browser.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

OFFICE = {
    "events": "/office/",
    "control room": "/office/brisc-2024/",
    "trades": "/office/brisc-2024/trades",
    "trade": "/office/brisc-2024/trades/04",
    "trade settings": "/office/brisc-2024/trades/04/settings",
    "getting ready": "/office/brisc-2024/setup",
    "schemes": "/office/brisc-2024/schemes",
    "scheme": "/office/brisc-2024/trades/04/scheme",
    "people": "/office/brisc-2024/people",
    "judges": "/office/brisc-2024/people/judges",
    "teams": "/office/brisc-2024/people/teams",
    "sheets": "/office/brisc-2024/sheets?state=split",
    "publication": "/office/brisc-2024/publication",
    "log": "/office/brisc-2024/log",
}
BEFORE = {
    "accounts": "/office/brisc-2024/staff",
    "applications": "/office/brisc-2024/applications",
    "backups": "/office/brisc-2024/backups",
    "blind codes": "/office/brisc-2024/codes",
    "calibration": "/office/brisc-2024/trades/04/calibration",
    "cards": "/office/brisc-2024/cards",
    "conflicts": "/office/brisc-2024/people/conflicts",
    "devices": "/office/brisc-2024/devices",
    "draws": "/office/brisc-2024/trades/04/draws",
    "experts": "/office/experts",
    "institutions": "/office/institutions",
    "look": "/office/brisc-2024/settings/look",
    "questions": "/office/brisc-2024/questions",
    "clarifications": "/office/brisc-2024/questions/clarifications",
    "panels": "/office/brisc-2024/trades/04/panels",
    "rehearsal": "/office/brisc-2024/rehearsal",
    "schedule": "/office/brisc-2024/schedule",
    "settings": "/office/brisc-2024/settings",
    "spreadsheets": "/office/brisc-2024/spreadsheets",
    "standards": "/office/standards",
}
SHEETS = {
    "open": ("04", "E2", "EI-01"),
    "too far apart": ("11", "C3", "PC-06"),
    "locked": ("04", "A1", "EI-01"),
}


@pytest.fixture(scope="module")
def organizer(demo: Demo) -> list[dict[str, str]]:
    """Give the cookies of an organizer."""
    return demo.cookies(demo.organizer())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", OFFICE)
def test_an_office_page_has_no_barrier(demo: Demo, visitors: Visitors, organizer: Any, name: str, lang: str) -> None:
    page = visitors.page(cookies=organizer, lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}{OFFICE[name]}")
    expect_no_barrier(page, lang)


@pytest.mark.parametrize("name", BEFORE)
def test_a_page_of_what_comes_before_has_no_barrier_from_right_to_left(
    demo: Demo, visitors: Visitors, organizer: Any, name: str
) -> None:
    page = visitors.page(cookies=organizer, lang="ar", viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}{BEFORE[name]}")
    expect_no_barrier(page, "ar")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_in_the_office_has_no_barrier(demo: Demo, visitors: Visitors, organizer: Any, lang: str) -> None:
    page = visitors.page(cookies=organizer, lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(demo.office(f"sheets/{demo.sheet('11', 'C3', 'PC-06').id}"))
    expect_no_barrier(page, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_judges_desk_has_no_barrier(demo: Demo, visitors: Visitors, lang: str) -> None:
    page = visitors.page(cookies=demo.cookies("04-00"), lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}/judge/")
    expect_no_barrier(page, lang)
    expect_room_for_fingers(page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHEETS)
def test_a_judging_sheet_has_no_barrier(demo: Demo, visitors: Visitors, name: str, lang: str) -> None:
    sheet = demo.sheet(*SHEETS[name])
    page = visitors.page(
        cookies=demo.cookies(sheet.judges[0]), lang=lang, viewport={"width": WIDE, "height": HEIGHT}, has_touch=True
    )
    page.goto(f"{demo.url}{sheet.path}")
    expect(page.locator("[data-aspect]").first).to_be_visible()
    expect_no_barrier(page, lang)
    expect_room_for_fingers(page)
