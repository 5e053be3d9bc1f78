"""The facts of readiness as the database has them, on both engines, in a known number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Account, Entry, Interest, Person, SubCriterionRow, Trade
from competition.domain.readiness import EventFacts, TeamSeats, TradeFacts, sheets_without_panel
from competition.domain.readiness_rules import assess
from competition.queries.office import office_event
from competition.queries.readiness import event_facts
from competition.services.events import NewTrade, add_schedule_item, add_trade
from competition.services.roster import NewPerson, add_entry, add_person
from competition.services.scheme_drafts import open_draft, save_draft
from tests.factories import Scene, add_trade_with_sheets, make_scene

AT = datetime(2024, 6, 23, 9, tzinfo=UTC)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event."""
    return make_scene(session)


def facts(scene: Scene) -> EventFacts:
    """Return the event as far as it is."""
    scene.session.rollback()
    event = office_event(scene.session, "test-2024")
    assert event is not None
    return event_facts(scene.session, event, AT, None)


def trade(scene: Scene, code: str = "04") -> TradeFacts:
    """Return one trade as far as it is."""
    return next(each for each in facts(scene).trades if each.code == code)


def change(scene: Scene, use: Callable[[Session], object]) -> None:
    """Change something and commit."""
    with write_transaction(scene.session):
        use(scene.session)


def test_a_trade_is_told_as_it_stands(scene: Scene) -> None:
    found = trade(scene)
    assert (found.entries, found.scheme, found.is_locked) == (4, "published", False)
    assert found.by_team == {scene.teams[code]: 1 for code in ("KAZ", "BRA", "CHN", "PER")}
    assert (found.judges, found.chiefs, found.without_sign_in) == (5, 1, 5)
    assert (found.sub_criteria, found.without_team, found.without_day, found.beyond_days) == (3, 0, 0, 0)
    assert (set(found.days), set(found.sessions), found.policy) == ({1, 2}, set(), "hidden")
    (team,) = found.teams
    assert team == TeamSeats(tuple(scene.teams[code] for code in ("CHN", "KAZ", "BRA", "EGY")), (frozenset(),) * 4)
    assert sheets_without_panel(found) == 0


def test_the_event_is_told_as_it_stands(scene: Scene) -> None:
    found = facts(scene)
    assert (found.organizers, found.who_came, found.tablets, found.key_holders, found.items) == (1, 0, 0, 0, 0)
    assert (found.starts, found.today) == (date(2024, 6, 24), date(2024, 6, 23))
    change(scene, lambda s: s.execute(update(Account).where(Account.name == "Organizer").values(password_hash="x")))
    assert facts(scene).who_came == 1


def test_who_is_not_there_any_more_is_not_counted(scene: Scene) -> None:
    change(scene, lambda s: s.execute(update(Entry).where(Entry.code == "EI-01").values(status="withdrawn")))
    assert trade(scene).entries == 3


def test_ages_count_only_where_there_is_a_limit(scene: Scene) -> None:
    def born(session: Session) -> None:
        session.execute(
            update(Person).where(Person.native_name == "Competitor 1").values(birth_date=date(2001, 12, 31))
        )
        session.execute(update(Person).where(Person.native_name == "Competitor 2").values(birth_date=date(2002, 1, 1)))

    change(scene, born)
    assert (trade(scene).too_old, trade(scene).ages_unknown) == (0, 0)
    change(scene, lambda s: s.execute(update(Trade).values(maximum_age=22)))
    assert (trade(scene).too_old, trade(scene).ages_unknown) == (1, 2)


def test_entries_of_another_size_are_counted(scene: Scene) -> None:
    change(scene, lambda s: s.execute(update(Trade).values(team_size=2)))
    assert trade(scene).uneven == 4


