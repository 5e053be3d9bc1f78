"""The doors for programs: published boards and health for anyone, sheets for judges."""

from __future__ import annotations

from flask import Flask

from competition.api import boards, health, schemes, sync, tablets

BLUEPRINTS = (health.blueprint, boards.blueprint, sync.blueprint, tablets.blueprint, schemes.blueprint)


def register_api(app: Flask) -> None:
    """Register every blueprint."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
