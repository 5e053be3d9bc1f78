"""The key of a tablet and its lease at the door. Source: SYNC (clock, lease), docs/contract.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from competition.domain.seals import KeyAlgorithm, lease_bytes
from competition.services.device_keys import lease_end
from competition.services.signing import KEY_FILE, Signer, to_bytes, verifies
from tests.factories import Scene
from tests.web.conftest import ClientOf
from tests.web.test_api import post

PATH = "/api/v1/tablet/key"


def test_a_key_keeps_its_id_and_the_lease_is_signed(client_of: ClientOf, scene: Scene, tmp_path: Path) -> None:
    judge = client_of(scene.judges["CHN"])
    key = Signer(bytes(range(32))).public
    first = post(judge, PATH, {"alg": "Ed25519", "key": key}).json
    again = post(judge, PATH, {"alg": "Ed25519", "key": key}).json
    assert first["key_id"] == again["key_id"] == first["lease"]["key_id"]
    assert first["device"]["last_hash"] == ""
    lease = first["lease"]
    assert verifies(KeyAlgorithm.ED25519, first["server_key"], lease["sig"], lease_bytes(lease))
    assert not verifies(KeyAlgorithm.ED25519, first["server_key"], lease["sig"], lease_bytes({**lease, "judge": "x"}))
    assert len(to_bytes(first["event_key"]["key"])) == 65
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_plain_http_gets_a_lease_without_a_key_and_a_broken_key_is_refused(client_of: ClientOf, scene: Scene) -> None:
    judge = client_of(scene.judges["CHN"])
    assert post(judge, PATH, {}).json["key_id"] is None
    answer = post(judge, PATH, {"alg": "ES256", "key": "A" * 87})
    assert (answer.status_code, answer.json["code"]) == (422, "device_key_invalid")


def test_a_lease_ends_after_twelve_hours_or_with_the_day() -> None:
    morning = datetime(2024, 6, 25, 0, 0, tzinfo=UTC)
    assert lease_end(morning, "Asia/Shanghai", 0) == morning + timedelta(hours=12)
    evening = datetime(2024, 6, 25, 15, 0, tzinfo=UTC)
    assert lease_end(evening, "Asia/Shanghai", 0) == datetime(2024, 6, 25, 20, 0, tzinfo=UTC)
    assert lease_end(evening, "Asia/Shanghai", -3600) == datetime(2024, 6, 25, 21, 0, tzinfo=UTC)
