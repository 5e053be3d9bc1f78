"""The wizard on both engines: a draft is kept, an event is made whole or not at all, an earlier one taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    AuditEvent,
    Board,
    Entry,
    Event,
    EventDraft,
    JudgeAssignment,
    RoleAssignment,
    ScheduleItem,
    SchemeDraft,
    SchemeVersion,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.event_plan import EventPlan, OrganizerRow, Step
from competition.domain.permissions import Role
from competition.domain.trade_list import TradeRow
from competition.queries.event_drafts import event_draft, open_drafts, rows_of_event
from competition.queries.log_replay import verify_event
from competition.queries.schemes import current_version_id, scheme_index
from competition.queries.set_up import link_purpose
from competition.services.context import Actor, Announcement, Context
from competition.services.event_drafts import (
    MOST_DRAFTS,
    begin_draft,
    discard_draft,
    faults_of,
    make_event,
    save_draft,
)
from competition.services.events import add_schedule_item
from competition.services.identity import secret_hash
from competition.services.roster import add_account, grant_role
from tests.factories import NOW, Scene, add_office_actor, make_scene, small_scheme

PLAN = EventPlan(
    preset="china",
    name={"en": "National Skills 2027", "zh": "全国技能大赛"},
    venue={"en": "Hall 3"},
    timezone="Asia/Shanghai",
    starts="2027-05-03",
    ends="2027-05-06",
    second_language="zh",
    trades=(
        TradeRow(code="18", name="Electrical Installations", second="电气装置", team_size="1"),
        TradeRow(name="Cooking"),
    ),
)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give an earlier event, so that the installation is not empty."""
    return make_scene(session)


@pytest.fixture
def admin(scene: Scene) -> Actor:
    """Give an administrator who has just signed in."""
    return replace(add_office_actor(scene, Role.ADMIN, everywhere=True), authenticated_at=NOW)


def act(scene: Scene, actor: Actor) -> Context:
    """Return a context at the moment at which people have just signed in."""
    return replace(scene.context(actor), now=NOW)


def made(scene: Scene, actor: Actor, plan: EventPlan = PLAN) -> Event:
    """Make an event and return it."""
    found = make_event(act(scene, actor), begin_draft(act(scene, actor), plan))
    return scene.session.get_one(Event, found.id)


def refusal(scene: Scene, actor: Actor, plan: EventPlan) -> str:
    """Return why an event is not made; nothing may be left of it."""
    before = scene.session.scalar(select(func.count()).select_from(Event))
    draft = begin_draft(act(scene, actor), plan)
    with pytest.raises(DomainError) as refused:
        make_event(act(scene, actor), draft)
    scene.session.rollback()
    assert scene.session.scalar(select(func.count()).select_from(Event)) == before
    return refused.value.code


def trades(session: Session, event_id: str) -> list[Trade]:
    return list(session.scalars(select(Trade).where(Trade.event_id == event_id).order_by(Trade.code)))


def test_an_event_is_made_with_its_rules_trades_and_organizer(scene: Scene, admin: Actor) -> None:
    event = made(scene, admin)
    assert (event.code, event.name, event.timezone) == ("national-skills-2027", dict(PLAN.name), "Asia/Shanghai")
    assert (event.medal_rules, event.scale) == ({"preset": "share"}, "none")
    assert (event.starts, event.ends, event.second_language) == (date(2027, 5, 3), date(2027, 5, 6), "zh")
    first, second = trades(scene.session, event.id)
    assert (first.code, first.name) == ("01", {"en": "Cooking", "zh": "烹饪(西餐)"})
    assert (second.code, second.worldskills, second.name["zh"]) == ("18", True, "电气装置")
    assert {(t.panel_size, t.aggregation, t.spread_limit, t.blind) for t in (first, second)} == {(5, "drop", 3, 3)}
    grants = scene.session.execute(
        select(RoleAssignment.account_id, RoleAssignment.role).where(RoleAssignment.event_id == event.id)
    ).all()
    assert [tuple(grant) for grant in grants] == [(admin.account_id, "organizer")]


def test_boards_of_a_new_event_are_there_and_hidden_and_its_log_is_whole(scene: Scene, admin: Actor) -> None:
    event = made(scene, admin)
    boards = scene.session.execute(select(Board.kind, Board.policy).where(Board.event_id == event.id)).all()
    assert sorted(tuple(board) for board in boards if board.kind == "trade") == [("trade", "hidden")] * 2
    types = scene.session.scalars(select(AuditEvent.type).where(AuditEvent.event_id == event.id)).all()
    assert sorted(types) == ["event.add", "role.grant", "trade.add", "trade.add"]
    assert verify_event(scene.session, event.id).problems == ()


def test_nobody_hears_of_an_event_before_it_is_committed(scene: Scene, admin: Actor) -> None:
    heard: list[bool] = []

    def listen(_announcement: Announcement) -> None:
        with Session(scene.session.get_bind()) as other:
            heard.append(other.scalar(select(Event.id).where(Event.code == "national-skills-2027")) is not None)

    context = replace(act(scene, admin), publish=listen)
    make_event(context, begin_draft(context, PLAN))
    assert heard
    assert all(heard)


