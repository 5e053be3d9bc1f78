"""The register of interests: whom a judge may not mark for another reason than the country. Source: PRODUCT D2, D3."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select

from competition.db.models import Event, Interest, JudgeAssignment, JudgeProfile, Team
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.unit_of_work import unit_of_work

DECLARED = "declared"
"""The source of an interest that was entered by hand for one team."""


class InterestReason(StrEnum):
    """Why somebody may not mark a team; more is nobody's business."""

    TRAINED = "trained"
    RELATED = "related"
    INSTITUTION = "institution"
    OTHER = "other"


def declare_interest(
    context: Context, event_id: str, trade_id: str, judge_id: str, team_id: str, reason: InterestReason
) -> None:
    """Keep a judge of a trade from marking a team, in the whole event. The same again changes nothing.

    An interest holds even where it leaves an entry without a full panel: the pages then show that as a fault.
    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    offset = _require_judge(context, event_id, trade_id, judge_id)
    with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
        context.require(Permission.PROPOSE_JUDGES, event_id=event_id, trade_id=trade_id)
        if context.session.scalar(select(Team.id).where(Team.id == team_id, Team.event_id == event_id)) is None:
            raise DomainError("not_found")
        if context.session.get(Interest, (judge_id, team_id)) is not None:
            return
        context.session.add(Interest(judge_id=judge_id, team_id=team_id, reason=reason.value))
        unit.record("interest.add", f"judge/{judge_id}", new={"team": team_id, "reason": reason.value})


def withdraw_interest(context: Context, event_id: str, trade_id: str, judge_id: str, team_id: str) -> None:
    """Let a judge mark a team again.

    Raises DomainError `not_found`, `interest_of_register` for one that follows from the register of conflicts,
    `sign_in_needed`, `not_allowed`.
    """
    offset = _require_judge(context, event_id, trade_id, judge_id)
    with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
        context.require(Permission.ASSIGN_JUDGES, event_id=event_id, trade_id=trade_id)
        found = context.session.get(Interest, (judge_id, team_id))
        if found is None:
            raise DomainError("not_found")
        if found.source != DECLARED:
            raise DomainError("interest_of_register")
        context.session.delete(found)
        unit.record("interest.remove", f"judge/{judge_id}", old={"team": team_id, "reason": found.reason})


def _require_judge(context: Context, event_id: str, trade_id: str, judge_id: str) -> int:
    """Return the event's clock offset, or refuse somebody who is no judge of the trade."""
    offset = context.session.scalar(
        select(Event.clock_offset)
        .join(JudgeProfile, JudgeProfile.event_id == Event.id)
        .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
        .where(
            Event.id == event_id,
            JudgeProfile.id == judge_id,
            JudgeAssignment.trade_id == trade_id,
            JudgeAssignment.ended_at.is_(None),
        )
    )
    if offset is None:
        raise DomainError("not_found")
    return offset
