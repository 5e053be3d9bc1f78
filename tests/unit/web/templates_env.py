"""A Jinja environment as the application makes it, without the application: strict, autoescaped, one language."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from competition.web import filters

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"


def environment(lang: str = "en", theme: str = "", assets: Mapping[str, str] | None = None) -> Environment:
    """Return an environment with the globals that templates may rely on."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=False,
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    names = assets or {}
    env.globals.update(
        asset=lambda name: f"/static/dist/{names.get(name, name)}",
        flag_url=lambda country: f"/static/dist/flags/4x3/{country.lower()}.svg",
        pick=partial(filters.pick, lang=lang, default="zh"),
        chosen=partial(filters.chosen, lang=lang, default="zh"),
        second=partial(filters.second, lang=lang, default="zh"),
        fmt_mark=partial(filters.fmt_mark, lang=lang),
        fmt_number=lambda number, places=0: filters.fmt_number(number, lang, places),
        fmt_percent=partial(filters.fmt_percent, lang=lang),
        fmt_time=lambda moment, seconds=False: filters.fmt_time(moment, lang, "Asia/Shanghai", seconds),
        fmt_date=lambda day, style="day": filters.fmt_date(day, lang, "Asia/Shanghai", style),
        fmt_dates=partial(filters.fmt_dates, lang=lang),
        lang=lang,
        dir=filters.direction(lang),
        languages=filters.LANGUAGES,
        theme=theme,
        lang_url=lambda code: f"?lang={code}",
        csrf_token=lambda: "token",
        get_flashed_messages=lambda with_categories=False: [("good", "Saved.")],
    )
    return env
