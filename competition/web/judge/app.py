"""What makes the judge pages an app on a tablet: its worker, its description, and the page for what is not kept."""

from __future__ import annotations

from flask import Response, json, render_template, url_for
from flask_babel import gettext

from competition.config import resource
from competition.http.guard import public
from competition.http.i18n import reader_language
from competition.web.judge.views import blueprint

GROUND, INK = "#05291d", "#f3f8f5"
SIZES = (192, 512)


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """Give the service worker; browsers ask for it again at every visit and take a newer one when nothing waits."""
    answer = Response((resource("static") / "dist" / "sw.js").read_bytes(), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/app.webmanifest")
@public
def description() -> Response:
    """Say how the app is called and looks where it is installed."""
    icons = [
        {"src": f"/static/icons/app-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": "/judge/",
        "name": gettext("Podium for judges"),
        "short_name": "Podium",
        "lang": reader_language(),
        "dir": "auto",
        "start_url": url_for("judge.desk"),
        "scope": "/judge/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": icons,
    }
    answer = Response(json.dumps(told, ensure_ascii=False), mimetype="application/manifest+json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/offline")
@public
def offline() -> str:
    """Say that a page is not on this tablet; kept by the worker for a time without a network."""
    return render_template("judge/offline.html")
