"""Questions to the jury and its clarifications: who reads what, how long, how often. Source: PRODUCT C8."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from competition.domain.errors import DomainError

LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 2_000
"""Characters, of one language."""
MOST_ASKED = 5
ASKED_WITHIN = timedelta(minutes=10)
MOST_CANNED = 60


class Audience(StrEnum):
    """Who reads an answer or a clarification; the asker reads the answer anyway."""

    ASKER = "asker"
    JUDGES = "judges"
    TEAM_LEADERS = "team_leaders"
    EVERYONE = "everyone"


FOR_JUDGES = frozenset({Audience.JUDGES, Audience.EVERYONE})
FOR_TEAM_LEADERS = frozenset({Audience.TEAM_LEADERS, Audience.EVERYONE})

Membership = Collection[tuple[str, str | None]]
"""Accounts with a trade to which they belong; None where they belong to the event alone."""


def checked_question(text: str) -> str:
    """Return a question as it is kept: line ends made one, blanks at the ends gone.

    Raises DomainError `question_empty`, `question_too_long`.
    """
    tidy = _tidy(text)
    if not tidy:
        raise DomainError("question_empty")
    if len(tidy) > LONGEST_QUESTION:
        raise DomainError("question_too_long", limit=str(LONGEST_QUESTION))
    return tidy


def checked_answer(words: Mapping[str, str]) -> dict[str, str]:
    """Return an answer as it is kept, without the languages that are empty.

    Raises DomainError `answer_empty`, `answer_too_long`.
    """
    tidy = {language: kept for language, text in words.items() if (kept := _tidy(text))}
    if not tidy:
        raise DomainError("answer_empty")
    if any(len(text) > LONGEST_ANSWER for text in tidy.values()):
        raise DomainError("answer_too_long", limit=str(LONGEST_ANSWER))
    return tidy


def check_pace(asked: Collection[datetime], now: datetime) -> None:
    """Refuse somebody who has asked much within a short time, so that nobody buries the jury in questions.

    asked: when the same person asked before. Raises DomainError `too_many_questions`.
    """
    if sum(now - each < ASKED_WITHIN for each in asked) >= MOST_ASKED:
        minutes = int(ASKED_WITHIN.total_seconds() // 60)
        raise DomainError("too_many_questions", limit=str(MOST_ASKED), minutes=str(minutes))


def recipients(
    audience: Audience, trade_id: str | None, judges: Membership, team_leaders: Membership
) -> frozenset[str]:
    """Return the accounts that a clarification is for.

    trade_id: None for everybody of the event. judges: with the trades in which they work. team_leaders: with the
    trades in which their teams compete.
    """
    asked = [judges] if audience in FOR_JUDGES else []
    asked += [team_leaders] if audience in FOR_TEAM_LEADERS else []
    return frozenset(account for group in asked for account, trade in group if trade_id in (None, trade))


def is_read(read_at: datetime | None, withdrawn_at: datetime | None) -> bool:
    """Tell whether somebody has read a clarification, and has read that it was withdrawn where it was."""
    return read_at is not None and (withdrawn_at is None or read_at >= withdrawn_at)


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))
    return "\n".join(lines).replace("\x00", "")
