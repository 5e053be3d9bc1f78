"""Any tablets, any network: what a tablet made is on the server once, or kept for a person, and nothing is doubled.

A random walk over two tablets of one panel that make changes, lose answers, repeat, send out of order, change judges
and are copied. Held after every step: the invariants I1, I2, I4, I7, I8, I10 and I12 of SYNC.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Device, HeldOp, Mark, Op, Score, Sheet
from competition.queries.log_replay import verify_event
from competition.services.mark_rows import MarkChange
from tests.factories import make_scene
from tests.tablets import TabletHand

SEEDS, STEPS = range(6), 60
SHEETS = ("EI-01", "EI-02", "EI-04")
ASPECTS = (("A1.M1", ("0", "1")), ("A1.M2", ("1", "2", "3", "99")), ("A1.J1", ("0", "1", "2", "3", "7")))
KEPT = {"applied", "same", "held", "conflict", "refused"}


@dataclass
class Queue:
    """What a tablet has made and not been answered, in order; and every answer that it got. after: by register."""

    hand: TabletHand
    waiting: list[tuple[str, str, MarkChange]] = field(default_factory=list)
    made: list[MarkChange] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    latest: dict[tuple[str, str, str], str] = field(default_factory=dict)


class Hall:
    """Two tablets, each with two judges, before a server that may lose its answers."""

    def __init__(self, session: Session, seed: int) -> None:
        self.scene = make_scene(session)
        self.dice = random.Random(seed)
        self.queues = [Queue(TabletHand(self.scene, self.scene.judges[team].device_id)) for team in ("CHN", "KAZ")]

    def step(self) -> None:
        """Do one of the things that happen."""
        queue = self.dice.choice(self.queues)
        self.dice.choices([self.make, self.deliver, self.lose, self.repeat, self.jump], [6, 4, 2, 1, 1])[0](queue)

    def make(self, queue: Queue) -> None:
        """Let a judge change a value on a tablet."""
        team = self.dice.choice(("CHN", "KAZ"))
        judge, entry = self.scene.judges[team], self.dice.choice(SHEETS)
        aspect, numbers = self.dice.choice(ASPECTS)
        change = self.scene.change(team, aspect, self.dice.choice([*numbers, None]))
        sheet, register = self.scene.sheets[entry, "A1"], (team, entry, aspect)
        placed = queue.hand.change(judge, sheet, change, after=queue.latest.get(register))
        queue.latest[register] = placed.op_id
        queue.waiting.append((team, sheet, placed))
        queue.made.append(placed)

    def send(self, queue: Queue, count: int) -> tuple[tuple[str, str], ...]:
        """Send the first changes, those of one judge on one sheet; the one who is signed in is the other one."""
        team, sheet, _ = queue.waiting[0]
        batch = []
        for owner, place, change in queue.waiting[:count]:
            if (owner, place) != (team, sheet):
                break
            batch.append(change)
        author = self.scene.judges[team]
        carrier = self.scene.judges[self.dice.choice(("CHN", "KAZ"))]
        outcomes = queue.hand.send(carrier, sheet, *batch, author=author.account_id or "")
        return tuple((each.op_id, each.receipt) for each in outcomes)

    def deliver(self, queue: Queue) -> None:
        """Send, and hear the answer; a repetition of what was answered before says the same."""
        if not queue.waiting:
            return
        for op_id, receipt in self.send(queue, self.dice.randint(1, 4)):
            assert json.loads(receipt)["status"] in KEPT
            assert queue.receipts.setdefault(op_id, receipt) == receipt
        queue.waiting = [each for each in queue.waiting if each[2].op_id not in queue.receipts]

    def lose(self, queue: Queue) -> None:
        """Send, and lose the answer: the changes stay in the queue."""
        if queue.waiting:
            self.send(queue, self.dice.randint(1, 4))

    def repeat(self, queue: Queue) -> None:
        """Send something that was answered long ago."""
        if queue.receipts:
            known = next(each for each in queue.made if each.op_id in queue.receipts)
            sheet = self.scene.session.scalars(select(Op.sheet_id).where(Op.op_id == known.op_id)).one()
            account = self.scene.session.scalars(select(Op.account_id).where(Op.op_id == known.op_id)).one()
            self.scene.session.rollback()
            team = next(code for code, each in self.scene.judges.items() if each.account_id == account)
            (again,) = queue.hand.send(self.scene.judges[team], sheet, known)
            assert again.receipt == queue.receipts[known.op_id]

    def jump(self, queue: Queue) -> None:
        """Send the last change before the others: unless it is the next one, the server asks for the missing."""
        waiting = [each for each in queue.waiting if not self.is_stored(each[2].op_id)]
        if len(waiting) > 1:
            team, sheet, change = waiting[-1]
            (outcome,) = queue.hand.send(self.scene.judges[team], sheet, change)
            answer = json.loads(outcome.receipt)
            assert (answer["status"], answer["expected_seq"]) == ("gap", waiting[0][2].device_seq)

    def is_stored(self, op_id: str) -> bool:
        found = self.scene.session.get(Op, op_id) is not None
        self.scene.session.rollback()
        return found

    def hold_invariants(self) -> None:
        """Check what must be true of the server whatever happened."""
        session = self.scene.session
        session.expire_all()
        ops = {row.op_id: row for row in session.scalars(select(Op))}
        logged = [json.loads(leaf) for leaf in session.scalars(select(AuditEvent.leaf).order_by(AuditEvent.seq))]
        of_ops = [leaf["op_id"] for leaf in logged if leaf.get("op_id")]
        assert sorted(of_ops) == sorted(ops), "I1: one entry of the log for each change"
        applied = {op_id for op_id, row in ops.items() if row.status == "applied"}
        rows = [*session.scalars(select(Mark)), *session.scalars(select(Score))]
        assert {row.op_id for row in rows} == applied, "I4: a register holds what was applied"
        versions: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            judge = row.judge_id if isinstance(row, Score) else ""
            versions.setdefault((row.sheet_id, row.aspect_id, judge), []).append(row.version)
        for found in versions.values():
            assert sorted(found) == list(range(1, len(found) + 1)), "I2: versions rise by one"
        held = set(session.scalars(select(HeldOp.op_id)))
        assert held == {op_id for op_id, row in ops.items() if row.status == "held"}
        for queue in self.queues:
            device = session.get(Device, queue.hand.device_id)
            assert device is not None
            numbers = sorted(row.device_seq for row in ops.values() if row.device_id == device.id and row.device_seq)
            assert numbers == list(range(1, device.last_seq + 1)), "I10: no holes"
            there = {op_id for op_id in ops if op_id in {each.op_id for each in queue.made}}
            queued = {change.op_id for _, _, change in queue.waiting}
            assert queued | queue.receipts.keys() == {each.op_id for each in queue.made}, "I7: nothing is dropped"
            assert queue.receipts.keys() <= there
        places = [json.loads(row.receipt)["server_seq"] for row in ops.values()]
        assert len(places) == len(set(places)), "I12: one order"
        session.rollback()

    def drain(self) -> None:
        """Let the network heal, and everything be sent."""
        for queue in self.queues:
            for _ in range(len(queue.waiting) + 1):
                self.deliver(queue)
            assert queue.waiting == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_or_doubled_whatever_the_network_does(session: Session, seed: int) -> None:
    hall = Hall(session, seed)
    for _ in range(STEPS):
        hall.step()
    hall.hold_invariants()
    hall.drain()
    hall.hold_invariants()
    assert verify_event(session, hall.scene.event_id).problems == (), "I8: the log gives the marks"


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_a_copied_tablet_and_a_closed_sheet_lose_nothing_either(session: Session, seed: int) -> None:
    hall = Hall(session, seed)
    for _ in range(STEPS // 2):
        hall.step()
    hall.drain()
    queue = hall.queues[0]
    hand = queue.hand
    copy = Queue(TabletHand(hall.scene, hand.device_id, hand.seq, hand.hash, dict(hand.keys)))
    hall.make(queue)
    hall.deliver(queue)
    hall.make(copy)
    before = _counts(session)
    hall.deliver(copy)
    assert {_status(each) for each in copy.receipts.values()} == {"held"}
    with write_transaction(session):
        session.execute(update(Sheet).values(state="locked"))
    for each in (queue, copy, hall.queues[1]):
        for _ in range(3):
            hall.make(each)
        for _ in range(6):
            hall.deliver(each)
    answers = [_status(each) for queue in (*hall.queues, copy) for each in queue.receipts.values()]
    after = _counts(session)
    assert after == {**before, "op": len(answers), "held": after["held"]}
    assert after["held"] == answers.count("held")
    assert verify_event(session, hall.scene.event_id).problems == ()


def _status(receipt: str) -> str:
    return str(json.loads(receipt)["status"])


def _counts(session: Session) -> dict[str, Any]:
    found = {
        name: len(session.scalars(select(table)).all())
        for name, table in (("mark", Mark), ("score", Score), ("op", Op), ("held", HeldOp))
    }
    session.rollback()
    return found
