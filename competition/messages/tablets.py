"""Sentences about tablets and judges' cards."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "enrolment_over": N_("This code is not open any more. Ask the event office to open enrolment again."),
    "too_many_tablets": N_("An event has at most %(limit)s tablets. Ask the event office."),
    "too_many_cards": N_("At most %(limit)s cards are made at once. Choose fewer judges, such as one trade."),
    "works_in_office": N_(
        "These judges also work in the office, which a card would open: %(judges)s. Untick them; "
        "they sign in by password."
    ),
}
