"""A scheme version as the rules want it, with the ids of its rows; kept in memory.

What it asks for never changes once it is published. Its words may be translated and corrected by another process at any
time; `SchemeVersion.words` counts that, and a version that is kept with other words is read again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import run
from competition.db.models import (
    AspectOrigin,
    AspectRow,
    CriterionRow,
    SchemeVersion,
    StandardSectionRow,
    SubCriterionRow,
)
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
    Text,
)

KEPT_VERSIONS = 128


@dataclass(frozen=True, slots=True)
class AspectRef:
    """An aspect with the id under which its marks are entered.

    id: its row's, or that of an earlier version's aspect whose marks it has. row: the id of its own row.
    """

    id: str
    aspect: Aspect
    row: str

    @property
    def is_carried(self) -> bool:
        """Tell whether it goes on with the marks of an earlier version."""
        return self.id != self.row


@dataclass(frozen=True, slots=True)
class SubCriterionRef:
    """A sub-criterion with its row's id, its aspects in order, and where it belongs."""

    id: str
    code: str
    name: Text
    day: int | None
    criterion: str
    marking_team_id: str | None
    aspects: tuple[AspectRef, ...]


@dataclass(frozen=True, slots=True)
class SchemeIndex:
    """A scheme version, found by ids. words: how often its texts were changed, from 1."""

    version_id: str
    number: int
    words: int
    scheme: Scheme
    sub_criteria: Mapping[str, SubCriterionRef]

    def of_criterion(self, code: str) -> tuple[SubCriterionRef, ...]:
        """Return the sub-criteria of one criterion in order."""
        return tuple(ref for ref in self.sub_criteria.values() if ref.criterion == code)


_kept: OrderedDict[str, SchemeIndex] = OrderedDict()


_WORDS = select(SchemeVersion.words).where(SchemeVersion.id == bindparam("version"))


def scheme_index(session: Session, version_id: str, words: int | None = None) -> SchemeIndex:
    """Return a scheme version with its words of now. One statement when it was read before, else five.

    words: `SchemeVersion.words` where the caller has just read it, which saves a statement.
    """
    if words is None:
        words = cast("int | None", run(session, _WORDS, {"version": version_id}).scalar_one_or_none())
    found = _kept.get(version_id)
    if found is None or found.words != words:
        (found,) = _read(session, [version_id])
        _keep(found)
    return found


_CURRENT = (
    select(SchemeVersion.id, SchemeVersion.words)
    .where(SchemeVersion.trade_id == bindparam("trade"), SchemeVersion.published_at.is_not(None))
    .order_by(SchemeVersion.number.desc())
    .limit(1)
)


def current_version_id(session: Session, trade_id: str) -> str | None:
    """Return the newest published scheme version of a trade. One statement."""
    found = run(session, _CURRENT, {"trade": trade_id}).one_or_none()
    return None if found is None else str(found.id)


def current_scheme(session: Session, trade_id: str) -> SchemeIndex | None:
    """Return the newest published scheme of a trade. One statement when it was read before, else five."""
    found = run(session, _CURRENT, {"trade": trade_id}).one_or_none()
    return None if found is None else scheme_index(session, str(found.id), found.words)


def scheme_indexes(session: Session, versions: Mapping[str, int]) -> dict[str, SchemeIndex]:
    """Return several scheme versions. No statement for those that were read before, else four for all others.

    versions: `SchemeVersion.words` by id, as the caller has just read it.
    """
    found = {id_: _kept[id_] for id_, words in versions.items() if id_ in _kept and _kept[id_].words == words}
    missing = [id_ for id_ in versions if id_ not in found]
    for index in _read(session, missing) if missing else ():
        found[index.version_id] = index
        _keep(index)
    return found


def read_scheme_index(session: Session, version_id: str) -> SchemeIndex:
    """Return a scheme version as it is now, past what is kept. Four statements."""
    (index,) = _read(session, [version_id])
    return index


