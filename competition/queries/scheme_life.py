"""The life of marking schemes as the office sees it: every trade's state, one trade's versions and requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from competition.db.models import (
    Account,
    Approval,
    AuditText,
    SchemeChange,
    SchemeDraft,
    SchemeRelease,
    SchemeVersion,
    Trade,
)
from competition.domain.scheme import Scheme, Text
from competition.domain.scheme_document import read_document
from competition.domain.scheme_merge import language_cover
from competition.domain.scheme_rules import SchemeSummary, summarise
from competition.queries.reach import Reach
from competition.queries.schemes import scheme_indexes
from competition.queries.trade_sheets import count_ops

NO_SCHEME = Scheme(())


class SchemeStage(StrEnum):
    """Where a trade's scheme stands, the furthest that holds."""

    NONE = "none"
    DRAFT = "draft"
    WAITING = "waiting"
    PUBLISHED = "published"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A trade's scheme in the list.

    number: of the present version, None for none. figures: of that version, else of the draft. languages: texts there
    are and texts in all, by language. waiting: what was asked for, "" for nothing. draft_at: when the draft was saved
    last, None without one.
    """

    trade_id: str
    code: str
    name: Text
    stage: SchemeStage
    number: int | None
    figures: SchemeSummary | None
    languages: Mapping[str, tuple[int, int]]
    waiting: str
    draft_at: datetime | None
    is_locked: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a trade's list. at: when it was published, real time; the rest "" or None where nobody did it.

    restores: the number of the version that it brings back. moved: marks were taken over when it followed. undone: the
    number of the version that took it back.
    """

    id: str
    number: int
    at: datetime | None
    layout: str
    made_by: str
    asked_by: str
    asked_at: datetime | None
    approved_by: str
    reason: str
    restores: int | None
    moved: bool
    undone: int | None
    locked_at: datetime | None
    locked_by: tuple[str, str]


def scheme_lines(session: Session, reach: Reach) -> tuple[SchemeLine, ...]:
    """Return the schemes of an event's trades. Four statements, four more for versions that were not read before."""
    trades = session.execute(
        select(Trade.id, Trade.code, Trade.name)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(Trade.code)
    ).all()
    present = _present(session, reach.event_id)
    drafts = {
        row.trade_id: row
        for row in session.execute(
            select(SchemeDraft.trade_id, SchemeDraft.body, SchemeDraft.updated_at)
            .join(Trade, Trade.id == SchemeDraft.trade_id)
            .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        )
    }
    asked = session.execute(
        select(Approval.trade_id, Approval.action).where(
            Approval.event_id == reach.event_id, Approval.decision == "open", Approval.action.like("scheme.%")
        )
    )
    waiting = {str(trade_id): str(action) for trade_id, action in asked}
    indexes = scheme_indexes(session, {row.id: row.words for row in present.values()})
    lines = []
    for trade in trades:
        version, draft = present.get(trade.id), drafts.get(trade.id)
        scheme = indexes[version.id].scheme if version else None
        if scheme is None and draft is not None:
            scheme, _ = read_document(draft.body)
        locked = version is not None and version.locked_at is not None
        action = waiting.get(trade.id, "")
        stage = (
            SchemeStage.WAITING if action
            else SchemeStage.LOCKED if locked
            else SchemeStage.PUBLISHED if version
            else SchemeStage.DRAFT if draft
            else SchemeStage.NONE
        )  # fmt: skip
        lines.append(
            SchemeLine(
                trade_id=trade.id,
                code=trade.code,
                name=trade.name,
                stage=stage,
                number=version.number if version else None,
                figures=summarise(scheme) if scheme else None,
                languages=language_cover(scheme) if scheme else {},
                waiting=action,
                draft_at=draft.updated_at if draft else None,
                is_locked=locked,
            )
        )
    return tuple(lines)


def _present(session: Session, event_id: str) -> dict[str, _Present]:
    newest = (
        select(SchemeVersion.trade_id, func.max(SchemeVersion.number).label("number"))
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .where(Trade.event_id == event_id, SchemeVersion.published_at.is_not(None))
        .group_by(SchemeVersion.trade_id)
        .subquery()
    )
    rows = session.execute(
        select(
            SchemeVersion.trade_id, SchemeVersion.id, SchemeVersion.number, SchemeVersion.words, SchemeRelease.locked_at
        )
        .join(newest, (newest.c.trade_id == SchemeVersion.trade_id) & (newest.c.number == SchemeVersion.number))
        .outerjoin(SchemeRelease, SchemeRelease.version_id == SchemeVersion.id)
    )
    return {row.trade_id: _Present(row.id, row.number, row.words, row.locked_at) for row in rows}


@dataclass(frozen=True, slots=True)
class _Present:
    id: str
    number: int
    words: int
    locked_at: datetime | None


def scheme_versions(session: Session, trade_id: str) -> tuple[VersionLine, ...]:
    """Return the versions of a trade's scheme, the newest first. One statement."""
    made, asker, decider, lock_asker, locker = (aliased(Account) for _ in range(5))
    asked, lock = aliased(Approval), aliased(Approval)
    restored, undoing = aliased(SchemeVersion), aliased(SchemeVersion)
    rows = session.execute(
        select(
            SchemeVersion,
            SchemeRelease,
            asked.asked_at,
            AuditText.text,
            made.name.label("made"),
            asker.name.label("asker"),
            decider.name.label("decider"),
            lock_asker.name.label("lock_asker"),
            locker.name.label("locker"),
            restored.number.label("restores"),
            undoing.number.label("undone"),
            SchemeChange.id.label("change"),
        )
        .outerjoin(SchemeRelease, SchemeRelease.version_id == SchemeVersion.id)
        .outerjoin(asked, asked.id == SchemeRelease.approval_id)
        .outerjoin(lock, lock.id == SchemeRelease.lock_approval_id)
        .outerjoin(AuditText, AuditText.ref == asked.reason_ref)
        .outerjoin(made, made.id == SchemeRelease.made_by)
        .outerjoin(asker, asker.id == asked.asked_by)
        .outerjoin(decider, decider.id == asked.decided_by)
        .outerjoin(lock_asker, lock_asker.id == lock.asked_by)
        .outerjoin(locker, locker.id == lock.decided_by)
        .outerjoin(restored, restored.id == SchemeRelease.restores_id)
        .outerjoin(SchemeChange, SchemeChange.version_id == SchemeVersion.id)
        .outerjoin(undoing, undoing.id == SchemeChange.undone_id)
        .where(SchemeVersion.trade_id == trade_id, SchemeVersion.published_at.is_not(None))
        .order_by(SchemeVersion.number.desc())
    )
    return tuple(
        VersionLine(
            id=row.SchemeVersion.id,
            number=row.SchemeVersion.number,
            at=row.SchemeVersion.published_at,
            layout=row.SchemeVersion.layout,
            made_by=row.made or "",
            asked_by=row.asker or "",
            asked_at=row.asked_at,
            approved_by=row.decider or "",
            reason=row.text or "",
            restores=row.restores,
            moved=row.change is not None,
            undone=row.undone,
            locked_at=row.SchemeRelease.locked_at if row.SchemeRelease else None,
            locked_by=(row.lock_asker or "", row.locker or ""),
        )
        for row in rows
    )


def may_be_undone(session: Session, trade_id: str, version_id: str) -> bool:
    """Tell whether the present version followed after the first mark and nothing was entered since. Two statements."""
    ops = session.scalar(
        select(SchemeChange.ops).where(SchemeChange.version_id == version_id, SchemeChange.undone_id.is_(None))
    )
    return ops is not None and ops == count_ops(session, trade_id)
