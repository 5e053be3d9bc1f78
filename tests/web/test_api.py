"""The judge's way up at its door: strict shapes, clear problems, never a stack trace. Source: SYNC, RFC 9457."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competition.services.context import Actor
from competition.services.identity import new_id
from tests.factories import Scene, make_scene

ClientOf = Callable[[Actor | None], FlaskClient]
SHEET = ("EI-04", "A1")


def token(client: FlaskClient) -> str:
    """Return the form token that the judge's page carries."""
    page = client.get("/judge/").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"|data-token="([^"]+)"', page)
    assert found is not None
    return found[1] or found[2]


def post(client: FlaskClient, path: str, body: object, **headers: str) -> Any:
    """Send JSON as the tablet does."""
    return client.post(path, json=body, headers={"X-CSRFToken": token(client), **headers})


def op(scene: Scene, aspect: str, number: str | None, **more: object) -> dict[str, object]:
    """Return a change of the judge of CHN as JSON."""
    change = scene.change("CHN", aspect, number)
    value = None if number is None else {"t": change.kind, "v": number}
    return {
        "op_id": change.op_id,
        "device_seq": change.device_seq,
        "aspect": change.aspect_id,
        "value": value,
        "base_version": 0,
        "epoch": 1,
        "scheme_version": 1,
        **more,
    }


@pytest.fixture
def judge(client_of: ClientOf, scene: Scene) -> FlaskClient:
    """Give the tablet of the judge of CHN."""
    return client_of(scene.judges["CHN"])


@pytest.fixture
def ops(scene: Scene) -> str:
    """Give the address of a sheet's changes."""
    return f"/api/v1/sheets/{scene.sheets[SHEET]}/ops"


def test_a_change_is_answered_with_its_receipt_and_the_sheet(judge: FlaskClient, scene: Scene, ops: str) -> None:
    answer = post(judge, ops, {"ops": [op(scene, "A1.M2", "3")]})
    assert answer.status_code == 200
    (result,) = answer.json["results"]
    assert (result["status"], result["version"], len(result["receipt"])) == ("applied", 1, 6)
    assert answer.json["sheet"]["aspects"][2]["own"] == {"value": {"t": "measure", "v": "3"}, "version": 1}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_replayed_batch_gets_the_same_receipts(judge: FlaskClient, scene: Scene, ops: str) -> None:
    body = {"ops": [op(scene, "A1.M2", "3"), op(scene, "A1.M1", "1")]}
    assert post(judge, ops, body).json["results"] == post(judge, ops, body).json["results"]


@pytest.mark.parametrize(
    ("number", "code"),
    [("4.5", "value_not_whole"), ("1,250", "number_ambiguous"), ("", "number_missing"), ("nine", "number_invalid")],
)
def test_a_refused_value_says_why_in_the_readers_language(
    judge: FlaskClient, scene: Scene, ops: str, number: str, code: str
) -> None:
    (result,) = post(judge, ops, {"ops": [op(scene, "A1.M2", number)]}).json["results"]
    assert (result["status"], result["problem"]["code"]) == ("refused", code)
    assert len(result["problem"]["title"]) > 10


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, "ops"),
        ({"ops": []}, "ops"),
        ({"ops": [{"op_id": "0" * 32, "more": 1}]}, "ops.0"),
        ({"ops": [{"op_id": "x"}]}, "ops.0"),
        ([], "body"),
        ({"ops": "all"}, "ops"),
    ],
)
def test_a_malformed_batch_names_the_place_and_changes_nothing(
    judge: FlaskClient, ops: str, body: object, place: str
) -> None:
    answer = post(judge, ops, body)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "payload_invalid"
    assert place in answer.json["params"]["place"]


@pytest.mark.parametrize("value", [3, 1.5, True, {"t": "judgement", "v": 2}, {"t": "guess", "v": "2"}, {"v": "2"}])
def test_json_numbers_and_unknown_kinds_are_refused(judge: FlaskClient, scene: Scene, ops: str, value: object) -> None:
    answer = post(judge, ops, {"ops": [op(scene, "A1.J1", "2", value=value)]})
    assert (answer.status_code, answer.json["code"]) == (422, "payload_invalid")


