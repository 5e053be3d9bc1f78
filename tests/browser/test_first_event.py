"""From an empty installation to an event that is ready, in the browser alone, in two languages.

Source: PRODUCT A1, A9."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.barriers import NARROW, expect_no_barrier, expect_within
from tests.browser.blank import LOGIN, NAME, PASSWORD, Blank, running_blank
from tests.browser.chromium import DESK, Visitors
from tests.browser.first_event import GO_ON, Walk
from tests.browser.keyboard import keyboard_faults

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LIST = "17\tWeb Technologies\t网站技术\tICT\t1\tBay 4\n17\tTwice"
MOST_SECONDS = 600
"""Source: PRODUCT A1: from nothing to ready in ten minutes of somebody's time."""
LOOKED_AT = {
    *("event", "trades", "organizers", "check", "made", "people-shown", "people-written"),
    *("scheme-shown", "scheme-asked", "panels-shown", "cards-made", "enrolment"),
}
"""Pages that no other test looks at: for barriers from right to left, where most can go wrong; in English by Tab."""


def test_the_first_person_comes_in_by_the_address_from_the_terminal(browser: Browser, tmp_path: Path) -> None:
    with running_blank(tmp_path) as untouched:
        people = Visitors(browser, untouched.url)
        people.expect("status of 422", "status of 410")
        _come_in(untouched, people)
        people.close()
        assert people.complaints == []


def _come_in(blank: Blank, people: Visitors) -> None:
    page = people.page(**DESK)
    page.goto(f"{blank.url}/office/")
    expect(page.get_by_text("nobody can sign in yet")).to_be_visible()
    _look(page, "en")
    address = blank.set_up_address()
    page.goto(address)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Log-in").fill(LOGIN)
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_label("The same password again").fill("password1234")
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page.get_by_text("among the first that anybody would try")).to_be_visible()
    expect(page.get_by_label("Log-in")).to_have_value(LOGIN)
    _look(page, "en")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page).to_have_url(f"{blank.url}/office/")
    expect(page.get_by_text("Administrator")).to_be_visible()
    stranger = people.page(**DESK)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This address is used up")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nobody_needs_ten_minutes_from_nothing_to_ready(blank: Blank, blank_visitors: Visitors, language: str) -> None:
    def seen(page: Page, name: str) -> None:
        size = page.viewport_size
        assert size is not None
        if name in LOOKED_AT and language == "ar":
            expect_no_barrier(page, language)
        else:
            assert name not in LOOKED_AT or keyboard_faults(page) == [], name
            page.set_viewport_size({"width": NARROW, "height": size["height"]})
            expect_within(page, name)
        page.set_viewport_size(size)

    walk = Walk(blank_visitors, language, seen)
    organizer = walk.hand(cookies=blank.administrator())
    organizer.page.goto(f"{blank.url}/office/")
    assert organizer.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    walk.to_ready(organizer)
    assert walk.effort.seconds < MOST_SECONDS


def test_the_wizard_keeps_what_is_typed_and_says_what_is_wrong(blank: Blank, blank_visitors: Visitors) -> None:
    blank_visitors.expect("status of 422")
    page = blank_visitors.page(cookies=blank.administrator(), timezone_id="Asia/Shanghai", **DESK)
    page.goto(f"{blank.url}/office/new-event")
    page.locator("input[value=school]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/event")
    expect(page.get_by_label("Time zone of the venue")).to_have_value("Asia/Shanghai")
    page.get_by_label("Second language").select_option("zh")
    expect(page.locator("#name-zh")).to_be_visible()
    page.locator("#name-en").fill("National Skills 2027")
    page.locator("#name-zh").fill("全国技能大赛")
    expect(page.get_by_label("Code in addresses")).to_have_value("national-skills-2027")
    expect(page.locator("form[data-kept=yes]")).to_contain_text("Kept at")
    page.reload()
    expect(page.locator("#name-zh")).to_have_value("全国技能大赛")
    page.locator("#name-zh").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Choose the day.").first).to_be_visible()
    _look(page, "en")
    page.get_by_label("First competition day").fill("2027-05-03")
    page.get_by_label("Last competition day").fill("2027-05-06")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trades")
    page.get_by_label("List of trades").fill(LIST)
    page.get_by_role("button", name="Add these").click()
    expect(page.get_by_text("stands in row 1 already")).to_be_visible()
    _look(page, "en")
    page.get_by_role("button", name="Add a trade").click()
    expect(page.locator("[name=code-2]")).to_be_focused()
    page.get_by_role("button", name="Remove Twice").click()
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator(GO_ON).click()
    expect(page.get_by_label("I organize this event")).to_be_checked()
    page.get_by_role("button", name="Trades").click()
    expect(page.locator("[name=second-0]")).to_have_value("网站技术")


def _look(page: Page, lang: str) -> None:
    """Hold that nothing keeps anybody out of this page, then go on at the desk."""
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
