"""Every kind of work beside the pages, by name. One line for each; `app` and `worker` call this when they start."""

from __future__ import annotations

from competition.domain.permissions import Permission
from competition.services import archive_upload, event_archive, imports, rehearsal_play
from competition.services.import_jobs import apply_import, read_import, undo
from competition.services.jobs import register_kind


def register_all() -> None:
    """Make every kind known to this process."""
    register_kind(imports.READ, read_import, Permission.EDIT_COMPETITORS)
    register_kind(imports.APPLY, apply_import, Permission.EDIT_COMPETITORS)
    register_kind(event_archive.KIND, event_archive.export_in_job, Permission.START_BACKUP)
    register_kind(archive_upload.CHECK, archive_upload.check_in_job, Permission.CREATE_EVENT)
    register_kind(archive_upload.RESTORE, archive_upload.restore_in_job, Permission.CREATE_EVENT)
    register_kind(rehearsal_play.KIND, rehearsal_play.play_rehearsal, Permission.REHEARSE)
    register_kind(imports.UNDO, undo, Permission.EDIT_COMPETITORS)
