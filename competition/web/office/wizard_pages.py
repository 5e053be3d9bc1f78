"""What the wizard's pages say: the presets in plain words, the known trades by sector, the zones."""

from __future__ import annotations

from flask_babel import gettext

from competition.domain.event_plan import EventPlan, Step
from competition.domain.presets import CLONE
from competition.domain.worldskills_trades import SECTORS, WORLDSKILLS_TRADES, KnownTrade
from competition.http.i18n import reader_language
from competition.web.office.wizard_forms import words_of
from competition.web.office.zones import zone_choices


def page_values(step: Step, plan: EventPlan) -> dict[str, object]:
    """Return the words and lists that a step is drawn with."""
    if step is Step.RULES:
        return {"presets": preset_words()}
    if step is Step.CHECK:
        return {"presets": preset_words(), "problem_words": words_of}
    if step is Step.EVENT:
        return {"zones": zone_choices(reader_language())}
    if step is Step.TRADES:
        return {"known": known_by_sector(), "taken": {name for row in plan.trades for name in (row.name, row.second)}}
    return {}


def preset_words() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Return the presets by key: what each is called, for whom it is, and what it sets."""
    return {
        "worldskills": (
            gettext("WorldSkills"),
            gettext("International and national skills competitions"),
            (
                gettext("Three judges give 0 to 3; scores more than 1 apart are talked over and given again."),
                gettext("Results stand on the WorldSkills scale, where 700 is the middle of the field."),
                gettext("Medals as in 2026: equal marks share a medal, and each medal needs 700 points."),
            ),
        ),
        "china": (
            gettext("Chinese national competition"),
            gettext("National and provincial competitions in China"),
            (
                gettext("Five judges; the highest and the lowest score are left out, the others are averaged."),
                gettext("Strict ranks; first, second and third prizes for 10, 20 and 30 percent of the competitors."),
                gettext("Blind codes in three layers: judges see codes, never names or teams."),
            ),
        ),
        "belt-road": (
            gettext("Belt and Road"),
            gettext("International competitions with strict medals"),
            (
                gettext("Three judges give 0 to 3; scores more than 1 apart are talked over and given again."),
                gettext("Marks out of 100, on no other scale."),
                gettext("Exactly one gold, silver and bronze; the heaviest criterion decides a tie, then the next."),
            ),
        ),
        "school": (
            gettext("School or company"),
            gettext("A simple event for one day or two"),
            (
                gettext("Three judges give 0 to 3; the mark is the mean of their scores."),
                gettext("Marks out of 100, strict ranks, one medal of each kind."),
                gettext("Judges may mark competitors of their own school."),
            ),
        ),
        CLONE: (
            gettext("Like an earlier event"),
            gettext("What was right last time"),
            (
                gettext("Trades with all their settings, marking schemes, and the schedule moved to the new dates."),
                gettext("No people and no marks."),
            ),
        ),
    }


def known_by_sector() -> list[tuple[dict[str, str], list[KnownTrade]]]:
    """Return the trades of WorldSkills under the names of their sectors."""
    return [
        (dict(name), [trade for trade in WORLDSKILLS_TRADES if trade.sector == sector])
        for sector, name in SECTORS.items()
    ]
