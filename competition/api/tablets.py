"""What a tablet asks for itself: its key, its lease, its sheets (docs/contract.md, Tablets)."""

from __future__ import annotations

from flask import Blueprint, Response, json
from flask_wtf.csrf import generate_csrf

from competition.api.payloads import KeyIn, read_payload
from competition.domain.permissions import Permission
from competition.domain.seals import KeyAlgorithm
from competition.extensions import db
from competition.http.actor import settings
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.sheet_view import OPEN_STATES
from competition.queries.sheets import judge_desk, sheet_revisions
from competition.services.audit import timestamp
from competition.services.device_keys import register_key
from competition.services.signing import load_signer

blueprint = Blueprint("tablets_api", __name__, url_prefix="/api/v1/tablet")


@blueprint.post("/key")
@needs(Permission.ENTER_MARKS)
def key() -> Response:
    """Register the key of this judge on this device, and answer with the lease."""
    payload = read_payload(KeyIn)
    signer = load_signer(settings().data_dir, settings().signing_key)
    answer = register_key(request_context(), signer, KeyAlgorithm(payload.alg), payload.key)
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


@blueprint.get("/sheets")
@needs(Permission.SEE_OWN_MARKS)
def sheets() -> Response:
    """Answer the sheets that this judge may mark now, so that the tablet keeps them for a time without a network."""
    context = request_context()
    desk = judge_desk(db.session(), context.actor.account_id or "")
    lines = [line for line in desk.lines if line.is_mine and line.state in OPEN_STATES] if desk else []
    revisions = sheet_revisions(db.session(), [line.id for line in lines])
    listed = [
        {
            "id": line.id,
            "revision": revisions[line.id],
            "trade": {"code": line.trade_code, "name": dict(line.trade_name)},
            "sub_criterion": {"code": line.sub_criterion, "name": dict(line.name)},
            "entry": line.entry,
            "day": line.day,
            "state": line.state,
            "filled": line.filled,
            "registers": line.registers,
        }
        for line in lines
    ]
    answer = {"server_time": timestamp(context.now), "sheets": listed}
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


@blueprint.get("/token")
@needs(Permission.SEE_OWN_MARKS)
def token() -> Response:
    """Answer what forms carry against forgery, for pages that the tablet opened from its own copy."""
    return Response(json.dumps({"token": generate_csrf()}), mimetype="application/json")
