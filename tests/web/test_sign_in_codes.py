"""Codes that sign a judge in once: who makes them, and for whom."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import LoginToken
from competition.domain.permissions import Role
from competition.services.identity import secret_hash
from competition.services.roster import grant_role
from tests.factories import Scene, make_scene
from tests.web.conftest import ClientOf
from tests.web.office import logged, posts


@pytest.fixture
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def test_a_sign_in_code_signs_the_judge_in_once(
    scene: Scene, client_of: ClientOf, open_forms: None, app: Flask
) -> None:
    answer = client_of(scene.organizer).post(posts(scene)[2])
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'src="data:image/svg+xml' in html
    found = re.search(r"http://localhost(/q/([\w-]{43}))<", html)
    assert found is not None
    scene.session.rollback()
    token = scene.session.scalar(select(LoginToken).where(LoginToken.token_hash == secret_hash(found.group(2))))
    assert token is not None
    assert token.account_id == scene.judges["KAZ"].account_id
    (leaf,) = logged(scene, "account.code")
    assert f"judge/{scene.judge_ids['KAZ']}" in leaf
    assert found.group(2) not in leaf
    tablet = app.test_client()
    assert tablet.post(found.group(1)).headers["Location"] == "/judge/"
    assert tablet.get("/judge/").status_code == 200
    assert app.test_client().post(found.group(1)).status_code == 401


def test_a_chief_judge_makes_codes_for_the_own_trade_alone(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    other = make_scene(scene.session, code="other-2024")
    browser = client_of(scene.judges["FRA"])
    assert browser.post(posts(scene)[2]).status_code == 200
    assert browser.post(f"/office/other-2024/people/judges/{other.judge_ids['KAZ']}/code").status_code == 403


def test_no_code_opens_the_account_of_somebody_in_the_office(
    scene: Scene, client_of: ClientOf, open_forms: None
) -> None:
    account_id = scene.judges["KAZ"].account_id
    assert account_id is not None
    with write_transaction(scene.session):
        grant_role(scene.session, account_id, Role.ORGANIZER, scene.event_id)
    assert client_of(scene.judges["FRA"]).post(posts(scene)[2]).status_code == 403
    assert scene.session.scalar(select(LoginToken.token_hash)) is None
    assert logged(scene, "account.code") == []
