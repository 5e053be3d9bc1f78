"""Every route says who may use it; a server with a route that does not, refuses to start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, may_ever
from competition.http.actor import actor_of_revoked_tablet, current_actor
from competition.services.context import Actor

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
_ATTRIBUTE = "access"
_REVOKED_TOO = "takes_from_revoked"


class UnguardedRouteError(RuntimeError):
    """A route carries neither `@public` nor `@needs(...)`."""


def public(view: View) -> View:
    """Anyone may: no log-in, nothing but what is published."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Only someone who holds this permission somewhere; the use case checks again, on the object."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, permission)
        return view

    return mark


def takes_from_revoked(view: View) -> View:
    """Let in a tablet that was taken out of use; the use case says what becomes of what it brings."""
    setattr(view, _REVOKED_TOO, True)
    return view


def access_of(app: Flask, endpoint: str) -> Permission | str | None:
    """Return what a route asks for, None when nothing was said."""
    return getattr(app.view_functions[endpoint], _ATTRIBUTE, None)


def check_access() -> None:
    """Refuse the request when the route's permission is not held anywhere.

    Raises DomainError `sign_in_needed` or `not_allowed`.
    """
    if request.endpoint is None:
        return
    access = access_of(current_app, request.endpoint)
    if access is None or access == PUBLIC or not isinstance(access, Permission):
        return
    actor = current_actor()
    if not actor.is_signed_in:
        actor = _of_revoked_tablet()
    if not may_ever(actor.grants, access):
        raise DomainError("not_allowed", permission=access.value)


def _of_revoked_tablet() -> Actor:
    """Return whose tablet was taken out of use, at the only door that is still open to it: that of its marks.

    Raises DomainError `device_revoked` at other doors of the API, and `sign_in_needed` for everybody else.
    """
    actor = actor_of_revoked_tablet() if request.path.startswith("/api/") else None
    if actor is None:
        raise DomainError("sign_in_needed")
    if not getattr(current_app.view_functions[str(request.endpoint)], _REVOKED_TOO, False):
        raise DomainError("device_revoked")
    g.actor = actor
    return actor


def refuse_unguarded_routes(app: Flask) -> None:
    """Stop the start when a route forgot to say who may use it."""
    forgotten = sorted({rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None})
    if forgotten:
        raise UnguardedRouteError(", ".join(forgotten))
