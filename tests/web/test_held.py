"""The page of held marks: who sees it, a decision with and without a note, and what a refused one keeps."""

from __future__ import annotations

from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import HeldOp, Mark, Sheet
from competition.domain.permissions import Role
from competition.services.marking import record_marks
from tests.factories import Scene, add_office_actor
from tests.web.conftest import ClientOf
from tests.web.test_api import SHEET

PAGE = "/office/test-2024/held"


def held(scene: Scene) -> str:
    """Let a mark arrive at a locked sheet, which is opened again; returns its op_id."""
    change = scene.change("CHN", "A1.M2", "3")
    for state in ("locked", "open"):
        with write_transaction(scene.session):
            scene.session.execute(update(Sheet).where(Sheet.id == scene.sheets[SHEET]).values(state=state))
        if state == "locked":
            record_marks(scene.context(scene.judges["CHN"]), scene.sheets[SHEET], [change])
    return change.op_id


def test_the_chief_judge_declines_with_a_note_and_accepts_another(client_of: ClientOf, scene: Scene) -> None:
    first, second = held(scene), held(scene)
    chief = client_of(scene.judges["FRA"])
    shown = chief.get(PAGE).get_data(as_text=True)
    assert shown.count("The sheet was locked meanwhile") == 2
    assert "A1.M2" in shown
    form = {"csrf_token": _token(shown)}
    refused = chief.post(f"{PAGE}/{first}", data={**form, "decline": "1", "note": ""})
    assert refused.status_code == 422
    assert "Say in a few words why" in refused.get_data(as_text=True)
    assert chief.post(f"{PAGE}/{first}", data={**form, "decline": "1", "note": "Measured twice."}).status_code == 302
    assert chief.post(f"{PAGE}/{second}", data={**form, "accept": "1"}).status_code == 302
    assert [each.value for each in scene.session.scalars(select(Mark))] == ["3"]
    assert {each.decision for each in scene.session.scalars(select(HeldOp))} == {"accepted", "declined"}
    decided = chief.get(f"{PAGE}?state=decided").get_data(as_text=True)
    assert "Measured twice." in decided
    again = chief.post(f"{PAGE}/{second}", data={**form, "accept": "1"})
    assert again.status_code == 422


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_only_who_decides_sees_the_page(client_of: ClientOf, scene: Scene) -> None:
    assert client_of(scene.organizer).get(PAGE).status_code == 200
    for who in (scene.judges["KAZ"], add_office_actor(scene, Role.AUDITOR)):
        assert client_of(who).get(PAGE).status_code == 403
    assert client_of(scene.organizer).post(f"{PAGE}/{'0' * 32}", data={"accept": "1"}).status_code in (400, 404)
