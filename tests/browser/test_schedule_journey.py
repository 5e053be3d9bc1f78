"""An organizer plans all trades at once, mends, prints; the clocks change on the way. Source: PRODUCT A4."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import Blank
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.event import CODE, TRADES, add_plain_event, signed_in_just_now

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGE = f"/office/{CODE}/schedule"


def test_a_plan_is_made_mended_printed_and_followed(blank: Blank, blank_visitors: Visitors) -> None:
    blank_visitors.expect("status of 422")
    cookies = signed_in_just_now(blank, add_plain_event(blank))
    page = blank_visitors.page(cookies=cookies, **DESK)
    page.goto(f"{blank.url}{PAGE}")
    _plan_all_trades(page)
    _plan_the_longer_night(page)
    _mend_by_the_picture(page)
    _mend_in_the_list(page)
    _print(page, blank)
    _follow(blank, blank_visitors)
    _read_in_arabic(blank, blank_visitors, cookies)


def _plan_all_trades(page: Page) -> None:
    page.get_by_role("link", name="Add sessions").click()
    page.locator("#name-en").fill("Module A")
    page.get_by_label("Tick all trades").check()
    page.get_by_role("checkbox", name="29 Hairdressing").uncheck()
    days = page.get_by_role("checkbox", name=re.compile(r"Day [12],"))
    for number in range(2):
        days.nth(number).check()
    page.get_by_label("From", exact=True).fill("9")
    page.get_by_label("To", exact=True).fill("noon")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("To", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("checkbox", name="04 Electrical Installations")).to_be_checked()
    expect(page.get_by_role("checkbox", name="29 Hairdressing")).not_to_be_checked()
    _look(page, "en")
    page.get_by_label("To", exact=True).fill("12.30")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("8 lines are added.")).to_be_visible()
    expect(page.locator(".timetable td.slot")).to_have_count(4)
    expect(page.locator(".timetable tbody tr")).to_have_count(len(TRADES))


def _plan_the_longer_night(page: Page) -> None:
    """Plan something at half past two of the night in which that time is twice."""
    _day(page, 3)
    page.get_by_role("link", name="Add to this day").click()
    page.get_by_label("Kind").select_option("social")
    page.locator("#name-en").fill("Farewell")
    expect(page.get_by_role("checkbox", name=re.compile(r"Day 3,"))).to_be_checked()
    page.get_by_label("From", exact=True).fill("00:30")
    page.get_by_label("To", exact=True).fill("02:30")
    page.get_by_role("button", name="Add", exact=True).click()
    which = page.get_by_role("radio", name="The second time")
    expect(page.get_by_label("To", exact=True)).to_have_attribute("aria-invalid", "true")
    which.check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("1 line is added.")).to_be_visible()
    expect(page.locator(".timetable td.slot.social")).to_have_count(1)
    expect(page.get_by_text("The clocks go back by 60 minutes on this day")).to_be_visible()
    expect(page.get_by_text("Venue time, Paris (UTC+2)")).to_have_count(0)


def _mend_by_the_picture(page: Page) -> None:
    """Open a block of the picture, move it onto another one, and be told that they disagree."""
    _day(page, 1)
    page.get_by_role("link", name="Add to 17 Web Technologies").or_(
        page.get_by_role("link", name="Add to Web Technologies")
    ).click()
    expect(page.get_by_role("checkbox", name="17 Web Technologies")).to_be_checked()
    page.locator("#name-en").fill("Module B")
    page.get_by_label("From", exact=True).fill("13:00")
    page.get_by_label("To", exact=True).fill("17:00")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator(".timetable td.slot a").filter(has_text="Module B").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("13:00")
    page.get_by_label("From", exact=True).fill("12:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".finds")).to_contain_text("Module B")
    expect(page.locator(".timetable td.troubled")).to_have_count(2)
    _look(page, "en")


def _mend_in_the_list(page: Page) -> None:
    row = _line(page, "Module B")
    row.get_by_label(re.compile("^From")).fill("25:00")
    page.get_by_role("button", name="Save times").click()
    expect(page.get_by_text("Write both times as 08:30.")).to_be_visible()
    expect(row.get_by_label(re.compile("^From"))).to_have_value("25:00")
    row.get_by_label(re.compile("^From")).fill("13:00")
    page.get_by_role("button", name="Save times").click()
    expect(page.get_by_text("1 line has other times now.")).to_be_visible()
    expect(page.locator(".finds")).to_have_count(0)
    row.get_by_role("checkbox").check()
    expect(page.locator("[data-part=ticked]")).to_contain_text("1")
    page.get_by_label("Move by").fill("-30")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(row.get_by_label(re.compile("^From"))).to_have_value("12:30")
    row.get_by_role("checkbox").check()
    page.get_by_label("Copy to").select_option("2027-10-31")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("1 line is copied.")).to_be_visible()
    expect(page.locator(".planlines tbody tr")).to_have_count(2)
    _line(page, "Farewell").get_by_role("checkbox").check()
    page.get_by_role("button", name="Take away", exact=True).first.click()
    page.get_by_role("dialog").get_by_role("button", name="Take away").click()
    expect(_line(page, "Farewell")).to_have_count(0)
    page.get_by_role("link", name="By place").click()
    expect(page.locator(".timetable tbody th").filter(has_text="Bay 3")).to_be_visible()


def _print(page: Page, blank: Blank) -> None:
    page.get_by_role("link", name="Print").click()
    expect(page.locator(".sheetday")).to_have_count(3)
    expect(page.get_by_text("venue time, Paris (UTC+2)")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Office")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Back to the schedule").click()
    address = page.locator("a.address").inner_text()
    assert address.startswith(blank.url)
    lines = Calendar.from_ical(page.request.get(address).body()).walk("VEVENT")
    assert len(lines) == 10
    last = max(line.decoded("DTSTART") for line in lines)
    assert last.isoformat() == "2027-10-31T12:30:00+01:00"


def _follow(blank: Blank, people: Visitors) -> None:
    """Read the plan as a visitor."""
    phone = people.page(**{**TABLET, "viewport": {"width": 390, "height": 844}})
    phone.goto(f"{blank.url}/e/{CODE}/schedule/")
    expect(phone.locator(".sched li")).to_have_count(10)
    phone.get_by_label("Trade").select_option("17")
    phone.get_by_role("button", name="Show").tap()
    expect(phone.locator(".sched li")).to_have_count(4)
    expect(phone.get_by_role("link", name="Add to your calendar")).to_have_attribute("href", re.compile("trade=17"))


def _read_in_arabic(blank: Blank, people: Visitors, cookies: list[dict[str, str]]) -> None:
    page = people.page(cookies=cookies, lang="ar", **DESK)
    page.goto(f"{blank.url}{PAGE}")
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.locator(".timetable td.slot")).to_have_count(5)
    _look(page, "ar")


def _day(page: Page, number: int) -> None:
    page.get_by_role("navigation", name="Days").get_by_role("link", name=re.compile(rf"Day {number},")).click()


def _line(page: Page, name: str) -> Locator:
    return page.locator(".planlines tbody tr").filter(has_text=name)


def _look(page: Page, lang: str) -> None:
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
