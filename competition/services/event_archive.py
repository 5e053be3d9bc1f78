"""Hand an event out as one file, and archive it: two people close its log, so that nothing in it changes any more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select, update

from competition.db.base import Json
from competition.db.models import AuditHead, Event
from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.apart import run_apart, shares_its_thread
from competition.services.approvals import Request, ask, take
from competition.services.archives import write_archive
from competition.services.backups import engine_of, make_backup
from competition.services.context import Context
from competition.services.jobs import JobRun
from competition.services.shelf import SUFFIX, shelf_of
from competition.services.unit_of_work import unit_of_work

KIND = "archive.export"
ACTION = "event.archive"
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
        make_backup(context, BackupReason.BEFORE_ARCHIVE)
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


def _event(context: Context, event_id: str) -> tuple[str, int]:
    row = context.session.execute(
        select(Event.code, Event.clock_offset, Event.rehearsal_of, AuditHead.closed_at)
        .join(AuditHead, AuditHead.event_id == Event.id)
        .where(Event.id == event_id)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    if row.rehearsal_of is not None:
        raise DomainError("rehearsal_not_archived")
    if row.closed_at is not None:
        raise DomainError("event_archived")
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
