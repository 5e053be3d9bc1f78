"""Hand an event out as one file, and archive it: two people close its log, so that nothing in it changes any more.

Two people open it again in the same way. That they asked for it, and what they decided, is all that a closed log takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select, update

from competition.db.base import Json
from competition.db.models import AuditHead, Event
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.apart import run_apart, shares_its_thread
from competition.services.approvals import Request, ask, take
from competition.services.archives import write_archive
from competition.services.backups import engine_of
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.jobs import JobRun
from competition.services.shelf import SUFFIX, shelf_of
from competition.services.unit_of_work import Unit, unit_of_work

KIND = "archive.export"
ACTION = "event.archive"
REOPEN = "event.reopen"
FOLDER = "archives"


def export_in_job(run: JobRun) -> Mapping[str, Json]:
    """Write the archive of the job's event; returns `file`, `sha256`, `size`, `rows`. Older files of it go."""
    context = run.context
    context.require(Permission.START_BACKUP, event_id=run.event_id)
    run.progress(0, 0, "writing")
    event_id = run.event_id or ""
    folder = archive_folder(context)
    path = folder / f"{event_id}-{run.job_id}{SUFFIX}"
    written = write_archive(context.session, event_id, path)
    for each in folder.glob(f"{event_id}-*{SUFFIX}"):
        if each != path:
            each.unlink()
    return {"file": path.name, "sha256": written.sha256, "size": written.size, "rows": written.rows}


def archive_folder(context: Context) -> Path:
    """Return where archives lie until they are taken away, readable by the server alone."""
    folder = shelf_of(engine_of(context)).folder.parent / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def archive_file(context: Context, event_id: str, name: str) -> Path:
    """Return an archive of an event that was written; raises DomainError `not_found`."""
    folder = archive_folder(context)
    for path in folder.glob(f"{event_id}-*{SUFFIX}"):
        if path.name == name:
            return path
    raise DomainError("not_found")


def ask_to_archive(context: Context, event_id: str, reason: str) -> str:
    """Ask for an event to be archived; returns the id of the request.

    Raises DomainError `not_found`, `event_archived`, and as `ask`.
    """
    code, offset = _event(context, event_id)
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        request = Request(Permission.ARCHIVE_EVENT, ACTION, f"event/{event_id}", reason, details={"code": code})
        return ask(unit, request)


def decide_to_archive(context: Context, event_id: str, approval_id: str, *, approve: bool) -> Path | None:
    """Decide it as the second person; when approved a backup and the archive are written, then the log is closed.

    Returns the archive, None when it was refused. Raises DomainError as `take`, `make_backup` and `write_archive`.
    """
    code, offset = _event(context, event_id)
    context.require(Permission.ARCHIVE_EVENT, event_id=event_id)
    path = None
    if approve:
        back_up_first(context, "event_archive.decide_to_archive")
        path = _written(context, event_id, code, archive_folder(context) / f"{event_id}-{approval_id}{SUFFIX}")
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        approval = take(unit, approval_id, Permission.ARCHIVE_EVENT, {"code": code}, approve=approve)
        if approval.action != ACTION:
            raise DomainError("not_found")
        if approve:
            unit.record(ACTION, f"event/{event_id}")
            unit.log.chain()
            closed = update(AuditHead).where(AuditHead.event_id == event_id).values(closed_at=context.now)
            context.session.execute(closed)
    return path


def ask_to_reopen(context: Context, event_id: str, reason: str) -> str:
    """Ask for an archived event to be opened again; returns the id of the request.

    Raises DomainError `not_found`, `event_not_archived`, and as `ask`.
    """
    code, offset = _event(context, event_id, archived=True)
    with unit_of_work(context, event_id, clock_offset=offset) as unit, _heard(unit):
        request = Request(Permission.ARCHIVE_EVENT, REOPEN, f"event/{event_id}", reason, details={"code": code})
        return ask(unit, request)


def decide_to_reopen(context: Context, event_id: str, approval_id: str, *, approve: bool) -> bool:
    """Decide it as the second person; returns whether the event is open again.

    Raises DomainError as `take`, and `event_not_archived`.
    """
    code, offset = _event(context, event_id, archived=True)
    context.require(Permission.ARCHIVE_EVENT, event_id=event_id)
    with unit_of_work(context, event_id, clock_offset=offset) as unit, _heard(unit, stays_open=approve):
        approval = take(unit, approval_id, Permission.ARCHIVE_EVENT, {"code": code}, approve=approve)
        if approval.action != REOPEN:
            raise DomainError("not_found")
        if approve:
            unit.record(REOPEN, f"event/{event_id}")
    return approve


@contextmanager
def _heard(unit: Unit, *, stays_open: bool = False) -> Iterator[None]:
    """Let a closed log take what is said meanwhile, inside the open transaction. stays_open: from now on too."""
    session, event_id = unit.context.session, unit.event_id
    closed = select(AuditHead.closed_at).where(AuditHead.event_id == event_id).with_for_update()
    closed_at = session.execute(closed).scalar_one()
    if closed_at is None:
        raise DomainError("event_not_archived")
    session.execute(update(AuditHead).where(AuditHead.event_id == event_id).values(closed_at=None))
    yield
    session.flush()
    unit.log.chain()
    if not stays_open:
        session.execute(update(AuditHead).where(AuditHead.event_id == event_id).values(closed_at=closed_at))


def _event(context: Context, event_id: str, *, archived: bool = False) -> tuple[str, int]:
    """Return code and clock of an event. archived: whether it has to be."""
    row = context.session.execute(
        select(Event.code, Event.clock_offset, Event.rehearsal_of, AuditHead.closed_at)
        .join(AuditHead, AuditHead.event_id == Event.id)
        .where(Event.id == event_id)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    if row.rehearsal_of is not None:
        raise DomainError("rehearsal_not_archived")
    if (row.closed_at is not None) != archived:
        raise DomainError("event_not_archived" if archived else "event_archived")
    return row.code, row.clock_offset


def _written(context: Context, event_id: str, code: str, path: Path) -> Path:
    """Write the archive, beside the server where greenlets share its thread."""
    path.unlink(missing_ok=True)
    if shares_its_thread():
        context.session.rollback()
        run_apart(engine_of(context), path.parent.parent, ["archive", "export", code, str(path)])
    else:
        write_archive(context.session, event_id, path)
    return path
