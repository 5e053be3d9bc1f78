"""Sentences about versions of marking schemes: published, locked, changed after the first mark."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "fate_not_possible": N_(
        "The marks of aspect %(aspect)s cannot be treated in this way. Choose one of the ways that are offered."
    ),
    "scheme_unchanged": N_("The draft says the same as version %(version)s. There is nothing to publish."),
    "warnings_unread": N_(
        "The scheme can be published, but there are warnings (%(warnings)s). Read them and tick that you have."
    ),
    "scheme_locked": N_(
        "This version of the marking scheme is locked. A change needs a new version that a chief judge and an "
        "organizer approve."
    ),
    "nothing_to_undo": N_("There is no change of this marking scheme that could be taken back."),
    "marks_entered_since": N_(
        "Something was entered since the scheme was changed, so the change cannot be taken back any more. "
        "Make a new version instead."
    ),
    "request_not_yours": N_("Somebody else asked for this. You can refuse it, but not withdraw it."),
}
