"""From an empty installation to an event that knows what it lacks, in the browser alone. Source: PRODUCT A1, A9."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import LOGIN, NAME, PASSWORD, Blank, running_blank
from tests.browser.chromium import DESK, Visitors

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LIST = "17\tWeb Technologies\t网站技术\tICT\t1\tBay 4\n17\tTwice"
PEOPLE = """Team code\tTeam name\tName\tTrade code\tRole
CHN\tChina\t陈思远\t17\tCompetitor
FRA\tFrance\tÉlodie Martin\t17\tCompetitor
KAZ\tKazakhstan\tНұрлан Әбілқасымов\t17\tCompetitor
CHN\tChina\t王敏\t17\tJudge
FRA\tFrance\tLuc Petit\t17\tJudge
BRA\tBrazil\tJoão Magalhães\t17\tJudge
EGY\tEgypt\tأحمد فؤاد\t17\tJudge
THA\tThailand\tณัฐพล วงศ์สุวรรณ\t17\tJudge
PER\tPeru\tJosé Quispe\t17\tChief judge"""
SCHEME = Path(__file__).parents[1] / "vectors/schemes/es2025-web-development.xlsx"
"""Source: the public scheme of EuroSkills 2025, see tests/vectors/schemes."""
GO_ON = "footer.formfoot .button.primary"


def test_the_first_person_comes_in_by_the_address_from_the_terminal(browser: Browser, tmp_path: Path) -> None:
    with running_blank(tmp_path) as untouched:
        people = Visitors(browser, untouched.url)
        people.expect("status of 422", "status of 410")
        _come_in(untouched, people)
        people.close()
        assert people.complaints == []


def _come_in(blank: Blank, people: Visitors) -> None:
    page = people.page(**DESK)
    page.goto(f"{blank.url}/office/")
    expect(page.get_by_text("nobody can sign in yet")).to_be_visible()
    _look(page, "en")
    address = blank.set_up_address()
    page.goto(address)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Log-in").fill(LOGIN)
    page.get_by_label("Password", exact=True).fill("password1234")
    page.get_by_label("The same password again").fill("password1234")
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page.get_by_text("among the first that anybody would try")).to_be_visible()
    expect(page.get_by_label("Log-in")).to_have_value(LOGIN)
    _look(page, "en")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make my account and go on").click()
    expect(page).to_have_url(f"{blank.url}/office/")
    expect(page.get_by_text("Administrator")).to_be_visible()
    stranger = people.page(**DESK)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This address is used up")


def test_five_steps_and_two_files_lead_to_a_ready_event(blank: Blank, blank_visitors: Visitors) -> None:
    blank_visitors.expect("status of 422")
    page = blank_visitors.page(cookies=blank.administrator(), timezone_id="Asia/Shanghai", **DESK)
    page.goto(f"{blank.url}/office/")
    page.get_by_role("link", name="New event").click()
    page.get_by_role("radio", name="WorldSkills International").check()
    _look(page, "en")
    page.locator(GO_ON).click()
    _name_it(page)
    _list_the_trades(page)
    page.get_by_role("button", name="Name a colleague").click()
    page.locator("[name=login-0]").fill("omar.haddad")
    page.locator("[name=name-0]").fill("Omar Haddad")
    page.locator(GO_ON).click()
    expect(page.get_by_text("1 trade", exact=True)).to_be_visible()
    _look(page, "en")
    page.get_by_role("button", name="Make the event").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The event is made")
    address = page.locator("code.address").inner_text()
    page.get_by_role("link", name="Getting ready").click()
    for words in ("Trades without entries", "Trades without a marking scheme", "Trades without judges"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    expect(page.locator(".strip .fault dd")).to_have_text("3")
    _look(page, "en")

    page.get_by_role("link", name="Import people , Trades without entries").click()
    _bring_the_people(page)
    _gaps(page)
    expect(page.locator(".strip .fault dd")).to_have_text("1")
    page.get_by_role("link", name="Marking schemes , Trades without a marking scheme").click()
    _bring_the_scheme(page)
    _gaps(page)
    expect(page.get_by_text("wait for a second person", exact=False).first).to_be_visible()
    colleague = blank_visitors.page(**DESK)
    _agree(colleague, address)
    _gaps(page)
    page.get_by_role("link", name="Panels , Sub-criteria that nobody marks").click()
    page.get_by_role("button", name="Show a proposal").click()
    page.get_by_role("button", name="Assign these judges").click()
    page.get_by_role("dialog").get_by_role("button", name="Assign these judges").click()
    _gaps(page)
    expect(page.get_by_text("Nothing stops the first mark")).to_be_visible()
    expect(page.locator(".matrix.steps .s-missing, .matrix.steps .s-waits")).to_have_count(0)


def _name_it(page: Page) -> None:
    expect(page.get_by_role("heading", name="What is the event called")).to_be_visible()
    expect(page.get_by_label("Time zone of the venue")).to_have_value("Asia/Shanghai")
    page.get_by_label("Second language").select_option("zh")
    expect(page.locator("#name-zh")).to_be_visible()
    page.locator("#name-en").fill("National Skills 2027")
    page.locator("#name-zh").fill("全国技能大赛")
    expect(page.get_by_label("Code in addresses")).to_have_value("national-skills-2027")
    expect(page.locator("form[data-kept=yes]")).to_contain_text("Kept at")
    page.reload()
    expect(page.locator("#name-zh")).to_have_value("全国技能大赛")
    page.locator(GO_ON).click()
    expect(page.get_by_text("Choose the day.").first).to_be_visible()
    _look(page, "en")
    page.get_by_label("First competition day").fill("2027-05-03")
    page.get_by_label("Last competition day").fill("2027-05-06")
    page.locator(GO_ON).click()


def _list_the_trades(page: Page) -> None:
    page.get_by_label("List of trades").fill(LIST)
    page.get_by_role("button", name="Add these").click()
    expect(page.get_by_text("stands in row 1 already")).to_be_visible()
    _look(page, "en")
    page.get_by_role("button", name="Add a trade").click()
    expect(page.locator("[name=code-2]")).to_be_focused()
    page.get_by_role("button", name="Remove Twice").click()
    expect(page.locator("[data-row]")).to_have_count(2)
    page.locator(GO_ON).click()
    expect(page.get_by_label("I organize this event")).to_be_checked()
    page.get_by_role("button", name="Trades").click()
    expect(page.locator("[name=second-0]")).to_have_value("网站技术")
    page.get_by_role("button", name="Organizers").click()


def _bring_the_people(page: Page) -> None:
    page.get_by_text("Or paste rows from a spreadsheet").click()
    page.locator("textarea").fill(PEOPLE)
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Import 9 people").click()
    expect(page.get_by_role("heading", name="What it wrote")).to_be_visible()


def _bring_the_scheme(page: Page) -> None:
    page.get_by_role("link", name="Import a file").click()
    page.get_by_label("File").set_input_files(SCHEME)
    page.get_by_role("button", name="Show what it says").click()
    page.get_by_role("button", name="Make it the draft").click()
    page.get_by_role("link", name="Send for approval").click()
    page.get_by_label("Reason").fill("The scheme of the jury.")
    page.get_by_label("I have read the warnings").check()
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()


def _agree(page: Page, address: str) -> None:
    """Come in by an invitation, and publish the scheme as its second person."""
    page.goto(address)
    page.get_by_label("Password", exact=True).fill("oak saw bench")
    page.get_by_label("The same password again").fill("oak saw bench")
    page.get_by_role("button", name="Keep the password and sign in").click()
    page.get_by_role("link", name="Get ready").click()
    page.get_by_role("link", name="Marking scheme , Marking schemes that wait").click()
    page.get_by_role("link", name="Look and decide").click()
    page.get_by_label("I have read the warnings").check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Version 1 is published")).to_be_visible()


def _gaps(page: Page) -> None:
    """Look again at what is missing."""
    page.get_by_role("navigation", name="Office").get_by_role("link", name="Getting ready").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Getting ready")


def _look(page: Page, lang: str) -> None:
    """Hold that nothing keeps anybody out of this page, then go on at the desk."""
    expect_no_barrier(page, lang)
    page.set_viewport_size(DESK["viewport"])


def test_an_event_is_made_in_arabic_from_right_to_left_and_by_keyboard(blank: Blank, blank_visitors: Visitors) -> None:
    page = blank_visitors.page(cookies=blank.administrator(), timezone_id="Africa/Cairo", lang="ar", **DESK)
    page.goto(f"{blank.url}/office/new-event")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("input[value=school]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/event")
    expect(page.locator("#default_language")).to_have_value("ar")
    expect(page.locator("#timezone")).to_have_value("Africa/Cairo")
    page.locator("#name-ar").fill("مسابقة المهارات")
    page.locator("#name-en").fill("Skills of Cairo")
    page.locator("#starts").fill("2027-03-01")
    page.locator("#ends").fill("2027-03-02")
    _look(page, "ar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/trades")
    page.locator("#paste").fill("اللحام\nالطبخ")
    page.locator("[name=paste_add]").click()
    expect(page.locator("[data-row]")).to_have_count(2)
    _look(page, "ar")
    page.locator(GO_ON).click()
    page.wait_for_url("**/people")
    page.locator(GO_ON).click()
    page.wait_for_url("**/check")
    page.locator(GO_ON).click()
    page.wait_for_url("**/done")
    page.locator(".nextup .button.primary").click()
    expect(page.locator(".matrix.steps tbody tr")).to_have_count(2)
    expect(page.locator(".matrix.steps")).to_contain_text("اللحام")
    _look(page, "ar")
