"""Tablets and cards on real databases. Source: PRODUCT L1, L3; THREATS T7, T17; ASVS 6.5.2, 7.4."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Account, AuditEvent, Device, JudgeCard, JudgeProfile, LoginToken, SignIn, Tablet
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.tablets import is_guessable, tablet_name
from competition.queries.judge_cards import card_lines
from competition.queries.reach import Reach
from competition.queries.tablets import open_enrolment_state, own_tablet, tablet_lines
from competition.services.accounts import sign_in, sign_in_by_token
from competition.services.context import ANONYMOUS, Context
from competition.services.judge_cards import CardWay, make_cards
from competition.services.roster import grant_role
from competition.services.tablets import (
    change_tablet,
    enrol_tablet,
    open_enrolment,
    restore_tablet,
    revoke_tablet,
    stop_enrolment,
)
from tests.factories import NOW, Scene, add_office_actor, add_trade_with_sheets, make_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event."""
    return make_scene(session)


def organizer(scene: Scene) -> Context:
    return scene.context(scene.organizer)


def anybody(scene: Scene) -> Context:
    return scene.context(ANONYMOUS)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def lines(scene: Scene) -> dict[int, object]:
    scene.session.rollback()
    return {line.number: line for line in tablet_lines(scene.session, Reach(scene.event_id), NOW)}


def test_tablets_get_numbers_in_a_row_and_keep_them(scene: Scene) -> None:
    code = open_enrolment(organizer(scene), scene.event_id)
    first = enrol_tablet(anybody(scene), code.secret, None)
    second = enrol_tablet(anybody(scene), code.secret, None)
    again = enrol_tablet(anybody(scene), code.secret, first.device_id)
    assert (first.number, second.number, again) == (1, 2, first)
    assert first.device_id != second.device_id
    own = own_tablet(scene.session, second.device_id)
    assert own is not None
    assert (own.name, own.event_name["en"]) == ("T-02", "Test event")
    state = open_enrolment_state(scene.session, scene.event_id, NOW)
    assert state is not None
    assert (state.count, state.latest, state.opened_by) == (2, ("T-02", "T-01"), "Organizer")


def test_a_browser_that_judged_before_keeps_its_counter_when_enrolled(scene: Scene) -> None:
    judge = scene.judges["CHN"]
    code = open_enrolment(organizer(scene), scene.event_id)
    assert enrol_tablet(anybody(scene), code.secret, judge.device_id).device_id == judge.device_id


def test_a_code_ends_after_half_an_hour_when_stopped_and_when_another_is_opened(scene: Scene) -> None:
    code = open_enrolment(organizer(scene), scene.event_id)
    late = replace(anybody(scene), now=NOW + timedelta(minutes=31))
    assert refusal(lambda: enrol_tablet(late, code.secret, None)) == "enrolment_over"
    stop_enrolment(organizer(scene), scene.event_id)
    assert refusal(lambda: enrol_tablet(anybody(scene), code.secret, None)) == "enrolment_over"
    older = open_enrolment(organizer(scene), scene.event_id)
    newer = open_enrolment(organizer(scene), scene.event_id)
    assert refusal(lambda: enrol_tablet(anybody(scene), older.secret, None)) == "enrolment_over"
    assert enrol_tablet(anybody(scene), newer.secret, None).number == 1
    assert refusal(lambda: enrol_tablet(anybody(scene), "x" * 43, None)) == "enrolment_over"


