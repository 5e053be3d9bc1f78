"""The forms of devices and judges' cards."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length

from competition.services.judge_cards import CardWay
from competition.services.tablets import LONGEST_BAY, LONGEST_LABEL
from competition.web.office.forms import Choices, Filter


class TabletForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What a tablet is called and where it stands."""

    label = StringField(_l("Name"), [Length(max=LONGEST_LABEL)])
    trade = SelectField(_l("Trade"), default="")
    bay = StringField(_l("Bay"), [Length(max=LONGEST_BAY)])

    def offer(self, trades: Choices) -> None:
        """Fill the list. trades: ids and names."""
        self.trade.choices = [SelectChoice(value, label) for value, label in [("", _l("No trade")), *trades]]


class CardFilterForm(Filter):
    """Whose cards are listed."""

    trade = SelectField(_l("Trade"), default="")

    def offer(self, trades: Choices) -> None:
        """Fill the list. trades: codes and names."""
        self.trade.choices = [SelectChoice(value, label) for value, label in [("", _l("All trades")), *trades]]


class CardsForm(FlaskForm):  # type: ignore[misc]
    """What the new cards carry."""

    way = RadioField(
        _l("What the card carries"),
        choices=[
            SelectChoice(CardWay.PIN.value, _l("A PIN: works until the next card is made")),
            SelectChoice(CardWay.CODE.value, _l("A code to scan: works once, until the event ends")),
        ],
        default=CardWay.PIN.value,
    )
