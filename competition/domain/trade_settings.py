"""The settings of a trade: what they may be, and which of them stand once a mark is in. Source: DOMAIN 1.5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.domain.marking import MAX_SCORE, PANEL_SIZES, PanelMethod

MOST_COMPETITORS = 20
MOST_ENTRIES = 999
AGES = range(10, 121)
ANY_SPREAD = MAX_SCORE
"""The limit of the distance of two scores that limits nothing."""


class TradeKind(StrEnum):
    """What a trade is at its event."""

    OFFICIAL = "official"
    DEMONSTRATION = "demonstration"
    HOST_MEMBER = "host_member"
    PRESENTATION = "presentation"
    EXHIBITION = "exhibition"


@dataclass(frozen=True, slots=True)
class TradeSettings:
    """How a trade is staffed, marked and counted.

    team_size: competitors of an entry, 1 to 20. min_entries, max_entries: how many entries it needs and takes; None
    for any number. maximum_age: whole years that a competitor may reach in the year of the event, None for any age.
    panel_size: judges who score, 3 to 7. spread_limit: most allowed distance of two scores, 3 for any.
    aggregation: how the scores of a panel become one. counts_for_teams: in the comparison of the teams.
    """

    kind: TradeKind = TradeKind.OFFICIAL
    team_size: int = 1
    min_entries: int = 0
    max_entries: int | None = None
    maximum_age: int | None = None
    allows_compatriots: bool = False
    landscape_form: bool = False
    identifies_judges: bool = True
    gives_medals: bool = True
    counts_for_teams: bool = True
    panel_size: int = 3
    spread_limit: int = 1
    aggregation: PanelMethod = PanelMethod.MEAN


FIXED_BY_MARKS = frozenset({"team_size", "panel_size", "spread_limit", "aggregation", "allows_compatriots"})
"""What decides how a mark comes about, or who may give it: after the first mark it stands."""


def check_settings(settings: TradeSettings) -> None:
    """Refuse settings that cannot be.

    Raises DomainError `team_size_invalid`, `panel_size_not_allowed`, `spread_limit_invalid`, `entries_invalid`,
    `age_invalid`.
    """
    if not 1 <= settings.team_size <= MOST_COMPETITORS:
        raise DomainError("team_size_invalid", limit=str(MOST_COMPETITORS))
    if settings.panel_size not in PANEL_SIZES:
        raise DomainError("panel_size_not_allowed", size=str(settings.panel_size))
    if not 0 <= settings.spread_limit <= ANY_SPREAD:
        raise DomainError("spread_limit_invalid")
    most = MOST_ENTRIES if settings.max_entries is None else settings.max_entries
    if not 0 <= settings.min_entries <= most <= MOST_ENTRIES or most < 1:
        raise DomainError("entries_invalid", limit=str(MOST_ENTRIES))
    if settings.maximum_age is not None and settings.maximum_age not in AGES:
        raise DomainError("age_invalid", least=str(AGES[0]), most=str(AGES[-1]))


def changed(old: TradeSettings, new: TradeSettings) -> frozenset[str]:
    """Return the names of the settings that differ."""
    return frozenset(each.name for each in fields(TradeSettings) if getattr(old, each.name) != getattr(new, each.name))


def check_change(old: TradeSettings, new: TradeSettings, *, has_marks: bool) -> None:
    """Refuse a change that would alter what marks mean.

    Raises DomainError `setting_fixed_by_marks` with the first setting in question, and what `check_settings` raises.
    """
    check_settings(new)
    fixed = sorted(changed(old, new) & FIXED_BY_MARKS)
    if has_marks and fixed:
        raise DomainError("setting_fixed_by_marks", setting=fixed[0])


def is_too_old(born: date, maximum_age: int | None, event_starts: date) -> bool:
    """Tell whether somebody is older than allowed: what counts is the age reached in the year of the event."""
    return maximum_age is not None and event_starts.year - born.year > maximum_age


def settings_json(settings: TradeSettings) -> dict[str, str | int | bool | None]:
    """Return settings as plain values by their names."""
    return {name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(settings).items()}


def settings_from(stored: Mapping[str, object]) -> TradeSettings:
    """Return settings from plain values; what is missing, unknown or of another kind stays as it usually is."""
    usual = TradeSettings()
    found: dict[str, object] = {}
    for each in fields(TradeSettings):
        value, known = stored.get(each.name), getattr(usual, each.name)
        if each.name not in stored:
            continue
        if isinstance(known, StrEnum):
            if value in list(type(known)):
                found[each.name] = type(known)(str(value))
        elif type(value) is type(known) or (known is None and type(value) is int):
            found[each.name] = value
    return TradeSettings(**found)  # type: ignore[arg-type]  # each was compared with its own kind
