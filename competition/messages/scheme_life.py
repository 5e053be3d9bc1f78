"""Sentences about versions of marking schemes: published, locked, changed after the first mark."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "fate_not_possible": N_(
        "The marks of aspect %(aspect)s cannot be treated in this way. Choose one of the ways that are offered."
    ),
}
