"""The plan on real databases: what changes, what is logged, what the public then reads. Source: PRODUCT A4."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import event as engine_events
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Day, Event
from competition.domain.board_types import HomeBody, TradeBody
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.schedule import ItemKind
from competition.domain.venue_time import Clock
from competition.domain.visibility import Policy
from competition.queries.publication import board_of_event, board_of_trade, published
from competition.queries.schedule import ScheduleLine, schedule_lines, schedule_trades
from competition.services.context import Context
from competition.services.publication import set_policy
from competition.services.schedule import (
    NewItem,
    add_items,
    change_item,
    change_times,
    copy_items,
    remove_items,
    shift_items,
)
from competition.services.schedule_days import add_day, remove_day
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene

FIRST, SECOND, THIRD = (date(2024, 6, day) for day in (24, 25, 26))


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event of three days."""
    return make_scene(session)


def planned(kind: ItemKind = ItemKind.SESSION, starts: str = "08:30", ends: str = "12:00", **more: Any) -> NewItem:
    """Return an item of the first day."""
    begin, end = (Clock(FIRST, time.fromisoformat(clock)) for clock in (starts, ends))
    usual: dict[str, Any] = {"name": {"en": "A Wiring"}, "place": {}, "is_public": True}
    return NewItem(kind=kind, starts=begin, ends=end, **{**usual, **more})


def organizer(scene: Scene) -> Context:
    return scene.context(scene.organizer)


def lines(scene: Scene) -> tuple[ScheduleLine, ...]:
    scene.session.rollback()
    return schedule_lines(scene.session, scene.event_id)


def document(scene: Scene, board_id: str | None) -> dict[str, object]:
    scene.session.rollback()
    found = published(scene.session, board_id or "")
    assert found is not None
    return cast("dict[str, object]", json.loads(found.body))


def home(scene: Scene) -> HomeBody:
    return cast("HomeBody", document(scene, board_of_event(scene.session, scene.event_id, "home")))


def trade_board(scene: Scene, code: str = "04") -> TradeBody:
    return cast("TradeBody", document(scene, board_of_trade(scene.session, scene.event_id, code)))


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def test_one_form_plans_all_trades_on_several_days(scene: Scene) -> None:
    other = add_trade_with_sheets(scene, "05")
    count = add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id, other], [FIRST, THIRD])
    assert count == 4
    assert [(line.trade_code, line.day, line.starts) for line in lines(scene)] == [
        ("04", 1, datetime(2024, 6, 24, 0, 30, tzinfo=UTC)),
        ("05", 1, datetime(2024, 6, 24, 0, 30, tzinfo=UTC)),
        ("04", 3, datetime(2024, 6, 26, 0, 30, tzinfo=UTC)),
        ("05", 3, datetime(2024, 6, 26, 0, 30, tzinfo=UTC)),
    ]
    logged = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "schedule.add")).all()
    assert len(logged) == 4
    assert "Wiring" not in "".join(logged)


def test_sessions_reach_the_board_of_their_trade_in_every_state_and_the_event_home(scene: Scene) -> None:
    board = board_of_trade(scene.session, scene.event_id, "04") or ""
    for policy in (Policy.HIDDEN, Policy.PROGRESS, Policy.LIVE, Policy.FROZEN):
        set_policy(organizer(scene), board, policy)
        before = trade_board(scene)
        add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [SECOND])
        after = trade_board(scene)
        assert len(after["sessions"]) == len(before["sessions"]) + 1
        assert {**after, "sessions": []} == {**before, "sessions": []}
        assert home(scene)["rows"][0]["sessions"] == after["sessions"]
    session = trade_board(scene)["sessions"][0]
    assert (session["name"], session["starts"], session["seq"]) == ({"en": "A Wiring"}, "2024-06-25T00:30:00Z", 0)


def test_internal_items_stay_inside(scene: Scene) -> None:
    secret: dict[str, Any] = {"name": {"en": "Canary"}, "is_public": False}
    add_items(organizer(scene), scene.event_id, planned(**secret), [scene.trade_id], [FIRST])
    add_items(organizer(scene), scene.event_id, planned(ItemKind.MEETING, **secret), [], [FIRST])
    add_items(organizer(scene), scene.event_id, planned(ItemKind.FAMILIARISATION), [scene.trade_id], [FIRST])
    items = home(scene)["items"]
    assert [(item["kind"], item["trade"]) for item in items] == [("familiarisation", "04")]
    assert "Canary" not in json.dumps([home(scene), trade_board(scene)])


def test_a_change_keeps_its_id_and_counts_for_calendars(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST])
    (line,) = lines(scene)
    change_item(
        organizer(scene), scene.event_id, line.id, planned(starts="09:00", name={"zh": "接线"}), scene.trade_id, 0
    )
    (changed,) = lines(scene)
    assert (changed.id, changed.sequence, changed.name) == (line.id, 1, {"zh": "接线"})
    assert changed.starts - line.starts == timedelta(minutes=30)
    entry = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "schedule.change")).one()
    assert '"starts":"2024-06-24T00:30:00.000Z"' in entry
    assert '"renamed":true' in entry


def test_nobody_overwrites_what_somebody_else_has_just_changed(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST])
    (line,) = lines(scene)
    change_item(organizer(scene), scene.event_id, line.id, planned(ends="11:00"), scene.trade_id, 0)
    code = refusal(
        lambda: change_item(organizer(scene), scene.event_id, line.id, planned(ends="13:00"), scene.trade_id, 0)
    )
    assert code == "schedule_changed_meanwhile"
    assert lines(scene)[0].ends == datetime(2024, 6, 24, 3, 0, tzinfo=UTC)


