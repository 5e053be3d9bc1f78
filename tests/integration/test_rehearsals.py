"""A rehearsal is a copy that nobody outside sees; wiping it takes its rows and no other. Source: PRODUCT A11."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.event_tables import of_event, own_tables
from competition.db.models import Account, Board, Event, JudgeProfile, Person, Sheet, Trade
from competition.domain.errors import DomainError
from competition.domain.visibility import Policy
from competition.queries.log_replay import verify_event
from competition.queries.publication import board_heads, event_by_code, event_codes, published, published_since
from competition.queries.robot_plan import robot_tables
from competition.services.context import Actor
from competition.services.publication import set_policy
from competition.services.rehearsal_wipe import wipe_rehearsal
from competition.services.rehearsals import NewRehearsal, make_rehearsal, rehearsal_of
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work
from tests.archives import fill_empty_tables, mark_something, table_counts
from tests.factories import Scene, add_trade_with_sheets, make_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give an event with marks and something in every table."""
    made = make_scene(session)
    mark_something(made)
    fill_empty_tables(session, made.event_id)
    return made


def rows_of(session: Session, event_id: str) -> dict[str, int]:
    counts = {
        name: session.scalar(select(func.count()).select_from(place.table).where(of_event(place, event_id))) or 0
        for name, place in own_tables().items()
    }
    session.rollback()
    return counts


def made(scene: Scene, **wanted: object) -> Event:
    make_rehearsal(scene.context(scene.organizer), scene.event_id, NewRehearsal(**wanted))  # type: ignore[arg-type]
    found = rehearsal_of(scene.session, scene.event_id)
    assert found is not None
    return found


def test_a_rehearsal_has_the_same_trades_panels_and_sheets_and_no_marks(scene: Scene) -> None:
    rehearsal = made(scene)
    theirs, ours = rows_of(scene.session, scene.event_id), rows_of(scene.session, rehearsal.id)
    for table in ("trade", "criterion", "sub_criterion", "aspect", "entry", "entry_member", "judge_profile", "sheet"):
        assert ours[table] == theirs[table] > 0, table
    for table in ("mark", "score", "op", "signature", "approval", "round"):
        assert ours[table] == 0, table
    assert verify_event(scene.session, rehearsal.id).problems == ()
    states = set(scene.session.scalars(select(Sheet.state).where(Sheet.event_id == rehearsal.id)))
    assert states == {"planned"}


@pytest.mark.parametrize("invented", [True, False])
def test_robots_never_act_as_a_real_person(scene: Scene, invented: bool) -> None:
    rehearsal = made(scene, invented=invented)
    session = scene.session
    real = set(session.scalars(select(JudgeProfile.account_id).where(JudgeProfile.event_id == scene.event_id)))
    robots = set(session.scalars(select(JudgeProfile.account_id).where(JudgeProfile.event_id == rehearsal.id)))
    assert real & robots == set()
    assert set(session.scalars(select(Account.pin_hash).where(Account.id.in_(robots)))) == {None}
    people = select(Person.native_name).join(JudgeProfile, JudgeProfile.person_id == Person.id)
    names = set(session.scalars(people.where(JudgeProfile.event_id == rehearsal.id)))
    assert ("Judge CHN" in names) is not invented


def test_every_marking_team_finds_its_sheets(scene: Scene) -> None:
    rehearsal = made(scene)
    trade_id = scene.session.scalars(select(Trade.id).where(Trade.event_id == rehearsal.id)).one()
    offset = rehearsal.clock_offset
    with unit_of_work(scene.context(scene.organizer), rehearsal.id, clock_offset=offset, trade_id=trade_id) as unit:
        open_sheets(unit, trade_id, {1, 2})
    (table,) = robot_tables(scene.session, rehearsal.id)
    assert len(table.sheets) == 12
    assert len(table.seats) == 4
    assert table.chief.startswith("rehearsal.")


def test_nobody_outside_finds_a_rehearsal(scene: Scene) -> None:
    rehearsal = made(scene)
    session = scene.session
    code, rehearsal_id = rehearsal.code, rehearsal.id
    board = session.scalars(select(Board.id).where(Board.event_id == rehearsal_id, Board.kind == "trade")).one()
    organizer = scene.organizer
    grants = {(grant.role, rehearsal_id) for grant in organizer.grants}
    actor = Actor(organizer.account_id, "", frozenset(type(next(iter(organizer.grants)))(*each) for each in grants))
    set_policy(scene.context(actor), board, Policy.LIVE)
    assert event_by_code(session, code) is None
    assert code not in event_codes(session)
    assert published(session, board) is None
    assert published_since(session, board, 1) == ()
    assert board not in {head.board_id for head in board_heads(session)}
    assert board_heads(session, [board]) == ()


def test_a_wipe_takes_the_rehearsal_and_nothing_else(scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    mark_something(other)
    before = table_counts(scene.session)
    rehearsal = made(scene)
    rehearsal_id = rehearsal.id
    fill_empty_tables(scene.session, rehearsal_id)
    with_it = table_counts(scene.session)
    assert with_it["sheet"] > before["sheet"]
    wipe_rehearsal(scene.context(scene.organizer), scene.event_id)
    assert set(rows_of(scene.session, rehearsal_id).values()) == {0}
    after = table_counts(scene.session)
    # The event's log tells of both steps; what fills empty tables stands in shared ones too.
    assert after.pop("audit_event") == before.pop("audit_event") + 2
    assert after == before
    assert set(after) | {"audit_event"} == set(Base.metadata.tables)
    for event_id in (scene.event_id, other.event_id):
        assert verify_event(scene.session, event_id).problems == ()
    made(scene)


def test_there_is_one_rehearsal_of_an_event_and_none_of_a_rehearsal(scene: Scene) -> None:
    rehearsal = made(scene)
    with pytest.raises(DomainError, match="rehearsal_exists"):
        make_rehearsal(scene.context(scene.organizer), scene.event_id, NewRehearsal())
    with pytest.raises(DomainError, match="not_allowed"):
        make_rehearsal(scene.context(scene.judges["FRA"]), rehearsal.id, NewRehearsal())
    with pytest.raises(DomainError, match="not_allowed"):
        wipe_rehearsal(scene.context(scene.judges["CHN"]), scene.event_id)


def test_only_the_chosen_trades_are_rehearsed(scene: Scene) -> None:
    add_trade_with_sheets(scene, "07")
    rehearsal = made(scene, trades=frozenset({"04"}))
    assert scene.session.scalars(select(Trade.code).where(Trade.event_id == rehearsal.id)).all() == ["04"]


def test_without_a_trade_nothing_is_made(scene: Scene) -> None:
    before = table_counts(scene.session)
    with pytest.raises(DomainError, match="nothing_to_rehearse"):
        make_rehearsal(scene.context(scene.organizer), scene.event_id, NewRehearsal(trades=frozenset({"99"})))
    assert table_counts(scene.session) == before
    with pytest.raises(DomainError, match="not_found"):
        wipe_rehearsal(scene.context(scene.organizer), scene.event_id)
