"""What is written into an archive and restored is the same, counted again. Source: PRODUCT on archives."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import PublishedDocument
from competition.domain.errors import DomainError
from competition.queries.log_replay import verify_event
from competition.queries.sheet_view import sheet_view
from competition.services.archive_check import archive_facts
from competition.services.archives import write_archive
from competition.services.sheets import lock_sheet, sign_sheet
from tests.archives import Rows, enter, rewritten
from tests.factories import make_scene
from tests.integration.archive_scene import NewDatabase, restore, rich

ENGINES = ("sqlite", "postgresql")


@pytest.mark.parametrize(("source", "target"), [ENGINES, ENGINES[::-1]])
def test_export_restore_export_makes_the_same_bytes(
    source: str, target: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    first, second = new_database(source), new_database(target)
    scene = rich(first)
    one = write_archive(first, scene.event_id, tmp_path / "1.podium", secrets=True)
    restored = restore(second, one.path, secrets=True)
    two = write_archive(second, scene.event_id, tmp_path / "2.podium", secrets=True)
    assert restored.rows == one.rows == two.rows
    assert one.path.read_bytes() == two.path.read_bytes()
    assert verify_event(second, scene.event_id).problems == ()
    assert boards(first) == boards(second) != []
    assert list(tmp_path.glob(".*")) == []


def boards(session: Session) -> list[tuple[str, int, str]]:
    rows = session.execute(
        select(PublishedDocument.board_id, PublishedDocument.revision, PublishedDocument.body).order_by(
            PublishedDocument.board_id, PublishedDocument.revision
        )
    )
    return [(row.board_id, row.revision, row.body) for row in rows]


NUMBERS = st.one_of(st.none(), st.integers(0, 4).map(str))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("CHN", "KAZ", "BRA", "EGY")),
        st.sampled_from(("EI-01", "EI-02", "EI-03", "EI-04")),
        st.sampled_from(("A1.J1", "A1.M1", "A1.M2", "A2.M1", "B1.J1")),
        NUMBERS,
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_was_entered_restores_to_the_same(
    steps: list[tuple[str, str, str, str | None, int]], new_database: NewDatabase, tmp_path: Path
) -> None:
    source, target = new_database("sqlite"), new_database("sqlite")
    scene = make_scene(source)
    for team, entry, aspect, number, base in steps:
        # A judge may be of the entry's own team; the refusal is in the log as well.
        with suppress(DomainError):
            enter(scene, team, scene.sheets[entry, aspect.split(".")[0]], aspect, number, base)
    for name in ("1", "2"):
        (tmp_path / name).unlink(missing_ok=True)
    write_archive(source, scene.event_id, tmp_path / "1")
    restore(target, tmp_path / "1")
    write_archive(target, scene.event_id, tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_a_locked_sheet_is_counted_again(session: Session, tmp_path: Path) -> None:
    scene = make_scene(session)
    sheet = scene.sheets["EI-01", "A2"]
    enter(scene, "CHN", sheet, "A2.M1", "1")
    view = sheet_view(session, sheet, scene.judges["CHN"].account_id or "", scene.judges["CHN"].device_id)
    for team in ("CHN", "BRA", "EGY"):
        sign_sheet(scene.context(scene.judges[team]), sheet, str(view["digest"]), f"{team:0>32}")
    lock_sheet(scene.context(scene.judges["FRA"]), sheet, "f" * 32)
    path = write_archive(session, scene.event_id, tmp_path / "a").path
    assert archive_facts(path).event.locked == 1

    def forge(_: dict[str, Any], tables: dict[str, Rows]) -> None:
        for row in tables["sheet_result"]:
            if row["sheet_id"] == sheet:
                row["total"] = "19.00"
        for row in tables["entry_result"]:
            if row["total"]:
                row["total"] = "19.00"

    with pytest.raises(DomainError) as refusal:
        restore(session, rewritten(path, tmp_path / "b", forge))
    assert refusal.value.code == "archive_not_verified"
    assert "19.00" in refusal.value.params["fault"]
