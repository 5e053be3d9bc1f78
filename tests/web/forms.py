"""Forms as a browser sends them: with the token of the page that they are on."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_of(client: FlaskClient, address: str) -> str:
    """Return the token of a page."""
    found = TOKEN.search(client.get(address).get_data(as_text=True))
    assert found is not None, address
    return found[1]


def send(client: FlaskClient, address: str, page: str = "", /, **fields: Any) -> TestResponse:
    """Send a form. page: where the form is, when it is sent to another address."""
    named = {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(address, data={"csrf_token": token_of(client, page or address), **named})
