"""People of an event as the office looks for them: competitors, judges, teams, in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Competitor,
    Entry,
    EntryMember,
    Event,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    PeopleSettings,
    Person,
    Team,
    Trade,
)
from competition.domain.personal_data import Consent, ConsentRule, Publicity, is_published
from competition.domain.scheme import Text
from competition.queries.reach import Reach


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A delegation with its size."""

    id: str
    code: str
    name: Text
    flag: str
    competitors: int
    judges: int


@dataclass(frozen=True, slots=True)
class CompetitorLine:
    """A competitor in a trade, or in none yet. needs_consent: the public reads no name until a guardian agrees."""

    id: str
    entry_id: str
    native: str
    language: str
    latin: str
    entry: str
    status: str
    trade_code: str
    trade_name: Text
    team_code: str
    team_name: Text
    flag: str
    needs_consent: bool


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A judge in a trade. login: the judge number; marking_teams: name and seat in each."""

    id: str
    trade_id: str
    native: str
    language: str
    latin: str
    login: str
    trade_code: str
    trade_name: Text
    team_code: str
    team_name: Text
    flag: str
    is_chief: bool
    marking_teams: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a reader looks for; trade, team: codes, "" for all."""

    words: str = ""
    trade: str = ""
    team: str = ""


def competitor_lines(session: Session, reach: Reach, wanted: PeopleFilter) -> tuple[CompetitorLine, ...]:
    """Return the competitors that match, by trade and entry. One statement.

    Words are sought here and not by the database: the engines disagree about letters beyond a to z.
    """
    rows = session.execute(
        select(
            Competitor.id,
            func.coalesce(Entry.id, "").label("entry_id"),
            Person.native_name.label("native"),
            Person.native_language.label("language"),
            Person.latin_name.label("latin"),
            func.coalesce(Entry.code, Competitor.bib).label("entry"),
            func.coalesce(Entry.status, "").label("status"),
            func.coalesce(Trade.code, "").label("trade_code"),
            Trade.name.label("trade_name"),
            Team.code.label("team_code"),
            Team.name.label("team_name"),
            Team.flag,
            Competitor.consent,
            Person.birth_date,
            Person.erased_at,
            Event.starts,
            PeopleSettings.consent_rule,
        )
        .join(Competitor, Competitor.person_id == Person.id)
        .join(Team, Team.id == Competitor.team_id)
        .join(Event, Event.id == Competitor.event_id)
        .outerjoin(PeopleSettings, PeopleSettings.event_id == Event.id)
        .outerjoin(EntryMember, EntryMember.competitor_id == Competitor.id)
        .outerjoin(Entry, Entry.id == EntryMember.entry_id)
        .outerjoin(Trade, Trade.id == Entry.trade_id)
        .where(Competitor.event_id == reach.event_id, reach.within(Entry.trade_id))
        .order_by(func.coalesce(Trade.code, ""), func.coalesce(Entry.code, ""), EntryMember.position, Competitor.id)
    )
    lines = (_competitor_line(row) for row in rows.mappings())
    return tuple(
        line
        for line in lines
        if wanted.trade in ("", line.trade_code)
        and wanted.team in ("", line.team_code)
        and matches(wanted.words, (line.native, line.latin, line.entry, line.team_code, *line.team_name.values()))
    )


def _competitor_line(row: RowMapping) -> CompetitorLine:
    waits = Publicity(consent=Consent(row["consent"]), born=row["birth_date"], erased=row["erased_at"] is not None)
    rule = ConsentRule(row["consent_rule"] or ConsentRule.MINORS)
    asked = waits.consent is Consent.UNKNOWN and not waits.erased and not is_published(waits, row["starts"], rule)
    shown = {each: row[each] for each in _SHOWN}
    return CompetitorLine(**{**shown, "trade_name": row["trade_name"] or {}}, needs_consent=asked)


_SHOWN = tuple(each.name for each in fields(CompetitorLine) if each.name != "needs_consent")


def judge_lines(session: Session, reach: Reach, wanted: PeopleFilter) -> tuple[JudgeLine, ...]:
    """Return the judges that match, by trade and number. Two statements."""
    seats: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for judge_id, trade_id, name, seat in session.execute(
        select(MarkingTeamMember.judge_id, MarkingTeam.trade_id, MarkingTeam.name, MarkingTeamMember.seat)
        .join(MarkingTeam, MarkingTeam.id == MarkingTeamMember.marking_team_id)
        .join(Trade, Trade.id == MarkingTeam.trade_id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(MarkingTeam.name, MarkingTeamMember.seat)
    ):
        seats.setdefault((judge_id, trade_id), []).append((name, seat))
    rows = session.execute(
        select(
            JudgeProfile.id,
            JudgeAssignment.trade_id,
            Person.native_name,
            Person.native_language,
            Person.latin_name,
            Account.login,
            Trade.code.label("trade_code"),
            Trade.name.label("trade_name"),
            func.coalesce(Team.code, "").label("team_code"),
            Team.name.label("team_name"),
            func.coalesce(Team.flag, "").label("flag"),
            JudgeAssignment.is_chief,
        )
        .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(
            JudgeProfile.event_id == reach.event_id,
            reach.within(JudgeAssignment.trade_id),
            JudgeAssignment.ended_at.is_(None),
        )
        .order_by(Trade.code, JudgeAssignment.is_chief.desc(), Account.login)
    )
    lines = (
        JudgeLine(*row[:9], row.team_name or {}, row.flag, row.is_chief, tuple(seats.get((row.id, row.trade_id), ())))
        for row in rows
    )
    return tuple(
        line
        for line in lines
        if wanted.trade in ("", line.trade_code)
        and wanted.team in ("", line.team_code)
        and matches(wanted.words, (line.native, line.latin, line.login, line.team_code, *line.team_name.values()))
    )


def team_lines(session: Session, event_id: str, words: str = "") -> tuple[TeamLine, ...]:
    """Return the delegations that match, by code. One statement."""
    competitors = (
        select(func.count())
        .select_from(Competitor)
        .where(Competitor.team_id == Team.id)
        .correlate(Team)
        .scalar_subquery()
    )
    judges = (
        select(func.count())
        .select_from(JudgeProfile)
        .where(JudgeProfile.team_id == Team.id)
        .correlate(Team)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Team.id, Team.code, Team.name, Team.flag, competitors, judges)
        .where(Team.event_id == event_id)
        .order_by(Team.code)
    )
    lines = (TeamLine(*row) for row in rows)
    return tuple(line for line in lines if matches(words, (line.code, *line.name.values())))


def matches(words: str, texts: Iterable[str]) -> bool:
    """Tell whether every word is part of some text, whatever the case, the accents and the width of the letters."""
    plain = [_plain(text) for text in texts]
    return all(any(word in text for text in plain) for word in _plain(words).split())


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
