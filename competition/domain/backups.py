"""Backups: why they are made, and which of them are kept. Source: QUALITY P17."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ALL_KEPT_FOR = timedelta(hours=1)
HOURLY_KEPT_FOR = timedelta(hours=24)


class BackupReason(StrEnum):
    """Why a backup was made."""

    TIMER = "timer"
    ASKED = "asked"
    COMMAND = "command"
    BEFORE_IMPORT = "before_import"
    BEFORE_DELETE = "before_delete"
    BEFORE_CHANGE = "before_change"
    BEFORE_SCHEME = "before_scheme"
    BEFORE_ARCHIVE = "before_archive"
    BEFORE_RESTORE = "before_restore"
    BEFORE_WIPE = "before_wipe"


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """What retention needs to know of a backup. at: real time; pinned: stays until somebody unpins it."""

    name: str
    at: datetime
    pinned: bool = False


def backups_to_keep(backups: Iterable[KeptBackup], now: datetime) -> frozenset[str]:
    """Return the names of the backups that stay.

    All of the last hour, the newest of each clock hour for a day, the newest of each day (UTC) after that, what is
    pinned, and always the newest one. What is let go once stays let go: a later call never asks for it back.
    """
    ordered = sorted(backups, key=lambda each: (each.at, each.name))
    newest_of: dict[tuple[int, ...], str] = {}
    kept = {each.name for each in ordered if each.pinned}
    for each in ordered:
        if now - each.at <= ALL_KEPT_FOR:
            kept.add(each.name)
        at = each.at
        # By the hour as a whole: if the day ended within one, its two halves would keep a backup each.
        is_of_the_day = now - at.replace(minute=0, second=0, microsecond=0) <= HOURLY_KEPT_FOR
        place = (at.year, at.month, at.day, at.hour) if is_of_the_day else (at.year, at.month, at.day)
        newest_of[place] = each.name
    if ordered:
        kept.add(ordered[-1].name)
    return frozenset(kept | set(newest_of.values()))
