"""From an empty installation to a ready event, in the browser alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.blank import LOGIN, NAME, PASSWORD, Blank
from tests.browser.chromium import DESK, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]


def test_the_first_person_comes_in_by_the_address_from_the_terminal(blank: Blank, blank_visitors: Visitors) -> None:
    page = blank_visitors.page(**DESK)
    page.goto(f"{blank.url}/office/")
    expect(page.get_by_text("nobody can sign in yet")).to_be_visible()
    address = blank.set_up_address()
    page.goto(address)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Log-in").fill(LOGIN)
    blank_visitors.expect("status of 422", "status of 410")
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_label("The same password again").fill("password1234")
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page.get_by_text("among the first that anybody would try")).to_be_visible()
    expect(page.get_by_label("Log-in")).to_have_value(LOGIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page).to_have_url(f"{blank.url}/office/")
    expect(page.get_by_text("Administrator")).to_be_visible()
    stranger = blank_visitors.page(**DESK)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This address is used up")
