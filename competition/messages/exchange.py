"""Sentences about setting an event up, importing, exporting and verifying."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "plan_changed": N_("Somebody changed the event after this plan was shown. Nothing was written; look at it again."),
    "plan_not_applicable": N_("The file has errors, so nothing was written. Correct them and import it again."),
    "import_decided": N_("This import was written, undone or given up already. Load the page again."),
    "import_running": N_("This import is being written just now. Wait until it is done, or end it."),
    "undo_gone": N_("This import can no longer be undone: it was undone already, or it is too long ago."),
    "undo_depends": N_("Something rests on this import by now, so it cannot be undone. Nothing was changed."),
    "team_new": N_('The event has no team "%(value)s" yet; it would be added. Correct the code if it is a slip.'),
    "group_too_long": N_("The group has more than %(limit)s characters. Shorten it."),
    "entry_would_split": N_(
        'Group "%(value)s" would take this competitor out of an entry that exists. Change the whole entry, or none.'
    ),
    "entry_too_large": N_(
        "Entries of this trade have at most %(size)s competitors; this row is one too many. "
        "Write a group, such as B, to make it the team's second entry."
    ),
    "judge_and_chief": N_("The same person has another judge's role in row %(first)s. Keep one of the two rows."),
    "judge_differs": N_(
        "The same judge is written in another way in trade %(trade)s. Write it the same way; if they are two people of "
        "one name, write both dates of birth."
    ),
    "bib_not_used": N_("Entry codes belong to competitors. The code of this row was not read."),
    "team_renamed": N_('The event knows this team as "%(known)s". It would get the name of the file.'),
    "scheme_has_marks": N_(
        "Marks were entered on version %(version)s of this scheme, so a file cannot replace it any more. "
        "Changes from now on need a new version that is compared with the marks first."
    ),
    "scheme_missing": N_("The trade %(trade)s has no marking scheme yet. Import one first."),
    "event_unknown": N_('There is no event "%(event)s". See competition event list for the codes.'),
    "event_code_taken": N_('There is an event "%(event)s" already. Choose another code.'),
    "event_code_invalid": N_(
        '"%(event)s" is no event code. Use 2 to 64 small Latin letters, digits and hyphens, such as brisc-2026.'
    ),
    "trade_code_taken": N_('The event has a trade "%(trade)s" already. Choose another code.'),
    "trade_code_invalid": N_('"%(trade)s" is no trade code. Use at most 16 Latin letters and digits, such as 04.'),
    "team_size_invalid": N_("An entry has 1 to %(limit)s competitors. Correct the size."),
    "entry_prefix_too_long": N_("The prefix of entry codes has more than %(limit)s characters. Shorten it."),
    "timezone_unknown": N_('"%(timezone)s" is no time zone. Write one such as Asia/Shanghai or Europe/Paris.'),
    "log_broken": N_(
        "The log is broken at entry %(seq)s (%(fault)s): it is not what it was when it was written. "
        "Keep this database, and compare it with the last backup."
    ),
    "log_cut": N_(
        "The log ends at entry %(seq)s but its head says %(head)s: entries are missing at the end. "
        "Keep this database, and compare it with the last backup."
    ),
    "register_not_logged": N_(
        "%(register)s: the database holds %(found)s, of which the log knows nothing. "
        "Keep this database, and compare it with the last backup."
    ),
    "register_missing": N_(
        "%(register)s: the log tells of %(logged)s, which the database lacks. "
        "Keep this database, and compare it with the last backup."
    ),
    "register_differs": N_(
        "%(register)s: the log tells of %(logged)s, the database holds %(found)s. "
        "Keep this database, and compare it with the last backup."
    ),
}
