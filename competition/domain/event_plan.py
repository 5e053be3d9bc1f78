"""An event on its way: what somebody has said of it so far, and what is still wrong with that. Source: PRODUCT A1, A2.

Everything is kept as it was typed, so that going back, reloading or coming back on another day loses nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum

from competition.domain.errors import DomainError, Problem, error
from competition.domain.logins import clean_login
from competition.domain.presets import CLONE, PRESETS
from competition.domain.scheme import Text
from competition.domain.trade_list import TradeRow, check_trades, filled, row_from

MOST_DAYS = 60
MOST_ORGANIZERS = 20
LONGEST_CODE = 64
RESERVED_CODES = frozenset(
    {
        *("new-event", "events", "standards", "institutions", "experts", "accounts", "registers", "help", "search"),
        *("settings", "backups", "restore", "restore-event", "log"),
    }
)
"""Words that stand where an event's code would, in addresses of the office."""
_NOT_CODE = re.compile(r"[^a-z0-9]+")


class Step(StrEnum):
    """The steps of the wizard, in their order."""

    RULES = "rules"
    EVENT = "event"
    TRADES = "trades"
    PEOPLE = "people"
    CHECK = "check"


STEPS = tuple(Step)


class CloneSchemes(StrEnum):
    """What becomes of the marking schemes of an event that is taken over."""

    PUBLISHED = "published"
    DRAFTS = "drafts"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OrganizerRow:
    """Somebody who shall organize the event, as typed: a log-in that is there already, or a new one with a name."""

    login: str = ""
    name: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not self.login and not self.name


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What was said so far.

    preset: a key of `presets.PRESETS` or CLONE, "" before the first step. clone_of: the code of the earlier event.
    starts, ends: dates as typed, 2027-05-03 when they are right. with_me: whoever makes the event organizes it too.
    """

    preset: str = ""
    clone_of: str = ""
    clone_schemes: str = CloneSchemes.PUBLISHED.value
    clone_schedule: bool = True
    name: Text = field(default_factory=dict)
    short_name: Text = field(default_factory=dict)
    venue: Text = field(default_factory=dict)
    code: str = ""
    timezone: str = ""
    starts: str = ""
    ends: str = ""
    default_language: str = "en"
    second_language: str = ""
    trades: tuple[TradeRow, ...] = ()
    trades_of: str = ""
    with_me: bool = True
    organizers: tuple[OrganizerRow, ...] = ()

    @property
    def is_clone(self) -> bool:
        """Tell whether an earlier event is taken over."""
        return self.preset == CLONE

    @property
    def days(self) -> int:
        """Return how many days the event has, 0 while the dates are not right."""
        first, last = read_date(self.starts), read_date(self.ends)
        return (last - first).days + 1 if first and last and last >= first else 0

    def with_step(self, **said: object) -> EventPlan:
        """Return the plan with what one step said."""
        return replace(self, **said)  # type: ignore[arg-type]  # names and kinds are those of the fields


def plan_json(plan: EventPlan) -> dict[str, object]:
    """Return a plan as plain values."""
    return {
        **asdict(plan),
        "trades": [asdict(row) for row in plan.trades],
        "organizers": [asdict(row) for row in plan.organizers],
    }


def plan_from(stored: Mapping[str, object]) -> EventPlan:
    """Return a plan from plain values; what is missing or of another kind is as on the first day."""
    usual = EventPlan()
    found: dict[str, object] = {}
    for name, known in asdict(usual).items():
        value = stored.get(name)
        if isinstance(known, dict):
            found[name] = _words(value)
        elif isinstance(known, bool | str) and type(value) is type(known):
            found[name] = value
    found["trades"] = tuple(row_from(each) for each in _rows(stored.get("trades")))
    found["organizers"] = tuple(_organizer(each) for each in _rows(stored.get("organizers")))
    return EventPlan(**found)  # type: ignore[arg-type]  # each was compared with its own kind


def read_date(text: str) -> date | None:
    """Return the date that was typed as 2027-05-03, None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def suggest_code(name: Text, starts: str, taken: Collection[str] = ()) -> str:
    """Return a code for the address that follows from the English name, else from any Latin one, and the year."""
    ordered = [name.get("en", ""), *name.values()]
    word = next((code for each in ordered if (code := _code(each))), "event")
    first = read_date(starts)
    year = str(first.year) if first else ""
    base = word if not year or year in word.split("-") else f"{word}-{year}"
    base = base[: LONGEST_CODE - 3].strip("-")
    numbered = (f"{base}-{number}" for number in range(2, 100))
    return (
        base if base not in {*taken, *RESERVED_CODES} and len(base) > 1 else next(n for n in numbered if n not in taken)
    )


