"""The office by keyboard alone: every page is walked by Tab, and what opens closes again."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from competition.web.office import blueprint
from tests.browser.chromium import DESK, Visitors
from tests.browser.demo import Demo
from tests.browser.keyboard import keyboard_faults

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FILES = {
    *("enrolment_count", "image", "job_progress", "look_preview"),
    *("roster_template", "scheme_export", "scheme_template"),
}
WALKED = {"enrolment", "panel_plan", "roster_import", "scheme_file", "scheme_publish", "scheme_request"}
"""What there is only on the way to a new event; tests/browser/test_first_event.py presses Tab there."""
MADE_FIRST = {
    *("application", "asking", "code_key", "device", "draw_sheet", "event_restore", "event_restore_progress"),
    *("event_sponsor", "expert", "job", "jury_question", "open_codes", "question"),
    *("scheme_compare", "scheme_undo", "seal_codes", "standard", "standard_edit", "wizard_done", "wizard_step"),
}
"""What nobody has made in the demo event, but other tests of the same run may have."""
STYLE = "<style>:focus-visible { outline: 3px solid } #bare:focus { outline: none }</style>"
HOLD = "if (event.key === 'Tab') event.preventDefault()"
BAD = {
    '<input id="a"><input id="bare">': ["no ring"],
    '<input id="a"><input id="b" tabindex="2">': ["order of its own"],
    f'<input id="a" onkeydown="{HOLD}"><input id="b">': ["not reached"],
    '<input id="a"><a href="#b">b</a>': [],
}
"""Parts of pages, and what is wrong with them."""
LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map((each) => each.href)"


def _office() -> Flask:
    app = Flask("office", static_folder=None)
    app.register_blueprint(blueprint)
    return app


def _pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}


def _met(page: Page, demo: Demo, adapter: MapAdapter) -> Iterator[tuple[str, str]]:
    """Go through the office by its links, one page of each kind; gives kind and address of the page that is open."""
    waiting = {"office.home": f"{demo.url}/office/", "office.control": demo.office()}
    met: set[str] = set()
    while waiting:
        kind = next(iter(waiting))
        address = waiting.pop(kind)
        met.add(kind)
        page.goto(address)
        yield kind, page.url
        for link in page.evaluate(LINKS):
            if not link.startswith(f"{demo.url}/office"):
                continue
            try:
                found, _ = adapter.match(urlsplit(link).path, method="GET")
            except (HTTPException, RequestRedirect):
                continue
            if found not in met and found.removeprefix("office.") not in FILES:
                waiting.setdefault(found, link)


def test_tab_leads_through_every_page_of_the_office(demo: Demo, visitors: Visitors) -> None:
    app = _office()
    page = visitors.page(cookies=demo.cookies(demo.all_powers()), **DESK)
    _add_an_institution(page, demo)
    _make_a_backup(page, demo)
    faults, met = [], set()
    for kind, address in _met(page, demo, app.url_map.bind("localhost")):
        met.add(kind)
        faults += [f"{kind} {address}: {each}" for each in keyboard_faults(page)]
    assert faults == []
    there, missed = ({each.removeprefix("office.") for each in pages} for pages in (_pages(app), _pages(app) - met))
    assert missed - MADE_FIRST == FILES | WALKED
    assert there >= MADE_FIRST


def _add_an_institution(page: Page, demo: Demo) -> None:
    """Fill a form and send it, refuse what a dialog asks, without the mouse."""
    page.goto(f"{demo.url}/office/institutions/new")
    page.locator("main .input").first.focus()
    page.keyboard.type("Technical College")
    page.locator("#country").focus()
    page.keyboard.type("Egypt")
    page.locator("#city").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Technical College").focus()
    page.keyboard.press("Enter")
    retire = page.get_by_role("button", name="Retire")
    expect(retire).to_be_visible()
    retire.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Retire")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(retire).to_be_focused()


def _make_a_backup(page: Page, demo: Demo) -> None:
    page.goto(demo.office("backups"))
    page.get_by_role("button", name="Back up now").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Open").first).to_be_visible()


def test_menus_folds_and_files_open_by_keyboard(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    page.goto(demo.office("trades/04/scheme"))
    menu = page.locator("main details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link").first).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.goto(demo.office("trades/04/scheme/import"))
    page.locator("#file").focus()
    with page.expect_file_chooser():
        page.keyboard.press("Space")
    page.goto(demo.office("spreadsheets"))
    page.locator("form.bring summary").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator("#pasted")).to_be_focused()


def test_what_a_keyboard_cannot_use_is_found(browser: Browser) -> None:
    page = browser.new_page()
    found = {}
    for part in BAD:
        page.set_content(f'{STYLE}<main tabindex="-1">{part}</main>')
        found[part] = [each.partition(":")[0] for each in keyboard_faults(page)]
    page.close()
    assert found == BAD
