"""The way from an empty installation to an event whose first mark can be entered, in any language.

One code for the tests and for the pictures of the tour: the pages are read in the language of the walk, so a sentence
that is not translated, or translated twice alike, stops it. What is met on the way is shown to `seen`, by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from competition.domain.roster import RosterRole
from competition.formats.roster_columns import COLUMNS, ROLE_WORDS
from tests.browser.blank import LOGIN, NAME, PASSWORD
from tests.browser.chromium import DESK, TABLET, Visitors
from tests.browser.hand import Effort, Hand

SCHEME = Path(__file__).parents[1] / "vectors/schemes/es2025-web-development.xlsx"
"""Source: the public scheme of EuroSkills 2025, see tests/vectors/schemes."""
GO_ON = "footer.formfoot .button.primary"
SECRET = "oak saw bench"
DAYS_AHEAD, DAYS = 2, 4
"""So near that cards, tablets and a backup are asked for too."""
PEOPLE = (
    ("CHN", "陈思远", RosterRole.COMPETITOR),
    ("FRA", "Élodie Martin", RosterRole.COMPETITOR),
    ("KAZ", "Нұрлан Әбілқасымов", RosterRole.COMPETITOR),
    ("CHN", "王敏", RosterRole.JUDGE),
    ("FRA", "Luc Petit", RosterRole.JUDGE),
    ("BRA", "João Magalhães", RosterRole.JUDGE),
    ("EGY", "أحمد فؤاد", RosterRole.JUDGE),
    ("THA", "ณัฐพล วงศ์สุวรรณ", RosterRole.JUDGE),
    ("PER", "José Quispe", RosterRole.CHIEF_JUDGE),
)
JUDGE = "王敏"


@dataclass(frozen=True)
class Words:
    """What an organizer types in a language. second: the event's other language; trade: its name in both."""

    zone: str
    second: str
    name: str
    name_second: str
    venue: str
    colleague: str
    trade: str
    trade_second: str
    teams: tuple[str, ...]
    """Names of CHN, FRA, KAZ, BRA, EGY, THA, PER."""


CODES = ("CHN", "FRA", "KAZ", "BRA", "EGY", "THA", "PER")
WORDS = {
    "en": Words(
        *("Asia/Shanghai", "zh", "National Skills 2027", "全国技能大赛", "Chongqing International Expo Centre"),
        *("Omar Haddad", "Web Technologies", "网站技术"),
        ("China", "France", "Kazakhstan", "Brazil", "Egypt", "Thailand", "Peru"),
    ),
    "ar": Words(
        *("Africa/Cairo", "en", "مسابقة المهارات الوطنية", "National Skills of Egypt", "مركز مصر للمعارض الدولية"),
        *("عمر حداد", "تقنيات الويب", "Web Technologies"),
        ("الصين", "فرنسا", "كازاخستان", "البرازيل", "مصر", "تايلاند", "بيرو"),
    ),
    "zh": Words(
        *("Asia/Shanghai", "en", "全国技能大赛", "National Skills", "重庆国际博览中心"),
        *("奥马尔", "网站技术", "Web Technologies"),
        ("中国", "法国", "哈萨克斯坦", "巴西", "埃及", "泰国", "秘鲁"),
    ),
}
Seen = Callable[[Page, str], None]


