"""What would keep somebody out of a page: found by axe-core, by measuring, and by a very narrow window."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.chromium import TABLET
from tests.servers import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LANGUAGES = ("en", "ar")
PHONE, WIDE, NARROW = 390, 1440, 320
HEIGHT = 900
FINGER = 44

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
    return [`${root.scrollWidth} wide`, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
}"""
SETTLES = 50
"""How often a page is looked at before it counts as settled, each time 100 ms later."""
SMALL = """(least) => [...document.querySelectorAll('a[href], button, input, textarea, select, summary, label.opt')]
    .filter((element) => !element.matches('.skip, label.opt input, p a, [type=hidden]') && element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(([element, box]) => `${element.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`)"""


def expect_within(page: Page, name: str = "") -> None:
    """Hold that nothing reaches out of the page sideways, once its fonts are there and its scripts have run."""
    page.wait_for_load_state("load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    for _ in range(SETTLES):
        if page.evaluate(SIDEWAYS) == []:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(SIDEWAYS) == [], name


def expect_no_barrier(page: Page, lang: str) -> None:
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
    expect_within(page)


def expect_room_for_fingers(page: Page) -> None:
    page.set_viewport_size(TABLET["viewport"])
    assert page.evaluate(SMALL, FINGER) == []
