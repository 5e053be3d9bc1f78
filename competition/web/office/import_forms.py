"""The forms of an import: the file or what was pasted, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length

from competition.domain.plans import OnChanged

MOST_PASTED = 2_000_000
FILE_TYPES = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"


class RosterFileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A file of people, or rows copied from one."""

    file = FileField(_l("File"), render_kw={"accept": FILE_TYPES})
    pasted = TextAreaField(
        _l("Rows with their headings"), [Length(max=MOST_PASTED)], render_kw={"rows": 6, "dir": "auto"}
    )

    def brought(self) -> tuple[str, bytes] | None:
        """Return name and bytes of what was brought, None and a word at the field when there is nothing."""
        chosen = self.file.data
        if isinstance(chosen, FileStorage) and chosen.filename:
            return chosen.filename, chosen.read()
        if self.pasted.data and self.pasted.data.strip():
            return str(gettext("Pasted rows")), self.pasted.data.encode()
        self.file.errors = [gettext("Choose a file, or paste the rows of your table below.")]
        return None


class EncodingForm(FlaskForm):  # type: ignore[misc]
    """Which encoding makes the names readable."""

    encoding = RadioField(_l("In which of these can you read the names?"), choices=[])

    def offer(self, names: Sequence[str]) -> None:
        """Fill the list."""
        self.encoding.choices = [SelectChoice(name, name) for name in names]


class OptionsForm(FlaskForm):  # type: ignore[misc]
    """What a person decides about a file that was read."""

    sheet = SelectField(_l("Sheet"), default="")
    on_changed = RadioField(
        _l("For people whom somebody changed after the file was made"),
        choices=[
            SelectChoice(OnChanged.ASK.value, _l("stop, so that I can look at each")),
            SelectChoice(OnChanged.FILE.value, _l("write what the file says")),
            SelectChoice(OnChanged.EVENT.value, _l("keep what the event knows")),
        ],
        default=OnChanged.ASK.value,
    )
    leaves_out = BooleanField(_l("Leave the rows with errors out and import the others"))

    def offer(self, sheets: Sequence[str]) -> None:
        """Fill the list."""
        self.sheet.choices = [SelectChoice(name, name) for name in sheets or ("",)]
