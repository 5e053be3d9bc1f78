"""The scheme editor as people use it: by keyboard alone, with blocks of a spreadsheet, two at a time, on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import HEIGHT, WIDE, expect_no_barrier
from tests.browser.chromium import DESK, Visitors
from tests.browser.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const init = {clipboardData: data, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', init));
}"""
PUT = """async ([address, token]) => {
    const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
    const body = JSON.stringify({revision: 0, base: '', document: {sections: [], criteria: []}});
    return (await fetch(address, {method: 'PUT', headers, body})).status;
}"""
BLOCK = (
    'Type\tDescription\tMax mark\tSection\nM\tCable is tied\t0,50\t1\nJ\tLooks good\t1\t1\nM\t"Two\nlines"\t٠٫٢٥\t1\n'
)


def edit(demo: Demo, page: Page, trade: str) -> Locator:
    """Open the editor; returns its aspects."""
    page.goto(demo.office(f"trades/{trade}/scheme/edit"))
    rows = page.locator(".line.aspect")
    expect(rows.first).to_be_visible()
    return rows


def expect_saved(page: Page) -> None:
    expect(page.locator(".savestate")).to_have_attribute("data-state", "saved")
    expect(page.locator(".savestate")).to_contain_text("Saved")


def test_a_scheme_is_written_by_keyboard_alone(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    rows = edit(demo, page, "07")
    total, keys = page.locator("[data-part=total]"), page.keyboard
    expect(total).to_have_text("100.00")
    page.get_by_role("toolbar").get_by_role("button", name="Keys").focus()
    keys.press("Tab")
    focus = page.locator(":focus")
    expect(focus).to_have_attribute("aria-label", "Name, A")
    for _ in range(2):
        keys.press("ArrowDown")
    expect(focus).to_have_attribute("aria-label", re.compile(r"Description, A1\.\w1"))
    first = rows.nth(0).locator(".k-code").inner_text()
    keys.type("Stems cut under water")
    keys.press("Enter")
    expect(rows.nth(0)).to_contain_text("Stems cut under water")
    expect(focus).not_to_have_attribute("aria-label", re.compile(rf"^Description, {first}$"))
    keys.press("End")
    keys.type("0,75")
    keys.press("Enter")
    expect(total).not_to_have_text("100.00")
    expect(page.get_by_label("Problems")).to_contain_text("Whole scheme")
    keys.press("Control+z")
    expect(total).to_have_text("100.00")
    keys.press("Control+Home")
    for _ in range(2):
        keys.press("ArrowDown")
    keys.press("Alt+ArrowDown")
    expect(rows.nth(1)).to_contain_text("Stems cut under water")
    expect(page.locator("p[role=status]")).to_have_text(re.compile(r"Moved, it is A1\.\w\d now"))
    expect_saved(page)
    page.reload()
    expect(rows.nth(1)).to_contain_text("Stems cut under water")
    expect(total).to_have_text("100.00")


def test_a_list_of_a_spreadsheet_is_shown_pasted_and_taken_back(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    rows = edit(demo, page, "08")
    before = rows.count()
    rows.first.locator(".k-description").click()
    page.evaluate(PASTE, BLOCK)
    dialog = page.get_by_role("dialog", name="Paste 3 rows")
    expect(dialog.get_by_label("Column 3")).to_have_value("max")
    expect(dialog).to_contain_text("3 aspects, 1.75 marks")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(before + 3)
    expect(rows.nth(3)).to_contain_text("Two")
    expect(rows.nth(3).locator(".k-max")).to_have_text("0.25")
    expect(page.locator("[data-part=total]")).to_have_text("101.75")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("Description, A1"))
    page.keyboard.press("Control+z")
    expect(rows).to_have_count(before)
    expect(page.locator("[data-part=total]")).to_have_text("100.00")


def test_a_calculation_is_tried_before_anybody_marks_by_it(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    rows = edit(demo, page, "09")
    found = rows.filter(has=page.locator(".k-how", has_text="Yes or no")).first
    row = page.locator(f'[data-row="{found.get_attribute("data-row")}"]')
    row.locator(".k-how").dblclick()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Number done", exact=True).click()
    dialog.get_by_label("How many there are").fill("4")
    dialog.get_by_label("Max mark").fill("2")
    box = dialog.get_by_role("textbox", name="Try it")
    box.fill("٣")
    expect(dialog.locator("[data-part=earned]")).to_have_text("1.50 of 2.00")
    box.fill("5")
    expect(dialog.get_by_role("group", name="Try it")).to_contain_text("4")
    expect(dialog.locator("[data-part=earned]")).to_have_count(0)
    dialog.get_by_role("button", name="Done").click()
    expect(row.locator(".k-how")).to_contain_text("Number of 4")


def test_work_that_was_not_saved_is_back_after_a_reload(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    # The page that goes sends what waits; the next one may begin before that arrives, and brings both together.
    visitors.expect("ERR_FAILED", "status of 409")
    page.route("**/draft", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    rows = edit(demo, page, "10")
    rows.first.locator(".k-description").click()
    page.keyboard.type("Kept in this browser")
    page.keyboard.press("Enter")
    expect(page.locator(".savestate")).to_contain_text("Not saved: no answer from the server; kept in this browser")
    page.unroute("**/draft")
    page.reload()
    expect(rows.first).to_contain_text("Kept in this browser")
    expect_saved(page)


def test_two_at_one_draft_are_brought_together_and_asked_about_the_same_cell(demo: Demo, visitors: Visitors) -> None:
    visitors.expect("status of 409")
    ours = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    theirs = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    our_rows, their_rows = edit(demo, ours, "11"), edit(demo, theirs, "11")
    _write(their_rows.nth(0), "Theirs")
    _write(their_rows.nth(1), "Theirs too")
    expect_saved(theirs)
    _write(our_rows.nth(0), "Ours")
    dialog = ours.get_by_role("dialog", name="The same cells were changed twice")
    dialog.get_by_label("Theirs", exact=True).check()
    dialog.get_by_role("button", name="Save what is chosen").click()
    expect_saved(ours)
    expect(our_rows.nth(0).locator(".k-description")).to_have_text("Theirs")
    expect(our_rows.nth(1).locator(".k-description")).to_have_text("Theirs too")


def _write(row: Locator, text: str) -> None:
    row.locator(".k-description").click()
    row.page.keyboard.type(text)
    row.page.keyboard.press("Enter")


def test_on_a_phone_a_row_is_a_form(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies(demo.organizer()), **PHONE)
    page.goto(demo.office("trades/12/scheme/edit"))
    page.locator(".sphone .aspect button").first.tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Description (English)").fill("Written on a phone")
    dialog.get_by_role("button", name="Done").tap()
    expect(page.locator(".sphone .aspect").first).to_contain_text("Written on a phone")
    expect_saved(page)


def test_an_interpreter_writes_words_and_no_numbers(demo: Demo, visitors: Visitors) -> None:
    login = demo.interpreter("13")
    visitors.expect("status of 403")
    page = visitors.page(cookies=demo.cookies(login), **DESK)
    page.goto(demo.office("trades/13/scheme/words"))
    page.get_by_label("Translation").select_option("fr")
    row = page.locator(".wrow.aspect").first
    expect(row.locator("small")).to_have_text(re.compile(r"^[MJ] · \d\.\d\d$"))
    expect(page.locator(".wrow input")).to_have_count(0)
    row.get_by_role("textbox").fill("Le câble est serré")
    page.keyboard.press("Tab")
    expect_saved(page)
    expect(page.get_by_role("button", name="Français")).to_contain_text("1 of")
    page.reload()
    expect(row.get_by_role("textbox")).to_have_value("Le câble est serré")
    token = page.locator("[data-part=words-data]").get_attribute("data-token")
    address = page.locator("[data-part=words-data]").get_attribute("data-address")
    assert page.evaluate(PUT, [str(address).replace("/words", "/draft"), token]) == 403
    page.goto(demo.office("trades/13/scheme/edit"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This is not open to you")


@pytest.mark.parametrize(("path", "part", "lang"), [("edit", ".line.aspect", "en"), ("words", ".wrow", "ar")])
def test_the_editor_and_the_words_have_no_barrier(
    demo: Demo, visitors: Visitors, path: str, part: str, lang: str
) -> None:
    cookies = demo.cookies(demo.organizer())
    page = visitors.page(cookies=cookies, lang=lang, viewport={"width": WIDE, "height": HEIGHT}, has_touch=True)
    page.goto(demo.office(f"trades/14/scheme/{path}"))
    expect(page.locator(part).first).to_be_visible()
    expect_no_barrier(page, lang)
