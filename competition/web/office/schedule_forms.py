"""The forms of the plan."""

from __future__ import annotations

from datetime import date, time

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Optional

from competition.domain.errors import DomainError
from competition.domain.schedule import ItemKind
from competition.domain.venue_time import Clock, Which, clock_of
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.schedule import ScheduleLine
from competition.services.schedule import NewItem
from competition.web.office.fields import ClockField, DayField, SelectMultipleChecks
from competition.web.office.forms import Choices
from competition.web.office.names_field import NamesField
from competition.web.office.schedule_words import kind_name

WHOLE = ""
"""The choice that stands for the whole event."""
AT_FIELD = {
    "schedule_name_missing": "name",
    "session_without_trade": "trade",
    "schedule_day_missing": "day",
    "ends_before_start": "ends",
}


class ItemForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """One item of the plan; what new items have beside it is in `NewItemForm`."""

    kind = SelectField(_l("Kind"), default=ItemKind.SESSION.value)
    name = NamesField(_l("Name"))
    place = NamesField(_l("Place"))
    day = DayField(_l("Date"))
    starts = ClockField(_l("From"), [InputRequired(_l("Enter the time at which it starts."))])
    ends = ClockField(_l("To"), [InputRequired(_l("Enter the time at which it ends."))])
    starts_which = RadioField(_l("Which start is meant"), [Optional()])
    ends_which = RadioField(_l("Which end is meant"), [Optional()])
    is_public = BooleanField(_l("Everybody may see it"), default=True)
    trade = SelectField(_l("Trade"), default=WHOLE)
    sequence = HiddenField(default="0")

    _asks: frozenset[str] = frozenset()

    def offer(self, first: tuple[str, ...], trades: Choices) -> None:
        """Fill the lists. first: the languages of the event; trades: ids and names."""
        self.kind.choices = _choices([(kind.value, kind_name(kind)) for kind in ItemKind])
        self.name.first = self.place.first = first
        self.trade.choices = _choices([(WHOLE, _l("Whole event")), *trades])
        both = [(Which.FIRST.value, _l("The first time")), (Which.SECOND.value, _l("The second time"))]
        self.starts_which.choices = self.ends_which.choices = _choices(both)

    def show(self, line: ScheduleLine, zone: str) -> None:
        """Fill the form from an item."""
        begin, end = clock_of(line.starts, zone), clock_of(line.ends, zone)
        self.process(
            kind=line.kind.value,
            name=line.name,
            place=line.place,
            day=begin.day,
            starts=begin.time,
            ends=end.time,
            starts_which=begin.which and begin.which.value,
            ends_which=end.which and end.which.value,
            is_public=line.is_public,
            trade=line.trade_id,
            sequence=str(line.sequence),
        )

    def item(self, day: date) -> NewItem:
        """Return what was typed, for a day; only after the form was found complete."""
        starts, ends = self.starts.data or time(), self.ends.data or time()
        return NewItem(
            kind=ItemKind(self.kind.data),
            name=self.name.words,
            place=self.place.words,
            is_public=bool(self.is_public.data),
            starts=Clock(day, starts, _which(self.starts_which)),
            ends=Clock(day, ends, _which(self.ends_which)),
        )

    @property
    def asks(self) -> frozenset[str]:
        """Return of which times, starts or ends, somebody has to say which one is meant."""
        return self._asks

    def tell(self, refusal: DomainError) -> None:
        """Put a refusal at the field that it is about."""
        told = sentence(refusal.code, refusal.params, translate)
        name = AT_FIELD.get(refusal.code, "")
        if refusal.code in ("time_does_not_exist", "time_happens_twice"):
            same = self.starts.data and f"{self.starts.data:%H:%M}" == refusal.params["time"]
            asked = self.starts_which.data is None or refusal.code == "time_does_not_exist"
            name = "starts" if same and asked else "ends"
            self._asks |= {name} if refusal.code == "time_happens_twice" else set()
        if name == "trade" and "trades" in self:
            name = "trades"
        if name == "day" and "days" in self:
            name = "days"
        if name in self:
            self[name].errors = [*self[name].errors, told]
        else:
            self.form_errors.append(told)


class NewItemForm(ItemForm):
    """New items: the same for several trades and days."""

    day = DayField(_l("Another date"))
    trades = SelectMultipleChecks(_l("Trades"))
    days = SelectMultipleChecks(_l("Days"))

    def offer_many(self, trades: Choices, days: Choices) -> None:
        """Fill the lists of ticks."""
        self.trades.choices = _choices(trades)
        self.days.choices = _choices(days)

    def wanted_days(self) -> list[date]:
        """Return the days that were chosen, another date included."""
        chosen = [date.fromisoformat(each) for each in self.days.data or ()]
        return sorted({*chosen, *([self.day.data] if self.day.data else [])})


class DayForm(FlaskForm):  # type: ignore[misc]
    """Another day of the event."""

    date = DayField(_l("Date"), [InputRequired(_l("Choose a date."))])


def _choices(pairs: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _which(field: RadioField) -> Which | None:
    return Which(field.data) if field.data in set(Which) else None
