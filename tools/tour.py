"""Take the pictures of the way from an empty installation to a ready event, and write docs/tour.md around them.

Run it by `make screenshots`; it needs Debian's Chromium. tests/browser/test_first_event.py walks the same way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser import hand
from tests.browser.blank import running_blank
from tests.browser.chromium import WAIT_MS, Visitors, chromium
from tests.browser.first_event import Walk
from tests.servers import ROOT
from tools.palette import reduced

DOCS = ROOT / "docs"
HERE, SHOWN = "127.0.0.1", "podium.localhost"
"""The second is this machine too, and unlike the first it looks like the address of a server in a hall."""
STEPS = {
    "account": "The address that the terminal shows makes the first account.",
    "rules": "A new event begins with the rules that come closest; every trade can differ later.",
    "event": "Name, place and days, in two languages; everything is kept as it is typed.",
    "trades": "The trades are pasted from a list, one a line.",
    "organizers": "A colleague is named, since some steps take two people.",
    "check": "A last look before the event is made.",
    "missing": "One page knows everything that stands between the event and its first mark, and leads to each of it.",
    "people-shown": "Competitors and judges are pasted as a spreadsheet has them; first it is shown what would happen.",
    "scheme-shown": "The marking scheme is read from the file that CIS gives out, with a warning where one is needed.",
    "scheme-agree": "The colleague has come in by invitation, and approves the scheme as its second person.",
    "panels-shown": "Panels are proposed so that nobody marks a compatriot, with the reason for every seat.",
    "cards-made": "Every judge gets a card with number, PIN and QR code, in the own language.",
    "enrolment": "Tablets scan one picture and get a number each.",
    "desk": "A judge has signed in on the first tablet and sees the sheets of every day.",
    "ready": "Nothing stops the first mark; what is listed would be good to have.",
}
LANGUAGES = {"en": "tour", "ar": "tour-ar"}
ALSO = "The same way in Arabic, from right to left"
PAGE = """# From nothing to ready

An empty installation becomes an event whose first mark can be entered: one trade, three entries, six judges, a
marking scheme of 192 aspects, panels, cards and a tablet. It takes **{clicks} clicks and {keys} keys** of three people
(two organizers and a judge), about **{minutes} minutes** of pressing.

The minutes are an estimate, not a measurement of people. They follow the keystroke-level model ([Card, Moran and
Newell, 1980](https://doi.org/10.1145/358886.358895)): {key} s for a key of an average typist, {point} s to point with
the mouse, {home} s to move a hand between mouse and keyboard, {think} s to make up one's mind before each click. The
model describes somebody who knows the way. Reading, deciding, waiting for the server, and writing the list of people
and the scheme come on top.

A browser test walks the whole way in English and in Arabic and fails when the estimate passes ten minutes;
`make screenshots` takes these pictures and writes this page.

{steps}

## {also}

{arabic}
"""
"""Source of the model: see tests/browser/hand.py."""


def take(browser: Browser, language: str, folder: Path) -> hand.Effort:
    """Walk the way in a language and picture its pages; returns what people pressed."""
    names = list(STEPS)

    def seen(page: Page, name: str) -> None:
        if name in names:
            page.evaluate("window.scrollTo(0, 0)")
            path = DOCS / "images" / file_name(language, names.index(name) + 1, name)
            path.write_bytes(reduced(page.screenshot()))
            print(path.name, flush=True)

    with running_blank(folder) as blank:
        visitors = Visitors(browser, blank.url.replace(HERE, SHOWN))
        walk = Walk(visitors, language, seen)
        try:
            walk.to_ready(walk.set_up(blank.set_up_address().replace(HERE, SHOWN)))
        finally:
            visitors.close()
        if visitors.complaints:
            raise SystemExit("\n".join(visitors.complaints))
    return walk.effort


def file_name(language: str, number: int, name: str) -> str:
    """Return what a picture is called: tour-04-trades.png."""
    return f"{LANGUAGES[language]}-{number:02d}-{name}.png"


def page_of(effort: hand.Effort) -> str:
    """Return docs/tour.md."""
    english = (
        f"{number}. {text}\n\n   ![{text}](images/{file_name('en', number, name)})"
        for number, (name, text) in enumerate(STEPS.items(), 1)
    )
    arabic = (
        f"![{text}](images/{file_name('ar', number, name)})" for number, (name, text) in enumerate(STEPS.items(), 1)
    )
    return PAGE.format(
        clicks=effort.clicks,
        keys=effort.typed,
        minutes=f"{effort.seconds / 60:.1f}",
        key=hand.KEY,
        point=hand.POINT,
        home=hand.HOME,
        think=hand.THINK,
        steps="\n\n".join(english),
        also=ALSO,
        arabic="\n\n".join(arabic),
    )


def main() -> int:
    """Take the pictures in every language of the tour and write the page."""
    expect.set_options(timeout=WAIT_MS)
    with chromium() as browser, tempfile.TemporaryDirectory(prefix="podium-tour-") as name:
        efforts = {}
        for language in LANGUAGES:
            folder = Path(name) / language
            folder.mkdir()
            efforts[language] = take(browser, language, folder)
    (DOCS / "tour.md").write_text(page_of(efforts["en"]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