def test_a_tablet_of_another_event_becomes_a_new_one_here(scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    there = enrol_tablet(anybody(other), open_enrolment(organizer(other), other.event_id).secret, None)
    here = enrol_tablet(anybody(scene), open_enrolment(organizer(scene), scene.event_id).secret, there.device_id)
    assert here.device_id != there.device_id
    assert here.number == 1


def test_tablets_that_scan_at_once_get_different_numbers(database_url: str) -> None:
    engine = open_engine(database_url)
    with Session(engine) as session:
        scene = make_scene(session)
        secret = open_enrolment(organizer(scene), scene.event_id).secret
    numbers = _race(engine, scene, secret, 6)
    engine.dispose()
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def _race(engine: Engine, scene: Scene, secret: str, count: int) -> list[int]:
    barrier, numbers = threading.Barrier(count), list[int]()

    def scan() -> None:
        barrier.wait()
        with Session(engine) as own:
            numbers.append(enrol_tablet(replace(anybody(scene), session=own), secret, None).number)

    threads = [threading.Thread(target=scan) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return numbers


def test_a_revoked_tablet_signs_its_judge_out_and_comes_back_only_by_hand(scene: Scene) -> None:
    code = open_enrolment(organizer(scene), scene.event_id)
    tablet = enrol_tablet(anybody(scene), code.secret, None)
    (card,) = make_cards(organizer(scene), scene.event_id, [scene.judge_ids["CHN"]], CardWay.PIN)
    sign_in(anybody(scene), card.login, card.secret, way="pin", device_id=tablet.device_id, hours=8)
    assert lines(scene)[1].in_use  # type: ignore[attr-defined]
    assert lines(scene)[1].user == "Judge CHN"  # type: ignore[attr-defined]
    revoke_tablet(organizer(scene), scene.event_id, tablet.device_id)
    sessions = select(SignIn).where(SignIn.device_id == tablet.device_id)
    assert [each.revoked_at is not None for each in scene.session.scalars(sessions)] == [True]
    assert enrol_tablet(anybody(scene), code.secret, tablet.device_id).number == 2
    restore_tablet(organizer(scene), scene.event_id, tablet.device_id)
    assert enrol_tablet(anybody(scene), code.secret, tablet.device_id).number == 1


def test_a_chief_judge_revokes_tablets_of_the_own_trade_and_enrols_none(scene: Scene) -> None:
    chief, other_trade = scene.judges["FRA"], add_trade_with_sheets(scene, "05")
    code = open_enrolment(organizer(scene), scene.event_id)
    one, two = (enrol_tablet(anybody(scene), code.secret, None).device_id for _ in range(2))
    for device_id, trade_id in ((one, scene.trade_id), (two, other_trade)):
        change_tablet(organizer(scene), scene.event_id, device_id, label="Red", trade_id=trade_id, bay="Bay 4")
    revoke_tablet(scene.context(chief), scene.event_id, one)
    assert refusal(lambda: revoke_tablet(scene.context(chief), scene.event_id, two)) == "not_allowed"
    assert refusal(lambda: open_enrolment(scene.context(chief), scene.event_id)) == "not_allowed"
    scene.session.rollback()
    seen = tablet_lines(scene.session, Reach(scene.event_id, frozenset({scene.trade_id})), NOW)
    assert [(line.name, line.label, line.bay) for line in seen] == [("T-01", "Red", "Bay 4")]
    other = make_scene(scene.session, code="other-2024")
    assert refusal(lambda: revoke_tablet(organizer(other), other.event_id, two)) == "not_found"


def test_a_card_with_a_pin_opens_the_desk_and_ends_the_pin_before(scene: Scene) -> None:
    ids = [scene.judge_ids[team] for team in ("CHN", "KAZ")]
    first = make_cards(organizer(scene), scene.event_id, ids, CardWay.PIN)
    second = make_cards(organizer(scene), scene.event_id, ids, CardWay.PIN)
    assert all(len(card.secret) == 6 and not is_guessable(card.secret) for card in second)
    assert sign_in(anybody(scene), second[0].login, second[0].secret, way="pin", device_id=None, hours=8).secret
    assert (
        refusal(lambda: sign_in(anybody(scene), first[0].login, first[0].secret, way="pin", device_id=None, hours=8))
        == "sign_in_failed"
    )
    stored = scene.session.scalars(select(Account.pin_hash).where(Account.pin_hash.is_not(None))).all()
    logged = "".join(scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "card.make")))
    for card in (*first, *second):
        assert card.secret not in "".join(str(each) for each in stored) + logged
    assert logged.count("card.make") == 4


