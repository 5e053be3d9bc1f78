"""Compile the translations: .po to .mo for the server, and to build/i18n/<lang>.json for the scripts.

    python tools/catalogues.py            compile every language there is
    python tools/catalogues.py --check    compile nothing; exit 1 when a sentence lacks its translation
    python tools/catalogues.py --template write competition/translations/messages.pot from the sources

The scripts get the sentences of static/js alone. Plurals are stored by CLDR category, since Intl.PluralRules names
them so; the .po file counts its forms by a formula, and both are brought together by trying numbers.
"""

import argparse
import gettext
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_from_dir, extract_javascript
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
TRANSLATIONS: Final = ROOT / "competition" / "translations"
SCRIPTS: Final = ROOT / "static" / "js"
OUT: Final = ROOT / "build" / "i18n"
SOURCES: Final = ("competition", "templates", "static/js")
CALLS: Final = re.compile(
    r"(?<![\w.])(?:t\(\s*'(?P<one>(?:[^'\\]|\\.)*)'"
    r"|tn\(\s*'(?P<singular>(?:[^'\\]|\\.)*)',\s*'(?P<plural>(?:[^'\\]|\\.)*)')"
)


def extract_typescript(
    file: Any, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[Any, Any, Any, list[str]]]:
    """Yield what Babel's reader of scripts finds, and the calls that it misses within templates within templates."""
    data: bytes = file.read()
    found: set[object] = set()
    for line, name, message, comments in extract_javascript(io.BytesIO(data), keywords, comment_tags, options):
        found.add(str(message) if not isinstance(message, (tuple, list)) else tuple(message)[:2])
        yield line, name, message, list(comments or ())
    text = data.decode()
    for call in CALLS.finditer(text):
        name = "tn" if call["one"] is None else "t"
        words = [each.replace("\\'", "'") for each in call.groups() if each is not None]
        if (words[0] if name == "t" else tuple(words)) not in found:
            yield text.count("\n", 0, call.start()) + 1, name, words[0] if name == "t" else tuple(words), []


METHODS: Final[Any] = [("**.py", "python"), ("**.html", "jinja2"), ("**.ts", extract_typescript)]
OPTIONS: Final = {"**.ts": {"parse_template_string": "true"}, "**.html": {"silent": "false"}}
KEYWORDS: Final = {
    "_": None, "N_": None, "gettext": None,
    "lazy_gettext": None, "_l": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "t": None, "tn": (1, 2),
}  # fmt: skip
_SCRIPTS: Final[Any] = extract_typescript
SCRIPT_KEYWORDS: Final = {"t": None, "tn": (1, 2)}
SAMPLES: Final = (*range(201), 1000, 1_000_000)


def script_messages(folder: Path) -> set[str]:
    """Return the English sentences (of a plural: the singular) that scripts below `folder` use."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.ts")):
        source = io.BytesIO(path.read_bytes())
        options = {"parse_template_string": "true"}
        for _, message, _, _ in extract(_SCRIPTS, source, SCRIPT_KEYWORDS, (), options):
            found.add(message if isinstance(message, str) else message[0])
    return found


def plural_by_category(message: Message, catalog: Catalog, language: str) -> dict[str, str]:
    """Return a plural message as {CLDR category: sentence}; categories that no sample number has are left out."""
    form_of = gettext.c2py(catalog.plural_expr)
    category_of = Locale.parse(language).plural_form
    forms = forms_of(message)
    chosen: dict[str, str] = {}
    for number in SAMPLES:
        chosen.setdefault(category_of(number), forms[form_of(number)])
    chosen.setdefault("other", forms[-1])
    return chosen


def script_catalogue(catalog: Catalog, language: str, wanted: set[str]) -> dict[str, object]:
    """Return what a script needs of one language, in the shape that static/js/i18n.ts reads."""
    messages: dict[str, str | dict[str, str]] = {}
    for message in translated(catalog):
        if isinstance(message.id, str):
            if message.id in wanted:
                messages[message.id] = str(message.string)
        elif message.id[0] in wanted:
            messages[message.id[0]] = plural_by_category(message, catalog, language)
    return {"lang": language, "messages": dict(sorted(messages.items()))}


def translated(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages whose every form is translated and agreed upon."""
    return (message for message in catalog if message.id and not message.fuzzy and is_complete(message))


def is_complete(message: Message) -> bool:
    """Tell whether every form of a message has its translation."""
    forms = forms_of(message)
    return bool(forms) and all(forms)


def forms_of(message: Message) -> list[str]:
    """Return the translated forms of a message: one, or as many as the language counts with."""
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def read_catalogues() -> dict[str, Catalog]:
    """Read the .po file of every language."""
    catalogues = {}
    for path in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalogues[language] = read_po(file, locale=language)
    return catalogues


def source_catalogue() -> Catalog:
    """Return every sentence of the sources, with where it stands."""
    template = Catalog(project="Podium", charset="utf-8")
    for source in SOURCES:
        for name, line, message, comments, context in extract_from_dir(
            ROOT / source, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            template.add(message, None, [(f"{source}/{name}", line)], auto_comments=comments, context=context)
    return template


def compile_all(catalogues: dict[str, Catalog]) -> None:
    """Write the .mo file beside each .po file, and the script's catalogue."""
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = script_messages(SCRIPTS)
    for language, catalog in catalogues.items():
        with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("wb") as file:
            write_mo(file, catalog)
        content = json.dumps(script_catalogue(catalog, language, wanted), ensure_ascii=False, indent=0)
        (OUT / f"{language}.json").write_text(content + "\n", encoding="utf-8")


def missing(catalogues: dict[str, Catalog]) -> list[str]:
    """Return one line for every sentence of the sources that a language lacks."""
    lines = []
    source = source_catalogue()
    for language, catalog in catalogues.items():
        for message in source:
            if not message.id:
                continue
            own = catalog.get(message.id, message.context)
            if own is None or own.fuzzy or not is_complete(own):
                lines.append(f"{language}: {message.id!r}")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run the tool; return the exit code."""
    parser = argparse.ArgumentParser(description="Compile the translations.")
    parser.add_argument("--check", action="store_true", help="fail when a sentence lacks its translation")
    parser.add_argument("--template", action="store_true", help="write the template of all sentences")
    options = parser.parse_args(arguments)
    catalogues = read_catalogues()
    if options.check:
        lines = missing(catalogues)
        print("\n".join(lines) or f"{len(catalogues)} languages, nothing missing")
        return 1 if lines else 0
    if options.template:
        TRANSLATIONS.mkdir(parents=True, exist_ok=True)
        with (TRANSLATIONS / "messages.pot").open("wb") as file:
            write_po(file, source_catalogue(), width=120, sort_output=True, include_lineno=False)
        return 0
    compile_all(catalogues)
    print(f"catalogues: {', '.join(catalogues) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
