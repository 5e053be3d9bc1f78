"""Where each gap is mended: the page of the whole event, and the page of one trade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext

from competition.domain.permissions import Permission, may_ever
from competition.domain.readiness import Gap, Group, Place, Step, StepState
from competition.http.actor import current_actor
from competition.http.guard import access_of
from competition.http.i18n import reader_language, translate
from competition.messages.readiness import GAPS
from competition.web.filters import fmt_number
from competition.web.office.desk import has_page

SHOWN_TRADES = 14
"""So many trades stand beside a gap; the page behind the button lists all."""
_EVENT_PAGES = {
    "no_trade": "office.trades_add",
    "venue_missing": "office.event_settings",
    "programme_empty": "office.schedule",
    "no_entry": "office.spreadsheets",
    "no_judge": "office.spreadsheets",
    "session_missing": "office.schedule",
    "applications_wait": "office.applications",
    "applications_unsent": "office.applications",
    "no_tablet": "office.devices",
    "too_few_tablets": "office.devices",
    "boards_all_hidden": "office.publication",
    "organizer_not_come": "office.staff",
    "key_holders_missing": "office.codes",
    "codes_not_sealed": "office.codes",
    "backup_missing": "office.backups",
}
_STEP_PAGES = {
    Step.SCHEME: ("office.schemes", "office.scheme", "code"),
    Step.ENTRIES: ("office.people", "office.people", "trade"),
    Step.JUDGES: ("office.judges", "office.judges", "trade"),
    Step.PANELS: ("office.panels", "office.trade_panels", "code"),
    Step.DAYS: ("office.schedule", "office.schedule", ""),
    Step.DEVICES: ("office.devices", "office.devices", ""),
}
"""The pages of a step: of the event, of one trade, and how the trade is named in the address."""
_TRADE_PAGES = {
    "day_missing": ("office.scheme", "code"),
    "day_beyond_event": ("office.scheme", "code"),
    "codes_not_sealed": ("office.trade_codes", "code"),
    "judge_without_device": ("office.judges", "trade"),
}


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap as the page shows it. chips: trade, what is said of it, address or none; rest: trades beyond those."""

    code: str
    is_blocking: bool
    title: str
    why: str
    action: str
    href: str
    trades: int
    chips: tuple[tuple[str, str, str], ...]
    rest: int


def gap_line(event_code: str, gap: Gap) -> GapLine:
    """Return a gap in the reader's words with its ways out."""
    words = GAPS[gap.kind.code]
    shown = gap.places[:SHOWN_TRADES]
    chips = ((each.trade, _detail(words.detail, each), _trade_page(event_code, gap, each)) for each in shown)
    return GapLine(
        code=gap.kind.code,
        is_blocking=gap.kind.is_blocking,
        title=translate(words.title),
        why=translate(words.why) % _figures(gap.params) if gap.params else translate(words.why),
        action=translate(words.action),
        href=_page_of(event_code, gap),
        trades=len(gap.places),
        chips=tuple(chips),
        rest=len(gap.places) - len(shown),
    )


def step_page(event_code: str, step: Step, trade: str) -> str:
    """Return the address where a step of a trade is done, "" while there is no such page."""
    _, endpoint, name = _STEP_PAGES[step]
    return _address(endpoint, event_code, name, trade)


def group_names() -> dict[Group, str]:
    """Return what the groups are called, in their order."""
    return {
        Group.EVENT: gettext("Event"),
        Group.TRADES: gettext("Trades"),
        Group.SCHEMES: gettext("Marking schemes"),
        Group.PEOPLE: gettext("People"),
        Group.PANELS: gettext("Panels"),
        Group.DEVICES: gettext("Devices"),
        Group.PUBLICATION: gettext("Publication"),
        Group.SAFETY: gettext("Safety"),
    }


def step_names() -> dict[Step, str]:
    """Return what the steps of a trade are called, in their order."""
    return {
        Step.SCHEME: gettext("Scheme"),
        Step.ENTRIES: gettext("Entries"),
        Step.JUDGES: gettext("Judges"),
        Step.PANELS: gettext("Panels"),
        Step.DAYS: gettext("Days"),
        Step.DEVICES: gettext("Cards"),
    }


def state_names() -> dict[StepState, str]:
    """Return what the states of a step are called."""
    return {
        StepState.DONE: gettext("ready"),
        StepState.PART: gettext("look"),
        StepState.MISSING: gettext("missing"),
        StepState.WAITS: gettext("waits"),
    }


def grouped(gaps: Sequence[GapLine], kinds: Sequence[Gap]) -> dict[Group, list[GapLine]]:
    """Return the lines under their groups; a group without gaps is there too, empty."""
    found: dict[Group, list[GapLine]] = {group: [] for group in Group}
    for line, gap in zip(gaps, kinds, strict=True):
        found[gap.kind.group].append(line)
    return found


def _page_of(event_code: str, gap: Gap) -> str:
    """Return where a gap is mended: one trade's page when it is only that trade's."""
    if gap.kind.code == "second_organizer_missing":
        # Administrators name organizers; anybody else reads with whom to speak.
        may_name = may_ever(current_actor().grants, Permission.GRANT_ORGANIZER)
        return url_for("office.accounts") if may_name else _address("office.staff", event_code)
    has_own = gap.kind.code not in _EVENT_PAGES or gap.kind.code in _TRADE_PAGES
    if len(gap.places) == 1 and has_own and (page := _trade_page(event_code, gap, gap.places[0])):
        return page
    code, step = gap.kind.code, gap.kind.step
    endpoint = _EVENT_PAGES.get(code) or (_STEP_PAGES[step][0] if step else "")
    return _address(endpoint, event_code)


def _trade_page(event_code: str, gap: Gap, place: Place) -> str:
    if gap.kind.code in _TRADE_PAGES:
        return _address(_TRADE_PAGES[gap.kind.code][0], event_code, _TRADE_PAGES[gap.kind.code][1], place.trade)
    return step_page(event_code, gap.kind.step, place.trade) if gap.kind.step else ""


def _address(endpoint: str, event_code: str, name: str = "", trade: str = "") -> str:
    if not endpoint or not has_page(endpoint) or not _may_open(endpoint):
        return ""
    values: dict[str, Any] = {"event_code": event_code, **({name: trade} if name else {})}
    return url_for(endpoint, **values)


def _may_open(endpoint: str) -> bool:
    """Tell whether the page lets somebody in; who leads a trade does not mend everything that it lacks."""
    access, actor = access_of(current_app, endpoint), current_actor()
    return not isinstance(access, Permission) or not actor.is_signed_in or may_ever(actor.grants, access)


def _detail(sentence: str, place: Place) -> str:
    return translate(sentence) % _figures(place.params) if sentence else ""


def _figures(params: Mapping[str, str]) -> dict[str, str]:
    """Return parameters with whole numbers in the reader's digits."""
    language = reader_language()
    return {name: fmt_number(int(text), language) if text.isdecimal() else text for name, text in params.items()}