def test_a_card_with_a_code_works_once_and_a_new_card_ends_it(scene: Scene) -> None:
    judge = [scene.judge_ids["CHN"]]
    (lost,) = make_cards(organizer(scene), scene.event_id, judge, CardWay.CODE)
    (card,) = make_cards(organizer(scene), scene.event_id, judge, CardWay.CODE)
    assert refusal(lambda: sign_in_by_token(anybody(scene), lost.secret, device_id=None, hours=8)) == "token_used"
    assert sign_in_by_token(anybody(scene), card.secret, device_id=None, hours=8).secret
    assert refusal(lambda: sign_in_by_token(anybody(scene), card.secret, device_id=None, hours=8)) == "token_used"
    assert card.expires_at is not None
    # The event ends on the 26th at midnight in Shanghai.
    assert card.expires_at.isoformat() == "2024-06-26T15:59:00+00:00"
    assert scene.session.scalars(select(LoginToken.token_hash)).all() != [card.secret]


def test_the_list_says_who_has_a_card_in_one_statement(scene: Scene) -> None:
    make_cards(organizer(scene), scene.event_id, [scene.judge_ids["CHN"]], CardWay.PIN)
    scene.session.rollback()
    statements: list[str] = []
    event.listen(scene.session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    found = {line.native: (line.way, line.made_by, line.is_chief) for line in card_lines(
        scene.session, Reach(scene.event_id), "04")}  # fmt: skip
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
    assert found["Judge CHN"] == ("pin", "Organizer", False)
    assert found["Judge FRA"] == ("", "", True)


def test_cards_are_made_by_those_who_may_reset_access_and_never_for_office_accounts(scene: Scene) -> None:
    everyone = list(scene.judge_ids.values())
    chief, other = scene.judges["FRA"], make_scene(scene.session, code="other-2024")
    assert len(make_cards(scene.context(chief), scene.event_id, everyone, CardWay.PIN)) == 5
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR), other.organizer):
        context = scene.context(actor)
        assert refusal(lambda at=context: make_cards(at, scene.event_id, everyone, CardWay.PIN)) == "not_allowed"  # type: ignore[misc]
    assert refusal(lambda: make_cards(organizer(scene), scene.event_id, [], CardWay.PIN)) == "nothing_chosen"
    assert (
        refusal(lambda: make_cards(organizer(scene), scene.event_id, list(other.judge_ids.values()), CardWay.PIN))
        == "not_found"
    )
    with write_transaction(scene.session):
        account = scene.session.scalar(select(JudgeProfile.account_id).where(JudgeProfile.id == scene.judge_ids["KAZ"]))
        grant_role(scene.session, account or "", Role.ORGANIZER, scene.event_id)
    before = scene.session.scalars(select(JudgeCard.made_at)).all()
    assert refusal(lambda: make_cards(organizer(scene), scene.event_id, everyone, CardWay.PIN)) == "works_in_office"
    assert scene.session.scalars(select(JudgeCard.made_at)).all() == before


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "890123", "112112", "121212", "117711"])
def test_pins_that_people_try_first_are_never_made(pin: str) -> None:
    assert is_guessable(pin)


@pytest.mark.parametrize(("number", "name"), [(1, "T-01"), (42, "T-42"), (183, "T-183")])
def test_numbers_of_tablets_are_short(number: int, name: str) -> None:
    assert tablet_name(number) == name


def test_an_unenrolled_browser_is_no_tablet(scene: Scene) -> None:
    with write_transaction(scene.session):
        scene.session.execute(update(Device).values(name="browser"))
    assert own_tablet(scene.session, scene.judges["CHN"].device_id) is None
    assert scene.session.scalars(select(Tablet.device_id)).all() == []
