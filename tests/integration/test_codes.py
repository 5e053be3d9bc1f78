"""Blind codes on real databases: nothing stored joins a code to an entry, two holders bring everything back.

Source: DOMAIN 5.4, 8 (W3, W4), PRODUCT C3, N8, decision 016.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import (
    AuditText,
    Entry,
    KeyHolder,
    Sheet,
)
from competition.domain.permissions import Role
from competition.queries.sheet_frames import load_frame
from competition.queries.sheet_view import sheet_view
from competition.services.code_holders import make_key, take_key_back, unlock
from competition.services.codes import change_status, discard_layer, seal_layer, set_layers
from tests.factories import add_office_actor
from tests.integration.code_attack import Dump, attacks, near_in_bytes, score
from tests.integration.code_scene import (
    PASSPHRASES,
    WHY,
    CodeScene,
    cheap_keys,
    go_live,
    make_code_scene,
    order,
    refused,
    roster,
)

MANY = 20
LUCK = 11
"""More right pairs than that among 24 by guessing: one chance in 400,000,000 for each order tried."""


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


@pytest.mark.parametrize("layers", [1, 3])
def test_a_dump_without_the_secrets_joins_no_code_to_an_entry(session: Session, layers: int) -> None:
    trade = make_code_scene(session, more=MANY)
    go_live(trade)
    trade.layers(layers)
    behind = {entry_id: entry_id for entry_id in trade.ids(0).values()}
    for number in range(layers):
        sealed = trade.seal(number)
        ids = trade.ids(number + 1)
        step = {slip.id: ids[code] for slip, code in sealed.lines}
        behind = {entry: step[at] for entry, at in behind.items()}
    for place, coded in enumerate(sorted(behind.values())):
        if place % 2:
            trade.mark(coded, place % 5)
    trade.ask(0)
    trade.session.rollback()
    found = attacks(Dump.of(trade.session), list(behind), list(behind.values()))
    right = {name: score(pairs, behind) for name, pairs in found.items()}
    assert [name for name in right if name.startswith("text ")] == []
    assert {name: count for name, count in right.items() if count > LUCK} == {}
    assert len(found) > 20


@pytest.mark.parametrize("leak", ["lot", "order", "log", "start"])
def test_the_attacker_finds_a_leak_where_there_is_one(light: Session, leak: str) -> None:
    trade = make_code_scene(light, more=MANY)
    trade.layers(1)
    sealed = trade.seal(0)
    ids = trade.ids(1)
    behind = {slip.id: ids[code] for slip, code in sealed.lines}
    with write_transaction(trade.session):
        for number, (entry, coded) in enumerate(behind.items(), start=1):
            if leak == "lot":
                trade.session.execute(update(Entry).where(Entry.id.in_((entry, coded))).values(lot=500 + number))
            elif leak == "start":
                trade.session.execute(update(Entry).where(Entry.id == coded).values(start=number * 3 % 25))
                trade.session.execute(update(Entry).where(Entry.id == entry).values(lot=700 + number * 3 % 25))
            elif leak == "order":
                sheets = select(Sheet.id).where(Sheet.entry_id == coded)
                trade.session.execute(update(Sheet).where(Sheet.id.in_(sheets)).values(revision=number))
            else:
                kept = {"ref": f"{number}", "event_id": trade.scene.event_id, "salt": "", "text": f"{entry} {coded}"}
                trade.session.add(AuditText(**kept))
    found = attacks(Dump.of(trade.session), list(behind), list(behind.values()))
    best = max(score(pairs, behind) for pairs in found.values())
    near = near_in_bytes(" ".join(f"{a} {b} {'.' * 300}" for a, b in behind.items()).encode(), behind, behind.values())
    assert best == len(behind) if leak != "log" else score(near, behind) == len(behind)


def test_the_bytes_of_a_database_file_hold_no_pairs(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        trade = make_code_scene(session, more=MANY)
        go_live(trade)
        trade.layers(1)
        sealed = trade.seal(0)
        ids = trade.ids(1)
        behind = {slip.id: ids[code] for slip, code in sealed.lines}
        for coded in list(behind.values())[::3]:
            trade.mark(coded, 2)
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        content = b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")) if part.is_file())
    engine.dispose()
    assert content.count(next(iter(behind)).encode()) > 3
    assert score(near_in_bytes(content, behind, behind.values()), behind) <= 2
    for secret in PASSPHRASES:
        assert secret.encode() not in content
    for code in trade.recovery:
        assert code.encode() not in content
        assert code.replace("-", "").encode() not in content


def test_a_judge_sees_a_code_and_nothing_else(trade: CodeScene) -> None:
    trade.seal(0)
    (code, entry_id), *_ = trade.ids(1).items()
    judge = trade.scene.judges["CHN"]
    seen = json.dumps(sheet_view(trade.session, trade.sheet(entry_id, "A1"), judge.account_id or "", judge.device_id))
    assert f'"entry": {{"code": "{code}"}}' in seen
    for entry, entry_id in trade.scene.entries.items():
        assert entry not in seen
        assert entry_id not in seen
    assert "Competitor" not in seen


def test_each_layer_has_a_holder_of_its_own(light: Session) -> None:
    trade = make_code_scene(light)
    trade.layers(2)
    trade.seal(0)
    with refused("layer_of_other_holder"):
        trade.seal(0)
    trade.seal(1)
    with refused("layers_all_sealed"):
        trade.seal(2)


def test_nothing_is_sealed_after_the_first_mark(trade: CodeScene) -> None:
    trade.mark(trade.scene.entries["EI-04"], 1)
    with refused("codes_after_marks"):
        trade.seal(0)
    with refused("codes_after_marks"):
        trade.layers(2)


def test_codes_drawn_by_hand_are_each_used_once(trade: CodeScene) -> None:
    entries = list(trade.scene.entries.values())
    with refused("code_drawn_twice"):
        trade.seal(0, dict(zip(entries, ("11", "12", "12", "13"), strict=True)))
    with refused("code_missing"):
        trade.seal(0, dict(zip(entries, ("11", "12", "13"), strict=False)))
    with refused("code_invalid"):
        trade.seal(0, dict(zip(entries, ("11", "12", "13", "<b>"), strict=True)))
    with refused("code_used_before"):
        trade.seal(0, dict(zip(entries, ("11", "12", "13", "EI-02"), strict=True)))
    sealed = trade.seal(0, dict(zip(entries, ("14", "b-7", "12", "13"), strict=True)))
    assert {slip.code: code for slip, code in sealed.lines} == {
        "EI-01": "14",
        "EI-02": "B-7",
        "EI-03": "12",
        "EI-04": "13",
    }
    trade.open(0, 1)
    assert set(trade.ids(0)) == set(trade.scene.entries)


def test_a_layer_is_drawn_again_while_nothing_is_marked_and_no_code_comes_back(trade: CodeScene) -> None:
    before = roster(trade)
    first = {code for _, code in trade.seal(0).lines}
    event = trade.scene.event_id
    with refused("layer_of_other_holder"):
        discard_layer(trade.holder(1), event, trade.trade_id, PASSPHRASES[1], WHY)
    discard_layer(trade.holder(0), event, trade.trade_id, PASSPHRASES[0], WHY)
    assert roster(trade) == before
    assert load_frame(trade.session, trade.sheet(trade.scene.entries["EI-01"], "A1")).state == "open"
    second = {code for _, code in trade.seal(1).lines}
    assert not first & second
    trade.mark(next(iter(trade.ids(1).values())), 1)
    with refused("codes_after_marks"):
        discard_layer(trade.holder(1), event, trade.trade_id, PASSPHRASES[1], WHY)


def test_only_neutral_judges_mark_where_compatriots_may_not(light: Session) -> None:
    trade = make_code_scene(light, compatriots=False)
    trade.layers(1)
    with refused("panels_not_neutral") as refusal:
        trade.seal(0)
    assert refusal.value.params == {"tasks": "A1 A2 B1"}
    with write_transaction(trade.session):
        trade.session.execute(update(Entry).where(Entry.code != "EI-04").values(team_id=trade.scene.teams["PER"]))
        trade.session.execute(text("UPDATE competitor SET team_id = :team"), {"team": trade.scene.teams["PER"]})
    trade.seal(0)
    frame = load_frame(trade.session, trade.sheet(next(iter(trade.ids(1).values())), "A1"))
    assert frame.panel.is_full
    assert frame.entry_team_id is None


def test_somebody_withdraws_by_code_and_stays_withdrawn_under_the_own_name(trade: CodeScene) -> None:
    sealed = trade.seal(0)
    slip, code = sealed.lines[2]
    scene = trade.scene
    with refused("reason_needed"):
        change_status(scene.context(scene.organizer), scene.event_id, trade.ids(1)[code], "withdrawn", "")
    with refused("not_found"):
        change_status(scene.context(scene.organizer), scene.event_id, slip.id, "withdrawn", "Injured")
    with refused("not_allowed"):
        change_status(trade.holder(0), scene.event_id, trade.ids(1)[code], "withdrawn", "Injured")
    change_status(scene.context(scene.organizer), scene.event_id, trade.ids(1)[code], "withdrawn", "Injured")
    trade.open(0, 1)
    assert dict(order(trade))[slip.code] is None
    trade.session.rollback()
    assert trade.session.scalar(select(Entry.status).where(Entry.id == slip.id)) == "withdrawn"


def test_a_guest_hides_among_the_others_and_is_a_guest_again(trade: CodeScene) -> None:
    with write_transaction(trade.session):
        trade.session.execute(update(Entry).where(Entry.code == "EI-01").values(status="guest"))
        trade.session.execute(update(Entry).where(Entry.code == "EI-02").values(status="absent"))
    trade.seal(0)
    assert len(trade.ids(1)) == 3
    trade.session.rollback()
    assert set(trade.session.scalars(select(Entry.status).where(Entry.layer == 1))) == {"ranked"}
    trade.open(0, 1)
    statuses = dict(trade.session.execute(select(Entry.code, Entry.status)).all())
    assert (statuses["EI-01"], statuses["EI-02"], statuses["EI-03"]) == ("guest", "absent", "ranked")


def test_keys_are_held_by_three_who_do_not_judge(trade: CodeScene) -> None:
    scene, event = trade.scene, trade.scene.event_id
    with refused("holders_complete"):
        make_key(trade.fresh(add_office_actor(scene, Role.KEY_HOLDER)), event, "granite lantern seven")
    with refused("password_too_short"):
        make_key(trade.holder(0), event, "short")
    trade.seal(0)
    with refused("key_in_use"):
        make_key(trade.holder(0), event, "granite lantern eight")
    trade.session.rollback()
    keys = dict(trade.session.execute(select(KeyHolder.account_id, KeyHolder.id)).all())
    with refused("key_in_use"):
        take_key_back(trade.fresh(scene.organizer), event, keys[trade.holders[1].account_id or ""])
    trade.open(1, 2)
    with refused("not_allowed"):
        take_key_back(trade.holder(0), event, keys[trade.holders[1].account_id or ""])
    take_key_back(trade.fresh(scene.organizer), event, keys[trade.holders[1].account_id or ""])
    with refused("key_in_use"):
        take_key_back(trade.fresh(scene.organizer), event, keys[trade.holders[0].account_id or ""])
    with refused("key_missing"):
        unlock(trade.holder(1), event, PASSPHRASES[1])


def test_a_judge_holds_no_key_and_two_keys_are_too_few(light: Session) -> None:
    trade = make_code_scene(light)
    trade.layers(1)
    scene = trade.scene
    judge = replace(scene.judges["CHN"], grants=scene.judges["CHN"].grants | trade.holders[0].grants)
    with refused("holder_judges"):
        make_key(trade.fresh(judge), scene.event_id, "granite lantern seven")
    trade.session.rollback()
    key = trade.session.scalars(select(KeyHolder.id).order_by(KeyHolder.id)).first()
    take_key_back(trade.fresh(scene.organizer), scene.event_id, key or "")
    with refused("holders_missing"):
        trade.seal(2)


@pytest.mark.parametrize("layers", [-1, 4])
def test_layers_are_none_to_three(trade: CodeScene, layers: int) -> None:
    scene = trade.scene
    with refused("layers_invalid"):
        set_layers(scene.context(scene.organizer), scene.event_id, trade.trade_id, layers)


def test_others_seal_nothing(trade: CodeScene) -> None:
    scene = trade.scene
    for actor in (scene.organizer, scene.judges["FRA"], scene.judges["CHN"]):
        with refused("not_allowed"):
            seal_layer(trade.fresh(actor), scene.event_id, trade.trade_id, PASSPHRASES[0])
    with refused("not_found"):
        seal_layer(trade.holder(0), scene.event_id, "0" * 32, PASSPHRASES[0])
