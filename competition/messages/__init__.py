"""The sentences for the codes of refusals and problems: what happened, and what to do.

One file per subject beside this one. Adding a code means adding its sentence; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from competition.messages import (
    access,
    calibration,
    codes,
    exchange,
    files,
    images,
    jobs,
    keeping,
    marking,
    panels,
    people,
    questions,
    registers,
    results,
    roster,
    schedule,
    scheme_life,
    schemes,
    set_up,
    settings,
    sync,
    tablets,
)
from competition.messages.marker import N_

SENTENCES: Mapping[str, str] = {
    **access.SENTENCES,
    **codes.SENTENCES,
    **calibration.SENTENCES,
    **exchange.SENTENCES,
    **files.SENTENCES,
    **images.SENTENCES,
    **jobs.SENTENCES,
    **keeping.SENTENCES,
    **marking.SENTENCES,
    **panels.SENTENCES,
    **people.SENTENCES,
    **questions.SENTENCES,
    **results.SENTENCES,
    **roster.SENTENCES,
    **scheme_life.SENTENCES,
    **schedule.SENTENCES,
    **schemes.SENTENCES,
    **set_up.SENTENCES,
    **settings.SENTENCES,
    **registers.SENTENCES,
    **sync.SENTENCES,
    **tablets.SENTENCES,
}

INSIDE: Mapping[str, str] = {
    "open": N_("open"),
    "complete": N_("complete"),
    "planned": N_("planned"),
    "signed": N_("signed"),
    "locked": N_("locked"),
    "sign": N_("sign"),
    "lock": N_("lock"),
    "reopen": N_("reopen"),
    "gold": N_("gold"),
    "silver": N_("silver"),
    "bronze": N_("bronze"),
}
"""Codes that stand inside a sentence as its parameters."""

_UNNAMED = N_("This was refused (%(code)s). Nothing was changed.")


def _untranslated(sentence: str) -> str:
    return sentence


def sentence(code: str, params: Mapping[str, str], translate: Callable[[str], str] = _untranslated) -> str:
    """Return the sentence of a code with its parameters filled in.

    translate: returns an English sentence in the reader's language, placeholders kept.
    A code without a sentence or a sentence without its parameter names the code instead of failing.
    """
    try:
        words = {name: translate(INSIDE[value]) if value in INSIDE else value for name, value in params.items()}
        return translate(SENTENCES[code]) % words
    except KeyError:
        return translate(_UNNAMED) % {"code": code}
