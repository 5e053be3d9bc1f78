"""The forms of teams, competitors and entries."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.people import PersonDetails, TeamDetails, TeamKind
from competition.http.i18n import reader_language
from competition.queries.office_roster import Choices
from competition.web.filters import pick
from competition.web.office.lists import country_choices, flag_choices, language_choices, not_said
from competition.web.office.names_field import NamesField

LONG = 200
TEAM_PLACES = {
    "team_code_missing": "code",
    "team_code_invalid": "code",
    "team_code_taken": "code",
    "team_name_missing": "name",
    "flag_unknown": "flag",
}
PERSON_PLACES = {
    "name_missing": "native",
    "name_invalid": "native",
    "name_too_long": "native",
    "latin_name_not_latin": "latin",
    "language_invalid": "language",
    "birth_date_unlikely": "born",
    "email_invalid": "email",
    "phone_invalid": "phone",
}
COMPETITOR_PLACES = {
    **PERSON_PLACES,
    "bib_taken": "bib",
    "bib_too_long": "bib",
    "bib_invalid": "bib",
    "same_name_competes": "native",
    "competitor_has_entries": "team",
    "entry_full": "group",
    "entry_of_team_exists": "group",
    "group_too_long": "group",
    "entry_has_marks": "trade",
    "codes_are_sealed": "trade",
    "competes_already": "trade",
}
"""The fields at which refusals stand, by code."""


def choices(pairs: Any) -> list[SelectChoice]:
    """Return choices of a list from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


def words(text: Any) -> str:
    """Return words in the reader's language."""
    return pick(text, reader_language(), g.get("default_language", "en"))


