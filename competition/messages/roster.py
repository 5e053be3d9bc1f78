"""Sentences about people, teams and entries."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "team_code_missing": N_("The team code is empty. Fill in the code of the delegation, such as CHN."),
    "team_code_invalid": N_('"%(value)s" is no team code. Use at most 16 Latin letters and digits, such as CHN.'),
    "team_name_differs": N_(
        "The same team has another name in row %(first)s. Write the name the same way in both rows."
    ),
    "name_missing": N_("The name is empty. Fill it in."),
    "name_too_long": N_("The name has more than %(limit)s characters. Shorten it."),
    "name_invalid": N_("The name holds a character that cannot be shown. Type the name again."),
    "latin_name_not_latin": N_("The Latin name holds other letters. Write it as in the passport."),
    "latin_name_missing": N_(
        "The name has no form in Latin letters. Add it as in the passport, so that everybody can read it."
    ),
    "bib_too_long": N_("The entry code has more than %(limit)s characters. Shorten it."),
    "bib_twice": N_("Entry code %(value)s stands in row %(first)s already. Give one of the two another code."),
    "bib_taken": N_("Entry code %(value)s belongs to somebody else. Choose another one."),
    "trade_code_missing": N_("The trade is empty. Competitors and judges need the code of their trade."),
    "trade_unknown": N_('The event has no trade "%(value)s". Correct the code, or add the trade first.'),
    "person_twice": N_(
        "The same person stands in row %(first)s already. Remove one of the two rows; if they are two people of one "
        "name, write both dates of birth."
    ),
    "person_ambiguous": N_(
        "The event has several people of this name here. Write the date of birth, or use a file that was downloaded "
        "here: its references say who is meant."
    ),
    "person_moved": N_(
        "A file cannot move a person to another team, trade or role. Change that on the page of the person, or leave "
        "the reference empty to add somebody new."
    ),
    "person_kept": N_("Somebody changed this person after the file was made. What the event knows is kept."),
    "reference_unknown": N_("The reference of this row means nobody in this event. The name was used instead."),
    "reference_twice": N_("Another row means the same person. Remove one of the two rows."),
    "name_mixed_letters": N_(
        "A word of this name mixes Latin and Cyrillic letters that look alike. Type it in one alphabet."
    ),
    "person_changed_meanwhile": N_(
        "Somebody changed this person after the file was made. Decide which of the two holds."
    ),
    "date_invalid": N_('"%(found)s" is no date. Write it as 2001-05-31.'),
    "date_ambiguous": N_('In "%(found)s" day and month cannot be told apart. Write it as 2001-05-31.'),
    "role_unknown": N_('"%(found)s" is no role. Write competitor, judge, chief judge, team leader or interpreter.'),
    "language_unknown": N_('"%(found)s" is no language code. Write a code such as zh, ar or fr.'),
    "entry_unknown": N_("There is no entry %(entry)s in this trade. Load the page again."),
}
