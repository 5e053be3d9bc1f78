"""What a plan says of the venue's clock: how far from UTC it is, and the days on which it is moved."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext

from competition.domain.venue_time import clock_change, distance_of_day
from competition.http.i18n import reader_language
from competition.web.filters import fmt_number

MINUS = "\N{MINUS SIGN}"


def day_distance(day: date, zone: str) -> str:
    """Return for instance `UTC+2`, as it holds on a day; a plan is mostly read in another season than its own."""
    return distance_of_day(day, zone).replace("-", MINUS)


def clock_note(day: date, zone: str) -> str:
    """Return a sentence for a day on which the clocks are moved, "" for every other day."""
    change = clock_change(day, zone)
    if change is None:
        return ""
    values = {
        "minutes": fmt_number(abs(change.minutes), reader_language()),
        "distance": change.distance.replace("-", MINUS),
    }
    if change.minutes < 0:
        return str(
            gettext("The clocks go back by %(minutes)s minutes on this day; from then on it is %(distance)s.", **values)
        )
    return str(
        gettext("The clocks go forward by %(minutes)s minutes on this day; from then on it is %(distance)s.", **values)
    )
