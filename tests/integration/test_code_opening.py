"""Two of three key holders bring names back, nobody else does. Source: PRODUCT on blind codes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    AuditEvent,
    AuditText,
    CodeShare,
    Sheet,
    Trade,
)
from competition.queries.log_replay import verify_event
from competition.services.code_holders import change_passphrase, unlock
from competition.services.code_opening import ask_to_open, open_layer, refuse_to_open
from tests.integration.code_scene import (
    PASSPHRASES,
    WHY,
    CodeScene,
    board,
    cheap_keys,
    go_live,
    make_code_scene,
    order,
    refused,
    roster,
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretch passphrases little."""
    cheap_keys(monkeypatch)


@pytest.fixture
def trade(light: Session) -> CodeScene:
    """Give a trade of four entries that lets compatriots mark, with one layer of codes chosen."""
    scene = make_code_scene(light)
    scene.layers(1)
    return scene


def test_two_holders_bring_everything_back_and_ranks_stay(session: Session) -> None:
    trade = make_code_scene(session)
    go_live(trade)
    before = roster(trade)
    trade.layers(3)
    owner = {entry_id: code for code, entry_id in trade.scene.entries.items()}
    behind = {entry_id: entry_id for entry_id in owner}
    for number in range(3):
        step = {slip.id: trade.ids(number + 1)[code] for slip, code in trade.seal(number).lines}
        behind = {entry: step[at] for entry, at in behind.items()}
    for done, coded in enumerate(behind.values(), start=1):
        trade.mark(coded, done)
    under_codes = [place for _, place in order(trade)]
    assert "Competitor" not in board(trade)
    assert '"team":null' in board(trade)
    for first, second in ((0, 1), (2, 0), (1, 2)):
        assert trade.open(first, second) == 4
    assert roster(trade) == before
    assert trade.ids(1) == trade.ids(2) == trade.ids(3) == {}
    assert under_codes == [place for _, place in order(trade)] == [1, 2, 3, 4]
    totals = trade.totals()
    assert {owner[entry]: totals[entry] for entry in behind} == {
        "EI-01": "2.50",
        "EI-02": "5.00",
        "EI-03": "7.50",
        "EI-04": "10.00",
    }
    public = json.loads(board(trade))
    assert [row["native"] for row in public["rows"]] == ["Competitor 4", "Competitor 3", "Competitor 2", "Competitor 1"]
    assert public["rows"][0]["team"]["code"] == "PER"
    assert verify_event(trade.session, trade.scene.event_id).problems == ()


def test_the_log_tells_who_opened_when_and_why(trade: CodeScene) -> None:
    trade.seal(0)
    trade.open(1, 2)
    trade.session.rollback()
    leaf = json.loads(trade.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "codes.opened")).one())
    assert leaf["actor"] == leaf["new"]["second"] == trade.holders[2].account_id
    assert leaf["new"]["first"] == trade.holders[1].account_id
    assert leaf["new"]["early"] is True
    kept = trade.session.scalars(select(AuditText.text).where(AuditText.ref == leaf["reason_ref"])).one()
    assert kept == WHY
    asked = trade.session.scalars(select(AuditEvent.actor).where(AuditEvent.type == "codes.open.ask")).one()
    assert asked == trade.holders[1].account_id
    sealed = json.loads(trade.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "codes.seal")).one())
    assert sealed["new"]["digest"] == leaf["old"]["digest"]


def test_one_holder_alone_opens_nothing(trade: CodeScene) -> None:
    trade.seal(0)
    request = trade.ask(0)
    event = trade.scene.event_id
    with refused("second_person_needed"):
        open_layer(trade.holder(0), event, request, PASSPHRASES[0], WHY)
    with refused("passphrase_wrong"):
        open_layer(trade.holder(1), event, request, PASSPHRASES[0], WHY)
    with refused("sign_in_again"):
        open_layer(trade.scene.context(trade.holders[1]), event, request, PASSPHRASES[1], WHY)
    with refused("reason_needed"):
        open_layer(trade.holder(1), event, request, PASSPHRASES[1], " ")
    with refused("not_allowed"):
        open_layer(trade.fresh(trade.scene.organizer), event, request, PASSPHRASES[1], WHY)
    assert len(trade.ids(1)) == 4
    refuse_to_open(trade.holder(2), event, request)
    with refused("approval_decided"):
        open_layer(trade.holder(1), event, request, PASSPHRASES[1], WHY)
    assert trade.session.scalars(select(CodeShare.holder_id)).all() == []


