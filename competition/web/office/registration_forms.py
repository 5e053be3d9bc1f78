"""The forms of registration: what it takes, and one question."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, RadioField
from wtforms.validators import InputRequired, Optional

from competition.domain.registration import (
    LONGEST_QUESTION,
    AskedQuestion,
    QuestionKind,
    QuestionScope,
    choices_of,
)
from competition.web.office.fields import SelectMultipleChecks, WholeField
from competition.web.office.names_field import NamesField
from competition.web.office.roster_forms import choices

LONGEST_NOTICE = 500
PLACES = {
    "entries_out_of_range": "entries",
    "question_missing": "text",
    "question_too_long": "text",
    "choices_few": "options",
    "choices_many": "options",
    "choices_uneven": "options",
    "choice_too_long": "options",
    "choice_twice": "options",
}
"""The fields at which refusals stand, by code."""


class RegistrationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Whether teams may register, until when, for which trades, with how many entries."""

    is_open = BooleanField(_l("Teams may register"))
    closes_at = DateTimeLocalField(
        _l("Until"),
        [Optional()],
        format="%Y-%m-%dT%H:%M",
        description=_l("By the clock of the venue; empty for no end."),
    )
    entries = WholeField(_l("Entries of a team in one trade, at most"), default=1)
    trades = SelectMultipleChecks(_l("Trades open to registration"), description=_l("None ticked: all trades."))
    note = NamesField(_l("Note to the teams"), longest=LONGEST_NOTICE)


class LinesField(NamesField):
    """Lists in up to six languages, one line each. Its data are lists of lines by language."""

    def process(self, formdata: Any, *args: Any, **more: Any) -> None:
        """Take the lines as they were typed."""
        super().process(None, *args, **more)
        if formdata is not None:
            sent = {each.language: formdata.get(each.name, "") for each in self._all()}
            if any(each.name in formdata for each in self._all()):
                self.data = {language: text for language, text in sent.items() if text.strip()}

    def pre_validate(self, form: Any) -> None:
        """Leave the lines to the rules of questions."""

    def columns(self) -> dict[str, list[str]]:
        """Return the lines by language."""
        return {language: text.splitlines() for language, text in (self.data or {}).items()}


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """A question that teams answer."""

    text = NamesField(
        _l("Question"),
        needed=True,
        missing=_l("Write the question in at least one language."),
        longest=LONGEST_QUESTION,
    )
    kind = RadioField(_l("Answered by"), [InputRequired()], default=QuestionKind.TEXT.value)
    scope = RadioField(_l("How often"), [InputRequired()], default=QuestionScope.TEAM.value)
    options = LinesField(
        _l("Choices"), description=_l("One a line, in the same order in each language. Only for a choice.")
    )
    is_required = BooleanField(_l("An answer is needed"))

    def offer(self) -> None:
        """Fill the lists."""
        kinds = {
            QuestionKind.TEXT: gettext("A text"),
            QuestionKind.CHOICE: gettext("One of several choices"),
            QuestionKind.YES_NO: gettext("Yes or no"),
        }
        scopes = {
            QuestionScope.TEAM: gettext("Once for the team"),
            QuestionScope.COMPETITOR: gettext("For each competitor"),
        }
        self.kind.choices = choices((key.value, label) for key, label in kinds.items())
        self.scope.choices = choices((key.value, label) for key, label in scopes.items())

    def question(self, question_id: str = "") -> AskedQuestion:
        """Return what was typed. Raises DomainError `choices_uneven`."""
        kind = QuestionKind(self.kind.data)
        return AskedQuestion(
            id=question_id,
            text=self.text.words,
            kind=kind,
            scope=QuestionScope(self.scope.data),
            choices=choices_of(self.options.columns()) if kind is QuestionKind.CHOICE else (),
            is_required=bool(self.is_required.data),
        )


def options_text(question: AskedQuestion) -> dict[str, str]:
    """Return the choices of a question as they are typed: one a line, by language."""
    languages = {language for each in question.choices for language in each}
    return {language: "\n".join(each.get(language, "") for each in question.choices) for language in languages}
