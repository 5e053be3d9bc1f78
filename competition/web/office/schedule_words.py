"""The plan in words: kinds of items, what disagrees, days."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from competition.domain.schedule import Finding, ItemKind, Trouble
from competition.http.i18n import reader_language
from competition.queries.office import OfficeEvent
from competition.queries.schedule import ScheduleLine
from competition.web.filters import fmt_date, fmt_time, pick

KIND_ICONS = {
    ItemKind.SESSION: "scheme",
    ItemKind.FAMILIARISATION: "info",
    ItemKind.CEREMONY: "stage",
    ItemKind.MEETING: "people",
    ItemKind.VISITORS: "eye",
    ItemKind.SOCIAL: "globe",
    ItemKind.FREEZE: "freeze",
    ItemKind.OTHER: "clock",
}


def kind_name(kind: ItemKind) -> str:
    """Return what a kind of item is called."""
    names: dict[ItemKind, str] = {
        ItemKind.SESSION: gettext("Session"),
        ItemKind.FAMILIARISATION: gettext("Familiarisation"),
        ItemKind.CEREMONY: gettext("Ceremony"),
        ItemKind.MEETING: gettext("Meeting"),
        ItemKind.VISITORS: gettext("Open to visitors"),
        ItemKind.SOCIAL: gettext("Social event"),
        ItemKind.FREEZE: gettext("Boards freeze"),
        ItemKind.OTHER: gettext("Something else"),
    }
    return names[kind]


def finding_words(finding: Finding, lines: Mapping[str, ScheduleLine], event: OfficeEvent) -> str:
    """Return what disagrees, as a sentence."""
    item, other = lines[finding.item], lines.get(finding.other)
    words = {"item": _item(item, event), "other": _item(other, event) if other else ""}
    sentences: dict[Trouble, str] = {
        Trouble.OVERLAP: gettext(
            "Trade %(trade)s is in two sessions at once: %(item)s, and %(other)s.", trade=item.trade_code, **words
        ),
        Trouble.SAME_PLACE: gettext("Two things are in one place at once: %(item)s, and %(other)s.", **words),
        Trouble.OUTSIDE: gettext(
            "A session of trade %(trade)s is on no day of the event: %(item)s.", trade=item.trade_code, **words
        ),
    }
    return sentences[finding.trouble]


def _item(line: ScheduleLine, event: OfficeEvent) -> str:
    lang = reader_language()
    named: str = gettext(
        "%(name)s (%(date)s, %(start)s to %(end)s)",
        name=pick(line.name, lang, event.default_language),
        date=fmt_date(line.starts, lang, event.timezone, "short"),
        start=fmt_time(line.starts, lang, event.timezone),
        end=fmt_time(line.ends, lang, event.timezone),
    )
    return named
