"""Changes that tablets sealed and chained, on real databases. Source: SYNC (data model, C1 to C9), docs/contract.md."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Device, DeviceKey, Entry, HeldOp, JudgeAssignment, Mark, Op, Score
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.seals import KeyAlgorithm, receipt_bytes
from competition.queries.log_replay import verify_event
from competition.queries.sheet_view import sheet_view
from competition.services.batches import Sent
from competition.services.identity import new_id
from competition.services.judge_replacement import replace_judge
from competition.services.judges import NewJudge
from competition.services.marking import Delivery, Outcome, record_marks
from competition.services.signing import verifies
from tests.factories import Scene, make_scene
from tests.tablets import SERVER, TabletHand

pytestmark = pytest.mark.both_engines
PANEL = ("EI-04", "A1")


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event with open sheets."""
    return make_scene(session)


@pytest.fixture
def tablet(scene: Scene) -> TabletHand:
    """Give the tablet on which the judge of China is signed in."""
    return TabletHand(scene, scene.judges["CHN"].device_id)


def told(outcomes: tuple[Outcome, ...]) -> list[dict[str, Any]]:
    return [json.loads(each.receipt) for each in outcomes]


def states(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str]]:
    return [(each["status"], each.get("code", "")) for each in told(outcomes)]


def device(scene: Scene, tablet: TabletHand) -> Device:
    scene.session.expire_all()
    found = scene.session.get(Device, tablet.device_id)
    assert found is not None
    return found


def test_a_sealed_chain_is_taken_and_every_receipt_is_signed(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    first = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1"))
    second = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "0"), after=first.op_id)
    outcomes = tablet.send(judge, sheet, first, second)
    assert [(each["status"], each["version"]) for each in told(outcomes)] == [("applied", 1), ("applied", 2)]
    for receipt in told(outcomes):
        assert verifies(KeyAlgorithm.ED25519, SERVER.public, receipt["sig"], receipt_bytes(receipt))
    assert (device(scene, tablet).last_seq, device(scene, tablet).last_hash) == (2, tablet.hash)
    assert device(scene, tablet).skew_ms == -340
    kept = scene.session.scalars(select(Op).where(Op.op_id == second.op_id)).one()
    assert (kept.chain, kept.seal, kept.key_id) == (tablet.hash, second.seal, second.key_id)
    # The network swallowed the answer: the same receipts again, byte for byte, and nothing is entered twice.
    assert tablet.send(judge, sheet, first, second) == outcomes
    assert len(scene.session.scalars(select(Mark)).all()) == 2
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_what_is_not_sealed_as_it_says_is_refused_and_uses_its_number(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    good = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1"))
    for broken in (
        replace(good, number="0"),
        replace(good, epoch=2),
        replace(good, key_id=new_id()),
        replace(good, seal="AAAA"),
        replace(good, client_time="2024-06-25T06:37:00.000Z"),
        replace(good, after=new_id()),
    ):
        other = TabletHand(scene, scene.judges["CHN"].device_id, keys=tablet.keys)
        other.seq, other.hash = device(scene, tablet).last_seq, device(scene, tablet).last_hash
        sent = replace(broken, op_id=broken.op_id if broken.number == "0" else new_id())
        sent = replace(sent, device_seq=other.seq + 1, prev_hash=other.hash)
        assert states(tablet.send(judge, sheet, sent)) == [("refused", "seal_broken")]
        assert device(scene, tablet).last_seq == other.seq + 1
    assert scene.session.scalars(select(Mark)).all() == []


def test_a_key_that_was_taken_back_proves_no_time(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    change = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1"))
    with write_transaction(scene.session):
        scene.session.execute(update(DeviceKey).values(revoked_at=scene.context(judge).now))
    assert states(tablet.send(judge, sheet, change)) == [("held", "device_revoked")]


def test_without_a_seal_only_who_is_signed_in_is_believed(scene: Scene, tablet: TabletHand) -> None:
    china, brazil, sheet = scene.judges["CHN"], scene.judges["BRA"], scene.sheets[PANEL]
    plain = replace(scene.change("CHN", "A1.M1", "1"), device_seq=1, prev_hash="")
    assert states(tablet.send(china, sheet, plain)) == [("applied", "")]
    tablet.seq, tablet.hash = 1, device(scene, tablet).last_hash
    others = replace(scene.change("CHN", "A1.M2", "2"), device_seq=2, prev_hash=tablet.hash)
    answer = tablet.send(brazil, sheet, others, author=china.account_id or "")
    assert states(answer) == [("refused", "seal_missing")]


def test_a_tablet_delivers_what_an_absent_judge_sealed(scene: Scene, tablet: TabletHand) -> None:
    china, brazil, sheet = scene.judges["CHN"], scene.judges["BRA"], scene.sheets[PANEL]
    change = tablet.change(china, sheet, scene.change("CHN", "A1.J1", "2"))
    answer = tablet.send(brazil, sheet, change, author=china.account_id or "")
    assert states(answer) == [("applied", "")]
    score = scene.session.scalars(select(Score)).one()
    assert score.judge_id == scene.judge_ids["CHN"]
    # The log names who brought it and who made it, and the check of the log finds both.
    leaf = json.loads(scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "mark.applied")).one())
    assert (leaf["actor"], leaf["new"]["author"]) == (brazil.account_id, china.account_id)
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_who_never_judged_in_the_trade_delivers_nothing(scene: Scene, tablet: TabletHand) -> None:
    sheet = scene.sheets[PANEL]
    change = replace(scene.change("CHN", "A1.M1", "1"), prev_hash="")
    with pytest.raises(DomainError, match="not_your_sheet"):
        tablet.send(scene.organizer, sheet, change)
    assert device(scene, tablet).last_seq == 0


