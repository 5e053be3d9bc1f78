"""Where the office begins: the events that somebody works in, and the control room of one."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import render_template, request

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.guard import needs
from competition.queries.control_room import control_room
from competition.queries.event_drafts import open_drafts
from competition.queries.office import office_events
from competition.queries.office_log import recent_deeds
from competition.web.office.desk import (
    OFFICE,
    blueprint,
    has_office_role,
    home_frame,
    open_desk,
    role_name,
    show,
    works_in,
)

DEEDS = 12
SHOWN = 4
"""The lines of a list of what needs a person; the rest is a link to the sheets."""


@blueprint.get("/")
@needs(Permission.SEE_OWN_ACTIONS)
def home() -> str:
    """Show the events that somebody works in; who works in no office is refused."""
    actor = current_actor()
    if not any(has_office_role(grant) for grant in actor.grants):
        raise DomainError("not_allowed", permission=OFFICE.value)
    roles = works_in(actor)
    may_create = actor.may(Permission.CREATE_EVENT)
    return render_template(
        "office/events.html",
        events=office_events(db.session(), roles),
        roles={event_id: role_name(role) for event_id, role in roles.items()},
        reachable={g.event_id for g in actor.grants if actor.may(OFFICE, g.event_id, g.trade_id)},
        reading={g.event_id for g in actor.grants if actor.may(Permission.READ_SCHEME, g.event_id, g.trade_id)},
        keeping={g.event_id for g in actor.grants if actor.may(Permission.SEE_CODES, g.event_id, g.trade_id)},
        asking={g.event_id for g in actor.grants if actor.may(Permission.ASK_QUESTIONS, g.event_id, g.trade_id)},
        prepared={g.event_id for g in actor.grants if actor.may(Permission.EDIT_EVENT, g.event_id)},
        may_create=may_create,
        drafts=open_drafts(db.session(), actor.account_id or "") if may_create else (),
        today=datetime.now(UTC),
        **home_frame("events"),
    )


@blueprint.get("/<string:event_code>/")
@needs(OFFICE)
def control(event_code: str) -> str:
    """Show how far every trade is and what needs a person."""
    desk = open_desk(event_code)
    room = control_room(db.session(), desk.reach, desk.now, desk.today.number if desk.today else None)
    only = request.args.get("only") == "problems"
    trades = [trade for trade in room.trades if not only or trade.needs_somebody]
    deeds = recent_deeds(db.session(), desk.reach, DEEDS)
    return show("office/control.html", desk, "control", room=room, trades=trades, only=only, deeds=deeds, shown=SHOWN)
