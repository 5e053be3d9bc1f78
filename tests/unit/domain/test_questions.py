"""Who reads what the jury says, how long it may be, how often somebody asks. Source: PRODUCT C8."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from competition.domain.errors import DomainError
from competition.domain.questions import (
    ASKED_WITHIN,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST_ASKED,
    Audience,
    check_pace,
    checked_answer,
    checked_question,
    is_read,
    recipients,
)

NOW = datetime(2024, 6, 25, 6, 0, tzinfo=UTC)
JUDGES = [("ann", "04"), ("ann", "11"), ("bo", "11"), ("cy", None)]
LEADERS = [("dee", "04"), ("eve", None), ("ann", "04")]


@pytest.mark.parametrize(
    ("audience", "trade", "expected"),
    [
        (Audience.JUDGES, "04", {"ann"}),
        (Audience.JUDGES, None, {"ann", "bo", "cy"}),
        (Audience.TEAM_LEADERS, "04", {"dee", "ann"}),
        (Audience.TEAM_LEADERS, None, {"dee", "eve", "ann"}),
        (Audience.EVERYONE, "11", {"ann", "bo"}),
        (Audience.EVERYONE, None, {"ann", "bo", "cy", "dee", "eve"}),
        (Audience.ASKER, None, set()),
    ],
)
def test_a_clarification_is_for_those_of_its_trade(audience: Audience, trade: str | None, expected: set[str]) -> None:
    assert recipients(audience, trade, JUDGES, LEADERS) == expected


def test_what_was_withdrawn_is_read_again() -> None:
    later = NOW + timedelta(minutes=1)
    assert not is_read(None, None)
    assert is_read(NOW, None)
    assert not is_read(NOW, later)
    assert is_read(later, later)
    assert not is_read(None, NOW)


@pytest.mark.parametrize("typed", ["", "  \r\n ", "x" * (LONGEST_QUESTION + 1)])
def test_a_question_has_words_and_an_end(typed: str) -> None:
    with pytest.raises(DomainError, match=r"question_(empty|too_long)"):
        checked_question(typed)


def test_words_are_kept_as_written_but_for_blanks_at_the_ends() -> None:
    assert checked_question("  Which tool? \r\nThe small one?\r\n") == "Which tool?\nThe small one?"
    assert checked_answer({"en": " Yes. ", "fr": "  ", "ar": "نعم"}) == {"en": "Yes.", "ar": "نعم"}
    assert len(checked_question("x" * LONGEST_QUESTION)) == LONGEST_QUESTION


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({}, "answer_empty"),
        ({"en": " "}, "answer_empty"),
        ({"en": "", "zh": "问" * (LONGEST_ANSWER + 1)}, "answer_too_long"),
    ],
)
def test_an_answer_has_words_in_one_language_at_least(words: dict[str, str], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        checked_answer(words)


def test_nobody_buries_the_jury_in_questions() -> None:
    just = [NOW - timedelta(seconds=each) for each in range(MOST_ASKED)]
    check_pace(just[1:], NOW)
    check_pace([*just[1:], NOW - ASKED_WITHIN], NOW)
    with pytest.raises(DomainError, match="too_many_questions") as refusal:
        check_pace(just, NOW)
    assert refusal.value.params == {"limit": "5", "minutes": "10"}
