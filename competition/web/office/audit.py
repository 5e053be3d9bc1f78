"""The log: who did what, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.http.i18n import translate
from competition.messages import sentence
from competition.queries.log_replay import LogVerdict
from competition.queries.office_log import LogFilter, LogLine, LogPage, log_head, log_page, log_words
from competition.services.log_check import check_log as run_check
from competition.services.offload import breathe
from competition.web.office.desk import OFFICE, Desk, blueprint, figure, open_desk, show
from competition.web.office.forms import LogFilterForm
from competition.web.office.log_words import type_name
from competition.web.office.table_columns import log_columns
from competition.web.office.tables import MOST_LINES, send_table, wanted_file

LONGEST_NUMBER = 15
A_PAGE = 500


@blueprint.get("/<string:event_code>/log")
@needs(OFFICE)
def log(event_code: str) -> ResponseReturnValue:
    """List the log, the newest first."""
    desk = open_desk(event_code)
    words = log_words(db.session(), desk.reach)
    form = LogFilterForm(formdata=request.args)
    form.offer(words, [(each, type_name(each)) for each in words.types])
    before = _number(request.args.get("before", ""))
    wanted = form.wanted(before)
    if kind := wanted_file():
        return send_table(desk, kind, "log", gettext("Log"), log_columns(desk), _every_line(desk, wanted))
    page = log_page(db.session(), desk.reach, wanted) if wanted else LogPage((), None)
    head = log_head(db.session(), desk.event.id)
    may_check = desk.may(Permission.VERIFY_LOG)
    return show("office/log.html", desk, "audit", form=form, page=page, head=head, before=before, may_check=may_check)


@blueprint.post("/<string:event_code>/log/check")
@needs(Permission.VERIFY_LOG)
def check_log(event_code: str) -> Response:
    """Check the whole log and say what came out."""
    desk = open_desk(event_code, Permission.VERIFY_LOG)
    verdict = run_check(request_context(), desk.event.id)
    flash(_told(verdict), "fault" if verdict.problems else "good")
    return redirect(url_for("office.log", event_code=event_code))


def _every_line(desk: Desk, wanted: LogFilter | None) -> Iterator[LogLine]:
    """Yield the entries that match, the newest first, in pages, so that nobody waits for a long log."""
    left = MOST_LINES
    while wanted is not None and left > 0:
        page = log_page(db.session(), desk.reach, wanted, A_PAGE)
        yield from page.lines
        left -= len(page.lines)
        wanted = replace(wanted, before=page.older) if page.older else None
        breathe()


def _told(verdict: LogVerdict) -> str:
    """Return the outcome in words: of marks that differ which they are, never a value, since it may be hidden."""
    if not verdict.problems:
        whole: str = gettext(
            "The log is whole: %(count)s entries, and %(marks)s marks and scores agree with them. Head: %(hash)s",
            count=figure(verdict.seq),
            marks=figure(verdict.changes),
            hash=verdict.hash,
        )
        return whole
    first = verdict.problems[0]
    if "register" not in first.params:
        return sentence(first.code, first.params, translate)
    differing: str = ngettext(
        "%(count)s mark is not what the log tells of: %(register)s. Keep this database and call an auditor.",
        "%(count)s marks are not what the log tells of, the first is %(register)s. "
        "Keep this database and call an auditor.",
        len(verdict.problems),
        count=figure(len(verdict.problems)),
        register=first.params["register"],
    )
    return differing


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
