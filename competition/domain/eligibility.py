"""Who may mark whom: nobody marks a compatriot, the next seat steps in. Source: DOMAIN 2.1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from competition.domain.errors import DomainError

COMPATRIOT = "compatriot"
CONFLICT_OF_INTEREST = "conflict_of_interest"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judge of a marking team, named in the order of the seats.

    team: the delegation the judge comes with, "" for none. interests: teams the judge may not mark for another reason.
    """

    judge: str
    team: str = ""
    interests: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Panel:
    """Who marks an entry.

    judges: those who score, in the order of the seats; fewer than the panel size when nobody can step in.
    excluded: why a judge of the marking team may not mark this entry, by judge.
    spare: judges who may mark but are not needed.
    """

    judges: tuple[str, ...]
    excluded: dict[str, str]
    spare: tuple[str, ...]
    size: int

    @property
    def is_full(self) -> bool:
        """Tell whether enough judges may mark this entry."""
        return len(self.judges) == self.size


def objection(candidate: Candidate, entry_teams: frozenset[str], *, allows_compatriots: bool = False) -> str | None:
    """Return why this judge may not mark an entry of those teams: `compatriot`, `conflict_of_interest` or None.

    entry_teams: the entry's team; under a blind code every team that it may be of, so that nobody who might be its
    compatriot marks it (decision 016); none where the trade leaves that to the codes.
    """
    if candidate.team and candidate.team in entry_teams and not allows_compatriots:
        return COMPATRIOT
    if not candidate.interests.isdisjoint(entry_teams):
        return CONFLICT_OF_INTEREST
    return None


def marking_panel(
    team: Sequence[Candidate], entry_teams: frozenset[str], *, size: int = 3, allows_compatriots: bool = False
) -> Panel:
    """Return who of a marking team marks an entry: the first seats that may, a later one in the place of each other.

    team: in the order of the seats, the supervising judge after those who usually score. entry_teams: as `objection`.
    """
    excluded = {
        candidate.judge: reason
        for candidate in team
        if (reason := objection(candidate, entry_teams, allows_compatriots=allows_compatriots)) is not None
    }
    eligible = [candidate.judge for candidate in team if candidate.judge not in excluded]
    return Panel(tuple(eligible[:size]), excluded, tuple(eligible[size:]), size)


def require_on_panel(panel: Panel, judge: str) -> None:
    """Refuse a judge who does not mark this entry.

    Raises DomainError `compatriot`, `conflict_of_interest`, or `not_your_sheet`.
    """
    if judge in panel.judges:
        return
    raise DomainError(panel.excluded.get(judge, "not_your_sheet"))
