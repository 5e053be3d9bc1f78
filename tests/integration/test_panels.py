"""Panels on real databases: shown before they change anything, never a compatriot, never a written sheet moved."""

from __future__ import annotations

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, MarkingTeam, PanelPlan, Sheet
from competition.domain.errors import DomainError
from competition.domain.panel_plans import Method
from competition.domain.panels import TeamPlan
from competition.domain.permissions import Role
from competition.queries.panel_plans import open_plans, plan_of
from competition.queries.panels import TradePanels, panels_of, trade_panels
from competition.queries.reach import Reach
from competition.queries.sheet_frames import load_frame
from competition.services.interests import InterestReason, declare_interest, withdraw_interest
from competition.services.marking import record_marks
from competition.services.panels import PlanWish, apply_plan, drop_plan, keep_plan, make_plan, propose_plan
from competition.services.roster import NewPerson, add_account, add_judge, add_person
from tests.factories import NOW, Scene, add_office_actor, add_trade_with_sheets, make_scene

ALL = ("A1", "A2", "B1")


@pytest.fixture
def scene(light: Session) -> Scene:
    """Give a small event whose trade has one marking team: CHN, KAZ, BRA, then EGY who supervises."""
    return make_scene(light)


def room(scene: Scene) -> TradePanels:
    """Return the trade as it is now."""
    scene.session.rollback()
    return trade_panels(scene.session, scene.event_id, scene.trade_id)


def team(scene: Scene, name: str, judges: str, tasks: tuple[str, ...] = ALL) -> TeamPlan:
    """Return a marking team of judges who are named by their teams."""
    return TeamPlan(name, tuple(scene.judge_ids[each] for each in judges.split()), tasks)


def by_hand(scene: Scene, *teams: TeamPlan) -> str:
    """Keep a draft of the organizer's and return its id."""
    return keep_plan(scene.context(scene.organizer), scene.event_id, scene.trade_id, teams)


def apply(scene: Scene, plan_id: str) -> None:
    """Apply it as the organizer."""
    apply_plan(scene.context(scene.organizer), scene.event_id, plan_id)


def test_a_proposal_changes_nothing_until_it_is_applied(session: Session) -> None:
    scene = make_scene(session)
    before = room(scene)
    wish = PlanWish(Method.ROTATING, "7")
    plan_id = make_plan(scene.context(scene.organizer), scene.event_id, scene.trade_id, wish)
    assert room(scene).digest == before.digest
    apply(scene, plan_id)
    after = room(scene)
    assert after.seats == {
        code: seats
        for each in plan_of(scene.session, scene.event_id, plan_id).teams
        for code in each.tasks
        for seats in [each.seats]
    }
    assert after.found.holes == ()
    assert scene.judge_ids["FRA"] not in {judge for seats in after.seats.values() for judge in seats}
    frame = load_frame(scene.session, scene.sheets["EI-01", "B1"])
    assert tuple(seat.judge_id for seat in frame.seats) == after.seats["B1"]
    scene.session.rollback()
    leaf = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "panel.apply")).one()
    assert '"method":"rotating"' in leaf
    assert '"seed":"7"' in leaf


def test_the_chief_judge_proposes_and_the_organizer_assigns(scene: Scene) -> None:
    chief = scene.context(scene.judges["FRA"])
    plan_id = make_plan(chief, scene.event_id, scene.trade_id, PlanWish(Method.BALANCED, "x"))
    with pytest.raises(DomainError, match="not_allowed"):
        apply_plan(chief, scene.event_id, plan_id)
    with pytest.raises(DomainError, match="not_allowed"):
        apply(scene, plan_id)
    propose_plan(scene.context(scene.judges["FRA"]), scene.event_id, plan_id)
    (waiting,) = open_plans(scene.session, scene.trade_id)
    assert (waiting.id, waiting.maker) == (plan_id, "Judge FRA")
    apply(scene, plan_id)
    assert open_plans(scene.session, scene.trade_id) == ()
    with pytest.raises(DomainError, match="plan_decided"):
        apply(scene, plan_id)


def test_a_refused_proposal_leaves_everything_as_it_was(scene: Scene) -> None:
    before = room(scene).seats
    plan_id = make_plan(
        scene.context(scene.judges["FRA"]), scene.event_id, scene.trade_id, PlanWish(Method.ONE_TEAM, "x")
    )
    propose_plan(scene.context(scene.judges["FRA"]), scene.event_id, plan_id)
    drop_plan(scene.context(scene.organizer), scene.event_id, plan_id)
    assert plan_of(scene.session, scene.event_id, plan_id).state == "refused"
    assert room(scene).seats == before


@pytest.mark.parametrize("judge", ["CHN", "auditor", "outsider"])
def test_nobody_else_proposes_panels(scene: Scene, judge: str) -> None:
    actors = {"CHN": scene.judges["CHN"], "auditor": add_office_actor(scene, Role.AUDITOR)}
    if judge == "outsider":
        actors[judge] = make_scene(scene.session, code="other-2024").organizer
    with pytest.raises(DomainError, match="not_allowed"):
        make_plan(scene.context(actors[judge]), scene.event_id, scene.trade_id, PlanWish(Method.BALANCED, "x"))


def test_panels_that_leave_an_entry_short_are_never_assigned(scene: Scene) -> None:
    plan_id = by_hand(scene, team(scene, "1", "CHN KAZ BRA"))
    with pytest.raises(DomainError, match="panel_with_hole") as refusal:
        apply(scene, plan_id)
    assert refusal.value.params == {"count": "9", "entry": "EI-01", "task": "A1"}
    apply(scene, by_hand(scene, team(scene, "1", "CHN KAZ BRA FRA")))


