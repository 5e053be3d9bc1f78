"""Sentences about the settings of an event: names, rules, colours, sponsors."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "event_name_missing": N_("The event has no name. Fill it in, in at least one language."),
    "merit_invalid": N_("The number of the merit prize is above 0 and at most %(limit)s. Places are whole numbers."),
    "rules_in_use": N_(
        "Results of a trade are official already, so the rules stay. Withdraw them first if the rules were wrong."
    ),
    "colour_unknown": N_('"%(found)s" is no colour. Write six digits, such as #006a4b.'),
    "colours_too_faint": N_(
        "With these colours some words could not be read. Take what is suggested, or choose stronger ones."
    ),
    "sponsor_name_missing": N_("The sponsor has no name. Fill it in, in at least one language."),
    "too_many_sponsors": N_("At most %(limit)s sponsors are shown. Take one away first."),
}
