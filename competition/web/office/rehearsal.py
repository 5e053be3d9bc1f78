"""Rehearsals: make one, let robots play it, watch, read the report, wipe it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import settings
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.jobs import JobView, latest_job
from competition.services.jobs import start_job
from competition.services.rehearsal_play import KIND
from competition.services.rehearsal_wipe import wipe_rehearsal
from competition.services.rehearsals import NewRehearsal, make_rehearsal, rehearsal_of, trades_to_rehearse
from competition.web.office.desk import Desk, blueprint, figure, named, open_desk, show
from competition.web.office.job_words import JobPage, register_job_page

REHEARSE = Permission.REHEARSE
REFUSED = 422
PACES = (("5", _l("Slow, to watch")), ("20", _l("Brisk")), ("100", _l("As fast as the server takes it")))
ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 (compared, not bound)


class SelectMultipleChecks(SelectMultipleField):
    """Several of several, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RehearsalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """What is rehearsed."""

    people = RadioField(
        _l("People"),
        choices=[
            SelectChoice("invented", _l("Invented names")),
            SelectChoice("same", _l("The same people as in the event")),
        ],
        default="invented",
    )
    trades = SelectMultipleChecks(_l("Trades; none ticked for all"), [Optional()])


class PlayForm(FlaskForm):  # type: ignore[misc]
    """How fast the robots are."""

    speed = SelectField(_l("Speed"), choices=[SelectChoice(*each) for each in PACES], default="20")


@blueprint.get("/<string:event_code>/rehearsal")
@needs(REHEARSE)
def rehearsal(event_code: str) -> str:
    """Show the rehearsal of an event, or the way to one."""
    return _page(open_desk(event_code, REHEARSE))


@blueprint.post("/<string:event_code>/rehearsal")
@needs(REHEARSE)
def begin_rehearsal(event_code: str) -> ResponseReturnValue:
    """Make a rehearsal."""
    desk = open_desk(event_code, REHEARSE)
    form = _form(desk)
    if not form.validate_on_submit():
        return _page(desk, form), REFUSED
    wanted = NewRehearsal(form.people.data == "invented", frozenset(form.trades.data or ()))
    make_rehearsal(request_context(), desk.event.id, wanted)
    flash(gettext("The rehearsal is ready. Nobody outside sees it."), "good")
    return redirect(url_for("office.rehearsal", event_code=event_code))


@blueprint.post("/<string:event_code>/rehearsal/play")
@needs(REHEARSE)
def play_rehearsal(event_code: str) -> ResponseReturnValue:
    """Let robots play it, beside the server."""
    desk = open_desk(event_code, REHEARSE)
    form = PlayForm()
    speed = form.speed.data if form.validate_on_submit() else "20"
    job_id = start_job(request_context(), KIND, desk.event.id, {"url": _own_address(), "speed": str(speed)})
    return redirect(url_for("office.job", event_code=event_code, job_id=job_id))


@blueprint.post("/<string:event_code>/rehearsal/wipe")
@needs(REHEARSE)
def wipe(event_code: str) -> ResponseReturnValue:
    """Wipe the rehearsal, and nothing else."""
    desk = open_desk(event_code, REHEARSE)
    rows = wipe_rehearsal(request_context(), desk.event.id)
    flash(gettext("The rehearsal is wiped: %(count)s rows. The event itself is untouched.", count=figure(rows)), "good")
    return redirect(url_for("office.rehearsal", event_code=event_code))


def _page(desk: Desk, form: RehearsalForm | None = None) -> str:
    found = rehearsal_of(db.session(), desk.event.id)
    return show(
        "office/rehearsal.html",
        desk,
        "rehearsal",
        rehearsal=None if found is None else {"code": found.code},
        form=form or _form(desk),
        play_form=PlayForm(),
        job=latest_job(db.session(), desk.event.id, KIND),
    )


def _form(desk: Desk) -> RehearsalForm:
    form = RehearsalForm()
    ready = trades_to_rehearse(db.session(), desk.event.id)
    form.trades.choices = [SelectChoice(*named(code, name)) for code, name in ready]
    return form


def _own_address() -> str:
    """Return where robots on this machine find this server: never what a visitor's browser says."""
    host = settings().host
    return f"http://{'127.0.0.1' if host in ANYWHERE else host}:{request.environ['SERVER_PORT']}"


def _back(desk: Desk, _job: JobView) -> str:
    return url_for("office.rehearsal", event_code=desk.event.code)


def _phase(phase: str) -> str:
    number = phase.removeprefix("day ")
    if not number.isdigit():
        return ""
    words: str = gettext("Day %(number)s, sheets locked", number=figure(int(number)))
    return words


register_job_page(
    KIND, JobPage(lambda: str(gettext("Robots play the rehearsal")), "rehearsal", _phase, leads_to=_back, back=_back)
)