def test_what_changed_since_outdates_a_proposal(scene: Scene) -> None:
    plan_id = by_hand(scene, team(scene, "1", "EGY KAZ BRA CHN"))
    with write_transaction(scene.session):
        person = add_person(scene.session, NewPerson("Late judge", "en"))
        account = add_account(scene.session, login="late", name="Late judge", now=NOW)
        add_judge(scene.session, scene.event_id, scene.trade_id, account, person, scene.teams["PER"], chief=False)
    with pytest.raises(DomainError, match="plan_outdated"):
        apply(scene, plan_id)


def test_a_sheet_that_somebody_wrote_on_keeps_its_team(session: Session) -> None:
    scene = make_scene(session)
    old = room(scene).seats["A1"]
    change = scene.change("CHN", "A1.M1", "1")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])
    apply(scene, by_hand(scene, team(scene, "1", "EGY FRA BRA KAZ")))
    new = room(scene)
    assert new.written == {("A1", scene.entries["EI-04"]): old}
    assert new.seats["A1"] != old
    judges = {entry: load_frame(scene.session, scene.sheets[entry, "A1"]).panel.judges for entry in ("EI-03", "EI-04")}
    assert judges["EI-04"] == old[:3]
    assert judges["EI-03"] == new.seats["A1"][:3]
    assert sorted(scene.session.scalars(select(MarkingTeam.name))) == ["1", "1-2"]
    apply(scene, by_hand(scene, team(scene, "1", "EGY BRA FRA KAZ")))
    assert len(room(scene).teams) == 2


def test_teams_that_nobody_needs_any_more_go_and_names_can_change_hands(session: Session) -> None:
    scene = make_scene(session)
    apply(
        scene,
        by_hand(scene, team(scene, "x", "CHN KAZ BRA EGY", ("A1",)), team(scene, "y", "EGY FRA KAZ BRA", ("B1",))),
    )
    assert room(scene).found.unassigned == ("A2",)
    apply(
        scene,
        by_hand(scene, team(scene, "y", "CHN KAZ BRA EGY", ("A1", "A2")), team(scene, "x", "EGY FRA KAZ BRA", ("B1",))),
    )
    assert {each.name: each.tasks for each in room(scene).plan} == {"x": ("B1",), "y": ("A1", "A2")}
    assert len(scene.session.scalars(select(MarkingTeam.id)).all()) == 2


@pytest.mark.parametrize(
    ("teams", "code"),
    [
        ([("1", "CHN CHN BRA", ALL)], "judge_twice_in_team"),
        ([("1", "CHN KAZ BRA EGY", ("A1",)), ("1", "CHN KAZ BRA EGY", ("A2",))], "team_name_twice"),
        ([(" ", "CHN KAZ BRA EGY", ALL)], "team_name_missing"),
        ([("1", "", ALL)], "team_without_judges"),
        ([("1", "CHN KAZ BRA EGY", ("Z9",))], "task_unknown"),
        ([("1", "CHN KAZ BRA EGY", ALL), ("2", "CHN KAZ BRA EGY", ("B1",))], "task_twice"),
    ],
)
def test_teams_that_cannot_be_are_refused_and_nothing_is_kept(
    scene: Scene, teams: list[tuple[str, str, tuple[str, ...]]], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        by_hand(scene, *(team(scene, *each) for each in teams))
    assert scene.session.scalars(select(PanelPlan.id)).all() == []


def test_a_judge_of_another_trade_gets_no_seat(scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    with pytest.raises(DomainError, match="judge_not_in_trade"):
        by_hand(scene, TeamPlan("1", (other.judge_ids["CHN"],), ALL))


def test_an_interest_keeps_the_judge_from_that_team_until_it_is_withdrawn(scene: Scene) -> None:
    egypt, peru = scene.judge_ids["EGY"], scene.teams["PER"]
    chief = scene.context(scene.judges["FRA"])
    declare_interest(chief, scene.event_id, scene.trade_id, scene.judge_ids["CHN"], peru, InterestReason.TRAINED)
    declare_interest(chief, scene.event_id, scene.trade_id, scene.judge_ids["CHN"], peru, InterestReason.TRAINED)
    panel = load_frame(scene.session, scene.sheets["EI-04", "A1"]).panel
    assert panel.excluded == {scene.judge_ids["CHN"]: "conflict_of_interest"}
    assert egypt in panel.judges
    assert room(scene).found.holes == ()
    declare_interest(scene.context(scene.organizer), scene.event_id, scene.trade_id, egypt, peru, InterestReason.OTHER)
    assert len(room(scene).found.holes) == 3
    with pytest.raises(DomainError, match="not_allowed"):
        withdraw_interest(scene.context(scene.judges["FRA"]), scene.event_id, scene.trade_id, egypt, peru)
    withdraw_interest(scene.context(scene.organizer), scene.event_id, scene.trade_id, egypt, peru)
    assert room(scene).found.holes == ()


def test_the_panels_of_many_trades_take_as_many_statements_as_those_of_one(session: Session) -> None:
    scene = make_scene(session)
    counts = []
    for code in ("07", "08"):
        statements: list[str] = []

        def heard(_one: object, _two: object, statement: str, *_rest: object, into: list[str] = statements) -> None:
            into += [statement] if statement.startswith("SELECT") else []

        add_trade_with_sheets(scene, code, entries=5)
        engine = scene.session.get_bind()
        sql_event.listen(engine, "before_cursor_execute", heard)
        panels_of(scene.session, Reach(scene.event_id))
        sql_event.remove(engine, "before_cursor_execute", heard)
        counts.append(len(statements))
    assert counts == [8, 8]
    assert scene.session.scalar(select(Sheet.id).limit(1)) is not None
