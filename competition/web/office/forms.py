"""The forms of the office: filters, which the address carries, and the switch of a board."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SearchField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.domain.stages import SheetState
from competition.domain.visibility import Policy
from competition.queries.office import OfficeEvent
from competition.queries.office_log import LogFilter, LogWords
from competition.queries.office_people import PeopleFilter
from competition.queries.office_sheets import SPLIT, SheetFilter

LONGEST = 80
Choices = list[tuple[str, str]]
"""Values and what they are called."""


class PolicyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What the public may see of a trade from now on."""

    policy = SelectField(
        _l("Visibility"),
        [InputRequired(_l("Choose what the public may see."))],
        choices=[SelectChoice(each.value) for each in (Policy.HIDDEN, Policy.PROGRESS, Policy.LIVE, Policy.FROZEN)],
    )


class Filter(FlaskForm):  # type: ignore[misc]
    """A filter in the address: nothing changes, so it carries no token."""

    class Meta:
        """Without the token."""

        csrf = False


class SheetFilterForm(Filter):
    """Which judging sheets are listed."""

    q = SearchField(_l("Entry or sub-criterion"), [Length(max=LONGEST)])
    trade = SelectField(_l("Trade"), default="")
    day = SelectField(_l("Day"), default="")
    state = SelectField(_l("State"), default="")

    def offer(self, trades: Choices, event: OfficeEvent) -> None:
        """Fill the lists."""
        self.trade.choices = _choices([("", _l("All trades")), *trades])
        self.day.choices = _choices([("", _l("All days")), *((str(day.number), str(day.number)) for day in event.days)])
        self.state.choices = _choices(
            [
                ("", _l("All states")),
                (SPLIT, _l("Disagrees")),
                (SheetState.PLANNED.value, _l("Planned")),
                (SheetState.OPEN.value, _l("Being marked")),
                (SheetState.COMPLETE.value, _l("All in, to sign")),
                (SheetState.SIGNED.value, _l("Signed, to lock")),
                (SheetState.VERIFIED.value, _l("Verified, to lock")),
                (SheetState.LOCKED.value, _l("Locked")),
            ]
        )

    def wanted(self) -> SheetFilter | None:
        """Return the filter, None for one that cannot be."""
        if not self.validate():
            return None
        return SheetFilter(
            self.trade.data or "", int(self.day.data or 0), self.state.data or "", (self.q.data or "").strip()
        )


class PeopleFilterForm(Filter):
    """Which people are listed."""

    q = SearchField(_l("Name, code or number, in any script"), [Length(max=LONGEST)])
    trade = SelectField(_l("Trade"), default="")
    team = SelectField(_l("Team"), default="")

    def offer(self, trades: Choices, teams: Choices) -> None:
        """Fill the lists."""
        self.trade.choices = _choices([("", _l("All trades")), *trades])
        self.team.choices = _choices([("", _l("All teams")), *teams])

    def wanted(self) -> PeopleFilter | None:
        """Return the filter, None for one that cannot be."""
        if not self.validate():
            return None
        return PeopleFilter((self.q.data or "").strip(), self.trade.data or "", self.team.data or "")


class LogFilterForm(Filter):
    """Which entries of the log are listed."""

    type = SelectField(_l("What"), default="")
    actor = SelectField(_l("Who"), default="")
    object = SearchField(_l("Object, for example sheet or sheet/0190…"), [Length(max=LONGEST)])

    def offer(self, words: LogWords, names: Choices) -> None:
        """Fill the lists. names: the types in words."""
        self.type.choices = _choices([("", _l("Everything")), *names])
        self.actor.choices = _choices([("", _l("Everybody")), *words.actors])

    def wanted(self, before: int | None) -> LogFilter | None:
        """Return the filter, None for one that cannot be."""
        if not self.validate():
            return None
        return LogFilter(self.type.data or "", self.actor.data or "", (self.object.data or "").strip(), before)


def _choices(pairs: list[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
