"""The form of a trade's settings. Shape is checked here, the rules by `domain.trade_settings`. Source: DOMAIN 1.5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.domain.marking import PANEL_SIZES, PanelMethod
from competition.domain.scheme import Text
from competition.domain.trade_settings import ANY_SPREAD, FIXED_BY_MARKS, TradeKind, TradeSettings
from competition.queries.trade_settings import StandardChoice, TradeDetails
from competition.web.office.desk import figure
from competition.web.office.fields import WholeField
from competition.web.office.names_field import NamesField

PLACES = {
    "trade_code_invalid": "code",
    "trade_code_taken": "code",
    "trade_code_fixed": "code",
    "trade_name_missing": "name",
    "entry_prefix_too_long": "entry_prefix",
    "team_size_invalid": "team_size",
    "entries_invalid": "max_entries",
    "age_invalid": "maximum_age",
    "panel_size_not_allowed": "panel_size",
    "spread_limit_invalid": "spread_limit",
    "standard_unknown": "standard_id",
}
"""Where a refusal is told."""
_PLAIN = ("allows_compatriots", "landscape_form", "identifies_judges", "gives_medals", "counts_for_teams")
_NUMBERS = ("team_size", "min_entries", "max_entries", "maximum_age")


class TradeForm(FlaskForm):  # type: ignore[misc]
    """Everything that an organizer sets for a trade."""

    code = StringField(_l("Code"), [InputRequired(_l("Fill in the code, such as 04.")), Length(max=16)])
    name = NamesField(_l("Name of the trade"), needed=True, missing=_l("Fill in the name in at least one language."))
    sector = NamesField(_l("Sector"))
    place = NamesField(_l("Place"))
    entry_prefix = StringField(_l("Beginning of entry codes"), [Length(max=8)])
    kind = SelectField(
        _l("Type"),
        choices=[
            SelectChoice(TradeKind.OFFICIAL.value, _l("Official")),
            SelectChoice(TradeKind.DEMONSTRATION.value, _l("Demonstration")),
            SelectChoice(TradeKind.HOST_MEMBER.value, _l("Host member")),
            SelectChoice(TradeKind.PRESENTATION.value, _l("Presentation")),
            SelectChoice(TradeKind.EXHIBITION.value, _l("Exhibition")),
        ],
    )
    worldskills = BooleanField(_l("This is a trade of WorldSkills"))
    standard_id = SelectField(_l("Occupational standard"))
    team_size = WholeField(_l("Competitors of an entry"))
    min_entries = WholeField(_l("Fewest entries"))
    max_entries = WholeField(_l("Most entries"))
    maximum_age = WholeField(_l("Oldest age"))
    panel_size = RadioField(_l("Judges of a panel who score"), coerce=int)
    aggregation = RadioField(
        _l("How their scores become one"),
        choices=[
            SelectChoice(PanelMethod.MEAN.value, _l("The mean of all scores")),
            SelectChoice(PanelMethod.MEDIAN.value, _l("The median, the score in the middle")),
            SelectChoice(PanelMethod.DROP.value, _l("The mean without the highest and the lowest score")),
        ],
    )
    spread_limit = RadioField(_l("How far two scores may lie apart"), coerce=int)
    allows_compatriots = BooleanField(_l("Judges may mark competitors of their own team"))
    landscape_form = BooleanField(_l("Landscape marking form: all competitors side by side"))
    identifies_judges = BooleanField(_l("Judges’ names stand on the marking form"))
    gives_medals = BooleanField(_l("Results and medals are made"))
    counts_for_teams = BooleanField(_l("Counts in the comparison of the teams"))

    def offer(self, languages: Sequence[str], standards: Sequence[StandardChoice], named: dict[str, str]) -> None:
        """Fill the lists. languages: those that stand in front. named: the standards in words, by id."""
        for field in (self.name, self.sector, self.place):
            field.first = tuple(languages)
        self.panel_size.choices = [SelectChoice(size, figure(size)) for size in PANEL_SIZES]
        self.spread_limit.choices = [
            SelectChoice(0, gettext("not at all")),
            SelectChoice(1, gettext("1 point")),
            SelectChoice(2, gettext("2 points")),
            SelectChoice(ANY_SPREAD, gettext("any distance")),
        ]
        self.standard_id.choices = [
            SelectChoice("", gettext("none")),
            *(SelectChoice(each.id, named[each.id]) for each in standards),
        ]

    def fix(self, settings: TradeSettings) -> None:
        """Leave what marks have fixed as it is: locked fields are not sent, so they keep what is known."""
        for name in FIXED_BY_MARKS:
            field = self._fields[name]
            field.data = getattr(settings, name)
            field.render_kw = {"disabled": True}
        self.aggregation.data = settings.aggregation.value
        for radio in (self.panel_size, self.aggregation, self.spread_limit):
            locked = [(value, label, {"disabled": True}) for value, label, *_ in radio.iter_choices()]
            radio.choices = [SelectChoice(value, label, render_kw=more) for value, label, more in locked]

    def details(self, known: TradeDetails) -> TradeDetails:
        """Return what the form says."""
        settings = TradeSettings(
            kind=TradeKind(self.kind.data),
            panel_size=self.panel_size.data,
            spread_limit=self.spread_limit.data,
            aggregation=PanelMethod(self.aggregation.data),
            **{name: bool(self._fields[name].data) for name in _PLAIN},
            team_size=self.team_size.data or 1,
            min_entries=self.min_entries.data or 0,
            max_entries=self.max_entries.data,
            maximum_age=self.maximum_age.data,
        )
        return replace(
            known,
            code=(self.code.data or "").strip(),
            name=self.name.words,
            sector=self.sector.words,
            place=self.place.words,
            worldskills=bool(self.worldskills.data),
            entry_prefix=(self.entry_prefix.data or "").strip(),
            standard_id=self.standard_id.data or None,
            settings=settings,
        )


def form_values(known: TradeDetails) -> dict[str, str | int | bool | Text | None]:
    """Return what a trade's form begins with."""
    settings = known.settings
    return {
        "code": known.code,
        "name": known.name,
        "sector": known.sector,
        "place": known.place,
        "worldskills": known.worldskills,
        "entry_prefix": known.entry_prefix,
        "standard_id": known.standard_id or "",
        "kind": settings.kind.value,
        "panel_size": settings.panel_size,
        "spread_limit": settings.spread_limit,
        "aggregation": settings.aggregation.value,
        "min_entries": settings.min_entries or None,
        **{name: getattr(settings, name) for name in (*_PLAIN, *_NUMBERS) if name != "min_entries"},
    }
