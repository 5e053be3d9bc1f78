"""The schedule's pages: planned in the office, read by everybody, followed by calendars. Source: PRODUCT A4."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from competition.db.engine import write_transaction
from competition.db.models import Event
from competition.domain.permissions import Role
from competition.domain.schedule import ItemKind
from competition.domain.venue_time import Clock
from competition.queries.publication import EventRef
from competition.queries.schedule import ScheduleLine, schedule_lines
from competition.services.schedule import NewItem, add_items, remove_items, shift_items
from competition.web.public.calendar import calendar_text
from competition.web.published import Document
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf
from tests.web.forms import send

PAGE = "/office/test-2024/schedule"
DAY = date(2024, 6, 24)


def plan(scene: Scene, name: str = "A Wiring", kind: ItemKind = ItemKind.SESSION, *, public: bool = True) -> str:
    """Plan something on the first day, 08:30 to 12:00; returns its id."""
    before = {line.id for line in lines(scene)}
    item = NewItem(
        kind, {"en": name, "zh": "接线"}, {"en": "Bay 4"}, public, Clock(DAY, time(8, 30)), Clock(DAY, time(12))
    )
    trades = [scene.trade_id] if kind is ItemKind.SESSION else []
    add_items(scene.context(scene.organizer), scene.event_id, item, trades, [DAY])
    (new,) = {line.id for line in lines(scene)} - before
    return new


def lines(scene: Scene) -> tuple[ScheduleLine, ...]:
    scene.session.rollback()
    return schedule_lines(scene.session, scene.event_id)


def test_an_empty_plan_says_what_to_do(client_of: ClientOf, scene: Scene) -> None:
    page = client_of(scene.organizer).get(PAGE).get_data(as_text=True)
    assert "Nothing is planned yet" in page
    assert "/schedule/new" in page


def test_the_office_adds_a_session_and_everybody_reads_it(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    answer = send(
        client, f"{PAGE}/new", kind="session", name__en="A Wiring", name__zh="接线", trades=[scene.trade_id],
        days=["2024-06-24", "2024-06-26"], starts="08:30", ends="12.00", is_public="y",
    )  # fmt: skip
    assert answer.status_code == 302
    assert [(line.day, line.name) for line in lines(scene)] == [
        (1, {"en": "A Wiring", "zh": "接线"}), (3, {"en": "A Wiring", "zh": "接线"})
    ]  # fmt: skip
    page = client_of(None).get("/e/test-2024/schedule/?trade=04").get_data(as_text=True)
    assert page.count("A Wiring") == 2
    assert "2024-06-24T00:30:00Z" in page


def test_digits_of_any_script_are_read_as_times(client_of: ClientOf, scene: Scene) -> None:
    answer = send(
        client_of(scene.organizer), f"{PAGE}/new", kind="meeting", name__en="Briefing", days=["2024-06-24"],
        starts="٠٧:١٥", ends="0740",
    )  # fmt: skip
    assert answer.status_code == 302
    (line,) = lines(scene)
    assert line.ends - line.starts == timedelta(minutes=25)
    assert not line.is_public


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name__en": ""}, "The name is empty."),
        ({"trades": []}, "A session belongs to a trade."),
        ({"days": []}, "No day is chosen."),
        ({"ends": "08:00", "starts": "09:00"}, "before it starts at 09:00"),
        ({"starts": "25:00"}, "Write the time as 08:30."),
        ({"starts": ""}, "Enter the time at which it starts."),
        ({"kind": "party"}, "Not a valid choice"),
        ({"trades": ["0" * 32]}, "Choose again"),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_is_kept(
    client_of: ClientOf, scene: Scene, changes: dict[str, object], words: str
) -> None:
    fields = {
        "kind": "session", "name__en": "A Wiring", "trades": [scene.trade_id], "days": ["2024-06-24"],
        "starts": "08:30", "ends": "12:00", **changes,
    }  # fmt: skip
    answer = send(client_of(scene.organizer), f"{PAGE}/new", **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert f'value="{fields["starts"]}"' in page
    assert lines(scene) == ()


def test_an_hour_that_happens_twice_asks_which_one_and_takes_the_answer(client_of: ClientOf, scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.get_one(Event, scene.event_id).timezone = "Europe/Paris"
    fields = {
        "kind": "meeting",
        "name__en": "Night",
        "days": [],
        "day": "2026-10-25",
        "starts": "02:30",
        "ends": "05:00",
    }
    client = client_of(scene.organizer)
    page = send(client, f"{PAGE}/new", **fields).get_data(as_text=True)
    assert "first at UTC+2 and again at UTC+1" in page
    assert 'name="starts_which"' in page
    assert send(client, f"{PAGE}/new", **fields, starts_which="second").status_code == 302
    assert lines(scene)[0].starts == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    page = send(client, f"{PAGE}/new", **{**fields, "day": "2026-03-29"}).get_data(as_text=True)
    assert "Choose 01:30 or 03:30." in page


def test_times_are_typed_in_the_list_and_one_fault_keeps_all_back(client_of: ClientOf, scene: Scene) -> None:
    first, second = plan(scene), plan(scene, "B Program")
    client = client_of(scene.organizer)
    typed = {f"starts-{first}": "09:15", f"ends-{first}": "12:00", f"starts-{second}": "13:00", f"ends-{second}": "x"}
    answer = send(client, f"{PAGE}/times", PAGE, **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Write both times as 08:30." in page
    assert 'value="09:15"' in page
    assert {line.starts.minute for line in lines(scene)} == {30}
    answer = send(client, f"{PAGE}/times", PAGE, **{**typed, f"ends-{second}": "16:30"}, day="2024-06-24")
    assert answer.headers["Location"] == f"{PAGE}?day=2024-06-24"
    assert sorted((line.starts.hour, line.starts.minute) for line in lines(scene)) == [(1, 15), (5, 0)]


def test_ticked_lines_are_moved_copied_and_taken_away(client_of: ClientOf, scene: Scene) -> None:
    item = plan(scene)
    client = client_of(scene.organizer)
    assert send(client, f"{PAGE}/shift", PAGE, line=[item], minutes="−30").status_code == 302
    assert lines(scene)[0].starts == datetime(2024, 6, 24, 0, 0, tzinfo=UTC)
    assert send(client, f"{PAGE}/copy", PAGE, line=[item], to="2024-06-25").status_code == 302
    assert [line.day for line in lines(scene)] == [1, 2]
    assert send(client, f"{PAGE}/delete", PAGE, line=[item]).status_code == 302
    assert [line.day for line in lines(scene)] == [2]
    for step, fields in (("shift", {"minutes": "15"}), ("copy", {"to": "2024-06-25"}), ("delete", {})):
        answer = send(client, f"{PAGE}/{step}", PAGE, **fields)
        assert (answer.status_code, "Tick the lines" in answer.get_data(as_text=True)) == (422, True)


def test_a_line_is_changed_unless_somebody_was_faster(client_of: ClientOf, scene: Scene) -> None:
    item = plan(scene)
    address = f"{PAGE}/items/{item}"
    client = client_of(scene.organizer)
    fields = {"kind": "session", "trade": scene.trade_id, "day": "2024-06-25", "starts": "10:00", "ends": "11:00"}
    assert 'value="08:30"' in client.get(address).get_data(as_text=True)
    assert send(client, address, **fields, name__en="A2", sequence="0", is_public="y").status_code == 302
    answer = send(client, address, **fields, name__en="A3", sequence="0")
    assert (answer.status_code, "Somebody changed this line" in answer.get_data(as_text=True)) == (422, True)
    (line,) = lines(scene)
    assert (line.day, line.name) == (2, {"en": "A2"})


def test_what_disagrees_is_told_on_the_page(client_of: ClientOf, scene: Scene) -> None:
    plan(scene)
    plan(scene, "B Program")
    page = client_of(scene.organizer).get(PAGE + "?day=2024-06-24").get_data(as_text=True)
    assert "Trade 04 is in two sessions at once" in page
    assert "slot session troubled" in page


def test_days_come_and_go_by_the_page(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    assert send(client, f"{PAGE}/days", PAGE, date="2024-06-27").status_code == 302
    assert "Thursday 27 June" in client.get(PAGE).get_data(as_text=True)
    answer = send(client, f"{PAGE}/days", PAGE, date="2024-06-27")
    assert (answer.status_code, "a day of the event already" in answer.get_data(as_text=True)) == (422, True)
    assert send(client, f"{PAGE}/days/4/delete", PAGE).status_code == 302
    assert send(client, f"{PAGE}/days/4/delete", PAGE).status_code == 404


def test_the_picture_and_the_paper_show_internal_lines_and_visitors_see_none(client_of: ClientOf, scene: Scene) -> None:
    plan(scene, "Canary meeting", ItemKind.MEETING, public=False)
    client = client_of(scene.organizer)
    for address in (PAGE + "?day=2024-06-24", PAGE + "?day=2024-06-24&by=place", PAGE + "?day=all", PAGE + "/print"):
        assert "Canary meeting" in client.get(address).get_data(as_text=True)
    for address in ("schedule/", "schedule.ics", "", "trades/04/"):
        assert "Canary" not in client.get(f"/e/test-2024/{address}").get_data(as_text=True)


def test_who_does_not_plan_may_read_and_nothing_else(client_of: ClientOf, scene: Scene) -> None:
    item = plan(scene)
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    page = auditor.get(PAGE + "?day=2024-06-24").get_data(as_text=True)
    assert "A Wiring" in page
    assert "Save times" not in page
    other = make_scene(scene.session, code="other-2024")
    for client in (auditor, client_of(other.organizer), client_of(scene.judges["CHN"])):
        for step in ("times", "shift", "copy", "delete", "days", "days/3/delete", "new", f"items/{item}"):
            assert client.post(f"{PAGE}/{step}", data={}).status_code in (400, 403)
    assert client_of(None).get(PAGE).status_code == 302
    assert client_of(scene.organizer).get(f"/office/other-2024/schedule/items/{item}").status_code == 403
    assert client_of(scene.organizer).get(f"{PAGE}/items/{'0' * 32}").status_code == 404
    assert client_of(scene.organizer).get(f"{PAGE}/times").status_code == 405


def feed(client_of: ClientOf, address: str = "schedule.ics") -> Calendar:
    """Return the feed, parsed."""
    answer = client_of(None).get(f"/e/test-2024/{address}")
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return Calendar.from_ical(answer.get_data())


def test_the_feed_keeps_its_ids_and_counts_changes(client_of: ClientOf, scene: Scene) -> None:
    item = plan(scene)
    (before,) = feed(client_of).events
    shift_items(scene.context(scene.organizer), scene.event_id, [item], 60)
    (after,) = feed(client_of).events
    assert (before["UID"], before["SEQUENCE"]) == (f"{item}@podium", 0)
    assert (after["UID"], after["SEQUENCE"]) == (f"{item}@podium", 1)
    assert after.start - before.start == timedelta(hours=1)
    assert after["DTSTART"].params["TZID"] == "Asia/Shanghai"
    remove_items(scene.context(scene.organizer), scene.event_id, [item])
    assert feed(client_of).events == []


def test_the_feed_speaks_the_readers_language_and_knows_one_trade(client_of: ClientOf, scene: Scene) -> None:
    plan(scene)
    plan(scene, "Opening", ItemKind.CEREMONY)
    assert [str(entry["SUMMARY"]) for entry in feed(client_of, "schedule.ics?trade=04&lang=zh").events] == [
        "04 电气装置：接线"
    ]
    assert len(feed(client_of).events) == 2
    assert client_of(None).get("/e/test-2024/schedule.ics?trade=99").status_code == 404
    assert client_of(None).get("/e/test-2024/schedule/?trade=99").status_code == 404
    again = client_of(None).get("/e/test-2024/schedule.ics")
    assert (
        client_of(None).get("/e/test-2024/schedule.ics", headers={"If-None-Match": again.headers["ETag"]}).status_code
        == 304
    )


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)
MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2028, 12, 31)).map(  # noqa: DTZ001 (Hypothesis wants naive bounds)
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["Asia/Shanghai", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
    st.lists(st.tuples(WORDS, WORDS, MOMENTS, st.integers(0, 900)), min_size=1, max_size=6),
)
def test_any_plan_comes_back_from_the_feed(
    app: Flask, zone: str, planned: list[tuple[str, str, datetime, int]]
) -> None:
    items = [
        {"id": f"{number:032x}", "seq": number, "name": {"en": name}, "place": {"en": place}, "kind": "meeting",
         "trade": "", "starts": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
         "ends": f"{starts + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"}
        for number, (name, place, starts, minutes) in enumerate(planned)
    ]  # fmt: skip
    home: Any = {"kind": "home", "event": {"code": "e", "name": {"en": "Event"}, "timezone": zone, "clock_offset": 0},
            "venue": {}, "items": items, "rows": []}  # fmt: skip
    document = Document("0" * 32, 1, 1_700_000_000_000, home, "")
    event = EventRef("1", "e", "en", "", zone, 0)
    with app.test_request_context("/e/e/schedule.ics"):
        text = calendar_text(document, event, "", "en")
    calendar = Calendar.from_ical(text)
    found = {str(entry["UID"]): entry for entry in calendar.events}
    assert len(found) == len(items)
    for number, (name, place, starts, minutes) in enumerate(planned):
        entry = found[f"{number:032x}@podium"]
        assert str(entry["SUMMARY"]) == name
        assert str(entry["LOCATION"]) == place
        assert entry["SEQUENCE"] == number
        assert _utc(entry, "DTSTART") == starts
        assert _utc(entry, "DTEND") == starts + timedelta(minutes=minutes)
    assert {str(zone["TZID"]) for zone in calendar.timezones} <= {zone}
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def _utc(entry: Any, name: str) -> datetime:
    moment: datetime = entry[name].dt
    return moment.astimezone(UTC)
