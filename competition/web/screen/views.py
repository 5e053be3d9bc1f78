"""The address of the hall screen."""

from __future__ import annotations

from flask import Blueprint, Response, request

from competition.http.guard import public
from competition.web.published import find_event, show
from competition.web.screen.scenes import Wish, screen_page

blueprint = Blueprint("screen", __name__)


@blueprint.get("/e/<event>/screen")
@public
def screen(event: str) -> Response:
    """Show boards and the medal table in turn; `?trades=04,07,medals` and `?seconds=12` choose."""
    return show(screen_page(find_event(event), Wish.of(request.args)))
