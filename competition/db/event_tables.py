"""Which tables hold an event, found by walking the foreign keys, so that a new table is covered on the day it comes.

own: the event's row, rows that name their event, and rows that cannot be without such a row. shared: what outlasts
events and is pointed at, such as people and accounts. belonging: rows that cannot be without a shared one, such as
the languages of an expert. What is left out stands in `LEFT_OUT` with the reason; a test fails for a table that is
nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, select

import competition.db.models  # noqa: F401  (registers every table)
from competition.db.base import Base

EVENT = "event"
EVENT_ID = "event_id"
LEFT_OUT: Mapping[str, str] = {
    "batch": "which requests were answered is a matter of one installation; the changes are in op",
    "login_token": "one-time sign-ins are secrets of one installation",
    "session": "who is signed in is a matter of one installation",
    "register_change": "the history of the registers stays with the registers",
    "rehearsal_row": "rehearsals are wiped, never archived",
    "set_up_link": "links that make a password are secrets of one installation",
    "event_draft": "a draft of the wizard is somebody's own, before there is an event",
    "job": "work beside the pages belongs to the server that runs it",
    "staged_file": "a file that was handed in is taken apart or given up, never kept",
    "import_plan": "what an import showed and how to undo it belongs to the installation; what it did is in the log",
    "import_row": "as import_plan",
    "import_undo": "as import_plan",
}
REGISTERS = frozenset({"standard", "register_section", "institution"})
"""Tables that outlast events: carried as far as an event points at them, else left where they are."""
SECRETS: Mapping[str, frozenset[str]] = {"account": frozenset({"password_hash", "pin_hash"})}
"""Columns that an archive holds only when somebody asked for it."""
SAID: Mapping[tuple[str, str], str] = {("audit_event", "actor"): "account"}
"""Columns that name a row of another table without a foreign key."""


class Belonging(StrEnum):
    """How the rows of a table belong to an event."""

    OWN = "own"
    SHARED = "shared"
    BELONGING = "belonging"


@dataclass(frozen=True, slots=True)
class Place:
    """A table with the way to the event. via: the column that leads there; None for the event and shared tables."""

    table: Table
    how: Belonging
    via: Column[Any] | None = None

    @property
    def name(self) -> str:
        """Return the table's name."""
        return self.table.name

    @property
    def is_loose(self) -> bool:
        """Tell whether rows may be of no event and still be pointed at, such as a person's picture."""
        return (
            self.how is Belonging.OWN and self.via is not None and self.via.name == EVENT_ID and bool(self.via.nullable)
        )

    @property
    def key(self) -> Column[Any]:
        """Return the column that other tables point at: the only one of the primary key."""
        (column,) = self.table.primary_key.columns
        return column


@cache
def event_tables() -> Mapping[str, Place]:
    """Return every table of an event by name, those that others point at first."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]
    own: dict[str, Place] = {}
    _grow(own, tables, lambda table: _own(table, own))
    shared: dict[str, Place] = {}
    _grow(shared, [table for table in tables if table.name not in own], lambda table: _shared(table, own, shared))
    places = own | shared
    return {table.name: places[table.name] for table in tables if table.name in places}


@cache
def own_tables() -> Mapping[str, Place]:
    """Return every table whose rows are an event's own, those that are left out of archives too."""
    tables = list(Base.metadata.sorted_tables)
    own: dict[str, Place] = {}
    _grow(own, tables, lambda table: _own(table, own))
    return {table.name: own[table.name] for table in tables if table.name in own}


def uncovered_tables() -> frozenset[str]:
    """Return the tables that are neither part of an event nor left out for a reason."""
    return frozenset(Base.metadata.tables) - event_tables().keys() - LEFT_OUT.keys() - REGISTERS


def of_event(place: Place, event_id: str) -> ColumnElement[bool]:
    """Return the condition for the rows of an event's own table."""
    if place.name == EVENT:
        return place.table.c.id == event_id
    if place.via is None:
        raise ValueError(place.name)
    if place.via.name == EVENT_ID:
        return place.via == event_id
    parent = own_tables()[target_of(place.via)]
    return place.via.in_(select(parent.key).where(of_event(parent, event_id)))


def target_of(column: Column[Any]) -> str:
    """Return the table that a column points at, "" for none."""
    for key in column.foreign_keys:
        return key.column.table.name
    return ""


def pointers(table: Table) -> tuple[tuple[Column[Any], str], ...]:
    """Return the columns of a table that name rows of tables, with those tables."""
    said = {column: target for (name, column), target in SAID.items() if name == table.name}
    found = ((column, target_of(column) or said.get(column.name, "")) for column in table.columns)
    return tuple((column, target) for column, target in found if target)


def _grow(found: dict[str, Place], tables: list[Table], place_of: Any) -> None:
    """Add tables until none is added any more: what a table points at may be placed after it."""
    while True:
        new = {table.name: place for table in tables if table.name not in found and (place := place_of(table))}
        if not new:
            return
        found |= new


def _own(table: Table, own: Mapping[str, Place]) -> Place | None:
    if table.name == EVENT:
        return Place(table, Belonging.OWN)
    named = table.columns.get(EVENT_ID)
    if named is not None and target_of(named) == EVENT:
        return Place(table, Belonging.OWN, named)
    via = next((column for column in table.columns if not column.nullable and target_of(column) in own), None)
    return None if via is None else Place(table, Belonging.OWN, via)


def _shared(table: Table, own: Mapping[str, Place], shared: Mapping[str, Place]) -> Place | None:
    pointed_at = {target for place in (*own.values(), *shared.values()) for _, target in pointers(place.table)}
    if table.name in pointed_at:
        return Place(table, Belonging.SHARED)
    via = next((column for column in table.columns if not column.nullable and target_of(column) in shared), None)
    return None if via is None else Place(table, Belonging.BELONGING, via)
