"""Imports as their pages show them: which there were, and one of them row by row."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from competition.db.base import Json
from competition.db.models import Account, ImportPlan, ImportRow, ImportUndo

PROBLEMS = "problems"
"""What a reader looks for beside the actions of rows: every row about which something is to be said."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import. summary: counts and facts of the file, see `services.import_jobs`. by, applied_by, undone_by: names,
    "" for the operator. can_undo: what it takes is still kept.
    """

    id: str
    state: str
    file_name: str
    options: Mapping[str, str]
    summary: Mapping[str, Json]
    digest: str
    job_id: str | None
    created_at: datetime
    by: str
    applied_at: datetime | None
    applied_by: str
    undone_at: datetime | None
    undone_by: str
    can_undo: bool

    def count(self, action: str) -> int:
        """Return how many rows get this."""
        return _number(self.summary.get("actions"), action)

    def written(self, name: str) -> int:
        """Return how much of something was written."""
        return _number(self.summary.get("written"), name)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview. body: what the file says, its changes and problems."""

    position: int
    action: str
    body: Mapping[str, Any]


def import_view(session: Session, event_id: str, import_id: str) -> ImportView | None:
    """Return an import of an event, None when there is none. One statement."""
    row = session.execute(_plans().where(ImportPlan.id == import_id, ImportPlan.event_id == event_id)).one_or_none()
    return None if row is None else ImportView(*row)


def import_views(session: Session, event_id: str, most: int) -> tuple[ImportView, ...]:
    """Return the imports of an event, the newest first. One statement."""
    newest = (
        _plans().where(ImportPlan.event_id == event_id).order_by(ImportPlan.created_at.desc(), ImportPlan.id.desc())
    )
    return tuple(ImportView(*row) for row in session.execute(newest.limit(most)))


def import_rows(session: Session, import_id: str, show: str, page: int, size: int) -> tuple[tuple[ShownRow, ...], int]:
    """Return one page of the preview and how many rows there are of the kind. Two statements.

    show: an action, `problems`, or "" for every row.
    """
    wanted: list[ColumnElement[bool]] = [ImportRow.import_id == import_id]
    if show == PROBLEMS:
        wanted.append(ImportRow.has_problem.is_(True))
    elif show:
        wanted.append(ImportRow.action == show)
    count = session.scalar(select(func.count()).select_from(ImportRow).where(*wanted)) or 0
    rows = session.execute(
        select(ImportRow.position, ImportRow.action, ImportRow.body)
        .where(*wanted)
        .order_by(ImportRow.position)
        .limit(size)
        .offset((page - 1) * size)
    )
    return tuple(ShownRow(row.position, row.action, json.loads(row.body)) for row in rows), count


def _plans() -> Select[*tuple[Any, ...]]:
    asker, writer, undoer = aliased(Account), aliased(Account), aliased(Account)
    return (
        select(
            ImportPlan.id,
            ImportPlan.state,
            ImportPlan.file_name,
            ImportPlan.options,
            ImportPlan.summary,
            ImportPlan.digest,
            ImportPlan.job_id,
            ImportPlan.created_at,
            func.coalesce(asker.name, ""),
            ImportPlan.applied_at,
            func.coalesce(writer.name, ""),
            ImportPlan.undone_at,
            func.coalesce(undoer.name, ""),
            exists().where(ImportUndo.import_id == ImportPlan.id),
        )
        .outerjoin(asker, asker.id == ImportPlan.created_by)
        .outerjoin(writer, writer.id == ImportPlan.applied_by)
        .outerjoin(undoer, undoer.id == ImportPlan.undone_by)
    )


def _number(counts: Json, name: str) -> int:
    found = counts.get(name, 0) if isinstance(counts, dict) else 0
    return found if isinstance(found, int) else 0
