"""Marking schemes: every trade's state, one trade's scheme with its versions, and what differs between two."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Scheme
from competition.domain.scheme_difference import Difference, compare_schemes
from competition.domain.scheme_merge import language_cover
from competition.domain.scheme_rules import summarise
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.approvals import open_requests
from competition.queries.scheme_drafts import draft_of
from competition.queries.scheme_life import VersionLine, may_be_undone, scheme_lines, scheme_versions
from competition.queries.scheme_proposal import proposal
from competition.queries.schemes import scheme_index
from competition.queries.standings import trade_facts
from competition.services.scheme_reading import note_reading
from competition.services.scheme_release import ACTIONS
from competition.web.office.desk import blueprint, open_desk, show
from competition.web.office.preparing_columns import scheme_columns
from competition.web.office.scheme_desk import DRAFT, SchemeDesk, open_scheme
from competition.web.office.tables import send_table, wanted_file


@blueprint.get("/<string:event_code>/schemes")
@needs(Permission.READ_SCHEME)
def schemes(event_code: str) -> ResponseReturnValue:
    """List the trades with the state of their schemes."""
    desk = open_desk(event_code, Permission.READ_SCHEME)
    lines = scheme_lines(db.session(), desk.reach)
    if kind := wanted_file():
        return send_table(desk, kind, "schemes", gettext("Marking schemes"), scheme_columns(desk), lines)
    return show("office/schemes.html", desk, "schemes", lines=lines)


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme")
@needs(Permission.READ_SCHEME)
def scheme(event_code: str, code: str) -> str:
    """Show one trade's scheme: the present version or an older one, the draft, the versions, what waits."""
    at = open_scheme(event_code, code)
    note_reading(request_context(), at.id)
    session = db.session()
    versions = scheme_versions(session, at.id)
    shown = _version(versions, request.args.get("version", ""))
    index = scheme_index(session, shown.id) if shown else None
    found = proposal(session, trade_facts(session, at.id))
    draft = found.scheme if found and not index else None
    requests = open_requests(session, at.desk.event.id, object_=f"trade/{at.id}")
    waiting = [each for each in requests if each.action in ACTIONS]
    return show(
        "office/scheme.html",
        at.desk,
        "schemes",
        at=at,
        versions=versions,
        shown=shown,
        index=index,
        summary=summarise(index.scheme) if index else None,
        cover=language_cover(index.scheme) if index else {},
        proposal=found,
        draft=draft,
        draft_summary=summarise(draft) if draft else None,
        draft_cover=language_cover(draft) if draft else {},
        waiting=waiting,
        may_undo=bool(versions) and may_be_undone(session, at.id, versions[0].id),
    )


@blueprint.get("/<string:event_code>/trades/<string:code>/scheme/compare")
@needs(Permission.READ_SCHEME)
def scheme_compare(event_code: str, code: str) -> str:
    """Show what differs between two versions, or between a version and the draft."""
    at = open_scheme(event_code, code)
    versions = scheme_versions(db.session(), at.id)
    sides = [str(version.number) for version in versions]
    if draft_of(db.session(), at.id) is not None:
        sides.insert(0, DRAFT)
    newer, older = request.args.get("to") or "", request.args.get("from") or ""
    if newer not in sides and sides:
        newer = sides[0]
    if older not in sides:
        older = next((side for side in sides if side not in (newer, DRAFT)), newer)
    if DRAFT in (older, newer):
        note_reading(request_context(), at.id)
    difference = _difference(at, versions, older, newer) if sides else None
    return show(
        "office/scheme_compare.html",
        at.desk,
        "schemes",
        at=at,
        sides=sides,
        older=older,
        newer=newer,
        difference=difference,
    )


def _difference(at: SchemeDesk, versions: tuple[VersionLine, ...], older: str, newer: str) -> Difference | None:
    """Return what differs, None while the draft is too incomplete to be compared."""
    found = proposal(db.session(), trade_facts(db.session(), at.id)) if DRAFT in (older, newer) else None
    if found is not None and older == str(versions[0].number if versions else ""):
        return found.difference if found.scheme is not None else None
    draft = found.scheme if found else None
    before = draft if older == DRAFT else _scheme(versions, older)
    after = draft if newer == DRAFT else _scheme(versions, newer)
    return compare_schemes(before, after) if before is not None and after is not None else None


def _scheme(versions: tuple[VersionLine, ...], number: str) -> Scheme | None:
    version = next((each for each in versions if str(each.number) == number), None)
    return scheme_index(db.session(), version.id).scheme if version else None


def _version(versions: tuple[VersionLine, ...], number: str) -> VersionLine | None:
    """Return the version that was asked for, the present one when none was. Raises DomainError `not_found`."""
    if not number:
        return versions[0] if versions else None
    found = next((each for each in versions if str(each.number) == number), None)
    if found is None:
        raise DomainError("not_found")
    return found
