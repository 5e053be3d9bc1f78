"""The judge's way up: HTTPS requests with an answer for every change (SYNC.md, docs/contract.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from competition.api.payloads import (
    LockIn,
    MismatchIn,
    OpIn,
    RoundIn,
    SealedOpIn,
    SealedOpsIn,
    SignIn,
    read_batch,
    read_payload,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.http.actor import current_actor, settings
from competition.http.context import request_context
from competition.http.errors import problem_body, status_of
from competition.http.guard import needs, takes_from_revoked
from competition.queries.sheet_view import sheet_view
from competition.services.batches import Sent, running
from competition.services.mark_rows import MarkChange
from competition.services.marking import Delivery, Outcome, record_marks
from competition.services.mismatches import note_mismatch
from competition.services.sheets import lock_sheet, open_round, sign_sheet
from competition.services.signing import load_signer

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1")

LONGEST_KEY = 64
SHEET = "/sheets/<string(length=32):sheet_id>"


@blueprint.get(SHEET)
@needs(Permission.SEE_OWN_MARKS)
def show_sheet(sheet_id: str) -> Response:
    """Answer the sheet as this judge may see it; with `since`, only that nothing is newer, where that is so."""
    sheet = _sheet(sheet_id)
    since = request.args.get("since", type=int)
    if since is not None:
        newest = int(str(sheet["revision"]))
        if not 0 <= since <= newest:
            raise DomainError("since_unknown")
        if since == newest:
            return _json({name: sheet[name] for name in ("id", "revision", "digest_own")})
    return _json(sheet)


@blueprint.post(SHEET + "/ops")
@takes_from_revoked
@needs(Permission.ENTER_MARKS)
def enter(sheet_id: str) -> Response:
    """Enter a batch of changes and answer each with its receipt."""
    payload, data = read_batch()
    sent = _sent(sheet_id, data)
    signer = load_signer(settings().data_dir, settings().signing_key)
    if isinstance(payload, SealedOpsIn):
        changes = [_sealed_change(op) for op in payload.ops]
        delivery = Delivery(is_chained=True, author=payload.author or "", signer=signer, batch=sent)
    else:
        changes, delivery = [_change(op) for op in payload.ops], Delivery(signer=signer, batch=sent)
    with running(current_actor().account_id or "", sent):
        outcomes = record_marks(request_context(), sheet_id, changes, delivery)
    is_own = delivery.author in ("", current_actor().account_id)
    results = [_result(outcome) for outcome in outcomes]
    return _json({"results": results, "sheet": _sheet_or_none(sheet_id) if is_own else None})


@blueprint.post(SHEET + "/mismatch")
@needs(Permission.SEE_OWN_MARKS)
def mismatch(sheet_id: str) -> Response:
    """Note that a tablet holds other marks than the server at the same revision, and answer the sheet."""
    payload = read_payload(MismatchIn)
    sheet = _sheet(sheet_id)
    note_mismatch(request_context(), sheet_id, payload.revision, payload.digest_own, str(sheet["digest_own"]))
    return _json({"sheet": sheet})


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


def _sealed_change(op: SealedOpIn) -> MarkChange:
    return replace(_change(op), prev_hash=op.prev_hash, after=op.after, skew_ms=op.skew_ms, key_id=op.key, seal=op.seal)


def _sent(sheet_id: str, data: bytes) -> Sent | None:
    """Return under which key a batch came, None without one. Raises DomainError `payload_invalid`."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise DomainError("payload_invalid", place="Idempotency-Key", reason="string_pattern_mismatch")
    return Sent(key, hashlib.sha256(f"{sheet_id}\n".encode() + data).hexdigest())


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


def _sheet_or_none(sheet_id: str) -> Mapping[str, object] | None:
    """Return the sheet, None for a judge who has nothing to do with it any more; the receipts hold all the same."""
    try:
        return _sheet(sheet_id)
    except DomainError:
        return None


def _json(body: Mapping[str, object]) -> Response:
    return Response(json.dumps(body, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")
