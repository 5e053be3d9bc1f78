"""Event settings: what hangs on them moves along, colours stay readable, pages carry the look. Source: A4, A8."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Board, Day, Event, EventBrand, Image, Sponsor
from competition.domain.brand import sheet_hash
from competition.domain.permissions import Role
from competition.domain.schedule import ItemKind
from competition.domain.venue_time import Clock
from competition.domain.visibility import Policy
from competition.queries.event_settings import event_settings, sponsor_lines
from competition.queries.schedule import schedule_lines
from competition.services.schedule import NewItem, add_items
from tests.factories import Scene, add_office_actor, make_scene
from tests.pictures import png
from tests.web.conftest import ClientOf
from tests.web.forms import send

PAGE = "/office/test-2024/settings"
FACTS: dict[str, Any] = {
    "name__en": "Test event", "name__zh": "测试赛", "short_name__en": "Test", "venue__en": "Hall",
    "default_language": "en", "second_language": "zh", "timezone": "Asia/Shanghai", "starts": "2024-06-24",
}  # fmt: skip


@pytest.fixture
def planned(scene: Scene) -> Scene:
    """Give a scene with a session at 08:30 of the first day."""
    clock = (Clock(date(2024, 6, 24), time(8, 30)), Clock(date(2024, 6, 24), time(12)))
    item = NewItem(ItemKind.SESSION, {"en": "A"}, {}, True, *clock)
    add_items(scene.context(scene.organizer), scene.event_id, item, [scene.trade_id], [date(2024, 6, 24)])
    return scene


def first_start(scene: Scene) -> datetime:
    scene.session.rollback()
    return schedule_lines(scene.session, scene.event_id)[0].starts


def event(scene: Scene) -> Event:
    scene.session.rollback()
    return scene.session.get_one(Event, scene.event_id)


def test_names_are_changed_everywhere_at_once(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    answer = send(client, PAGE, **{**FACTS, "name__en": "Skills of Spring", "name__fr": "Printemps"})
    assert answer.status_code == 302
    assert event(scene).name == {"en": "Skills of Spring", "zh": "测试赛", "fr": "Printemps"}
    for address in ("", "trades/04/", "medals/", "schedule/"):
        assert "Skills of Spring" in client_of(None).get(f"/e/test-2024/{address}").get_data(as_text=True)
    logged = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "event.settings")).one()
    assert "Spring" not in logged
    assert json.loads(logged)["new"]["renamed"] is True


@pytest.mark.parametrize(
    ("choice", "starts"),
    [("clock", datetime(2024, 6, 24, 6, 30, tzinfo=UTC)), ("moment", datetime(2024, 6, 24, 0, 30, tzinfo=UTC))],
)
def test_another_zone_keeps_the_clock_or_the_moments(
    client_of: ClientOf, planned: Scene, choice: str, starts: datetime
) -> None:
    client = client_of(planned.organizer)
    assert "1 line of the schedule is planned." in client.get(PAGE).get_data(as_text=True)
    fields = {**FACTS, "timezone": "Europe/Paris", "zone_change": choice}
    assert send(client, PAGE, **fields).status_code == 302
    assert first_start(planned) == starts
    assert event(planned).timezone == "Europe/Paris"
    page = client_of(None).get("/e/test-2024/schedule/").get_data(as_text=True)
    assert ("08:30" if choice == "clock" else "02:30") in page


def test_another_first_day_moves_days_and_schedule(client_of: ClientOf, planned: Scene) -> None:
    client = client_of(planned.organizer)
    answer = send(client, PAGE, **{**FACTS, "starts": "2025-03-03"})
    assert answer.status_code == 302
    assert "1 line of the schedule has moved along" in client.get(PAGE).get_data(as_text=True)
    assert first_start(planned) == datetime(2025, 3, 3, 0, 30, tzinfo=UTC)
    assert (event(planned).starts, event(planned).ends) == (date(2025, 3, 3), date(2025, 3, 5))
    with write_transaction(planned.session):
        planned.session.execute(update(Day).where(Day.number == 1).values(closed_at=datetime(2025, 3, 3, tzinfo=UTC)))
    answer = send(client, PAGE, **{**FACTS, "starts": "2025-03-04"})
    assert (answer.status_code, event(planned).starts) == (422, date(2025, 3, 3))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name__en": "", "name__zh": ""}, "Fill in the name in at least one language."),
        ({"timezone": "Mars/Olympus"}, "is no time zone"),
        ({"timezone": ""}, "Choose the time zone of the venue."),
        ({"starts": "spring"}, "Choose a date, such as 2026-06-24."),
        ({"default_language": "xx"}, "Not a valid choice"),
    ],
)
def test_a_fault_in_the_settings_is_told_at_its_field(
    client_of: ClientOf, scene: Scene, changes: dict[str, str], words: str
) -> None:
    before = event_settings(scene.session, scene.event_id)
    answer = send(client_of(scene.organizer), PAGE, **{**FACTS, **changes})
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    scene.session.rollback()
    assert event_settings(scene.session, scene.event_id) == before


def test_medal_rules_are_chosen_with_their_prize(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    page = f"{PAGE}/medals"
    answer = send(client, page, preset="share", scale="700", merit="share", amount="12,5")
    assert answer.status_code == 302
    assert (event(scene).medal_rules, event(scene).scale) == (
        {"preset": "share", "merit": {"kind": "share", "amount": "12.5"}}, "700"
    )  # fmt: skip
    shown = client.get(page).get_data(as_text=True)
    assert 'value="12.5"' in shown
    assert send(client, page, preset="strict", scale="none", merit="preset").status_code == 302
    assert event(scene).medal_rules == {"preset": "strict"}
    for fields, words in (
        ({"merit": "number", "amount": "1.5"}, "Places are whole numbers"),
        ({"merit": "share", "amount": "101"}, "at most 100"),
        ({"merit": "number", "amount": ""}, "Enter a number"),
        ({"preset": "own"}, "Not a valid choice"),
    ):
        told = send(client, page, **{"preset": "strict", "scale": "none", "merit": "preset", **fields})
        assert told.status_code == 422, words
    assert event(scene).medal_rules == {"preset": "strict"}


def test_rules_stay_once_results_are_official(client_of: ClientOf, scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Board).where(Board.kind == "trade").values(policy=Policy.OFFICIAL.value))
    answer = send(client_of(scene.organizer), f"{PAGE}/medals", preset="share", scale="none", merit="preset")
    assert (answer.status_code, "official already" in answer.get_data(as_text=True)) == (422, True)
    assert event(scene).medal_rules == {"preset": "strict"}


def test_colours_are_tried_suggested_and_saved(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    page, target = f"{PAGE}/look", f"{PAGE}/look/colours"
    faint = {"accent": "#ffd400", "accent_dark": "", "bench": "#ffffff"}
    answer = send(client, target, page, **faint, save="1")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Some words could not be read" in shown
    assert 'value="#ffd400"' in shown
    taken = send(client, target, page, **faint, take="1")
    typed = dict(re.findall(r'id="(accent|bench)"[^>]*value="(#[0-9a-f]{6})"', taken.get_data(as_text=True)))
    assert taken.status_code == 200
    assert set(typed) == {"accent", "bench"}
    assert scene.session.get(EventBrand, scene.event_id) is None
    assert send(client, target, page, **typed, save="1").status_code == 302
    name = sheet_hash(typed["accent"], "", typed["bench"])
    for address in ("", "trades/04/", "medals/", "teams/", "schedule/", "screen"):
        assert f"/e/test-2024/brand-{name}.css" in client_of(None).get(f"/e/test-2024/{address}").get_data(as_text=True)
    sheet = client_of(None).get(f"/e/test-2024/brand-{name}.css")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert typed["accent"] in sheet.get_data(as_text=True)
    older = client_of(None).get(f"/e/test-2024/brand-{'0' * 16}.css")
    assert (older.data, older.headers["Cache-Control"]) == (sheet.data, "no-store")
    make_scene(scene.session, code="plain-2024")
    assert client_of(None).get(f"/e/plain-2024/brand-{name}.css").status_code == 404


@pytest.mark.parametrize("text", ["green", "#12345g", "red;}", "#123456}"])
def test_what_is_no_colour_never_reaches_a_stylesheet(client_of: ClientOf, scene: Scene, text: str) -> None:
    client = client_of(scene.organizer)
    answer = send(client, f"{PAGE}/look/colours", f"{PAGE}/look", accent=text, save="1")
    assert answer.status_code == 422
    assert client.get(f"{PAGE}/look.css", query_string={"accent": text}).status_code == 422
    assert scene.session.get(EventBrand, scene.event_id) is None


def test_logo_and_notice_stand_on_public_pages_until_taken_away(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    page, target = f"{PAGE}/look", f"{PAGE}/look/banner"
    send(client, target, page, notice__en="Enter by gate 3.", logo=(BytesIO(png()), "logo.png"))
    scene.session.rollback()
    logo = scene.session.get_one(EventBrand, scene.event_id).logo_id
    home = client_of(None).get("/e/test-2024/").get_data(as_text=True)
    assert "Enter by gate 3." in home
    assert f"/e/test-2024/i/{logo}" in home
    assert f"/e/test-2024/i/{logo}" in client_of(None).get("/e/test-2024/trades/04/").get_data(as_text=True)
    bad = send(client, target, page, logo=(BytesIO(b"<svg onload='alert(1)'/>"), "logo.svg"))
    assert (bad.status_code, "found: SVG" in bad.get_data(as_text=True)) == (422, True)
    assert send(client, target, page, drop_logo="y").status_code == 302
    scene.session.rollback()
    assert scene.session.scalars(select(Image.id)).all() == []
    home = client_of(None).get("/e/test-2024/").get_data(as_text=True)
    assert "gate 3" not in home
    assert "/i/" not in home


def test_sponsors_are_added_ordered_changed_and_taken_off(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    page = f"{PAGE}/sponsors"
    assert "No sponsors yet" in client.get(page).get_data(as_text=True)
    assert send(client, page, name__en="Volt", picture=(BytesIO(png()), "v.png")).status_code == 302
    assert send(client, page, name__en="Bank").status_code == 302
    assert send(client, page, name__en=" ").status_code == 422
    scene.session.rollback()
    volt, bank = sponsor_lines(scene.session, scene.event_id)
    assert send(client, f"{page}/{bank.id}/up", page).status_code == 302
    home = client_of(None).get("/e/test-2024/").get_data(as_text=True)
    assert home.index("Bank") < home.index(f"/i/{volt.image_id}")
    assert send(client, f"{page}/{volt.id}", name__en="Volt Tools", drop_picture="y").status_code == 302
    scene.session.rollback()
    assert [(each.name["en"], each.image_id) for each in sponsor_lines(scene.session, scene.event_id)] == [
        ("Bank", ""), ("Volt Tools", "")
    ]  # fmt: skip
    assert send(client, f"{page}/{bank.id}/delete", page).status_code == 302
    assert scene.session.scalars(select(Image.id)).all() == []
    assert send(client, f"{page}/{bank.id}/delete", page).status_code == 404


def test_only_the_organizer_changes_the_settings(client_of: ClientOf, scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    pages = ("", "/medals", "/look", "/sponsors", "/look.css")
    for actor in (other.organizer, add_office_actor(scene, Role.AUDITOR), scene.judges["FRA"]):
        client = client_of(actor)
        assert {client.get(PAGE + page).status_code for page in pages} == {403}
    assert client_of(None).get(PAGE).status_code == 302
    with write_transaction(scene.session):
        foreign = Sponsor(id="f" * 32, event_id=other.event_id, name={"en": "X"}, position=1)
        scene.session.add(foreign)
    own = client_of(scene.organizer)
    assert own.get(f"{PAGE}/sponsors/{'f' * 32}").status_code == 404
    assert send(own, f"{PAGE}/sponsors/{'f' * 32}/delete", PAGE).status_code == 404
    assert own.get(f"{PAGE}/sponsors/{'f' * 32}/delete").status_code == 405
