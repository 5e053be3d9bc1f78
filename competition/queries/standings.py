"""The inside view of a trade: every entry with its sums and its place, before any policy decides what goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import run
from competition.db.models import (
    Competitor,
    Entry,
    EntryMember,
    Event,
    EventBrand,
    PeopleSettings,
    Person,
    Portrait,
    RankSnapshot,
    ScheduleItem,
    Team,
    Trade,
)
from competition.db.models import EntryResult as EntryResultRow
from competition.domain.board_types import BrandHead
from competition.domain.brand import brand_head
from competition.domain.medals import PRESETS, MedalRules, Merit, MeritKind
from competition.domain.personal_data import Consent, ConsentRule, NameDisplay, Publicity
from competition.domain.ranking import EntryResult, EntryStatus, RankedEntry, award_trade
from competition.domain.scale import Scale
from competition.domain.scheme import Text
from competition.queries.taking_part import takes_part

EVERYBODY = Publicity()


@dataclass(frozen=True, slots=True)
class Member:
    """A competitor of an entry, as the inside sees it. publicity: what decides how the public does.

    photo: the id of the picture, "" for none.
    """

    native: str
    language: str
    latin: str
    bib: str = ""
    publicity: Publicity = EVERYBODY
    photo: str = ""


@dataclass(frozen=True, slots=True)
class CriterionSum:
    """What an entry has in a criterion; mark None when nothing is marked."""

    mark: Decimal | None
    marked: int
    of: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry with its names and sums.

    Under a blind code it has neither team nor members: team_id, team_code and flag are "" (decision 016).
    """

    id: str
    code: str
    status: str
    lot: int
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    members: tuple[Member, ...]
    total: Decimal | None
    marked: int
    aspects: int
    criteria: Mapping[str, CriterionSum]
    trend: tuple[int | None, ...]

    @property
    def is_blind(self) -> bool:
        """Tell whether a code stands for the entry."""
        return not self.team_id


@dataclass(frozen=True, slots=True)
class TradeFacts:
    """A trade and its event, as boards name them."""

    id: str
    code: str
    name: Text
    worldskills: bool
    gives_medals: bool
    counts_for_teams: bool
    event_id: str
    event_code: str
    event_name: Text
    timezone: str
    clock_offset: int
    rules: MedalRules
    scale: Scale
    starts: date
    consent_rule: ConsentRule
    brand: BrandHead | None = None


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session of a trade that the public may know of. sequence: how often it was changed."""

    id: str
    sequence: int
    name: Text
    place: Text
    starts: datetime
    ends: datetime


_FACTS = (
    select(
        Trade.id,
        Trade.code,
        Trade.name,
        Trade.worldskills,
        Trade.gives_medals,
        Trade.counts_for_teams,
        Event.id.label("event_id"),
        Event.code.label("event_code"),
        Event.name.label("event_name"),
        Event.timezone,
        Event.clock_offset,
        Event.medal_rules.label("rules"),
        Event.scale,
        Event.starts,
        PeopleSettings.consent_rule,
        EventBrand.accent,
        EventBrand.accent_dark,
        EventBrand.bench,
        EventBrand.logo_id,
    )
    .join(Event, Event.id == Trade.event_id)
    .outerjoin(PeopleSettings, PeopleSettings.event_id == Event.id)
    .outerjoin(EventBrand, EventBrand.event_id == Event.id)
    .where(Trade.id == bindparam("trade"))
)


def trade_facts(session: Session, trade_id: str) -> TradeFacts:
    """Return a trade and its event. One statement."""
    facts = dict(run(session, _FACTS, {"trade": trade_id}).mappings().one())
    facts["rules"] = medal_rules(facts["rules"])
    facts["scale"] = Scale(facts["scale"])
    facts["consent_rule"] = ConsentRule(facts["consent_rule"] or ConsentRule.MINORS)
    facts["brand"] = brand_head(*(facts.pop(name) for name in ("accent", "accent_dark", "bench", "logo_id")))
    return TradeFacts(**facts)


def medal_rules(stored: Mapping[str, Json]) -> MedalRules:
    """Return the rules that an event's settings name: a preset and its merit prize."""
    rules = PRESETS[str(stored.get("preset", "strict"))]
    merit = cast("Mapping[str, str] | None", stored.get("merit"))
    if merit:
        rules = MedalRules(
            **{
                **{name: getattr(rules, name) for name in MedalRules.__dataclass_fields__},
                "merit": Merit(MeritKind(merit["kind"]), Decimal(merit["amount"])),
            }
        )
    return rules


