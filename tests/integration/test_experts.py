"""The register of experts outlasts events: one person, one account, lasting conflicts. Source: DOMAIN 6."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Account, Event, JudgeProfile, RegisterChange
from competition.domain.conflicts import ConflictKind
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.permissions import Role
from competition.queries.conflicts import conflict_room
from competition.queries.experts import ExpertFilter, expert_lines, expert_room
from competition.queries.judge_rooms import expert_choices
from competition.services.conflicts import NewConflict
from competition.services.experts import (
    ExpertDetails,
    NewRole,
    add_role,
    add_training,
    create_expert,
    declare_lasting,
    register_judge,
    retire_expert,
    update_expert,
)
from competition.services.judges import NewJudge, assign_judge
from tests.factories import NOW, add_office_actor, make_scene

LEILA = ExpertDetails(
    PersonDetails("Лейла Ахметова", "kk", "Leila Akhmetova", email="leila@example.org"),
    ("Floristry",),
    ("ru", "kk"),
    "kz",
)


def test_an_expert_judges_at_two_events_as_one_person_with_one_account(session: Session) -> None:
    scene = make_scene(session)
    other = make_scene(session, code="other-2024")
    expert_id = create_expert(scene.context(scene.organizer), LEILA)
    with pytest.raises(DomainError, match="same_name_expert"):
        create_expert(scene.context(scene.organizer), LEILA)
    wish = NewJudge(scene.trade_id, expert_id=expert_id)
    first = assign_judge(scene.context(scene.organizer), scene.event_id, wish)
    second = assign_judge(
        other.context(other.organizer), other.event_id, NewJudge(other.trade_id, expert_id=expert_id, chief=False)
    )
    assert first.login == second.login == "04-01"
    profiles = session.scalars(
        select(JudgeProfile).join(Account, Account.id == JudgeProfile.account_id).where(Account.login == "04-01")
    ).all()
    assert {each.event_id for each in profiles} == {scene.event_id, other.event_id}
    assert len({each.person_id for each in profiles}) == 1
    assert profiles[0].languages == ["ru", "kk"]
    room = expert_room(session, expert_id)
    assert room is not None
    assert {(each.event_code, each.role, each.year) for each in room.roles} == {
        ("test-2024", "judge", 2024),
        ("other-2024", "judge", 2024),
    }
    assert expert_choices(session, scene.event_id) == ()


def test_a_lasting_conflict_holds_at_every_event_that_is_not_over(session: Session) -> None:
    scene = make_scene(session)
    organizer = scene.context(scene.organizer)
    with write_transaction(session):
        event = session.execute(select(Event).where(Event.id == scene.event_id)).scalar_one()
        event.ends = NOW.date().replace(year=2030)
    expert_id = create_expert(organizer, LEILA)
    judge = assign_judge(organizer, scene.event_id, NewJudge(scene.trade_id, expert_id=expert_id))
    declare_lasting(organizer, expert_id, NewConflict(ConflictKind.COUNTRY, "pe", "Lived there"))
    with pytest.raises(DomainError, match="conflict_known"):
        declare_lasting(organizer, expert_id, NewConflict(ConflictKind.COUNTRY, "PE"))
    room = conflict_room(session, scene.event_id, judge.judge_id)
    assert [(line.kind, line.code, line.is_lasting) for line in room.conflicts] == [("country", "pe", True)]
    assert [line.teams for line in room.exclusions] == [(("PER", "pe", "register"),)]


def test_a_judge_of_an_event_is_taken_into_the_register_once(session: Session) -> None:
    scene = make_scene(session)
    organizer = scene.context(scene.organizer)
    expert_id = register_judge(organizer, scene.event_id, scene.judge_ids["KAZ"])
    assert register_judge(organizer, scene.event_id, scene.judge_ids["KAZ"]) == expert_id
    assert [line.native for line in expert_lines(session, ExpertFilter("kaz"))] == ["Judge KAZ"]
    other = make_scene(session, code="other-2024")
    for event_id, actor in ((scene.event_id, other.organizer), (scene.event_id, scene.judges["FRA"])):
        with pytest.raises(DomainError, match="not_allowed"):
            register_judge(scene.context(actor), event_id, scene.judge_ids["BRA"])


def test_the_list_finds_experts_by_what_they_know(session: Session) -> None:
    scene = make_scene(session)
    organizer = scene.context(scene.organizer)
    expert_id = create_expert(organizer, LEILA)
    retired = create_expert(organizer, ExpertDetails(PersonDetails("Jo Doe"), ("Welding",), ("en",), "us"))
    retire_expert(organizer, retired, retired=True)

    def found(**wanted: str) -> set[str]:
        return {line.id for line in expert_lines(session, ExpertFilter(**wanted))}

    assert found() == {expert_id}
    assert found(state="") == {expert_id, retired}
    assert found(state="retired", trade="weld") == {retired}
    assert found(words="ахметова") == found(language="kk") == found(country="kz") == {expert_id}
    assert found(words="akhmetova welding", state="") == set()


def test_the_history_tells_what_changed_and_never_what_it_holds(session: Session) -> None:
    scene = make_scene(session)
    organizer = scene.context(scene.organizer)
    expert_id = create_expert(organizer, LEILA)
    changed = ExpertDetails(PersonDetails("Лейла Ахметова", "kk", phone="+7 701 000 00 00"), ("Floristry",), ("ru",))
    update_expert(organizer, expert_id, changed)
    add_training(organizer, expert_id, "C-4", "Academy", None)
    add_role(organizer, expert_id, NewRole("Lyon", Role.JUDGE, year=2024))
    with pytest.raises(DomainError, match="training_missing"):
        add_training(organizer, expert_id, " ", "", None)
    for code, wrong in (
        ("role_event_missing", NewRole("", Role.JUDGE)),
        ("year_unlikely", NewRole("Lyon", Role.JUDGE, year=24)),
    ):
        with pytest.raises(DomainError, match=code):
            add_role(organizer, expert_id, wrong)
    rows = session.execute(select(RegisterChange.action, RegisterChange.new).order_by(RegisterChange.id)).all()
    assert [(action, new) for action, new in rows] == [
        ("add", None),
        ("update", {"members": "latin,email,phone,languages,country"}),
        ("training", None),
        ("role", None),
    ]


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.KEY_HOLDER])
def test_only_organizers_and_administrators_keep_the_register(session: Session, role: Role) -> None:
    scene = make_scene(session)
    with pytest.raises(DomainError, match="not_allowed"):
        create_expert(scene.context(add_office_actor(scene, role)), LEILA)
    admin = add_office_actor(scene, Role.ADMIN, everywhere=True)
    assert create_expert(scene.context(admin), LEILA)
