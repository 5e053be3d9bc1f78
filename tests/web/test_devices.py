"""Tablets and cards by their pages: a picture in the office, one press on the tablet, a number on its screen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import Account, JudgeCard, Tablet
from competition.domain.permissions import Role
from competition.http.actor import DEVICE_COOKIE
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf
from tests.web.forms import send, token_of

PAGE = "/office/test-2024/devices"
CARDS = "/office/test-2024/cards"


def address_of(page: str) -> str:
    """Return the path that the picture leads to."""
    found = re.search(r"http://localhost(/enrol/[\w-]{43})", page)
    assert found is not None
    return found[1]


def open_picture(client_of: ClientOf, scene: Scene) -> str:
    """Open an enrolment in the office; returns the address that tablets open."""
    client = client_of(scene.organizer)
    assert send(client, f"{PAGE}/enrol", PAGE).status_code == 302
    return address_of(client.get(f"{PAGE}/enrol").get_data(as_text=True))


def test_a_tablet_is_enrolled_by_one_press_and_shows_its_number(client_of: ClientOf, scene: Scene) -> None:
    office = client_of(scene.organizer)
    assert "No tablets yet" in office.get(PAGE).get_data(as_text=True)
    assert send(office, f"{PAGE}/enrol", PAGE).status_code == 302
    page = office.get(f"{PAGE}/enrol").get_data(as_text=True)
    address = address_of(page)
    assert "data:image/svg+xml" in page
    assert "Tablets cannot reach this address." in page
    for number in (1, 2):
        tablet = client_of(None)
        assert "Add this tablet" in tablet.get(address).get_data(as_text=True)
        answer = send(tablet, address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/tablet")
        assert tablet.get_cookie(DEVICE_COOKIE) is not None
        shown = tablet.get("/tablet")
        assert f"T-{number:02d}" in shown.get_data(as_text=True)
        assert shown.headers["Cache-Control"] == "no-store"
    count = office.get(f"{PAGE}/enrol/count").get_json()
    assert {**count, "seconds": 0} == {"open": True, "count": 2, "latest": ["T-02", "T-01"], "seconds": 0}
    assert 1700 < count["seconds"] <= 1800
    assert "Back to the picture" in office.get(PAGE).get_data(as_text=True)
    # Opening the page alone changed nothing, and the picture is only in the browser that opened it.
    scene.session.rollback()
    assert len(scene.session.scalars(select(Tablet.number)).all()) == 2
    second = client_of(scene.organizer).get(f"{PAGE}/enrol").get_data(as_text=True)
    assert "Enrolment is open on another screen" in second
    assert "/enrol/" not in second.replace("/devices/enrol", "")


def test_a_stopped_picture_opens_nothing(client_of: ClientOf, scene: Scene) -> None:
    office = client_of(scene.organizer)
    send(office, f"{PAGE}/enrol", PAGE)
    address = address_of(office.get(f"{PAGE}/enrol").get_data(as_text=True))
    tablet = client_of(None)
    token = token_of(tablet, address)
    assert send(office, f"{PAGE}/enrol/stop", f"{PAGE}/enrol").status_code == 302
    assert office.get(f"{PAGE}/enrol/count").get_json() == {"open": False}
    assert tablet.get(address).status_code == 401
    answer = tablet.post(address, data={"csrf_token": token})
    assert (answer.status_code, "not open any more" in answer.get_data(as_text=True)) == (401, True)
    assert tablet.get_cookie(DEVICE_COOKIE) is None
    assert "no number yet" in tablet.get("/tablet").get_data(as_text=True)
    assert client_of(None).post(address).status_code == 400


def test_tablets_are_placed_revoked_and_let_in_again(client_of: ClientOf, scene: Scene) -> None:
    address = open_picture(client_of, scene)
    tablet, office = client_of(None), client_of(scene.organizer)
    send(tablet, address)
    scene.session.rollback()
    device_id = scene.session.scalars(select(Tablet.device_id)).one()
    one = f"{PAGE}/{device_id}"
    assert send(office, one, label="Red cover", trade=scene.trade_id, bay="Bay 4").status_code == 302
    assert send(office, one, label="x" * 81).status_code == 422
    assert send(office, one, trade="0" * 32).status_code == 422
    page = office.get(PAGE).get_data(as_text=True)
    assert "Red cover" in page
    assert "Bay 4" in page
    assert send(office, f"{one}/revoke", PAGE).status_code == 302
    assert "This tablet was taken out." in tablet.get("/tablet").get_data(as_text=True)
    assert send(office, f"{one}/restore", PAGE).status_code == 302
    assert "Write this number" in tablet.get("/tablet").get_data(as_text=True)


def test_only_those_who_may_see_and_change_tablets(client_of: ClientOf, scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    send(client_of(None), open_picture(client_of, scene))
    scene.session.rollback()
    device_id = scene.session.scalars(select(Tablet.device_id)).one()
    for actor in (other.organizer, add_office_actor(scene, Role.AUDITOR), scene.judges["CHN"]):
        client = client_of(actor)
        for page in (PAGE, f"{PAGE}/enrol", f"{PAGE}/enrol/count", f"{PAGE}/{device_id}"):
            assert client.get(page).status_code == 403
    chief = client_of(scene.judges["FRA"])
    assert (chief.get(PAGE).status_code, chief.get(f"{PAGE}/enrol").status_code) == (200, 403)
    assert 'id="T-01"' not in chief.get(PAGE).get_data(as_text=True)
    own = client_of(scene.organizer)
    assert own.get(f"{PAGE}/{'0' * 32}").status_code == 404
    there = "/office/other-2024/devices"
    assert send(client_of(other.organizer), f"{there}/{device_id}/revoke", there).status_code == 404
    assert client_of(None).get(PAGE).status_code == 302
    assert own.get(f"{PAGE}/{device_id}/revoke").status_code == 405


def test_cards_are_printed_once_in_the_judges_language(client_of: ClientOf, scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Account).where(Account.name == "Judge CHN").values(language="zh"))
        scene.session.execute(update(Account).where(Account.name == "Judge EGY").values(language="ar"))
    office = client_of(scene.organizer)
    page = office.get(f"{CARDS}?trade=04").get_data(as_text=True)
    assert page.count('name="judge"') == 5
    assert "0 of 5 have a card" in page
    chosen = [scene.judge_ids[team] for team in ("CHN", "EGY", "KAZ")]
    answer = send(office, CARDS, judge=chosen, way="pin")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert shown.count('<article class="judgecard"') == 3
    assert '<article class="judgecard" lang="zh" dir="ltr">' in shown
    assert '<article class="judgecard" lang="ar" dir="rtl">' in shown
    pins = re.findall(r'class="pin" dir="ltr">(\d{3}) (\d{3})<', shown)
    assert len(pins) == 3
    again = office.get(CARDS).get_data(as_text=True)
    assert "3 of 5 have a card" in again
    assert not any("".join(pin) in again or " ".join(pin) in again for pin in pins)
    assert "/judge/sign-in" in shown
    assert 'value="04-07"' in client_of(None).get("/judge/sign-in?number=04-07").get_data(as_text=True)


def test_cards_with_codes_carry_a_picture_each_and_no_pin(client_of: ClientOf, scene: Scene) -> None:
    answer = send(client_of(scene.organizer), CARDS, judge=list(scene.judge_ids.values()), way="code")
    shown = answer.get_data(as_text=True)
    assert len(set(re.findall(r'<img src="(data:image/svg[^"]+)"', shown))) == 5
    assert 'class="pin"' not in shown
    assert "It works once." in shown


@pytest.mark.parametrize(
    ("fields", "words"), [({"way": "pin"}, "Tick the lines"), ({"way": "rune"}, "Not a valid choice")]
)
def test_what_makes_no_card_is_told(
    client_of: ClientOf, scene: Scene, app: Flask, fields: dict[str, str], words: str
) -> None:
    judges = [scene.judge_ids["CHN"]] if fields["way"] == "rune" else []
    answer = send(client_of(scene.organizer), CARDS, judge=judges, **fields)
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    scene.session.rollback()
    assert scene.session.scalars(select(JudgeCard.way)).all() == []


def test_a_judge_makes_no_cards(client_of: ClientOf, scene: Scene) -> None:
    judge = client_of(scene.judges["CHN"])
    assert judge.get(CARDS).status_code == 403
    assert client_of(make_scene(scene.session, code="other-2024").organizer).get(CARDS).status_code == 403
    assert client_of(None).get(CARDS).status_code == 302
