"""What an event still lacks before its first mark, and how far each trade is. Source: PRODUCT A9; DOMAIN 1.5, 2.1, 5.4.

Facts in, gaps out. A gap is one function below and its words in `competition.messages.readiness`; whether it stops the
event, its group and the step of a trade that it belongs to stand at the function. A function returns what its words
name (nothing to name: an empty mapping), or None where all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

BACKUP_EVERY = timedelta(days=1)
KEY_HOLDERS = 3
LEAST_ORGANIZERS = 2
POLICY_HIDDEN = "hidden"
SOON = timedelta(days=3)
"""From so long before its first day an event is expected to have tablets, cards and a backup."""

Params = Mapping[str, str]


class Group(StrEnum):
    """What a gap is about, in the order of the page."""

    EVENT = "event"
    TRADES = "trades"
    SCHEMES = "schemes"
    PEOPLE = "people"
    PANELS = "panels"
    DEVICES = "devices"
    PUBLICATION = "publication"
    SAFETY = "safety"


class Step(StrEnum):
    """What a trade needs before it can be marked, in the order of the picture."""

    SCHEME = "scheme"
    ENTRIES = "entries"
    JUDGES = "judges"
    PANELS = "panels"
    DAYS = "days"
    DEVICES = "devices"


class StepState(StrEnum):
    """How far one step of a trade is."""

    DONE = "done"
    PART = "part"  # only what would be good is open
    MISSING = "missing"
    WAITS = "waits"  # another step comes first


@dataclass(frozen=True, slots=True)
class TeamSeats:
    """A marking team: its judges in the order of their seats, by the teams that they come with ("" for none).

    interests: further teams that each of them may not mark, parallel to the seats.
    """

    comes_with: tuple[str, ...]
    interests: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """A trade as far as it is.

    entries: that take part, guests too; by_team: how many of them, by the team that they may be of. uneven: entries
    with another number of competitors than team_size. too_old, ages_unknown: competitors, where there is an age limit.
    scheme: "none", "draft" or "published"; draft_total: marks of a draft in hundredths, draft_errors: what it breaks.
    waiting: what was asked of a second person about the scheme. sub_criteria, without_team, without_day, beyond_days:
    of the published scheme; days: on which its sub-criteria are marked; sessions: days with a session.
    teams: its marking teams that mark something. without_sign_in: judges who have neither card nor PIN nor password;
    without_device: the numbers of those who could sign in and never did on a device that may still be used.
    """

    id: str
    code: str
    min_entries: int = 0
    max_entries: int | None = None
    maximum_age: int | None = None
    panel_size: int = 3
    allows_compatriots: bool = False
    blind: int = 0
    sealed: int = 0
    entries: int = 0
    by_team: Mapping[str, int] = field(default_factory=dict)
    uneven: int = 0
    too_old: int = 0
    ages_unknown: int = 0
    scheme: str = "none"
    draft_total: int = 0
    draft_errors: int = 0
    is_locked: bool = False
    waiting: str = ""
    sub_criteria: int = 0
    without_team: int = 0
    without_day: int = 0
    beyond_days: int = 0
    days: frozenset[int] = frozenset()
    sessions: frozenset[int] = frozenset()
    teams: tuple[TeamSeats, ...] = ()
    judges: int = 0
    chiefs: int = 0
    without_sign_in: int = 0
    without_device: tuple[str, ...] = ()
    policy: str = POLICY_HIDDEN

    @property
    def has_scheme(self) -> bool:
        """Tell whether a version is published."""
        return self.scheme == "published"


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event as far as it is. now: real time; today: the date at the venue, in the event's own time.

    organizers: who hold the role; who_came: those of them who have a password. tablets: enrolled and not revoked.
    applications: waiting for a decision; unsent: begun by team leaders and not sent. backup_at: of the newest backup.
    """

    starts: date
    ends: date
    today: date
    now: datetime
    trades: tuple[TradeFacts, ...] = ()
    has_venue: bool = True
    organizers: int = 0
    who_came: int = 0
    key_holders: int = 0
    tablets: int = 0
    applications: int = 0
    unsent: int = 0
    items: int = 0
    backup_at: datetime | None = None

    @property
    def is_soon(self) -> bool:
        """Tell whether the event begins within days, or has begun."""
        return self.today + SOON >= self.starts


