"""Jobs as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, Event, Job

OPEN_STATES = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class JobView:
    """A job. done, total: units of its phase, total 0 where nobody can know it. problem: code and parameters.

    by: the name of whoever asked, "" for the operator.
    """

    id: str
    kind: str
    state: str
    done: int
    total: int
    phase: str
    problem_code: str | None
    problem_params: Mapping[str, str]
    result: Mapping[str, Json] | None
    params: Mapping[str, Json]
    by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    cancel_asked: bool

    @property
    def is_open(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in OPEN_STATES

    @property
    def percent(self) -> int | None:
        """Return how much of the phase is done, None where nobody can know it."""
        return min(100, 100 * self.done // self.total) if self.total else None


_COLUMNS = select(
    Job.id,
    Job.kind,
    Job.state,
    Job.done,
    Job.total,
    Job.phase,
    Job.problem_code,
    Job.problem_params,
    Job.result,
    Job.params,
    func.coalesce(Account.name, ""),
    Job.created_at,
    Job.started_at,
    Job.finished_at,
    Job.cancel_asked,
).outerjoin(Account, Account.id == Job.created_by)


def job_view(session: Session, event_id: str | None, job_id: str) -> JobView | None:
    """Return a job of an event, or of the installation without one; None when there is none. One statement."""
    return _view(session, _COLUMNS.where(Job.id == job_id, Job.event_id == event_id))


def latest_job(session: Session, event_id: str, kind: str) -> JobView | None:
    """Return the last job of a kind in an event, None when there never was one. One statement."""
    of_kind = _COLUMNS.where(Job.event_id == event_id, Job.kind == kind)
    return _view(session, of_kind.order_by(Job.created_at.desc(), Job.id.desc()).limit(1))


def job_kind(session: Session, event_code: str, job_id: str) -> str | None:
    """Return of what kind a job of an event is, None when there is none. One statement."""
    return session.scalar(
        select(Job.kind).join(Event, Event.id == Job.event_id).where(Job.id == job_id, Event.code == event_code)
    )


def _view(session: Session, statement: Select[*tuple[Any, ...]]) -> JobView | None:
    row = session.execute(statement).one_or_none()
    return None if row is None else JobView(*row)