class Walk:
    """Two organizers and a judge, from nothing to ready. effort: what all of them pressed."""

    def __init__(self, visitors: Visitors, language: str, seen: Seen, *, code: str = "") -> None:
        self.visitors = visitors
        self.language = language
        self.words = WORDS[language]
        self.code = code or f"skills-{language}"
        self.effort = Effort()
        self._seen = seen

    def hand(self, **options: Any) -> Hand:
        """Let another person come in, with a browser of their own."""
        page = self.visitors.page(**{"lang": self.language, "timezone_id": self.words.zone, **DESK, **options})
        return Hand(page, self.language, self.effort)

    def set_up(self, address: str) -> Hand:
        """Make the first account by the address from the terminal; returns who has it."""
        hand = self.hand()
        hand.page.goto(address)
        for name, text in (("name", NAME), ("login", LOGIN), ("password", PASSWORD), ("again", PASSWORD)):
            hand.type(f"[name={name}]", text)
        self._see(hand, "account")
        hand.button("Make my account and go on")
        return hand

    def to_ready(self, hand: Hand) -> None:
        """Walk from the first page of the office to the event that is ready."""
        address = self.make_event(hand)
        self.bring_people(hand)
        self.bring_scheme(hand)
        self.agree(address)
        self.assign_panels(hand)
        number, pin = self.print_cards(hand)
        self.enrol_and_sign_in(hand, number, pin)
        self.find_it_ready(hand)

    def make_event(self, hand: Hand) -> str:
        """Go through the wizard; returns the address by which the colleague comes in."""
        page, words = hand.page, self.words
        hand.link("New event")
        hand.press(page.locator("label.preset:has([value=worldskills])"))
        self._see(hand, "rules")
        hand.press(page.locator(GO_ON))
        expect(page.locator("#default_language")).to_have_value(self.language)
        expect(page.locator("#timezone")).to_have_value(words.zone)
        if page.locator("#second_language").input_value() != words.second:
            hand.choose("#second_language", words.second)
        expect(page.locator(f"#name-{words.second}")).to_be_visible()
        hand.type(f"#name-{self.language}", words.name)
        hand.type(f"#name-{words.second}", words.name_second)
        hand.type("#code", self.code)
        hand.type(f"#venue-{self.language}", words.venue)
        first = date.today() + timedelta(days=DAYS_AHEAD)  # noqa: DTZ011 (as the organizer's own calendar has it)
        hand.type("#starts", first.isoformat())
        hand.type("#ends", (first + timedelta(days=DAYS - 1)).isoformat())
        self._see(hand, "event")
        hand.press(page.locator(GO_ON))
        hand.paste("#paste", f"17\t{words.trade}\t{words.trade_second}\tICT\t1\tBay 4")
        hand.press(page.locator("[name=paste_add]"))
        expect(page.locator("[name=name-0]")).to_have_value(words.trade)
        expect(page.locator("[name=second-0]")).to_have_value(words.trade_second)
        self._see(hand, "trades")
        hand.press(page.locator(GO_ON))
        hand.button("Name a colleague")
        hand.type("[name=login-0]", f"omar.{self.language}")
        hand.type("[name=name-0]", words.colleague)
        self._see(hand, "organizers")
        hand.press(page.locator(GO_ON))
        expect(page.locator(".sumtrades li")).to_have_count(1)
        self._see(hand, "check")
        hand.button("Make the event")
        expect(page.get_by_role("heading", level=1)).to_have_text(hand.say("The event is made"))
        self._see(hand, "made")
        address = page.locator("code.address").inner_text()
        hand.link("Getting ready", page.locator("main"))
        self._expect_gaps(hand, 3)
        for title in ("Trades without entries", "Trades without a marking scheme", "Trades without judges"):
            expect(page.get_by_text(hand.say(title), exact=True).first).to_be_attached()
        self._see(hand, "missing")
        return address

    def bring_people(self, hand: Hand) -> None:
        """Paste the people as the spreadsheet has them, in the reader's own headings."""
        page = hand.page
        hand.link("Import people", page.locator("#trades"))
        hand.press(page.locator("form.bring summary"))
        hand.paste("#pasted", self._table())
        self._see(hand, "people")
        hand.button("Read the table")
        expect(page.locator("table.importrows tbody tr")).to_have_count(len(PEOPLE))
        self._see(hand, "people-shown")
        hand.press(page.locator("form[data-behaviour=submit-once] .button.primary"))
        expect(page.get_by_role("heading", name=hand.say("What it wrote"))).to_be_visible()
        self._see(hand, "people-written")
        self._look_again(hand, 1)

    def bring_scheme(self, hand: Hand) -> None:
        """Import the marking scheme and ask for the second person."""
        page = hand.page
        hand.link("Marking schemes", page.locator("#schemes"))
        self._see(hand, "scheme-none", ".empty .button")
        hand.link("Import a file")
        hand.bring("#file", SCHEME)
        if page.locator("#language").input_value() != "en":
            hand.choose("#language", "en")
        self._see(hand, "scheme-file")
        hand.button("Show what it says")
        self._see(hand, "scheme-shown", "table.aspects")
        hand.button("Make it the draft")
        self._see(hand, "scheme-draft", ".draftbox")
        hand.link("Send for approval")
        hand.type("#reason", hand.say("Marking scheme"))
        hand.press(page.locator("#acknowledged"))
        self._see(hand, "scheme-ask")
        hand.button("Send for approval")
        expect(page.get_by_role("button", name=hand.say("Withdraw"))).to_be_visible()
        self._see(hand, "scheme-asked")
        self._look_again(hand, 1)

    def agree(self, address: str) -> None:
        """Come in by an invitation, and publish the scheme as its second person."""
        hand = self.hand()
        page = hand.page
        page.goto(address)
        hand.type("[name=password]", SECRET)
        hand.type("[name=again]", SECRET)
        self._see(hand, "invitation")
        hand.button("Keep the password and sign in")
        self._see(hand, "events", "main .button.primary")
        hand.link("Get ready")
        hand.link("Marking scheme", page.locator("#schemes"))
        hand.link("Look and decide")
        hand.press(page.locator("#acknowledged"))
        self._see(hand, "scheme-agree")
        hand.button("Approve")
        expect(page.locator("main .notice.good")).to_be_visible()
        self._see(hand, "scheme-published")

    def assign_panels(self, hand: Hand) -> None:
        """Let panels be proposed, look, and assign them."""
        page = hand.page
        self._look_again(hand, 1)
        hand.link("Panels", page.locator("#panels"))
        self._see(hand, "panels", "#method-0")
        hand.button("Show a proposal")
        self._see(hand, "panels-shown", ".reasons")
        hand.button("Assign these judges")
        dialog = page.get_by_role("dialog")
        self._see(hand, "panels-ask", "dialog")
        hand.button("Assign these judges", dialog)
        expect(page.locator("main .notice.good")).to_be_visible()
        self._see(hand, "panels-assigned")

    def print_cards(self, hand: Hand) -> tuple[str, str]:
        """Make the judges' cards; returns number and PIN of one of them."""
        page = hand.page
        self._go(hand, "Devices")
        self._see(hand, "devices", ".tabs a")
        hand.link("Judges' cards")
        hand.press(page.locator("label:has([data-part=all])"))
        hand.press(page.locator("label.check:has([name=way][value=pin])"))
        self._see(hand, "cards")
        hand.button("Make cards")
        hand.button("Make cards", page.get_by_role("dialog"))
        cards = page.locator("article.judgecard")
        expect(cards).to_have_count(6)
        self._see(hand, "cards-made")
        mine = cards.filter(has_text=JUDGE).locator("dd")
        number, pin = mine.nth(0).inner_text(), mine.nth(1).inner_text()
        return number, re.sub(r"\s", "", pin)

    def enrol_and_sign_in(self, hand: Hand, number: str, pin: str) -> None:
        """Make a tablet one of the event's, and let its judge sign in on it."""
        page = hand.page
        self._go(hand, "Devices")
        hand.button("Enrol tablets")
        address = page.locator("code.address").text_content() or ""
        tablet = self.hand(**TABLET)
        tablet.page.goto(address)
        self._see(tablet, "tablet", "form .button.primary")
        tablet.button("Add this tablet")
        expect(tablet.page.locator(".bigno")).to_be_visible()
        self._see(tablet, "tablet-number")
        expect(page.locator("[data-part=latest] li")).to_have_count(1)
        self._see(hand, "enrolment")
        hand.button("Stop enrolling")
        tablet.link("Sign in as a judge")
        tablet.type("[name=login]", number)
        tablet.type("[name=pin]", pin)
        self._see(tablet, "tablet-sign-in")
        tablet.button("Sign in")
        expect(tablet.page.get_by_role("heading", level=1)).to_have_text(tablet.say("My sheets"))
        self._see(tablet, "desk")

    def find_it_ready(self, hand: Hand) -> None:
        """Look for what is missing, and find nothing that stops the first mark."""
        self._look_again(hand, 0)
        page = hand.page
        expect(page.locator("main .notice.good")).to_contain_text(hand.say("Ready."))
        expect(page.locator(".matrix.steps .s-missing, .matrix.steps .s-waits")).to_have_count(0)
        self._see(hand, "ready")

    def _table(self) -> str:
        """Return the people as they are copied from a spreadsheet."""
        names = dict(zip(CODES, self.words.teams, strict=True))
        headings = {column.key: column.headings[self.language] for column in COLUMNS}
        rows = [[headings[each] for each in ("team_code", "team_name", "native_name", "trade_code", "role")]]
        rows += [[team, names[team], name, "17", ROLE_WORDS[role][self.language]] for team, name, role in PEOPLE]
        return "\n".join("\t".join(row) for row in rows)

    def _go(self, hand: Hand, place: str) -> None:
        """Go to a place of the office by its side."""
        hand.link(place, hand.page.locator("aside nav"))

    def _look_again(self, hand: Hand, gaps: int) -> None:
        self._go(hand, "Getting ready")
        self._expect_gaps(hand, gaps)

    def _expect_gaps(self, hand: Hand, count: int) -> None:
        expect(hand.page.get_by_role("heading", level=1)).to_have_text(hand.say("Getting ready"))
        expect(hand.page.locator(".readygroup li.needed")).to_have_count(count)

    def _see(self, hand: Hand, name: str, shown: str = "") -> None:
        """Show a page that is there. shown: what only this page has, where it was just asked for."""
        if shown:
            expect(hand.page.locator(shown).first).to_be_visible()
        self._seen(hand.page, name)
