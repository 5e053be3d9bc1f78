"""Getting ready in the browser: every gap leads somewhere that is there, and only organizers read it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from competition.db.engine import write_transaction
from competition.domain.permissions import Role
from competition.domain.readiness import Gap, Kind, Place
from competition.domain.readiness_rules import kinds
from competition.services.events import NewEvent, NewTrade, add_event, add_trade
from competition.services.roster import grant_role
from competition.web.office.readiness_places import gap_line, step_page
from tests.factories import NOW, Scene, add_office_actor, add_trade_with_sheets
from tests.web.conftest import ClientOf

PATH = "/office/test-2024/setup"


@pytest.fixture
def office(scene: Scene, client_of: ClientOf) -> FlaskClient:
    """Give the browser of an organizer."""
    return client_of(scene.organizer)


def page(browser: FlaskClient, path: str = PATH) -> str:
    """Return a page that must be there."""
    answer = browser.get(f"{path}?lang=en")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_is_missing_stands_first_in_the_menu_and_is_told_with_its_ways_out(office: FlaskClient) -> None:
    html = page(office)
    assert html.index(f'href="{PATH}"') < html.index('href="/office/test-2024/trades"')
    assert "No second organizer" in html
    assert "Days with judging sheets and no session" in html
    assert "<b>04</b> day 1, 2" in html
    assert 'href="/office/test-2024/schedule"' in html
    matrix = html.split('class="matrix steps"')[1]
    assert re.findall(r'class="cell s-(\w+)"', matrix) == ["part", "done", "done", "done", "part", "part"]


def test_every_button_and_chip_leads_to_a_page_that_opens(office: FlaskClient) -> None:
    html = page(office).split('<main class="room"')[1]
    links = set(re.findall(r'href="(/office/[^"]+)"', html))
    assert len(links) > 5
    assert {link: office.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(links, 200)


AWAITED = {"applications_wait", "applications_unsent"}
"""Gaps whose pages other parts of the office bring."""


def test_every_gap_that_can_be_has_its_page_and_its_words(office: FlaskClient) -> None:
    figures = dict.fromkeys(("have", "need", "most", "count", "of", "days", "age", "total", "names"), "2")
    lost = set()
    with office.application.test_request_context("/?lang=en"):
        for kind in kinds():
            places = (Place("04", figures), Place("05", figures)) if kind.step else ()
            line = gap_line("test-2024", Gap(kind, figures, places))
            assert "%(" not in line.title + line.why + "".join(detail for _, detail, _ in line.chips)
            assert len(line.chips) == len(places)
            lost |= set() if line.href else {kind.code}
    assert lost <= AWAITED


def test_an_event_with_nothing_says_where_to_begin(scene: Scene, client_of: ClientOf) -> None:
    account = scene.organizer.account_id
    assert account is not None
    with write_transaction(scene.session):
        new = NewEvent("new-2030", {"en": "New"}, {}, "UTC", date(2030, 1, 7), date(2030, 1, 8))
        event_id = add_event(scene.session, new, NOW)
        grant_role(scene.session, account, Role.ORGANIZER, event_id)
    html = page(client_of(scene.organizer), "/office/new-2030/setup")
    assert "No trade" in html
    assert 'href="/office/new-2030/new-trades"' in html
    assert "days to go" in html
    with write_transaction(scene.session):
        add_trade(scene.session, event_id, NewTrade("01", {"en": "<b>Cooking</b>"}))
    html = page(client_of(scene.organizer), "/office/new-2030/setup")
    assert "Trades without a marking scheme" in html
    assert html.count("Comes later") == 2
    assert "<b>Cooking</b>" not in html


def test_a_chief_judge_reads_what_the_own_trade_lacks_and_can_open_every_way_out(
    scene: Scene, client_of: ClientOf
) -> None:
    add_trade_with_sheets(scene, "05")
    chief = client_of(scene.judges["FRA"])
    html = page(chief).split('<main class="room"')[1]
    assert "<b>04</b> day 1, 2" in html
    assert "No second organizer" not in html
    assert "Trade 05" not in html
    assert "<b>05</b>" not in html
    links = set(re.findall(r'href="(/office/[^"]+)"', html))
    assert {link: chief.get(link.replace("&amp;", "&")).status_code for link in links} == dict.fromkeys(links, 200)


def test_others_of_the_event_do_not_read_it(scene: Scene, client_of: ClientOf) -> None:
    for actor in (scene.judges["KAZ"], add_office_actor(scene, Role.AUDITOR)):
        assert client_of(actor).get(PATH).status_code == 403
    assert client_of(None).get(PATH).status_code == 302
    assert client_of(scene.organizer).get("/office/none/setup").status_code == 404
    assert client_of(scene.organizer).post(PATH).status_code == 405


def test_a_step_without_a_page_is_no_link(office: FlaskClient) -> None:
    app = office.application
    known = app.view_functions.pop("office.trade_panels")
    try:
        with app.test_request_context("/"):
            kind = next(kind for kind in kinds() if kind.code == "panel_too_small")
            assert isinstance(kind, Kind)
            assert kind.step is not None
            assert step_page("test-2024", kind.step, "04") == ""
    finally:
        app.view_functions["office.trade_panels"] = known
