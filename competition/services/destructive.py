"""What destroys something, and that a backup is made before it. Source: PRODUCT B6.

Every use case that takes away what somebody entered stands here; a test holds that none is missing, and that each
makes its backup. What a backup cannot be made for is not done.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from competition.domain.backups import BackupReason
from competition.services.backups import make_backup, newest_backup
from competition.services.context import Context
from competition.services.shelf import Backup

STEPS: Mapping[str, BackupReason] = {
    "archive_upload.restore_in_job": BackupReason.BEFORE_IMPORT,
    "code_opening.open_layer": BackupReason.BEFORE_CHANGE,
    "codes.discard_layer": BackupReason.BEFORE_CHANGE,
    "competitors.remove_competitor": BackupReason.BEFORE_DELETE,
    "entries.remove_entry": BackupReason.BEFORE_DELETE,
    "erasure.erase_person": BackupReason.BEFORE_DELETE,
    "event_archive.decide_to_archive": BackupReason.BEFORE_ARCHIVE,
    "event_brand.remove_sponsor": BackupReason.BEFORE_DELETE,
    "import_jobs.apply_import": BackupReason.BEFORE_IMPORT,
    "import_jobs.undo": BackupReason.BEFORE_CHANGE,
    "rehearsal_wipe.wipe_rehearsal": BackupReason.BEFORE_WIPE,
    "restoring.restore_backup": BackupReason.BEFORE_RESTORE,
    "schedule.remove_items": BackupReason.BEFORE_DELETE,
    "schedule_days.remove_day": BackupReason.BEFORE_DELETE,
    "scheme_import.apply_scheme_import": BackupReason.BEFORE_SCHEME,
    "scheme_release.approve_request": BackupReason.BEFORE_SCHEME,
    "teams.remove_team": BackupReason.BEFORE_DELETE,
    "trades.remove_trade": BackupReason.BEFORE_DELETE,
}
"""Use cases by module and name, with the reason that their backup bears."""
SMALL = frozenset(
    {
        "competitors.remove_competitor",
        "entries.remove_entry",
        "event_brand.remove_sponsor",
        "schedule.remove_items",
        "schedule_days.remove_day",
        "teams.remove_team",
    }
)
"""Steps that take a line or two away, often many in a row: for these a fresh backup is enough (`RECENT`)."""
RECENT = timedelta(seconds=60)
"""How old the last backup may be before a small step. Source: QUALITY P17: no more than a minute may be lost."""


def back_up_first(context: Context, step: str) -> Backup:
    """Make the backup before a step that destroys something, outside of its transaction; returns it.

    step: of `STEPS`. Who may take it is checked before. Raises DomainError as `make_backup`; then it is not taken.
    """
    if step in SMALL:
        newest = newest_backup(context)
        if newest is not None and timedelta(0) <= context.now - newest.at <= RECENT:
            return newest
    return make_backup(context, STEPS[step])
