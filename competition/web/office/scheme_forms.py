"""The forms of marking schemes: a file, a reason, a decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.services.approvals import LONGEST_REASON


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Why something is asked for."""

    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Say in a few words why. The reason stays in the log.")),
            Length(max=LONGEST_REASON, message=_l("The reason is too long. Shorten it.")),
        ],
    )


class ReleaseForm(ReasonForm):
    """A draft that is to become a version."""

    acknowledged = BooleanField(_l("I have read the warnings"))


class DecideForm(FlaskForm):  # type: ignore[misc]
    """A decision about what somebody else asked for."""

    acknowledged = BooleanField(_l("I have read the warnings"))


class SchemeFileForm(FlaskForm):  # type: ignore[misc]
    """A marking scheme file and the language of its texts."""

    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])
    language = SelectField(_l("Language of its texts"))

    def offer(self, languages: list[tuple[str, str]]) -> None:
        """Fill the list of languages."""
        self.language.choices = [SelectChoice(code, name) for code, name in languages]
