"""A photo is public while its person agreed, the board shows the name and no code stands for it. Source: PRODUCT C6;
THREATS D1 to D3; PUBLICATION E1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import Competitor, EntryMember, Portrait
from competition.domain.permissions import Role
from competition.domain.personal_data import Consent, NameDisplay
from competition.domain.visibility import Policy
from competition.queries.publication import board_of_trade
from competition.services.consent import ConsentNote, note_consent, set_display, set_photo
from competition.services.erasure import erase_person
from competition.services.images import Purpose, read_picture
from competition.services.publication import set_policy
from tests.factories import Scene, add_office_actor, add_trade_with_sheets
from tests.integration.code_scene import CodeScene, cheap_keys, make_code_scene
from tests.pictures import png
from tests.web.conftest import ClientOf

PAGES = ("/e/test-2024/trades/04/", "/e/test-2024/teams/KAZ/")
PAGE_OF_ABSENT = "/e/test-2024/b/" + "0" * 32 + "/photos/"


@pytest.fixture
def trade(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[CodeScene]:
    """Give a trade of four entries with three key holders."""
    cheap_keys(monkeypatch)
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_code_scene(session)
    engine.dispose()


@pytest.fixture
def scene(trade: CodeScene) -> Scene:
    """Give the scene that the application is opened on."""
    return trade.scene


@dataclass
class Sitter:
    """The competitor of EI-01, of Kazakhstan, and her photo."""

    scene: Scene
    public: FlaskClient
    id: str
    person: str
    board: str

    @property
    def photo(self) -> str:
        """Return the id of the photo that is kept now."""
        self.scene.session.rollback()
        return self.scene.session.execute(select(Portrait.image_id)).scalar_one()

    def agrees(self, consent: Consent) -> None:
        """Note what she decided."""
        scene = self.scene
        note_consent(scene.context(scene.organizer), scene.event_id, self.id, ConsentNote(consent))

    def shows(self, name: NameDisplay = NameDisplay.FULL, *, photo: bool = True) -> None:
        """Choose how the public sees her."""
        set_display(self.scene.context(self.scene.organizer), self.scene.event_id, self.id, name, photo=photo)

    def board_is(self, policy: Policy) -> None:
        """Switch the board."""
        set_policy(self.scene.context(self.scene.organizer), self.board, policy)

    def is_seen(self) -> bool:
        """Tell whether the public reaches the photo: page, board document and address say the same."""
        photo = self.photo
        answer = self.public.get(f"/e/test-2024/b/{self.board}/photos/{photo}")
        told = [photo in self.public.get(page).text for page in (*PAGES, f"/b/{self.board}")]
        assert told == [answer.status_code == 200] * 3
        assert answer.status_code in (200, 404)
        return answer.status_code == 200


@pytest.fixture
def sitter(scene: Scene, client_of: ClientOf) -> Sitter:
    """Give the competitor of EI-01 with a photo, a live board, and nothing agreed yet."""
    member = select(EntryMember.competitor_id).where(EntryMember.entry_id == scene.entries["EI-01"])
    found = scene.session.execute(select(Competitor.id, Competitor.person_id).where(Competitor.id.in_(member))).one()
    board = board_of_trade(scene.session, scene.event_id, "04")
    scene.session.rollback()
    made = Sitter(scene, client_of(None), found.id, found.person_id, board or "")
    set_photo(scene.context(scene.organizer), scene.event_id, made.id, read_picture(png(), Purpose.PHOTO))
    made.board_is(Policy.LIVE)
    return made


def test_a_photo_comes_with_consent_and_goes_with_it(sitter: Sitter) -> None:
    assert not sitter.is_seen()
    sitter.shows()
    assert not sitter.is_seen()
    sitter.agrees(Consent.GIVEN)
    assert sitter.is_seen()
    answer = sitter.public.get(f"/e/test-2024/b/{sitter.board}/photos/{sitter.photo}")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/webp", "public, no-cache")
    again = sitter.public.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    sitter.agrees(Consent.WITHDRAWN)
    assert not sitter.is_seen()
    # Nobody is told either that it was there: neither by the validator nor by what a viewer catches up on.
    assert sitter.public.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 404


def test_only_the_board_that_shows_it_gives_it(sitter: Sitter) -> None:
    sitter.shows()
    sitter.agrees(Consent.GIVEN)
    photo, row = sitter.photo, sitter.scene.entries["EI-01"]
    for address in (f"{PAGE_OF_ABSENT}{photo}", f"/e/none/b/{sitter.board}/photos/{photo}", f"/e/test-2024/i/{photo}"):
        assert sitter.public.get(address).status_code == 404
    assert sitter.public.get(f"/e/test-2024/b/{sitter.board}/photos/{row}").status_code == 404


@pytest.mark.parametrize(
    ("hide", "shown"),
    [
        pytest.param(lambda s: s.shows(photo=False), False, id="not wanted"),
        pytest.param(lambda s: s.shows(NameDisplay.INITIALS), False, id="initials"),
        pytest.param(lambda s: s.board_is(Policy.HIDDEN), False, id="hidden"),
        pytest.param(lambda s: s.board_is(Policy.PROGRESS), False, id="progress"),
        pytest.param(lambda s: s.board_is(Policy.FROZEN), True, id="frozen"),
    ],
)
def test_whatever_hides_the_name_hides_the_photo(sitter: Sitter, hide: Callable[[Sitter], None], shown: bool) -> None:
    sitter.shows()
    sitter.agrees(Consent.GIVEN)
    hide(sitter)
    assert sitter.is_seen() is shown
    if shown:
        sitter.agrees(Consent.WITHDRAWN)
        assert not sitter.is_seen()


def test_under_a_code_nobody_is_seen_and_afterwards_everybody_is(trade: CodeScene, sitter: Sitter) -> None:
    sitter.shows()
    sitter.agrees(Consent.GIVEN)
    address = f"/e/test-2024/b/{sitter.board}/photos/{sitter.photo}"
    assert sitter.public.get(address).status_code == 200
    trade.layers(1)
    trade.seal(0)
    assert sitter.public.get(address).status_code == 404
    assert sitter.photo not in sitter.public.get(f"/b/{sitter.board}").text
    trade.open(0, 1)
    assert sitter.is_seen()


def test_an_erased_person_is_not_seen(sitter: Sitter) -> None:
    sitter.shows()
    sitter.agrees(Consent.GIVEN)
    scene = sitter.scene
    address = f"/e/test-2024/b/{sitter.board}/photos/{sitter.photo}"
    erase_person(scene.context(scene.organizer), scene.event_id, sitter.person, "EI-01")
    assert sitter.public.get(address).status_code == 404


def test_without_photo_a_team_page_has_letters(sitter: Sitter) -> None:
    page = sitter.public.get("/e/test-2024/teams/BRA/").text
    assert '<span class="frame portrait" aria-hidden="true"><b>C2</b></span>' in page


def test_a_chief_judge_sees_photos_of_the_own_trade_alone(sitter: Sitter, client_of: ClientOf) -> None:
    scene = sitter.scene
    address = f"/office/test-2024/images/{sitter.photo}"
    other = add_trade_with_sheets(scene, "05")
    own, foreign = (add_office_actor(scene, Role.CHIEF_JUDGE, trade_id=trade) for trade in (scene.trade_id, other))
    assert client_of(own).get(address).status_code == 200
    assert client_of(foreign).get(address).status_code == 404
    assert client_of(scene.organizer).get(address).status_code == 200
