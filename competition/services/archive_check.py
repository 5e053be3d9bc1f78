"""Look through an archive apart, before anything of it is let in. Source: PRODUCT B5, THREATS T19, T23."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.event_tables import EVENT, EVENT_ID, SECRETS, Belonging, event_tables, pointers
from competition.db.migrate import newest_version
from competition.db.models import Event, PublishedDocument
from competition.domain.boards import text_hash
from competition.domain.errors import DomainError, Problem
from competition.formats.sealed import SealedFile, SealLimits
from competition.messages import sentence
from competition.queries.event_sizes import EventSize, event_sizes, size_from_json
from competition.queries.log_replay import verify_event
from competition.queries.recount import recount_event
from competition.queries.table_rows import columns_json
from competition.services.archives import FORMAT, VERSION
from competition.services.shelf import FORMAT as BACKUP_FORMAT
from competition.services.staging import Progress, Staging, silent, staging

LIMITS = SealLimits(unpacked=8_000_000_000, ratio=400)
"""An archive of the largest event in sight (60 trades, 200 aspects, 1,500 competitors) has some 2 GB inside."""


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """What an archive says of itself. rows: of all tables; secrets: whether people can sign in with it at once."""

    event: EventSize
    schema: str
    app: str
    secrets: bool
    rows: int
    size: int


def archive_facts(path: Path) -> ArchiveFacts:
    """Return what an archive says of itself, after it was found whole and of a version that can be read.

    Raises DomainError as `SealedFile`, and `archive_is_backup`, `archive_other_version`, `archive_table_missing`.
    """
    with SealedFile(path, LIMITS) as sealed:
        return _facts(sealed)


@contextmanager
def staged_archive(
    path: Path, beside: Path, *, secrets: bool = False, tell: Progress = silent
) -> Iterator[tuple[Staging, ArchiveFacts]]:
    """Give an archive taken apart, with everything looked through.

    beside: a folder on a disk with room. secrets: let hashes of passwords and PINs in; without it they are dropped.
    Raises DomainError as `archive_facts` and `Staging`, and `archive_foreign_rows`, `archive_not_verified`,
    `rehearsal_not_archived`.
    """
    with SealedFile(path, LIMITS) as sealed, staging(beside) as staged:
        facts = _facts(sealed)
        staged.take_tables(sealed, facts.schema, tell)
        staged.bring_up(facts.schema)
        tell(0, 0, "checking")
        staged.check_keys()
        with staged.session() as session:
            _check_reach(session, facts.event.id)
            if not secrets:
                _drop_secrets(session)
            _check_truth(session, facts, tell)
        yield staged, facts


def _facts(sealed: SealedFile) -> ArchiveFacts:
    told = sealed.manifest
    if told.get("format") == BACKUP_FORMAT:
        raise DomainError("archive_is_backup")
    if told.get("format") != FORMAT or not isinstance(told.get("schema"), str):
        raise DomainError("sealed_broken")
    if told.get("version") != VERSION:
        raise DomainError("archive_other_version", version=str(told.get("version")))
    try:
        event, tables = size_from_json(told["event"]), told["tables"]
        rows = sum(each["rows"] for each in tables.values())
    except (KeyError, TypeError, ValueError, AttributeError) as strange:
        raise DomainError("sealed_broken") from strange
    if told["schema"] == newest_version():
        for place in event_tables().values():
            here = tables.get(place.name)
            if here is None or here.get("columns") != columns_json(place.table):
                raise DomainError("archive_table_missing", table=place.name)
        for name in tables:
            if name not in event_tables():
                raise DomainError("archive_foreign_rows", table=name)
    size = sealed.path.stat().st_size
    return ArchiveFacts(event, told["schema"], str(told.get("app", "")), bool(told.get("secrets")), rows, size)


def _check_reach(session: Session, event_id: str) -> None:
    """Refuse rows of another event, and of none where nothing of the event points at them.

    That keys hold was checked before, so rows without an event of their own hang on rows that have one.
    """
    events = session.execute(select(Event.id, Event.rehearsal_of)).all()
    if [row.id for row in events] != [event_id]:
        raise DomainError("archive_foreign_rows", table=EVENT)
    if events[0].rehearsal_of is not None:
        raise DomainError("rehearsal_not_archived")
    pointed_at = {target for place in event_tables().values() for _, target in pointers(place.table)}
    for place in event_tables().values():
        if place.via is None or place.via.name != EVENT_ID or place.how is not Belonging.OWN:
            continue
        foreign = select(func.count()).select_from(place.table).where(place.via.is_distinct_from(event_id))
        if place.is_loose and place.name in pointed_at:
            foreign = foreign.where(place.via.is_not(None))
        if session.scalar(foreign):
            raise DomainError("archive_foreign_rows", table=place.name)


def _drop_secrets(session: Session) -> None:
    for name, columns in SECRETS.items():
        session.execute(event_tables()[name].table.update().values(dict.fromkeys(columns)))
    session.commit()


def _check_truth(session: Session, facts: ArchiveFacts, tell: Progress) -> None:
    """Refuse an archive whose log, marks, results or published boards do not say the same."""
    event_id = facts.event.id
    verdict = verify_event(session, event_id)
    for problem in verdict.problems:
        raise _untrue(problem)
    tell(0, 0, "counting")
    for problem in recount_event(session, event_id):
        raise _untrue(problem)
    for board_id, body, digest in session.execute(
        select(PublishedDocument.board_id, PublishedDocument.body, PublishedDocument.hash)
    ):
        if text_hash(body.encode()) != digest:
            raise DomainError("archive_not_verified", fault=f"board {board_id}")
    if event_sizes(session) != (facts.event,):
        raise DomainError("archive_incomplete", table=EVENT, missing="manifest")


def _untrue(problem: Problem) -> DomainError:
    return DomainError("archive_not_verified", fault=sentence(problem.code, problem.params))
