"""Whether the server lives, on which engines; nothing about marks."""

from __future__ import annotations

from flask import Blueprint, Response, json

from competition import __version__
from competition.extensions import db
from competition.http.guard import public
from competition.queries.health import engine_version

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def health() -> Response:
    """Answer that the server and its database live."""
    engine, version = engine_version(db.session())
    body = {"status": "ok", "version": __version__, "database": engine, f"{engine}_version": version}
    return Response(json.dumps(body), mimetype="application/json", headers={"Cache-Control": "no-store"})
