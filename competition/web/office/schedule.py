"""The schedule: the plan of a day as a picture and as a list in which times can be typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.schedule import findings, span_of
from competition.domain.venue_time import Clock, clock_of
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import reader_language, translate
from competition.messages import sentence
from competition.queries.schedule import ScheduleLine, schedule_lines, schedule_trades
from competition.services.schedule import change_times, copy_items, remove_items, shift_items
from competition.web.clock_words import clock_note, day_distance
from competition.web.filters import fmt_clock, pick
from competition.web.office.desk import OFFICE, Desk, blueprint, figure, open_desk, show
from competition.web.office.fields import read_clock
from competition.web.office.schedule_forms import DayForm
from competition.web.office.schedule_picture import picture_by_place, picture_by_trade
from competition.web.office.schedule_words import KIND_ICONS, finding_words, kind_name
from competition.web.office.table_columns import schedule_columns
from competition.web.office.tables import send_table, wanted_file

ALL = "all"
REFUSED = 422
MOST_FINDINGS = 6
LONGEST_NUMBER = 6


@dataclass(frozen=True, slots=True)
class DayTab:
    """A day that can be shown: a competition day with its number, or another date (0) on which something is."""

    date: date
    number: int
    items: int
    is_closed: bool


@blueprint.get("/<string:event_code>/schedule")
@needs(OFFICE)
def schedule(event_code: str) -> str | AnyResponse:
    """Show the plan of a day, or of all days; as a file all of it."""
    desk = open_desk(event_code)
    if kind := wanted_file():
        lines = _within(desk, schedule_lines(db.session(), desk.event.id))
        return send_table(desk, kind, "schedule", gettext("Schedule"), schedule_columns(desk), lines)
    return schedule_page(desk)


@blueprint.post("/<string:event_code>/schedule/times")
@needs(Permission.EDIT_EVENT)
def schedule_times(event_code: str) -> AnyResponse:
    """Save the times that were typed in the list; a line with a fault keeps all of them back."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    known = {line.id: line for line in schedule_lines(db.session(), desk.event.id)}
    times, faults = _typed(known, desk.event.timezone)
    if faults:
        return Response(schedule_page(desk, faults=faults), REFUSED)
    count = change_times(request_context(), desk.event.id, times)
    if count:
        flash(
            ngettext("%(count)s line has other times now.", "%(count)s lines have other times now.", count,
                     count=figure(count)), "good",
        )  # fmt: skip
    else:
        flash(gettext("No time was changed."), "")
    return _back(event_code)


@blueprint.post("/<string:event_code>/schedule/shift")
@needs(Permission.EDIT_EVENT)
def schedule_shift(event_code: str) -> AnyResponse:
    """Move the ticked lines by some minutes."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    minutes = _whole_number(request.form.get("minutes", ""))
    try:
        count = shift_items(request_context(), desk.event.id, _ticked(), minutes)
    except DomainError as refusal:
        return _refused(desk, refusal)
    flash(ngettext("%(count)s line is moved.", "%(count)s lines are moved.", count, count=figure(count)), "good")
    return _back(event_code)


@blueprint.post("/<string:event_code>/schedule/copy")
@needs(Permission.EDIT_EVENT)
def schedule_copy(event_code: str) -> AnyResponse:
    """Copy the ticked lines to another day."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    try:
        day = date.fromisoformat(request.form.get("to", ""))
    except ValueError:
        return _refused(desk, DomainError("schedule_day_missing"))
    try:
        count = copy_items(request_context(), desk.event.id, _ticked(), day)
    except DomainError as refusal:
        return _refused(desk, refusal)
    flash(ngettext("%(count)s line is copied.", "%(count)s lines are copied.", count, count=figure(count)), "good")
    return redirect(url_for("office.schedule", event_code=event_code, day=day.isoformat()))


