"""The statements of `queries.readiness`, one function and one statement each, by the trade's id."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import Lock

from sqlalchemy import Subquery, exists, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Approval,
    Competitor,
    CriterionRow,
    Device,
    Entry,
    EntryMember,
    Interest,
    JudgeAssignment,
    JudgeCard,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    ScheduleItem,
    SchemeDraft,
    SchemeRelease,
    SchemeVersion,
    SignIn,
    SubCriterionRow,
    Trade,
)
from competition.domain.decimals import parse_decimal
from competition.domain.errors import DomainError, Severity
from competition.domain.readiness import TeamSeats
from competition.domain.schedule import ItemKind
from competition.domain.scheme_document import read_document
from competition.domain.scheme_shape import SchemeDocument, read_shape
from competition.domain.trade_settings import is_too_old

ACTIVE = ("ranked", "guest")
ROSTER_LAYER = 0
"""The entries under their own names, whatever codes stand for them later."""
_KEPT_DRAFTS = 512
_TOTAL = "total_not_100"


@dataclass(frozen=True, slots=True)
class EntryCount:
    """Entries of a trade, by the team's id."""

    by_team: Mapping[str, int]


@dataclass
class JudgeCount:
    """The judges of a trade; comes_with: the team by judge; interests: teams that a judge may not mark.

    without_device: numbers of judges who can sign in and never did on a device that may still be used.
    """

    judges: int = 0
    chiefs: int = 0
    without_sign_in: int = 0
    without_device: tuple[str, ...] = ()
    comes_with: dict[str, str] = field(default_factory=dict)
    interests: dict[str, frozenset[str]] = field(default_factory=dict)

    def seats(self, held: tuple[str, ...]) -> TeamSeats:
        """Return a marking team as the rules see it; a judge who has left the trade is nobody's compatriot."""
        return TeamSeats(
            tuple(self.comes_with.get(judge, "") for judge in held),
            tuple(self.interests.get(judge, frozenset()) for judge in held),
        )


