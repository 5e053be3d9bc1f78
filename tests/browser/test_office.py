"""The organizer in the office: signs in, finds the way, opens and closes boards, signs a tablet in by a picture."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from competition.services.demo_event import DEMO_PASSWORD
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.demo import Demo
from tests.browser.office import switch_board

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_an_organizer_signs_in_and_finds_the_event(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**DESK)
    page.goto(f"{demo.url}/office/")
    page.get_by_label("Log-in").fill(demo.organizer())
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Open the control room").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Control room")
    expect(page.locator(".matrix tbody tr")).to_have_count(18)
    menu = page.get_by_role("navigation", name="Office")
    menu.get_by_role("link", name="Trades").click()
    expect(page.locator("table tbody tr")).to_have_count(18)
    menu.get_by_role("link", name="People").click()
    expect(page.get_by_role("cell", name="EI-01").or_(page.locator("table tbody tr").first).first).to_be_visible()
    page.get_by_role("link", name="Judges").click()
    expect(page.get_by_role("cell", name="01-00")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_a_wrong_password_is_told_in_the_field(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(**DESK)
    page.goto(f"{demo.url}/sign-in")
    page.get_by_label("Log-in").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Log-in")).to_have_value("nobody")


def test_the_switch_in_the_office_hides_and_shows_an_open_board(demo: Demo, visitors: Visitors) -> None:
    board = visitors.page(**DESK)
    board.goto(demo.page("trades/06/"))
    expect(board.locator(".boardtable")).to_be_visible()
    board.evaluate("window.sameDocument = true")
    office = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    switch_board(demo, office, "06", "Hide", "Hidden")
    expect(board.locator(".boardtable")).to_have_count(0)
    expect(board.get_by_role("heading", name="Not public yet")).to_be_visible()
    assert demo.board("06")["body"]["rows"] == []
    switch_board(demo, office, "06", "Go live", "Live")
    expect(board.locator(".boardtable tbody tr").first).to_be_visible()
    assert board.evaluate("window.sameDocument") is True


def test_a_code_signs_a_tablet_in_once(demo: Demo, visitors: Visitors) -> None:
    office = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    office.goto(demo.office("people/judges?q=07-03"))
    row = office.get_by_role("row").filter(has=office.get_by_role("cell", name="07-03"))
    row.get_by_role("button", name="Sign-in code").click()
    office.get_by_role("dialog").get_by_role("button", name="Sign-in code").click()
    expect(office.get_by_role("img", name="QR code")).to_be_visible()
    address = office.locator("code.address").inner_text()
    assert re.fullmatch(rf"{re.escape(demo.url)}/q/[\w-]{{20,}}", address)
    tablet = visitors.page(**TABLET)
    tablet.goto(address)
    tablet.get_by_role("button", name="Sign in").tap()
    expect(tablet.get_by_role("heading", name="My sheets")).to_be_visible()
    visitors.expect("status of 4")
    other = visitors.page(**TABLET)
    other.goto(address)
    other.get_by_role("button", name="Sign in").tap()
    expect(other.get_by_text("This link or code was used before. Ask for a new one.")).to_be_visible()
    expect(other.get_by_role("link", name="Sign in with number and PIN")).to_be_visible()
    assert not [cookie for cookie in other.context.cookies() if cookie.get("name") == "podium_session"]
