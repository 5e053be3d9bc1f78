"""What becomes of a mark that came too late: accepted it counts under its judge's name, declined it stays in the log.

Source: SYNC (held), PERMISSIONS (decide held ops)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Entry, HeldOp, Mark, Score, Sheet
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.queries.held import held_count, held_list
from competition.queries.log_replay import verify_event
from competition.queries.reach import Reach
from competition.queries.sheet_view import sheet_view
from competition.services.context import SheetMoved
from competition.services.held_marks import accept_held, decline_held
from competition.services.marking import record_marks
from tests.factories import Scene, add_office_actor, make_scene

pytestmark = pytest.mark.both_engines
PANEL = ("EI-04", "A1")


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event with open sheets."""
    return make_scene(session)


def held(scene: Scene, aspect: str = "A1.M1", number: str = "1", team: str = "CHN") -> str:
    """Let a change arrive while the sheet is locked, then open the sheet again; returns its op_id."""
    sheet_id = scene.sheets[PANEL]
    change = scene.change(team, aspect, number)
    set_state(scene, "locked")
    record_marks(scene.context(scene.judges[team]), sheet_id, [change])
    set_state(scene, "open")
    return change.op_id


def set_state(scene: Scene, state: str) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Sheet).where(Sheet.id == scene.sheets[PANEL]).values(state=state))


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def test_an_accepted_mark_counts_under_the_name_of_its_judge(scene: Scene) -> None:
    op_id = held(scene)
    chief = scene.context(scene.judges["FRA"])
    assert held_count(scene.session, Reach(scene.event_id)) == 1
    scene.session.rollback()
    accept_held(chief, scene.event_id, op_id)
    mark = scene.session.scalars(select(Mark)).one()
    assert (mark.judge_id, mark.version, mark.value, mark.op_id) == (scene.judge_ids["CHN"], 1, "1", op_id)
    assert verify_event(scene.session, scene.event_id).problems == ()
    assert held_count(scene.session, Reach(scene.event_id)) == 0
    judge = scene.judges["CHN"]
    shown = sheet_view(scene.session, scene.sheets[PANEL], judge.account_id or "", judge.device_id)
    assert [(each["op_id"], each["decision"]) for each in shown["held"]] == [(op_id, "accepted")]  # type: ignore[union-attr, index, call-overload]
    scene.session.rollback()
    assert refusal(lambda: accept_held(chief, scene.event_id, op_id)) == "held_decided"
    assert refusal(lambda: decline_held(chief, scene.event_id, op_id, "no")) == "held_decided"


def test_a_declined_mark_changes_nothing_and_its_judge_is_told(scene: Scene) -> None:
    op_id, chief = held(scene), scene.context(scene.judges["FRA"])
    assert refusal(lambda: decline_held(chief, scene.event_id, op_id, "  ")) == "reason_needed"
    scene.announced.clear()
    decline_held(chief, scene.event_id, op_id, "Measured again by the panel.")
    assert scene.session.scalars(select(Mark)).all() == []
    assert [type(each) for each in scene.announced] == [SheetMoved]
    row = scene.session.get_one(HeldOp, op_id)
    assert (row.decision, row.note, row.decided_by) == (
        "declined",
        "Measured again by the panel.",
        scene.judges["FRA"].account_id,
    )
    types = scene.session.scalars(select(AuditEvent.type).order_by(AuditEvent.seq)).all()
    assert list(types[-2:]) == ["mark.held", "held.decline"]
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_what_made_it_wait_is_not_passed_over(scene: Scene) -> None:
    op_id, chief = held(scene), scene.context(scene.judges["FRA"])
    accept = lambda: accept_held(chief, scene.event_id, op_id)  # noqa: E731
    set_state(scene, "locked")
    assert refusal(accept) == "held_sheet_closed"
    set_state(scene, "open")
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.id == scene.entries["EI-04"]).values(status="withdrawn"))
    assert refusal(accept) == "held_entry_inactive"
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.id == scene.entries["EI-04"]).values(status="ranked"))
        scene.session.execute(update(HeldOp).values(body={**scene.session.get_one(HeldOp, op_id).body, "number": "7"}))
    assert refusal(accept) == "held_value_invalid"
    with write_transaction(scene.session):
        supervisor = {"judge_id": scene.judge_ids["EGY"]}
        scene.session.execute(update(HeldOp).values(**supervisor))
    assert refusal(accept) == "held_judge_barred"
    assert scene.session.scalars(select(Mark)).all() == []


def test_nobody_decides_about_an_own_mark_and_only_the_chief_or_an_organizer_about_others(scene: Scene) -> None:
    op_id = held(scene)
    for who in (scene.judges["KAZ"], add_office_actor(scene, Role.AUDITOR)):
        assert refusal(lambda who=who: accept_held(scene.context(who), scene.event_id, op_id)) == "not_allowed"  # type: ignore[misc]
    with write_transaction(scene.session):
        scene.session.execute(update(HeldOp).values(judge_id=scene.judge_ids["FRA"]))
    assert refusal(lambda: accept_held(scene.context(scene.judges["FRA"]), scene.event_id, op_id)) == "held_own"
    assert refusal(lambda: accept_held(scene.context(scene.organizer), "0" * 32, op_id)) == "not_found"


def test_a_score_is_hidden_from_whoever_decides_until_the_panel_is_in(scene: Scene) -> None:
    op_id = held(scene, "A1.J1", "3")
    (line,) = held_list(scene.session, Reach(scene.event_id))
    assert (line.value, line.current, line.is_judgement) == (None, None, True)
    scene.session.rollback()
    accept_held(scene.context(scene.judges["FRA"]), scene.event_id, op_id)
    assert [(each.value, each.round) for each in scene.session.scalars(select(Score))] == [("3", 1)]
    for team, score in (("KAZ", "2"), ("BRA", "3")):
        record_marks(scene.context(scene.judges[team]), scene.sheets[PANEL], [scene.change(team, "A1.J1", score)])
    (line,) = held_list(scene.session, Reach(scene.event_id), decided=True)
    assert (line.value, line.current) == ("3", "3")
    scene.session.rollback()
    late = held(scene, "A1.J1", "0", "BRA")
    assert refusal(lambda: accept_held(scene.context(scene.organizer), scene.event_id, late)) == "held_scores_shown"
