"""Take the pictures of the README and the manual: every door of the real product, on the demo event.

Run it by `make screenshots`; it needs Debian's Chromium and writes docs/images/*.png.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import TABLET, WAIT_MS, Visitors, chromium
from tests.browser.demo import Demo, demo_template, running_demo
from tests.browser.tablet import Tablet, aspects
from tests.servers import ROOT
from tools.palette import reduced

IMAGES = ROOT / "docs" / "images"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HALL = {"width": 1920, "height": 1080}
TO_TOP = "(field) => field.scrollIntoView({block: 'start', behavior: 'instant'})"
ORGANIZER, CHIEF = "organizer", "04-00"


@dataclass(frozen=True)
class Shot:
    """A picture. who: the log-in, empty for everybody. tall: most of the page's height, 0 for the window alone."""

    name: str
    path: str
    size: dict[str, int] = field(default_factory=lambda: WIDE)
    lang: str = "en"
    theme: str = "light"
    who: str = ""
    tall: int = 0


EVENT = "/e/brisc-2024"
OFFICE = "/office/brisc-2024"
SHOTS = (
    Shot("board-arabic", f"{EVENT}/trades/04/", lang="ar", tall=2000),
    Shot("board-chinese", f"{EVENT}/trades/04/", lang="zh"),
    Shot("board-dark", f"{EVENT}/trades/04/", theme="dark"),
    Shot("board-frozen", f"{EVENT}/trades/10/"),
    Shot("board-hidden", f"{EVENT}/trades/01/"),
    Shot("board-light", f"{EVENT}/trades/04/", tall=2000),
    Shot("board-official", f"{EVENT}/trades/07/"),
    Shot("board-phone", f"{EVENT}/trades/04/", PHONE),
    Shot("components-dark", "/dev/components", theme="dark", tall=2600),
    Shot("components-light", "/dev/components", tall=2600),
    Shot("home-arabic", f"{EVENT}/", lang="ar", tall=1500),
    Shot("home-dark", f"{EVENT}/", theme="dark"),
    Shot("home-light", f"{EVENT}/", tall=2300),
    Shot("home-phone", f"{EVENT}/", PHONE),
    Shot("judge-desk", "/judge/", TABLET["viewport"], who=CHIEF),
    Shot("judge-desk-arabic", "/judge/", TABLET["viewport"], lang="ar", who="04-05"),
    Shot("judge-sign-in", "/judge/sign-in", TABLET["viewport"]),
    Shot("medals", f"{EVENT}/medals/"),
    Shot("office-control-arabic", f"{OFFICE}/", lang="ar", who=ORGANIZER, tall=1100),
    Shot("office-control-dark", f"{OFFICE}/", theme="dark", who=ORGANIZER, tall=1100),
    Shot("office-control-light", f"{OFFICE}/", who=ORGANIZER, tall=1100),
    Shot("office-log", f"{OFFICE}/log", who=ORGANIZER),
    Shot("office-people", f"{OFFICE}/people", who=ORGANIZER),
    Shot("office-publication", f"{OFFICE}/publication", who=ORGANIZER, tall=1100),
    Shot("office-ready", f"{OFFICE}/setup", who=ORGANIZER, tall=1100),
    Shot("office-schedule", f"{OFFICE}/schedule", who=ORGANIZER),
    Shot("office-scheme-editor", f"{OFFICE}/trades/04/scheme/edit", who=ORGANIZER),
    Shot("office-panels", f"{OFFICE}/trades/04/panels", who=ORGANIZER, tall=1500),
    Shot("office-settings-arabic", f"{OFFICE}/settings", lang="ar", who=ORGANIZER),
    Shot("office-sign-in", "/sign-in"),
    Shot("office-trade", f"{OFFICE}/trades/04", who=ORGANIZER, tall=1400),
    Shot("schedule", f"{EVENT}/schedule/"),
    Shot("screen-board", f"{EVENT}/screen?trades=04,05&seconds=120", HALL),
    Shot("screen-medals", f"{EVENT}/screen?trades=medals&seconds=120", HALL),
    Shot("team", f"{EVENT}/teams/CHN/", tall=1100),
    Shot("teams", f"{EVENT}/teams/", tall=1100),
)


