"""Hall screens: turn by themselves, follow changes, and never scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import Visitors
from tests.browser.demo import Demo
from tests.browser.tablet import tablet, unanswered

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SIZES = ((1920, 1080), (1024, 768))
CLIPPED = """() => {
    const root = document.documentElement;
    const found = [];
    if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) found.push('the page scrolls');
    const inside = 'header h1, header p, .right > *, .rows li > *, .medalrows li > *, footer > *';
    for (const element of document.querySelectorAll(inside)) {
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height) continue;
        const out = box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
        if (out) found.push(`${element.tagName}.${element.className} is off the screen: ${element.textContent.trim()}`);
        const row = element.closest('li')?.getBoundingClientRect();
        if (row && (box.top < row.top - 2 || box.bottom > row.bottom + 2)) {
            found.push(`${element.tagName}.${element.className} leaves its row: ${element.textContent.trim()}`);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("size", SIZES, ids=["wide", "old"])
@pytest.mark.parametrize("lang", ["en", "zh", "ar"])
def test_a_screen_shows_everything_without_scrolling(
    demo: Demo, visitors: Visitors, size: tuple[int, int], lang: str
) -> None:
    for wish in ("04", "medals", "07"):
        page = _screen(demo, visitors, f"trades={wish}&seconds=120", size, lang=lang)
        expect(page.locator("li[data-row]").first).to_be_visible()
        page.evaluate("document.fonts.ready.then(() => true)")
        assert page.evaluate(CLIPPED) == []


def test_a_screen_shows_the_next_page_after_its_time(demo: Demo, visitors: Visitors) -> None:
    page = _screen(demo, visitors, "trades=04,medals&seconds=4", SIZES[0])
    rows = page.locator(".rows li[data-row]")
    expect(rows).to_have_count(8)
    first = rows.first.get_attribute("data-row")
    expect(page.locator(".rows li[data-row]").first).not_to_have_attribute("data-row", str(first))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Medal table")
    expect(page.locator(".medalrows li").first).to_be_visible()
    expect(page.locator(".rows li").first).to_have_attribute("data-row", str(first))


def test_a_screen_follows_a_change(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("12", "D2", "AT-01")
    page = _screen(demo, visitors, "trades=12&seconds=120", SIZES[0])
    expect(page.locator("footer .live")).to_contain_text("Live")
    before = {row["id"]: row["total"] for row in demo.board("12")["body"]["rows"]}
    judge = tablet(demo, visitors, sheet, sheet.judges[0])
    aspect = unanswered(demo, sheet)
    judge.choose(aspect, "1")
    judge.expect_recorded(aspect)
    board = demo.board("12")["body"]
    (moved,) = (row for row in board["rows"] if row["total"] != before[row["id"]])
    expect(page.locator(f'[data-row="{moved["id"]}"] [data-field="total"]')).to_have_text(moved["total"])


def _screen(demo: Demo, visitors: Visitors, wish: str, size: tuple[int, int], lang: str = "en") -> Page:
    page = visitors.page(lang=lang, viewport={"width": size[0], "height": size[1]})
    page.goto(demo.page(f"screen?{wish}"))
    return page
