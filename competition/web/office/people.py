"""People: competitors, judges and teams, and a judge's sign-in code."""

from __future__ import annotations

import segno
from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_people import competitor_lines, judge_lines, team_lines
from competition.queries.office_trades import trade_names
from competition.services.accounts import make_login_token
from competition.web.office.desk import OFFICE, Desk, blueprint, named, open_desk, show
from competition.web.office.forms import PeopleFilterForm
from competition.web.office.paging import cut, page_number
from competition.web.office.table_columns import competitor_columns, judge_columns, team_columns
from competition.web.office.tables import send_table, wanted_file

PAGE = 50


@blueprint.get("/<string:event_code>/people")
@needs(OFFICE)
def people(event_code: str) -> ResponseReturnValue:
    """List the competitors."""
    desk, form = _look(event_code)
    wanted = form.wanted()
    found = competitor_lines(db.session(), desk.reach, wanted) if wanted else ()
    if kind := wanted_file():
        return send_table(desk, kind, "competitors", gettext("Competitors"), competitor_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    return show("office/people.html", desk, "people", tab="competitors", form=form, lines=lines, paging=paging)


@blueprint.get("/<string:event_code>/people/judges")
@needs(OFFICE)
def judges(event_code: str) -> ResponseReturnValue:
    """List the judges."""
    desk, form = _look(event_code)
    wanted = form.wanted()
    found = judge_lines(db.session(), desk.reach, wanted) if wanted else ()
    if kind := wanted_file():
        return send_table(desk, kind, "judges", gettext("Judges"), judge_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    reset = Permission.RESET_PIN
    return show(
        "office/people.html", desk, "people", tab="judges", form=form, lines=lines, paging=paging, code_permission=reset
    )


@blueprint.get("/<string:event_code>/people/teams")
@needs(OFFICE)
def teams(event_code: str) -> ResponseReturnValue:
    """List the teams."""
    desk, form = _look(event_code)
    wanted = form.wanted()
    found = team_lines(db.session(), desk.event.id, wanted.words) if wanted else ()
    if kind := wanted_file():
        return send_table(desk, kind, "teams", gettext("Teams"), team_columns(), found)
    lines, paging = cut(found, page_number(), PAGE)
    return show("office/people.html", desk, "people", tab="teams", form=form, lines=lines, paging=paging)


@blueprint.post("/<string:event_code>/people/judges/<string:judge_id>/code")
@needs(Permission.RESET_PIN)
def judge_code(event_code: str, judge_id: str) -> str:
    """Make a judge's one-time code and show it once; it is in no address and in no log."""
    desk = open_desk(event_code, Permission.RESET_PIN)
    token = make_login_token(request_context(), desk.event.id, judge_id)
    address = url_for("signin.by_code", token=token.secret, _external=True)
    picture = segno.make(address, micro=False).svg_data_uri(border=2, light="#fff")
    return show(
        "office/code.html",
        desk,
        "people",
        name=token.name,
        address=address,
        picture=picture,
        until=desk.event.now(token.expires_at),
    )


def _look(event_code: str) -> tuple[Desk, PeopleFilterForm]:
    desk = open_desk(event_code)
    form = PeopleFilterForm(formdata=request.args)
    trades, delegations = trade_names(db.session(), desk.reach), team_lines(db.session(), desk.event.id)
    form.offer([named(each.code, each.name) for each in trades], [named(each.code, each.name) for each in delegations])
    return desk, form
