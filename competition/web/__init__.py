"""The pages for people: public, screen, judge, office."""

from __future__ import annotations

from flask import Flask

from competition.web.gallery import blueprint as gallery
from competition.web.judge import blueprint as judge
from competition.web.office import blueprint as office
from competition.web.public import blueprint as public
from competition.web.screen import blueprint as screen
from competition.web.signin import blueprint as signin
from competition.web.tablet import blueprint as tablet
from competition.web.team import blueprint as team
from competition.web.words import init_words

PAGES = (signin, tablet, public, screen, judge, team, office)


def register_pages(app: Flask, *, development: bool) -> None:
    """Register every door for people; the component gallery only in development."""
    init_words(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    if development:
        app.register_blueprint(gallery)
