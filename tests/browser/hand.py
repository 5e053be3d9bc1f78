"""A person at a browser: every press is counted, and the time that it takes is estimated.

The estimate is the keystroke-level model: it adds what hand and head need for each press, for somebody who knows the
way. It leaves out what the server needs, and reading. Source: Card, Moran and Newell, "The keystroke-level model for
user performance time with interactive systems", Communications of the ACM 23 (7), 1980.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.servers import ROOT

TRANSLATIONS = ROOT / "competition" / "translations"
KEY = 0.28
"""Seconds for a key, of an average typist who is no typist by trade; also for the button of the mouse."""
POINT, HOME, THINK = 1.1, 0.4, 1.35
"""Seconds to point with the mouse, to move a hand between mouse and keyboard, and to make up one's mind."""
PASTE_KEYS = 2
FILE_CLICKS = 3
"""The button of the field, the file, and the button of the window in which it is chosen."""


def words_of(language: str) -> Callable[[str], str]:
    """Return what gives an English sentence of the pages in a language."""
    if language == "en":
        return str
    return gettext.translation("messages", TRANSLATIONS, [language]).gettext


@dataclass
class Effort:
    """What people did. typed: keys pressed for texts; seconds: the estimate for all of it."""

    clicks: int = 0
    typed: int = 0
    seconds: float = 0.0
    _is_at_keys: bool = field(default=False, repr=False)

    def click(self, times: int = 1) -> None:
        """Count decisions with the mouse."""
        self.clicks += times
        self.seconds += times * (THINK + POINT + KEY) + HOME * self._is_at_keys
        self._is_at_keys = False

    def type(self, keys: int) -> None:
        """Count keys, pressed in one go."""
        self.typed += keys
        self.seconds += keys * KEY + HOME * (not self._is_at_keys)
        self._is_at_keys = True


class Hand:
    """Somebody at a page. say: gives a sentence of the pages in the language that is read."""

    def __init__(self, page: Page, language: str, effort: Effort) -> None:
        self.page = page
        self.say = words_of(language)
        self.effort = effort

    def press(self, what: Locator) -> None:
        """Click something."""
        self.effort.click()
        what.click()

    def button(self, name: str, inside: Page | Locator | None = None) -> None:
        """Press the first button of this name."""
        self.press((inside or self.page).get_by_role("button", name=self.say(name)).first)

    def link(self, name: str, inside: Page | Locator | None = None) -> None:
        """Follow the first link of this name."""
        self.press((inside or self.page).get_by_role("link", name=self.say(name)).first)

    def type(self, where: str, text: str) -> None:
        """Click into a field and type."""
        self.effort.click()
        self.effort.type(len(text))
        self.page.locator(where).fill(text)

    def paste(self, where: str, text: str) -> None:
        """Click into a field and paste what was copied elsewhere."""
        self.effort.click()
        self.effort.type(PASTE_KEYS)
        self.page.locator(where).fill(text)

    def choose(self, where: str, value: str) -> None:
        """Open a list and choose from it."""
        self.effort.click(2)
        self.page.locator(where).select_option(value)

    def bring(self, where: str, file: Path) -> None:
        """Choose a file."""
        self.effort.click(FILE_CLICKS)
        self.page.locator(where).set_input_files(file)
