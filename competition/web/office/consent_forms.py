"""The forms of a competitor's consent, public display and photo."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length

from competition.domain.personal_data import Consent, NameDisplay


class ConsentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What was decided about being named."""

    consent = RadioField(
        _l("Agrees to be named in public"),
        choices=[
            SelectChoice(Consent.UNKNOWN.value, _l("Not asked yet")),
            SelectChoice(Consent.GIVEN.value, _l("Yes")),
            SelectChoice(Consent.REFUSED.value, _l("No")),
            SelectChoice(Consent.WITHDRAWN.value, _l("Took it back")),
        ],
    )
    guardian = StringField(_l("Guardian's name"), [Length(max=200)], render_kw={"autocomplete": "off", "dir": "auto"})


class DisplayForm(FlaskForm):  # type: ignore[misc]
    """How the public reads the name."""

    display = RadioField(
        _l("The public reads"),
        choices=[
            SelectChoice(NameDisplay.FULL.value, _l("The whole name")),
            SelectChoice(NameDisplay.INITIALS.value, _l("Initials")),
            SelectChoice(NameDisplay.TEAM.value, _l("Only the entry's code and the team")),
        ],
    )
    photo = BooleanField(_l("Show the photo"))


class PhotoForm(FlaskForm):  # type: ignore[misc]
    """A photo."""

    photo = FileField(_l("Photo"))
    remove = BooleanField(_l("Take the photo away"))
