"""A page that stayed open shows what a page that is opened now shows: one renderer, in two languages of programming."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.domain.board_types import MedalName, TradeBody, TradeRow
from tests.servers import running_server
from tests.web.boards import Hall, body_of, make_hall, row

pytestmark = [pytest.mark.browser, pytest.mark.live]

BOARD = "/e/hall-2024/trades/04/"
WAIT_MS = 15_000
PLAIN = """(selector) => {
  const copy = document.querySelector(selector).cloneNode(true);
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    element.removeAttribute('data-kind');
    element.removeAttribute('style');
    element.classList.remove('moved');
    if (element.matches('[data-at]')) element.textContent = '';
    if (element.getAttribute('class') === '') element.removeAttribute('class');
    const names = [...element.attributes].map((attribute) => [attribute.name, attribute.value]).sort();
    for (const [name] of names) element.removeAttribute(name);
    for (const [name, value] of names) element.setAttribute(name, value);
  }
  return copy.outerHTML.replace(/>\\s+/g, '>').replace(/\\s+</g, '<').replaceAll('>', '>\\n');
}"""


NOTE_RISEN = """() => {
  window.risen = new Promise((tell) => {
    const note = ({ target }) => {
      if (target.classList.contains('moved')) tell(target.querySelector('[data-field=code]').textContent.trim());
    };
    new MutationObserver((seen) => seen.forEach(note)).observe(
      document.querySelector('tbody[data-part=rows]'), { subtree: true, attributeFilter: ['class'] });
  });
}"""
"""Notes the first row that is tinted, since the tint may be gone before anybody asks on a busy machine."""


@dataclass
class Site:
    """A running server with its event and a browser."""

    url: str
    hall: Hall
    browser: Browser

    def open(self, address: str, *, lang: str = "en", width: int = 1440, script: bool = True) -> Page:
        """Open a page in a browser of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale=lang, java_script_enabled=script
        )
        page = context.new_page()
        page.goto(self.url + address)
        return page

    def same(self, live: Page, address: str, selectors: tuple[str, ...], lang: str = "en") -> None:
        """Hold that the open page and a fresh one show the same in these places."""
        fresh = self.open(address, lang=lang)
        for selector in selectors:
            assert live.evaluate(PLAIN, selector) == fresh.evaluate(PLAIN, selector), selector
        fresh.context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """Give a published event on a real server."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session, running_server(tmp_path, sqlite_url) as server:
        yield Site(server.url, make_hall(session), browser)
    engine.dispose()


@pytest.fixture(scope="module")
def still(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """Give a published event on a real server, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("still")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'competition.db')}"
    engine = open_engine(url)
    with Session(engine) as session, running_server(folder, url) as server:
        yield Site(server.url, make_hall(session), browser)
    engine.dispose()


def changed(hall: Hall) -> TradeBody:
    """Return the live board after Kazakhstan took the lead and everyone was marked further."""
    rows = [
        row("KAZ", 1, "90.30", change=2, trend=[1, 2, 1], marks=["52.00", "38.30"], best=[False, True], done=2),
        row("FRA", 2, "84.05", behind="6.25", trend=[3, 3, 2], marks=["0.00", "30.10"], change=None),
        row("CHN", 3, "83.00", behind="7.30", trend=[2, 1, 3], change=-2, best=[True, False], marks=["51.35", "31.65"]),
        hall.bodies["04"]["rows"][3],
    ]
    return {**hall.bodies["04"], "marked": 91, "rows": rows}


def released(hall: Hall) -> TradeBody:
    """Return that board with its medals."""
    body = changed(hall)
    medals: tuple[MedalName, ...] = ("gold", "silver", "bronze")
    prized: list[TradeRow] = [{**each, "medal": medal} for each, medal in zip(body["rows"], medals, strict=False)]
    return {**body, "state": "official", "label": "official", "rows": [*prized, *body["rows"][len(prized) :]]}


@pytest.mark.parametrize("lang", ["en", "ar", "fr"])
def test_an_open_board_becomes_the_board_of_a_fresh_page(site: Site, lang: str) -> None:
    live = site.open(BOARD, lang=lang)
    expect(live.locator("tbody[data-part=rows] tr").first).to_contain_text("CHEN Siyuan")
    site.hall.show("04", changed(site.hall))
    expect(live.locator("tbody[data-part=rows] tr").first).to_contain_text("Nurlan", timeout=WAIT_MS)
    expect(live.locator(".bumpbody .bumpx li")).to_have_count(3, timeout=WAIT_MS)
    live.wait_for_timeout(600)
    site.same(live, BOARD, ("tbody[data-part=rows]", ".bumpbody", ".facts", ".statusline"), lang)