def test_a_request_to_open_stands_for_an_hour(trade: CodeScene) -> None:
    trade.seal(0)
    request = trade.ask(0)
    late = trade.holder(1)
    later = late.now + timedelta(minutes=61)
    late = replace(late, now=later, actor=replace(late.actor, authenticated_at=later))
    with refused("opening_expired"):
        open_layer(late, trade.scene.event_id, request, PASSPHRASES[1], WHY)
    assert trade.session.scalars(select(CodeShare.holder_id)).all() == []


def test_layers_are_opened_in_reverse_order_by_their_state(light: Session) -> None:
    trade = make_code_scene(light)
    trade.layers(2)
    trade.seal(0)
    numbers = set(trade.ids(1))
    trade.seal(1)
    trade.open(0, 2)
    assert {code for code, _ in order(trade)} == numbers
    trade.open(0, 1)
    assert {code for code, _ in order(trade)} == set(trade.scene.entries)
    with refused("codes_not_sealed"):
        trade.ask(0)


def test_nobody_opens_before_the_sheets_are_locked_unless_it_is_said(trade: CodeScene) -> None:
    trade.seal(0)
    with refused("sheets_not_locked") as refusal:
        trade.ask(0, early=False)
    assert refusal.value.params == {"count": "12"}
    with write_transaction(trade.session):
        trade.session.execute(update(Sheet).values(state="locked"))
    request = trade.ask(0, early=False)
    assert open_layer(trade.holder(1), trade.scene.event_id, request, PASSPHRASES[1], WHY) == 4


def test_wrong_passphrases_are_counted_and_then_none_is_tried(trade: CodeScene) -> None:
    event = trade.scene.event_id
    for _ in range(5):
        with refused("passphrase_wrong"):
            unlock(trade.holder(0), event, "something else entirely")
    with refused("passphrase_locked"):
        unlock(trade.holder(0), event, PASSPHRASES[0])
    later = replace(trade.holder(0), now=trade.holder(0).now + timedelta(minutes=6))
    assert unlock(later, event, PASSPHRASES[0]).account_id == trade.holders[0].account_id
    assert unlock(trade.holder(0), event, trade.recovery[0].lower().replace("-", " ")).private
    trade.session.rollback()
    types = trade.session.scalars(select(AuditEvent.type).where(AuditEvent.type == "codes.wrong_passphrase")).all()
    assert len(types) == 5


def test_a_passphrase_is_changed_and_the_recovery_code_goes_on_working(trade: CodeScene) -> None:
    event = trade.scene.event_id
    trade.seal(0)
    change_passphrase(trade.holder(0), event, trade.recovery[0], "another quiet harbour")
    with refused("passphrase_wrong"):
        unlock(trade.holder(0), event, PASSPHRASES[0])
    request = ask_to_open(trade.holder(0), event, trade.trade_id, "another quiet harbour", WHY, early=True)
    assert open_layer(trade.holder(1), event, request, PASSPHRASES[1], WHY) == 4


def test_an_envelope_that_was_changed_is_not_opened(trade: CodeScene) -> None:
    trade.seal(0)
    request = trade.ask(0)
    with write_transaction(trade.session):
        trade.session.execute(text("UPDATE code_layer SET digest = 'x'"))
    with refused("approval_changed"):
        open_layer(trade.holder(1), trade.scene.event_id, request, PASSPHRASES[1], WHY)
    with write_transaction(trade.session):
        trade.session.execute(update(Trade).values(sealed=0))
    with refused("codes_not_sealed"):
        trade.ask(0)
