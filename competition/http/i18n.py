"""Which language the reader gets: asked for, remembered, the account's, the browser's, English."""

from __future__ import annotations

from flask import Response, g, request
from flask_babel import gettext

from competition.config import LANGUAGES
from competition.http.actor import current_actor

LANGUAGE_COOKIE = "lang"
COOKIE_SECONDS = 365 * 86400
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


def remember_language(response: Response) -> Response:
    """Keep the language that `?lang=` asked for; no shared cache may keep an answer that sets a cookie."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and wanted != request.cookies.get(LANGUAGE_COOKIE):
        response.set_cookie(LANGUAGE_COOKIE, str(wanted), max_age=COOKIE_SECONDS, samesite="Lax")
        if response.cache_control.public:
            response.headers["Cache-Control"] = "private, no-cache"
    return response


def babel_locale() -> str:
    """Return the locale for Flask-Babel."""
    return locale_of(reader_language())


def locale_of(language: str) -> str:
    """Return the locale in which the words of a language are kept."""
    return "zh_Hans" if language == "zh" else language


def direction(language: str) -> str:
    """Return `rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def translate(sentence: str) -> str:
    """Return the sentence in the reader's language."""
    translated: str = gettext(sentence)
    return translated
