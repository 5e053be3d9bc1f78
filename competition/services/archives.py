"""Write a whole event as one file that restores anywhere to equal results. Source: PRODUCT B5, docs/archive.md."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from competition import __version__
from competition.db.base import Json
from competition.db.event_tables import event_tables
from competition.db.migrate import newest_version
from competition.db.models import Event
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedWriter
from competition.queries.event_rows import EventRows
from competition.queries.event_sizes import EventSize, event_sizes
from competition.queries.table_rows import columns_json
from competition.services.backups import keep_bytes, write_files

FORMAT = "podium-archive"
VERSION = 1


@dataclass(frozen=True, slots=True)
class WrittenArchive:
    """An archive on the disk. rows: of all tables. sha256: of the whole file."""

    path: Path
    event: EventSize
    rows: int
    size: int
    sha256: str


def write_archive(session: Session, event_id: str, path: Path, *, secrets: bool = False) -> WrittenArchive:
    """Write an event to a new file; the same event makes the same bytes, whenever and wherever.

    secrets: with the hashes of passwords and PINs, so that people sign in at once where it is restored.
    Raises DomainError `not_found`, `rehearsal_not_archived`, and FileExistsError.
    """
    session.rollback()
    is_server = session.get_bind().dialect.name == "postgresql"
    connection = session.connection(execution_options={"isolation_level": "REPEATABLE READ"} if is_server else None)
    event = session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    if event.rehearsal_of is not None:
        raise DomainError("rehearsal_not_archived")
    (size,) = (each for each in event_sizes(session) if each.id == event_id)
    rows = EventRows(connection, event_id, secrets=secrets)
    tables: dict[str, Json] = {}
    count = 0
    writer = SealedWriter(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".archive-") as folder:
            for place in event_tables().values():
                written = 0
                with writer.part(f"tables/{place.name}.jsonl") as part:
                    for line in rows.lines(place, lambda data: keep_bytes(Path(folder), data)):
                        part.write(line)
                        written += 1
                tables[place.name] = {"columns": dict(columns_json(place.table)), "rows": written}
                count += written
            write_files(writer, Path(folder))
        digest = writer.close(
            {
                "format": FORMAT,
                "version": VERSION,
                "app": __version__,
                "schema": newest_version(),
                "event": size.as_json(),
                "secrets": secrets,
                "tables": tables,
            }
        )
    except BaseException:
        writer.abandon()
        raise
    finally:
        session.rollback()
    return WrittenArchive(path, size, count, path.stat().st_size, digest)
