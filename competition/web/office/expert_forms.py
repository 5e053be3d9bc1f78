"""The forms of the register of experts."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Length, Optional

from competition.domain.conflicts import ConflictKind
from competition.domain.permissions import Role
from competition.http.i18n import reader_language
from competition.queries.experts import ExpertFilter, ExpertRoom
from competition.services.conflicts import LONGEST_REASON, NewConflict
from competition.services.experts import LONGEST_NOTE, ExpertDetails
from competition.web.office.desk import role_name
from competition.web.office.forms import LONGEST, Filter
from competition.web.office.judges import spoken_choices
from competition.web.office.lists import country_choices
from competition.web.office.roster_forms import (
    PERSON_PLACES,
    PersonForm,
    SelectMultipleChecks,
    choices,
    institution_pairs,
)

PLACES = {**PERSON_PLACES, "same_name_expert": "native", "too_many_trades": "trades"}


class ExpertFilterForm(Filter):
    """Which experts are listed."""

    q = SearchField(_l("Name, trade or institution"), [Length(max=LONGEST)])
    language = SelectField(_l("Speaks"), default="")
    country = SelectField(_l("Country"), default="")
    state = SelectField(_l("Asked"), default="active")

    def offer(self) -> None:
        """Fill the lists."""
        self.language.choices = choices([("", gettext("Any language")), *spoken_choices()])
        self.country.choices = choices([("", gettext("Any country")), *country_choices(reader_language())])
        self.state.choices = choices(
            [("active", gettext("Still asked")), ("retired", gettext("Retired")), ("", gettext("Everybody"))]
        )

    def wanted(self) -> ExpertFilter | None:
        """Return the filter, None for one that cannot be."""
        if not self.validate():
            return None
        return ExpertFilter(
            (self.q.data or "").strip(),
            language=self.language.data or "",
            country=self.country.data or "",
            state=self.state.data or "",
        )


class ExpertForm(PersonForm):
    """An expert."""

    trades = TextAreaField(
        _l("Trades"),
        [Length(max=4000)],
        description=_l("One a line, as they are called in your events."),
        render_kw={"rows": 4},
    )
    languages = SelectMultipleChecks(_l("Speaks"))
    country = SelectField(_l("Country or region"), default="")
    note = TextAreaField(_l("Note"), [Length(max=LONGEST_NOTE)], render_kw={"rows": 3})
    is_another = BooleanField(_l("This is another person of the same name"))

    def offer(self, institutions: object) -> None:
        """Fill the lists."""
        self.offer_person(institutions)
        self.languages.choices = choices(spoken_choices())
        self.country.choices = choices([("", gettext("Not said")), *country_choices(reader_language())])

    def show_expert(self, room: ExpertRoom) -> None:
        """Put what is known into the fields."""
        self.show(room.details)
        self.trades.data, self.languages.data = "\n".join(room.trades), list(room.languages)
        self.country.data, self.note.data = room.country, room.note

    def details(self) -> ExpertDetails:
        """Return what was typed."""
        return ExpertDetails(
            self.person(),
            tuple((self.trades.data or "").splitlines()),
            tuple(self.languages.data or ()),
            self.country.data or "",
            self.note.data or "",
        )


class TrainingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A training."""

    name = StringField(_l("Training"), [Length(max=200)])
    given_by = StringField(_l("Given by"), [Length(max=200)])
    on = DateField(_l("Date"), [Optional()])


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role held at an event that this installation does not know."""

    event = StringField(_l("Event"), [Length(max=200)])
    trade = StringField(_l("Trade"), [Length(max=200)], render_kw={"list": "trades"})
    role = SelectField(_l("Role"), default=Role.JUDGE.value)
    year = IntegerField(_l("Year"), [Optional()])

    def offer(self) -> None:
        """Fill the list."""
        roles = (Role.CHIEF_JUDGE, Role.JUDGE, Role.TRADE_MANAGER, Role.TEAM_LEADER, Role.INTERPRETER)
        self.role.choices = choices((role.value, role_name(role)) for role in roles)


class LastingForm(FlaskForm):  # type: ignore[misc]
    """A conflict that holds at every event."""

    kind = RadioField(
        _l("Conflict with"),
        default=ConflictKind.INSTITUTION.value,
        choices=[
            SelectChoice(ConflictKind.INSTITUTION.value, _l("An institution")),
            SelectChoice(ConflictKind.COUNTRY.value, _l("A country")),
        ],
    )
    institution = SelectField(_l("Institution"), default="")
    country = SelectField(_l("Country"), default="")
    reason = StringField(
        _l("Reason"), [Length(max=LONGEST_REASON)], description=_l("A few words; only the office reads them.")
    )

    def offer(self, institutions: object) -> None:
        """Fill the lists."""
        self.institution.choices = institution_pairs(institutions)
        self.country.choices = choices([("", gettext("Choose")), *country_choices(reader_language())])

    def conflict(self) -> NewConflict:
        """Return what was chosen."""
        kind = ConflictKind(self.kind.data)
        return NewConflict(kind, self._fields[kind.value].data or "", self.reason.data or "")
