"""The forms of the wizard. What they hold is checked by the plan; here stands only what is drawn and how it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from competition.domain.errors import Problem
from competition.domain.event_plan import CloneSchemes, EventPlan, OrganizerRow, suggest_code
from competition.domain.presets import CLONE, PRESETS
from competition.domain.trade_list import COLUMNS, TradeRow, row_from
from competition.domain.worldskills_trades import SECTORS, WORLDSKILLS_TRADES
from competition.formats.trade_list import read_trade_list
from competition.http.i18n import LANGUAGE_NAMES, translate
from competition.messages import sentence
from competition.web.office.names_field import NamesField
from competition.web.office.row_fields import read_rows

ORGANIZER_COLUMNS = ("login", "name")
LANGUAGES = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]


class RulesForm(FlaskForm):  # type: ignore[misc]
    """How the competition is marked, or the earlier event that it is made from."""

    preset = RadioField(
        _l("How it is marked"), choices=[SelectChoice(key) for key in (*PRESETS, CLONE)], validate_choice=False
    )
    clone_of = SelectField(_l("Earlier event"), validate_choice=False)
    clone_schemes = SelectField(
        _l("Its marking schemes"),
        choices=[
            SelectChoice(CloneSchemes.PUBLISHED.value, _l("take along, published as version 1")),
            SelectChoice(CloneSchemes.DRAFTS.value, _l("take along as drafts to work on")),
            SelectChoice(CloneSchemes.NONE.value, _l("leave behind")),
        ],
        validate_choice=False,
    )
    clone_schedule = BooleanField(_l("Take the schedule along, moved to the new dates"))


class EventForm(FlaskForm):  # type: ignore[misc]
    """What the event is called, where and when it is."""

    default_language = SelectField(_l("First language"), choices=LANGUAGES, validate_choice=False)
    second_language = SelectField(
        _l("Second language"), choices=[SelectChoice("", _l("none")), *LANGUAGES], validate_choice=False
    )
    name = NamesField(_l("Name of the event"))
    short_name = NamesField(_l("Short name"))
    venue = NamesField(_l("Venue"))
    code = StringField(_l("Code in addresses"))
    timezone = StringField(_l("Time zone of the venue"))
    starts = StringField(_l("First competition day"))
    ends = StringField(_l("Last competition day"))

    def arrange(self, plan: EventPlan) -> None:
        """Put the event's own languages in front."""
        first = tuple(code for code in (plan.default_language, plan.second_language) if code)
        for field in (self.name, self.short_name, self.venue):
            field.first = first


class PeopleForm(FlaskForm):  # type: ignore[misc]
    """Who organizes the event."""

    with_me = BooleanField(_l("I organize this event"))


def read_rules(plan: EventPlan, form: MultiDict[str, str]) -> EventPlan:
    """Return the plan with what the step about the rules said."""
    return plan.with_step(
        preset=form.get("preset", ""),
        clone_of=form.get("clone_of", ""),
        clone_schemes=_one_of(form.get("clone_schemes"), list(CloneSchemes)),
        clone_schedule=bool(form.get("clone_schedule")),
    )


def read_event(plan: EventPlan, form: MultiDict[str, str], *, is_leaving: bool) -> EventPlan:
    """Return the plan with what the step about the event said; a code that was left out follows from the name."""
    fields = EventForm(form, meta={"csrf": False})
    texts = {name: (form.get(name) or "").strip() for name in ("timezone", "starts", "ends", "code")}
    said = plan.with_step(
        **texts,
        name=fields.name.words,
        short_name=fields.short_name.words,
        venue=fields.venue.words,
        default_language=form.get("default_language", plan.default_language),
        second_language=form.get("second_language", plan.second_language),
    )
    if is_leaving and not said.code and any(said.name.values()):
        said = said.with_step(code=suggest_code(said.name, said.starts))
    return said


def read_trades(plan: EventPlan, form: MultiDict[str, str]) -> EventPlan:
    """Return the plan with the rows of the table, and behind them what was pasted or chosen from the known trades."""
    rows = [row_from(values) for values in read_rows(form, COLUMNS)]
    if form.get("paste_add"):
        rows = [*_typed(rows), *read_trade_list(form.get("paste", ""), has_second=bool(plan.second_language))]
    if form.get("known_add"):
        rows = [*_typed(rows), *_known(form, plan)]
    return plan.with_step(trades=tuple(rows))


def read_people(plan: EventPlan, form: MultiDict[str, str]) -> EventPlan:
    """Return the plan with who organizes the event."""
    rows = [
        OrganizerRow(*(" ".join(values.get(name, "").split()) for name in ORGANIZER_COLUMNS))
        for values in read_rows(form, ORGANIZER_COLUMNS)
    ]
    return plan.with_step(with_me=bool(form.get("with_me")), organizers=tuple(rows))


def _known(form: MultiDict[str, str], plan: EventPlan) -> list[TradeRow]:
    keep = bool(form.get("known_numbers"))
    return known_rows(form.getlist("known"), plan.default_language, plan.second_language, keep=keep)


def known_rows(numbers: Sequence[str], first: str, second: str, *, keep: bool) -> list[TradeRow]:
    """Return rows of trades of WorldSkills in an event's languages. keep: with their numbers there."""
    return [
        TradeRow(
            code=trade.number if keep else "",
            name=trade.name.get(first) or trade.name["en"],
            second=trade.name.get(second, "") if second else "",
            sector=SECTORS[trade.sector].get(first) or SECTORS[trade.sector]["en"],
            team_size=str(trade.team_size),
        )
        for trade in WORLDSKILLS_TRADES
        if trade.number in numbers
    ]


def put_faults(fields: Mapping[str, Field], problems: Sequence[Problem]) -> None:
    """Put each problem at the field that it is about."""
    for problem in problems:
        field = fields.get(problem.column or "") if problem.row is None else None
        if field is not None:
            field.errors = [*field.errors, words_of(problem)]


def row_faults(problems: Sequence[Problem]) -> dict[tuple[int, str], str]:
    """Return the problems of rows as sentences, by row (from 1) and column."""
    found: dict[tuple[int, str], str] = {}
    for problem in problems:
        if problem.row is not None:
            found.setdefault((problem.row, problem.column or ""), words_of(problem))
    return found


def words_of(problem: Problem) -> str:
    """Return a problem as a sentence in the reader's language."""
    return sentence(problem.code, problem.params, translate)


def step_names() -> dict[str, str]:
    """Return what the steps are called."""
    return {
        "rules": gettext("Rules"),
        "event": gettext("Name and dates"),
        "trades": gettext("Trades"),
        "people": gettext("Organizers"),
        "check": gettext("Check"),
    }


def _typed(rows: Sequence[TradeRow]) -> list[TradeRow]:
    return [row for row in rows if not row.is_empty]


def _one_of(value: str | None, known: Sequence[str]) -> str:
    return str(value if value in known else known[0])
