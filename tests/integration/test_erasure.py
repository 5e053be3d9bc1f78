"""After a person is erased nothing names her, and no mark, total or rank has changed. Source: C6, THREATS D6."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import (
    Account,
    Application,
    Board,
    Competitor,
    EntryMember,
    EntryResult,
    ImportPlan,
    JudgeProfile,
    Person,
    PublishedDocument,
    Question,
    StagedFile,
)
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.personal_data import Consent
from competition.domain.visibility import Policy
from competition.queries.log_replay import verify_event
from competition.services.competitors import update_competitor
from competition.services.consent import ConsentNote, note_consent
from competition.services.erasure import erase_person
from competition.services.identity import new_id
from competition.services.judges import end_judge
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from tests.factories import NOW, Scene, make_scene

NAMES = ("李娜娜", "Nana Limova", "娜娜", "nana@example.org", "+86 23 1234 5678", "Mother Limova")


def prepare(scene: Scene, entry: str) -> tuple[str, str]:
    """Give a competitor a name in every place that may hold one; returns competitor and person."""
    session = scene.session
    organizer = scene.context(scene.organizer)
    competitor_id = session.scalar(
        select(EntryMember.competitor_id).where(EntryMember.entry_id == scene.entries[entry])
    )
    assert competitor_id is not None
    person_id = session.execute(select(Competitor.person_id).where(Competitor.id == competitor_id)).scalar_one()
    team_id = session.execute(select(Competitor.team_id).where(Competitor.id == competitor_id)).scalar_one()
    details = PersonDetails("李娜娜", "zh", "Nana Limova", "娜娜", date(2008, 1, 1), NAMES[3], NAMES[4])
    update_competitor(organizer, scene.event_id, competitor_id, details, team_id=team_id, bib=entry)
    note_consent(organizer, scene.event_id, competitor_id, ConsentNote(Consent.GIVEN, "Mother Limova"))
    account = scene.organizer.account_id or ""
    line = {"native": "李娜娜", "latin": "Nana Limova", "email": NAMES[3]}
    with write_transaction(session):
        session.add(
            Application(
                id=new_id(),
                event_id=scene.event_id,
                team_id=team_id,
                number=1,
                state="approved",
                revision=1,
                is_late=False,
                body={"people": [line, {"native": "Somebody Else"}], "note": "Ask Nana Limova"},
                reason="",
                created_at=NOW,
                changed_at=NOW,
            )
        )
        session.add(
            Question(
                id=new_id(),
                event_id=scene.event_id,
                asked_by=account,
                asked_at=NOW,
                text="May Nana Limova rest?",
                answer={"en": "Nana Limova may."},
                audience="asker",
            )
        )
        staged = StagedFile(
            id=new_id(),
            event_id=scene.event_id,
            name="roster.csv",
            size=9,
            sha256="0" * 64,
            data="李娜娜".encode(),
            created_at=NOW,
        )
        session.add(staged)
        session.flush()
        session.add(
            ImportPlan(
                id=new_id(),
                event_id=scene.event_id,
                staged_file_id=staged.id,
                state="shown",
                file_name="Nana Limova.csv",
                sha256=staged.sha256,
                options={},
                summary={"file": [["error", "person_twice", None, 2, "native_name", {"value": "李娜娜"}]]},
                created_at=NOW,
            )
        )
    return competitor_id, person_id  # fmt: skip


def found(session: Session, words: tuple[str, ...]) -> set[str]:
    """Return every table and column of the whole database in which one of the words stands."""
    session.rollback()
    places = set()
    for table in inspect(session.get_bind()).get_table_names():
        for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 (names of tables)
            for column, value in row.items():
                plain = bytes(value).decode("utf-8", "replace") if isinstance(value, (bytes, memoryview)) else value
                shown = json.dumps(plain, ensure_ascii=False, default=str)
                if any(word in shown or word in json.loads(json.dumps(str(plain))) for word in words):
                    places.add(f"{table}.{column}")
                if any(json.dumps(word)[1:-1] in shown for word in words):
                    places.add(f"{table}.{column}")
    session.rollback()
    return places


def results(scene: Scene) -> list[tuple[object, ...]]:
    """Return totals and what the public board says of places and marks."""
    scene.session.rollback()
    totals = scene.session.execute(
        select(EntryResult.entry_id, EntryResult.total, EntryResult.marked).order_by(EntryResult.entry_id)
    )
    body = scene.session.scalar(
        select(PublishedDocument.body)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .where(Board.trade_id == scene.trade_id)
    )
    rows = json.loads(body or "{}")["rows"]
    names = {"native", "native_lang", "latin"}
    return [
        *(tuple(row) for row in totals),
        *(tuple(sorted((k, str(v)) for k, v in row.items() if k not in names)) for row in rows),
    ]


def play(scene: Scene, random: Random) -> None:
    """Let the judges enter something everywhere."""
    for entry, sub in scene.sheets:
        for aspect in {"A1": ("A1.M1", "A1.M2"), "A2": ("A2.M1",), "B1": ()}[sub]:
            team = "EGY" if entry != "EI-04" else "CHN"
            for judge in ("CHN", "KAZ", "BRA", team):
                try:
                    record_marks(
                        scene.context(scene.judges[judge]),
                        scene.sheets[entry, sub],
                        [scene.change(judge, aspect, random.choice("01"))],
                    )
                except DomainError:
                    scene.sequences[scene.judges[judge].device_id] -= 1
                    continue
                break


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("policy", [Policy.LIVE, Policy.FROZEN])
def test_an_erased_competitor_is_named_nowhere_and_no_rank_moves(session: Session, seed: int, policy: Policy) -> None:
    random = Random(seed)
    scene = make_scene(session)
    entry = random.choice(list(scene.entries))
    _, person_id = prepare(scene, entry)
    board_id = session.scalar(select(Board.id).where(Board.trade_id == scene.trade_id)) or ""
    set_policy(scene.context(scene.organizer), board_id, Policy.LIVE)
    play(scene, random)
    if policy is Policy.FROZEN:
        set_policy(scene.context(scene.organizer), board_id, policy)
    before = results(scene)
    assert {"person.native_name", "published_document.body", "application.body", "question.text"} <= found(
        session, NAMES
    )
    assert erase_person(scene.context(scene.organizer), scene.event_id, person_id, entry.lower()) == entry
    assert found(session, NAMES) == set()
    assert results(scene) == before
    given_up = session.execute(select(ImportPlan.state, ImportPlan.file_name, ImportPlan.staged_file_id)).all()
    assert given_up == [("discarded", "", None)]
    assert verify_event(session, scene.event_id).problems == ()
    person = session.execute(select(Person).where(Person.id == person_id)).scalar_one()
    assert (person.native_name, person.birth_date, person.email) == (f"Competitor {entry}", None, "")
    assert found(session, (f"Competitor {entry}",)) >= {"person.native_name", "published_document.body"}
    assert found(session, ("Somebody Else",)) == {"application.body"}


def test_nothing_is_left_in_the_file_either(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = make_scene(session)
        _, person_id = prepare(scene, "EI-01")
        erase_person(scene.context(scene.organizer), scene.event_id, person_id, "EI-01")
        session.close()
    path = Path(make_url(sqlite_url).database or "")
    raw = path.read_bytes() + Path(f"{path}-wal").read_bytes() if Path(f"{path}-wal").exists() else path.read_bytes()
    engine.dispose()
    assert b"Competitor EI-01" in raw
    assert [name for name in NAMES if name.encode() in raw] == []


def test_a_judge_is_erased_after_the_work_and_the_marks_stay(session: Session) -> None:
    scene = make_scene(session)
    change = scene.change("KAZ", "A2.M1", "1")
    record_marks(scene.context(scene.judges["KAZ"]), scene.sheets["EI-04", "A2"], [change])
    profile = session.execute(select(JudgeProfile).where(JudgeProfile.id == scene.judge_ids["FRA"])).scalar_one()
    person_id, account_id = profile.person_id, profile.account_id
    login = session.execute(select(Account.login).where(Account.id == account_id)).scalar_one()
    organizer = scene.context(scene.organizer)
    with pytest.raises(DomainError, match="person_at_work"):
        erase_person(organizer, scene.event_id, person_id, login)
    end_judge(organizer, scene.event_id, scene.trade_id, scene.judge_ids["FRA"])
    erase_person(organizer, scene.event_id, person_id, login)
    account = session.execute(select(Account).where(Account.id == account_id)).scalar_one()
    assert account.disabled_at is not None
    assert found(session, ("Judge FRA",)) == set()
    assert verify_event(session, scene.event_id).problems == ()


def test_only_an_organizer_of_all_its_events_erases_a_person_and_only_by_the_code(session: Session) -> None:
    scene = make_scene(session)
    other = make_scene(session, code="other-2024")
    _, person_id = prepare(scene, "EI-01")
    for context, event_id, typed, code in (
        (scene.context(scene.judges["FRA"]), scene.event_id, "EI-01", "not_allowed"),
        (scene.context(other.organizer), other.event_id, "EI-01", "not_found"),
        (scene.context(other.organizer), scene.event_id, "EI-01", "not_allowed"),
        (scene.context(scene.organizer), scene.event_id, "EI-02", "typed_differs"),
        (scene.context(scene.organizer), scene.event_id, "", "typed_differs"),
    ):
        with pytest.raises(DomainError, match=code):
            erase_person(context, event_id, person_id, typed)
    with write_transaction(session):
        session.add(Competitor(id=new_id(), event_id=other.event_id, team_id=other.teams["KAZ"], person_id=person_id))
    with pytest.raises(DomainError, match="not_allowed"):
        erase_person(scene.context(scene.organizer), scene.event_id, person_id, "EI-01")
    both = replace(scene.organizer, grants=scene.organizer.grants | other.organizer.grants)
    erase_person(scene.context(both), scene.event_id, person_id, "EI-01")
    assert found(session, NAMES) == set()
    with pytest.raises(DomainError, match="person_erased"):
        erase_person(scene.context(both), scene.event_id, person_id, "EI-01")
