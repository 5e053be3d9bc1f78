"""Asking the jury, as judges, team leaders and the office all do it: the form, and sending it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import flash
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from competition.domain.errors import DomainError
from competition.http.context import request_context
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.questions import TradeChoice
from competition.services.identity import new_id
from competition.services.questions import NewQuestion, ask_question
from competition.web.filters import pick

WHOLE = ""
"""The choice that stands for the whole event."""
_KEY = re.compile(r"[0-9a-f]{32}")


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A question to the jury. key: made with the page, so that a form that is sent twice asks once."""

    key = HiddenField(default=new_id)
    about = SelectField(_l("About"), default=WHOLE, choices=[], validate_choice=False)
    question = TextAreaField(_l("Your question"), description=_l("Only those who answer read it. It is never public."))

    def offer(self, trades: Iterable[TradeChoice], language: str, default_language: str) -> None:
        """Fill the list of trades."""
        named = [SelectChoice(each.id, f"{each.code} {pick(each.name, language, default_language)}") for each in trades]
        self.about.choices = [SelectChoice(WHOLE, _l("Whole event")), *named]
        if not self.is_submitted() and len(named) == 1:
            self.about.data = named[0].value

    def tell(self, refusal: DomainError) -> None:
        """Put a refusal at the question; raises it again when it is not about what was written."""
        if refusal.code not in ("question_empty", "question_too_long", "too_many_questions"):
            raise refusal
        self.question.errors = [*self.question.errors, sentence(refusal.code, refusal.params, translate)]


def read_key(text: str | None) -> str:
    """Return the id that a form brings along, "" for what is none."""
    return text if text and _KEY.fullmatch(text) else ""


def send_question(form: AskForm, event_id: str, team_id: str | None = None) -> bool:
    """Ask what stands in a form; what is wrong is told in the form. Returns whether it was asked."""
    if not form.validate():
        return False
    new = NewQuestion(form.question.data or "", form.about.data or None, team_id, read_key(form.key.data))
    try:
        ask_question(request_context(), event_id, new)
    except DomainError as refusal:
        form.tell(refusal)
        return False
    flash(gettext("Your question is sent. The answer will stand beside it."), "good")
    return True
