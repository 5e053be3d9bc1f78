"""The forms of the panels: how a proposal is made, teams put together by hand, interests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from competition.domain.panel_plans import Method
from competition.domain.panels import TeamPlan
from competition.queries.panels import TradePanels
from competition.services.interests import InterestReason
from competition.services.panels import LONGEST_SEED, PlanWish

EMPTY_ROWS = 1
MOST_ROWS = 40


class PlanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """How marking teams are to be made."""

    method = RadioField(
        _l("How"),
        [InputRequired(_l("Choose how the teams are made."))],
        choices=[
            SelectChoice(Method.BALANCED.value, _l("Balanced: even loads, mixed cultures, few teams")),
            SelectChoice(Method.ROTATING.value, _l("Rotating: the next judges for every sub-criterion")),
            SelectChoice(Method.ONE_TEAM.value, _l("One team marks everything")),
        ],
        default=Method.BALANCED.value,
    )
    seed = StringField(
        _l("Seed"),
        [InputRequired(_l("Enter a seed, any letters or digits.")), Length(max=LONGEST_SEED)],
        description=_l("Chance decides only between equals. The same seed makes the same teams again."),
    )
    with_chief = BooleanField(_l("The chief judge may get a seat too"))

    def wish(self) -> PlanWish:
        """Return what is asked for."""
        return PlanWish(Method(self.method.data), (self.seed.data or "").strip(), bool(self.with_chief.data))


class InterestForm(FlaskForm):  # type: ignore[misc]
    """A judge may not mark a team, for another reason than the country."""

    judge = SelectField(_l("Judge"), [InputRequired(_l("Choose the judge."))])
    team = SelectField(_l("Team that the judge may not mark"), [InputRequired(_l("Choose the team."))])
    reason = SelectField(
        _l("Reason"),
        choices=[
            SelectChoice(InterestReason.TRAINED.value, _l("Trained a competitor")),
            SelectChoice(InterestReason.RELATED.value, _l("Related to a competitor")),
            SelectChoice(InterestReason.INSTITUTION.value, _l("Same school or company")),
            SelectChoice(InterestReason.OTHER.value, _l("Another reason")),
        ],
    )

    def offer(self, judges: list[tuple[str, str]], teams: list[tuple[str, str]]) -> None:
        """Fill the lists: ids and what they are called."""
        self.judge.choices = [SelectChoice(value, label) for value, label in (("", "–"), *judges)]
        self.team.choices = [SelectChoice(value, label) for value, label in (("", "–"), *teams)]


@dataclass
class TeamRow:
    """A marking team as it is typed. seats: ids of judges, "" for an empty seat."""

    name: str
    seats: list[str] = field(default_factory=list)


@dataclass
class ManualForm:
    """All marking teams of a trade as they are typed, and which row marks which sub-criterion ("" for none)."""

    rows: list[TeamRow]
    tasks: dict[str, str]
    seats: int

    @classmethod
    def of(cls, room: TradePanels) -> ManualForm:
        """Return the form as the trade is now."""
        teams = room.plan
        seats = max((room.size + 1, *(len(team.seats) for team in teams)))
        rows = [TeamRow(team.name, _padded(list(team.seats), seats)) for team in teams]
        tasks = {task: str(number) for number, team in enumerate(teams) for task in team.tasks}
        form = cls(rows, tasks, seats)
        if not rows:
            form.add_row()
        return form

    @classmethod
    def read(cls, sent: Mapping[str, str], room: TradePanels) -> ManualForm:
        """Return the form as it was sent; what cannot be is left out."""
        count = min(_number(sent.get("rows", "")), MOST_ROWS)
        seats = min(max(_number(sent.get("seats", "")), room.size + 1), 12)
        rows = [
            TeamRow(
                sent.get(f"team-{row}-name", "").strip(),
                [sent.get(f"team-{row}-seat-{seat}", "") for seat in range(1, seats + 1)],
            )
            for row in range(count)
        ]
        form = cls(rows, {sub.code: sent.get(f"task-{sub.code}", "") for sub in room.subs}, seats)
        if "add" in sent:
            form.add_row()
        if "set_all" in sent:
            form.tasks = {sub.code: sent.get("all", "") for sub in room.subs}
        return form

    def add_row(self) -> None:
        """Add an empty team with the next free number for a name."""
        names = {row.name for row in self.rows}
        number = next(number for number in range(1, MOST_ROWS + 2) if str(number) not in names)
        self.rows.append(TeamRow(str(number), [""] * self.seats))

    def teams(self) -> list[TeamPlan]:
        """Return the teams; a row without judges that marks nothing is none."""
        found = []
        for number, row in enumerate(self.rows):
            tasks = tuple(code for code, chosen in self.tasks.items() if chosen == str(number))
            seats = tuple(judge for judge in row.seats if judge)
            if seats or tasks:
                found.append(TeamPlan(row.name, seats, tasks))
        return found


def _padded(seats: list[str], count: int) -> list[str]:
    return seats + [""] * (count - len(seats))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