def test_new_colleagues_get_an_address_and_known_ones_the_role(scene: Scene, admin: Actor) -> None:
    with write_transaction(scene.session):
        known = add_account(scene.session, login="wang.min", name="Wang Min", now=NOW)
    people = (OrganizerRow("Wang.Min", ""), OrganizerRow("omar.haddad", "Omar Haddad"))
    found = make_event(
        act(scene, admin), begin_draft(act(scene, admin), replace(PLAN, organizers=people, with_me=False))
    )
    (omar,) = found.organizers
    assert (omar.login, omar.name) == ("omar.haddad", "Omar Haddad")
    purpose = link_purpose(scene.session, secret_hash(omar.link.secret), NOW)
    assert purpose is not None
    assert purpose.login == "omar.haddad"
    holders = set(scene.session.scalars(select(RoleAssignment.account_id).where(RoleAssignment.event_id == found.id)))
    new = scene.session.scalar(select(Account.id).where(Account.login == "omar.haddad"))
    assert holders == {known, new}


def test_naming_a_colleague_asks_for_a_fresh_sign_in_and_naming_oneself_does_not(scene: Scene, admin: Actor) -> None:
    stale = replace(admin, authenticated_at=NOW - timedelta(minutes=6))
    colleague = replace(PLAN, organizers=(OrganizerRow("omar.haddad", "Omar Haddad"),))
    assert refusal(scene, stale, colleague) == "sign_in_again"
    assert made(scene, stale).code == "national-skills-2027"


def test_a_plan_with_a_fault_makes_nothing(scene: Scene, admin: Actor) -> None:
    assert refusal(scene, admin, replace(PLAN, ends="2027-05-01")) == "plan_has_faults"
    assert refusal(scene, admin, replace(PLAN, code="test-2024")) == "plan_has_faults"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (OrganizerRow("omar.haddad"), "person_name_missing"),
        (OrganizerRow("closed"), "account_disabled"),
        (OrganizerRow("me"), "organizer_is_you"),
    ],
)
def test_accounts_are_looked_up_before_the_event_is_made(
    scene: Scene, admin: Actor, row: OrganizerRow, code: str
) -> None:
    with write_transaction(scene.session):
        closed = add_account(scene.session, login="closed", name="Closed", now=NOW)
        scene.session.get_one(Account, closed).disabled_at = NOW
        assert admin.account_id is not None
        scene.session.get_one(Account, admin.account_id).login = "me"
    faults = faults_of(act(scene, admin), replace(PLAN, organizers=(row,)))
    assert [(problem.row, problem.code) for problem in faults[Step.PEOPLE]] == [(1, code)]


def test_a_draft_is_made_only_once(scene: Scene, admin: Actor) -> None:
    draft = begin_draft(act(scene, admin), PLAN)
    event = make_event(act(scene, admin), draft)
    for again in (make_event, discard_draft):
        with pytest.raises(DomainError) as refused:
            again(act(scene, admin), draft)
        assert refused.value.code == "draft_is_made"
    line = event_draft(scene.session, admin.account_id or "", draft)
    assert line is not None
    assert line.event_code == event.code
    assert open_drafts(scene.session, admin.account_id or "") == ()


def test_a_draft_belongs_to_whoever_began_it(scene: Scene, admin: Actor) -> None:
    draft = begin_draft(act(scene, admin), PLAN)
    other = add_office_actor(scene, Role.ADMIN, everywhere=True)
    assert event_draft(scene.session, other.account_id or "", draft) is None
    for use in (
        lambda c: save_draft(c, draft, PLAN),
        lambda c: discard_draft(c, draft),
        lambda c: make_event(c, draft),
    ):
        with pytest.raises(DomainError) as refused:
            use(act(scene, other))
        assert refused.value.code == "not_found"
    with pytest.raises(DomainError) as refused:
        begin_draft(act(scene, scene.organizer), PLAN)
    assert refused.value.code == "not_allowed"


def test_drafts_are_kept_changed_and_thrown_away(scene: Scene, admin: Actor) -> None:
    draft = begin_draft(act(scene, admin), EventPlan())
    save_draft(act(scene, admin), draft, PLAN)
    (line,) = open_drafts(scene.session, admin.account_id or "")
    assert line.plan == PLAN
    discard_draft(act(scene, admin), draft)
    assert open_drafts(scene.session, admin.account_id or "") == ()


def test_only_the_last_twenty_drafts_stay(scene: Scene, admin: Actor) -> None:
    for number in range(MOST_DRAFTS + 3):
        begin_draft(replace(act(scene, admin), now=NOW + timedelta(seconds=number)), replace(PLAN, code=f"n-{number}"))
    codes = [line.plan.code for line in open_drafts(scene.session, admin.account_id or "")]
    assert codes == [f"n-{number}" for number in range(MOST_DRAFTS + 2, 2, -1)]
    assert scene.session.scalar(select(func.count()).select_from(EventDraft)) == MOST_DRAFTS


