"""The settings in words: what the medal rules and scales do, and against what a colour is read."""

from __future__ import annotations

from flask_babel import gettext

from competition.domain.medals import MeritKind
from competition.domain.scale import Scale
from competition.web.office.forms import Choices


def preset_choices() -> Choices:
    """Return the rules of medals, each with what it does."""
    return [
        ("strict", gettext("One gold, one silver, one bronze; ties are broken by the heaviest criterion")),
        ("wsi-2024", gettext("WorldSkills until 2024: marks within two points of the scale share a medal")),
        (
            "wsi-2026",
            gettext("WorldSkills from 2026: only equal marks share, and a medal needs the middle of the scale"),
        ),
        ("wsi-2015", gettext("WorldSkills until 2015: as until 2024, on the scale with 500 in its middle")),
        ("share", gettext("By share: 10, 20 and 30 per cent of the starters get gold, silver and bronze")),
    ]


def scale_choices() -> Choices:
    """Return the scales, each with what it does."""
    return [
        (Scale.NONE.value, gettext("None: marks stand as they are")),
        (Scale.S700.value, gettext("700: the middle entry of every trade has 700, so that trades can be compared")),
        (Scale.S500.value, gettext("500: the older scale with 500 in its middle")),
    ]


def merit_choices() -> Choices:
    """Return who gets the prize below the medals."""
    return [
        ("preset", gettext("As the rules above have it")),
        (MeritKind.NUMBER.value, gettext("A number of places after the medals")),
        (MeritKind.SHARE.value, gettext("A share of the starters, in per cent")),
        (MeritKind.LIMIT.value, gettext("Everybody from a mark upwards; on a scale its middle counts")),
    ]


def pair_name(against: str) -> str:
    """Return against what a colour is read."""
    names: dict[str, str] = {
        "ground": gettext("accent on the page"),
        "surface": gettext("accent on a panel"),
        "button": gettext("words on a button"),
        "ground_dark": gettext("accent on the dark page"),
        "surface_dark": gettext("accent on a dark panel"),
        "button_dark": gettext("words on a button of dark pages"),
        "bench": gettext("accent on the bench"),
        "on_bench": gettext("words on the bench"),
        "on_bench_2": gettext("quiet words on the bench"),
        "gold": gettext("gold on the bench"),
        "silver": gettext("silver on the bench"),
        "bronze": gettext("bronze on the bench"),
    }
    return names[against]
