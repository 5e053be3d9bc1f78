"""Backups and archives in the browser: two people restore one, and an event moves to another installation. B5, B6."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.migrate import upgrade
from competition.domain.permissions import Role
from competition.services.demo_event import DEMO_PASSWORD
from competition.services.passwords import hash_secret
from competition.services.roster import add_account, grant_role
from tests.browser.barriers import expect_no_barrier
from tests.browser.blank import Blank
from tests.browser.chromium import DESK, Visitors
from tests.browser.demo import EVENT, Demo
from tests.servers import eventually, running_server
from tests.small_demo import write_small_demo

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

ADMINISTRATOR = "ada.min"
SLOW_MS = 90_000
"""How long work beside the pages may take on a busy machine."""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Demo]:
    """Give the demo event with one trade, and an administrator beside its organizer."""
    url = f"sqlite:///{tmp_path / 'competition.db'}"
    engine = open_engine(url)
    upgrade(engine)
    write_small_demo(url, ("04",))
    with Session(engine) as session, write_transaction(session):
        account = add_account(
            session,
            login=ADMINISTRATOR,
            name="Ada Min",
            now=datetime.now(UTC),
            password_hash=hash_secret(DEMO_PASSWORD),
        )
        grant_role(session, account, Role.ADMIN, None)
    engine.dispose()
    with running_server(tmp_path, url) as server:
        found = Demo(server, url)
        try:
            yield found
        finally:
            found.close()


def test_a_backup_comes_back_by_two_and_an_archive_goes_to_another_installation(
    browser: Browser, small: Demo, blank: Blank, tmp_path: Path
) -> None:
    here = Visitors(browser, small.url)
    there = Visitors(browser, blank.url)
    there.expect("status of 422")
    try:
        organizer = here.page(cookies=small.cookies(small.organizer()), **DESK)
        _back_up_and_ask(organizer, small, tmp_path)
        _decide(here.page(cookies=small.cookies(ADMINISTRATOR), **DESK), small)
        archive = _write_archive(organizer, small, tmp_path)
        _restore_elsewhere(there.page(cookies=blank.administrator(), **DESK), blank, archive)
        assert here.complaints + there.complaints == []
    finally:
        here.close()
        there.close()


def _back_up_and_ask(page: Page, small: Demo, folder: Path) -> None:
    page.goto(small.office("backups"))
    page.get_by_role("button", name="Back up now").first.click()
    expect(page.get_by_text("The newest backup is fresh")).to_be_visible()
    _look(page)
    page.get_by_role("link", name="Open").first.click()
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("every byte is what was written")).to_be_visible()
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as taken:
        page.get_by_role("dialog").get_by_role("button", name="Download").click()
    taken.value.save_as(folder / "taken.podium")
    assert (folder / "taken.podium").read_bytes().startswith(b"PK")
    expect(page.get_by_role("heading", name="What restoring it would change")).to_be_visible()
    _look(page)
    page.get_by_label("Why").fill("A judge entered the wrong day")
    page.get_by_label(f"To confirm, type {EVENT}").fill(EVENT)
    page.get_by_role("button", name="Ask for the restore").click()
    expect(page.get_by_text("You asked for this.")).to_be_visible()


def _decide(page: Page, small: Demo) -> None:
    page.goto(small.office("backups"))
    page.get_by_role("link", name="Look and decide").click()
    expect(page.get_by_text("A judge entered the wrong day")).to_be_visible()
    page.get_by_label(f"To confirm, type {EVENT}").fill(EVENT)
    page.get_by_role("button", name="Approve and restore now").click()
    expect(page.get_by_text("Restored. What was here before is the newest backup")).to_be_visible(timeout=SLOW_MS)
    expect(page.get_by_text("Before a backup was restored").first).to_be_visible()


def _write_archive(page: Page, small: Demo, folder: Path) -> Path:
    # The worker that restored ends, and another one begins with nothing in its memory.
    assert eventually(lambda: small.server.log_text().count("Booting worker") > 1, SLOW_MS / 1000)
    page.goto(small.office("backups"))
    page.get_by_role("button", name="Write the archive").click()
    expect(page.get_by_role("button", name="Download the archive")).to_be_visible(timeout=SLOW_MS)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the archive").click()
    path = folder / f"{EVENT}.podium"
    taken.value.save_as(path)
    return path


def _restore_elsewhere(page: Page, blank: Blank, archive: Path) -> None:
    page.goto(f"{blank.url}/office/")
    page.get_by_role("link", name="Restore an event").click()
    _look(page)
    broken = archive.with_name("broken.podium")
    broken.write_bytes(archive.read_bytes()[:-1000])
    _bring(page, broken)
    expect(page.get_by_text("This file is damaged")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name="Bring another file").click()
    _bring(page, archive)
    expect(page.get_by_text("Whole and verified")).to_be_visible(timeout=SLOW_MS)
    _look(page)
    page.get_by_label("Code in addresses").fill("brisc-again")
    page.get_by_role("button", name="Restore the event").click()
    expect(page.get_by_text(f"What you typed differs from {EVENT}")).to_be_visible()
    expect(page.get_by_label("Code in addresses")).to_have_value("brisc-again")
    page.get_by_label(f"To confirm, type {EVENT}").fill(EVENT)
    page.get_by_role("button", name="Restore the event").click()
    expect(page.get_by_text("Restored as brisc-again")).to_be_visible(timeout=SLOW_MS)
    _look(page)
    page.get_by_role("link", name="Open its page").click()
    expect(page).to_have_url(f"{blank.url}/e/brisc-again/")
    page.goto(f"{blank.url}/office/restore-event")
    _bring(page, archive)
    expect(page.get_by_text("This very event is here already, as brisc-again")).to_be_visible(timeout=SLOW_MS)


def _bring(page: Page, path: Path) -> None:
    page.get_by_label("Archive").set_input_files(path)
    page.get_by_role("button", name="Look through it").click()


def _look(page: Page) -> None:
    """Hold that nothing keeps anybody out of this page, then go on at the desk."""
    expect_no_barrier(page, "en")
    page.set_viewport_size(DESK["viewport"])
