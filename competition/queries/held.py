"""Changes that wait for a decision, for those who decide. Source: SYNC (held), PRODUCT E17.

A score of a panel that is not complete is not in here: whoever decides must not know it either (DOMAIN 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from competition.db.models import (
    Account,
    Device,
    Entry,
    HeldOp,
    JudgeProfile,
    Op,
    Sheet,
    SubCriterionRow,
    Tablet,
    Trade,
)
from competition.domain.scheme import AspectType, Text
from competition.domain.tablets import tablet_name
from competition.queries.reach import Reach
from competition.queries.registers import load_registers
from competition.queries.schemes import scheme_index
from competition.queries.sheet_frames import load_frame

MOST = 200


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A held change. value, current: as figures, "" for nothing, None where it is hidden. at: the event's own time.

    claimed: when the tablet says it was entered, "" when it says nothing. tablet: its name, "" when it has none.
    """

    op_id: str
    sheet_id: str
    trade_code: str
    trade_name: Text
    sub_criterion: str
    entry: str
    aspect: str
    asked: Text
    is_judgement: bool
    absent: bool
    value: str | None
    current: str | None
    judge: str
    judge_account: str
    tablet: str
    reason: str
    at: datetime
    claimed: str
    decision: str
    note: str
    decided_by: str
    decided_at: datetime | None


def held_count(session: Session, reach: Reach) -> int:
    """Return how many changes wait. One statement."""
    statement = (
        select(func.count())
        .select_from(HeldOp)
        .join(Sheet, Sheet.id == HeldOp.sheet_id)
        .where(Sheet.event_id == reach.event_id, reach.within(Sheet.trade_id), HeldOp.decision.is_(None))
    )
    return session.scalar(statement) or 0


def held_list(session: Session, reach: Reach, *, decided: bool = False) -> list[HeldLine]:
    """Return what waits, the oldest first, or what was decided, the latest first; at most MOST lines."""
    author, judge_of = aliased(Account), aliased(Account)
    statement = (
        select(
            HeldOp,
            Trade.code.label("trade_code"),
            Trade.name.label("trade_name"),
            SubCriterionRow.code.label("sub_code"),
            Entry.code.label("entry"),
            author.id.label("author_id"),
            author.name.label("author"),
            judge_of.name.label("decider"),
            Tablet.number.label("tablet"),
        )
        .join(Sheet, Sheet.id == HeldOp.sheet_id)
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(JudgeProfile, JudgeProfile.id == HeldOp.judge_id)
        .join(author, author.id == JudgeProfile.account_id)
        .join(Op, Op.op_id == HeldOp.op_id)
        .join(Device, Device.id == Op.device_id)
        .outerjoin(Tablet, Tablet.device_id == Device.id)
        .outerjoin(judge_of, judge_of.id == HeldOp.decided_by)
        .where(
            Sheet.event_id == reach.event_id,
            reach.within(Sheet.trade_id),
            HeldOp.decision.is_not(None) if decided else HeldOp.decision.is_(None),
        )
        .order_by(HeldOp.decided_at.desc() if decided else HeldOp.at, HeldOp.op_id)
        .limit(MOST)
    )
    return [_line(session, row) for row in session.execute(statement)]


def _line(session: Session, row: object) -> HeldLine:
    held: HeldOp = row[0]  # type: ignore[index]
    body = held.body
    frame = load_frame(session, held.sheet_id)
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    registers = load_registers(session, frame, index.sub_criteria[frame.sub_criterion_id])
    ref = next((each for each in registers.sub_criterion.aspects if each.id == body.get("aspect")), None)
    is_judgement = ref is not None and ref.aspect.type is AspectType.JUDGEMENT
    judgement = registers.state(ref).judgement if ref is not None and is_judgement else None
    hidden = ref is None or (is_judgement and (judgement is None or judgement.scores is None))
    current = registers.own(ref, held.judge_id).value if ref is not None else None
    return HeldLine(
        op_id=held.op_id,
        sheet_id=held.sheet_id,
        trade_code=row.trade_code,  # type: ignore[attr-defined]
        trade_name=row.trade_name,  # type: ignore[attr-defined]
        sub_criterion=row.sub_code,  # type: ignore[attr-defined]
        entry=row.entry,  # type: ignore[attr-defined]
        aspect=ref.aspect.code if ref else "",
        asked=ref.aspect.description if ref else {},
        is_judgement=is_judgement,
        absent=body.get("kind") == "absent" and not hidden,
        value=None if hidden else str(body.get("number") or ""),
        current=None if hidden else (current.number or "") if current else "",
        judge=row.author,  # type: ignore[attr-defined]
        judge_account=row.author_id,  # type: ignore[attr-defined]
        tablet="" if row.tablet is None else tablet_name(row.tablet),  # type: ignore[attr-defined]
        reason=held.reason,
        at=held.at,
        claimed=str(body.get("client_time") or ""),
        decision=held.decision or "",
        note=held.note,
        decided_by=row.decider or "",  # type: ignore[attr-defined]
        decided_at=held.decided_at,
    )
