"""Sentences about results, medals, boards and the log."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "mark_not_number": N_('"%(found)s" is no mark. Write a number of zero or more.'),
    "entry_twice": N_("An entry stands twice in the results of one trade. Remove one of the two."),
    "entry_twice_in_file": N_("Entry %(entry)s stands in row %(first)s already. Remove one of the two rows."),
    "scale_without_spread": N_(
        "More than half of the marks are equal, so the scale gives everybody %(centre)s. "
        "Decide how to award the medals."
    ),
    "tie_unresolved": N_(
        "Nothing parts the entries at position %(position)s (%(entries)s). Draw lots, or decide by hand."
    ),
    "too_few_starters": N_("There are %(starters)s starters; a %(medal)s medal needs %(minimum)s. It is not given."),
    "policy_not_allowed": N_("What the public sees of this board can no longer be changed in this way."),
    "event_dates_invalid": N_(
        "The dates of the event do not fit. The last day follows the first, at most 60 days later."
    ),
    "rules_unknown": N_("These rules for medals are not known. Choose one of the rules offered."),
    "board_hash_differs": N_("The board on this screen differs from the published one. It loads again by itself."),
    "board_patch_invalid": N_("A change of the board could not be used. It loads again by itself."),
    "board_row_invalid": N_("A row of the board could not be read. It loads again by itself."),
    "board_shape_differs": N_("The board changed its shape. It loads again by itself."),
    "leaf_member_missing": N_("The log entry lacks %(member)s. Check the log with the command verify."),
    "leaf_member_unknown": N_("The log entry has an unknown part %(member)s. Check the log with the command verify."),
    "leaf_value_not_allowed": N_("The log entry holds a value that is not allowed in %(member)s. Check the log."),
}
