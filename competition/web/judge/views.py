"""The judge's addresses: the desk and the judging sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.guard import needs
from competition.queries.office import office_event
from competition.queries.sheet_venue import sheet_venue
from competition.queries.sheet_view import sheet_view
from competition.queries.sheets import judge_desk
from competition.web.judge.desk import desk_days, next_sheet
from competition.web.words import set_event

blueprint = Blueprint("judge", __name__, url_prefix="/judge")


@blueprint.get("/")
@needs(Permission.SEE_OWN_MARKS)
def desk() -> str:
    """Show the judge's sheets by day, and for a chief judge all of the trade."""
    actor = current_actor()
    found = judge_desk(db.session(), actor.account_id or "")
    event = office_event(db.session(), found.event_code) if found else None
    if found is None or event is None:
        return render_template("judge/desk.html", desk=None, me={"name": actor.name, "role": gettext("Judge")})
    set_event(event.default_language, event.timezone)
    today = event.today(datetime.now(UTC))
    number = today.number if today else None
    return render_template(
        "judge/desk.html",
        desk=found,
        today=number,
        next=next_sheet(found, number),
        mine=desk_days([line for line in found.lines if line.is_mine], event.days, number),
        led=desk_days([line for line in found.lines if line.trade_id in found.chief_of], event.days, number),
        me={"name": actor.name, "role": gettext("Chief judge") if found.chief_of else gettext("Judge")},
    )


@blueprint.get("/sheets/<string(length=32):sheet_id>")
@needs(Permission.SEE_OWN_MARKS)
def sheet(sheet_id: str) -> str:
    """Show a judging sheet; everything on it is drawn and kept up to date by the page's script.

    Raises DomainError `not_found`, or `not_your_sheet` for a sheet of somebody else's trade.
    """
    actor = current_actor()
    view = sheet_view(db.session(), sheet_id, actor.account_id or "", actor.device_id)
    venue = sheet_venue(db.session(), sheet_id)
    set_event(venue.default_language, venue.timezone, venue.second_language)
    return render_template(
        "judge/sheet.html",
        sheet=view,
        venue=venue,
        me={"name": actor.name, "role": _role(view)},
        sign_in_url=url_for("signin.judge_sign_in", next=request.path),
    )


def _role(view: Mapping[str, object]) -> str:
    """Say which judge this is: the seat, the supervising or the chief judge."""
    judge = view["judge"]
    seat, of = (judge.get("seat"), judge.get("of")) if isinstance(judge, dict) else (None, None)
    if seat is None:
        role = gettext("Chief judge")
    elif view["refusal"] == "supervises":
        role = gettext("Supervising judge")
    elif isinstance(seat, int) and isinstance(of, int) and seat <= of:
        role = gettext("Judge %(seat)s of %(of)s", seat=seat, of=of)
    else:
        role = gettext("Judge %(seat)s", seat=seat)
    return str(role)
