"""The forms of the registers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.domain.decimals import parse_decimal
from competition.domain.errors import DomainError
from competition.domain.scheme import StandardSection
from competition.domain.standards import InstitutionKind, Standing, countries_of
from competition.services.institutions import NewInstitution
from competition.services.standards import NewStandard
from competition.web.countries import country_codes
from competition.web.office.fields import DayField, SelectMultipleChecks
from competition.web.office.forms import LONGEST, Choices, Filter
from competition.web.office.names_field import NamesField
from competition.web.office.row_fields import read_rows

COLUMNS = frozenset({"code", "name", "second", "weight"})
UNREADABLE = Decimal(-1)
"""Stands for a weight that is no number: it is refused at its row."""


class StandardForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A version of a standard but for its sections."""

    code = StringField(_l("Code"), [InputRequired(_l("Enter the code, such as WSOS 18.")), Length(max=32)])
    version = StringField(_l("Version"), [InputRequired(_l("Enter the version, such as 2026.")), Length(max=16)])
    level = StringField(_l("Level"), [Length(max=40)])
    owner = StringField(_l("Owner"), [Length(max=120)])
    name = NamesField(_l("Name"), needed=True)
    valid_from = DayField(_l("Holds from"))
    valid_to = DayField(_l("Holds until"))
    countries = SelectMultipleChecks(_l("Countries that recognise it"))

    def offer(self, first: tuple[str, ...], countries: Choices) -> None:
        """Fill the lists. first: the languages of the name that stand in front."""
        self.name.first = first
        self.countries.choices = _choices(countries)

    def standard(self, sections: Sequence[StandardSection]) -> NewStandard:
        """Return what was typed."""
        return NewStandard(
            code=_tidy(self.code.data),
            version=_tidy(self.version.data),
            name=self.name.words,
            sections=tuple(sections),
            level=_tidy(self.level.data),
            owner=_tidy(self.owner.data),
            countries=countries_of(self.countries.data or (), country_codes()),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section as typed; second: its name in the second language that is shown."""

    code: str = ""
    name: str = ""
    second: str = ""
    weight: str = ""

    def __getitem__(self, column: str) -> str:
        """Return what stands in a column, for templates."""
        return str(getattr(self, column))


def section_rows(sections: Sequence[StandardSection], first: str, second: str) -> list[SectionRow]:
    """Return the rows of sections. first, second: the languages of the two names."""
    return [
        SectionRow(each.code, each.name.get(first, ""), each.name.get(second, ""), f"{each.weight.normalize():f}")
        for each in sections
    ]


def sent_rows(form: MultiDict[str, str]) -> list[SectionRow]:
    """Return the rows of a sent form; those in which nothing stands are left out unless one was asked for."""
    rows = [SectionRow(**{name: _tidy(value) for name, value in row.items()}) for row in read_rows(form, COLUMNS)]
    return [row for row in rows if form.get("add") or any((row.code, row.name, row.second, row.weight))]


def sections_of(
    rows: Sequence[SectionRow], first: str, second: str, before: Sequence[StandardSection]
) -> Iterator[StandardSection]:
    """Yield the sections that were typed. before: those that are known, for names in languages that are not shown."""
    known = {section.code: section.name for section in before}
    for row in rows:
        others = {code: words for code, words in known.get(row.code, {}).items() if code not in (first, second)}
        typed = {first: row.name, second: row.second}
        yield StandardSection(
            row.code, {**others, **{code: words for code, words in typed.items() if words}}, _weight(row.weight)
        )


class StandardFilterForm(Filter):
    """Which standards are listed."""

    q = SearchField(_l("Code, name, owner or level"), [Length(max=LONGEST)])
    country = SelectField(_l("Recognised by"), default="")
    standing = SelectField(_l("State"), default="")

    def offer(self, countries: Choices) -> None:
        """Fill the lists."""
        self.country.choices = _choices([("", _l("All countries")), *countries])
        self.standing.choices = _choices(
            [
                ("", _l("All states")),
                (Standing.VALID.value, _l("Valid")),
                (Standing.COMING.value, _l("Not yet valid")),
                (Standing.OVER.value, _l("No longer valid")),
                (Standing.RETIRED.value, _l("Retired")),
            ]
        )


class InstitutionForm(FlaskForm):  # type: ignore[misc]
    """An institution."""

    name = NamesField(_l("Name"), needed=True)
    country = SelectField(_l("Country"), [InputRequired(_l("Choose the country."))])
    city = StringField(_l("City"), [Length(max=120)])
    kind = SelectField(_l("Kind"))
    website = StringField(_l("Website"), [Length(max=300)])

    def offer(self, first: tuple[str, ...], countries: Choices, kinds: Choices) -> None:
        """Fill the lists."""
        self.name.first = first
        self.country.choices = _choices([("", _l("Choose")), *countries])
        self.kind.choices = _choices(kinds)

    def institution(self) -> NewInstitution:
        """Return what was typed."""
        return NewInstitution(
            name=self.name.words,
            country=self.country.data or "",
            city=_tidy(self.city.data),
            kind=InstitutionKind(self.kind.data),
            website=_tidy(self.website.data),
        )


class InstitutionFilterForm(Filter):
    """Which institutions are listed."""

    q = SearchField(_l("Name or city, in any script"), [Length(max=LONGEST)])
    country = SelectField(_l("Country"), default="")
    kind = SelectField(_l("Kind"), default="")

    def offer(self, countries: Choices, kinds: Choices) -> None:
        """Fill the lists."""
        self.country.choices = _choices([("", _l("All countries")), *countries])
        self.kind.choices = _choices([("", _l("All kinds")), *kinds])


def _weight(text: str) -> Decimal:
    try:
        return parse_decimal(text)
    except DomainError:
        return UNREADABLE


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


def _choices(pairs: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
