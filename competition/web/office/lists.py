"""What forms about people choose from: languages, countries, flags, in the words of the reader."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from competition.config import resource
from competition.domain.scheme import Text

Choices = list[tuple[str, str]]

NAME_LANGUAGES = (
    *("am", "ar", "az", "be", "bg", "bn", "bs", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fil", "fr"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "ky", "lo", "lt", "lv", "mk"),
    *("mn", "ms", "my", "nb", "ne", "nl", "pl", "ps", "pt", "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr"),
    *("sv", "sw", "ta", "tg", "th", "tk", "tr", "uk", "ur", "uz", "vi", "zh"),
)
"""Languages in which names are written; BCP 47 codes."""
FLAG_NAMES = {
    "gb-eng": _l("England"),
    "gb-sct": _l("Scotland"),
    "gb-wls": _l("Wales"),
    "gb-nir": _l("Northern Ireland"),
    "es-ct": _l("Catalonia"),
    "es-ga": _l("Galicia"),
    "es-pv": _l("Basque Country"),
    "sh-ac": _l("Ascension Island"),
    "sh-hl": _l("Saint Helena"),
    "sh-ta": _l("Tristan da Cunha"),
    "arab": _l("Arab League"),
    "asean": _l("Association of Southeast Asian Nations"),
    "cefta": _l("Central European Free Trade Agreement"),
    "eac": _l("East African Community"),
    "pc": _l("Pacific Community"),
}
"""Flags that no list of countries names."""
_ALPHA_2 = 2


@lru_cache(maxsize=16)
def language_choices(reader: str) -> tuple[tuple[str, str], ...]:
    """Return the languages of names by their names in the reader's language."""
    locale = _locale(reader)
    named = ((code, _capital(locale.languages.get(code, code))) for code in NAME_LANGUAGES)
    return tuple(sorted(named, key=lambda each: each[1].casefold()))


@lru_cache(maxsize=16)
def country_choices(reader: str) -> tuple[tuple[str, str], ...]:
    """Return countries and regions: lower-case code and name in the reader's language."""
    names = _locale(reader).territories
    found = ((code.lower(), str(name)) for code, name in names.items() if _is_country(code))
    return tuple(sorted(found, key=lambda each: each[1].casefold()))


@lru_cache(maxsize=16)
def flag_choices(reader: str) -> tuple[tuple[str, str], ...]:
    """Return every flag that the product ships: its code and what it is called."""
    names = _locale(reader).territories
    codes = sorted(path.stem for path in (resource("static") / "dist" / "flags" / "4x3").glob("*.svg"))
    found = ((code, str(FLAG_NAMES.get(code) or names.get(code.upper(), code))) for code in codes if code != "xx")
    return tuple(sorted(found, key=lambda each: each[1].casefold()))


def suggested_names(territory: str, languages: tuple[str, ...]) -> Text:
    """Return what CLDR calls a country or region in some languages; a suggestion, the event's own names count."""
    code = territory.upper()
    found = {language: _locale(language).territories.get(code) for language in languages}
    return {language: str(name) for language, name in found.items() if name}


def language_name(code: str, reader: str) -> str:
    """Return a language in the reader's words."""
    return _capital(_locale(reader).languages.get(code, code))


def country_name(code: str, reader: str) -> str:
    """Return a country in the reader's words; its code when nobody has named it."""
    return str(_locale(reader).territories.get(code.upper(), code.upper()))


def not_said() -> tuple[str, str]:
    """Return the choice of not saying."""
    return "", gettext("Not said")


def _is_country(code: str) -> bool:
    return len(code) == _ALPHA_2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def _capital(name: str | None) -> str:
    return (name or "")[:1].upper() + (name or "")[1:]


def _locale(reader: str) -> Locale:
    return Locale.parse({"zh": "zh_Hans_CN", "en": "en_GB"}.get(reader, reader))
