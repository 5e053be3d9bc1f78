"""Who marks what in the trades of an event, what that leaves open, and what was proposed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    AspectRow,
    CriterionRow,
    Entry,
    Interest,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Op,
    Person,
    SchemeVersion,
    Sheet,
    SubCriterionRow,
    Team,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.panels import Assessment, Cell, Floor, PanelJudge, Seats, Task, TeamPlan, assess
from competition.domain.scheme import Text
from competition.queries.reach import Reach
from competition.queries.taking_part import takes_part

ACTIVE = ("ranked", "guest")
DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class JudgeOfTrade:
    """A judge of a trade. languages: BCP 47 codes.

    interests: ids of teams that the judge may not mark; by_hand: those of them that were declared one by one.
    """

    id: str
    login: str
    native: str
    native_language: str
    latin: str
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    languages: tuple[str, ...]
    is_chief: bool
    interests: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name in Latin letters where there is one."""
        return self.latin or self.native


@dataclass(frozen=True, slots=True)
class EntryOfTrade:
    """An entry that competes. team_id, team_code, flag: "" under a blind code."""

    id: str
    code: str
    team_id: str
    team_code: str
    flag: str


@dataclass(frozen=True, slots=True)
class SubOfTrade:
    """A sub-criterion of the published scheme. day: 0 when none is set."""

    id: str
    code: str
    name: Text
    criterion: str
    day: int
    aspects: int
    marking_team_id: str | None


