"""The forms of the sign-in door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.http.i18n import LANGUAGE_NAMES


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """An organizer's log-in."""

    login = StringField(
        _l("Log-in"), [InputRequired(_l("Enter your log-in.")), Length(max=64)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class AgainForm(FlaskForm):  # type: ignore[misc]
    """The password or PIN once more, before a step that two people take."""

    secret = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class PinForm(FlaskForm):  # type: ignore[misc]
    """A judge's number and PIN, typed on a tablet."""

    login = StringField(
        _l("Judge number"),
        [InputRequired(_l("Enter your judge number, for example 04-03.")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    pin = PasswordField(
        _l("PIN"),
        [InputRequired(_l("Enter your PIN.")), Length(max=12)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password that somebody chooses, typed twice. login stands in the page for the browser's keeper of passwords."""

    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Choose a password.")), Length(max=400)],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The same password again"),
        [InputRequired(_l("Type the password a second time.")), Length(max=400)],
        render_kw={"autocomplete": "new-password"},
    )


class AdministratorForm(NewPasswordForm):
    """Who the first administrator is."""

    name = StringField(
        _l("Your name"),
        [InputRequired(_l("Fill in the name, as colleagues know it.")), Length(max=200)],
        render_kw={"autocomplete": "name", "dir": "auto"},
    )
    login = StringField(
        _l("Log-in"),
        [InputRequired(_l("Choose a log-in.")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    language = SelectField(
        _l("Language of your pages"), choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]
    )