def test_sub_criteria_without_team_or_day_are_counted(scene: Scene) -> None:
    def loosen(session: Session) -> None:
        session.execute(update(SubCriterionRow).where(SubCriterionRow.code == "A1").values(marking_team_id=None))
        session.execute(update(SubCriterionRow).where(SubCriterionRow.code == "A2").values(day=None))
        session.execute(update(SubCriterionRow).where(SubCriterionRow.code == "B1").values(day=9))

    change(scene, loosen)
    found = trade(scene)
    assert (found.without_team, found.without_day, found.beyond_days) == (1, 1, 1)
    assert found.days == {1}


def test_a_declared_interest_leaves_a_sheet_without_a_panel(scene: Scene) -> None:
    change(
        scene,
        lambda s: s.add(Interest(judge_id=scene.judge_ids["EGY"], team_id=scene.teams["KAZ"], reason="trained")),
    )
    assert sheets_without_panel(trade(scene)) == 1


def test_a_session_of_the_trade_covers_its_day(scene: Scene) -> None:
    def plan(session: Session) -> None:
        for kind, day in (("session", 1), ("visitors", 2)):
            add_schedule_item(
                session, scene.event_id, trade_id=scene.trade_id, day=day, starts_at=AT, ends_at=AT,
                name={"en": "Session"}, place={}, kind=kind,
            )  # fmt: skip

    change(scene, plan)
    assert trade(scene).sessions == {1}


def test_a_draft_says_what_it_comes_to_and_is_read_once(scene: Scene) -> None:
    with write_transaction(scene.session):
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("07", {"en": "Cooking"}))
    draft = open_draft(scene.context(scene.organizer), trade_id)
    assert (trade(scene, "07").scheme, trade(scene, "07").draft_total) == ("draft", 0)
    document = draft.document
    document["criteria"][0]["sub_criteria"] = [
        {
            "id": "s1", "code": "A1", "name": {"en": "Soup"}, "day": 1,
            "aspects": [
                {
                    "id": "a1", "code": "", "type": "M", "description": {"en": "Hot"}, "max": "40.5", "section": "",
                    "extra": None, "requirement": None, "unit": "", "calculation": None, "descriptors": [],
                }
            ],
        }
    ]  # fmt: skip
    save_draft(scene.context(scene.organizer), trade_id, document, draft.revision)
    assert trade(scene, "07").draft_total == 4050
    assert count(scene) == 13


def count(scene: Scene) -> int:
    """Return how many statements the facts take."""
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event = office_event(scene.session, "test-2024")
    assert event is not None
    engine = scene.session.get_bind().engine
    sql_event.listen(engine, "before_cursor_execute", heard)
    try:
        event_facts(scene.session, event, AT, None)
    finally:
        sql_event.remove(engine, "before_cursor_execute", heard)
    return len(statements)


def test_a_large_event_takes_as_many_statements_as_a_small_one(scene: Scene) -> None:
    small = count(scene)
    for code in ("07", "08", "09"):
        add_trade_with_sheets(scene, code, entries=8)
    assert count(scene) == small == 13


def test_a_second_event_changes_nothing(scene: Scene) -> None:
    before = facts(scene)
    make_scene(scene.session, code="other-2024")
    assert facts(scene) == before


def test_a_mended_event_has_fewer_gaps(scene: Scene) -> None:
    before = {gap.kind.code for gap in assess(facts(scene)).gaps}
    assert {"second_organizer_missing", "session_missing", "boards_all_hidden", "backup_missing"} <= before
    with write_transaction(scene.session):
        person = add_person(scene.session, NewPerson("Late", "en"))
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("07", {"en": "Cooking"}))
    assert "no_entry" in {gap.kind.code for gap in assess(facts(scene)).gaps}
    with write_transaction(scene.session):
        add_entry(scene.session, scene.event_id, trade_id, scene.teams["CHN"], "C-1", [person], "ranked")
    after = {gap.kind.code for gap in assess(facts(scene)).gaps}
    assert "no_entry" not in after
    assert scene.session.scalar(select(Trade.code).where(Trade.id == trade_id)) == "07"
