"""Team leaders register their teams, the office decides line by line. Source: PRODUCT C7."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import Companion, Competitor, Entry, Event, Person
from competition.domain.permissions import Role
from competition.queries.log_replay import verify_event
from competition.services.context import Actor
from competition.services.registration import RegistrationRules, set_registration
from tests.factories import NOW, Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf
from tests.web.registering import ASKS, DOOR, OFFICE, add_leader, application, count, text, typed


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def leader(scene: Scene) -> Actor:
    """Give the leader of France's team, whose registration is open."""
    return add_leader(scene)


def test_an_application_goes_from_draft_to_approved(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    assert browser.get("/team/").headers["Location"].endswith(DOOR)
    assert browser.post(DOOR, data=typed(scene)).status_code == 302
    assert 'value="Zoé Martin"' in text(browser, DOOR)
    assert "Zoé" not in text(office, OFFICE)
    assert browser.post(DOOR, data=typed(scene, submit="1")).status_code == 302
    assert "The event office has it now" in text(browser, DOOR)
    assert browser.post(DOOR, data=typed(scene)).status_code == 422
    page = f"{OFFICE}/{application(scene).id}"
    html = text(office, page)
    assert "Zoé Martin" in html
    assert "We arrive on Sunday." in html
    assert count(scene, Competitor) == 4
    assert office.post(page, data={"line": ["0", "1"]}).status_code == 302
    assert (application(scene).state, count(scene, Competitor), count(scene, Companion)) == ("approved", 5, 1)
    entry = scene.session.execute(select(Entry).where(Entry.team_id == scene.teams["FRA"])).scalar_one()
    assert entry.code == "EI-05"
    assert office.post(page, data={"line": ["0"]}).status_code == 422
    assert "Approved" in text(browser, DOOR)
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_lines_are_approved_in_part_and_the_rest_comes_back_with_a_reason(
    scene: Scene, client_of: ClientOf, leader: Actor
) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    browser.post(DOOR, data=typed(scene, submit="1"))
    page = f"{OFFICE}/{application(scene).id}"
    assert office.post(page, data={"line": ["0"]}).status_code == 422
    assert office.post(page, data={"line": ["0"], "reason": "One interpreter is enough."}).status_code == 302
    assert (application(scene).state, count(scene, Competitor), count(scene, Companion)) == ("returned", 5, 0)
    html = text(browser, DOOR)
    assert "One interpreter is enough." in html
    assert 'value="Luc Petit"' in html
    assert 'value="Zoé Martin"' not in html
    # The same competitor again is a change of the one who is there, not a second one.
    again = {"native-0": "ZOÉ MARTIN", "latin-0": "Zoe Martin", "role-0": "competitor", "trade-0": scene.trade_id}
    browser.post(DOOR, data={**again, "submit": "1"})
    assert "Changed" in text(office, page)
    office.post(page, data={"line": ["0"]})
    assert count(scene, Competitor) == 5
    latin = scene.session.scalar(select(Person.latin_name).where(Person.native_name == "ZOÉ MARTIN"))
    assert latin == "Zoe Martin"


def test_an_application_is_refused_with_a_reason(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    browser.post(DOOR, data=typed(scene, submit="1"))
    page = f"{OFFICE}/{application(scene).id}"
    assert office.post(page, data={"refuse": "1"}).status_code == 422
    assert office.post(page, data={"refuse": "1", "reason": "The trade is full."}).status_code == 302
    assert (application(scene).state, count(scene, Competitor)) == ("refused", 4)
    assert "The trade is full." in text(browser, DOOR)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"native-0": "", "native-1": ""}, "Nobody is entered yet"),
        ({"trade-0": ""}, "Person 1: The trade is missing"),
        ({"trade-0": "0" * 32}, "Person 1: The trade is missing"),
        ({"latin-0": "Зоя"}, "Person 1: The Latin name holds other letters"),
        ({"born-0": "2008-01-01", "consent-0": "1"}, "Person 1: By the birth date"),
        ({"born-0": "2023-01-01"}, "Person 1: By this date"),
        ({"born-0": "soon"}, "Person 1: This is no date"),
        ({"group-0": "B" * 17}, "Person 1: "),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    scene: Scene, client_of: ClientOf, leader: Actor, more: dict[str, str], words: str
) -> None:
    answer = client_of(leader).post(DOOR, data=typed(scene, submit="1", **more))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in html
    assert "We arrive on Sunday." in html
    assert 'aria-invalid="true"' in html or "Nobody" in words
    assert application(scene).state == "draft"
    assert count(scene, Competitor) == 4