@dataclass(frozen=True)
class TradePanels:
    """A trade with its judges, entries, sub-criteria and marking teams.

    version_id: the published scheme, "" for none. teams: seats by the team's id; names: by the team's id.
    written: the seats of sheets on which somebody wrote already.
    """

    id: str
    code: str
    name: Text
    size: int
    allows_compatriots: bool
    is_blind: bool
    version_id: str
    judges: tuple[JudgeOfTrade, ...]
    entries: tuple[EntryOfTrade, ...]
    subs: tuple[SubOfTrade, ...]
    teams: Mapping[str, Seats]
    names: Mapping[str, str]
    may_be_of: frozenset[str]
    written: Mapping[Cell, Seats]

    @cached_property
    def floor(self) -> Floor:
        """Return the trade as the rules of panels see it."""
        return Floor(
            judges=tuple(
                PanelJudge(judge.id, judge.team_id, frozenset(judge.languages), frozenset(judge.interests))
                for judge in self.judges
            ),
            tasks=tuple(Task(sub.code, sub.day, max(sub.aspects, 1)) for sub in self.subs),
            entries={entry.id: self._teams_of(entry) for entry in self.entries},
            size=self.size,
            allows_compatriots=self.allows_compatriots,
            written=self.written,
        )

    @cached_property
    def seats(self) -> dict[str, Seats]:
        """Return the seats by sub-criterion as they are now."""
        held = {sub.code: self.teams.get(sub.marking_team_id or "", ()) for sub in self.subs}
        return {code: seats for code, seats in held.items() if seats}

    @cached_property
    def plan(self) -> tuple[TeamPlan, ...]:
        """Return the marking teams as they are now, with what each one marks, by name."""
        marks: dict[str, list[str]] = {}
        for sub in self.subs:
            if sub.marking_team_id is not None:
                marks.setdefault(sub.marking_team_id, []).append(sub.code)
        teams = (TeamPlan(self.names[key], seats, tuple(marks.get(key, ()))) for key, seats in self.teams.items())
        return tuple(sorted(teams, key=lambda team: (len(team.name), team.name)))

    @cached_property
    def found(self) -> Assessment:
        """Return what follows from the marking teams as they are now."""
        return assess(self.floor, self.seats)

    @cached_property
    def digest(self) -> str:
        """Return what changes as soon as anything does that a proposal rests on; 64 hex digits."""
        facts = [
            self.version_id,
            self.size,
            self.allows_compatriots,
            sorted((judge.id, judge.team_id, *judge.interests) for judge in self.judges),
            sorted((entry.id, entry.team_id) for entry in self.entries),
            sorted((code, *seats) for code, seats in self.seats.items()),
            sorted((*cell, *seats) for cell, seats in self.written.items()),
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def spread(self, found: Assessment) -> int:
        """Return by how many marks the busiest judge is over the idlest; a chief judge who only leads is left out."""
        marks = [
            found.loads[judge.id].marks
            for judge in self.judges
            if judge.id in found.loads and (found.loads[judge.id].marks or not judge.is_chief)
        ]
        return max(marks) - min(marks) if marks else 0

    def judge(self, judge_id: str) -> JudgeOfTrade | None:
        """Return a judge of the trade, None for one who has left it."""
        return next((judge for judge in self.judges if judge.id == judge_id), None)

    def _teams_of(self, entry: EntryOfTrade) -> frozenset[str]:
        if entry.team_id:
            return frozenset({entry.team_id})
        return frozenset() if self.allows_compatriots else self.may_be_of


def trade_panels(session: Session, event_id: str, trade_id: str) -> TradePanels:
    """Return one trade. Eight statements.

    Raises DomainError `not_found`.
    """
    found = panels_of(session, Reach(event_id, frozenset({trade_id})))
    if not found:
        raise DomainError("not_found")
    return found[0]


def panels_of(session: Session, reach: Reach) -> tuple[TradePanels, ...]:
    """Return the trades of an event by code. Eight statements, whatever the number of trades."""
    trades = session.scalars(
        select(Trade).where(Trade.event_id == reach.event_id, reach.within(Trade.id)).order_by(Trade.code)
    ).all()
    judges = _judges(session, reach)
    entries, may_be_of = _entries(session, reach), _teams(session, reach)
    subs = _subs(session, reach)
    teams, names = _marking_teams(session, reach)
    written = _written(session, reach)
    return tuple(
        TradePanels(
            id=trade.id,
            code=trade.code,
            name=trade.name,
            size=trade.panel_size,
            allows_compatriots=trade.allows_compatriots,
            is_blind=trade.sealed > 0,
            version_id=subs.get(trade.id, ("", []))[0],
            judges=tuple(judges.get(trade.id, ())),
            entries=tuple(entries.get(trade.id, ())),
            subs=tuple(subs.get(trade.id, ("", []))[1]),
            teams=teams.get(trade.id, {}),
            names=names,
            may_be_of=frozenset(may_be_of.get(trade.id, ())),
            written={
                (code, entry): teams[trade.id][team]
                for code, entry, team in written.get(trade.id, ())
                if team in teams.get(trade.id, {})
            },
        )
        for trade in trades
    )


def _judges(session: Session, reach: Reach) -> dict[str, list[JudgeOfTrade]]:
    interests: dict[str, list[str]] = {}
    by_hand: dict[str, list[str]] = {}
    for judge_id, team_id, source in session.execute(
        select(Interest.judge_id, Interest.team_id, Interest.source)
        .join(JudgeProfile, JudgeProfile.id == Interest.judge_id)
        .where(JudgeProfile.event_id == reach.event_id)
        .order_by(Interest.team_id)
    ):
        interests.setdefault(judge_id, []).append(team_id)
        if source == DECLARED:
            by_hand.setdefault(judge_id, []).append(team_id)
    rows = session.execute(
        select(JudgeAssignment.trade_id, JudgeAssignment.is_chief, JudgeProfile, Account.login, Person, Team)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(
            JudgeProfile.event_id == reach.event_id,
            reach.within(JudgeAssignment.trade_id),
            JudgeAssignment.ended_at.is_(None),
        )
        .order_by(JudgeAssignment.is_chief.desc(), Account.login)
    )
    found: dict[str, list[JudgeOfTrade]] = {}
    for trade_id, is_chief, judge, login, person, team in rows:
        found.setdefault(trade_id, []).append(
            JudgeOfTrade(
                id=judge.id,
                login=login,
                native=person.native_name,
                native_language=person.native_language,
                latin=person.latin_name,
                team_id=team.id if team else "",
                team_code=team.code if team else "",
                team_name=team.name if team else {},
                flag=team.flag if team else "",
                languages=tuple(str(language) for language in judge.languages),
                is_chief=is_chief,
                interests=tuple(interests.get(judge.id, ())),
                by_hand=tuple(by_hand.get(judge.id, ())),
            )
        )
    return found


def _entries(session: Session, reach: Reach) -> dict[str, list[EntryOfTrade]]:
    rows = session.execute(
        select(
            Entry.trade_id,
            Entry.id,
            Entry.code,
            func.coalesce(Team.id, ""),
            func.coalesce(Team.code, ""),
            func.coalesce(Team.flag, ""),
        )
        .outerjoin(Team, Team.id == Entry.team_id)
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), Entry.status.in_(ACTIVE), takes_part())
        .order_by(Entry.code)
    )
    found: dict[str, list[EntryOfTrade]] = {}
    for trade_id, *values in rows:
        found.setdefault(trade_id, []).append(EntryOfTrade(*values))
    return found


