"""The world's time zones to choose from, with a city's name in the reader's language and what the clock is off by."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location

AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


@lru_cache(maxsize=8)
def zone_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return every zone that somebody may mean: its name, and the words beside it."""
    locale = Locale.parse({"zh": "zh_Hans_CN"}.get(language, language))
    now = datetime.now(UTC)
    names = sorted(zone for zone in available_timezones() if zone.startswith(AREAS))
    return (("UTC", "UTC"), *((name, f"{_city(name, locale)}, {_offset(name, now)}") for name in names))


def _city(zone: str, locale: Locale) -> str:
    try:
        return get_timezone_location(zone, locale=locale, return_city=True)
    except (LookupError, ValueError):
        return zone.rsplit("/", 1)[-1].replace("_", " ")


def _offset(zone: str, now: datetime) -> str:
    minutes = round((now.astimezone(ZoneInfo(zone)).utcoffset() or now - now).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
