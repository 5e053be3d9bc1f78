"""Panels, draws and blind codes of one trade, before its first mark, as organizer, key holders and judge live them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Trade
from competition.domain.draws import shuffled
from competition.domain.permissions import Role
from competition.services.code_holders import make_key
from competition.services.context import Actor
from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import Blank
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.event import signed_in_just_now
from tests.factories import Scene, add_office_actor, make_scene
from tests.integration.code_scene import PASSPHRASES, CodeScene, cheap_keys

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OFFICE = "/office/test-2024"
TRADE = f"{OFFICE}/trades/04"
PLAIN = "/office/plain-2024/trades/04"
"""A trade whose codes nobody seals, since sealed ones change what panels and draws offer."""
SEED = "6 6 1 2, 08:30"


@pytest.fixture(scope="module")
def trade(blank: Blank) -> Iterator[CodeScene]:
    """Put a trade into the installation, with three key holders of whom the first has no key yet."""
    with Session(blank.engine) as session, pytest.MonkeyPatch.context() as patch:
        cheap_keys(patch)
        scene = make_scene(session)
        with write_transaction(session):
            session.execute(update(Trade).values(allows_compatriots=True))
        made = CodeScene(scene, tuple(add_office_actor(scene, Role.KEY_HOLDER) for _ in PASSPHRASES), ())
        for number in (1, 2):
            make_key(made.holder(number), scene.event_id, PASSPHRASES[number])
        yield made


@pytest.fixture(scope="module")
def plain(blank: Blank) -> Iterator[Scene]:
    """Put a trade into an event of its own."""
    with Session(blank.engine) as session:
        yield make_scene(session, code="plain-2024")


class Desks:
    """Browsers of the people of the trade, each opened once."""

    def __init__(self, blank: Blank, people: Visitors) -> None:
        self._blank = blank
        self._people = people
        people.expect("status of 422", "status of 404")

    def of(self, actor: Actor, path: str, lang: str = "en") -> Page:
        """Open a page as somebody."""
        page = self._people.page(cookies=signed_in_just_now(self._blank, actor), lang=lang, **DESK)
        page.goto(f"{self._blank.url}{path}")
        return page


def test_panels_are_proposed_changed_by_hand_and_the_start_is_drawn(
    blank: Blank, blank_visitors: Visitors, plain: Scene
) -> None:
    desks = Desks(blank, blank_visitors)
    page = desks.of(plain.organizer, f"{PLAIN}/panels")
    page.get_by_role("radio", name=re.compile("^Balanced")).check()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("The chief judge may get a seat too").check()
    page.get_by_role("button", name="Show a proposal").click()
    expect(page.get_by_text("Nothing has changed yet.")).to_be_visible()
    expect(page.locator(".coverage tbody tr")).to_have_count(4)
    expect(page.locator(".cov.hole")).to_have_count(0)
    _look(page, "en")
    page.get_by_role("button", name="Assign these judges").click()
    page.get_by_role("dialog").get_by_role("button", name="Assign these judges").click()
    _change_by_hand(page)
    _draw(page, blank)


def _change_by_hand(page: Page) -> None:
    page.get_by_role("link", name="Put together by hand").click()
    seats = page.locator("select[name^=team-0-seat-]")
    taken = seats.nth(0).input_value()
    seats.nth(1).select_option(taken)
    page.get_by_role("button", name="Show what would change").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(seats.nth(1)).to_have_value(taken)
    free = seats.nth(0).locator("option").evaluate_all("options => options.map((each) => each.value).filter(Boolean)")
    held = {seats.nth(number).input_value() for number in range(seats.count())}
    seats.nth(1).select_option(next(each for each in free if each not in held))
    _look(page, "en")
    page.get_by_role("button", name="Show what would change").last.click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()


def _draw(page: Page, blank: Blank) -> None:
    page.goto(f"{blank.url}{PLAIN}/draws")
    start = page.locator("#start")
    start.get_by_label("Seed").fill(SEED)
    start.get_by_label("Entries that start together").fill("2")
    start.get_by_role("button", name="Draw now").click()
    expect(start.get_by_text("Drawn, not published")).to_be_visible()
    order = page.locator(".leftcol tbody th[scope=row]").all_inner_texts()
    assert order == list(shuffled(order, SEED, "plain-2024/04/start/1/1"))
    start.get_by_role("link", name="Check").click()
    expect(page.get_by_text("with the same outcome")).to_be_visible()
    _look(page, "en")
    start.get_by_text("Draw again", exact=True).click()
    start.get_by_label("Seed").fill(SEED)
    start.get_by_label("Entries that start together").fill("2")
    start.get_by_label("Reason, seen by auditors").fill("The hall did not see it.")
    start.get_by_role("button", name="Draw now").click()
    expect(start.get_by_text("1 earlier drawing")).to_be_visible()
    again = page.locator(".leftcol tbody th[scope=row]").all_inner_texts()
    assert again == list(shuffled(order, SEED, "plain-2024/04/start/2/1"))
    start.get_by_role("link", name="Screen and paper").click()
    expect(page.locator("li .place")).to_have_count(4)
    expect_no_barrier(page, "en")
    page.set_viewport_size(DESK["viewport"])
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    page.emulate_media(media="screen")


def test_three_holders_seal_judges_see_codes_and_two_bring_the_names_back(
    blank: Blank, blank_visitors: Visitors, trade: CodeScene
) -> None:
    desks = Desks(blank, blank_visitors)
    office = desks.of(trade.scene.organizer, f"{TRADE}/codes")
    office.get_by_role("radio", name=re.compile("^Three:")).check()
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_text("Codes need three key holders with keys.")).to_be_visible()
    holders = [desks.of(holder, f"{OFFICE}/codes") for holder in trade.holders]
    _make_key(holders[0])
    for number, page in enumerate(holders):
        page.goto(f"{blank.url}{TRADE}/codes")
        _seal(page, number)
    office.reload()
    expect(office.get_by_text("3 of 3 sealed")).to_be_visible()
    codes = office.locator(".codelist li b").all_inner_texts()
    _look(office, "en")
    judge = blank_visitors.page(cookies=signed_in_just_now(blank, trade.scene.judges["CHN"]), **TABLET)
    judge.goto(f"{blank.url}/judge/")
    expect(judge.locator(".sheettile b").first).to_be_visible()
    assert set(judge.locator(".sheettile b").all_text_contents()) <= set(codes)
    expect(judge.get_by_text(re.compile(r"EI-0|Competitor \d"))).to_have_count(0)
    _open(holders[0], holders[2])
    office.reload()
    expect(office.get_by_text("2 of 3 sealed")).to_be_visible()
    arabic = desks.of(trade.holders[1], f"{TRADE}/codes", "ar")
    assert arabic.locator("html").get_attribute("dir") == "rtl"
    _look(arabic, "ar")


def _make_key(page: Page) -> None:
    page.get_by_role("link", name="Make your key").click()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASES[0])
    page.get_by_label("The same passphrase again").fill("granite lantern six")
    page.get_by_role("button", name="Make my key").click()
    expect(page.get_by_text("The two passphrases differ. Type both again.")).to_be_visible()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASES[0])
    page.get_by_label("The same passphrase again").fill(PASSPHRASES[0])
    page.get_by_role("button", name="Make my key").click()
    expect(page.get_by_text(re.compile("recovery code", re.IGNORECASE)).first).to_be_visible()


def _seal(page: Page, number: int) -> None:
    page.get_by_role("link", name="Draw and seal").click()
    if number == 0:
        page.get_by_label("Your passphrase or recovery code").fill("not this one at all")
        page.get_by_role("button", name="Draw and seal now").click()
        expect(page.get_by_text("This is not your passphrase or recovery code.")).to_be_visible()
    page.get_by_label("Your passphrase or recovery code").fill(PASSPHRASES[number])
    page.get_by_role("button", name="Draw and seal now").click()
    expect(page.get_by_text("The layer is sealed. This list is shown once.")).to_be_visible()
    expect(page.locator(".sealedlist td.code")).to_have_count(4)
    expect(page.get_by_role("cell", name=re.compile("Competitor"))).to_have_count(0 if number else 4)
    if number == 0:
        _look(page, "en")
    page.get_by_role("link", name="It is in the envelope: go on").click()
    expect(page.get_by_text(f"{number + 1} of 3 sealed")).to_be_visible()


def _open(first: Page, second: Page) -> None:
    """Open the last layer as two of three holders."""
    for page, number in ((first, 0), (second, 2)):
        page.reload()
        page.get_by_role("link", name="Look at it" if number else "Open", exact=True).click()
        page.get_by_label("Your passphrase or recovery code").fill(PASSPHRASES[number])
        page.get_by_label("Reason, seen by auditors").fill("The work is handed back.")
        if number == 0:
            page.get_by_label(re.compile("^Open although sheets are not locked")).check()
            page.get_by_role("button", name="Give your part").click()
            expect(page.get_by_text("Your part is given.")).to_be_visible()
        else:
            page.get_by_role("button", name="Open the layer now").click()
            expect(page.get_by_text("The layer is open. Marks and ranks are what they were.")).to_be_visible()


def _look(page: Page, lang: str) -> None:
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
