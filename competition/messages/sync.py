"""Sentences about what becomes of marks that a tablet sends."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "device_forked": N_("Two copies of this tablet exist. Its marks are kept; the chief judge decides about them."),
    "device_revoked": N_("This tablet was taken out of use. Its marks are kept; hand it to the event office."),
    "device_key_invalid": N_("The key of this tablet cannot be read. Load the page again."),
    "seal_broken": N_("This mark was changed after it was entered on the tablet. Enter it again."),
    "seal_missing": N_("It is not proven who entered this mark. The judge has to sign in and send it."),
    "judge_not_assigned": N_("You are not on the panel of this sheet any more. Your mark is kept for the chief judge."),
    "entry_not_active": N_("This entry does not compete any more. Your mark is kept for the chief judge."),
    "scheme_changed": N_("The marking scheme was changed meanwhile. Your mark is kept for the chief judge."),
    "sheet_signed": N_("This sheet was signed meanwhile. Your mark is kept for the chief judge."),
    "sheet_not_open": N_("This sheet is not open yet. Your mark is kept for the chief judge."),
    "sheet_reopened": N_("This sheet was reopened meanwhile. Your mark is kept for the chief judge."),
    "scores_shown": N_("All scores of this round are shown already. Your score is kept for the chief judge."),
    "value_changed_meanwhile": N_("Another value was entered meanwhile. Choose the one that counts."),
    "sequence_gap": N_("Earlier marks of this tablet are missing. They are sent first."),
    "key_reused": N_("This was sent before with other marks. They are sent again in a new batch."),
    "batch_running": N_("These marks are being recorded right now. Wait a moment."),
    "since_unknown": N_("This tablet shows a state that the server does not know. Load the sheet again."),
    "storage_full": N_("The server has no room left. Your marks stay on this tablet; call the event office."),
    "tablet_file_closed": N_("This file was changed, or it was made for another event. Nothing was imported."),
    "tablet_file_invalid": N_("This is no file of a tablet. Choose the file that the tablet saved."),
    "tablet_file_other_event": N_("This file was made for another event. Nothing was imported."),
    "held_decided": N_("This mark was decided about already. Nothing was changed."),
    "held_own": N_("Nobody decides about a mark of their own. Ask another person."),
    "held_sheet_closed": N_("The sheet takes no marks now. Reopen or open it first, then accept the mark."),
    "held_judge_barred": N_("The judge does not mark this entry now. Put the judge on the panel first, or decline."),
    "held_scores_shown": N_("The scores of this round are shown. Open another round first, or decline."),
    "held_value_invalid": N_(
        "The value does not fit the marking scheme as it is now. Decline it and let it be entered."
    ),
    "held_entry_inactive": N_("The entry does not compete any more. Let it take part again first, or decline."),
}
