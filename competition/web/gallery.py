"""The component gallery: every macro with its states, source of the visual tests; only in development."""

from __future__ import annotations

from flask import Blueprint, render_template

from competition.http.guard import public
from competition.web.gallery_data import DEMO, gallery_form
from competition.web.words import set_event

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/dev/components")
@public
def components() -> str:
    """Show the gallery."""
    set_event("en", "Asia/Shanghai", "zh")
    return render_template("gallery.html", demo=DEMO, form=gallery_form())
