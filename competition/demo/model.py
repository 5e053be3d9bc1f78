"""The demo event as plain values: what a loader writes into an empty event, in this order.

Keys are stable for a seed: teams by ISO 3166 alpha-3 code, trades by their two digits, entries by their code
(`EI-07`), people, judges and panels by their `key`. Times are aware and in UTC. Source: DOMAIN 1, 2, 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from competition.domain.scheme import Scheme, Text


class ValueKind(StrEnum):
    """What a judge writes into an aspect."""

    JUDGEMENT = "judgement"
    MEASURE = "measure"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class DemoValue:
    """One entered value.

    t: a score, a measured value, or "did not attempt".
    v: a score `"0"` to `"3"`; a measured value as decimal text (pass or fail `"1"` or `"0"`, a choice by its
        1-based number); None when absent.
    """

    t: ValueKind
    v: str | None


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A delegation of a country or region.

    code: ISO 3166 alpha-3. flag: ISO 3166 alpha-2, lower case. name: in en, zh, fr, ru, ar, es.
    competing: False for delegations that came with judges only.
    """

    code: str
    flag: str
    name: Text
    continent: str
    competing: bool
    is_host: bool


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person.

    native: the name in its own script; native_lang: the language of that script (BCP 47).
    latin: the name in Latin letters, "" when the native name is written so.
    team: the code of the team the person belongs to.
    """

    key: str
    native: str
    native_lang: str
    latin: str
    team: str
    born: date


class StaffRole(StrEnum):
    """What the people of the organizer do."""

    ORGANIZER = "organizer"
    CLERK = "clerk"
    AUDITOR = "auditor"
    PRESENTER = "presenter"


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One person of the organizer, with what the person does."""

    person: DemoPerson
    role: StaffRole
    title: Text


@dataclass(frozen=True, slots=True)
class DemoInterpreter:
    """One interpreter, with the languages spoken (BCP 47) and the trade of duty."""

    person: DemoPerson
    languages: tuple[str, ...]
    trade: str


class EntryStatus(StrEnum):
    """How an entry stands: competing, a guest out of contest, or withdrawn."""

    RANKED = "ranked"
    GUEST = "guest"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One competitor of one team in one trade; status as it is at `DemoEvent.now`."""

    code: str
    trade: str
    team: str
    competitor: DemoPerson
    status: EntryStatus


class JudgeRole(StrEnum):
    """What a judge does in the trade."""

    CHIEF = "chief"
    DEPUTY = "deputy"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class DemoJudge:
    """One judge of one trade; the key is the person's key, e.g. `judge-04-03`."""

    key: str
    person: DemoPerson
    trade: str
    role: JudgeRole


@dataclass(frozen=True, slots=True)
class DemoPanel:
    """A marking team: three seats and a fourth judge who steps in for a compatriot. Source: DOMAIN 2.1.

    seats, fourth: judge keys, four different teams. sub_criteria: the codes that the panel marks.
    """

    key: str
    trade: str
    seats: tuple[str, str, str]
    fourth: str
    sub_criteria: tuple[str, ...]


class Visibility(StrEnum):
    """What the public may see of a trade now."""

    HIDDEN = "hidden"
    PROGRESS = "progress"
    LIVE = "live"
    FROZEN = "frozen"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True)
class DemoTrade:
    """A trade with its marking scheme; name in six languages, prefix of the entry codes, place as `Bay 4`."""

    code: str
    prefix: str
    name: Text
    worldskills: bool
    place: Text
    scheme: Scheme
    visibility: Visibility


class ItemKind(StrEnum):
    """The kinds of items in the schedule."""

    SESSION = "session"
    CEREMONY = "ceremony"
    MEETING = "meeting"
    FREEZE = "freeze"
    VISITORS = "visitors"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One line of the schedule.

    trade: None for the whole event. half: `AM` or `PM` for sessions, "" otherwise.
    sub_criteria: the codes marked in the session. public: False for what only staff and judges see.
    """

    key: str
    kind: ItemKind
    day: int
    half: Literal["AM", "PM", ""]
    trade: str | None
    sub_criteria: tuple[str, ...]
    title: Text
    place: Text
    starts: datetime
    ends: datetime
    public: bool


@dataclass(frozen=True, slots=True)
class DemoScore:
    """A judge enters a value. For a measurement the judge typed the value that the panel agreed on.

    round: 1, or the number of the repeated round of a judgement. An entry for the same aspect, judge and round
    again is a correction before the sheet was signed.
    """

    at: datetime
    trade: str
    sub_criterion: str
    entry: str
    aspect: str
    judge: str
    value: DemoValue
    round: int = 1


@dataclass(frozen=True, slots=True)
class DemoRound:
    """The fourth judge opens the next round of a judgement whose scores are more than one apart."""

    at: datetime
    trade: str
    sub_criterion: str
    entry: str
    aspect: str
    judge: str
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class DemoSign:
    """One of the three marking judges signs a complete sheet."""

    at: datetime
    trade: str
    sub_criterion: str
    entry: str
    judge: str


@dataclass(frozen=True, slots=True)
class DemoLock:
    """The chief judge locks a sheet that all three have signed."""

    at: datetime
    trade: str
    sub_criterion: str
    entry: str
    judge: str


@dataclass(frozen=True, slots=True)
class DemoWithdrawal:
    """An entry leaves the contest; sheets after this stay empty."""

    at: datetime
    trade: str
    entry: str
    reason: Text


@dataclass(frozen=True, slots=True)
class DemoAppeal:
    """A team appeals against a criterion of its entry; to be answered by `due`."""

    at: datetime
    trade: str
    entry: str
    criterion: str
    team: str
    reason: Text
    due: datetime


@dataclass(frozen=True, slots=True)
class DemoPublication:
    """A trade's board changes what the public sees; by: a judge's or staff key."""

    at: datetime
    trade: str
    visibility: Visibility
    by: str


DemoStep = DemoScore | DemoRound | DemoSign | DemoLock | DemoWithdrawal | DemoAppeal | DemoPublication


@dataclass(frozen=True, slots=True)
class DemoStrength:
    """How good an entry is: 0 to 1, per criterion letter. For robots that go on marking; never shown."""

    entry: str
    criterion: str
    value: float


@dataclass(frozen=True, slots=True)
class DemoEvent:
    """The whole demo event.

    now: the moment the history ends (25 June 2024, 14:36 venue time).
    history: everything that happened until now, ordered by time.
    """

    code: str
    name: Text
    theme: Text
    venue: Text
    city: Text
    country: str
    timezone: str
    starts: date
    ends: date
    now: datetime
    freeze: datetime
    ceremony: datetime
    teams: tuple[DemoTeam, ...]
    trades: tuple[DemoTrade, ...]
    staff: tuple[DemoStaff, ...]
    interpreters: tuple[DemoInterpreter, ...]
    judges: tuple[DemoJudge, ...]
    panels: tuple[DemoPanel, ...]
    entries: tuple[DemoEntry, ...]
    schedule: tuple[DemoItem, ...]
    strengths: tuple[DemoStrength, ...]
    history: tuple[DemoStep, ...]

    def people(self) -> Iterator[DemoPerson]:
        """Yield every person once: competitors, judges, interpreters, staff."""
        yield from (entry.competitor for entry in self.entries)
        yield from (judge.person for judge in self.judges)
        yield from (interpreter.person for interpreter in self.interpreters)
        yield from (member.person for member in self.staff)