def check_plan(
    plan: EventPlan,
    *,
    zones: Collection[str],
    languages: Collection[str],
    taken: Collection[str],
    sources: Collection[str],
) -> dict[Step, tuple[Problem, ...]]:
    """Return what is still wrong, step by step; the column is the field, the row (from 1) that of a list.

    zones: the time zones that are known. languages: those that pages come in. taken: codes of events that are there.
    sources: codes of the events that may be taken over.
    """
    found = {
        Step.RULES: tuple(_check_rules(plan, sources)),
        Step.EVENT: tuple(_check_event(plan, zones, languages, taken)),
        Step.TRADES: check_trades(plan.trades),
        Step.PEOPLE: tuple(_check_people(plan)),
    }
    return {step: problems for step, problems in found.items() if problems}


def trades_of(plan: EventPlan) -> tuple[TradeRow, ...]:
    """Return the trades that were filled in."""
    return filled(plan.trades)


def _check_rules(plan: EventPlan, sources: Collection[str]) -> Iterator[Problem]:
    if plan.preset not in PRESETS and not plan.is_clone:
        yield error("preset_missing", column="preset")
    if plan.is_clone and plan.clone_of not in sources:
        yield error("clone_missing", column="clone_of")


def _check_event(
    plan: EventPlan, zones: Collection[str], languages: Collection[str], taken: Collection[str]
) -> Iterator[Problem]:
    if not any(plan.name.values()):
        yield error("event_name_missing", column="name")
    if plan.code and (problem := _check_code(plan.code, taken)):
        yield problem
    if not plan.timezone.strip():
        yield error("timezone_missing", column="timezone")
    elif plan.timezone not in zones:
        yield error("timezone_unknown", column="timezone", timezone=plan.timezone)
    for name in ("starts", "ends"):
        text = getattr(plan, name)
        if not text.strip():
            yield error("event_date_missing", column=name)
        elif read_date(text) is None:
            yield error("date_invalid", column=name, found=text)
    first, last = read_date(plan.starts), read_date(plan.ends)
    if first and last and not 0 <= (last - first).days < MOST_DAYS:
        yield error("event_dates_invalid", column="ends")
    if plan.default_language not in languages:
        yield error("language_unknown", column="default_language", found=plan.default_language)
    if plan.second_language and plan.second_language not in languages:
        yield error("language_unknown", column="second_language", found=plan.second_language)
    if plan.second_language == plan.default_language:
        yield error("languages_same", column="second_language")


def _check_code(code: str, taken: Collection[str]) -> Problem | None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]", code, re.ASCII):
        return error("event_code_invalid", column="code", event=code)
    if code in RESERVED_CODES:
        return error("event_code_reserved", column="code", event=code)
    return error("event_code_taken", column="code", event=code) if code in taken else None


def _check_people(plan: EventPlan) -> Iterator[Problem]:
    """Yield the faults of the organizers; whether a log-in is there already is for the use case to see."""
    seen: dict[str, int] = {}
    if not plan.with_me and all(row.is_empty for row in plan.organizers):
        yield error("organizer_missing", column="with_me")
    if len(plan.organizers) > MOST_ORGANIZERS:
        yield error("too_many_organizers", row=MOST_ORGANIZERS + 1, column="login", limit=str(MOST_ORGANIZERS))
    for number, row in enumerate(plan.organizers, start=1):
        if row.is_empty:
            continue
        try:
            login = clean_login(row.login)
        except DomainError as refusal:
            yield error("login_invalid", row=number, column="login", **refusal.params)
            continue
        if login in seen:
            yield error("organizer_twice", row=number, column="login", login=login, first=str(seen[login]))
        seen.setdefault(login, number)


def _code(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_CODE.sub("-", plain).strip("-")


def _words(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {language: text for language, text in value.items() if isinstance(language, str) and isinstance(text, str)}


def _rows(value: object) -> Sequence[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def _organizer(values: Mapping[str, object]) -> OrganizerRow:
    texts = {name: value for name in ("login", "name") if isinstance(value := values.get(name), str)}
    return OrganizerRow(**{name: " ".join(text.split()) for name, text in texts.items()})