@blueprint.post("/<string:event_code>/schedule/delete")
@needs(Permission.EDIT_EVENT)
def schedule_delete(event_code: str) -> AnyResponse:
    """Take the ticked lines out of the plan."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    try:
        count = remove_items(request_context(), desk.event.id, _ticked())
    except DomainError as refusal:
        return _refused(desk, refusal)
    flash(
        ngettext("%(count)s line is taken away.", "%(count)s lines are taken away.", count, count=figure(count)), "good"
    )
    return _back(event_code)


@blueprint.get("/<string:event_code>/schedule/print")
@needs(OFFICE)
def schedule_print(event_code: str) -> str:
    """Show the whole plan for paper, internal lines included."""
    desk = open_desk(event_code)
    lines = _within(desk, schedule_lines(db.session(), desk.event.id))
    days = [(tab, _of_day(lines, tab.date, desk.event.timezone)) for tab in day_tabs(desk, lines)]
    return show("office/schedule_print.html", desk, "schedule", days=days, **_words(desk, desk.event.starts))


def schedule_page(
    desk: Desk, *, faults: Mapping[str, str] | None = None, fault: str = "", day_form: DayForm | None = None
) -> str:
    """Return the page. faults: sentences by line; fault: one about the ticked lines."""
    event = desk.event
    lines = _within(desk, schedule_lines(db.session(), event.id))
    trades = [each for each in schedule_trades(db.session(), event.id) if desk.reach.covers(each.id)]
    tabs = day_tabs(desk, lines)
    chosen = _chosen(desk, tabs)
    by_place = request.values.get("by") == "place"
    if chosen is None:
        picture = None
    elif by_place:
        picture = picture_by_place(
            lines, chosen, event.timezone, lambda text: pick(text, reader_language(), event.default_language)
        )
    else:
        picture = picture_by_trade(lines, chosen, event.timezone, trades)
    found = findings((line.planned for line in lines), (day.date for day in event.days), event.timezone)
    by_id = {line.id: line for line in lines}
    return show(
        "office/schedule.html",
        desk,
        "schedule",
        lines=lines if chosen is None else _of_day(lines, chosen, event.timezone),
        planned=len(lines),
        tabs_=tabs,
        chosen=chosen,
        by_place=by_place,
        picture=picture,
        findings=[finding_words(each, by_id, event) for each in found[:MOST_FINDINGS]],
        found=len(found),
        troubled={each for finding in found for each in (finding.item, finding.other)},
        faults=faults or {},
        fault=fault,
        typed=request.form,
        day_form=day_form or DayForm(formdata=None),
        may_edit=desk.may(Permission.EDIT_EVENT),
        **_words(desk, chosen or desk.event.starts),
    )


def day_tabs(desk: Desk, lines: tuple[ScheduleLine, ...]) -> list[DayTab]:
    """Return the competition days and all other dates on which something is planned, in order."""
    counts: dict[date, int] = {}
    for line in lines:
        day = clock_of(line.starts, desk.event.timezone).day
        counts[day] = counts.get(day, 0) + 1
    known = {day.date: day for day in desk.event.days}
    return [
        DayTab(
            day,
            known[day].number if day in known else 0,
            counts.get(day, 0),
            day in known and known[day].closed_at is not None,
        )
        for day in sorted({*counts, *known})
    ]


def _words(desk: Desk, day: date) -> dict[str, object]:
    """Return how lines are written. day: the one whose distance from UTC is told."""
    zone = desk.event.timezone
    return {
        "kind_name": kind_name,
        "kind_icons": KIND_ICONS,
        "clock": lambda moment: clock_of(moment, zone),
        "fmt_clock": lambda hour: fmt_clock(time(hour), reader_language()),
        "feed_url": url_for("public.calendar", event=desk.event.code, _external=True),
        "zone_name": zone.rpartition("/")[2].replace("_", " "),
        "utc_offset": day_distance(day, zone),
        "clock_note": lambda day: clock_note(day, zone),
    }


def _within(desk: Desk, lines: tuple[ScheduleLine, ...]) -> tuple[ScheduleLine, ...]:
    return tuple(line for line in lines if not line.trade_id or desk.reach.covers(line.trade_id))


def _of_day(lines: tuple[ScheduleLine, ...], day: date, zone: str) -> list[ScheduleLine]:
    return [line for line in lines if clock_of(line.starts, zone).day == day]


def _chosen(desk: Desk, tabs: list[DayTab]) -> date | None:
    """Return the day to show: that of the address, today, the first one; None for all days."""
    asked = request.values.get("day", "")
    if asked == ALL:
        return None
    dates = [tab.date for tab in tabs]
    found = next((day for day in dates if day.isoformat() == asked), None)
    today = desk.today.date if desk.today else None
    return found or (today if today in dates else dates[0] if dates else None)


def _typed(known: Mapping[str, ScheduleLine], zone: str) -> tuple[dict[str, tuple[Clock, Clock]], dict[str, str]]:
    """Return the times typed for each line, and what is wrong with those of some lines."""
    times: dict[str, tuple[Clock, Clock]] = {}
    faults: dict[str, str] = {}
    for name, value in request.form.items():
        line_id = name.removeprefix("starts-")
        line = known.get(line_id)
        if line is None or line_id == name:
            continue
        try:
            begin = _clock(value, clock_of(line.starts, zone))
            last = _clock(request.form.get(f"ends-{line_id}", ""), clock_of(line.ends, zone))
            times[line_id] = (begin, Clock(begin.day, last.time, last.which))
            span_of(*times[line_id], zone)
        except ValueError:
            faults[line_id] = gettext("Write both times as 08:30.")
        except DomainError as refusal:
            faults[line_id] = sentence(refusal.code, refusal.params, translate)
    return times, faults


def _clock(text: str, before: Clock) -> Clock:
    """Return a typed time on the day that the line had; a time that was left alone keeps its meaning."""
    typed = read_clock(text)
    if typed is None:
        raise ValueError(text)
    return before if typed == before.time else Clock(before.day, typed)


def _ticked() -> list[str]:
    return list(dict.fromkeys(request.form.getlist("line")))


def _whole_number(text: str) -> int:
    plain = text.strip().removeprefix("+").replace("−", "-")
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else 0


def _refused(desk: Desk, refusal: DomainError) -> AnyResponse:
    """Show the page again with what was ticked; a refusal about rights goes its usual way."""
    if refusal.code in ("not_allowed", "sign_in_needed", "not_found"):
        raise refusal
    return Response(schedule_page(desk, fault=sentence(refusal.code, refusal.params, translate)), REFUSED)


def _back(event_code: str) -> AnyResponse:
    """Return to the day and the picture that were shown."""
    day, by = request.form.get("day") or None, request.form.get("by") or None
    return redirect(url_for("office.schedule", event_code=event_code, day=day, by=by))
