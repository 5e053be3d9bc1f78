"""Names in several languages as options: `--name en="Web Development" --name zh=网站设计`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from competition.config import LANGUAGES


def read_names(_context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """Return texts by language from options such as `zh=网站设计`; a text without a language is English."""
    names: dict[str, str] = {}
    for value in values:
        language, separator, text = value.partition("=")
        if not separator:
            language, text = LANGUAGES[0], value
        if language not in LANGUAGES or not text.strip():
            raise click.BadParameter(f'"{value}" is not like en="Name". Languages: {", ".join(LANGUAGES)}.')
        if language in names:
            raise click.BadParameter(f"{language} is given twice.")
        names[language] = text.strip()
    return names
