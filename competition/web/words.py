"""What every template may use: the filters bound to the reader's language and the venue's zone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, request

from competition.config import LANGUAGES, resource
from competition.http.actor import current_actor
from competition.http.i18n import LANGUAGE_NAMES, direction, reader_language, remember_language
from competition.web import filters
from competition.web.assets import Assets

THEMES = frozenset({"light", "dark"})
THEME_COOKIE = "theme"


def init_words(app: Flask) -> None:
    """Give the templates their functions."""
    assets = Assets(resource("static") / "dist", "/static/dist/")
    app.extensions["assets"] = assets
    # Globals, since macros that are imported see nothing of a page's context.
    app.jinja_env.globals.update(
        asset=assets.url,
        flag_url=assets.flag_url,
        lang_url=lang_url,
        chosen=_chosen,
        pick=_pick,
        second=_second,
        fmt_number=_number,
        fmt_mark=_mark,
        fmt_percent=_percent,
        fmt_time=_time,
        fmt_date=_date,
        fmt_dates=_dates,
    )
    app.context_processor(_words)
    app.after_request(remember_language)


def lang_url(code: str) -> str:
    """Return this page's address in another language: built from its path, so that no query can bend it elsewhere."""
    if request.method != "GET":
        return f"/?lang={code}"
    query = urlencode({**request.args.to_dict(), "lang": code})
    return f"/{quote(request.path.lstrip('/'))}?{query}"


def shown_theme() -> str:
    """Return the theme that the reader chose, empty for that of the device."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def set_event(default_language: str, timezone: str, second_language: str = "") -> None:
    """Say which event the page is about, so that words and times fall back to its own."""
    g.default_language = default_language
    g.timezone = timezone
    g.second_language = second_language


def _words() -> dict[str, Any]:
    lang = reader_language()
    return {
        "lang": lang,
        "dir": direction(lang),
        "languages": LANGUAGE_NAMES,
        "theme": shown_theme(),
        "actor": current_actor(),
    }


def _default() -> str:
    language: str = g.get("default_language", LANGUAGES[0])
    return language


def _zone() -> str:
    timezone: str = g.get("timezone", "UTC")
    return timezone


def _chosen(text: filters.Text) -> filters.Words:
    return filters.chosen(text, reader_language(), _default())


def _pick(text: filters.Text) -> str:
    return filters.pick(text, reader_language(), _default())


def _second(text: filters.Text) -> filters.Words | None:
    return filters.second(text, reader_language(), g.get("second_language") or _default())


def _number(number: int | Decimal, places: int = 0) -> str:
    return filters.fmt_number(number, reader_language(), places)


def _mark(mark: str | Decimal | None) -> str:
    return filters.fmt_mark(mark, reader_language())


def _percent(percent: int | None) -> str:
    return filters.fmt_percent(percent, reader_language())


def _time(moment: filters.Moment, seconds: bool = False) -> str:
    return filters.fmt_time(moment, reader_language(), _zone(), seconds)


def _date(day: date | filters.Moment, style: filters.DateStyle = "day") -> str:
    return filters.fmt_date(day, reader_language(), _zone(), style)


def _dates(first: date | str, last: date | str) -> str:
    return filters.fmt_dates(first, last, reader_language())
