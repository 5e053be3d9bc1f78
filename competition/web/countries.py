"""Countries and regions by ISO 3166 code, named by CLDR in the reader's language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale

_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
"""Codes of CLDR that stand for groups, tests and outposts, not for a country or region that recognises a standard."""


@lru_cache(maxsize=16)
def country_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Return codes and names in the order of the language's alphabet."""
    territories = Locale.parse(_LOCALES.get(language, language)).territories
    found = [
        (code, name)
        for code, name in territories.items()
        if len(code) == len("cn") and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return tuple(sorted(found, key=lambda each: _sortable(each[1])))


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return every code."""
    return frozenset(code for code, _name in country_choices("en"))


def country_name(code: str, language: str) -> str:
    """Return the name of a country, the code itself where it has none."""
    return dict(country_choices(language)).get(code, code)


def _sortable(name: str) -> str:
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
