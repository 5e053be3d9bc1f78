"""The rows of jobs as workers write them: claim, sign of life, end, and the end of those whose worker died."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Job
from competition.services.jobs import FAILED, OPEN_STATES, RUNNING, WAITING, JobEnd

DEAD_AFTER = timedelta(seconds=60)
"""A job without a sign of life for so long has no worker any more."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; total 0 where nobody can know it."""

    done: int = 0
    total: int = 0
    phase: str = ""


def worker_name() -> str:
    """Return what this process calls itself: host, process, and a word that no other start of it has."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(6)}"


def waiting(session: Session, kinds: Collection[str]) -> bool:
    """Tell whether a job waits for a worker. One statement."""
    found = session.scalar(select(Job.id).where(Job.state == WAITING, Job.kind.in_(kinds)).limit(1))
    session.rollback()
    return found is not None


def claim(session: Session, kinds: Collection[str], worker: str, now: datetime) -> str | None:
    """Take the job that waits longest, for this worker alone; None when none waits."""
    oldest = (
        select(Job.id)
        .where(Job.state == WAITING, Job.kind.in_(kinds))
        .order_by(Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    with write_transaction(session):
        return session.scalar(
            update(Job)
            .where(Job.id == oldest, Job.state == WAITING)
            .values(state=RUNNING, worker=worker, started_at=now, heartbeat_at=now)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        )


def beat(session: Session, worker: str, progress: Mapping[str, Progress], now: datetime) -> None:
    """Write the signs of life of a worker's jobs and how far each is."""
    with write_transaction(session):
        for job_id, each in progress.items():
            session.execute(
                update(Job)
                .where(Job.id == job_id, Job.state == RUNNING, Job.worker == worker)
                .values(heartbeat_at=now, done=each.done, total=each.total, phase=each.phase)
            )


def cancelled(session: Session, job_ids: Collection[str]) -> list[str]:
    """Return which of some jobs somebody wants to end. One statement."""
    found = session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.cancel_asked)).all()
    session.rollback()
    return list(found)


def is_ended(session: Session, job_id: str) -> bool:
    """Tell whether a job has ended, or never was. One statement."""
    state = session.scalar(select(Job.state).where(Job.id == job_id))
    session.rollback()
    return state not in OPEN_STATES


def finish(session: Session, job_id: str, worker: str, end: JobEnd, last: Progress, now: datetime) -> None:
    """Write how a job ended; one that was taken for dead meanwhile stays so."""
    with write_transaction(session):
        session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == RUNNING, Job.worker == worker)
            .values(
                state=end.state,
                result=end.result,
                problem_code=end.problem_code,
                problem_params=end.problem_params,
                done=last.done,
                total=last.total,
                phase=last.phase,
                finished_at=now,
                heartbeat_at=now,
            )
        )


def bury_dead(session: Session, own: str, now: datetime) -> int:
    """Mark the jobs as failed whose worker is gone; returns how many.

    Gone: silent for a minute, or a process of this machine that does not exist any more.
    """
    rows = session.execute(select(Job.id, Job.worker, Job.heartbeat_at).where(Job.state == RUNNING)).all()
    session.rollback()
    dead = [
        job_id
        for job_id, worker, last in rows
        if worker != own and (last is None or now - last > DEAD_AFTER or _is_gone(worker, own))
    ]
    if not dead:
        return 0
    with write_transaction(session):
        session.execute(
            update(Job)
            .where(Job.id.in_(dead), Job.state == RUNNING)
            .values(state=FAILED, problem_code="job_stopped", finished_at=now)
        )
    return len(dead)


def _is_gone(worker: str, own: str) -> bool:
    """Tell whether a worker of this machine has ended; of another machine nobody can tell."""
    host, _, rest = worker.partition(":")
    pid = rest.partition(":")[0]
    own_host, own_pid, _ = own.split(":")
    if host != own_host or not pid.isdigit():
        return False
    if pid == own_pid:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
