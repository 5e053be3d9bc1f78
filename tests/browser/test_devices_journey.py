"""An event gets its look and its sponsors; tablets are enrolled in a row, judges get their cards. PRODUCT A7, A8."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from competition.services.context import Actor
from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import Blank
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.event import signed_in_just_now
from tests.factories import make_scene
from tests.pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OFFICE = "/office/test-2024"
PHONE = {**TABLET, "viewport": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def organizer(blank: Blank) -> Actor:
    """Put the small event with its judges into the installation; returns who organizes it."""
    with Session(blank.engine) as session:
        return make_scene(session).organizer


def test_the_look_is_tried_checked_and_seen_by_visitors(
    blank: Blank, blank_visitors: Visitors, organizer: Actor
) -> None:
    blank_visitors.expect("status of 422")
    page = blank_visitors.page(cookies=signed_in_just_now(blank, organizer), **DESK)
    page.goto(f"{blank.url}{OFFICE}/settings/look")
    _choose_colours(page)
    _choose_a_logo(page)
    _list_sponsors(page)
    visitor = blank_visitors.page(**PHONE)
    visitor.goto(f"{blank.url}/e/test-2024/")
    expect(visitor.get_by_text("Gate B is open.")).to_be_visible()
    for name in ("Northern Steel", "Copper & Sons"):
        expect(visitor.get_by_role("img", name=name).or_(visitor.get_by_text(name)).first).to_be_visible()
    expect_no_barrier(visitor, "en")


def _choose_colours(page: Page) -> None:
    accent, bench = page.get_by_label("Accent on light pages", exact=True), page.get_by_label("Bench", exact=True)
    accent.fill("#ffee00")
    page.get_by_role("button", name="Save colours").click()
    expect(page.get_by_text("Some words could not be read with these colours.")).to_be_visible()
    expect(page.get_by_text("too faint").first).to_be_visible()
    expect(accent).to_have_value("#ffee00")
    _look(page, "en")
    page.get_by_role("button", name="Take what is suggested").click()
    expect(page.get_by_text("too faint")).to_have_count(0)
    expect(accent).not_to_have_value("#ffee00")
    accent.fill("#1d4ed8")
    bench.fill("#0b1d4d")
    page.get_by_role("button", name="Try them out").click()
    head = page.locator(".brandpreview .pv-head").first
    expect(head).to_have_css("background-color", "rgb(11, 29, 77)")
    page.get_by_role("button", name="Save colours").click()
    expect(page.get_by_text("The colours are saved.")).to_be_visible()
    expect(bench).to_have_value("#0b1d4d")


def _choose_a_logo(page: Page) -> None:
    page.get_by_label("Logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.get_by_role("button", name="Save logo and notice").click()
    expect(page.get_by_label("Logo")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": png(400, 120, "#ffffff")}
    )
    expect(page.locator(".frame img").first).to_be_visible()
    page.locator("#notice-en").fill("Gate B is open.")
    page.get_by_role("button", name="Save logo and notice").click()
    expect(page.get_by_text("Logo and notice are saved.")).to_be_visible()
    expect(page.locator(".frame img").first).to_be_visible()


def _list_sponsors(page: Page) -> None:
    page.get_by_role("link", name="Sponsors").click()
    page.locator("#name-en").fill("Northern Steel")
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("#name-en").fill("Copper & Sons")
    page.get_by_label("Logo").set_input_files(
        {"name": "copper.png", "mimeType": "image/png", "buffer": png(300, 90, "#b8713a")}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Move Copper & Sons up").click()
    expect(page.locator(".sponsorlist li b").first).to_have_text("Copper & Sons")
    _look(page, "en")


def test_three_tablets_are_enrolled_in_a_row_and_a_judge_comes_in_by_card(
    blank: Blank, blank_visitors: Visitors, organizer: Actor
) -> None:
    # The small event knows one flag that nobody has drawn.
    blank_visitors.expect("status of 404")
    cookies = signed_in_just_now(blank, organizer)
    office = blank_visitors.page(cookies=cookies, **DESK)
    office.goto(f"{blank.url}{OFFICE}/devices")
    office.get_by_role("button", name="Enrol tablets").first.click()
    office.get_by_text("Address, for a tablet without a camera").click()
    address = office.locator("code.address").inner_text()
    tablets = [blank_visitors.page(**TABLET) for _ in range(3)]
    for number, tablet in enumerate(tablets, start=1):
        tablet.goto(address)
        tablet.get_by_role("button", name="Add this tablet").tap()
        expect(tablet.locator(".bigno")).to_have_text(f"T-0{number}")
        expect(office.locator("[data-part=count]")).to_have_text(str(number))
    expect(office.locator("[data-part=latest] li").first).to_have_text("T-03")
    _look(office, "en")
    expect_no_barrier(tablets[2], "en")
    office.get_by_role("button", name="Stop enrolling").click()
    row = office.get_by_role("row").filter(has=office.get_by_text("T-02", exact=True))
    row.get_by_role("link", name="Change").click()
    office.get_by_label("Trade").select_option(label="04 Electrical Installations")
    office.get_by_label("Bay").fill("4")
    office.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Electrical Installations")
    row.get_by_role("button", name="Revoke").click()
    office.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(row.get_by_text("Revoked")).to_be_visible()
    tablets[1].reload()
    expect(tablets[1].get_by_text("This tablet was taken out.")).to_be_visible()
    _hand_out_cards(office, tablets[0])
    arabic = blank_visitors.page(cookies=cookies, lang="ar", **DESK)
    arabic.goto(f"{blank.url}{OFFICE}/devices")
    expect(arabic.locator(".tabletlines tbody tr")).to_have_count(3)
    _look(arabic, "ar")


def _hand_out_cards(office: Page, tablet: Page) -> None:
    office.get_by_role("link", name="Judges' cards").click()
    office.get_by_label("Tick all judges").check()
    office.get_by_role("button", name="Make cards").click()
    office.get_by_role("dialog").get_by_role("button", name="Make cards").click()
    cards = office.locator(".judgecard")
    expect(cards).to_have_count(5)
    _look(office, "en")
    office.emulate_media(media="print")
    expect(office.get_by_role("navigation", name="Office")).to_be_hidden()
    expect(office.get_by_text("Print them now.")).to_be_hidden()
    office.emulate_media(media="screen")
    login, pin = cards.first.locator("dd").all_inner_texts()
    tablet.get_by_role("link", name="Sign in as a judge").tap()
    tablet.locator("[name=login]").fill(login)
    tablet.locator("[name=pin]").fill(pin.replace(" ", ""))
    tablet.get_by_role("button", name="Sign in").tap()
    expect(tablet.get_by_role("heading", name="My sheets")).to_be_visible()
    office.get_by_role("link", name="Back to the list").click()
    expect(office.get_by_text("5 of 5 have a card")).to_be_visible()
    office.get_by_role("link", name="Tablets", exact=True).click()
    expect(office.get_by_role("row").filter(has_text="T-01").get_by_text("Signed in")).to_be_visible()


def _look(page: Page, lang: str) -> None:
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