def test_times_of_many_are_changed_at_once_or_not_at_all(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST, SECOND])
    one, two = lines(scene)
    good = (Clock(FIRST, time(9)), Clock(FIRST, time(10)))
    bad = (Clock(SECOND, time(14)), Clock(SECOND, time(13)))
    context = organizer(scene)
    assert refusal(lambda: change_times(context, scene.event_id, {one.id: good, two.id: bad})) == "ends_before_start"
    assert lines(scene) == (one, two)
    same = (Clock(SECOND, time(8, 30)), Clock(SECOND, time(12)))
    assert change_times(organizer(scene), scene.event_id, {one.id: good, two.id: same}) == 1


def test_items_are_shifted_copied_and_taken_away(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST])
    (line,) = lines(scene)
    assert shift_items(organizer(scene), scene.event_id, [line.id], -45) == 1
    assert copy_items(organizer(scene), scene.event_id, [line.id], THIRD) == 1
    shifted, copied = lines(scene)
    assert (shifted.sequence, copied.sequence, copied.day) == (1, 0, 3)
    assert copied.starts - shifted.starts == timedelta(days=2)
    assert remove_items(organizer(scene), scene.event_id, [line.id]) == 1
    assert [each.id for each in lines(scene)] == [copied.id]
    assert [session["id"] for session in trade_board(scene)["sessions"]] == [copied.id]


def test_copying_into_the_hour_that_is_left_out_is_refused(scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Event).values(timezone="Europe/Paris"))
    add_items(organizer(scene), scene.event_id, planned(starts="02:15", ends="04:00"), [scene.trade_id], [FIRST])
    (line,) = lines(scene)
    assert refusal(lambda: copy_items(organizer(scene), scene.event_id, [line.id], date(2026, 3, 29))) == (
        "time_does_not_exist"
    )
    assert lines(scene) == (line,)


def test_days_are_numbered_by_date_and_items_with_them(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST, THIRD])
    add_day(organizer(scene), scene.event_id, date(2024, 6, 23))
    days = scene.session.execute(select(Day.number, Day.date).order_by(Day.number)).all()
    assert [tuple(day) for day in days] == [(1, date(2024, 6, 23)), (2, FIRST), (3, SECOND), (4, THIRD)]
    assert [line.day for line in lines(scene)] == [2, 4]
    assert home(scene)["starts"] == "2024-06-23"
    assert [day["number"] for day in home(scene)["days"]] == [1, 2, 3, 4]
    remove_day(organizer(scene), scene.event_id, 3)
    assert [line.day for line in lines(scene)] == [2, 3]


def test_a_day_goes_only_when_nothing_hangs_on_it(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST])
    assert refusal(lambda: remove_day(organizer(scene), scene.event_id, 1)) == "day_has_items"
    assert refusal(lambda: add_day(organizer(scene), scene.event_id, SECOND)) == "day_taken"
    remove_day(organizer(scene), scene.event_id, 3)
    # The scheme marks on day 2, which would be the only one with that number.
    assert refusal(lambda: remove_day(organizer(scene), scene.event_id, 2)) == "day_in_scheme"
    with write_transaction(scene.session):
        scene.session.execute(update(Day).where(Day.number == 1).values(closed_at=datetime(2024, 6, 24, tzinfo=UTC)))
    assert refusal(lambda: remove_day(organizer(scene), scene.event_id, 1)) == "day_closed"
    assert refusal(lambda: add_day(organizer(scene), scene.event_id, date(2024, 6, 20))) == "day_before_closed"


def test_only_the_organizer_of_the_event_plans_it(scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    for actor in (scene.judges["FRA"], add_office_actor(scene, Role.AUDITOR), other.organizer):
        context = scene.context(actor)
        assert refusal(lambda at=context: add_items(at, scene.event_id, planned(), [scene.trade_id], [FIRST])) == (  # type: ignore[misc]
            "not_allowed"
        )
    assert (
        refusal(lambda: add_items(organizer(scene), scene.event_id, planned(), [other.trade_id], [FIRST]))
        == "not_found"
    )
    add_items(other.context(other.organizer), other.event_id, planned(), [other.trade_id], [FIRST])
    (foreign,) = schedule_lines(scene.session, other.event_id)
    assert refusal(lambda: remove_items(organizer(scene), scene.event_id, [foreign.id])) == "not_found"


def test_what_makes_no_plan_is_refused(scene: Scene) -> None:
    for new, trades, days, code in (
        (planned(name={}), [scene.trade_id], [FIRST], "schedule_name_missing"),
        (planned(), [], [FIRST], "session_without_trade"),
        (planned(), [scene.trade_id], [], "schedule_day_missing"),
    ):
        context = organizer(scene)
        assert refusal(lambda a=new, b=trades, c=days, at=context: add_items(at, scene.event_id, a, b, c)) == code  # type: ignore[misc]
    assert refusal(lambda: shift_items(organizer(scene), scene.event_id, [], 5)) == "nothing_chosen"
    assert refusal(lambda: shift_items(organizer(scene), scene.event_id, ["x"], 0)) == "shift_too_far"


def test_the_plan_is_read_in_one_statement_and_the_trades_in_another(scene: Scene) -> None:
    add_items(organizer(scene), scene.event_id, planned(), [scene.trade_id], [FIRST, SECOND])
    scene.session.rollback()
    statements: list[str] = []
    bind = scene.session.get_bind()
    engine_events.listen(bind, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(schedule_lines(scene.session, scene.event_id)) == 2
    assert len(schedule_trades(scene.session, scene.event_id)) == 1
    assert len([each for each in statements if each.startswith("SELECT")]) == 2