@dataclass(frozen=True, slots=True)
class PresentScheme:
    """The newest published version of a trade."""

    version_id: str
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft comes to. total: hundredths of a mark; errors: beside a wrong total."""

    total: int
    errors: int


@dataclass
class TaskCount:
    """The sub-criteria of the published scheme; teams: the judges of those marking teams that mark something."""

    sub_criteria: int = 0
    without_team: int = 0
    without_day: int = 0
    beyond_days: int = 0
    days: frozenset[int] = frozenset()
    teams: tuple[tuple[str, ...], ...] = ()


def entries(session: Session, event_id: str) -> dict[str, EntryCount]:
    """Count the entries that take part, by trade and team."""
    rows = session.execute(
        select(Entry.trade_id, func.coalesce(Entry.team_id, ""), func.count())
        .where(Entry.event_id == event_id, Entry.status.in_(ACTIVE), Entry.layer == ROSTER_LAYER)
        .group_by(Entry.trade_id, Entry.team_id)
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for trade_id, team_id, count in rows:
        found[trade_id][team_id] = count
    return {trade_id: EntryCount(teams) for trade_id, teams in found.items()}


def uneven_entries(session: Session, event_id: str) -> dict[str, int]:
    """Count the entries whose number of competitors is not that of the trade."""
    members = (
        select(func.count())
        .select_from(EntryMember)
        .where(EntryMember.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Entry.trade_id, func.count())
        .join(Trade, Trade.id == Entry.trade_id)
        .where(
            Entry.event_id == event_id,
            Entry.status.in_(ACTIVE),
            Entry.layer == ROSTER_LAYER,
            members != Trade.team_size,
        )
        .group_by(Entry.trade_id)
    )
    return dict(rows.all())


def ages(session: Session, event_id: str, starts: date) -> dict[str, tuple[int, int]]:
    """Count competitors who are too old, and those of unknown age, in the trades that have an age limit."""
    rows = session.execute(
        select(Entry.trade_id, Trade.maximum_age, Person.birth_date)
        .join(Trade, Trade.id == Entry.trade_id)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .join(Competitor, Competitor.id == EntryMember.competitor_id)
        .join(Person, Person.id == Competitor.person_id)
        .where(
            Entry.event_id == event_id,
            Trade.maximum_age.is_not(None),
            Entry.status.in_(ACTIVE),
            Entry.layer == ROSTER_LAYER,
        )
    )
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for trade_id, limit, born in rows:
        if born is None:
            found[trade_id][1] += 1
        elif is_too_old(born, limit, starts):
            found[trade_id][0] += 1
    return {trade_id: (old, unknown) for trade_id, (old, unknown) in found.items()}


def judges(session: Session, event_id: str) -> dict[str, JudgeCount]:
    """Count the judges with what the panels need to know of them. Two statements."""
    interests: defaultdict[str, set[str]] = defaultdict(set)
    for judge_id, team_id in session.execute(
        select(Interest.judge_id, Interest.team_id)
        .join(JudgeProfile, JudgeProfile.id == Interest.judge_id)
        .where(JudgeProfile.event_id == event_id)
    ):
        interests[judge_id].add(team_id)
    seen = (
        exists()
        .where(SignIn.account_id == Account.id, Device.id == SignIn.device_id, Device.revoked_at.is_(None))
        .correlate(Account)
    )
    rows = session.execute(
        select(
            JudgeAssignment.trade_id,
            JudgeAssignment.judge_id,
            JudgeAssignment.is_chief,
            func.coalesce(JudgeProfile.team_id, ""),
            func.coalesce(Account.pin_hash, Account.password_hash).is_not(None) | JudgeCard.judge_id.is_not(None),
            Account.login,
            seen,
        )
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .outerjoin(JudgeCard, JudgeCard.judge_id == JudgeProfile.id)
        .where(Trade.event_id == event_id, JudgeAssignment.ended_at.is_(None))
    )
    found: defaultdict[str, JudgeCount] = defaultdict(JudgeCount)
    for trade_id, judge_id, is_chief, team_id, can_sign_in, login, is_seen in rows:
        count = found[trade_id]
        count.judges += 1
        count.chiefs += bool(is_chief)
        count.without_sign_in += not can_sign_in
        if can_sign_in and not is_seen:
            count.without_device += (login,)
        count.comes_with[judge_id] = team_id
        if judge_id in interests:
            count.interests[judge_id] = frozenset(interests[judge_id])
    return dict(found)


def present_schemes(session: Session, event_id: str) -> dict[str, PresentScheme]:
    """Return the newest published version of every trade, and whether it is locked."""
    newest = _newest(event_id)
    rows = session.execute(
        select(SchemeVersion.trade_id, SchemeVersion.id, SchemeRelease.locked_at)
        .join(newest, (newest.c.trade_id == SchemeVersion.trade_id) & (newest.c.number == SchemeVersion.number))
        .outerjoin(SchemeRelease, SchemeRelease.version_id == SchemeVersion.id)
    )
    return {trade_id: PresentScheme(version_id, at is not None) for trade_id, version_id, at in rows}


def tasks(session: Session, event_id: str, days: Collection[int]) -> dict[str, TaskCount]:
    """Count the sub-criteria of the published schemes, with the judges of their marking teams. Two statements."""
    newest = _newest(event_id)
    rows = session.execute(
        select(SchemeVersion.trade_id, SubCriterionRow.day, SubCriterionRow.marking_team_id)
        .join(newest, (newest.c.trade_id == SchemeVersion.trade_id) & (newest.c.number == SchemeVersion.number))
        .join(CriterionRow, CriterionRow.scheme_version_id == SchemeVersion.id)
        .join(SubCriterionRow, SubCriterionRow.criterion_id == CriterionRow.id)
    ).all()
    wanted = {team for _, _, team in rows if team is not None}
    seats: defaultdict[str, list[str]] = defaultdict(list)
    for held_team, judge_id in session.execute(
        select(MarkingTeamMember.marking_team_id, MarkingTeamMember.judge_id)
        .join(MarkingTeam, MarkingTeam.id == MarkingTeamMember.marking_team_id)
        .join(Trade, Trade.id == MarkingTeam.trade_id)
        .where(Trade.event_id == event_id)
        .order_by(MarkingTeamMember.marking_team_id, MarkingTeamMember.seat)
    ):
        if held_team in wanted:
            seats[held_team].append(judge_id)
    found: defaultdict[str, TaskCount] = defaultdict(TaskCount)
    teams: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for trade_id, day, team_id in rows:
        count = found[trade_id]
        count.sub_criteria += 1
        count.without_team += team_id is None
        count.without_day += day is None
        count.beyond_days += day is not None and day not in days
        if day is not None and day in days:
            count.days |= {day}
        if team_id is not None:
            teams[trade_id][team_id] = tuple(seats[team_id])
    for trade_id, held in teams.items():
        found[trade_id].teams = tuple(held.values())
    return dict(found)


def session_days(session: Session, event_id: str) -> dict[str, frozenset[int]]:
    """Return the days on which each trade has a session."""
    rows = session.execute(
        select(ScheduleItem.trade_id, ScheduleItem.day)
        .where(
            ScheduleItem.event_id == event_id,
            ScheduleItem.trade_id.is_not(None),
            ScheduleItem.kind == ItemKind.SESSION.value,
        )
        .distinct()
    )
    found: defaultdict[str, set[int]] = defaultdict(set)
    for trade_id, day in rows:
        found[str(trade_id)].add(day)
    return {trade_id: frozenset(days) for trade_id, days in found.items()}


def waiting(session: Session, event_id: str) -> dict[str, str]:
    """Return what was asked of a second person about each trade's scheme."""
    rows = session.execute(
        select(Approval.trade_id, Approval.action).where(
            Approval.event_id == event_id, Approval.decision == "open", Approval.action.like("scheme.%")
        )
    )
    return {str(trade_id): action for trade_id, action in rows if trade_id is not None}