class SelectMultipleChecks(SelectMultipleField):
    """Several of several, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def group_field() -> StringField:
    """Return the field that parts a second entry of a team in a trade."""
    return StringField(
        _l("Second entry"),
        [Length(max=16)],
        description=_l("Only for a second entry of the team in the trade: a letter such as B."),
        render_kw={"autocomplete": "off"},
    )


def guest_field() -> BooleanField:
    """Return the field of an entry that takes part without being ranked."""
    return BooleanField(_l("Guest: marked, but not ranked"))


class TeamForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A team of an event."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("The team code is empty. Fill in the code of the delegation, such as CHN.")), Length(max=16)],
        description=_l("Short, in Latin letters: CHN, or CQ-01 for a school of a city."),
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
    kind = SelectField(_l("Stands for"), default="")
    name = NamesField(_l("Name"))
    flag = StringField(
        _l("Flag"),
        [Length(max=16)],
        description=_l("Type a country or a region and choose from the list; empty for none."),
        render_kw={"list": "flags", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"},
    )
    country = SelectField(
        _l("Country or region"), description=_l("Judges of the same country can be kept apart by it."), default=""
    )
    institution = SelectField(_l("Institution"), default="")

    def offer(self, institutions: Any, languages: tuple[str, ...]) -> None:
        """Fill the lists. languages: those in which the event is written, their inputs stand in front."""
        self.kind.choices = choices(
            [
                (TeamKind.COUNTRY.value, _l("A country")),
                (TeamKind.REGION.value, _l("A region")),
                (TeamKind.INSTITUTION.value, _l("An institution")),
            ]
        )
        self.country.choices = choices([not_said(), *country_choices(reader_language())])
        self.institution.choices = institution_pairs(institutions)
        self.name.first = languages

    def details(self) -> TeamDetails:
        """Return what was typed."""
        return TeamDetails(
            code=self.code.data or "",
            name=self.name.words,
            kind=TeamKind(self.kind.data),
            flag=flag_code(self.flag.data or ""),
            country=self.country.data or "",
            institution_id=self.institution.data or None,
        )


class PersonForm(FlaskForm):  # type: ignore[misc]
    """Who somebody is."""

    native = StringField(
        _l("Name"),
        [Length(max=LONG)],
        description=_l("In the person's own script, family name where the person puts it."),
        render_kw={"autocomplete": "off", "dir": "auto"},
    )
    language = SelectField(
        _l("Language of the name"),
        description=_l("Screens choose the right letter forms by it, voices the sounds."),
        default="",
    )
    latin = StringField(
        _l("Name in Latin letters"),
        [Length(max=LONG)],
        description=_l("As in the passport; empty when the name is in Latin letters already."),
        render_kw={"autocomplete": "off", "dir": "ltr"},
    )
    short = StringField(
        _l("Short name"),
        [Length(max=100)],
        description=_l("For narrow places; empty for the whole name."),
        render_kw={"autocomplete": "off", "dir": "auto"},
    )
    born = DateField(_l("Birth date"), [Optional()])
    email = StringField(_l("E-mail"), [Length(max=LONG)], render_kw={"autocomplete": "off", "dir": "ltr"})
    phone = StringField(_l("Telephone"), [Length(max=64)], render_kw={"autocomplete": "off", "dir": "ltr"})
    institution = SelectField(
        _l("Institution"), description=_l("The school or company that the person comes from."), default=""
    )

    def offer_person(self, institutions: Any) -> None:
        """Fill the lists."""
        self.language.choices = choices([not_said(), *language_choices(reader_language())])
        kept = self.language.data
        if kept and kept not in {choice.value for choice in self.language.choices}:
            self.language.choices.append(SelectChoice(kept, kept))
        self.institution.choices = institution_pairs(institutions)

    def person(self) -> PersonDetails:
        """Return what was typed."""
        return PersonDetails(
            native=self.native.data or "",
            language=self.language.data or "",
            latin=self.latin.data or "",
            short=self.short.data or "",
            born=self.born.data,
            email=self.email.data or "",
            phone=self.phone.data or "",
            institution_id=self.institution.data or None,
        )

    def show(self, details: PersonDetails) -> None:
        """Put what is known into the fields."""
        self.native.data, self.language.data, self.latin.data = details.native, details.language, details.latin
        self.short.data, self.born.data = details.short, details.born
        self.email.data, self.phone.data = details.email, details.phone
        self.institution.data = details.institution_id or ""


class CompetitorForm(PersonForm):
    """A competitor who is there."""

    team = SelectField(_l("Team"), [InputRequired(_l("Choose the team."))], default="")
    bib = StringField(
        _l("Bib or entry code"),
        [Length(max=16)],
        description=_l("What the competitor wears; empty for the code of the entry."),
        render_kw={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"},
    )
    is_another = BooleanField(_l("This is another person of the same name"))

    def offer(self, known: Choices) -> None:
        """Fill the lists."""
        self.offer_person(known.institutions)
        self.team.choices = choices(team_pairs(known))


class NewCompetitorForm(CompetitorForm):
    """A competitor who is to be added, perhaps to a trade at once."""

    trade = SelectField(_l("Trade"), default="")
    group = group_field()
    guest = guest_field()

    def offer(self, known: Choices) -> None:
        """Fill the lists."""
        super().offer(known)
        self.trade.choices = choices([("", gettext("No trade yet")), *trade_pairs(known)])


class EnterForm(FlaskForm):  # type: ignore[misc]
    """Let a competitor compete in one more trade."""

    trade = SelectField(_l("Trade"), [InputRequired(_l("Choose the trade."))], default="")
    group = group_field()
    guest = guest_field()

    def offer(self, known: Choices, taken: set[str]) -> None:
        """Fill the list. taken: ids of trades in which the competitor is already."""
        self.trade.choices = choices(
            [
                ("", gettext("Choose a trade")),
                *((each, label) for each, label in trade_pairs(known) if each not in taken),
            ]
        )


class EntryForm(FlaskForm):  # type: ignore[misc]
    """An entry's code, group and whether it is ranked."""

    code = StringField(_l("Code"), [Length(max=16)], render_kw={"autocomplete": "off", "dir": "ltr"})
    group = group_field()
    guest = guest_field()


def team_pairs(known: Choices) -> list[tuple[str, str]]:
    """Return the teams of a list."""
    return [(each, f"{code} {words(name)}") for each, code, name in known.teams]


def offer_team(field: SelectField, known: Choices) -> None:
    """Fill a list of teams from which none may be chosen too."""
    field.choices = choices([("", gettext("No team")), *team_pairs(known)])


def trade_pairs(known: Choices) -> list[tuple[str, str]]:
    """Return the trades of a list."""
    return [(each, f"{code} {words(name)}") for each, code, name, _ in known.trades]


def institution_pairs(institutions: Any) -> list[SelectChoice]:
    """Return the institutions of a list."""
    return choices([not_said(), *((each, f"{words(name)}, {country}") for each, name, country in institutions)])


def flag_code(typed: str) -> str:
    """Return the code of a flag that was typed as a code or as a name."""
    plain = typed.strip()
    by_name = {name.casefold(): code for code, name in flag_choices(reader_language())}
    return by_name.get(plain.casefold(), plain.lower())
