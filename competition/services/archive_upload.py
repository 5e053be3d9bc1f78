"""Let an archived event in from the browser: kept on the disk, looked through and restored beside the server. B5, B6.

The file lies in a folder of the server until it is restored or let go, for a day at most. A job looks through it and
keeps what it found as its result; a second one restores it. Whatever stops in between has written nothing.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from competition.db.base import Json
from competition.db.models import Event, Job
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.formats.sealed import file_hash
from competition.services.archive_look import ArchiveLook, look_into_archive
from competition.services.archive_restore import restore_archive
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_archive import archive_folder
from competition.services.event_setup import checked_event_code
from competition.services.identity import new_id
from competition.services.jobs import DONE, JobRun, start_job
from competition.services.shelf import SUFFIX

CHECK, RESTORE = "archive.check", "archive.restore"
LARGEST = 1_000_000_000
"""Bytes of a file that is taken; the demo event makes 7 million."""
KEPT_S = 24 * 3600
"""How long a file waits for somebody to decide."""
_INCOMING = "incoming-"
_STAGING = ".staging-"
_UPLOAD = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is being brought. path: where it is written to."""

    id: str
    path: Path


def begin_upload(context: Context) -> Upload:
    """Return where a file may be written, after old ones were let go.

    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.CREATE_EVENT)
    folder = archive_folder(context)
    for old in (*folder.glob(f"{_INCOMING}*{SUFFIX}"), *folder.glob(f"{_STAGING}*")):
        if time.time() - old.stat().st_mtime > KEPT_S:
            if old.is_dir():
                shutil.rmtree(old, ignore_errors=True)
            else:
                old.unlink(missing_ok=True)
    upload_id = new_id()
    return Upload(upload_id, _path(context, upload_id))


def ask_to_look(context: Context, upload: Upload, name: str) -> str:
    """Have a file that was written looked through; returns the job's id. name: as the person knows it.

    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    return start_job(context, CHECK, None, {"upload": upload.id, "name": name[:200]})


def ask_to_restore(context: Context, check_id: str, *, code: str, typed: str) -> str:
    """Have an archive that was looked through restored; returns the job's id.

    code: of the event here. typed: the code of the archived event, typed by the person.
    Raises DomainError `not_found`, `archive_event_exists`, `event_code_invalid`, `event_code_reserved`,
    `event_code_taken`, `typed_differs`, `sign_in_needed`, `not_allowed`, `sign_in_again`.
    """
    context.require(Permission.CREATE_EVENT)
    job = _looked(context, check_id)
    found = job.result or {}
    code = checked_event_code(code.strip())
    if found["here"]:
        raise DomainError("archive_event_exists", event=str(found["here"]))
    if context.session.scalar(select(Event.id).where(Event.code == code)) is not None:
        raise DomainError("event_code_taken", event=code)
    if typed.strip() != found["code"]:
        raise DomainError("typed_differs", typed=str(found["code"]))
    context.require_fresh()
    params: dict[str, Json] = {"upload": job.params["upload"], "name": job.params["name"], "code": code}
    return start_job(context, RESTORE, None, {**params, "sha256": found["sha256"], "check": check_id})


def let_go(context: Context, check_id: str) -> None:
    """Delete a file that is not wanted. Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`."""
    context.require(Permission.CREATE_EVENT)
    job = context.session.scalar(select(Job).where(Job.id == check_id, Job.kind == CHECK))
    if job is None:
        raise DomainError("not_found")
    _path(context, str(job.params["upload"])).unlink(missing_ok=True)


def is_waiting(context: Context, upload_id: str) -> bool:
    """Tell whether a file is still there to be restored."""
    return _path(context, upload_id).exists()


def check_in_job(run: JobRun) -> Mapping[str, Json]:
    """Look through an archive; a broken one goes at once. Returns what a person looks at before deciding."""
    path = _path(run.context, str(run.params["upload"]))
    if not path.exists():
        raise DomainError("upload_gone")
    run.progress(0, 0, "reading")
    try:
        look = look_into_archive(run.context, path, path.parent, tell=run.progress)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _told(look, file_hash(path))


def restore_in_job(run: JobRun) -> Mapping[str, Json]:
    """Restore an archive after a backup of the present; returns `event`, its code here."""
    path, code = _path(run.context, str(run.params["upload"])), str(run.params["code"])
    if not path.exists():
        raise DomainError("upload_gone")
    if file_hash(path) != run.params["sha256"]:
        raise DomainError("sealed_broken")
    run.progress(0, 0, "backing_up")
    back_up_first(run.context, "archive_upload.restore_in_job")
    restored = restore_archive(run.context, path, path.parent, code=code, tell=run.progress)
    path.unlink(missing_ok=True)
    return {"event": restored.code, "rows": restored.rows, "logins": len(restored.logins)}


def _looked(context: Context, check_id: str) -> Job:
    """Return the job that looked through a file which is still there."""
    job = context.session.scalar(select(Job).where(Job.id == check_id, Job.kind == CHECK, Job.state == DONE))
    if job is None or job.result is None:
        raise DomainError("not_found")
    if not is_waiting(context, str(job.params["upload"])):
        raise DomainError("upload_gone")
    return job


def _path(context: Context, upload_id: str) -> Path:
    if not _UPLOAD.fullmatch(upload_id):
        raise DomainError("not_found")
    return archive_folder(context) / f"{_INCOMING}{upload_id}{SUFFIX}"


def _told(look: ArchiveLook, digest: str) -> dict[str, Json]:
    """Return what was found as the job keeps it; nothing of a person."""
    facts, event = look.facts, look.facts.event
    return {
        "code": event.code,
        "names": dict(event.name),
        "starts": look.starts.isoformat(),
        "ends": look.ends.isoformat(),
        "closed": look.is_closed,
        **look.counts,
        "entries": event.entries,
        "sheets": event.sheets,
        "locked": event.locked,
        "marks": event.marks,
        "seq": event.seq,
        "head": event.hash,
        "schema": facts.schema,
        "app": facts.app,
        "secrets": facts.secrets,
        "rows": facts.rows,
        "size": facts.size,
        "sha256": digest,
        "here": look.here,
        "taken": look.is_taken,
        "free_code": look.free_code,
        "known": sum(look.known.values()),
        "logins": look.logins,
    }
