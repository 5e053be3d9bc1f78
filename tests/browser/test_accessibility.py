"""Every door for everyone: axe-core finds nothing, nothing runs off a narrow page, fingers hit what they aim at."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.demo import Demo
from tests.browser.office import switch_board
from tests.servers import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANGUAGES = ("en", "ar")
PHONE, WIDE, NARROW = 390, 1440, 320
HEIGHT = 900
FINGER = 44

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
    "code": "/q/unknown",
    "nowhere": "/e/brisc-2024/trades/99/",
    "components": "/dev/components",
}
OFFICE = {
    "events": "/office/",
    "control room": "/office/brisc-2024/",
    "trades": "/office/brisc-2024/trades",
    "trade": "/office/brisc-2024/trades/04",
    "people": "/office/brisc-2024/people",
    "judges": "/office/brisc-2024/people/judges",
    "teams": "/office/brisc-2024/people/teams",
    "sheets": "/office/brisc-2024/sheets?state=split",
    "publication": "/office/brisc-2024/publication",
    "log": "/office/brisc-2024/log",
}
SHEETS = {
    "open": ("04", "E2", "EI-01"),
    "too far apart": ("11", "C3", "PC-06"),
    "locked": ("04", "A1", "EI-01"),
}

AUDIT = """async ([tags, rules]) => {
    const only = rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
    const found = await axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false});
    return found.violations.flatMap(({id, nodes}) => nodes.slice(0, 4).map(({target, any, all, none}) => {
        const why = [...any, ...all, ...none].map((check) => check.message).join(' ');
        return `${id}: ${target.join(' ')}: ${why}`;
    }));
}"""
SET_THEME = """(theme) => {
    document.documentElement.dataset.theme = theme;
    document.querySelector('meta[name="color-scheme"]').content = theme;
    const still = '*, *::before, *::after { transition: none; animation: none; }';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(still);
    document.adoptedStyleSheets = [sheet];
}"""
SIDEWAYS = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width && (box.right > root.clientWidth + 1 || box.left < -1);
    });
    return [`${root.scrollWidth} wide`, ...out.slice(0, 5).map((e) => `${e.tagName}.${e.className}`)];
}"""
SMALL = """(least) => [...document.querySelectorAll('a[href], button, input, textarea, select, summary, label.opt')]
    .filter((element) => !element.matches('.skip, label.opt input, p a, [type=hidden]') && element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`)"""


@pytest.fixture(scope="module", autouse=True)
def board_in_progress(browser: Browser, demo: Demo) -> None:
    """Show how far one trade is, so that boards of all states are there."""
    visitors = Visitors(browser, demo.url)
    switch_board(demo, visitors.page(cookies=demo.cookies(demo.organizer()), **DESK), "16", "Show progress", "Progress")
    visitors.close()


@pytest.mark.xdist_group("browser-accessibility-public")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_no_barrier(demo: Demo, visitors: Visitors, name: str, lang: str) -> None:
    visitors.expect("status of 404")
    page = visitors.page(lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}{PUBLIC[name]}")
    _expect_no_barrier(page, lang)


@pytest.mark.xdist_group("browser-accessibility-office")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", OFFICE)
def test_an_office_page_has_no_barrier(demo: Demo, visitors: Visitors, organizer: Any, name: str, lang: str) -> None:
    page = visitors.page(cookies=organizer, lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}{OFFICE[name]}")
    _expect_no_barrier(page, lang)


@pytest.mark.xdist_group("browser-accessibility-office")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_in_the_office_has_no_barrier(demo: Demo, visitors: Visitors, organizer: Any, lang: str) -> None:
    page = visitors.page(cookies=organizer, lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(demo.office(f"sheets/{demo.sheet('11', 'C3', 'PC-06').id}"))
    _expect_no_barrier(page, lang)


@pytest.mark.xdist_group("browser-accessibility-office")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_judges_desk_has_no_barrier(demo: Demo, visitors: Visitors, lang: str) -> None:
    page = visitors.page(cookies=demo.cookies("04-00"), lang=lang, viewport={"width": WIDE, "height": HEIGHT})
    page.goto(f"{demo.url}/judge/")
    _expect_no_barrier(page, lang)
    _expect_room_for_fingers(page)


@pytest.mark.xdist_group("browser-accessibility-office")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHEETS)
def test_a_judging_sheet_has_no_barrier(demo: Demo, visitors: Visitors, name: str, lang: str) -> None:
    sheet = demo.sheet(*SHEETS[name])
    page = visitors.page(
        cookies=demo.cookies(sheet.judges[0]), lang=lang, viewport={"width": WIDE, "height": HEIGHT}, has_touch=True
    )
    page.goto(f"{demo.url}{sheet.path}")
    expect(page.locator("[data-aspect]").first).to_be_visible()
    _expect_no_barrier(page, lang)
    _expect_room_for_fingers(page)


@pytest.mark.xdist_group("browser-accessibility-public")
def test_signing_in_on_a_tablet_leaves_room_for_fingers(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**TABLET)
    page.goto(f"{demo.url}/judge/sign-in")
    assert page.evaluate(SMALL, FINGER) == []


@pytest.fixture(scope="module")
def organizer(demo: Demo) -> list[dict[str, str]]:
    """Give the cookies of an organizer."""
    return demo.cookies(demo.organizer())


def _expect_no_barrier(page: Page, lang: str) -> None:
    """Hold a page, in light and dark, wide and on a phone, and that a very narrow page cuts nothing off."""
    expect(page.locator("html")).to_have_attribute("lang", lang)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        # What a page says does not hang on its colours, so the dark one is asked about contrast alone.
        for theme, rules in (("light", []), ("dark", ["color-contrast"])):
            page.evaluate(SET_THEME, theme)
            assert page.evaluate(AUDIT, [TAGS, rules]) == [], f"{width} px, {theme}"
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    assert page.evaluate(SIDEWAYS) == []


def _expect_room_for_fingers(page: Page) -> None:
    page.set_viewport_size(TABLET["viewport"])
    assert page.evaluate(SMALL, FINGER) == []
