"""Which language the reader gets: asked for, remembered, the account's, the browser's, English."""

from __future__ import annotations

from flask import g, request
from flask_babel import gettext

from competition.config import LANGUAGES
from competition.http.actor import current_actor

LANGUAGE_COOKIE = "lang"
RIGHT_TO_LEFT = frozenset({"ar"})

LANGUAGE_NAMES = {
    "en": "English",
    "zh": "中文",
    "fr": "Français",
    "ru": "Русский",
    "ar": "العربية",
    "es": "Español",
}


def reader_language() -> str:
    """Return one of the six languages, decided once a request."""
    if "language" not in g:
        g.language = _decide()
    language: str = g.language
    return language


def _decide() -> str:
    for wanted in (request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), current_actor().language):
        if wanted in LANGUAGES:
            return str(wanted)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def babel_locale() -> str:
    """Return the locale for Flask-Babel."""
    return "zh_Hans" if reader_language() == "zh" else reader_language()


def direction(language: str) -> str:
    """Return `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def translate(sentence: str) -> str:
    """Return the sentence in the reader's language."""
    translated: str = gettext(sentence)
    return translated
