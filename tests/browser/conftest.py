"""What browser tests share: the demo event, an empty installation, Chromium, and pages that are watched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.blank import Blank, running_blank
from tests.browser.chromium import WAIT_MS, Visitors, chromium
from tests.browser.demo import Demo, demo_template, running_demo


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Give the database with the demo event, written once for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if hasattr(request.config, "workerinput") else base) / "demo-event"
    folder.mkdir(exist_ok=True)
    return demo_template(folder)


@pytest.fixture(scope="module")
def demo(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Give the demo event on a server of the module's own."""
    with running_demo(template, tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blank]:
    """Give an empty installation on a server of the module's own."""
    with running_blank(tmp_path_factory.mktemp("blank")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser; it ends with the module, since its event loop would be in the way of others."""
    expect.set_options(timeout=WAIT_MS)
    with chromium() as found:
        yield found


@pytest.fixture
def visitors(browser: Browser, demo: Demo) -> Iterator[Visitors]:
    """Give people with browsers at the demo event; afterwards no page may have complained."""
    with _watched(browser, demo.url) as found:
        yield found


@pytest.fixture
def blank_visitors(browser: Browser, blank: Blank) -> Iterator[Visitors]:
    """Give people with browsers at the empty installation; afterwards no page may have complained."""
    with _watched(browser, blank.url) as found:
        yield found


@contextmanager
def _watched(browser: Browser, url: str) -> Iterator[Visitors]:
    found = Visitors(browser, url)
    try:
        yield found
        assert found.complaints == []
    finally:
        found.close()
