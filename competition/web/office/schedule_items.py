"""The lines of the schedule, one by one: add (for many trades and days at once), change."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.schedule import ItemKind
from competition.domain.venue_time import clock_of
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language
from competition.queries.schedule import schedule_lines, schedule_trades
from competition.services.schedule import add_items, change_item
from competition.web.filters import fmt_date
from competition.web.office.desk import Desk, blueprint, figure, named, open_desk, show
from competition.web.office.schedule_forms import WHOLE, ItemForm, NewItemForm

REFUSED = 422
LONGEST_NUMBER = 9


@blueprint.route("/<string:event_code>/schedule/new", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENT)
def schedule_new(event_code: str) -> AnyResponse:
    """Add a line, or the same line for several trades and days."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    form = NewItemForm()
    trades = _offer(desk, form)
    days = [
        (day.date.isoformat(), gettext("Day %(number)s, %(date)s", number=figure(day.number),
         date=fmt_date(day.date, reader_language(), style="short")))
        for day in desk.event.days
    ]  # fmt: skip
    form.offer_many(trades, days)
    if request.method == "GET":
        _prefill(form, desk)
    elif form.validate():
        wanted = form.wanted_days()
        session = form.kind.data == ItemKind.SESSION.value or form.trades.data
        try:
            count = add_items(
                request_context(),
                desk.event.id,
                form.item(wanted[0] if wanted else desk.event.starts),
                form.trades.data or () if session else (),
                wanted,
            )
        except DomainError as refusal:
            form.tell(refusal)
        else:
            flash(
                ngettext("%(count)s line is added.", "%(count)s lines are added.", count, count=figure(count)), "good"
            )
            return redirect(url_for("office.schedule", event_code=event_code, day=wanted[0].isoformat()))
    page = show("office/schedule_item.html", desk, "schedule", form=form, line=None, asks=form.asks)
    return Response(page, REFUSED if request.method == "POST" else 200)


@blueprint.route("/<string:event_code>/schedule/items/<string(length=32):item_id>", methods=["GET", "POST"])
@needs(Permission.EDIT_EVENT)
def schedule_item(event_code: str, item_id: str) -> AnyResponse:
    """Change a line."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    line = next(iter(schedule_lines(db.session(), desk.event.id, item_id)), None)
    if line is None:
        raise DomainError("not_found")
    form = ItemForm()
    _offer(desk, form)
    if request.method == "GET":
        form.show(line, desk.event.timezone)
    elif form.validate():
        day = form.day.data or clock_of(line.starts, desk.event.timezone).day
        seen = form.sequence.data or ""
        sequence = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < LONGEST_NUMBER else -1
        try:
            change_item(request_context(), desk.event.id, line.id, form.item(day), form.trade.data or None, sequence)
        except DomainError as refusal:
            form.tell(refusal)
            if refusal.code == "schedule_changed_meanwhile":
                form.sequence.data = str(line.sequence)
        else:
            flash(gettext("The line is saved. What is public of it can be read from now on."), "good")
            return redirect(url_for("office.schedule", event_code=event_code, day=day.isoformat()))
    page = show("office/schedule_item.html", desk, "schedule", form=form, line=line, asks=form.asks)
    return Response(page, REFUSED if request.method == "POST" else 200)


def _offer(desk: Desk, form: ItemForm) -> list[tuple[str, str]]:
    """Fill the lists of a form; returns the trades."""
    trades = [(each.id, named(each.code, each.name)[1]) for each in schedule_trades(db.session(), desk.event.id)]
    form.offer(desk.event.languages, trades)
    return trades


def _prefill(form: NewItemForm, desk: Desk) -> None:
    """Take what the address says: a day, a trade, a kind, an hour."""
    asked = request.args
    days = {day.date.isoformat() for day in desk.event.days}
    day = asked.get("day", "")
    trade = asked.get("trade", WHOLE)
    known = {each.id for each in schedule_trades(db.session(), desk.event.id)}
    kinds = {kind.value for kind in ItemKind}
    form.process(
        kind=asked.get("kind") if asked.get("kind") in kinds else ItemKind.SESSION.value,
        days=[day] if day in days else [],
        trades=[trade] if trade in known else [],
        is_public=True,
    )
