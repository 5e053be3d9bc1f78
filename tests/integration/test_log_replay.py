"""The log is played again and finds what was changed behind its back."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    AuditEvent,
    Mark,
    Op,
)
from competition.queries.log_replay import verify_event
from competition.services.identity import new_id
from competition.services.marking import record_marks
from competition.services.sheets import open_round
from tests.factories import make_scene
from tests.integration.exchange_scene import NOW
from tests.integration.test_scheme_exchange import mark_once


def drop_guard(session: Session, table: str, change: str) -> None:
    """Take the write guard of a table away, as somebody at the database could."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"DROP TRIGGER {table}_no_{change}"))
    else:
        session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))


@pytest.mark.parametrize(
    ("table", "change", "statement", "code"),
    [
        ("mark", "update", "UPDATE mark SET value = '0'", "register_differs"),
        ("mark", "delete", "DELETE FROM mark", "register_missing"),
        ("audit_event", "update", "UPDATE audit_event SET type = 'mark.refused' WHERE seq = 2", "log_broken"),
        ("audit_event", "delete", "DELETE FROM audit_event WHERE seq = 2", "log_cut"),
        ("audit_event", "delete", "DELETE FROM audit_event WHERE seq = 1", "log_broken"),
    ],
)
def test_what_was_changed_behind_the_logs_back_is_found(
    session: Session, table: str, change: str, statement: str, code: str
) -> None:
    scene = make_scene(session)
    mark_once(scene)
    assert verify_event(session, scene.event_id).problems == ()
    with write_transaction(session):
        drop_guard(session, table, change)
        session.execute(text(statement))
    assert [problem.code for problem in verify_event(session, scene.event_id).problems] == [code]


def test_a_mark_that_nobody_logged_is_found_by_name(session: Session) -> None:
    scene = make_scene(session)
    mark_once(scene)
    with write_transaction(session):
        known = session.scalars(select(Mark)).one()
        actor = scene.judges["CHN"]
        op = Op(
            op_id=new_id(),
            event_id=scene.event_id,
            sheet_id=known.sheet_id,
            account_id=actor.account_id or "",
            device_id=actor.device_id,
            fingerprint="",
            status="applied",
            receipt="{}",
            code="AAAAAA",
            received_at=NOW,
        )
        session.add(op)
        session.flush()
        session.add(
            Mark(
                id=new_id(),
                sheet_id=known.sheet_id,
                epoch=1,
                aspect_id=scene.aspect("A1.M2").id,
                judge_id=known.judge_id,
                version=1,
                kind="measure",
                value="4",
                award=Decimal("10.00"),
                op_id=op.op_id,
                at=NOW,
            )
        )
    (problem,) = verify_event(session, scene.event_id).problems
    assert problem.code == "register_not_logged"
    assert problem.params == {"register": "04 EI-04 A1.M2", "found": "v1 4"}


def test_the_log_tells_the_round_of_every_score(session: Session) -> None:
    scene = make_scene(session)
    sheet = scene.sheets["EI-04", "A1"]
    for team, score in (("CHN", "1"), ("KAZ", "2"), ("BRA", "3")):
        record_marks(scene.context(scene.judges[team]), sheet, [scene.change(team, "A1.J1", score)])
    open_round(scene.context(scene.judges["EGY"]), sheet, scene.aspect("A1.J1").id, "Looked again", new_id())
    record_marks(scene.context(scene.judges["CHN"]), sheet, [scene.change("CHN", "A1.J1", "2", base=1)])
    last = session.scalars(select(AuditEvent.leaf).order_by(AuditEvent.seq.desc()).limit(1)).one()
    assert json.loads(last)["new"]["round"] == 2
    assert verify_event(session, scene.event_id).problems == ()
