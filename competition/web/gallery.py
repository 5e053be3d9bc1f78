"""The component gallery: every macro with its states, source of the visual tests; only in development."""

from __future__ import annotations

from flask import Blueprint, render_template

from competition.http.guard import public

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/dev/components")
@public
def components() -> str:
    """Show the gallery."""
    return render_template("gallery.html")
