"""Sentences about backups, archives and rehearsals."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "event_archived": N_("This event is archived: it can be read, and nothing in it is changed any more."),
    "event_not_archived": N_("This event is not archived: nothing has to be opened. Nothing was changed."),
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
    "rehearsal_not_archived": N_("A rehearsal is wiped, not archived. Archive the event that it rehearses."),
    "upload_gone": N_("The file is not here any more: it waits for a day at most. Bring it again."),
    "upload_failed": N_(
        "The file could not be kept (%(fault)s), so nothing was changed. Make room on the disk, then try again."
    ),
    "archive_too_large": N_(
        "The file is larger than %(limit)s MB. Restore it on the server: competition archive restore."
    ),
    "archive_is_backup": N_(
        "This is a backup of a whole installation, not the archive of one event. Restore it with competition restore."
    ),
    "archive_other_version": N_(
        "This file is of another version (%(version)s) that cannot be read here. Restore it with the version of Podium "
        "that wrote it, or with a newer one."
    ),
    "archive_table_missing": N_(
        "The archive lacks the table %(table)s or some of its columns, so the event would not be whole. "
        "Nothing was changed; export the archive again."
    ),
    "archive_unreadable": N_(
        "The archive cannot be read at line %(line)s of the table %(table)s. Nothing was changed; export it again."
    ),
    "archive_incomplete": N_(
        "The archive is not whole: the table %(table)s points at something in %(missing)s that is not there. "
        "Nothing was changed; export it again."
    ),
    "archive_foreign_rows": N_(
        "The archive holds rows in the table %(table)s that do not belong to its event. Nothing was changed."
    ),
    "archive_not_verified": N_(
        "The archive does not hold together: %(fault)s Nothing was changed. Keep the file and call an auditor."
    ),
    "archive_event_exists": N_(
        "This very event is here already, as %(event)s. An event is restored where it is not; nothing was changed."
    ),
    "archive_collides": N_(
        "Some rows of the archive are here already as parts of another event. Nothing was changed; restore it in an "
        "installation of its own."
    ),
    "award_differs": N_(
        "%(register)s: the stored mark %(found)s is not what the value earns. "
        "Keep this database, and compare it with the last backup."
    ),
    "sheet_sum_differs": N_(
        "Sheet %(sheet_name)s: the stored sum is %(found)s, its marks add up to %(counted)s. "
        "Keep this database, and compare it with the last backup."
    ),
    "entry_sum_differs": N_(
        "Entry %(entry)s: the stored total is %(found)s, its sheets add up to %(counted)s. "
        "Keep this database, and compare it with the last backup."
    ),
    "backup_is_archive": N_(
        "This is the archive of one event, not a backup. Restore it with competition archive restore."
    ),
    "backup_not_verified": N_(
        "In this backup the log of %(event)s does not hold together: %(fault)s Nothing was changed; use another backup."
    ),
    "restore_busy": N_(
        "Somebody holds the database open, so nothing was changed. Stop the server, then restore again."
    ),
    "log_rolled_back": N_(
        "The log was seen at entry %(seq)s on %(seen)s; now it ends at %(found)s. This database is older than what was "
        "seen, or was changed: %(missing)s entries are missing. Keep it, and look for the newer one."
    ),
    "restoring": N_(
        "A backup is being restored. Nothing that you entered is lost on your device; try again in some seconds."
    ),
    "backup_of_others": N_(
        "This backup holds events that others run, so it is not handed out to you. Export the archive of your event."
    ),
    "rehearsal_exists": N_("This event has a rehearsal already. Play it, or wipe it before you make another one."),
    "rehearsal_of_rehearsal": N_("This is a rehearsal itself. Go to its event and rehearse there."),
    "nothing_to_rehearse": N_("None of these trades can be rehearsed. Choose others, or give the event a trade first."),
    "rehearsal_server_silent": N_(
        "The robots found nobody at %(url)s. Check that the server runs there, then try again."
    ),
}
