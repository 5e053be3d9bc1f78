"""The rounds of a judgement: hidden scores, shown together, discussed when too far apart. Source: DOMAIN 2.2."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from competition.domain.calculations import NO_MARK
from competition.domain.errors import DomainError
from competition.domain.marking import DEFAULT_SPREAD_LIMIT, MEAN, Aggregation, Attempt, judgement_mark, spread

Judge = TypeVar("Judge", bound=Hashable)


class JudgementStatus(StrEnum):
    """Where a judgement aspect stands."""

    MISSING = "missing"
    PARTIAL = "partial"
    DISAGREE = "disagree"
    MARKED = "marked"
    NOT_ATTEMPTED = "not_attempted"


FINISHED = frozenset({JudgementStatus.MARKED, JudgementStatus.NOT_ATTEMPTED})


@dataclass(frozen=True, slots=True)
class ScoreEntry(Generic[Judge]):
    """What one judge (or the seat that the judge takes) gave in one round; rounds count from 1."""

    judge: Judge
    round: int
    score: int | Attempt


@dataclass(frozen=True, slots=True)
class Round(Generic[Judge]):
    """A round that everybody of the panel has finished, so that it may be shown."""

    round: int
    scores: tuple[ScoreEntry[Judge], ...]


@dataclass(frozen=True, slots=True)
class JudgementState(Generic[Judge]):
    """A judgement aspect as the panel may see it: nothing here betrays a score that is still hidden.

    judges_in, waiting_for: of the current round, in the order of the panel.
    scores: of the current round, None while hidden. former: earlier rounds, kept for ever.
    award: marks, None until marked.
    """

    round: int
    status: JudgementStatus
    judges_in: tuple[Judge, ...]
    waiting_for: tuple[Judge, ...]
    scores: tuple[ScoreEntry[Judge], ...] | None
    former: tuple[Round[Judge], ...]
    award: Decimal | None

    @property
    def is_hidden(self) -> bool:
        """Tell whether the scores of the current round are hidden."""
        return self.scores is None

    @property
    def is_finished(self) -> bool:
        """Tell whether the aspect has its mark."""
        return self.status in FINISHED


def judgement_state(
    panel: Sequence[Judge],
    entries: Iterable[ScoreEntry[Judge]],
    max_mark: Decimal,
    *,
    opened: int = 1,
    spread_limit: int | None = DEFAULT_SPREAD_LIMIT,
    rule: Aggregation = MEAN,
) -> JudgementState[Judge]:
    """Return where a judgement aspect stands.

    panel: the judges (or seats) of the current round, in order. entries: in any order, one per judge and round.
    opened: number of rounds opened so far, at least 1.
    Raises DomainError `round_not_open` for an entry beyond the opened rounds, `score_twice` for two entries of one
        judge in one round, `judge_not_on_panel` for a stranger in the current round, and what `judgement_mark` does.
    """
    by_round = _by_round(entries, opened)
    current = by_round.get(opened, {})
    if not set(current) <= set(panel):
        raise DomainError("judge_not_on_panel")
    judges_in = tuple(judge for judge in panel if judge in current)
    waiting_for = tuple(judge for judge in panel if judge not in current)
    scores = tuple(current[judge] for judge in panel) if panel and not waiting_for else None
    status, award = _outcome(scores, max_mark, spread_limit, rule) if scores else (_unfinished(judges_in), None)
    former = tuple(Round(number, _in_order(panel, by_round[number])) for number in sorted(by_round) if number < opened)
    return JudgementState(opened, status, judges_in, waiting_for, scores, former, award)


def may_open_round(state: JudgementState[Judge], *, reopened: bool = False) -> bool:
    """Tell whether a next round may be opened.

    reopened: the sheet was opened again after its lock, so that a finished aspect may be judged anew.
    """
    return state.status is JudgementStatus.DISAGREE or (reopened and state.is_finished)


def may_score(state: JudgementState[Judge], judge: Judge) -> bool:
    """Tell whether a judge may give or change a score: only while the scores of the round are hidden."""
    return state.is_hidden and (judge in state.judges_in or judge in state.waiting_for)


def _by_round(entries: Iterable[ScoreEntry[Judge]], opened: int) -> dict[int, dict[Judge, ScoreEntry[Judge]]]:
    rounds: dict[int, dict[Judge, ScoreEntry[Judge]]] = {}
    for entry in entries:
        if not 1 <= entry.round <= opened:
            raise DomainError("round_not_open", round=str(entry.round))
        given = rounds.setdefault(entry.round, {})
        if entry.judge in given:
            raise DomainError("score_twice", round=str(entry.round))
        given[entry.judge] = entry
    return rounds


def _in_order(panel: Sequence[Judge], given: dict[Judge, ScoreEntry[Judge]]) -> tuple[ScoreEntry[Judge], ...]:
    """Return a former round in the order of today's panel, judges replaced since then last."""
    places = {judge: place for place, judge in enumerate(panel)}
    return tuple(sorted(given.values(), key=lambda entry: places.get(entry.judge, len(places))))


def _unfinished(judges_in: tuple[Judge, ...]) -> JudgementStatus:
    return JudgementStatus.PARTIAL if judges_in else JudgementStatus.MISSING


def _outcome(
    scores: tuple[ScoreEntry[Judge], ...], max_mark: Decimal, spread_limit: int | None, rule: Aggregation
) -> tuple[JudgementStatus, Decimal | None]:
    """Return the state of a round in which everybody is in; some "did not attempt" beside scores is disagreement."""
    numbers = [entry.score for entry in scores if not isinstance(entry.score, Attempt)]
    if not numbers:
        return JudgementStatus.NOT_ATTEMPTED, NO_MARK
    if len(numbers) < len(scores) or (spread_limit is not None and spread(numbers) > spread_limit):
        return JudgementStatus.DISAGREE, None
    mark = judgement_mark(numbers, max_mark, panel_size=len(scores), spread_limit=spread_limit, rule=rule)
    return JudgementStatus.MARKED, mark
