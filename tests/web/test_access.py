"""Every way in says who may use it, and the server keeps to it. Source: PERMISSIONS, THREATS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from competition.domain.permissions import Permission, may_ever
from competition.http import guard
from competition.http.guard import PUBLIC, UnguardedRouteError, access_of, refuse_unguarded_routes
from competition.services.context import Actor
from competition.web.signin import views
from tests.factories import Scene

ClientOf = Callable[[Actor | None], FlaskClient]
HEX = "0" * 32
ARGUMENTS = {"sheet_id": HEX, "board_id": HEX, "board": HEX, "event": "test-2024", "trade": "04", "team": "CHN"}


def address(app: Flask, rule: Rule) -> str:
    """Return an address of a rule, with something for every part."""
    with app.test_request_context():
        # A part that is one of several words takes the first of them.
        words = {name: min(each.items) for name, each in rule._converters.items() if isinstance(each, AnyConverter)}
        values = {name: words.get(name) or ARGUMENTS.get(name, HEX) for name in rule.arguments}
        return rule.build(values, append_unknown=False)[1]  # type: ignore[index]


def refusals(app: Flask, client: FlaskClient, actor: Actor) -> list[str]:
    """Return every rule and method whose answer is not what the permission says for this actor."""
    wrong = []
    for rule in app.url_map.iter_rules():
        access = access_of(app, rule.endpoint)
        if not isinstance(access, Permission):
            continue
        expected = may_ever(actor.grants, access)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            status = client.open(address(app, rule), method=method).status_code
            refused = status in {302, 401, 403}
            if not expected and not refused:
                wrong.append(f"{method} {rule.rule}: {status}")
    return wrong


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None} == set()


def test_the_server_does_not_start_with_an_unguarded_route(app: Flask) -> None:
    fresh = Flask("fresh", static_folder=None)
    fresh.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(UnguardedRouteError, match="open"):
        refuse_unguarded_routes(fresh)
    fresh.view_functions["open"] = guard.public(fresh.view_functions["open"])
    refuse_unguarded_routes(fresh)
    assert access_of(fresh, "open") == PUBLIC


@pytest.mark.gate("G8")
@pytest.mark.parametrize("who", ["nobody", "judge", "chief", "organizer"])
def test_nobody_gets_past_a_permission_that_the_roles_never_have(
    app: Flask, client_of: ClientOf, scene: Scene, who: str
) -> None:
    actors = {
        "nobody": Actor(),
        "judge": scene.judges["CHN"],
        "chief": scene.judges["FRA"],
        "organizer": scene.organizer,
    }
    actor = actors[who]
    # Without the form token's check, so that nothing but the permission stands in the way.
    app.config["WTF_CSRF_ENABLED"] = False
    client = client_of(actor if actor.is_signed_in else None)
    assert refusals(app, client, actor) == []


def test_public_pages_set_no_cookie_and_carry_the_headers(client_of: ClientOf) -> None:
    answer = client_of(None).get("/e/test-2024/")
    policy = answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_signed_out_session_opens_nothing_any_more(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    assert client.get("/office/").status_code == 200
    page = client.get("/office/").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert client.post("/sign-out", data={"csrf_token": token}).status_code == 302
    assert client.get("/office/").status_code == 302


@pytest.mark.parametrize("target", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x"])
def test_signing_in_never_sends_anyone_elsewhere(target: str) -> None:
    assert views._safe(target) is None
    assert views._safe("/judge/sheets/1?x=2") == "/judge/sheets/1?x=2"