EventRule = Callable[[EventFacts], Params | None]
TradeRule = Callable[[TradeFacts, EventFacts], Params | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a gap is: its code, its group, whether it stops the event, the step of a trade that it belongs to."""

    code: str
    group: Group
    is_blocking: bool
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A trade with a gap, and what the words name of it."""

    trade: str
    params: Params


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that an event lacks. params: of a gap of the whole event. places: the trades of a gap of trades."""

    kind: Kind
    params: Params = field(default_factory=dict)
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class TradeProgress:
    """How far a trade is, step by step."""

    code: str
    steps: Mapping[Step, StepState]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing that stops it is open."""
        return all(state in (StepState.DONE, StepState.PART) for state in self.steps.values())


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an event lacks, in the order of the page, and how far its trades are."""

    gaps: tuple[Gap, ...]
    trades: tuple[TradeProgress, ...]

    @property
    def blocking(self) -> int:
        """Return how many gaps stop the event."""
        return sum(gap.kind.is_blocking for gap in self.gaps)

    @property
    def advisory(self) -> int:
        """Return how many gaps would be good to close."""
        return len(self.gaps) - self.blocking

    @property
    def is_ready(self) -> bool:
        """Tell whether the event can begin."""
        return not self.blocking

    @property
    def later(self) -> frozenset[Group]:
        """Return the groups about which nothing can be said yet, since every trade waits for an earlier step."""
        steps = {Group.PANELS: Step.PANELS, Group.DEVICES: Step.DEVICES}
        open_groups = {gap.kind.group for gap in self.gaps}
        return frozenset(
            group
            for group, step in steps.items()
            if group not in open_groups and all(trade.steps[step] is StepState.WAITS for trade in self.trades)
        )

    def of_trades(self) -> Readiness:
        """Return the same without what concerns the whole event, for those who answer for some trades alone."""
        return Readiness(tuple(gap for gap in self.gaps if gap.places), self.trades)


_EVENT_RULES: list[tuple[Kind, EventRule]] = []
_TRADE_RULES: list[tuple[Kind, TradeRule]] = []


def of_event(group: Group, *, blocking: bool) -> Callable[[EventRule], EventRule]:
    """Register a gap of the whole event; its code is the function's name."""

    def register(rule: EventRule) -> EventRule:
        _EVENT_RULES.append((Kind(rule.__name__, group, blocking), rule))
        return rule

    return register


def of_trade(group: Group, step: Step, *, blocking: bool) -> Callable[[TradeRule], TradeRule]:
    """Register a gap of trades; its code is the function's name."""

    def register(rule: TradeRule) -> TradeRule:
        _TRADE_RULES.append((Kind(rule.__name__, group, blocking, step), rule))
        return rule

    return register


def kinds() -> tuple[Kind, ...]:
    """Return every gap that there can be."""
    return tuple(kind for kind, _ in (*_EVENT_RULES, *_TRADE_RULES))


def assess(facts: EventFacts) -> Readiness:
    """Return what an event lacks: what stops it first within each group, and how far every trade is."""
    gaps = [Gap(kind, found) for kind, rule in _EVENT_RULES if (found := rule(facts)) is not None]
    open_steps: dict[str, dict[Step, bool]] = {trade.code: {} for trade in facts.trades}
    for kind, rule in _TRADE_RULES:
        places = tuple(Place(trade.code, found) for trade in facts.trades if (found := rule(trade, facts)) is not None)
        if places:
            gaps.append(Gap(kind, places=places))
        for place in places:
            if kind.step is not None:
                known = open_steps[place.trade]
                known[kind.step] = known.get(kind.step, False) or kind.is_blocking
    order = list(Group)
    gaps.sort(key=lambda gap: (order.index(gap.kind.group), not gap.kind.is_blocking))
    return Readiness(tuple(gaps), tuple(_progress(trade, open_steps[trade.code]) for trade in facts.trades))


def _progress(trade: TradeFacts, found: Mapping[Step, bool]) -> TradeProgress:
    states = {
        step: StepState.MISSING if found.get(step) else StepState.PART if step in found else StepState.DONE
        for step in Step
    }
    # Panels mark sub-criteria on days: both wait for a scheme, and panels for judges.
    if not trade.has_scheme:
        states[Step.DAYS] = StepState.WAITS
    if not trade.has_scheme or not trade.judges:
        states[Step.PANELS] = StepState.WAITS
    if not trade.judges:
        states[Step.DEVICES] = StepState.WAITS
    return TradeProgress(trade.code, states)


def sheets_without_panel(trade: TradeFacts) -> int:
    """Return on how many combinations of marking team and entry too few judges may score. Source: DOMAIN 2.1.

    Under sealed codes an entry may be of any team of the trade (decision 016), unless compatriots may mark.
    """
    teams = dict(trade.by_team)
    if trade.sealed:
        teams = {} if trade.allows_compatriots else {"": trade.entries}
    short = 0
    for team in trade.teams:
        if len(team.comes_with) < trade.panel_size:
            continue
        for entry_team, count in teams.items():
            may_be_of = frozenset(trade.by_team) if trade.sealed else {entry_team}
            barred = sum(
                (not trade.allows_compatriots and bool(own) and own in may_be_of) or not others.isdisjoint(may_be_of)
                for own, others in zip(team.comes_with, team.interests, strict=True)
            )
            short += count if len(team.comes_with) - barred < trade.panel_size else 0
    return short


def listed(numbers: Sequence[int]) -> str:
    """Return numbers as the words name them: 1, 3, 4."""
    return ", ".join(str(number) for number in sorted(numbers))
