"""The judge's way up: HTTPS requests with an answer for every change (SYNC.md, docs/contract.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Response

from competition.api.payloads import LockIn, OpIn, OpsIn, RoundIn, SignIn, read_payload
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.context import request_context
from competition.http.errors import problem_body, status_of
from competition.http.guard import needs
from competition.queries.sheet_view import sheet_view
from competition.services.mark_rows import MarkChange
from competition.services.marking import Outcome, record_marks
from competition.services.sheets import lock_sheet, open_round, sign_sheet

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1")

SHEET = "/sheets/<string(length=32):sheet_id>"


@blueprint.get(SHEET)
@needs(Permission.SEE_OWN_MARKS)
def show_sheet(sheet_id: str) -> Response:
    """Answer the sheet as this judge may see it."""
    return _json(_sheet(sheet_id))


@blueprint.post(SHEET + "/ops")
@needs(Permission.ENTER_MARKS)
def enter(sheet_id: str) -> Response:
    """Enter a batch of changes and answer each with its receipt."""
    payload = read_payload(OpsIn)
    outcomes = record_marks(request_context(), sheet_id, [_change(op) for op in payload.ops])
    return _json({"results": [_result(outcome) for outcome in outcomes], "sheet": _sheet(sheet_id)})


@blueprint.post(SHEET + "/rounds")
@needs(Permission.ENTER_MARKS)
def another_round(sheet_id: str) -> Response:
    """Open the next round of a judgement that disagrees."""
    payload = read_payload(RoundIn)
    open_round(request_context(), sheet_id, payload.aspect, payload.reason, payload.op_id)
    return _json({"sheet": _sheet(sheet_id)})


@blueprint.post(SHEET + "/sign")
@needs(Permission.SIGN_SHEET)
def sign(sheet_id: str) -> Response:
    """Sign the sheet."""
    payload = read_payload(SignIn)
    sign_sheet(request_context(), sheet_id, payload.digest, payload.op_id)
    return _json({"sheet": _sheet(sheet_id)})


@blueprint.post(SHEET + "/lock")
@needs(Permission.LOCK_TRADE)
def lock(sheet_id: str) -> Response:
    """Lock the sheet."""
    payload = read_payload(LockIn)
    lock_sheet(request_context(), sheet_id, payload.op_id)
    return _json({"sheet": _sheet(sheet_id)})


def _change(op: OpIn) -> MarkChange:
    return MarkChange(
        op_id=op.op_id,
        device_seq=op.device_seq,
        aspect_id=op.aspect,
        kind=op.value.t if op.value else None,
        number=op.value.v if op.value else None,
        base_version=op.base_version,
        epoch=op.epoch,
        scheme_version=op.scheme_version,
        client_time=op.client_time,
    )


def _result(outcome: Outcome) -> Mapping[str, object]:
    """Return the stored receipt with its problem in the reader's language."""
    result: dict[str, object] = json.loads(outcome.receipt)
    code = result.get("code")
    if isinstance(code, str):
        result["problem"] = problem_body(code, {}, status_of(DomainError(code)))
    return result


def _sheet(sheet_id: str) -> Mapping[str, object]:
    actor = current_actor()
    return sheet_view(db.session(), sheet_id, actor.account_id or "", actor.device_id)


def _json(body: Mapping[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
