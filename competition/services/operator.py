"""Whoever sits at the server: may do what the database file would let them do anyway, and the log says so."""

from __future__ import annotations

from competition.domain.permissions import Permission
from competition.services.context import Actor, Context

OPERATOR = Actor(name="operator", way="command line")


def require_or_operator(
    context: Context, permission: Permission, *, event_id: str | None = None, trade_id: str | None = None
) -> None:
    """Refuse whoever lacks the permission, except the operator, who has no account.

    Raises DomainError `sign_in_needed` or `not_allowed`.
    """
    if context.actor is not OPERATOR:
        context.require(permission, event_id=event_id, trade_id=trade_id)
