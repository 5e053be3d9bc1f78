"""Which teams a judge may not mark, from declared conflicts and an event's rules. Source: PRODUCT D2, DOMAIN 2.1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class ConflictKind(StrEnum):
    """With whom a judge has a conflict."""

    TEAM = "team"
    INSTITUTION = "institution"
    PERSON = "person"
    COUNTRY = "country"


class InterestSource(StrEnum):
    """Where the reason for not marking a team comes from."""

    REGISTER = "register"
    INSTITUTION = "institution"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Declared:
    """A conflict that was declared. object: id of the team, institution or person, or the country's code."""

    judge: str
    kind: ConflictKind
    object: str


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """What rules ask of a judge. team: whom the judge comes with. country: lower-case code, "" when not known."""

    judge: str
    team: str = ""
    institution: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What rules ask of a team. institutions: its own and those of its competitors. people: its competitors."""

    team: str
    country: str = ""
    institutions: frozenset[str] = field(default_factory=frozenset)
    people: frozenset[str] = field(default_factory=frozenset)


def implied(
    judges: Sequence[JudgeFacts],
    teams: Sequence[TeamFacts],
    declared: Iterable[Declared],
    *,
    same_institution: bool,
    same_country: bool,
) -> dict[tuple[str, str], InterestSource]:
    """Return which judge may not mark which team, and why; a declared conflict is named before a rule.

    The team a judge comes with is not among them: that is the trade's own rule about compatriots.
    A conflict with a person or an institution covers the whole team for which they compete.
    """
    found: dict[tuple[str, str], InterestSource] = {}
    for judge in judges:
        for team in teams:
            if team.team == judge.team:
                continue
            if same_institution and judge.institution and judge.institution in team.institutions:
                found[judge.judge, team.team] = InterestSource.INSTITUTION
            elif same_country and judge.country and judge.country == team.country:
                found[judge.judge, team.team] = InterestSource.COUNTRY
    known = {judge.judge for judge in judges}
    for each in declared:
        if each.judge in known:
            for team in teams:
                if _covers(each, team):
                    found[each.judge, team.team] = InterestSource.REGISTER
    return found


def _covers(conflict: Declared, team: TeamFacts) -> bool:
    match conflict.kind:
        case ConflictKind.TEAM:
            return conflict.object == team.team
        case ConflictKind.INSTITUTION:
            return conflict.object in team.institutions
        case ConflictKind.PERSON:
            return conflict.object in team.people
        case ConflictKind.COUNTRY:
            return conflict.object == team.country
