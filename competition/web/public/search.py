"""Find trades, teams and competitors by a few letters in any script, among what is published."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from competition.domain.board_types import TeamHead, TradeBody, TradeHead, TradeRow

LONGEST_QUERY = 80
MOST_FOUND = 60


@dataclass(frozen=True, slots=True)
class FoundCompetitor:
    """An entry on a published board."""

    row: TradeRow
    trade: TradeHead
    state: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found besides trades."""

    teams: Sequence[TeamHead]
    competitors: Sequence[FoundCompetitor]


def folded(text: str) -> str:
    """Return a text without case, accents and vowel signs, so that `elif` finds `Élif`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(part for part in parts if not unicodedata.combining(part)).split())


def matches(wanted: str, texts: Iterable[str]) -> bool:
    """Tell whether every word of a folded query stands in the texts."""
    heap = folded(" ".join(texts))
    return all(word in heap for word in wanted.split())


def search(wanted: str, boards: Iterable[TradeBody], teams: Iterable[TeamHead]) -> Found:
    """Return the teams and competitors that a folded query means; a team's name finds its competitors too."""
    found_teams = [team for team in teams if matches(wanted, (team["code"], *team["name"].values()))]
    competitors = [
        FoundCompetitor(row, board["trade"], board["state"])
        for board in boards
        for row in board["rows"]
        if matches(wanted, (row["native"], row["latin"], *_team_words(row["team"])))
    ]
    return Found(found_teams[:MOST_FOUND], competitors[:MOST_FOUND])


def _team_words(team: TeamHead | None) -> tuple[str, ...]:
    """Return code and names of a team, none of an entry under a blind code."""
    return () if team is None else (team["code"], *team["name"].values())
