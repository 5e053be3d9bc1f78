"""Draws on real databases: stored and logged in one step, repeatable, drawn again by two once published."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Approval, AuditEvent, Draw, Entry, Trade
from competition.domain.draws import DrawKind, Wishes
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.queries.draws import TradeDraws, trade_draws
from competition.services.context import Actor, Context
from competition.services.draws import NewDraw, ask_again, draw_again, make_draw, publish_draw, refuse_again
from tests.factories import Scene, add_office_actor, make_scene

START = NewDraw(DrawKind.START, "3 6 2 1 5", "entered", Wishes(heat_size=2))
STATIONS = NewDraw(DrawKind.WORKSTATION, "abc", "made", Wishes(stations=("W1", "W2", "W3", "W4")))
LOTS = NewDraw(DrawKind.LOTS, "xyz", "entered")


@pytest.fixture
def scene(light: Session) -> Scene:
    """Give a small event."""
    return make_scene(light)


def room(scene: Scene) -> TradeDraws:
    """Return what is drawn now."""
    scene.session.rollback()
    return trade_draws(scene.session, scene.event_id, scene.trade_id)


def make(scene: Scene, new: NewDraw, reason: str = "", actor: Actor | None = None) -> str:
    """Draw as the organizer."""
    return make_draw(scene.context(actor or scene.organizer), scene.event_id, scene.trade_id, new, reason)


def fresh(scene: Scene, actor: Actor) -> Context:
    """Return a context of somebody who has just signed in."""
    context = scene.context(actor)
    return replace(context, actor=replace(actor, authenticated_at=context.now))


def test_a_drawing_is_stored_given_and_logged_in_one_step(session: Session) -> None:
    scene = make_scene(session)
    make(scene, START)
    make(scene, STATIONS)
    drawn = room(scene)
    start = drawn.current(DrawKind.START)
    assert start is not None
    assert start.label == "test-2024/04/start/1"
    assert start.is_repeatable()
    assert sorted(entry.start for entry in drawn.entries) == [1, 2, 3, 4]
    assert {entry.code: entry.start for entry in drawn.entries} == {line.code: line.place for line in start.lines}
    assert sorted(entry.workstation for entry in drawn.entries) == ["W1", "W2", "W3", "W4"]
    assert drawn.holds_what_was_drawn(DrawKind.START)
    scene.session.rollback()
    leaf = json.loads(
        scene.session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.type == "draw.make").order_by(AuditEvent.seq)
        ).first()
        or ""
    )
    assert leaf["new"]["seed"] == "3 6 2 1 5"
    assert leaf["new"]["label"] == "test-2024/04/start/1/1"


def test_another_seed_needs_a_reason_and_counts_on(scene: Scene) -> None:
    make(scene, START)
    with pytest.raises(DomainError, match="reason_needed"):
        make(scene, START)
    make(scene, START, "The dice fell off the table")
    drawn = room(scene)
    assert [each.number for each in drawn.history(DrawKind.START)] == [2, 1]
    current = drawn.current(DrawKind.START)
    assert current is not None
    assert current.reason == "The dice fell off the table"
    assert current.lines != drawn.history(DrawKind.START)[1].lines


def test_a_published_draw_is_drawn_again_by_two(session: Session) -> None:
    scene = make_scene(session)
    make(scene, START)
    event, trade = scene.event_id, scene.trade_id
    with pytest.raises(DomainError, match="draw_not_published"):
        ask_again(fresh(scene, scene.organizer), event, trade, START, "Why")
    publish_draw(scene.context(scene.organizer), event, trade, DrawKind.START)
    publish_draw(scene.context(scene.organizer), event, trade, DrawKind.START)
    with pytest.raises(DomainError, match="draw_published"):
        make(scene, START, "Once more")
    with pytest.raises(DomainError, match="sign_in_again"):
        ask_again(scene.context(scene.organizer), event, trade, START, "A late entry")
    request = ask_again(fresh(scene, scene.organizer), event, trade, START, "A late entry")
    with pytest.raises(DomainError, match="second_person_needed"):
        draw_again(fresh(scene, scene.organizer), event, request)
    assert len(room(scene).history(DrawKind.START)) == 1
    draw_again(fresh(scene, scene.judges["FRA"]), event, request)
    current = room(scene).current(DrawKind.START)
    assert current is not None
    assert (current.number, current.published_at, current.reason) == (2, None, "A late entry")
    with pytest.raises(DomainError, match="approval_decided"):
        draw_again(fresh(scene, scene.judges["FRA"]), event, request)


def test_a_request_can_be_refused_or_taken_back(scene: Scene) -> None:
    make(scene, START)
    event, trade = scene.event_id, scene.trade_id
    publish_draw(scene.context(scene.organizer), event, trade, DrawKind.START)
    for actor in (scene.judges["FRA"], scene.organizer):
        request = ask_again(fresh(scene, scene.organizer), event, trade, START, "A late entry")
        refuse_again(fresh(scene, actor), event, request)
    assert len(room(scene).history(DrawKind.START)) == 1
    scene.session.rollback()
    assert set(scene.session.scalars(select(Approval.decision))) == {"refused", "withdrawn"}


def test_a_changed_order_is_found_by_the_check(scene: Scene) -> None:
    make(scene, START)
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.code == "EI-01").values(start=99))
    assert not room(scene).holds_what_was_drawn(DrawKind.START)
    with write_transaction(scene.session):
        stored = scene.session.scalars(select(Draw)).one()
        stored.result = [stored.result[1], stored.result[0], *stored.result[2:]]
    current = room(scene).current(DrawKind.START)
    assert current is not None
    assert not current.is_repeatable()


def test_who_withdrew_is_not_drawn_and_who_comes_later_has_no_place(scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.code == "EI-02").values(status="withdrawn"))
    make(scene, START)
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.code == "EI-02").values(status="ranked"))
    drawn = room(scene)
    assert [entry.code for entry in drawn.missing(DrawKind.START)] == ["EI-02"]
    assert {entry.start for entry in drawn.entries if entry.code == "EI-02"} == {0}


def test_under_blind_codes_only_lots_are_drawn(scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Trade).values(blind=2))
    with pytest.raises(DomainError, match="draw_under_codes"):
        make(scene, STATIONS)
    make(scene, START)
    with write_transaction(scene.session):
        scene.session.execute(update(Trade).values(sealed=1))
        scene.session.execute(update(Entry).values(layer=1, team_id=None))
    with pytest.raises(DomainError, match="draw_under_codes"):
        make(scene, START, "Why")
    make(scene, LOTS)
    assert sorted(entry.lot for entry in room(scene).entries) == [1, 2, 3, 4]


def test_others_draw_nothing(scene: Scene) -> None:
    outsider = make_scene(scene.session, code="other-2024").organizer
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR), outsider):
        with pytest.raises(DomainError, match="not_allowed"):
            make(scene, START, actor=actor)
    with pytest.raises(DomainError, match="draw_missing"):
        publish_draw(scene.context(scene.organizer), scene.event_id, scene.trade_id, DrawKind.START)
    with pytest.raises(DomainError, match="not_found"):
        draw_again(fresh(scene, scene.organizer), scene.event_id, "0" * 32)
