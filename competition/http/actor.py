"""Who asks: the session cookie becomes an `Actor`, loaded once a request."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, g, request
from werkzeug.wrappers import Response

from competition.config import Config
from competition.domain.permissions import Grant
from competition.extensions import db
from competition.queries.accounts import SignedIn, signed_in, signed_in_on_revoked
from competition.services.accounts import NewSession
from competition.services.context import ANONYMOUS, Actor
from competition.services.identity import secret_hash

SESSION_COOKIE = "podium_session"
DEVICE_COOKIE = "podium_device"
DEVICE_DAYS = 365


def settings() -> Config:
    """Return this server's settings."""
    config: Config = current_app.config["COMPETITION"]
    return config


def current_actor() -> Actor:
    """Return who asks, `ANONYMOUS` without a valid session."""
    if "actor" not in g:
        g.actor = _load()
    actor: Actor = g.actor
    return actor


def _load() -> Actor:
    secret = request.cookies.get(SESSION_COOKIE, "")
    if not secret:
        return ANONYMOUS
    token_hash = secret_hash(secret)
    found = signed_in(db.session(), token_hash, datetime.now(UTC))
    return ANONYMOUS if found is None else _actor(found, token_hash)


def actor_of_revoked_tablet() -> Actor | None:
    """Return whose tablet was taken out of use while signed in on it, None for everybody else."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    if not secret:
        return None
    token_hash = secret_hash(secret)
    found = signed_in_on_revoked(db.session(), token_hash, datetime.now(UTC))
    return None if found is None else _actor(found, token_hash)


def _actor(found: SignedIn, token_hash: str) -> Actor:
    return Actor(
        account_id=found.account_id,
        name=found.name,
        grants=frozenset(Grant(*grant) for grant in found.grants),
        session_hash=token_hash[:16],
        device_id=found.device_id,
        language=found.language,
        way=found.way,
        authenticated_at=found.authenticated_at,
    )


def remember(response: Response, session: NewSession) -> Response:
    """Put the new session and the device's id into cookies that scripts cannot read."""
    secure = settings().secure_cookies
    response.set_cookie(
        SESSION_COOKIE, session.secret, expires=session.expires_at, httponly=True, secure=secure, samesite="Lax"
    )
    return remember_device(response, session.device_id)


def remember_device(response: Response, device_id: str) -> Response:
    """Put the device's id into a cookie that scripts cannot read."""
    response.set_cookie(
        DEVICE_COOKIE,
        device_id,
        max_age=DEVICE_DAYS * 86400,
        httponly=True,
        secure=settings().secure_cookies,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Take the session cookie away."""
    response.delete_cookie(SESSION_COOKIE)
    return response