_MEMBERS = (
    select(
        EntryMember.entry_id,
        Person.native_name,
        Person.native_language,
        Person.latin_name,
        Competitor.bib,
        Competitor.display_name,
        Competitor.display_photo,
        Competitor.consent,
        Person.birth_date,
        Person.erased_at,
        Portrait.image_id,
    )
    .join(Competitor, Competitor.id == EntryMember.competitor_id)
    .join(Person, Person.id == Competitor.person_id)
    .outerjoin(Portrait, Portrait.person_id == Person.id)
    .join(Entry, Entry.id == EntryMember.entry_id)
    .where(Entry.trade_id == bindparam("trade"), takes_part())
    .order_by(EntryMember.position)
)
_ENTRIES = (
    select(
        Entry.id,
        Entry.code,
        Entry.status,
        Entry.lot,
        Team.id.label("team_id"),
        Team.code.label("team_code"),
        Team.name,
        Team.flag,
        EntryResultRow.total,
        EntryResultRow.marked,
        EntryResultRow.aspects,
        EntryResultRow.criteria,
    )
    .outerjoin(Team, Team.id == Entry.team_id)
    .outerjoin(EntryResultRow, EntryResultRow.entry_id == Entry.id)
    .where(Entry.trade_id == bindparam("trade"), takes_part())
    .order_by(Entry.code)
)
_RANKS = (
    select(RankSnapshot.entry_id, RankSnapshot.at, RankSnapshot.rank)
    .where(RankSnapshot.trade_id == bindparam("trade"))
    .order_by(RankSnapshot.number)
)
_SESSIONS = (
    select(
        ScheduleItem.id,
        ScheduleItem.sequence,
        ScheduleItem.name,
        ScheduleItem.place,
        ScheduleItem.starts_at,
        ScheduleItem.ends_at,
    )
    .where(
        ScheduleItem.trade_id == bindparam("trade"), ScheduleItem.kind == "session", ScheduleItem.is_public.is_(True)
    )
    .order_by(ScheduleItem.starts_at, ScheduleItem.id)
)


def entry_lines(
    session: Session, trade_id: str, ends: Sequence[datetime] = (), at: datetime | None = None
) -> tuple[EntryLine, ...]:
    """Return the entries of a trade that take part, with sums and former ranks, by code. Three statements.

    ends: when the trade's sessions end; trend then has the rank after each session that was over `at` this moment.
    """
    members: dict[str, list[Member]] = {}
    for entry_id, native, language, latin, bib, *public in run(session, _MEMBERS, {"trade": trade_id}):
        display, photo, consent, born, erased_at, image_id = public
        publicity = Publicity(NameDisplay(display), photo, Consent(consent), born, erased_at is not None)
        members.setdefault(entry_id, []).append(Member(native, language, latin, bib, publicity, image_id or ""))
    trends = _trends(session, trade_id, [end for end in ends if at is not None and end <= at])
    rows = run(session, _ENTRIES, {"trade": trade_id})
    return tuple(
        EntryLine(
            id=row.id,
            code=row.code,
            status=row.status,
            lot=row.lot,
            team_id=row.team_id or "",
            team_code=row.team_code or "",
            team_name=row.name or {},
            flag=row.flag or "",
            members=tuple(members.get(row.id, ())),
            total=row.total,
            marked=row.marked or 0,
            aspects=row.aspects or 0,
            criteria={code: _sum(stored) for code, stored in (row.criteria or {}).items()},
            trend=tuple(trends.get(row.id, ())),
        )
        for row in rows
    )


def _trends(session: Session, trade_id: str, ends: Sequence[datetime]) -> dict[str, list[int | None]]:
    """Return for each entry the last rank that was kept before each of these moments."""
    kept: dict[str, list[tuple[datetime, int | None]]] = {}
    for entry_id, at, rank in run(session, _RANKS, {"trade": trade_id}):
        kept.setdefault(entry_id, []).append((at, rank))
    return {
        entry_id: [known[-1] for end in sorted(ends) if (known := [rank for at, rank in ranks if at <= end])]
        for entry_id, ranks in kept.items()
    }


def _sum(stored: Json) -> CriterionSum:
    values = cast("dict[str, Json]", stored)
    mark = values["mark"]
    return CriterionSum(
        None if mark is None else Decimal(str(mark)), cast("int", values["marked"]), cast("int", values["of"])
    )


def rank_entries(
    lines: Sequence[EntryLine], facts: TradeFacts, criteria_by_share: Sequence[str]
) -> tuple[RankedEntry, ...]:
    """Return the places of a trade by the rules of its event."""
    results = [
        EntryResult(
            entry=line.id,
            total=line.total,
            team=line.team_id,
            status=EntryStatus(line.status),
            criteria={code: each.mark for code, each in line.criteria.items() if each.mark is not None},
        )
        for line in lines
    ]
    lots = {line.id: line.lot for line in lines if line.lot}
    rules = facts.rules.with_tie_criteria(tuple(criteria_by_share))
    return award_trade(results, rules, facts.scale, lots=lots)


def sessions(session: Session, trade_id: str) -> tuple[PlannedSession, ...]:
    """Return the public sessions of a trade in order of time. One statement."""
    rows = run(session, _SESSIONS, {"trade": trade_id})
    return tuple(PlannedSession(*row) for row in rows)
