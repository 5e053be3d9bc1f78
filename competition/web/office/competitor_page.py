"""A competitor's page with its forms: who it is, consent, display, photo, entries."""

from __future__ import annotations

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.queries.office_roster import CompetitorRoom, competitor_room, roster_choices
from competition.web.office.consent_forms import ConsentForm, DisplayForm, PhotoForm
from competition.web.office.desk import Desk, show
from competition.web.office.roster_forms import CompetitorForm, EnterForm

EDIT = Permission.EDIT_COMPETITORS


def competitor_page(
    desk: Desk,
    room: CompetitorRoom,
    *,
    form: CompetitorForm | None = None,
    enter: EnterForm | None = None,
    consent_form: ConsentForm | None = None,
    display_form: DisplayForm | None = None,
    photo_form: PhotoForm | None = None,
) -> str:
    """Return a competitor's page; forms that were not sent show what is kept."""
    if form is None:
        form = CompetitorForm(formdata=None)
        form.offer(roster_choices(db.session(), desk.event.id))
        form.show(room.details)
        form.team.data, form.bib.data = room.team_id, room.bib
    publicity = room.publicity
    trades = (None, *(line.trade_id for line in room.entries))
    sees = [desk.actor.may(Permission.SEE_PERSONAL_DATA, desk.event.id, trade, own=False) for trade in trades]
    return show(
        "office/competitor.html",
        desk,
        "people",
        room=room,
        form=form,
        enter=enter or enter_form(desk, room, fresh=True),
        consent_form=consent_form
        or ConsentForm(formdata=None, consent=publicity.consent.value, guardian=room.guardian),
        display_form=display_form or DisplayForm(formdata=None, display=publicity.display.value, photo=publicity.photo),
        photo_form=photo_form or PhotoForm(formdata=None),
        asks=asks_same(form),
        may_edit=desk.may(EDIT),
        may_see=any(sees),
        may_see_all=sees[0],
    )


def require_competitor_room(desk: Desk, competitor_id: str) -> CompetitorRoom:
    """Return a competitor within reach. Raises DomainError `not_found`."""
    room = competitor_room(db.session(), desk.event.id, competitor_id)
    if room is None or not (desk.reach.is_whole or any(desk.reach.covers(line.trade_id) for line in room.entries)):
        raise DomainError("not_found")
    return room


def enter_form(desk: Desk, room: CompetitorRoom, *, fresh: bool = False) -> EnterForm:
    """Return the form by which a competitor enters one more trade. fresh: not what was sent."""
    form = EnterForm(formdata=None) if fresh else EnterForm()
    form.offer(roster_choices(db.session(), desk.event.id), {line.trade_id for line in room.entries})
    return form


def asks_same(form: CompetitorForm) -> bool:
    """Tell whether the person has to say that this is another person of the same name."""
    return bool(form.is_another.data or (form.is_submitted() and form.native.errors))
