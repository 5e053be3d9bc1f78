"""The forms of the sign-in door."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


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
