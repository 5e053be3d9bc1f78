"""Debian's Chromium by Playwright, and a watch over every page: no error in the console, nobody else asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 20_000
"""How long a condition may take on a busy machine; no test claims a time."""
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
OFFLINE_WORDS = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "closed before the connection is established")
"""What Chromium says of a network that went away, and of a page that was left while its socket was opening."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Visitors:
    """Browsers of different people (contexts), all watched.

    complaints: what any page said in its console, and every address outside of the server.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._contexts: list[BrowserContext] = []
        self._expected: list[str] = list(OFFLINE_WORDS)
        self.complaints: list[str] = []

    def expect(self, *words: str) -> None:
        """Allow console messages with these words: what the test itself provokes."""
        self._expected.extend(words)

    def context(
        self, *, cookies: list[dict[str, str]] | None = None, lang: str = "en", **options: Any
    ) -> BrowserContext:
        """Open a browser of somebody's own. lang: the language that the browser asks for."""
        context = self._browser.new_context(**{"locale": lang, "color_scheme": "light", **options})
        context.set_default_timeout(WAIT_MS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("request", self._see)
        if cookies:
            context.add_cookies(cookies)  # type: ignore[arg-type]
        self._contexts.append(context)
        return context

    def page(self, **options: Any) -> Page:
        """Open a page in a browser of its own."""
        return self.context(**options).new_page()

    def close(self) -> None:
        """Close all browsers."""
        for context in self._contexts:
            with contextlib.suppress(Error):
                context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(word in message.text for word in self._expected):
            place = message.page.url if message.page else ""
            self.complaints.append(f"{place}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self.complaints.append(f"asked {request.url}")
