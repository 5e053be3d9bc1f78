"""Words, figures, times and dates as a reader of one language sees them (LOOK 3 and 6).

Plain functions: the reader's language is an argument. The application binds them to the request and gives them to
the templates. Digits follow the language (Arabic-Indic in Arabic), the minus is a true minus, thousands are parted by
a narrow space, times are on the 24-hour clock of the venue.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal, format_percent, get_group_symbol

LANGUAGES: Final = {
    "en": "English",
    "zh": "中文",
    "fr": "Français",
    "ru": "Русский",
    "ar": "العربية",
    "es": "Español",
}
NOT_MARKED: Final = "–"
MINUS: Final = "\u2212"
THIN_SPACE: Final = "\u202f"

Text = Mapping[str, str]
Moment = datetime | str | int
DateStyle = Literal["day", "short", "long", "weekday", "numeric"]

_LOCALES: Final = {"en": "en_GB", "zh": "zh_Hans_CN"}
_NUMBERING: Final = {"ar": "arab"}
_ARABIC_DIGITS: Final = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")
_SKELETONS: Final[Mapping[str, str]] = {
    "day": "MMMMd",
    "short": "Ed",
    "long": "yMMMMd",
    "weekday": "EEEEMMMMd",
    "numeric": "yMMdd",
}


class Words(NamedTuple):
    """A text with the language that it is in; the language is empty where it is the page's own."""

    text: str
    lang: str


def direction(lang: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a language."""
    return "rtl" if lang.split("-")[0] in {"ar", "fa", "he", "ur"} else "ltr"


def chosen(text: Text, lang: str, default: str = "en") -> Words:
    """Choose the words a reader of `lang` sees: own language, the event's, English, any; empty when there is none."""
    for code in (lang, default, "en", *text):
        if text.get(code):
            return Words(text[code], "" if code == lang else code)
    return Words("", "")


def pick(text: Text, lang: str, default: str = "en") -> str:
    """Return the chosen words without their language: for titles, labels and other attributes."""
    return chosen(text, lang, default).text


def second(text: Text, lang: str, default: str = "en") -> Words | None:
    """Return the line under a title: the event's language, then English, then the only other one; else None.

    The line is left out when it says the same as the chosen words.
    """
    first = chosen(text, lang, default)
    taken = first.lang or lang
    others = [code for code in text if code != taken]
    for code in (default, "en", *(others if len(others) == 1 else ())):
        if code != taken and text.get(code) and text[code] != first.text:
            return Words(text[code], code)
    return None


def fmt_number(number: int | Decimal, lang: str, places: int = 0) -> str:
    """Write a number with a fixed count of places, thousands parted, in the digits of the language."""
    pattern = "#,##0" + ("." + "0" * places if places else "")
    numbering = _NUMBERING.get(lang, "latn")
    written = format_decimal(
        abs(Decimal(number)),
        format=pattern,
        locale=_locale(lang),
        decimal_quantization=True,
        numbering_system=numbering,
    )
    written = written.replace(get_group_symbol(_locale(lang), numbering_system=numbering), THIN_SPACE)
    return _digits(MINUS + written if number < 0 else written, lang)


def fmt_mark(mark: str | Decimal | None, lang: str) -> str:
    """Write a mark with two places; not marked yet is a dash, zero is 0.00."""
    return NOT_MARKED if mark is None else fmt_number(Decimal(mark), lang, places=2)


def fmt_percent(percent: int | None, lang: str) -> str:
    """Write a whole percentage, 0 to 100, with the sign where the language puts it."""
    if percent is None:
        return NOT_MARKED
    share = Decimal(percent) / 100
    written = format_percent(share, locale=_locale(lang), numbering_system=_NUMBERING.get(lang, "latn"))
    return _digits(written, lang)


def fmt_time(moment: Moment, lang: str, timezone: str, seconds: bool = False) -> str:
    """Write the time of day at the venue, 24 hours.

    moment: an aware datetime, an ISO 8601 text, or Unix milliseconds. timezone: an IANA name.
    """
    local = _moment(moment).astimezone(_zone(timezone))
    return _digits(local.strftime("%H:%M:%S" if seconds else "%H:%M"), lang)


def fmt_clock(clock: time, lang: str) -> str:
    """Write a time of day that is the venue's already, 24 hours."""
    return _digits(f"{clock:%H:%M}", lang)


def fmt_date(day: date | Moment, lang: str, timezone: str = "UTC", style: DateStyle = "day") -> str:
    """Write a date: a calendar date as it is, a moment by the venue's calendar."""
    return _digits(format_skeleton(_SKELETONS[style], _noon(day, timezone), locale=_locale(lang)), lang)


def fmt_dates(first: date | str, last: date | str, lang: str) -> str:
    """Write a span of calendar dates with its year; one date when both are the same."""
    start, end = _noon(first, "UTC"), _noon(last, "UTC")
    return _digits(format_interval(start, end, "yMMMMd", locale=_locale(lang)), lang)


def _locale(lang: str) -> Locale:
    return Locale.parse(_LOCALES.get(lang, lang))


def _zone(timezone: str) -> tzinfo:
    return UTC if timezone == "UTC" else ZoneInfo(timezone)


def _moment(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment
    if isinstance(moment, int):
        return datetime.fromtimestamp(moment / 1000, tz=UTC)
    return datetime.fromisoformat(moment)


def _noon(day: date | Moment, timezone: str) -> datetime:
    """Return the local day as a naive noon: Babel shifts aware values and reads midnight as the day before."""
    if isinstance(day, str) and len(day) == len("2024-06-25"):
        day = date.fromisoformat(day)
    if isinstance(day, date) and not isinstance(day, datetime):
        local = day
    else:
        local = _moment(day).astimezone(_zone(timezone)).date()
    return datetime(local.year, local.month, local.day, 12)  # noqa: DTZ001 (a calendar date has no zone)


def _digits(written: str, lang: str) -> str:
    return written.translate(_ARABIC_DIGITS) if lang in _NUMBERING else written