def _teams(session: Session, reach: Reach) -> dict[str, list[str]]:
    """Return the teams that have an entry under its own name, by trade."""
    rows = session.execute(
        select(Entry.trade_id, Entry.team_id)
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), Entry.team_id.is_not(None))
        .distinct()
    )
    found: dict[str, list[str]] = {}
    for trade_id, team_id in rows:
        found.setdefault(trade_id, []).append(str(team_id))
    return found


def _subs(session: Session, reach: Reach) -> dict[str, tuple[str, list[SubOfTrade]]]:
    """Return the newest published scheme of each trade with its sub-criteria."""
    newest = (
        select(SchemeVersion.trade_id, func.max(SchemeVersion.number).label("number"))
        .where(SchemeVersion.published_at.is_not(None))
        .group_by(SchemeVersion.trade_id)
        .subquery()
    )
    aspects = (
        select(func.count())
        .select_from(AspectRow)
        .where(AspectRow.sub_criterion_id == SubCriterionRow.id)
        .correlate(SubCriterionRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(SchemeVersion.trade_id, SchemeVersion.id, SubCriterionRow, CriterionRow.code, aspects)
        .join(newest, (newest.c.trade_id == SchemeVersion.trade_id) & (newest.c.number == SchemeVersion.number))
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .join(CriterionRow, CriterionRow.scheme_version_id == SchemeVersion.id)
        .join(SubCriterionRow, SubCriterionRow.criterion_id == CriterionRow.id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(CriterionRow.position, SubCriterionRow.position)
    )
    found: dict[str, tuple[str, list[SubOfTrade]]] = {}
    for trade_id, version_id, sub, criterion, count in rows:
        line = SubOfTrade(sub.id, sub.code, sub.name, criterion, sub.day or 0, count, sub.marking_team_id)
        found.setdefault(trade_id, (version_id, []))[1].append(line)
    return found


def _marking_teams(session: Session, reach: Reach) -> tuple[dict[str, dict[str, Seats]], dict[str, str]]:
    rows = session.execute(
        select(MarkingTeam.trade_id, MarkingTeam.id, MarkingTeam.name, MarkingTeamMember.judge_id)
        .join(MarkingTeamMember, MarkingTeamMember.marking_team_id == MarkingTeam.id)
        .join(Trade, Trade.id == MarkingTeam.trade_id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(MarkingTeam.name, MarkingTeamMember.seat)
    )
    teams: dict[str, dict[str, Seats]] = {}
    names: dict[str, str] = {}
    for trade_id, team_id, name, judge_id in rows:
        names[team_id] = name
        held = teams.setdefault(trade_id, {})
        held[team_id] = (*held.get(team_id, ()), judge_id)
    return teams, names


def _written(session: Session, reach: Reach) -> dict[str, list[tuple[str, str, str]]]:
    """Return sub-criterion, entry and marking team of the sheets on which somebody wrote already, by trade."""
    rows = session.execute(
        select(Sheet.trade_id, SubCriterionRow.code, Sheet.entry_id, Sheet.marking_team_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(
            Sheet.event_id == reach.event_id,
            reach.within(Sheet.trade_id),
            Sheet.marking_team_id.is_not(None),
            exists().where(Op.sheet_id == Sheet.id),
        )
        .order_by(Sheet.id)
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for trade_id, code, entry_id, team_id in rows:
        found.setdefault(trade_id, []).append((code, entry_id, str(team_id)))
    return found
