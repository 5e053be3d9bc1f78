"""Sealed changes, pulling and a tablet out of use at the door. Source: SYNC (HTTP), docs/contract.md (Tablets)."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Device, HeldOp, Mark, SignIn
from competition.domain.seals import OP, own_digest
from competition.services.mark_rows import MarkChange
from competition.services.op_seals import content_of
from competition.services.signing import Signer
from tests.factories import NOW, Scene
from tests.web.conftest import ClientOf
from tests.web.test_api import SHEET, post, token

KEY = Signer(bytes(range(1, 33)))


@pytest.fixture
def judge(client_of: ClientOf, scene: Scene) -> FlaskClient:
    """Give the tablet of the judge of CHN."""
    return client_of(scene.judges["CHN"])


@pytest.fixture
def path(scene: Scene) -> str:
    """Give the address of a sheet."""
    return f"/api/v1/sheets/{scene.sheets[SHEET]}"


@pytest.fixture
def key_id(judge: FlaskClient) -> str:
    """Register the key of the judge; gives its id."""
    return str(post(judge, "/api/v1/tablet/key", {"alg": "Ed25519", "key": KEY.public}).json["key_id"])


def wire(scene: Scene, change: MarkChange, key_id: str) -> dict[str, Any]:
    """Return a sealed change as it is sent."""
    content = content_of(scene.sheets[SHEET], change)
    assert content is not None
    return {
        "op_id": change.op_id,
        "device_seq": change.device_seq,
        "prev_hash": "",
        "aspect": change.aspect_id,
        "value": None if change.kind is None else {"t": change.kind, "v": change.number},
        "base_version": change.base_version,
        "after": None,
        "epoch": change.epoch,
        "scheme_version": change.scheme_version,
        "client_time": "",
        "skew_ms": 12,
        "key": key_id,
        "seal": KEY.sign(OP + content),
    }


def got(client: FlaskClient, address: str, status: int = 200) -> Any:
    """Return the JSON that is answered."""
    answer = client.get(address)
    assert answer.status_code == status
    return answer.json


def test_a_sealed_batch_is_answered_and_repeated_as_it_was(
    judge: FlaskClient, scene: Scene, path: str, key_id: str
) -> None:
    sent = {"format": 2, "ops": [wire(scene, scene.change("CHN", "A1.M2", "3"), key_id)]}
    answer = post(judge, f"{path}/ops", sent, **{"Idempotency-Key": "a1"})
    (result,) = answer.json["results"]
    assert (result["status"], len(result["sig"])) == ("applied", 86)
    again = post(judge, f"{path}/ops", sent, **{"Idempotency-Key": "a1"})
    assert again.json["results"] == answer.json["results"]
    other = {"format": 2, "ops": [wire(scene, scene.change("CHN", "A1.M1", "1"), key_id)]}
    reused = post(judge, f"{path}/ops", other, **{"Idempotency-Key": "a1"})
    assert (reused.status_code, reused.json["code"]) == (422, "key_reused")
    long = post(judge, f"{path}/ops", other, **{"Idempotency-Key": "x" * 65})
    assert (long.status_code, long.json["params"]["place"]) == (422, "Idempotency-Key")


@pytest.mark.parametrize(
    "fault", [{"prev_hash": "zz"}, {"seal": "*"}, {"key": "short"}, {"skew_ms": "1"}, {"after": ""}, {"more": 1}]
)
def test_what_is_not_in_format_2_is_refused_with_its_place(
    judge: FlaskClient, scene: Scene, path: str, fault: dict[str, object]
) -> None:
    sent = {"format": 2, "ops": [{**wire(scene, scene.change("CHN", "A1.M2", "3"), "0" * 32), **fault}]}
    answer = post(judge, f"{path}/ops", sent)
    assert (answer.status_code, answer.json["code"]) == (422, "payload_invalid")
    assert answer.json["params"]["place"] == f"ops.0.{next(iter(fault))}"


def test_pulling_says_that_nothing_is_newer_and_digests_agree(
    judge: FlaskClient, scene: Scene, path: str, key_id: str
) -> None:
    change = scene.change("CHN", "A1.M2", "3")
    sheet = post(judge, f"{path}/ops", {"format": 2, "ops": [wire(scene, change, key_id)]}).json["sheet"]
    expected = own_digest([(change.aspect_id, 1, {"t": "measure", "v": "3"})])
    assert sheet["digest_own"] == expected
    newest = sheet["revision"]
    assert got(judge, f"{path}?since={newest}") == {"id": sheet["id"], "revision": newest, "digest_own": expected}
    assert got(judge, f"{path}?since={newest - 1}")["aspects"] == sheet["aspects"]
    assert got(judge, f"{path}?since={newest + 1}", 410)["code"] == "since_unknown"


def test_a_mismatch_is_logged_and_the_same_digest_is_none(judge: FlaskClient, scene: Scene, path: str) -> None:
    right = got(judge, path)["digest_own"]
    for digest in (right, "f" * 64):
        answer = post(judge, f"{path}/mismatch", {"revision": 0, "digest_own": digest})
        assert answer.json["sheet"]["digest_own"] == right
    found = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "sheet.mismatch")).all()
    assert len(found) == 1
    assert "f" * 64 in found[0]


def test_a_tablet_lists_what_its_judge_marks_now(judge: FlaskClient, scene: Scene) -> None:
    listed = got(judge, "/api/v1/tablet/sheets")
    assert listed["server_time"].endswith("Z")
    mine = {(each["entry"], each["sub_criterion"]["code"]): each for each in listed["sheets"]}
    assert mine[SHEET]["id"] == scene.sheets[SHEET]
    assert (mine[SHEET]["filled"], mine[SHEET]["registers"] > 0, mine[SHEET]["state"]) == (0, True, "open")


def test_a_tablet_out_of_use_brings_its_marks_and_gets_nothing(
    judge: FlaskClient, scene: Scene, path: str, key_id: str
) -> None:
    sent = {"format": 2, "ops": [wire(scene, scene.change("CHN", "A1.M2", "3"), key_id)]}
    headers = {"X-CSRFToken": token(judge)}
    with write_transaction(scene.session):
        device = scene.judges["CHN"].device_id
        scene.session.execute(update(Device).where(Device.id == device).values(revoked_at=NOW))
        scene.session.execute(update(SignIn).where(SignIn.device_id == device).values(revoked_at=NOW))
    for method, address in (("GET", path), ("GET", "/api/v1/tablet/sheets"), ("POST", f"{path}/mismatch")):
        refused = judge.open(address, method=method, json={} if method == "POST" else None, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (403, "device_revoked")  # type: ignore[index]
    answer = judge.post(f"{path}/ops", json=sent, headers=headers)
    assert answer.json is not None
    assert [(each["status"], each["code"]) for each in answer.json["results"]] == [("held", "device_revoked")]
    assert answer.json["results"][0]["problem"]["title"].startswith("This tablet was taken out of use")
    assert len(scene.session.scalars(select(HeldOp)).all()) == 1
    assert scene.session.scalars(select(Mark)).all() == []
    # Pages are closed as to everybody who is not signed in, and so is the door after an ordinary sign-out.
    assert judge.get("/judge/").status_code == 302
    with write_transaction(scene.session):
        scene.session.execute(update(SignIn).values(revoked_at=NOW.replace(year=2023)))
    refused = judge.post(f"{path}/ops", json=sent, headers=headers)
    assert refused.status_code == 401


def test_a_full_disk_and_a_lost_database_say_when_to_come_again(
    judge: FlaskClient, scene: Scene, path: str, key_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {"format": 2, "ops": [wire(scene, scene.change("CHN", "A1.M2", "3"), key_id)]}
    headers = {"X-CSRFToken": token(judge)}
    for said, status, code in (
        ("database or disk is full", 507, "storage_full"),
        ("unable to open database file", 503, "database_unavailable"),
    ):

        def fail(*_: object, said: str = said) -> None:
            raise OperationalError("INSERT", {}, Exception(said))

        with monkeypatch.context() as patch:
            patch.setattr(Session, "commit", fail)
            patch.setattr("competition.services.marking.load_frame", fail)
            answer = judge.post(f"{path}/ops", json=sent, headers=headers)
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert int(answer.headers["Retry-After"]) > 0
    assert scene.session.scalars(select(Mark)).all() == []
