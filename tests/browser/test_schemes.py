"""A scheme is changed in the middle of the work: file, preview, two people, and the way back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import expect_no_barrier
from tests.browser.chromium import DESK, Visitors
from tests.browser.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def changed_file(office: Page, address: str, folder: Path) -> Path:
    """Return the trade's own spreadsheet with one mark moved from one aspect to another."""
    data = office.context.request.get(address).body()
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows():
        if row[4].value == "Gloves worn when handling metal trunking":
            row[10].value = 0.75
        if row[4].value == "Gloves worn when handling cable tray":
            row[10].value = 0.25
    path = folder / "changed.xlsx"
    book.save(path)
    return path


def test_a_scheme_is_changed_after_the_first_mark_and_brought_back(
    demo: Demo, visitors: Visitors, tmp_path: Path
) -> None:
    office = visitors.page(cookies=demo.cookies(demo.organizer()), **DESK)
    chief = visitors.page(cookies=demo.cookies("04-00"), **DESK)
    scheme = demo.office("trades/04/scheme")
    office.goto(f"{scheme}/import")
    expect_no_barrier(office, "en")
    office.get_by_label("File").set_input_files(changed_file(office, f"{scheme}/export?texts=en", tmp_path))
    office.get_by_role("button", name="Show what it says").click()
    expect(office.get_by_text("Can become the draft")).to_be_visible()
    expect_no_barrier(office, "en")
    office.get_by_role("button", name="Make it the draft").click()
    office.get_by_role("link", name="Send for approval").click()
    expect(office.get_by_role("heading", name="Sums and ranks")).to_be_visible()
    expect_no_barrier(office, "en")
    office.get_by_label("Reason").fill("The jury weighs the gloves anew.")
    office.get_by_role("button", name="Send for approval").click()
    chief.goto(scheme)
    chief.get_by_role("link", name="Look and decide").click()
    expect_no_barrier(chief, "en")
    chief.get_by_role("button", name="Approve").click()
    expect(chief.get_by_text("Version 2 is published, and the marks were taken along.")).to_be_visible()
    office.goto(scheme)
    office.get_by_role("link", name="Take the last change back").click()
    office.get_by_label("Reason").fill("It was the wrong file.")
    office.get_by_role("button", name="Ask for the way back").click()
    expect(office.get_by_role("button", name="Withdraw")).to_be_visible()
    chief.goto(office.url)
    chief.get_by_role("button", name="Approve").click()
    expect(chief.get_by_text("brings back version 1")).to_be_visible()
