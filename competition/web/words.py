"""What every template may use: the filters bound to the reader's language and the venue's zone."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Flask, g, request, url_for

from competition.config import LANGUAGES, resource
from competition.http.actor import current_actor
from competition.http.i18n import LANGUAGE_NAMES, direction, reader_language
from competition.web import filters
from competition.web.assets import Assets

THEMES = frozenset({"light", "dark"})
THEME_COOKIE = "theme"


def init_words(app: Flask) -> None:
    """Give the templates their functions."""
    assets = Assets(resource("static") / "dist", "/static/dist/")
    app.jinja_env.globals.update(asset=assets.url, flag_url=assets.flag_url, lang_url=lang_url)
    app.context_processor(_words)


def lang_url(code: str) -> str:
    """Return this page's address in another language."""
    arguments: dict[str, Any] = {**request.args.to_dict(), **(request.view_args or {}), "lang": code}
    endpoint = request.endpoint if request.endpoint and request.method == "GET" else None
    return url_for(endpoint, **arguments) if endpoint else f"/?lang={code}"


def set_event(default_language: str, timezone: str) -> None:
    """Say which event the page is about, so that words and times fall back to its own."""
    g.default_language = default_language
    g.timezone = timezone


def _words() -> dict[str, Any]:
    lang = reader_language()
    default = g.get("default_language", LANGUAGES[0])
    timezone = g.get("timezone", "UTC")
    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        "lang": lang,
        "dir": direction(lang),
        "languages": LANGUAGE_NAMES,
        "theme": theme if theme in THEMES else "",
        "actor": current_actor(),
        "chosen": partial(_chosen, lang=lang, default=default),
        "pick": lambda text: filters.pick(text, lang, default),
        "second": lambda text: filters.second(text, lang, default),
        "fmt_number": lambda number, places=0: filters.fmt_number(number, lang, places),
        "fmt_mark": lambda mark: filters.fmt_mark(mark, lang),
        "fmt_percent": lambda percent: filters.fmt_percent(percent, lang),
        "fmt_time": lambda moment, seconds=False: filters.fmt_time(moment, lang, timezone, seconds),
        "fmt_date": lambda day, style="day": filters.fmt_date(day, lang, timezone, style),
        "fmt_dates": lambda first, last: filters.fmt_dates(first, last, lang),
    }


def _chosen(text: filters.Text, *, lang: str, default: str) -> filters.Words:
    return filters.chosen(text, lang, default)
