"""A team leader registers by keyboard and from right to left; the office sees what differs. Source: PRODUCT C7."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Account
from competition.domain.registration import AskedQuestion, QuestionKind, QuestionScope
from competition.services.context import Context
from competition.services.passwords import hash_secret
from competition.services.registration import save_question
from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import PASSWORD, Blank
from tests.browser.chromium import DESK, Visitors
from tests.factories import Scene, make_scene
from tests.pictures import png

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MOST_TABS = 60
SHIRT = AskedQuestion(
    "", {"en": "Shirt", "ar": "القميص"}, QuestionKind.CHOICE, QuestionScope.COMPETITOR,
    ({"en": "Large", "ar": "كبير"}, {"en": "Small", "ar": "صغير"}), is_required=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def organizer(blank: Blank) -> list[dict[str, str]]:
    """Give the cookies of the organizer of an event with one trade and its first question."""
    with Session(blank.engine) as session:
        scene: Scene = make_scene(session)
        with write_transaction(session):
            account = session.scalars(select(Account).where(Account.id == scene.organizer.account_id)).one()
            account.password_hash, login = hash_secret(PASSWORD), account.login
        context = Context(session, scene.organizer, datetime.now(UTC), lambda _announcement: None, request_id="test")
        save_question(context, scene.event_id, SHIRT)
    return blank.signed_in(login or "", PASSWORD)


def test_a_team_registers_and_the_office_decides(
    blank: Blank, blank_visitors: Visitors, organizer: list[dict[str, str]], tmp_path: Path
) -> None:
    blank_visitors.expect("status of 422")
    office = blank_visitors.page(cookies=organizer, **DESK)
    address = _open(blank, office)
    leader = blank_visitors.page(lang="ar", **DESK)
    _come_in(leader, address)
    photo = tmp_path / "photo.png"
    photo.write_bytes(png(300, 400))
    _fill_in(leader, photo)
    _decide(blank, office)
    leader.reload()
    expect(leader.locator(".notice.wait")).to_contain_text("One interpreter is enough.")
    expect(leader.locator(".personcard")).to_have_count(1)
    expect(leader.locator("#native-0")).to_have_value("Inês Rocha")
    expect(leader.locator(".plainlist").first).to_contain_text("Competitor 2")
    _look(leader, "ar")


def _open(blank: Blank, office: Page) -> str:
    """Open the registration, ask one more question, invite the leader; returns the address of the invitation."""
    office.goto(f"{blank.url}/office/test-2024/registration")
    office.get_by_label("Teams may register").check()
    office.get_by_label("Entries of a team").fill("2")
    office.get_by_role("button", name="Keep the changes").click()
    expect(office.get_by_text("Registration is open")).to_be_visible()
    office.get_by_role("link", name="Add a question").click()
    office.locator("#text-en").fill("Does the team need a bus?")
    office.get_by_label("Yes or no").check()
    expect(office.locator("#options-en")).to_be_hidden()
    _look(office, "en")
    office.get_by_role("button", name="Save").click()
    expect(office.locator(".questionlist > li")).to_have_count(2)
    _look(office, "en")
    office.goto(f"{blank.url}/office/test-2024/staff/new?role=team_leader&team=BRA")
    office.get_by_label("Name", exact=True).fill("João Líder")
    office.get_by_role("button", name="Make the invitation").click()
    return office.locator("code.address", has_text="set-up").inner_text()


def _come_in(leader: Page, address: str) -> None:
    leader.goto(address)
    leader.locator("[name=password]").fill(PASSWORD)
    leader.locator("[name=again]").fill(PASSWORD)
    leader.keyboard.press("Enter")
    leader.wait_for_url("**/team/**")
    assert leader.locator("html").get_attribute("dir") == "rtl"
    _look(leader, "ar")


def _fill_in(leader: Page, photo: Path) -> None:
    """Fill in the form with the keyboard alone: a known competitor with a photo, an interpreter, answers, a note."""
    keys = leader.keyboard
    leader.locator("#native-0").focus()
    keys.type("Competitor 2")
    _tab_to(leader, "#latin-0")
    keys.type("Segundo")
    # Enter in a field keeps a draft; it removes nobody.
    keys.press("Enter")
    expect(leader.locator("#latin-0")).to_have_value("Segundo")
    expect(leader.locator(".notice.good").first).to_be_visible()
    leader.locator("#latin-0").focus()
    _tab_to(leader, "#trade-0")
    keys.type("04")
    _tab_to(leader, "#consent-0")
    keys.press("Space")
    _tab_to(leader, "#file-0")
    with leader.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(photo)
    expect(leader.locator(".personcard .frame img")).to_be_visible()
    _tab_to(leader, "[data-rows-add]")
    keys.press("Enter")
    expect(leader.locator("#native-1")).to_be_focused()
    keys.type("Inês Rocha")
    _tab_to(leader, "#role-1")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    expect(leader.locator("#consent-1")).to_be_hidden()
    _tab_to(leader, "[id^=ask_][type=radio]")
    keys.press("Space")
    _tab_to(leader, "#note")
    keys.type("نصل يوم الأحد")
    _tab_to(leader, "[name=submit]")
    keys.press("Enter")
    # The answer about the shirt is missing: the list of faults leads to its field, and the photo is kept.
    expect(leader.get_by_role("alert")).to_be_visible()
    expect(leader.locator(".personcard .frame img")).to_be_visible()
    _look(leader, "ar")
    _tab_to(leader, ".faultlinks a")
    keys.press("Enter")
    expect(leader.locator("select[id^=ask_][aria-invalid]")).to_be_focused()
    keys.press("ArrowDown")
    _tab_to(leader, "[name=submit]")
    keys.press("Enter")
    expect(leader.locator(".notice.good").first).to_be_visible()
    expect(leader.locator("form.panel")).to_have_count(0)
    _look(leader, "ar")


def _decide(blank: Blank, office: Page) -> None:
    """See what differs, refuse without a reason in vain, approve the competitor and return the interpreter."""
    office.goto(f"{blank.url}/office/test-2024/applications")
    office.get_by_role("link", name="BRA").click()
    expect(office.get_by_text("نصل يوم الأحد")).to_be_visible()
    known = office.locator(".applied").first
    rows = {row.locator("th").inner_text(): row for row in known.locator("tr.differs").all()}
    assert set(rows) == {"Name in Latin letters", "Consent", "Photo"}
    expect(rows["Name in Latin letters"].locator("td")).to_have_text(["–", "differs:Segundo"])
    expect(rows["Consent"].locator("td")).to_have_text(["Not asked yet", "differs:Agreed"])
    expect(rows["Photo"].locator("img")).to_have_js_property("naturalHeight", 400)
    expect(known).to_contain_text("Large")
    _look(office, "en")
    office.get_by_label("Approve Inês Rocha").uncheck()
    office.get_by_role("button", name="Approve what is ticked").click()
    expect(office.locator("#reason-error")).to_be_visible()
    expect(office.get_by_label("Approve Inês Rocha")).not_to_be_checked()
    office.get_by_label("Reason, for what").fill("One interpreter is enough.")
    office.get_by_role("button", name="Approve what is ticked").click()
    expect(office.get_by_text("Decided. The team leader sees it.")).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keyboard to {selector}")


def _look(page: Page, lang: str) -> None:
    """Hold that nothing keeps anybody out of this page, then go on at the desk."""
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])
