"""Bring the teams that each judge may not mark up to what the register of conflicts and the event's rules say."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Competitor,
    Conflict,
    Expert,
    Interest,
    JudgeProfile,
    PeopleSettings,
    Person,
    Team,
)
from competition.domain.conflicts import ConflictKind, Declared, JudgeFacts, TeamFacts, implied
from competition.services.interests import DECLARED


def refresh_interests(session: Session, event_id: str) -> None:
    """Write the interests of an event that follow from conflicts and rules anew, where they differ.

    What was declared for one team by hand stays. At most eight statements, two when the event has no judges.
    """
    judges = _judges(session, event_id)
    if not judges:
        return
    settings = session.get(PeopleSettings, event_id)
    wanted = implied(
        judges,
        _teams(session, event_id),
        _declared(session, event_id),
        same_institution=settings is None or settings.institution_conflicts,
        same_country=settings is not None and settings.country_conflicts,
    )
    rows = session.execute(
        select(Interest.judge_id, Interest.team_id, Interest.source)
        .join(JudgeProfile, JudgeProfile.id == Interest.judge_id)
        .where(JudgeProfile.event_id == event_id)
    ).all()
    by_hand = {(row.judge_id, row.team_id) for row in rows if row.source == DECLARED}
    present = {(row.judge_id, row.team_id): row.source for row in rows if row.source != DECLARED}
    following = {pair: source.value for pair, source in wanted.items() if pair not in by_hand}
    for judge_id, team_id in present.keys() - following.keys() | {
        pair for pair in present.keys() & following.keys() if present[pair] != following[pair]
    }:
        session.execute(delete(Interest).where(Interest.judge_id == judge_id, Interest.team_id == team_id))
    fresh = [
        {"judge_id": judge_id, "team_id": team_id, "reason": source, "source": source}
        for (judge_id, team_id), source in sorted(following.items())
        if present.get((judge_id, team_id)) != source
    ]
    if fresh:
        session.execute(insert(Interest), fresh)


def drop_implied(session: Session, event_id: str) -> None:
    """Delete the interests of an event that follow from conflicts and rules; `refresh_interests` writes them again."""
    judges = select(JudgeProfile.id).where(JudgeProfile.event_id == event_id)
    session.execute(
        delete(Interest).where(Interest.judge_id.in_(judges), Interest.source != DECLARED),
        execution_options={"synchronize_session": False},
    )


def _judges(session: Session, event_id: str) -> list[JudgeFacts]:
    rows = session.execute(
        select(JudgeProfile.id, JudgeProfile.team_id, Person.institution_id, Expert.country, Team.country.label("home"))
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(Expert, Expert.person_id == Person.id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(JudgeProfile.event_id == event_id)
    )
    return [
        JudgeFacts(row.id, row.team_id or "", row.institution_id or "", (row.country or row.home or "").lower())
        for row in rows
    ]


def _teams(session: Session, event_id: str) -> list[TeamFacts]:
    people: dict[str, set[str]] = {}
    institutions: dict[str, set[str]] = {}
    for team_id, person_id, institution_id in session.execute(
        select(Competitor.team_id, Person.id, Person.institution_id)
        .join(Person, Person.id == Competitor.person_id)
        .where(Competitor.event_id == event_id)
    ):
        people.setdefault(team_id, set()).add(person_id)
        if institution_id:
            institutions.setdefault(team_id, set()).add(institution_id)
    rows = session.execute(select(Team.id, Team.country, Team.institution_id).where(Team.event_id == event_id))
    return [
        TeamFacts(
            row.id,
            row.country.lower(),
            frozenset(institutions.get(row.id, set()) | ({row.institution_id} if row.institution_id else set())),
            frozenset(people.get(row.id, ())),
        )
        for row in rows
    ]


def _declared(session: Session, event_id: str) -> list[Declared]:
    """Return the conflicts of the event's judges that hold now, those of the lasting register included."""
    rows = session.execute(
        select(JudgeProfile.id, Conflict)
        .join(Conflict, Conflict.person_id == JudgeProfile.person_id)
        .where(
            JudgeProfile.event_id == event_id,
            Conflict.ended_at.is_(None),
            or_(Conflict.event_id.is_(None), Conflict.event_id == event_id),
        )
    )
    return [
        Declared(
            judge_id,
            ConflictKind(each.kind),
            each.team_id or each.institution_id or each.other_person_id or each.country.lower(),
        )
        for judge_id, each in rows
    ]