class Studio:
    """A browser on the demo event, and what has been pictured."""

    def __init__(self, demo: Demo, browser: Browser, wanted: list[str]) -> None:
        self.demo = demo
        self.visitors = Visitors(browser, demo.url)
        self._wanted = wanted
        self._cookies: dict[str, list[dict[str, str]]] = {}

    def wants(self, name: str) -> bool:
        """Tell whether this picture was asked for."""
        return not self._wanted or any(name.startswith(each) for each in self._wanted)

    def take(self, shot: Shot) -> None:
        """Open the page and picture it."""
        options: dict[str, Any] = {"viewport": shot.size, "color_scheme": shot.theme, "lang": shot.lang}
        context = self.visitors.context(cookies=self.cookies(shot.who), **options)
        page = context.new_page()
        page.goto(f"{self.demo.url}{shot.path}")
        if shot.tall:
            height = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": shot.size["width"], "height": max(900, min(height, shot.tall))})
        self.keep(page, shot.name)
        context.close()

    def cookies(self, who: str) -> list[dict[str, str]]:
        """Return the cookies of somebody; everyone signs in once."""
        if not who:
            return []
        if who not in self._cookies:
            self._cookies[who] = self.demo.cookies(self.demo.organizer() if who == ORGANIZER else who)
        return self._cookies[who]

    def keep(self, page: Page, name: str) -> None:
        """Write the picture of a page that has its fonts and stands still."""
        page.mouse.move(0, 0)
        page.evaluate("document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => done(true))))")
        path = IMAGES / f"{name}.png"
        path.write_bytes(reduced(page.screenshot(animations="disabled", caret="hide")))
        print(f"{path.stat().st_size // 1024:5} kB  {path.relative_to(ROOT)}")


def picture_sheet(studio: Studio) -> None:
    """Picture a judging sheet with values recorded, in conflict, too far apart and kept without network."""
    demo = studio.demo
    sheet = demo.sheet("11", "C3", "PC-09")
    fields = aspects(demo, sheet)
    options = {**TABLET, "color_scheme": "light"}
    here, second, third = (
        Tablet(demo, sheet, studio.visitors.context(cookies=studio.cookies(login), **options)).open()
        for login in sheet.judges
    )
    here.type(fields["C3.M2"], "4")
    here.choose(fields["C3.M3"], "1")
    here.choose(fields["C3.M5"], "0")
    for each, score in ((here, "3"), (second, "1"), (third, "2")):
        each.choose(fields["C3.J1"], score)
    expect(here.badge(fields["C3.J1"])).to_contain_text("Too far apart")
    for each in (here, second):
        each.choose(fields["C3.J2"], "2")
        each.expect_recorded(fields["C3.J2"])
    with here.offline():
        here.type(fields["C3.M1"], "812")
        here.choose(fields["C3.M4"], "1")
        expect(here.page.get_by_text("No network").first).to_be_visible()
        expect(here.badge(fields["C3.M4"])).to_contain_text("On this tablet")
        expect(here.page.locator(".toast")).to_have_count(0)
        here.field(fields["C3.M1"]).evaluate(TO_TOP)
        studio.keep(here.page, "judge-sheet-offline")
        second.type(fields["C3.M1"], "818")
        second.expect_recorded(fields["C3.M1"])
    expect(here.badge(fields["C3.M1"])).to_contain_text("Choose one")
    expect(here.page.locator(".toast")).to_have_count(0)
    here.field(fields["C3.M1"]).evaluate(TO_TOP)
    studio.keep(here.page, "judge-sheet-portrait")
    here.page.set_viewport_size({"width": 1180, "height": 820})
    here.field(fields["C3.J1"]).evaluate(TO_TOP)
    studio.keep(here.page, "judge-sheet-landscape")
    for each in (here, second, third):
        each.context.close()


def picture_office_sheet(studio: Studio) -> None:
    """Picture a sheet on which the judges disagree, as the office sees it."""
    sheet = studio.demo.sheet("11", "C3", "PC-06")
    studio.take(Shot("office-sheet", f"{OFFICE}/sheets/{sheet.id}", who=ORGANIZER, tall=1400))


SCENES: dict[str, Callable[[Studio], None]] = {"judge-sheet": picture_sheet, "office-sheet": picture_office_sheet}


@contextmanager
def studio(wanted: list[str]) -> Iterator[Studio]:
    """Set everything up in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="podium-pictures-") as name:
        folder = Path(name)
        (folder / "server").mkdir()
        template = demo_template(folder)
        with running_demo(template, folder / "server") as demo, chromium() as browser:
            expect.set_options(timeout=WAIT_MS)
            found = Studio(demo, browser, wanted)
            try:
                yield found
            finally:
                found.visitors.close()


def main(wanted: list[str]) -> int:
    """Take all pictures, or those whose names begin so; returns 1 when a page complained in its console."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with studio(wanted) as here:
        for shot in SHOTS:
            if here.wants(shot.name):
                here.take(shot)
        for name, scene in SCENES.items():
            if here.wants(name):
                scene(here)
        for complaint in here.visitors.complaints:
            print(complaint, file=sys.stderr)
        return 1 if here.visitors.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
