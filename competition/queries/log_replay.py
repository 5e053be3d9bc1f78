"""Verify an event's log and that replaying it gives exactly the marks and scores of the database. Source: AUDIT."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from competition.db.models import (
    AspectRow,
    AuditEvent,
    AuditHead,
    CriterionRow,
    Entry,
    JudgeProfile,
    Mark,
    SchemeVersion,
    Score,
    Sheet,
    SubCriterionRow,
    Trade,
)
from competition.domain.audit import ChainedEvent, Leaf, verify_chain
from competition.domain.errors import DomainError, Problem, error
from competition.queries.registers import CLEARED

BATCH = 1000
APPLIED = "mark.applied"


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a register. judge: the account that entered it; round: 0 for a measurement."""

    sheet: str
    aspect: str
    judge: str
    version: int
    epoch: int
    round: int
    kind: str
    value: str

    def shown(self) -> str:
        """Return what stands in the register, for a person: version and value."""
        return f"v{self.version} {self.value or self.kind}"


@dataclass(frozen=True, slots=True)
class LogVerdict:
    """What was found. seq, hash: the head of the log; changes: versions of registers; problems: the first ones."""

    seq: int
    hash: str
    changes: int
    problems: tuple[Problem, ...]


def verify_event(session: Session, event_id: str) -> LogVerdict:
    """Return whether an event's log is whole and tells exactly the marks and scores that the database holds.

    Everything is read from one moment, so that it may be asked while marks come in.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    head = session.execute(
        select(AuditHead.seq, AuditHead.hash, AuditHead.genesis).where(AuditHead.event_id == event_id)
    ).one_or_none()
    if head is None:
        raise DomainError("not_found")
    logged: dict[str, Change] = {}
    last = [0]
    # The head stands as an anchor: entries cut off at the end are missed by it.
    anchors = {head.seq: head.hash} if head.seq else {}
    with closing(_events(session, event_id, logged, last)) as events:
        broken = verify_chain(events, bytes.fromhex(head.genesis), anchors)
    if (broken is None and last[0] > head.seq) or (broken is not None and broken.seq > last[0]):
        problem = error("log_cut", seq=str(last[0]), head=str(head.seq))
        return LogVerdict(head.seq, head.hash, len(logged), (problem,))
    if broken is not None:
        problem = error("log_broken", seq=str(broken.seq), fault=broken.fault.value)
        return LogVerdict(head.seq, head.hash, len(logged), (problem,))
    return LogVerdict(head.seq, head.hash, len(logged), tuple(_compare(session, event_id, logged)))


def _events(session: Session, event_id: str, logged: dict[str, Change], last: list[int]) -> Generator[ChainedEvent]:
    """Yield the events in order, and keep every applied change by its op on the way."""
    rows = session.execute(
        select(AuditEvent.seq, AuditEvent.type, AuditEvent.actor, AuditEvent.object, AuditEvent.leaf, AuditEvent.hash)
        .where(AuditEvent.event_id == event_id)
        .order_by(AuditEvent.seq)
        .execution_options(yield_per=BATCH)
    )
    with rows:
        for row in rows:
            last[0] = row.seq
            leaf = _leaf(row.leaf)
            # The columns that people search by repeat the leaf; one that says otherwise is as bad as a changed leaf.
            if any(leaf.get(name) != getattr(row, name) for name in ("seq", "type", "actor", "object")):
                leaf = {}
            if leaf.get("type") == APPLIED:
                logged[str(leaf.get("op_id"))] = _change(leaf)
            yield ChainedEvent(leaf, row.hash)


def _leaf(text: str) -> Leaf:
    try:
        leaf = json.loads(text)
    except ValueError:
        return {}
    return leaf if isinstance(leaf, dict) else {}


def _change(leaf: Leaf) -> Change:
    told = leaf.get("new")
    new = told if isinstance(told, Mapping) else {}
    return Change(
        sheet=str(leaf.get("object")).removeprefix("sheet/"),
        aspect=str(new.get("aspect", "")),
        judge=str(new.get("author") or leaf.get("actor")),
        version=_number(leaf.get("ver")),
        epoch=_number(leaf.get("epoch")),
        round=_number(new.get("round")),
        kind=str(new.get("t", CLEARED)),
        value=str(new.get("v", "")),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _compare(session: Session, event_id: str, logged: Mapping[str, Change]) -> Iterator[Problem]:
    """Yield every version of a register that log and database do not agree on, in the order of the ops."""
    stored = dict(_stored(session, event_id))
    differing = sorted(op for op in logged.keys() | stored.keys() if logged.get(op) != stored.get(op))
    names = _names(session, event_id) if differing else {}
    for op in differing:
        told, found = logged.get(op), stored.get(op)
        if told is None and found is not None:
            yield error("register_not_logged", register=_register(found, names), found=found.shown())
        elif told is not None and found is None:
            yield error("register_missing", register=_register(told, names), logged=told.shown())
        elif told is not None and found is not None:
            yield error("register_differs", register=_register(found, names), logged=told.shown(), found=found.shown())


def _register(change: Change, names: Mapping[str, str]) -> str:
    return f"{names.get(change.sheet, change.sheet)} {names.get(change.aspect, change.aspect)}"


def _stored(session: Session, event_id: str) -> Iterator[tuple[str, Change]]:
    for table, number in ((Mark, literal(0)), (Score, Score.round)):
        rows = session.execute(
            select(
                table.op_id,
                table.sheet_id,
                table.aspect_id,
                JudgeProfile.account_id,
                table.version,
                table.epoch,
                number,
                table.kind,
                func.coalesce(table.value, ""),
            )
            .join(Sheet, Sheet.id == table.sheet_id)
            .join(JudgeProfile, JudgeProfile.id == table.judge_id)
            .where(Sheet.event_id == event_id)
            .execution_options(yield_per=BATCH)
        )
        for op_id, sheet, aspect, judge, version, epoch, round_number, kind, value in rows:
            yield op_id, Change(sheet, aspect, judge, version, epoch, round_number, kind, value)


def _names(session: Session, event_id: str) -> dict[str, str]:
    """Return trade and entry of every sheet, and the codes of the aspects, by id."""
    names = {
        sheet_id: f"{trade} {entry}"
        for sheet_id, trade, entry in session.execute(
            select(Sheet.id, Trade.code, Entry.code)
            .join(Trade, Trade.id == Sheet.trade_id)
            .join(Entry, Entry.id == Sheet.entry_id)
            .where(Sheet.event_id == event_id)
        )
    }
    # Marks may belong to aspects of earlier versions too.
    rows = session.execute(
        select(AspectRow.id, AspectRow.code)
        .join(SubCriterionRow, SubCriterionRow.id == AspectRow.sub_criterion_id)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .join(SchemeVersion, SchemeVersion.id == CriterionRow.scheme_version_id)
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .where(Trade.event_id == event_id)
    )
    return names | dict(rows.all())
