"""What a tablet asks for itself: its key, its lease (docs/contract.md, Tablets)."""

from __future__ import annotations

from flask import Blueprint, Response, json

from competition.api.payloads import KeyIn, read_payload
from competition.domain.permissions import Permission
from competition.domain.seals import KeyAlgorithm
from competition.http.actor import settings
from competition.http.context import request_context
from competition.http.guard import needs
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
