"""The forms of an event's settings."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from competition.domain.brand import Look
from competition.domain.decimals import parse_decimal
from competition.domain.errors import DomainError
from competition.domain.medals import PRESETS, MeritKind
from competition.domain.scale import Scale
from competition.http.i18n import LANGUAGE_NAMES, translate
from competition.messages import sentence
from competition.queries.event_settings import EventSettings
from competition.services.event_settings import EventFacts, MedalSettings
from competition.web.office.fields import DayField
from competition.web.office.forms import Choices
from competition.web.office.names_field import NamesField

PRESET = "preset"
KEEP_CLOCK, KEEP_MOMENT = "clock", "moment"
LONGEST_NOTICE = 400


class FactsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Names, languages, place and time of an event."""

    name = NamesField(_l("Name"), needed=True)
    short_name = NamesField(_l("Short name"), longest=60)
    venue = NamesField(_l("Venue"))
    default_language = SelectField(_l("Language of the event"))
    second_language = SelectField(_l("Second language"), default="")
    timezone = StringField(_l("Time zone"), [InputRequired(_l("Choose the time zone of the venue.")), Length(max=64)])
    zone_change = RadioField(_l("When the time zone changes"), [Optional()], default=KEEP_CLOCK)
    starts = DayField(_l("First day"), [InputRequired(_l("Choose the first day."))])

    def offer(self, languages: tuple[str, ...]) -> None:
        """Fill the lists. languages: those of the event."""
        names = list(LANGUAGE_NAMES.items())
        self.default_language.choices = _choices(names)
        self.second_language.choices = _choices([("", _l("None")), *names])
        self.zone_change.choices = _choices(
            [
                (KEEP_CLOCK, _l("Times on the clock stay: 10:00 is 10:00 in the new zone")),
                (KEEP_MOMENT, _l("The moments stay: clocks in the new zone show other times for them")),
            ]
        )
        self.name.first = self.short_name.first = self.venue.first = languages

    def facts(self, before: EventSettings) -> EventFacts:
        """Return what was typed. before: what stays where nothing was."""
        return EventFacts(
            name=self.name.words,
            short_name=self.short_name.words,
            venue=self.venue.words,
            timezone=(self.timezone.data or "").strip(),
            starts=self.starts.data or before.starts,
            default_language=self.default_language.data,
            second_language=self.second_language.data or "",
            keeps_clock=self.zone_change.data != KEEP_MOMENT,
        )


class MedalsForm(FlaskForm):  # type: ignore[misc]
    """The rules by which medals are given."""

    preset = RadioField(_l("Medals"))
    scale = RadioField(_l("Scale"))
    merit = RadioField(_l("Prize below the medals"), default=PRESET)
    amount = StringField(_l("How many"), [Length(max=20)])

    def offer(self, presets: Choices, scales: Choices, merits: Choices) -> None:
        """Fill the lists."""
        self.preset.choices, self.scale.choices, self.merit.choices = (
            _choices(each) for each in (presets, scales, merits)
        )

    def medals(self) -> MedalSettings:
        """Return what was chosen. Raises DomainError `number_invalid` and its like for the amount."""
        merit = None
        if self.merit.data != PRESET:
            amount = parse_decimal(self.amount.data or "")
            merit = (MeritKind(self.merit.data), amount)
        return MedalSettings(self.preset.data, Scale(self.scale.data), merit)

    def show(self, settings: EventSettings) -> None:
        """Fill the form from what is stored."""
        stored = settings.medal_rules.get("merit")
        kind, amount = (str(stored["kind"]), str(stored["amount"])) if isinstance(stored, dict) else (PRESET, "")
        preset = str(settings.medal_rules.get("preset", "strict"))
        self.process(preset=preset, scale=settings.scale, merit=kind, amount=amount)

    @staticmethod
    def usual_amount(preset: str) -> Decimal | None:
        """Return the limit that a preset brings, None where it brings none."""
        merit = PRESETS[preset].merit
        return merit.amount if merit else None


class ColoursForm(FlaskForm):  # type: ignore[misc]
    """The colours of an event."""

    accent = StringField(_l("Accent on light pages"), [Length(max=7)])
    accent_dark = StringField(_l("Accent on dark pages and on the bench"), [Length(max=7)])
    bench = StringField(_l("Bench"), [Length(max=7)])

    def values(self) -> tuple[str, str, str]:
        """Return what was typed."""
        accent, dark, bench = ((field.data or "").strip() for field in (self.accent, self.accent_dark, self.bench))
        return accent, dark, bench

    def put(self, look: Look) -> None:
        """Fill in other colours."""
        for field, each in ((self.accent, look.accent), (self.accent_dark, look.accent_dark), (self.bench, look.bench)):
            field.data = each.hex if each else ""


class BannerForm(FlaskForm):  # type: ignore[misc]
    """Logo and notice."""

    logo = FileField(_l("Logo"))
    drop_logo = BooleanField(_l("Take the logo away"))
    notice = NamesField(_l("Notice"), longest=LONGEST_NOTICE)


class SponsorForm(FlaskForm):  # type: ignore[misc]
    """A sponsor."""

    name = NamesField(_l("Name"), needed=True, longest=120)
    picture = FileField(_l("Logo"))
    drop_picture = BooleanField(_l("Take the logo away"))


def zones() -> list[str]:
    """Return the names of time zones that people choose from: places, not abbreviations."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))


def tell(form: FlaskForm, refusal: DomainError, field: str = "") -> None:
    """Put a refusal at a field, or at the head of the form."""
    told = sentence(refusal.code, refusal.params, translate)
    if field:
        form[field].errors = [*form[field].errors, told]
    else:
        form.form_errors.append(told)


def _choices(pairs: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]