def test_after_the_end_by_the_clock_of_the_server_it_is_a_late_request(
    scene: Scene, client_of: ClientOf, leader: Actor
) -> None:
    with write_transaction(scene.session):
        event = scene.session.execute(select(Event).where(Event.id == scene.event_id)).scalar_one()
        assert event.clock_offset == 0
    set_registration(scene.context(scene.organizer), scene.event_id, RegistrationRules(True, NOW - timedelta(days=1)))
    browser, office = client_of(leader), client_of(scene.organizer)
    assert "Registration ended on" in text(browser, DOOR)
    assert browser.post(DOOR, data=typed(scene, submit="1")).status_code == 302
    assert application(scene).is_late
    assert "Late" in text(office, OFFICE)
    assert count(scene, Competitor) == 4


def test_a_closed_registration_takes_nothing(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    office = client_of(scene.organizer)
    assert office.post(ASKS, data={"closes_at": "2024-06-01T12:00"}).status_code == 302
    answer = client_of(leader).post(DOOR, data=typed(scene, submit="1"))
    assert answer.status_code == 422
    assert "Registration is not open" in answer.get_data(as_text=True)
    wrong = office.post(ASKS, data={"is_open": "y", "closes_at": "soon", "entries": "1"})
    assert wrong.status_code == 422
    assert "This is no date" in wrong.get_data(as_text=True)
    assert office.post(ASKS, data={"entries": "0"}).status_code == 422
    assert "Registration is closed" in text(office, OFFICE)


def test_rows_come_and_go_without_script(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    browser = client_of(leader)
    more = browser.post(DOOR, data=typed(scene, add="1")).get_data(as_text=True)
    assert 'name="native-2"' in more
    fewer = browser.post(DOOR, data=typed(scene, remove="0")).get_data(as_text=True)
    assert "Zoé Martin" not in fewer
    assert "Luc Petit" in fewer


def test_a_team_leader_reaches_the_own_team_and_nothing_of_the_office(
    scene: Scene, client_of: ClientOf, leader: Actor
) -> None:
    other = make_scene(scene.session, code="other-2024")
    browser = client_of(leader)
    assert browser.get("/team/other-2024/").status_code == 404
    assert browser.get(f"{DOOR}?team=KAZ").status_code == 404
    assert browser.post(f"{DOOR}?team=KAZ", data=typed(scene)).status_code == 404
    for path in (OFFICE, "/office/test-2024/people", "/office/test-2024/people/new", "/office/test-2024/staff"):
        assert browser.get(path).status_code == 403, path
    browser.post(DOOR, data=typed(scene, submit="1"))
    page = f"{OFFICE}/{application(scene).id}"
    for actor in (leader, scene.judges["FRA"], add_office_actor(scene, Role.AUDITOR), other.organizer):
        assert client_of(actor).get(page).status_code == 403
        assert client_of(actor).post(page, data={"line": "0"}).status_code == 403
    assert client_of(other.organizer).get(page.replace("test-2024", "other-2024")).status_code == 404
    assert client_of(None).get(DOOR).status_code == 302
    assert client_of(scene.judges["KAZ"]).get(DOOR).status_code == 403
    # An organizer has no team of the own.
    assert client_of(scene.organizer).get(DOOR).status_code == 404
