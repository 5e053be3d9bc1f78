"""A judge at a tablet: opens a sheet and presses what a finger presses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.chromium import TABLET, Visitors
from tests.browser.demo import Demo, Seats

RECORDED = "Recorded"


class Tablet:
    """One judge on one sheet."""

    def __init__(self, demo: Demo, sheet: Seats, context: BrowserContext) -> None:
        self.demo = demo
        self.sheet = sheet
        self.context = context
        self.page = context.new_page()

    def open(self) -> Tablet:
        """Open the sheet and wait until its fields are there."""
        self.page.goto(f"{self.demo.url}{self.sheet.path}")
        expect(self.page.locator("[data-aspect]").first).to_be_visible()
        return self

    def field(self, aspect: dict[str, Any]) -> Locator:
        """Return the part of the page that belongs to an aspect."""
        return self.page.locator(f'[data-aspect="{aspect["id"]}"]')

    def badge(self, aspect: dict[str, Any]) -> Locator:
        """Return where it says how far the value is on its way."""
        return self.field(aspect).locator("header .badge")

    def choose(self, aspect: dict[str, Any], value: str) -> None:
        """Press the button of a score, a yes or no, or a choice."""
        self.field(aspect).locator(f'label.opt:has(input[value="{value}"])').tap()

    def type(self, aspect: dict[str, Any], text: str) -> None:
        """Type a number and go on to the next field."""
        box = self.field(aspect).locator("input.input")
        box.tap()
        # A busy browser focuses a while after the tap; typing before that would be selected and typed over.
        expect(box).to_be_focused()
        box.press_sequentially(text)
        box.press("Enter")

    def expect_recorded(self, aspect: dict[str, Any]) -> None:
        """Wait until the server has the value."""
        expect(self.badge(aspect)).to_contain_text(RECORDED)

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Take the network away for a while."""
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)


def tablet(demo: Demo, visitors: Visitors, sheet: Seats, login: str) -> Tablet:
    """Give a judge, who has signed in, a tablet with the sheet open."""
    return Tablet(demo, sheet, visitors.context(cookies=demo.cookies(login), **TABLET)).open()


def aspects(demo: Demo, sheet: Seats, login: str = "") -> dict[str, dict[str, Any]]:
    """Return the aspects of a sheet by code, as the server shows them to a judge."""
    return {aspect["code"]: aspect for aspect in demo.seen_by(login or sheet.judges[0], sheet)["aspects"]}


def unanswered(demo: Demo, sheet: Seats) -> dict[str, Any]:
    """Return the first yes or no of a sheet that nobody has answered."""
    return next(
        aspect
        for aspect in aspects(demo, sheet).values()
        if (aspect["calculation"] or {}).get("type") == "PASS_FAIL" and aspect["own"]["value"] is None
    )