def test_what_is_not_json_is_refused(judge: FlaskClient, ops: str) -> None:
    answer: Any = judge.post(ops, data="op=1", headers={"X-CSRFToken": token(judge)})
    assert (answer.status_code, answer.json["code"]) == (422, "json_expected")


def test_broken_json_is_refused(judge: FlaskClient, ops: str) -> None:
    answer: Any = judge.post(
        ops, data='{"ops": [', content_type="application/json", headers={"X-CSRFToken": token(judge)}
    )
    assert (answer.status_code, answer.json["code"]) == (422, "payload_invalid")


def test_more_than_a_hundred_changes_are_refused(judge: FlaskClient, scene: Scene, ops: str) -> None:
    answer = post(judge, ops, {"ops": [op(scene, "A1.M2", "3") for _ in range(101)]})
    assert answer.status_code == 422


def test_without_the_form_token_nothing_is_entered(judge: FlaskClient, scene: Scene, ops: str) -> None:
    answer: Any = judge.post(ops, json={"ops": [op(scene, "A1.M2", "3")]})
    assert (answer.status_code, answer.json["code"]) == (400, "form_expired")


def test_nobody_enters_without_signing_in(client_of: ClientOf, scene: Scene, ops: str) -> None:
    nobody = client_of(None)
    page = nobody.get("/judge/sign-in").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found is not None
    answer: Any = nobody.post(ops, json={"ops": [op(scene, "A1.M2", "3")]}, headers={"X-CSRFToken": found[1]})
    assert (answer.status_code, answer.json["code"]) == (401, "sign_in_needed")


def test_a_compatriot_gets_a_problem_that_says_so(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.judges["CHN"])
    path = f"/api/v1/sheets/{scene.sheets['EI-03', 'A1']}/ops"
    answer = post(client, path, {"ops": [op(scene, "A1.M2", "3")]})
    assert (answer.status_code, answer.json["code"]) == (403, "compatriot")


def test_another_judges_sheet_is_closed_to_reading_and_writing(client_of: ClientOf, scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    client = client_of(scene.judges["CHN"])
    path = f"/api/v1/sheets/{other.sheets[SHEET]}"
    assert client.get(path).status_code == 403
    assert post(client, f"{path}/ops", {"ops": [op(scene, "A1.M2", "3")]}).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_another_method_is_answered_with_the_allowed_ones(judge: FlaskClient, ops: str, method: str) -> None:
    answer = getattr(judge, method)(ops, headers={"X-CSRFToken": token(judge)})
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_sheet_is_not_found(judge: FlaskClient) -> None:
    for sheet in ("0" * 32, "x", "0" * 31 + "'"):
        assert judge.get(f"/api/v1/sheets/{sheet}").status_code == 404


def test_rounds_signatures_and_locks_answer_problems_too(judge: FlaskClient, client_of: ClientOf, scene: Scene) -> None:
    base = f"/api/v1/sheets/{scene.sheets[SHEET]}"
    aspect = scene.aspect("A1.J1").id
    answer = post(judge, f"{base}/rounds", {"op_id": new_id(), "aspect": aspect, "reason": "Again"})
    assert (answer.status_code, answer.json["code"]) == (422, "round_not_needed")
    answer = post(judge, f"{base}/sign", {"op_id": new_id(), "digest": "0" * 64})
    assert (answer.status_code, answer.json["code"]) == (422, "aspects_not_marked")
    assert post(judge, f"{base}/lock", {"op_id": new_id()}).status_code == 403
    chief = client_of(scene.judges["FRA"])
    assert post(chief, f"{base}/lock", {"op_id": new_id()}).json["code"] == "step_not_allowed"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.gate("G11")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=JUNK, spoiled=st.sampled_from(["op_id", "device_seq", "aspect", "value", "base_version", "epoch"]))
def test_no_input_makes_a_fault(judge: FlaskClient, scene: Scene, ops: str, junk: object, spoiled: str) -> None:
    whole = replace(scene.change("CHN", "A1.M2", "3"))
    body = {"ops": [{**op(scene, "A1.M2", "3"), "op_id": whole.op_id, spoiled: junk}]}
    for sent in (junk, {"ops": junk}, body):
        assert post(judge, ops, sent).status_code < 500
