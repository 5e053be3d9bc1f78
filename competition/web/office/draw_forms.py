"""The form of a draw."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional

from competition.domain.draws import LONGEST_SEED, DrawKind, Wishes, read_stations
from competition.services.draws import ENTERED, LONGEST_REASON, MADE, NewDraw
from competition.services.identity import new_seed

LARGEST_HEAT = 200


class DrawForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Seed and wishes of a draw, and why it is drawn again."""

    seed = StringField(
        _l("Seed"),
        [Length(max=LONGEST_SEED)],
        description=_l("For instance ten dice rolled in front of everybody, and the time. Empty: Podium makes one."),
    )
    heat_size = IntegerField(
        _l("Entries that start together"),
        [Optional(), NumberRange(0, LARGEST_HEAT, _l("Enter a number from 2 on, or 0."))],
        description=_l("0: one after the other."),
    )
    stations = StringField(
        _l("Workstations"), [Length(max=2000)], description=_l("In their order, for instance 1-20 or A1-A6, B1.")
    )
    apart = BooleanField(_l("Keep team mates apart"))
    reason = StringField(_l("Reason, seen by auditors"), [Length(max=LONGEST_REASON)])

    def wanted(self, kind: DrawKind) -> NewDraw:
        """Return what is to be drawn."""
        seed = (self.seed.data or "").strip()
        wishes = Wishes(
            heat_size=(self.heat_size.data or 0) if kind is DrawKind.START else 0,
            apart=bool(self.apart.data) and kind is not DrawKind.LOTS,
            stations=read_stations(self.stations.data or "") if kind is DrawKind.WORKSTATION else (),
        )
        return NewDraw(kind, seed or new_seed(), ENTERED if seed else MADE, wishes)