def test_a_row_that_rose_is_told_apart_and_said_aloud(site: Site) -> None:
    live = site.open(BOARD)
    live.evaluate(NOTE_RISEN)
    site.hall.show("04", changed(site.hall))
    assert live.evaluate("() => risen") == "KAZ"
    expect(live.locator("[data-part=news]")).to_have_text("Kazakhstan is first now with 90.30.", timeout=WAIT_MS)
    expect(live.locator("tr.moved")).to_have_count(0, timeout=WAIT_MS)


def test_a_board_that_opens_or_freezes_does_so_on_open_pages(site: Site) -> None:
    live = site.open("/e/hall-2024/trades/01/")
    expect(live.locator("main")).to_contain_text("Not public yet")
    offset = site.hall.bodies["01"]["event"]["clock_offset"]
    site.hall.show("01", body_of("hall-2024", "01", "live", offset))
    expect(live.locator("tbody[data-part=rows] tr")).to_have_count(3, timeout=WAIT_MS)
    site.hall.show("01", body_of("hall-2024", "01", "frozen", offset))
    expect(live.locator(".notice.frost")).to_contain_text("Frozen at", timeout=WAIT_MS)
    site.same(live, "/e/hall-2024/trades/01/", ("main .boardtable", ".masthead"))


def test_the_home_follows_its_trades(site: Site) -> None:
    live = site.open("/e/hall-2024/")
    site.hall.show("04", changed(site.hall))
    site.hall.settle()
    expect(live.locator(".trade.is-live")).to_contain_text("KAZ leads", timeout=WAIT_MS)
    site.hall.show("04", released(site.hall))
    site.hall.settle()
    expect(live.locator(".trade.is-official")).to_have_count(2, timeout=WAIT_MS)
    expect(live.locator(".medalpanel .badge")).to_have_text("2 of 5 trades official", timeout=WAIT_MS)
    live.wait_for_timeout(4000)
    site.same(live, "/e/hall-2024/", (".trades", ".medalpanel tbody"))


def test_search_follows_the_typing(still: Site) -> None:
    live = still.open("/e/hall-2024/")
    live.locator("#find-q").fill("陈")
    expect(live.locator(".peoplelist li")).to_have_count(3, timeout=WAIT_MS)
    assert "q=" in live.url
    live.locator("#find-q").fill("")
    expect(live.locator(".trade")).to_have_count(5, timeout=WAIT_MS)


def test_search_works_without_script(still: Site) -> None:
    plain = still.open("/e/hall-2024/", script=False)
    plain.locator("#find-q").fill("chen")
    plain.locator("#find-q").press("Enter")
    expect(plain.locator(".peoplelist li")).to_have_count(3)


def test_the_screen_turns_by_itself_and_follows_its_boards(site: Site) -> None:
    screen = site.open("/e/hall-2024/screen?trades=04,medals&seconds=4", width=1600)
    expect(screen.locator("h1")).to_have_text("Electrical Installations")
    site.hall.show("04", changed(site.hall))
    expect(screen.locator("h1")).to_have_text("Medal table", timeout=WAIT_MS)
    expect(screen.locator("h1")).to_have_text("Electrical Installations", timeout=WAIT_MS)
    site.same(screen, "/e/hall-2024/screen?trades=04,medals&seconds=4", ("ol[data-part=rows]", "body > header"))


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768), (1080, 1920), (3840, 2160), (1280, 720)])
def test_a_screen_never_scrolls(still: Site, size: tuple[int, int]) -> None:
    screen = still.open("/e/hall-2024/screen")
    screen.set_viewport_size({"width": size[0], "height": size[1]})
    assert screen.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == list(
        size
    )


@pytest.mark.parametrize("address", ["/e/hall-2024/", BOARD, "/e/hall-2024/teams/CHN/", "/e/hall-2024/schedule/"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_no_page_is_wider_than_a_phone(still: Site, address: str, lang: str) -> None:
    phone = still.open(address, lang=lang, width=390)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
