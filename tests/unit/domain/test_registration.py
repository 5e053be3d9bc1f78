"""Questions of an organizer and the answers that fit them. Source: PRODUCT C7."""

from __future__ import annotations

import pytest

from competition.domain.errors import DomainError
from competition.domain.registration import (
    AskedQuestion,
    QuestionKind,
    QuestionScope,
    checked_answer,
    checked_question,
    choices_of,
    wrong_answers,
)

SIZES = ({"en": "Small", "fr": "Petit"}, {"en": "Large", "fr": "Grand"})
SHIRT = AskedQuestion("s", {"en": "Shirt"}, QuestionKind.CHOICE, QuestionScope.COMPETITOR, SIZES, is_required=True)
DIET = AskedQuestion("d", {"en": "Diet"})
BUS = AskedQuestion("b", {"en": "Bus?"}, QuestionKind.YES_NO)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (AskedQuestion("", {}), "question_missing"),
        (AskedQuestion("", {"en": ""}), "question_missing"),
        (AskedQuestion("", {"en": "x" * 501}), "question_too_long"),
        (AskedQuestion("", {"en": "?"}, QuestionKind.CHOICE), "choices_few"),
        (AskedQuestion("", {"en": "?"}, QuestionKind.CHOICE, choices=({"en": "A"},)), "choices_few"),
        (AskedQuestion("", {"en": "?"}, QuestionKind.CHOICE, choices=({"en": "A"}, {"en": "a"})), "choice_twice"),
        (
            AskedQuestion("", {"en": "?"}, QuestionKind.CHOICE, choices=({"en": "A"}, {"en": "x" * 201})),
            "choice_too_long",
        ),
        (
            AskedQuestion("", {"en": "?"}, QuestionKind.CHOICE, choices=tuple({"en": str(n)} for n in range(41))),
            "choices_many",
        ),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(question: AskedQuestion, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked_question(question)
    assert refusal.value.code == code


def test_choices_belong_to_a_choice_alone() -> None:
    assert checked_question(AskedQuestion("", {"en": "?"}, choices=SIZES)).choices == ()
    assert checked_question(SHIRT) == SHIRT


def test_the_same_line_in_each_language_is_the_same_choice() -> None:
    assert choices_of({"en": ["Small", " ", "Large "], "fr": ["Petit", "Grand"], "ru": [""]}) == SIZES
    assert choices_of({}) == ()
    with pytest.raises(DomainError, match="choices_uneven"):
        choices_of({"en": ["Small", "Large"], "fr": ["Petit"]})


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        (SHIRT, " Large ", "Large"),
        (DIET, "", ""),
        (DIET, " No nuts ", "No nuts"),
        (BUS, "no", "no"),
        (SHIRT, "", "answer_missing"),
        (SHIRT, "Grand", "answer_not_offered"),
        (BUS, "perhaps", "answer_not_offered"),
        (DIET, "x" * 1001, "answer_too_long"),
    ],
)
def test_an_answer_fits_its_question_or_is_refused(question: AskedQuestion, answer: str, kept: str) -> None:
    if kept.startswith("answer_"):
        with pytest.raises(DomainError, match=kept):
            checked_answer(question, answer)
    else:
        assert checked_answer(question, answer) == kept


def test_questions_of_the_other_scope_are_not_asked() -> None:
    asked = (SHIRT, BUS)
    wrong = [(each, refusal.code) for each, refusal in wrong_answers(asked, QuestionScope.COMPETITOR, {})]
    assert wrong == [("s", "answer_missing")]
    assert list(wrong_answers(asked, QuestionScope.TEAM, {})) == []
