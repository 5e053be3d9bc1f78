"""Teams, competitors and entries one by one, on both engines. Source: PRODUCT C1, C2, C5; THREATS D3, D7."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    AuditEvent,
    Board,
    Competitor,
    Entry,
    EntryMember,
    Person,
    PublishedDocument,
    Sheet,
    Team,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails, TeamDetails, TeamKind
from competition.domain.permissions import Role
from competition.domain.visibility import Policy
from competition.queries.log_replay import verify_event
from competition.services.competitors import (
    NewCompetitor,
    Place,
    create_competitor,
    enter_competitor,
    remove_competitor,
    update_competitor,
)
from competition.services.entries import drop_member, remove_entry, replace_member, update_entry
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from competition.services.teams import create_team, remove_team, update_team
from tests.factories import Scene, add_office_actor, make_scene

PERU = TeamDetails("NPL", {"en": "Nepal", "zh": "尼泊尔"}, TeamKind.COUNTRY, "np", "np")


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event."""
    return make_scene(session)


def board(scene: Scene) -> dict[str, dict[str, object]]:
    """Return the rows of the public board of the scene's trade, by entry id."""
    scene.session.rollback()
    text = scene.session.scalar(
        select(PublishedDocument.body)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .where(Board.trade_id == scene.trade_id)
    )
    return {row["id"]: row for row in json.loads(text or "{}").get("rows", [])}


def go_live(scene: Scene) -> None:
    """Open the board of the scene's trade."""
    board_id = scene.session.scalar(select(Board.id).where(Board.trade_id == scene.trade_id))
    set_policy(scene.context(scene.organizer), board_id or "", Policy.LIVE)


def new(scene: Scene, team: str, name: str, *, trade: bool = True, **more: object) -> str:
    """Add a competitor, to the scene's trade unless said otherwise."""
    place = Place(scene.trade_id if trade else "", str(more.pop("group", "")))
    wish = NewCompetitor(scene.teams[team], PersonDetails(name), place, **more)  # type: ignore[arg-type]
    return create_competitor(scene.context(scene.organizer), scene.event_id, wish)


def entry_of(scene: Scene, competitor_id: str) -> Entry:
    """Return the entry in which somebody competes."""
    return scene.session.execute(
        select(Entry).join(EntryMember).where(EntryMember.competitor_id == competitor_id)
    ).scalar_one()


def teams_of_two(scene: Scene) -> None:
    """Let the entries of the scene's trade have two competitors."""
    with write_transaction(scene.session):
        scene.session.execute(update(Trade).where(Trade.id == scene.trade_id).values(team_size=2))


def refused(code: str, call: Callable[[], object]) -> None:
    """Expect a refusal."""
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.code == code


def test_a_team_is_added_changed_and_removed_while_it_is_empty(scene: Scene) -> None:
    organizer = scene.context(scene.organizer)
    team_id = create_team(organizer, scene.event_id, PERU)
    refused("team_code_taken", lambda: create_team(organizer, scene.event_id, TeamDetails("npl", {"en": "Other"})))
    update_team(organizer, scene.event_id, team_id, TeamDetails("NEP", {"en": "Nepal"}, TeamKind.REGION, "np"))
    team = scene.session.execute(select(Team).where(Team.id == team_id)).scalar_one()
    assert (team.code, team.name, team.kind, team.flag) == ("NEP", {"en": "Nepal"}, "region", "np")
    remove_team(organizer, scene.event_id, team_id)
    refused("team_not_empty", lambda: remove_team(organizer, scene.event_id, scene.teams["KAZ"]))
    assert set(scene.session.scalars(select(Team.code))) == set(scene.teams)
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_a_new_name_of_a_team_reaches_the_board(scene: Scene) -> None:
    go_live(scene)
    details = TeamDetails("KAZ", {"en": "Qazaqstan"}, TeamKind.COUNTRY, "kz", "kz")
    update_team(scene.context(scene.organizer), scene.event_id, scene.teams["KAZ"], details)
    assert board(scene)[scene.entries["EI-01"]]["team"] == {"code": "KAZ", "name": {"en": "Qazaqstan"}, "flag": "kz"}


def test_a_new_competitor_gets_an_entry_its_sheets_and_a_row(scene: Scene) -> None:
    go_live(scene)
    competitor_id = new(scene, "FRA", "Zoé Martin")
    entry = entry_of(scene, competitor_id)
    assert (entry.code, entry.team_id, entry.status) == ("EI-05", scene.teams["FRA"], "ranked")
    states = scene.session.scalars(select(Sheet.state).where(Sheet.entry_id == entry.id)).all()
    # The days of the others are open already: a late entry joins them.
    assert list(states) == ["open"] * 3
    assert board(scene)[entry.id]["native"] == "Zoé Martin"


def test_the_same_name_is_taken_for_the_same_person_until_somebody_says_otherwise(scene: Scene) -> None:
    refused("same_name_competes", lambda: new(scene, "FRA", "COMPETITOR  １"))
    assert scene.session.scalar(select(func.count()).select_from(Competitor)) == 4
    new(scene, "FRA", "COMPETITOR  １", is_another=True)
    assert scene.session.scalar(select(func.count()).select_from(Competitor)) == 5


