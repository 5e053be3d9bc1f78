"""Sentences about backups, archives and rehearsals."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "event_archived": N_("This event is archived: it can be read, and nothing in it is changed any more."),
    "sealed_raw_copy": N_(
        "This is a bare copy of a database file. What was entered last may lie in another file that was not copied, "
        "so it is not restored. Use a backup that Podium made."
    ),
    "sealed_broken": N_(
        "This file is damaged, cut off, or not from Podium: it is not what it was when it was written. "
        "Nothing was changed; use another backup."
    ),
    "sealed_too_large": N_("Unpacked, this file is larger than it may be. Nothing was changed."),
    "backup_failed": N_(
        "The backup could not be written (%(fault)s), so nothing else was done either. "
        "Make room on the disk or check the folder, then try again."
    ),
    "backup_damaged_database": N_(
        "The database is damaged (%(fault)s), so no backup of it was made and nothing else was done. "
        "Keep the files as they are and restore the newest backup."
    ),
}
