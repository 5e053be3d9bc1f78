"""Build the use cases' context from the request."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, g

from competition.extensions import db
from competition.http.actor import current_actor
from competition.services.context import Announcement, Context


def request_context() -> Context:
    """Return the context of this request."""
    return Context(
        session=db.session(),
        actor=current_actor(),
        now=datetime.now(UTC),
        publish=publish,
        request_id=g.get("request_id", ""),
    )


def publish(announcement: Announcement) -> None:
    """Hand a committed change to whoever listens in this process (the live channel)."""
    for listener in current_app.extensions.get("announcements", ()):
        listener(announcement)
