"""The public pages: live without reload, whole without script, in six languages, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from competition.http.i18n import LANGUAGE_NAMES, direction
from tests.browser.chromium import DESK, Visitors
from tests.browser.demo import Demo
from tests.browser.tablet import tablet, unanswered

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PUBLIC = ("", "trades/04/", "trades/01/", "trades/07/", "trades/10/", "medals/", "teams/", "teams/CHN/", "schedule/")
NOTE_TIME = """(element, wanted) => {
    window.notedAt = 0;
    const look = () => {
        const text = element.textContent;
        if (!window.notedAt && (wanted ? text.includes(wanted) : text !== first)) window.notedAt = Date.now();
    };
    const first = element.textContent;
    new MutationObserver(look).observe(element, {childList: true, characterData: true, subtree: true});
}"""


def test_an_open_board_shows_a_new_total_without_reload(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("14", "D1", "UA-07")
    judge = tablet(demo, visitors, sheet, sheet.judges[0])
    aspect = unanswered(demo, sheet)
    before = {row["id"]: row["total"] for row in demo.board("14")["body"]["rows"]}
    board = visitors.page(**DESK)
    board.goto(demo.page("trades/14/"))
    expect(board.locator('[data-part="live"]')).to_contain_text("Live")
    board.evaluate("window.sameDocument = true")
    board.locator('.boardtable [data-part="rows"]').evaluate(NOTE_TIME)
    judge.field(aspect).evaluate(NOTE_TIME, "Recorded")
    judge.choose(aspect, "1")
    judge.expect_recorded(aspect)
    after = {row["id"]: row["total"] for row in demo.board("14")["body"]["rows"]}
    (moved,) = (row for row in after if after[row] != before[row])
    expect(board.locator(f'[data-row="{moved}"] [data-field="total"]')).to_have_text(str(after[moved]))
    assert board.evaluate("window.sameDocument") is True
    waited = int(board.evaluate("window.notedAt")) - int(judge.page.evaluate("window.notedAt"))
    print(f"the board moved {waited} ms after the judge's receipt")


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_is_whole_without_script(demo: Demo, visitors: Visitors, path: str) -> None:
    page = visitors.page(java_script_enabled=False, **DESK)
    answer = page.goto(demo.page(path))
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert _has_no_sideways_scroll(page)
    wanted = {"": ".trade", "trades/04/": ".boardtable tbody tr", "medals/": "tbody tr", "teams/": "main li a"}
    if path in wanted:
        expect(page.locator(wanted[path]).first).to_be_visible()


def test_search_works_without_script(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(java_script_enabled=False, **DESK)
    page.goto(demo.page())
    page.get_by_label("Search").fill("egypt")
    page.get_by_label("Search").press("Enter")
    expect(page.locator("main").get_by_role("link", name="Egypt").first).to_be_visible()


def test_each_language_keeps_the_page_and_sets_the_direction(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**DESK)
    page.goto(demo.page("trades/04/"))
    for code, name in [*LANGUAGE_NAMES.items(), ("en", "English")]:
        page.locator(".tools details.menu summary").click()
        page.locator(".tools details.menu").get_by_role("link", name=name).click()
        expect(page.locator("html")).to_have_attribute("lang", code)
        expect(page.locator("html")).to_have_attribute("dir", direction(code))
        assert page.url.split("?")[0] == demo.page("trades/04/")
        expect(page.locator(".boardtable tbody tr").first).to_be_visible()


def test_the_language_is_remembered(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(lang="fr", **DESK)
    page.goto(demo.page("teams/"))
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto(demo.page("teams/?lang=ar"))
    page.goto(demo.page("medals/"))
    expect(page.locator("html")).to_have_attribute("lang", "ar")


def test_the_theme_is_remembered(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**DESK)
    page.goto(demo.page())
    light = _ground(page)
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto(demo.page("medals/"))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert _ground(page) != light
    page.get_by_role("button", name="Light or dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_missing_page_says_so_and_leads_back(demo: Demo, visitors: Visitors) -> None:
    visitors.expect("status of 404")
    page = visitors.page(**DESK)
    page.goto(demo.page("trades/99/"))
    expect(page.get_by_text("Page 404")).to_be_visible()
    page.get_by_role("link", name="Go to the start").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _ground(page: Page) -> str:
    return str(page.locator("html").evaluate("(html) => getComputedStyle(html).backgroundColor"))