def _keep(index: SchemeIndex) -> None:
    _kept[index.version_id] = index
    while len(_kept) > KEPT_VERSIONS:
        _kept.popitem(last=False)


def _read(session: Session, version_ids: Sequence[str]) -> list[SchemeIndex]:
    versions = session.execute(
        select(SchemeVersion.id, SchemeVersion.number, SchemeVersion.words).where(SchemeVersion.id.in_(version_ids))
    ).all()
    sections: dict[str, list[StandardSection]] = {}
    for section in session.scalars(
        select(StandardSectionRow)
        .where(StandardSectionRow.scheme_version_id.in_(version_ids))
        .order_by(StandardSectionRow.position)
    ):
        read = StandardSection(section.code, section.name, section.weight)
        sections.setdefault(section.scheme_version_id, []).append(read)
    parts: dict[str, list[tuple[CriterionRow, SubCriterionRow]]] = {}
    for criterion, sub in session.execute(
        select(CriterionRow, SubCriterionRow)
        .join(SubCriterionRow, SubCriterionRow.criterion_id == CriterionRow.id)
        .where(CriterionRow.scheme_version_id.in_(version_ids))
        .order_by(CriterionRow.position, SubCriterionRow.position)
    ):
        parts.setdefault(criterion.scheme_version_id, []).append((criterion, sub))
    aspects: dict[str, list[AspectRef]] = {}
    for row, origin in session.execute(
        select(AspectRow, AspectOrigin.origin_id)
        .join(SubCriterionRow, SubCriterionRow.id == AspectRow.sub_criterion_id)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .outerjoin(AspectOrigin, AspectOrigin.aspect_id == AspectRow.id)
        .where(CriterionRow.scheme_version_id.in_(version_ids))
        .order_by(AspectRow.position)
    ):
        aspects.setdefault(row.sub_criterion_id, []).append(AspectRef(origin or row.id, _aspect(row), row.id))
    return [
        _index(
            version.id, version.number, version.words, sections.get(version.id, ()), parts.get(version.id, ()), aspects
        )
        for version in versions
    ]


def _index(
    version_id: str,
    number: int,
    words: int,
    sections: Iterable[StandardSection],
    parts: Sequence[tuple[CriterionRow, SubCriterionRow]],
    aspects: Mapping[str, Sequence[AspectRef]],
) -> SchemeIndex:
    refs = {
        sub.id: SubCriterionRef(
            sub.id, sub.code, sub.name, sub.day, criterion.code, sub.marking_team_id, tuple(aspects.get(sub.id, ()))
        )
        for criterion, sub in parts
    }
    criteria: dict[str, tuple[Text, list[SubCriterion]]] = {}
    for criterion, sub in parts:
        ref = refs[sub.id]
        criteria.setdefault(criterion.code, (criterion.name, []))[1].append(
            SubCriterion(ref.code, ref.name, ref.day, tuple(a.aspect for a in ref.aspects))
        )
    scheme = Scheme(
        tuple(Criterion(code, name, tuple(subs)) for code, (name, subs) in criteria.items()), tuple(sections)
    )
    return SchemeIndex(version_id, number, words, scheme, refs)


def _aspect(row: AspectRow) -> Aspect:
    return Aspect(
        code=row.code,
        type=AspectType(row.type),
        description=row.description,
        max_mark=row.max_mark,
        section=row.section,
        extra=row.extra,
        requirement=row.requirement,
        unit=row.unit,
        calculation=_calculation(row.calculation),
        descriptors=tuple(cast("dict[str, str]", text) for text in row.descriptors),
    )


def _calculation(stored: dict[str, Json] | None) -> Calculation | None:
    if stored is None:
        return None
    return Calculation(
        type=CalculationType(str(stored["type"])),
        parameters=cast("dict[str, str]", stored["parameters"]),
        name=str(stored.get("name", "")),
        shared=bool(stored.get("shared", False)),
        number=cast("int | None", stored.get("number")),
    )
