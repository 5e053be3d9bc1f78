"""What registration asks of the teams, and what holds at sending and again at approval. Source: PRODUCT C7."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import Companion, Competitor, Entry, Image, Person, Portrait
from competition.domain.permissions import Role
from competition.domain.registration import AskedQuestion
from competition.queries.log_replay import verify_event
from competition.queries.person_data import person_data
from competition.queries.registration import registration_of
from competition.services.context import Actor
from competition.services.erasure import erase_person
from competition.services.events import NewTrade, add_trade
from competition.services.registration import RegistrationRules, set_registration
from tests.factories import Scene, add_office_actor
from tests.pictures import png
from tests.web.conftest import ClientOf
from tests.web.registering import ASKS, DOOR, OFFICE, add_leader, application, count, text, typed

QUESTIONS = f"{ASKS}/questions"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def leader(scene: Scene) -> Actor:
    """Give the leader of France's team, whose registration is open."""
    return add_leader(scene)


@pytest.fixture
def second_trade(scene: Scene) -> str:
    """Add a trade without a scheme."""
    with write_transaction(scene.session):
        return add_trade(scene.session, scene.event_id, NewTrade("09", {"en": "IT"}, entry_prefix="IT"))


def asked(scene: Scene) -> tuple[AskedQuestion, ...]:
    """Return the questions."""
    scene.session.rollback()
    scene.session.expire_all()
    return registration_of(scene.session, scene.event_id).questions