def clone_plan(scene: Scene, **changes: object) -> EventPlan:
    """Return the plan of an event like the scene's, a year later in another zone."""
    rows = rows_of_event(scene.session, "test-2024", "en", "zh")
    plan = replace(
        PLAN, preset="clone", clone_of="test-2024", code="clone", timezone="Europe/Paris", starts="2025-07-07",
        ends="2025-07-08", trades=rows,
    )  # fmt: skip
    return plan.with_step(**changes)


@pytest.fixture
def organizing(scene: Scene, admin: Actor) -> Actor:
    """Give the administrator, who organized the earlier event too."""
    with write_transaction(scene.session):
        grant_role(scene.session, admin.account_id or "", Role.ORGANIZER, scene.event_id)
        trade = scene.session.get_one(Trade, scene.trade_id)
        trade.panel_size, trade.max_entries, trade.entry_prefix = 5, 12, "EI"
        for day in (1, 2, 3):
            at = datetime(2024, 6, 23 + day, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
            add_schedule_item(
                scene.session, scene.event_id, trade_id=scene.trade_id, day=day, starts_at=at,
                ends_at=at + timedelta(hours=2), name={"en": f"Session {day}"}, place={"en": "Bay"}, kind="session",
            )  # fmt: skip
    return replace(admin, grants=admin.grants | {next(iter(scene.organizer.grants))}, authenticated_at=NOW)


def test_an_earlier_event_is_taken_over_without_people_and_marks(scene: Scene, organizing: Actor) -> None:
    event = made(scene, organizing, clone_plan(scene))
    former = scene.session.get_one(Event, scene.event_id)
    assert (event.medal_rules, event.scale) == (former.medal_rules, former.scale)
    (trade,) = trades(scene.session, event.id)
    assert (trade.code, trade.name) == ("04", {"en": "Electrical Installations", "zh": "电气装置"})
    assert (trade.panel_size, trade.max_entries, trade.entry_prefix) == (5, 12, "EI")
    version_id = current_version_id(scene.session, trade.id)
    assert version_id is not None
    assert scheme_index(scene.session, version_id).scheme == small_scheme()
    assert scene.session.get_one(SchemeVersion, version_id).number == 1
    for table in (Entry, JudgeAssignment):
        assert scene.session.scalar(select(func.count()).select_from(table).where(table.trade_id == trade.id)) == 0
    assert verify_event(scene.session, event.id).problems == ()


def test_the_schedule_moves_to_the_new_dates_at_the_same_time_of_day(scene: Scene, organizing: Actor) -> None:
    event = made(scene, organizing, clone_plan(scene))
    items = scene.session.scalars(
        select(ScheduleItem).where(ScheduleItem.event_id == event.id).order_by(ScheduleItem.day)
    ).all()
    paris = ZoneInfo("Europe/Paris")
    assert [(item.day, item.starts_at.astimezone(paris).isoformat()) for item in items] == [
        (1, "2025-07-07T09:30:00+02:00"),
        (2, "2025-07-08T09:30:00+02:00"),
    ]
    without = made(scene, organizing, clone_plan(scene, code="without", clone_schedule=False))
    assert scene.session.scalar(select(func.count()).where(ScheduleItem.event_id == without.id)) == 0


def test_schemes_come_along_as_drafts_or_not_at_all(scene: Scene, organizing: Actor) -> None:
    for how, drafts in (("drafts", 1), ("none", 0)):
        event = made(scene, organizing, clone_plan(scene, code=f"clone-{how}", clone_schemes=how))
        (trade,) = trades(scene.session, event.id)
        assert current_version_id(scene.session, trade.id) is None
        found = scene.session.scalar(select(func.count()).where(SchemeDraft.trade_id == trade.id))
        assert found == drafts, how


def test_who_may_not_read_the_earlier_schemes_does_not_get_them(scene: Scene, admin: Actor) -> None:
    event = made(scene, admin, clone_plan(scene))
    (trade,) = trades(scene.session, event.id)
    assert current_version_id(scene.session, trade.id) is None


def test_a_trade_that_was_renamed_keeps_only_its_new_name(scene: Scene, organizing: Actor) -> None:
    (row,) = rows_of_event(scene.session, "test-2024", "en", "")
    event = made(scene, organizing, clone_plan(scene, trades=(replace(row, name="Smart Buildings", code="05"),)))
    (trade,) = trades(scene.session, event.id)
    assert (trade.code, trade.name) == ("05", {"en": "Smart Buildings"})


def test_times_in_the_database_are_utc(scene: Scene, organizing: Actor) -> None:
    event = made(scene, organizing, clone_plan(scene))
    at = scene.session.scalars(select(ScheduleItem.starts_at).where(ScheduleItem.event_id == event.id)).first()
    assert at is not None
    assert at.utcoffset() == timedelta(0)
    assert at == datetime(2025, 7, 7, 7, 30, tzinfo=UTC)
