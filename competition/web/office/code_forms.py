"""The forms of the blind codes: the own key, layers, sealing, opening, a status by code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import EqualTo, InputRequired, Length

LONGEST_SECRET = 200
LONGEST_REASON = 500
HERE, BY_HAND = "here", "hand"


def _secret(label: str, hint: str = "") -> PasswordField:
    return PasswordField(
        label, [InputRequired(_l("Enter your passphrase.")), Length(max=LONGEST_SECRET)], description=hint
    )


def _reason() -> StringField:
    return StringField(
        _l("Reason, seen by auditors"),
        [InputRequired(_l("Say in a few words why.")), Length(max=LONGEST_REASON)],
    )


class KeyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A passphrase for the own key, twice."""

    passphrase = PasswordField(
        _l("Passphrase"),
        [InputRequired(_l("Choose a passphrase.")), Length(max=LONGEST_SECRET)],
        description=_l("At least 12 characters, for instance four words that do not belong together."),
    )
    again = PasswordField(
        _l("The same passphrase again"), [EqualTo("passphrase", _l("The two passphrases differ. Type both again."))]
    )


class PassphraseForm(KeyForm):
    """Another passphrase for the own key."""

    secret = _secret(_l("Present passphrase or recovery code"))


class LayersForm(FlaskForm):  # type: ignore[misc]
    """How many layers a trade uses."""

    layers = RadioField(
        _l("Layers of codes"),
        choices=[
            SelectChoice("0", _l("None: judges see the entry's own code")),
            SelectChoice("1", _l("One: an entry number")),
            SelectChoice("2", _l("Two: an entry number, then a workstation number")),
            SelectChoice("3", _l("Three: entry number, workstation number, review number for the finished work")),
        ],
    )


class SealForm(FlaskForm):  # type: ignore[misc]
    """Draw and seal a layer."""

    method = RadioField(
        _l("Who draws"),
        choices=[
            SelectChoice(HERE, _l("Podium draws, at random")),
            SelectChoice(BY_HAND, _l("Codes were drawn from a box; enter them below")),
        ],
        default=HERE,
    )
    secret = _secret(
        _l("Your passphrase or recovery code"), _l("It proves that you could open later what you seal now.")
    )


class OpenForm(FlaskForm):  # type: ignore[misc]
    """Ask for a layer to be opened, or open it as the second holder."""

    secret = _secret(_l("Your passphrase or recovery code"))
    reason = _reason()
    early = BooleanField(_l("Open although sheets are not locked; judges may then know whose work they mark"))


class DiscardForm(FlaskForm):  # type: ignore[misc]
    """Throw the codes of the last layer away."""

    secret = _secret(_l("Your passphrase or recovery code"))
    reason = _reason()


class StatusForm(FlaskForm):  # type: ignore[misc]
    """Another status for an entry that is known by its code."""

    entry = SelectField(_l("Code"), [InputRequired(_l("Choose a code."))])
    status = SelectField(
        _l("Is from now on"),
        choices=[
            SelectChoice("withdrawn", _l("Withdrawn")),
            SelectChoice("absent", _l("Absent")),
            SelectChoice("disqualified", _l("Disqualified")),
            SelectChoice("ranked", _l("Back in the competition")),
        ],
    )
    reason = _reason()

    def offer(self, entries: list[tuple[str, str]]) -> None:
        """Fill the list of codes."""
        self.entry.choices = [SelectChoice(value, label) for value, label in (("", "–"), *entries)]