def drafts(session: Session, event_id: str, published: Collection[str]) -> dict[str, Draft]:
    """Return what the drafts come to of trades without a published version. One statement, one more for new ones."""
    rows = session.execute(
        select(SchemeDraft.trade_id, SchemeDraft.revision)
        .join(Trade, Trade.id == SchemeDraft.trade_id)
        .where(Trade.event_id == event_id)
    )
    wanted = {(trade_id, revision) for trade_id, revision in rows if trade_id not in published}
    found = {key: known for key in wanted if (known := _remembered(key)) is not None}
    missing = [trade_id for trade_id, _ in wanted - set(found)]
    if missing:
        bodies = session.execute(
            select(SchemeDraft.trade_id, SchemeDraft.revision, SchemeDraft.body).where(
                SchemeDraft.trade_id.in_(missing)
            )
        )
        for trade_id, revision, body in bodies:
            found[trade_id, revision] = _remember((trade_id, revision), _read(body))
    return {trade_id: draft for (trade_id, _), draft in found.items()}


def _newest(event_id: str) -> Subquery:
    return (
        select(SchemeVersion.trade_id, func.max(SchemeVersion.number).label("number"))
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .where(Trade.event_id == event_id, SchemeVersion.published_at.is_not(None))
        .group_by(SchemeVersion.trade_id)
        .subquery()
    )


_drafts: OrderedDict[tuple[str, int], Draft] = OrderedDict()
_lock = Lock()


def _remembered(key: tuple[str, int]) -> Draft | None:
    with _lock:
        return _drafts.get(key)


def _remember(key: tuple[str, int], draft: Draft) -> Draft:
    """Keep what a revision of a draft comes to: it never changes, and reading two hundred aspects takes a while."""
    with _lock:
        _drafts[key] = draft
        while len(_drafts) > _KEPT_DRAFTS:
            _drafts.popitem(last=False)
    return draft


def _read(body: object) -> Draft:
    try:
        shape = read_shape(body)
        _, problems = read_document(shape)
    except DomainError:
        return Draft(0, 1)
    errors = [each for each in problems if each.problem.severity is Severity.ERROR and each.problem.code != _TOTAL]
    return Draft(_total(shape), len(errors))


def _total(shape: SchemeDocument) -> int:
    total = Decimal(0)
    for criterion in shape["criteria"]:
        for sub_criterion in criterion["sub_criteria"]:
            for aspect in sub_criterion["aspects"]:
                try:
                    total += parse_decimal(aspect["max"])
                except DomainError:
                    continue
    return int(total * 100)
