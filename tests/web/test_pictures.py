"""Who sees which picture. Source: PERMISSIONS (contact, photo), THREATS T1, T13; PRODUCT C6."""

from __future__ import annotations

import pytest

from competition.domain.permissions import Role
from competition.services.images import Purpose
from tests.factories import Scene, add_office_actor, make_scene
from tests.pictures import add_picture
from tests.web.conftest import ClientOf

ABSENT = "0" * 32


def test_the_office_sees_pictures_and_photos_only_as_far_as_personal_data(client_of: ClientOf, scene: Scene) -> None:
    logo, photo = add_picture(scene, Purpose.LOGO), add_picture(scene, Purpose.PHOTO)
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    organizer = client_of(scene.organizer)
    for image in (logo, photo):
        answer = organizer.get(f"/office/test-2024/images/{image}")
        assert (answer.status_code, answer.mimetype) == (200, "image/webp")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert auditor.get(f"/office/test-2024/images/{logo}").status_code == 200
    assert auditor.get(f"/office/test-2024/images/{photo}").status_code == 403
    assert client_of(None).get(f"/office/test-2024/images/{photo}").status_code == 302
    assert client_of(scene.judges["CHN"]).get(f"/office/test-2024/images/{photo}").status_code == 403


def test_a_picture_of_another_event_is_not_there(client_of: ClientOf, scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    foreign = add_picture(other, Purpose.LOGO)
    own = client_of(scene.organizer)
    for address in (f"/office/test-2024/images/{foreign}", f"/e/test-2024/i/{foreign}"):
        assert own.get(address).status_code == 404
    assert own.get(f"/office/other-2024/images/{foreign}").status_code == 403
    assert own.get(f"/office/test-2024/images/{ABSENT}").status_code == 404


@pytest.mark.parametrize(("purpose", "status"), [(Purpose.LOGO, 200), (Purpose.SPONSOR, 200), (Purpose.PHOTO, 404)])
def test_logos_are_public_and_photos_are_not(client_of: ClientOf, scene: Scene, purpose: Purpose, status: int) -> None:
    image = add_picture(scene, purpose)
    answer = client_of(None).get(f"/e/test-2024/i/{image}")
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
    assert client_of(scene.organizer).get(f"/e/test-2024/i/{image}").status_code == status


@pytest.mark.parametrize("address", ["/e/test-2024/i/x", "/e/none/i/" + ABSENT, "/e/test-2024/i/../../etc/passwd"])
def test_other_addresses_lead_nowhere(client_of: ClientOf, scene: Scene, address: str) -> None:
    assert client_of(None).get(address).status_code == 404


def test_a_picture_is_only_read(client_of: ClientOf, scene: Scene) -> None:
    image = add_picture(scene, Purpose.LOGO)
    assert client_of(None).post(f"/e/test-2024/i/{image}").status_code == 405
