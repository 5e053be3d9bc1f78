"""Files on their way in: kept as they came, planned by a job, written by another, given up or forgotten after a week.

Source: ARCHITECTURE 3 "An organizer's spreadsheet".
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Event, ImportPlan, ImportRow, ImportUndo, Job, StagedFile
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.plans import OnChanged
from competition.formats.csv_text import readings
from competition.formats.limits import STANDARD
from competition.services.context import Context, JobAsked
from competition.services.identity import new_id
from competition.services.jobs import OPEN_STATES, start_job
from competition.services.offload import offload
from competition.services.roster_plan import ReadOptions

READ, APPLY, UNDO = "roster.read", "roster.apply", "roster.undo"
READING, ASKING, SHOWN, APPLYING = "reading", "asking", "shown", "applying"
APPLIED, UNDONE, DISCARDED, UNREADABLE = "applied", "undone", "discarded", "unreadable"
OPEN = (READING, ASKING, SHOWN, APPLYING, UNREADABLE)
KEPT = timedelta(days=7)
"""How long a file waits for somebody to decide."""
UNDOABLE = timedelta(days=60)
"""How long an import can be undone: what it takes holds former names."""
_LONGEST_NAME = 200


def stage_roster(context: Context, event_id: str, name: str, data: bytes) -> tuple[str, str]:
    """Keep a file and have it read; returns the ids of the import and of the job that reads it.

    name: as the browser gave it. Raises DomainError `file_empty`, `file_too_large`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    if not data.strip():
        raise DomainError("file_empty")
    if len(data) > STANDARD.size:
        raise DomainError("file_too_large", limit=str(STANDARD.size // 1_000_000))
    session, digest = context.session, hashlib.sha256(data).hexdigest()
    with write_transaction(session):
        sweep(session, context.now)
        staged = StagedFile(
            id=new_id(),
            event_id=event_id,
            name=file_name(name),
            size=len(data),
            sha256=digest,
            data=data,
            created_by=context.actor.account_id,
            created_at=context.now,
        )
        session.add(staged)
        session.flush()
        plan = ImportPlan(
            id=new_id(),
            event_id=event_id,
            staged_file_id=staged.id,
            state=READING,
            file_name=staged.name,
            sha256=digest,
            options={},
            summary={},
            created_by=context.actor.account_id,
            created_at=context.now,
        )
        session.add(plan)
        session.flush()
        import_id, job_id = plan.id, _read_again(context, plan)
    context.publish(JobAsked(job_id))
    return import_id, job_id


def read_again(context: Context, event_id: str, import_id: str, options: Mapping[str, str]) -> str:
    """Have a file read once more, with other decisions about it; returns the job's id.

    Raises DomainError `not_found`, `import_decided`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    with write_transaction(context.session):
        plan = open_import(context.session, event_id, import_id)
        plan.options, plan.state = dict(options), READING
        job_id = _read_again(context, plan)
    context.publish(JobAsked(job_id))
    return job_id


def ask_to_apply(context: Context, event_id: str, import_id: str, digest: str) -> str:
    """Have an import written that was shown; returns the job's id. digest: of what was shown.

    Raises DomainError `not_found`, `import_decided`, `plan_changed`, `plan_not_applicable`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    with write_transaction(context.session):
        plan = open_import(context.session, event_id, import_id)
        if plan.state != SHOWN or plan.digest != digest:
            raise DomainError("plan_changed")
        if not plan.summary.get("applicable"):
            raise DomainError("plan_not_applicable")
        plan.state = APPLYING
        plan.job_id = job_id = start_job(context, APPLY, event_id, {"import": plan.id})
    context.publish(JobAsked(job_id))
    return job_id


def ask_to_undo(context: Context, event_id: str, import_id: str, typed: str) -> str:
    """Have an import taken back; returns the job's id. typed: the code of the event, typed by the person.

    Raises DomainError `not_found`, `undo_gone`, `confirmation_differs`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    session = context.session
    code = session.scalar(select(Event.code).where(Event.id == event_id))
    plan = session.scalar(select(ImportPlan).where(ImportPlan.id == import_id, ImportPlan.event_id == event_id))
    if plan is None or code is None:
        raise DomainError("not_found")
    if plan.state != APPLIED or session.get(ImportUndo, import_id) is None:
        raise DomainError("undo_gone")
    if typed.strip() != code:
        raise DomainError("confirmation_differs", expected=code)
    with write_transaction(session):
        plan.job_id = job_id = start_job(context, UNDO, event_id, {"import": import_id})
    context.publish(JobAsked(job_id))
    return job_id


def encoding_choices(context: Context, event_id: str, import_id: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return how the first rows of a file would read in each encoding that fits, the most likely one first.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    return offload(readings, staged_bytes(context.session, event_id, import_id))


def discard_import(context: Context, event_id: str, import_id: str) -> None:
    """Give an import up and forget its file. Raises DomainError `not_found`, `import_decided`, `not_allowed`."""
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    with write_transaction(context.session):
        plan = open_import(context.session, event_id, import_id)
        plan.state = DISCARDED
        clear_staged(context.session, plan)


def open_import(session: Session, event_id: str, import_id: str) -> ImportPlan:
    """Return an import that nobody has decided yet, locked. Raises DomainError `not_found`, `import_decided`,
    `import_running`.
    """
    plan = session.scalar(
        select(ImportPlan).where(ImportPlan.id == import_id, ImportPlan.event_id == event_id).with_for_update()
    )
    if plan is None:
        raise DomainError("not_found")
    if plan.state not in OPEN or plan.staged_file_id is None:
        raise DomainError("import_decided")
    if plan.state == APPLYING:
        job_state = session.scalar(select(Job.state).where(Job.id == plan.job_id))
        if job_state in OPEN_STATES:
            raise DomainError("import_running")
        # Its process died; the transaction died with it.
        plan.state = SHOWN
    return plan


def staged_bytes(session: Session, event_id: str, import_id: str) -> bytes:
    """Return the file of an import as it came. Raises DomainError `not_found`. One statement."""
    data = session.scalar(
        select(StagedFile.data)
        .join(ImportPlan, ImportPlan.staged_file_id == StagedFile.id)
        .where(ImportPlan.id == import_id, ImportPlan.event_id == event_id)
    )
    if data is None:
        raise DomainError("not_found")
    return data


def clear_staged(session: Session, plan: ImportPlan) -> None:
    """Forget the file and the rows of an import; its counts stay."""
    session.execute(delete(ImportRow).where(ImportRow.import_id == plan.id))
    staged_id, plan.staged_file_id = plan.staged_file_id, None
    session.flush()
    if staged_id is not None:
        session.execute(delete(StagedFile).where(StagedFile.id == staged_id))


def sweep(session: Session, now: datetime) -> None:
    """Forget files that nobody decided about for a week, and what it takes to undo imports of long ago."""
    old = session.scalars(
        select(ImportPlan).where(ImportPlan.staged_file_id.is_not(None), ImportPlan.created_at < now - KEPT)
    )
    for plan in old.all():
        plan.state = DISCARDED
        clear_staged(session, plan)
    past = select(ImportPlan.id).where(ImportPlan.applied_at < now - UNDOABLE)
    session.execute(delete(ImportUndo).where(ImportUndo.import_id.in_(past)))


def options_of(stored: Mapping[str, str]) -> ReadOptions:
    """Return decisions about a file as they were stored."""
    on_changed = stored.get("on_changed", "")
    return ReadOptions(
        encoding=stored.get("encoding") or None,
        sheet=stored.get("sheet") or None,
        on_changed=OnChanged(on_changed) if on_changed in set(OnChanged) else OnChanged.ASK,
        leaves_out=stored.get("leaves_out") == "1",
    )


def file_name(given: str) -> str:
    """Return a file's name without folders and signs that cannot be shown."""
    name = given.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    return shown.strip()[-_LONGEST_NAME:] or "table"


def _read_again(context: Context, plan: ImportPlan) -> str:
    params: dict[str, Json] = {"import": plan.id}
    plan.job_id = job_id = start_job(context, READ, plan.event_id, params)
    context.session.flush()
    return job_id
