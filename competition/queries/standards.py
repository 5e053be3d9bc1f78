"""The registers of standards and institutions, with their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, Event, Institution, RegisterChange, RegisterSection, Standard, Trade
from competition.domain.scheme import StandardSection, Text
from competition.domain.standards import InstitutionKind, Standing, standing
from competition.queries.office_people import matches


@dataclass(frozen=True, slots=True)
class StandardLine:
    """A version of a standard. countries: codes; sections: how many; standing: today."""

    id: str
    code: str
    version: str
    level: str
    owner: str
    name: Text
    countries: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    is_retired: bool
    standing: Standing
    sections: int = 0


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """An institution."""

    id: str
    name: Text
    country: str
    city: str
    kind: InstitutionKind
    website: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One change of something in a register. action: add, change, retire, restore; actor: "" where nobody is known."""

    action: str
    at: datetime
    actor: str
    old: Mapping[str, Json]
    new: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class SchemeTrade:
    """A trade whose draft scheme somebody may change."""

    id: str
    code: str
    name: Text
    event_code: str
    event_name: Text


def standard_lines(
    session: Session, today: date, words: str = "", country: str = "", wanted: Collection[Standing] = ()
) -> tuple[StandardLine, ...]:
    """Return the standards that match, by code, the newest version first. One statement.

    country: one that recognises them; wanted: none for every standing.
    """
    counted = (
        select(RegisterSection.standard_id, func.count().label("sections"))
        .group_by(RegisterSection.standard_id)
        .subquery()
    )
    rows = session.execute(
        select(Standard, counted.c.sections)
        .outerjoin(counted, counted.c.standard_id == Standard.id)
        .order_by(Standard.code, Standard.created_at.desc())
    )
    lines = (_standard_line(standard, today, sections or 0) for standard, sections in rows)
    return tuple(
        line
        for line in lines
        if (not country or country in line.countries)
        and (not wanted or line.standing in wanted)
        and matches(words, (line.code, line.version, line.level, line.owner, *line.name.values()))
    )


def standard(session: Session, standard_id: str, today: date) -> StandardLine | None:
    """Return one version of a standard. One statement."""
    row = session.scalar(select(Standard).where(Standard.id == standard_id))
    return None if row is None else _standard_line(row, today, 0)


def standard_sections(session: Session, standard_id: str) -> tuple[StandardSection, ...]:
    """Return the sections of a standard in their order, ready for a marking scheme. One statement."""
    rows = session.execute(
        select(RegisterSection.code, RegisterSection.name, RegisterSection.weight)
        .where(RegisterSection.standard_id == standard_id)
        .order_by(RegisterSection.position)
    )
    return tuple(StandardSection(*row) for row in rows)


def institution_lines(
    session: Session, words: str = "", country: str = "", kind: str = ""
) -> tuple[InstitutionLine, ...]:
    """Return the institutions that match, by country. One statement."""
    rows = session.scalars(select(Institution).order_by(Institution.country, Institution.city, Institution.id))
    lines = (_institution_line(row) for row in rows)
    return tuple(
        line
        for line in lines
        if country in ("", line.country)
        and kind in ("", line.kind.value)
        and matches(words, (line.city, line.website, *line.name.values()))
    )


def institution(session: Session, institution_id: str) -> InstitutionLine | None:
    """Return one institution. One statement."""
    row = session.scalar(select(Institution).where(Institution.id == institution_id))
    return None if row is None else _institution_line(row)


def register_changes(session: Session, object_id: str) -> tuple[Change, ...]:
    """Return the history of something in a register, the newest first. One statement."""
    rows = session.execute(
        select(RegisterChange, Account.name)
        .outerjoin(Account, Account.id == RegisterChange.actor_id)
        .where(RegisterChange.object_id == object_id)
        .order_by(RegisterChange.at.desc(), RegisterChange.id.desc())
    )
    return tuple(Change(row.action, row.at, name or "", row.old or {}, row.new or {}) for row, name in rows)


def scheme_trades(session: Session, event_ids: Collection[str]) -> tuple[SchemeTrade, ...]:
    """Return the trades of some events, the latest event first. One statement."""
    rows = session.execute(
        select(Trade.id, Trade.code, Trade.name, Event.code, Event.short_name)
        .join(Event, Event.id == Trade.event_id)
        .where(Event.id.in_(event_ids))
        .order_by(Event.starts.desc(), Trade.code)
    )
    return tuple(SchemeTrade(row[0], row[1], row[2], row[3], row[4]) for row in rows)


def _standard_line(row: Standard, today: date, sections: int) -> StandardLine:
    is_retired = row.retired_at is not None
    return StandardLine(
        row.id,
        row.code,
        row.version,
        row.level,
        row.owner,
        row.name,
        tuple(str(code) for code in row.countries),
        row.valid_from,
        row.valid_to,
        is_retired,
        standing(row.valid_from, row.valid_to, is_retired=is_retired, today=today),
        sections,
    )


def _institution_line(row: Institution) -> InstitutionLine:
    return InstitutionLine(
        row.id, row.name, row.country, row.city, InstitutionKind(row.kind), row.website, row.retired_at is not None
    )
