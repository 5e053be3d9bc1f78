"""What tests of the public pages share."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from competition.app import create_app
from competition.config import load_config


def application(url: str, folder: Path) -> Flask:
    """Return the application on a database."""
    settings = {"COMPETITION_DATABASE_URL": url, "COMPETITION_DATA_DIR": str(folder / "data")}
    return create_app(load_config({**settings, "COMPETITION_SECRET_KEY": "for tests"}))


def page(reader: FlaskClient, address: str) -> str:
    """Return a page that must be there."""
    answer = reader.get(address)
    assert answer.status_code == 200, address
    return answer.text


def seen(html: str) -> str:
    """Return what a person reads on a page: no tags, nothing that waits for a script, no head, one blank at a time."""
    body = html[html.index("<body") :]
    body = re.sub(r"<template.*?</template>", "", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
