"""People come in an Arabic workbook: mistakes by cell, mended, written, handed out, taken back. PRODUCT B1."""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from competition.formats.roster_columns import COLUMNS
from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import Blank
from tests.browser.chromium import DESK, Visitors
from tests.browser.event import CODE, add_plain_event, signed_in_just_now

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGE = f"/office/{CODE}/spreadsheets"
PEOPLE = (
    {
        "team_code": "EGY",
        "native_name": "أحمد سمير",
        "latin_name": "Ahmed Samir",
        "trade_code": "17",
        "birth_date": "2006-02-30",
    },
    {"team_code": "BRA", "native_name": "João Magalhães", "trade_code": "71"},
    {"team_code": "KAZ", "native_name": "Әлия Нұрланова", "latin_name": "Aliya Nurlanova", "trade_code": "34"},
    {"team_code": "EGY", "native_name": "منى فؤاد", "latin_name": "Mona Fouad", "trade_code": "17", "role": "حكم"},
)


def test_an_arabic_workbook_is_filled_in_mended_written_and_taken_back(blank: Blank, blank_visitors: Visitors) -> None:
    blank_visitors.expect("status of 422")
    cookies = signed_in_just_now(blank, add_plain_event(blank))
    page = blank_visitors.page(cookies=cookies, **DESK)
    page.goto(f"{blank.url}{PAGE}")
    template = _take(page, "العربية")
    _bring(page, _filled(template, PEOPLE))
    expect(page.get_by_text("It cannot be imported like this.")).to_be_visible()
    wrong = page.locator(".importrows .problem.error")
    expect(wrong).to_have_count(2)
    expect(wrong.filter(has_text="no trade")).to_contain_text("71")
    expect(wrong.filter(has_text="is no date")).to_contain_text("2006-02-30")
    _look(page, "en")
    page.get_by_label("Leave the rows with errors out and import the others").check()
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("button", name="Import 2 people")).to_be_visible()
    page.get_by_role("button", name="Give it up").click()
    expect(page.get_by_text("The file is forgotten.")).to_be_visible()
    mended = ({**PEOPLE[0], "birth_date": "2006-02-28"}, {**PEOPLE[1], "trade_code": "17"}, *PEOPLE[2:])
    _bring(page, _filled(template, mended))
    expect(page.locator(".problem.error")).to_have_count(0)
    page.get_by_role("button", name="Import 4 people").click()
    expect(page.get_by_role("heading", name="What it wrote")).to_be_visible()
    page.get_by_role("link", name="People", exact=True).last.click()
    expect(page.get_by_text("João Magalhães")).to_be_visible()
    _look(page, "en")
    _hand_out(page, blank)
    _undo(page, blank)
    arabic = blank_visitors.page(cookies=cookies, lang="ar", **DESK)
    arabic.goto(f"{blank.url}{PAGE}")
    assert arabic.locator("html").get_attribute("dir") == "rtl"
    expect(arabic.locator(".wideform tbody tr")).to_have_count(3)
    _look(arabic, "ar")


def _take(page: Page, language: str, place: int = 0) -> bytes:
    """Take a file to fill in. place: 0 the empty one, 1 the one with everybody."""
    with page.expect_download() as download:
        page.get_by_role("link", name=language, exact=True).nth(place).click()
    return download.value.path().read_bytes()


def _filled(template: bytes, people: tuple[dict[str, str], ...]) -> bytes:
    """Type people into the workbook as its columns ask."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    keys = [column.key for column in COLUMNS]
    for number, person in enumerate(people, start=2):
        for key, value in person.items():
            sheet.cell(number, keys.index(key) + 1, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bring(page: Page, data: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("File").set_input_files({"name": "people.xlsx", "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="Read the table").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()


def _hand_out(page: Page, blank: Blank) -> None:
    """Take everybody as a file, which brought back unchanged has nothing to do."""
    page.goto(f"{blank.url}{PAGE}")
    everybody = _take(page, "English", 1)
    names = {row[0].value for row in openpyxl.load_workbook(io.BytesIO(everybody)).worksheets[0].iter_rows(min_row=2)}
    assert {"EGY", "BRA", "KAZ"} <= names
    _bring(page, everybody)
    expect(page.get_by_text("Nothing to do: the event has all of this already.")).to_be_visible()
    page.get_by_role("button", name="Give it up").click()


def _undo(page: Page, blank: Blank) -> None:
    page.locator(".wideform tbody tr").filter(has_text="Imported").get_by_role("link").click()
    page.get_by_label(f"To confirm, type {CODE}").fill("skills")
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_label(f"To confirm, type {CODE}")).to_have_attribute("aria-invalid", "true")
    page.get_by_label(f"To confirm, type {CODE}").fill(CODE)
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    page.goto(f"{blank.url}/office/{CODE}/people")
    expect(page.get_by_text("João Magalhães")).to_have_count(0)


def _look(page: Page, lang: str) -> None:
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