def test_a_team_has_one_entry_in_a_trade_and_a_second_one_by_its_group(scene: Scene) -> None:
    new(scene, "FRA", "Zoé Martin")
    refused("entry_of_team_exists", lambda: new(scene, "FRA", "Luc Petit"))
    second = entry_of(scene, new(scene, "FRA", "Luc Petit", group="B"))
    assert (second.code, second.group) == ("EI-06", "B")
    assert scene.session.scalar(select(Person.id).where(Person.native_name == "Luc Petit")) is not None


def test_two_compete_together_up_to_the_size_of_an_entry(scene: Scene) -> None:
    teams_of_two(scene)
    first, mate = new(scene, "FRA", "Zoé Martin"), new(scene, "FRA", "Luc Petit")
    assert entry_of(scene, first).id == entry_of(scene, mate).id
    refused("entry_full", lambda: new(scene, "FRA", "Anne Roy"))
    reserve = new(scene, "FRA", "Anne Roy", trade=False)
    entry_id = entry_of(scene, first).id
    replace_member(scene.context(scene.organizer), scene.event_id, entry_id, mate, reserve)
    assert entry_of(scene, reserve).id == entry_id
    drop_member(scene.context(scene.organizer), scene.event_id, entry_id, first)
    refused(
        "entry_without_members", lambda: drop_member(scene.context(scene.organizer), scene.event_id, entry_id, reserve)
    )
    position = scene.session.scalar(select(EntryMember.position).where(EntryMember.competitor_id == reserve))
    assert position == 1


def test_who_competes_stays_once_a_judge_has_written(scene: Scene) -> None:
    teams_of_two(scene)
    change = scene.change("CHN", "A1.M1", "1")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [change])
    organizer, entry_id = scene.context(scene.organizer), scene.entries["EI-01"]
    reserve = new(scene, "KAZ", "Aidos", trade=False)
    present = scene.session.scalar(select(EntryMember.competitor_id).where(EntryMember.entry_id == entry_id)) or ""
    refused("entry_has_marks", lambda: remove_entry(organizer, scene.event_id, entry_id))
    refused("entry_has_marks", lambda: replace_member(organizer, scene.event_id, entry_id, present, reserve))
    refused("entry_has_marks", lambda: remove_competitor(organizer, scene.event_id, present))
    refused("entry_has_marks", lambda: enter_competitor(organizer, scene.event_id, reserve, Place(scene.trade_id)))
    # What does not touch the marks is still possible.
    update_entry(organizer, scene.event_id, entry_id, code="EI-99", group="", guest=True)
    entry = scene.session.execute(select(Entry).where(Entry.id == entry_id)).scalar_one()
    bib = scene.session.scalar(select(Competitor.bib).where(Competitor.id == present))
    assert (entry.code, entry.status, bib) == ("EI-99", "guest", "EI-99")


def test_an_entry_goes_with_its_empty_sheets_and_the_competitor_with_the_person(scene: Scene) -> None:
    go_live(scene)
    entry_id = scene.entries["EI-04"]
    competitor_id = (
        scene.session.scalar(select(EntryMember.competitor_id).where(EntryMember.entry_id == entry_id)) or ""
    )
    remove_competitor(scene.context(scene.organizer), scene.event_id, competitor_id)
    assert scene.session.scalar(select(func.count()).select_from(Sheet).where(Sheet.entry_id == entry_id)) == 0
    assert scene.session.scalar(select(Person.id).where(Person.native_name == "Competitor 4")) is None
    assert entry_id not in board(scene)
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_a_corrected_name_reaches_the_board_and_the_log_tells_no_name(scene: Scene) -> None:
    go_live(scene)
    competitor_id = new(scene, "FRA", "Zoe Martin")
    details = PersonDetails("Зоя Мартен", "ru", "Zoya Marten", born=date(2004, 2, 29), email="z@example.org")
    update_competitor(
        scene.context(scene.organizer), scene.event_id, competitor_id, details, team_id=scene.teams["FRA"], bib="EI-05"
    )
    row = board(scene)[entry_of(scene, competitor_id).id]
    assert (row["native"], row["native_lang"], row["latin"]) == ("Зоя Мартен", "ru", "Zoya Marten")
    leaves = " ".join(scene.session.scalars(select(AuditEvent.leaf)))
    assert not any(word in leaves for word in ("Zoe", "Martin", "Зоя", "Marten", "2004", "example.org"))
    assert "native,language,latin,born,email" in leaves


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CLERK, Role.ADMIN, Role.TEAM_LEADER])
def test_only_an_organizer_changes_people(scene: Scene, role: Role) -> None:
    context = scene.context(add_office_actor(scene, role, everywhere=role is Role.ADMIN))
    refused("not_allowed", lambda: create_team(context, scene.event_id, PERU))
    wish = NewCompetitor(scene.teams["FRA"], PersonDetails("Zoé"))
    refused("not_allowed", lambda: create_competitor(context, scene.event_id, wish))
    other = make_scene(scene.session, code="other-2024")
    refused("not_allowed", lambda: create_team(scene.context(other.organizer), scene.event_id, PERU))
    refused("not_found", lambda: remove_team(scene.context(other.organizer), other.event_id, scene.teams["PER"]))
