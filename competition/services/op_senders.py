"""Who made the changes of a batch, and whether that judge still marks the sheet. Source: SYNC (C4 to C7)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from competition.db.direct import run
from competition.db.models import JudgeAssignment, JudgeProfile
from competition.domain.eligibility import require_on_panel
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.sheet_frames import SheetFrame
from competition.services.context import Context

NOT_ON_PANEL = "not_your_sheet"


@dataclass(frozen=True, slots=True)
class Author:
    """The judge who made a batch.

    assigned: whether the judge still marks the sheet. objection: why not this entry, "" when nothing stands against
    it. is_absent: somebody else delivers it from the same tablet.
    """

    judge_id: str
    account_id: str
    assigned: bool = True
    objection: str = ""
    is_absent: bool = False


_JUDGE = (
    select(JudgeProfile.id, JudgeAssignment.ended_at)
    .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
    .where(
        JudgeProfile.account_id == bindparam("account"),
        JudgeProfile.event_id == bindparam("event"),
        JudgeAssignment.trade_id == bindparam("trade"),
    )
)


def require_judge(context: Context, frame: SheetFrame, permission: Permission) -> str:
    """Return the judge behind the account, or refuse one who does not mark this entry.

    Raises DomainError `sign_in_needed`, `not_allowed`, `not_your_sheet`, `compatriot`, `conflict_of_interest`.
    """
    context.require(permission, event_id=frame.event_id, trade_id=frame.trade_id, own=True)
    seat = frame.seat_of(context.actor.account_id or "")
    judge_id = seat.judge_id if seat else ""
    require_on_panel(frame.panel, judge_id)
    return judge_id


def author_of(context: Context, frame: SheetFrame, account_id: str) -> Author:
    """Return who made a chained batch; who may not mark any more is told so change by change, and nothing is lost.

    account_id: of the judge, "" for whoever is signed in.
    Raises DomainError `sign_in_needed`, and `not_your_sheet` for somebody who never judged in the trade.
    """
    actor = context.actor.account_id
    if actor is None:
        raise DomainError("sign_in_needed")
    account = account_id or actor
    found = run(
        context.session, _JUDGE, {"account": account, "event": frame.event_id, "trade": frame.trade_id}
    ).one_or_none()
    if found is None:
        raise DomainError(NOT_ON_PANEL)
    seat = frame.seat_of(account)
    assigned, objection = seat is not None and found.ended_at is None, ""
    if seat is not None and assigned:
        try:
            require_on_panel(frame.panel, seat.judge_id)
        except DomainError as refusal:
            objection = refusal.code
            assigned = objection != NOT_ON_PANEL
    return Author(found.id, account, assigned, objection if assigned else "", account != actor)
