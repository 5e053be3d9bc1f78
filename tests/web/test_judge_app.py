"""The judge pages as an app: worker, description, icons, and whose page is whose. Source: PRODUCT E1, SYNC."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.factories import Scene
from tests.web.conftest import ClientOf
from tests.web.test_api import SHEET


def test_the_worker_has_the_files_of_the_judge_pages_and_all_are_there(client_of: ClientOf) -> None:
    worker = client_of(None).get("/judge/sw.js")
    assert (worker.status_code, worker.mimetype) == (200, "text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    files = set(re.findall(r'"(/static/dist/[^"]+)"', worker.get_data(as_text=True)))
    assert {each.rpartition("/")[2].partition("-")[0] for each in files} >= {"judge", "desk", "app", "shared", "ar"}
    assert not {each for each in files if "office" in each or "scheme" in each}
    for each in files:
        answer = client_of(None).get(each, buffered=True)
        assert answer.status_code == 200, each
        assert "immutable" in answer.headers["Cache-Control"], each


@pytest.mark.parametrize(("lang", "name"), [("en", "Podium for judges"), ("ar", "Podium للحكام")])
def test_the_description_lets_it_be_installed(client_of: ClientOf, lang: str, name: str) -> None:
    browser = client_of(None)
    told = browser.get("/judge/app.webmanifest", headers={"Accept-Language": lang})
    assert (told.mimetype, told.json["name"], told.json["lang"]) == ("application/manifest+json", name, lang)  # type: ignore[index]
    assert (told.json["start_url"], told.json["scope"], told.json["display"]) == ("/judge/", "/judge/", "standalone")  # type: ignore[index]
    for icon in told.json["icons"]:  # type: ignore[index]
        picture = Image.open(BytesIO(browser.get(icon["src"], buffered=True).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_page_says_for_whom_it_may_be_kept_and_the_empty_one_for_nobody(client_of: ClientOf, scene: Scene) -> None:
    judge = client_of(scene.judges["CHN"])
    for address in ("/judge/", f"/judge/sheets/{scene.sheets[SHEET]}"):
        assert judge.get(address).headers["Podium-Account"] == scene.judges["CHN"].account_id
        assert 'rel="manifest"' in judge.get(address).get_data(as_text=True)
    offline = client_of(None).get("/judge/offline")
    assert "Podium-Account" not in offline.headers
    assert "This page is not on this tablet" in offline.get_data(as_text=True)


def test_a_token_is_given_to_judges_alone(client_of: ClientOf, scene: Scene) -> None:
    judge = client_of(scene.judges["CHN"])
    token = judge.get("/api/v1/tablet/token").json["token"]  # type: ignore[index]
    sent = {"revision": 0, "digest_own": "0" * 64}
    path = f"/api/v1/sheets/{scene.sheets[SHEET]}/mismatch"
    assert judge.post(path, json=sent, headers={"X-CSRFToken": token}).status_code == 200
    assert judge.post(path, json=sent, headers={"X-CSRFToken": "old"}).json["code"] == "form_expired"  # type: ignore[index]
    assert client_of(None).get("/api/v1/tablet/token").status_code == 401
