"""The forms by which the jury and the office answer and clarify."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from competition.domain.questions import LONGEST_ANSWER, Audience
from competition.domain.scheme import Text
from competition.queries.questions import TradeChoice
from competition.services.clarifications import NewClarification
from competition.services.identity import new_id
from competition.services.questions import Answer
from competition.web.office.desk import named
from competition.web.office.names_field import NamesField
from competition.web.questions import WHOLE, read_key

PLACES = {"answer_empty": "words", "answer_too_long": "words"}
NO_WORDS = _l("There are no words yet. Write them in at least one language.")
TO_MANY = (
    (Audience.JUDGES.value, _l("Judges")),
    (Audience.TEAM_LEADERS.value, _l("Team leaders")),
    (Audience.EVERYONE.value, _l("Judges and team leaders")),
)


class WordsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Words of the jury in several languages."""

    words = NamesField(_l("Words"), needed=True, missing=NO_WORDS, longest=LONGEST_ANSWER, lines=True)

    def put_in(self, text: Text) -> None:
        """Take the words of a canned answer; what stands in other languages stays."""
        self.words.data = {**(self.words.data or {}), **text}


class AnswerForm(WordsForm):
    """The answer to a question. seen: the answer that stood beside it when the page was made."""

    words = NamesField(_l("Answer"), needed=True, missing=NO_WORDS, longest=LONGEST_ANSWER, lines=True)
    audience = RadioField(
        _l("Who reads it"),
        default=Audience.ASKER.value,
        choices=[SelectChoice(Audience.ASKER.value, _l("The asker alone")), *(SelectChoice(*each) for each in TO_MANY)],
        description=_l("Others read the answer alone: neither the question nor who asked."),
    )
    whole_event = BooleanField(_l("Tell it to the whole event, not to this trade alone"))
    seen = HiddenField(default="")

    def answer(self) -> Answer:
        """Return what was written."""
        return Answer(self.words.words, Audience(self.audience.data), bool(self.whole_event.data), self.seen.data or "")


class ClarifyForm(WordsForm):
    """A clarification without a question. key: made with the page, so that a form that is sent twice sends once."""

    key = HiddenField(default=new_id)
    about = SelectField(_l("For whom"), default=WHOLE)
    audience = RadioField(
        _l("Who reads it"), default=Audience.EVERYONE.value, choices=[SelectChoice(*each) for each in TO_MANY]
    )

    def offer(self, trades: Iterable[TradeChoice], *, whole: bool) -> None:
        """Fill the list of trades. whole: the whole event may be told."""
        known = [SelectChoice(each.id, named(each.code, each.name)[1]) for each in trades]
        self.about.choices = [*([SelectChoice(WHOLE, _l("Whole event"))] if whole else []), *known]

    def clarification(self) -> NewClarification:
        """Return what was written."""
        return NewClarification(
            self.words.words, Audience(self.audience.data), self.about.data or None, read_key(self.key.data)
        )
