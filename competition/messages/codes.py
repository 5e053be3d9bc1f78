"""Sentences about blind codes and the people who hold their keys."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "layers_invalid": N_("A trade has at most %(most)s layers of blind codes. Choose fewer."),
    "codes_after_marks": N_(
        "Marks were entered in this trade already, so codes would hide nothing any more. Seal before the first mark."
    ),
    "codes_sealed_already": N_("More layers are sealed than that. Open or discard them first."),
    "layers_all_sealed": N_("Every layer of this trade is sealed. Choose more layers first if you need another one."),
    "holders_missing": N_("Codes need %(needed)s key holders with keys. Let each of them make the own key first."),
    "holders_complete": N_("Three people hold keys already. Ask the organizer to take one back first."),
    "holder_judges": N_("Whoever judges at this event holds no key. Ask the organizer to name somebody else."),
    "layer_of_other_holder": N_(
        "Each layer is drawn and kept by another key holder. Ask the holder whose layer it is, or one without a layer."
    ),
    "codes_too_few": N_("Codes hide nobody among fewer than %(least)s entries. Add the entries first."),
    "codes_used_up": N_("There are no unused codes left. Ask for another layer."),
    "code_missing": N_("An entry has no code yet. Enter the code that was drawn for each of them."),
    "code_invalid": N_('"%(drawn)s" is no code. Use at most 12 Latin letters, digits and hyphens.'),
    "code_drawn_twice": N_("Code %(drawn)s stands twice. Every code is used once; check what was drawn."),
    "code_used_before": N_("Code %(drawn)s was used in this trade before. Draw another one."),
    "panels_not_neutral": N_(
        "Under codes nobody knows who is a compatriot, and %(tasks)s lack judges of teams without an entry. "
        "Give them such judges, or let the trade allow compatriots."
    ),
    "codes_not_sealed": N_("No layer of this trade is sealed. Load the page again."),
    "key_missing": N_("You have no key yet. Make your key first."),
    "key_in_use": N_("Something is sealed for this key, so it has to stay as it is. Open those layers first."),
    "passphrase_wrong": N_("This is not your passphrase or recovery code. Nothing was opened; try again."),
    "passphrase_locked": N_("Too many wrong passphrases. Wait %(minutes)s minutes, then try again."),
    "sheets_not_locked": N_(
        "%(count)s sheets are not locked yet, so judges could still mark somebody whom they know. "
        "Wait, or say that the layer is opened early."
    ),
    "opening_expired": N_("The first holder asked more than an hour ago. Let it be asked again."),
    "layer_changed": N_(
        "What was sealed does not fit what is here now. Nothing was opened; keep the server as it is and call for help."
    ),
    "status_unknown": N_("Choose withdrawn, absent, disqualified, or back in the competition."),
}
