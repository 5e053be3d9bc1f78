"""Work beside the pages: asked for in a transaction, run by a process of its own, followed and ended by people.

A kind of work is a function of a `JobRun`; `services/job_kinds.py` names them all. Decision 015 says why they run in
a child process. Source: ARCHITECTURE 3, PRODUCT B2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Job
from competition.domain.errors import DomainError
from competition.domain.permissions import Grant, Permission
from competition.logs import get_log
from competition.queries.accounts import account_grants
from competition.services.context import Actor, Announcement, Context, JobAsked
from competition.services.identity import new_id
from competition.services.operator import OPERATOR, require_or_operator

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
OPEN_STATES = (WAITING, RUNNING)

log = get_log("jobs")


class JobCancelled(Exception):
    """Somebody ended the job; whatever transaction is open is rolled back."""


class Wire(Protocol):
    """What a running job says and hears."""

    def progress(self, done: int, total: int, phase: str) -> None:
        """Tell how far it is."""

    def is_cancelled(self) -> bool:
        """Tell whether somebody asked for its end."""

    def publish(self, announcement: Announcement) -> None:
        """Call out what was committed."""


@dataclass
class JobRun:
    """One job at work. params: what it was asked with."""

    job_id: str
    event_id: str | None
    params: Mapping[str, Json]
    wire: Wire
    _session: Session
    _actor: Actor
    _request_id: str
    _now: Callable[[], datetime]

    @property
    def context(self) -> Context:
        """Return the context of this moment, with the rights that whoever asked holds now."""
        return Context(self._session, self._actor, self._now(), self.wire.publish, request_id=self._request_id)

    def progress(self, done: int, total: int = 0, phase: str = "") -> None:
        """Tell how far the work is: units of a phase; total 0 where nobody can know it.

        Raises JobCancelled when somebody asked for the end.
        """
        self.check_cancel()
        self.wire.progress(done, total, phase)

    def check_cancel(self) -> None:
        """Raise JobCancelled when somebody asked for the end."""
        if self.wire.is_cancelled():
            raise JobCancelled


Work = Callable[[JobRun], Mapping[str, Json] | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of work. permission: what starting, following and ending it asks for."""

    name: str
    run: Work
    permission: Permission


@dataclass(frozen=True, slots=True)
class JobEnd:
    """How a job ended. result: for its page, without personal data."""

    state: str
    result: dict[str, Json] | None = None
    problem_code: str | None = None
    problem_params: dict[str, str] = field(default_factory=dict)


_kinds: dict[str, JobKind] = {}


def register_kind(name: str, run: Work, permission: Permission) -> None:
    """Make a kind of work known to this process. The same name again takes its place."""
    _kinds[name] = JobKind(name, run, permission)


def known_kinds() -> tuple[str, ...]:
    """Return the names of all kinds that this process can run."""
    return tuple(sorted(_kinds))


def permission_for(kind: str) -> Permission:
    """Return what following a job of a kind asks for. Raises DomainError `not_found` for an unknown kind."""
    if kind not in _kinds:
        raise DomainError("not_found")
    return _kinds[kind].permission


def start_job(context: Context, kind: str, event_id: str | None, params: Mapping[str, Json] | None = None) -> str:
    """Ask for a piece of work; returns its id. It begins as soon as a worker is free.

    Inside an open transaction it begins after that is committed. A step that asks for a fresh sign-in is checked
    before, by whoever calls. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, permission_for(kind), event_id=event_id)
    actor = context.actor
    job = Job(
        id=new_id(),
        event_id=event_id,
        kind=kind,
        state=WAITING,
        params=dict(params or {}),
        problem_params={},
        asked={"device": actor.device_id, "session": actor.session_hash, "request": context.request_id},
        created_by=actor.account_id,
        created_at=context.now,
    )
    job_id = job.id
    with write_transaction(context.session):
        context.session.add(job)
        context.session.flush()
    context.publish(JobAsked(job_id))
    return job_id


def request_cancel(context: Context, event_id: str | None, job_id: str) -> None:
    """Ask for the end of a job; one that waits ends at once, one that has ended stays as it is.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    kind = context.session.scalar(select(Job.kind).where(Job.id == job_id, Job.event_id == event_id))
    if kind is None:
        raise DomainError("not_found")
    require_or_operator(context, permission_for(kind), event_id=event_id)
    # Called out first: the job may hold the writer lane that the next lines wait for.
    context.publish(JobAsked(job_id, cancel=True))
    with write_transaction(context.session):
        context.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == WAITING)
            .values(state=CANCELLED, finished_at=context.now, cancel_asked=True)
        )
        context.session.execute(update(Job).where(Job.id == job_id, Job.state == RUNNING).values(cancel_asked=True))


def run_job(session: Session, job_id: str, wire: Wire, now: Callable[[], datetime]) -> JobEnd:
    """Run a job that was claimed and return how it ended; whoever called writes that down."""
    job = session.get_one(Job, job_id)
    kind, asked = _kinds[job.kind], dict(job.asked)
    run = JobRun(
        job_id,
        job.event_id,
        dict(job.params),
        wire,
        session,
        _actor(session, job.created_by, asked),
        asked.get("request", ""),
        now,
    )
    session.rollback()
    try:
        result = kind.run(run)
    except JobCancelled:
        return JobEnd(CANCELLED)
    except DomainError as refusal:
        return JobEnd(FAILED, None, refusal.code, dict(refusal.params))
    except Exception:
        # Whatever it was, the person who waits is told, and the server's log says what.
        log.exception("job_failed", job=job_id, kind=kind.name)
        return JobEnd(FAILED, None, "job_failed")
    finally:
        session.rollback()
    return JobEnd(DONE, dict(result) if result is not None else None)


def _actor(session: Session, account_id: str | None, asked: Mapping[str, str]) -> Actor:
    """Return who asked, with the rights of now: somebody who lost them meanwhile is refused."""
    if account_id is None:
        return OPERATOR
    found = account_grants(session, account_id)
    name, grants = found or ("", ())
    return Actor(
        account_id=account_id,
        name=name,
        grants=frozenset(Grant(*grant) for grant in grants),
        session_hash=asked.get("session", ""),
        device_id=asked.get("device", ""),
        way="job",
    )
