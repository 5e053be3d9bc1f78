"""The addresses of the public pages."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.extensions import db
from competition.http.guard import public
from competition.queries.publication import event_codes, public_photo, public_picture
from competition.web.public.brand import FOR_EVER, brand_sheet
from competition.web.public.calendar import calendar_file
from competition.web.public.home import Filter, home_page
from competition.web.public.schedule import schedule_page
from competition.web.public.start import start_page
from competition.web.public.teams import medals_page, team_page, teams_page
from competition.web.public.trade import trade_page
from competition.web.published import find_event, show

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def start() -> AnyResponse:
    """Go to the only event; list several; say what to do when there is none."""
    codes = event_codes(db.session())
    if len(codes) == 1:
        return redirect(url_for("public.home", event=codes[0]))
    return show(start_page(codes))


@blueprint.get("/e/<event>/")
@public
def home(event: str) -> Response:
    """Show the event: what is on, its trades, medals and plan; with `?q=` what was searched for."""
    return show(home_page(find_event(event), Filter.of(request.args)))


@blueprint.get("/e/<event>/trades/<trade>/")
@public
def trade(event: str, trade: str) -> Response:
    """Show the board of a trade as far as it is public."""
    return show(trade_page(find_event(event), trade))


@blueprint.get("/e/<event>/medals/")
@public
def medals(event: str) -> Response:
    """Show the medal table."""
    return show(medals_page(find_event(event)))


@blueprint.get("/e/<event>/teams/")
@public
def teams(event: str) -> Response:
    """Show all teams."""
    return show(teams_page(find_event(event)))


@blueprint.get("/e/<event>/teams/<team>/")
@public
def team(event: str, team: str) -> Response:
    """Show the entries of a team over all trades."""
    return show(team_page(find_event(event), team))


@blueprint.get("/e/<event>/schedule/")
@public
def schedule(event: str) -> Response:
    """Show the public plan of the event, day by day; `?trade=` for one trade."""
    return show(schedule_page(find_event(event), request.args.get("trade", "")))


@blueprint.get("/e/<event>/schedule.ics")
@public
def calendar(event: str) -> Response:
    """Give the public plan to calendars; `?trade=` for one trade."""
    return calendar_file(find_event(event), request.args.get("trade", ""))


@blueprint.get("/e/<event>/brand-<string(length=16):sheet>.css")
@public
def brand(event: str, sheet: str) -> Response:
    """Give the stylesheet of the event's own colours; its name changes with them."""
    return brand_sheet(find_event(event), sheet)


@blueprint.get("/e/<event>/i/<string(length=32):image_id>")
@public
def picture(event: str, image_id: str) -> Response:
    """Show a logo of the event or of a sponsor."""
    found = public_picture(db.session(), find_event(event).id, image_id)
    if found is None:
        raise DomainError("not_found")
    response = Response(found.data, mimetype=found.media_type)
    response.headers["Cache-Control"] = FOR_EVER
    return response


@blueprint.get("/e/<event>/b/<string(length=32):board_id>/photos/<string(length=32):image_id>")
@public
def photo(event: str, board_id: str, image_id: str) -> Response:
    """Show a photo while the board shows it. Nobody keeps it unasked: who takes consent back is gone at once."""
    found = public_photo(db.session(), find_event(event).id, board_id, image_id)
    if found is None:
        raise DomainError("not_found")
    response = Response(found.data, mimetype=found.media_type)
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(image_id)
    response.make_conditional(request)
    return response
