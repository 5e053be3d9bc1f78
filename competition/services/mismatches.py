"""Note that a tablet and the server disagree about what a judge entered. Source: SYNC (HTTP: pull)."""

from __future__ import annotations

from competition.queries.sheet_frames import sheet_place
from competition.services.context import Context
from competition.services.unit_of_work import unit_of_work


def note_mismatch(context: Context, sheet_id: str, revision: int, on_tablet: str, on_server: str) -> None:
    """Write into the log that a tablet holds other marks at this revision; nothing is changed by it.

    on_tablet, on_server: digests of the judge's own registers. The same digests are no mismatch and are not noted.
    Raises DomainError `not_found`.
    """
    if on_tablet == on_server:
        return
    event_id, _, clock_offset = sheet_place(context.session, sheet_id)
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        unit.record(
            "sheet.mismatch",
            f"sheet/{sheet_id}",
            old={"digest_own": on_server},
            new={"digest_own": on_tablet, "revision": revision, "device": context.actor.device_id},
        )