def test_questions_are_asked_answered_and_shown(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    bus = {"text-en": "Do you need a bus?", "text-zh": "需要班车吗？", "kind": "yes_no", "scope": "team"}
    shirt = {"text-en": "Shirt", "kind": "choice", "scope": "competitor", "is_required": "y"}
    assert office.post(f"{QUESTIONS}/new", data=bus).status_code == 302
    few = office.post(f"{QUESTIONS}/new", data={**shirt, "options-en": "Small"})
    assert (few.status_code, "at least two choices" in few.get_data(as_text=True)) == (422, True)
    uneven = office.post(f"{QUESTIONS}/new", data={**shirt, "options-en": "Small\nLarge", "options-fr": "Petit"})
    assert "Small\nLarge" in uneven.get_data(as_text=True)
    assert office.post(f"{QUESTIONS}/new", data={**shirt, "options-en": "Small\nLarge"}).status_code == 302
    assert office.post(f"{QUESTIONS}/new", data={"kind": "text", "scope": "team"}).status_code == 422
    first, second = asked(scene)
    assert office.post(f"{QUESTIONS}/{second.id}/up").status_code == 302
    assert [each.id for each in asked(scene)] == [second.id, first.id]
    assert 'value="Do you need a bus?"' in text(office, f"{QUESTIONS}/{first.id}")

    assert "Do you need a bus?" in text(browser, DOOR)
    refused = browser.post(DOOR, data=typed(scene, submit="1", **{f"ask_{second.id}-0": "Medium"}))
    assert "Person 1: Choose one of the answers" in refused.get_data(as_text=True)
    refused = browser.post(DOOR, data=typed(scene, submit="1"))
    assert f'href="#ask_{second.id}-0"' in refused.get_data(as_text=True)
    answers = {f"ask_{second.id}-0": "Large", f"ask_{first.id}": "yes"}
    assert browser.post(DOOR, data=typed(scene, submit="1", **answers)).status_code == 302
    page = f"{OFFICE}/{application(scene).id}"
    # What is asked no more is still shown as it was answered.
    assert office.post(f"{QUESTIONS}/{second.id}/remove").status_code == 302
    assert "Large" in text(office, page)
    assert "Do you need a bus?" in text(office, page)
    assert office.get(f"{QUESTIONS}/{second.id}").status_code == 404
    for actor in (leader, add_office_actor(scene, Role.AUDITOR)):
        assert client_of(actor).get(ASKS).status_code == 403
        assert client_of(actor).post(f"{QUESTIONS}/new", data=bus).status_code == 403
        assert client_of(actor).post(f"{QUESTIONS}/{first.id}/remove").status_code == 403


def test_a_photo_comes_along_and_goes_where_it_belongs(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    # A faulty line does not lose the photo: what was typed is a draft.
    sent = {**typed(scene, submit="1", **{"trade-0": ""}), "file-0": (BytesIO(png()), "zoe.png")}
    assert browser.post(DOOR, data=sent, content_type="multipart/form-data").status_code == 422
    photo = str(application(scene).body["people"][0]["photo"])  # type: ignore[index, call-overload]
    assert text(browser, DOOR).count(photo) == 2
    shown = browser.get(f"{DOOR}photos/{photo}")
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert client_of(scene.judges["KAZ"]).get(f"{DOOR}photos/{photo}").status_code == 403
    wrong = {**typed(scene, **{"photo-0": photo}), "file-0": (BytesIO(b"<svg/>"), "zoe.svg")}
    answer = browser.post(DOOR, data=wrong, content_type="multipart/form-data")
    assert (answer.status_code, "This is no PNG" in answer.get_data(as_text=True)) == (422, True)
    # A picture that is not of this application is not taken, and one that nobody refers to is erased.
    browser.post(DOOR, data=typed(scene, **{"photo-0": photo, "native-2": "Bo", "photo-2": photo}))
    assert [each["photo"] for each in application(scene).body["people"]] == [photo, "", ""]  # type: ignore[index, call-overload, union-attr]
    browser.post(DOOR, data=typed(scene, **{"photo-0": "f" * 32}))
    assert count(scene, Image) == 0
    sent = {**typed(scene, submit="1"), "file-0": (BytesIO(png()), "zoe.png")}
    assert browser.post(DOOR, data=sent, content_type="multipart/form-data").status_code == 302
    page = f"{OFFICE}/{application(scene).id}"
    assert "/images/" in text(office, page)
    assert office.post(page, data={"line": ["0", "1"]}).status_code == 302
    assert application(scene).state == "approved"
    person = scene.session.execute(select(Person).where(Person.native_name == "Zoé Martin")).scalar_one()
    assert scene.session.get(Portrait, person.id) is not None
    assert "/images/" not in text(office, page)
    # Another photo of the same person is shown beside the first, and refused ones are erased.
    sent = {**typed(scene, submit="1"), "file-0": (BytesIO(png(90, 90)), "zoe.png")}
    browser.post(DOOR, data=sent, content_type="multipart/form-data")
    assert count(scene, Image) == 2
    second = f"{OFFICE}/{application(scene, 2).id}"
    html = text(office, second)
    assert html.count("/images/") == 2
    assert "As it is" in html
    assert office.post(second, data={"refuse": "1", "reason": "The first is better."}).status_code == 302
    assert count(scene, Image) == 1
    scene.session.expire_all()
    kept = person_data(scene.session, scene.event_id, person.id)
    assert kept is not None
    assert [each["native"] for each in kept["applications"]] == ["Zoé Martin"] * 2  # type: ignore[index, call-overload, union-attr]
    scene.session.rollback()
    erase_person(scene.context(scene.organizer), scene.event_id, person.id, "EI-05")
    assert count(scene, Image) == 0
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_trades_and_entries_are_limited_at_sending_and_again_at_approval(
    scene: Scene, client_of: ClientOf, leader: Actor, second_trade: str
) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    two = typed(scene, submit="1", **{"native-1": "Bo", "role-1": "competitor", "trade-1": scene.trade_id})
    assert "Person 2: The team has no place left" in browser.post(DOOR, data=two).get_data(as_text=True)
    rules = {"is_open": "y", "entries": "2", "trades": [scene.trade_id], "note-en": "Bring your own shoes."}
    assert office.post(ASKS, data=rules).status_code == 302
    html = text(browser, DOOR)
    assert "Bring your own shoes." in html
    # The page has a form for questions too, and one may ask about any trade.
    entries = html[html.index('enctype="multipart/form-data"') :].partition("</form>")[0]
    assert scene.trade_id in entries
    assert second_trade not in entries
    assert "Person 2: The team" in browser.post(DOOR, data=two).get_data(as_text=True)
    closed = typed(scene, submit="1", **{"trade-0": second_trade})
    assert "Person 1: This trade is not open" in browser.post(DOOR, data=closed).get_data(as_text=True)
    assert browser.post(DOOR, data={**two, "group-1": "B"}).status_code == 302
    page = f"{OFFICE}/{application(scene).id}"
    # Meanwhile the organizer allows one entry only: approval of both is refused, one goes.
    set_registration(scene.context(scene.organizer), scene.event_id, RegistrationRules(True, None))
    full = office.post(page, data={"line": ["0", "1"], "reason": "One."})
    assert full.status_code == 422
    assert "Person 2: The team has no place left" in full.get_data(as_text=True)
    assert "One.</textarea>" in full.get_data(as_text=True)
    assert count(scene, Competitor) == 4
    assert office.post(page, data={"line": ["1"], "reason": "One."}).status_code == 302
    assert application(scene).state == "returned"
    assert "Approved already" in text(browser, DOOR)
    bad = {"is_open": "y", "entries": "0"}
    assert office.post(ASKS, data=bad).status_code == 422
    assert office.post(ASKS, data={"is_open": "y", "entries": "1", "trades": ["x"]}).status_code == 422


def test_a_known_competitor_enters_another_trade_and_a_companion_stays_one(
    scene: Scene, client_of: ClientOf, leader: Actor, second_trade: str
) -> None:
    browser, office = client_of(leader), client_of(scene.organizer)
    browser.post(DOOR, data=typed(scene, submit="1"))
    office.post(f"{OFFICE}/{application(scene).id}", data={"line": ["0", "1"]})
    again = {"trade-0": second_trade, "consent-0": "1", "trade-1": second_trade}
    again |= {"native-2": "Luc Petit", "role-2": "team_leader"}
    browser.post(DOOR, data=typed(scene, submit="1", **again))
    page = f"{OFFICE}/{application(scene, 2).id}"
    html = text(office, page)
    assert html.count("differs:") == 3
    assert "Not asked yet" in html
    assert office.post(page, data={"line": ["0", "1", "2"]}).status_code == 302
    assert (count(scene, Competitor), count(scene, Companion)) == (5, 2)
    entries = scene.session.execute(select(Entry).where(Entry.team_id == scene.teams["FRA"])).scalars().all()
    assert sorted(each.trade_id for each in entries) == sorted((scene.trade_id, second_trade))
    companions = scene.session.execute(select(Companion)).scalars().all()
    assert {each.role: each.trade_id for each in companions} == {"interpreter": second_trade, "team_leader": None}
    assert len({each.person_id for each in companions}) == 1
    # The same once more is nothing new.
    browser.post(DOOR, data=typed(scene, submit="1", **again))
    third = f"{OFFICE}/{application(scene, 3).id}"
    html = text(office, third)
    assert html.count("As it is") == 3
    assert "differs:" not in html
    assert office.post(third, data={"line": ["0", "1", "2"]}).status_code == 302
    assert (count(scene, Competitor), count(scene, Companion)) == (5, 2)
    assert verify_event(scene.session, scene.event_id).problems == ()
