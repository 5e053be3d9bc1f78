"""An organizer at a desk."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.demo import Demo


def switch_board(demo: Demo, office: Page, trade: str, verb: str, state: str) -> None:
    """Switch the board of a trade and agree to what that means. state: what it then is."""
    office.goto(demo.office("publication"))
    office.locator(f"#trade-{trade}").get_by_role("button", name=verb).click()
    office.get_by_role("dialog").get_by_role("button", name=verb).click()
    expect(office.locator(f"#trade-{trade} [aria-current]")).to_have_text(state)