def test_a_gap_asks_for_the_missing_and_keeps_nothing(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    first, second = (tablet.change(judge, sheet, scene.change("CHN", code, "1")) for code in ("A1.M1", "A1.M2"))
    (answer,) = told(tablet.send(judge, sheet, second))
    assert (answer["status"], answer["expected_seq"]) == ("gap", 1)
    assert scene.session.scalars(select(Op)).all() == []
    assert states(tablet.send(judge, sheet, first, second)) == [("applied", "")] * 2


def test_two_copies_of_a_tablet_are_found_and_nothing_of_either_counts(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    tablet.send(judge, sheet, tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1")))
    copy = TabletHand(scene, tablet.device_id, tablet.seq, tablet.hash, dict(tablet.keys))
    tablet.send(judge, sheet, tablet.change(judge, sheet, scene.change("CHN", "A1.M2", "1")))
    late = copy.change(judge, sheet, scene.change("CHN", "A1.M2", "3", base=1))
    assert states(copy.send(judge, sheet, late)) == [("held", "device_forked")]
    assert device(scene, tablet).quarantined_at is not None
    more = tablet.change(judge, sheet, scene.change("CHN", "A1.J1", "2"))
    assert states(tablet.send(judge, sheet, more)) == [("held", "device_forked")]
    # Both branches are kept, under no number, and each op keeps its receipt.
    held = scene.session.scalars(select(HeldOp.reason)).all()
    assert held == ["device_forked"] * 2
    assert states(copy.send(judge, sheet, late)) == [("held", "device_forked")]
    assert len(scene.session.scalars(select(Mark)).all()) == 2


def test_without_a_chain_a_used_number_holds_the_change_and_not_the_tablet(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    context = scene.context(judge)
    first = scene.change("CHN", "A1.M1", "1")
    again = replace(scene.change("CHN", "A1.M2", "1"), device_seq=first.device_seq)
    assert states(record_marks(context, sheet, [first])) == [("applied", "")]
    assert states(record_marks(context, sheet, [again])) == [("held", "device_forked")]
    assert device(scene, tablet).quarantined_at is None
    later = replace(scene.change("CHN", "A1.M2", "2"), device_seq=2)
    assert states(record_marks(context, sheet, [later])) == [("applied", "")]


def test_another_chain_under_the_next_number_is_a_fork_too(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    tablet.send(judge, sheet, tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1")))
    tablet.hash = "f" * 64
    odd = tablet.change(judge, sheet, scene.change("CHN", "A1.M2", "1"))
    assert states(tablet.send(judge, sheet, odd)) == [("held", "device_forked")]


def test_what_builds_on_a_change_that_was_not_taken_is_shown_to_the_judge(scene: Scene, tablet: TabletHand) -> None:
    china, kazakhstan, sheet = scene.judges["CHN"], scene.judges["KAZ"], scene.sheets[PANEL]
    record_marks(scene.context(kazakhstan), sheet, [scene.change("KAZ", "A1.M1", "1")])
    first = tablet.change(china, sheet, scene.change("CHN", "A1.M1", "0"))
    second = tablet.change(china, sheet, scene.change("CHN", "A1.M1", None), after=first.op_id)
    answers = told(tablet.send(china, sheet, first, second))
    assert [each["status"] for each in answers] == ["conflict", "conflict"]
    assert answers[1]["current"]["value"] == {"t": "measure", "v": "1"}
    # A change never builds on one of another field, however its version fits.
    third = tablet.change(china, sheet, scene.change("CHN", "A1.M2", "1", base=0))
    fourth = tablet.change(china, sheet, scene.change("CHN", "A1.M1", "0"), after=third.op_id)
    assert states(tablet.send(china, sheet, third, fourth))[1] == ("conflict", "value_changed_meanwhile")


def test_a_judge_who_was_replaced_meanwhile_loses_no_mark(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    change = tablet.change(judge, sheet, scene.change("CHN", "A1.J1", "2"))
    successor = NewJudge(scene.trade_id, person=PersonDetails("Wang Min"), team_id=scene.teams["CHN"])
    replace_judge(scene.context(scene.organizer), scene.event_id, scene.judge_ids["CHN"], successor)
    ended = scene.session.scalars(select(JudgeAssignment).where(JudgeAssignment.ended_at.is_not(None))).all()
    assert len(ended) == 1
    assert states(tablet.send(judge, sheet, change)) == [("held", "judge_not_assigned")]
    body = scene.session.scalars(select(HeldOp)).one().body
    assert (body["number"], body["client_time"]) == ("2", "2024-06-25T06:36:00.000Z")


def test_an_entry_that_withdrew_and_a_tablet_out_of_use_are_held(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    first = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1"))
    second = tablet.change(judge, sheet, scene.change("CHN", "A1.M2", "1"))
    with write_transaction(scene.session):
        scene.session.execute(update(Entry).where(Entry.id == scene.entries["EI-04"]).values(status="withdrawn"))
    assert states(tablet.send(judge, sheet, first)) == [("held", "entry_not_active")]
    with write_transaction(scene.session):
        scene.session.execute(update(Device).values(revoked_at=scene.context(judge).now))
    assert states(tablet.send(judge, sheet, second)) == [("held", "device_revoked")]
    shown = sheet_view(scene.session, sheet, judge.account_id or "", judge.device_id)
    assert [(each["reason"], each["value"]) for each in shown["held"]] == [  # type: ignore[union-attr, index, call-overload]
        ("entry_not_active", {"t": "measure", "v": "1"}),
        ("device_revoked", {"t": "measure", "v": "1"}),
    ]


def test_a_key_of_a_batch_stands_for_one_body(scene: Scene, tablet: TabletHand) -> None:
    judge, sheet = scene.judges["CHN"], scene.sheets[PANEL]
    change = tablet.change(judge, sheet, scene.change("CHN", "A1.M1", "1"))
    context = scene.context(tablet.held_by(judge))
    once = record_marks(context, sheet, [change], Delivery(is_chained=True, batch=Sent("k", "1" * 64)))
    assert record_marks(context, sheet, [change], Delivery(is_chained=True, batch=Sent("k", "1" * 64))) == once
    other = tablet.change(judge, sheet, scene.change("CHN", "A1.M2", "1"))
    with pytest.raises(DomainError, match="key_reused"):
        record_marks(context, sheet, [other], Delivery(is_chained=True, batch=Sent("k", "2" * 64)))
    assert len(scene.session.scalars(select(Mark)).all()) == 1
