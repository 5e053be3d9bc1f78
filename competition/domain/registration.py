"""What an organizer asks of the teams that register: questions, and the answers that fit them. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.domain.scheme import Text

MOST_QUESTIONS = 30
MOST_CHOICES = 40
LONGEST_QUESTION = 500
LONGEST_CHOICE = 200
LONGEST_ANSWER = 1000
FEWEST_CHOICES = 2
YES, NO = "yes", "no"


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class QuestionScope(StrEnum):
    """Whether a question is answered once for the team, or for each competitor."""

    TEAM = "team"
    COMPETITOR = "competitor"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of an organizer. id: "" for one that is not kept yet. text, choices: by language."""

    id: str
    text: Text
    kind: QuestionKind = QuestionKind.TEXT
    scope: QuestionScope = QuestionScope.TEAM
    choices: tuple[Text, ...] = ()
    is_required: bool = False

    def offered(self) -> dict[str, Text | None]:
        """Return the answers to choose from by their keys; yes and no come without words."""
        if self.kind is QuestionKind.YES_NO:
            return {YES: None, NO: None}
        return {choice_key(each): each for each in self.choices}


def choice_key(choice: Text) -> str:
    """Return what an answer keeps of a choice: its words in the first of its languages, so that order may change."""
    return next((choice[language] for language in sorted(choice) if choice[language]), "")


def checked_question(question: AskedQuestion) -> AskedQuestion:
    """Return a question without what its kind does not need.

    Raises DomainError `question_missing`, `question_too_long`, `choices_few`, `choices_many`, `choice_too_long`,
    `choice_twice`.
    """
    if not any(question.text.values()):
        raise DomainError("question_missing")
    if any(len(words) > LONGEST_QUESTION for words in question.text.values()):
        raise DomainError("question_too_long", limit=str(LONGEST_QUESTION))
    if question.kind is not QuestionKind.CHOICE:
        return replace(question, choices=())
    if len(question.choices) < FEWEST_CHOICES:
        raise DomainError("choices_few")
    if len(question.choices) > MOST_CHOICES:
        raise DomainError("choices_many", limit=str(MOST_CHOICES))
    if any(len(words) > LONGEST_CHOICE for choice in question.choices for words in choice.values()):
        raise DomainError("choice_too_long", limit=str(LONGEST_CHOICE))
    for language in {each for choice in question.choices for each in choice}:
        said = [words.casefold() for choice in question.choices if (words := choice.get(language, ""))]
        if len(set(said)) < len(said):
            raise DomainError("choice_twice")
    return question


def choices_of(columns: Mapping[str, Sequence[str]]) -> tuple[Text, ...]:
    """Return the choices written one a line, the same line in each language being the same choice.

    Raises DomainError `choices_uneven` when the languages differ in the number of their lines.
    """
    written = {
        language: lines
        for language, each in columns.items()
        if (lines := [" ".join(line.split()) for line in each if line.strip()])
    }
    if len({len(lines) for lines in written.values()}) > 1:
        raise DomainError("choices_uneven")
    count = len(next(iter(written.values()), []))
    return tuple({language: lines[number] for language, lines in written.items()} for number in range(count))


def checked_answer(question: AskedQuestion, answer: str) -> str:
    """Return an answer that fits its question. Raises `answer_missing`, `answer_not_offered`, `answer_too_long`."""
    said = answer.strip()
    if not said:
        if question.is_required:
            raise DomainError("answer_missing")
        return ""
    if len(said) > LONGEST_ANSWER:
        raise DomainError("answer_too_long", limit=str(LONGEST_ANSWER))
    if question.kind is not QuestionKind.TEXT and said not in question.offered():
        raise DomainError("answer_not_offered")
    return said


def wrong_answers(
    questions: Sequence[AskedQuestion], scope: QuestionScope, answers: Mapping[str, str]
) -> Iterator[tuple[str, DomainError]]:
    """Yield the id of each question of a scope whose answer is missing or does not fit, with the refusal."""
    for question in questions:
        if question.scope is scope:
            try:
                checked_answer(question, answers.get(question.id, ""))
            except DomainError as refusal:
                yield question.id, refusal
