"""Translate and correct the words of a marking scheme: of its draft, and of the released version without a new one.

Words never change what an aspect is worth or how it is marked, so the sheets that are being marked stay as they are.
Source: PERMISSIONS (Schemes), PRODUCT N13.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import (
    AspectRow,
    CriterionRow,
    Event,
    SchemeDraft,
    SchemeVersion,
    StandardSectionRow,
    SubCriterionRow,
)
from competition.domain.calculations import MAX_CHOICES, choice_label
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme_shape import SCORE_COUNT, SchemeDocument, Words, read_words
from competition.queries.scheme_drafts import scheme_place
from competition.queries.schemes import current_version_id
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.publication import publish_trade
from competition.services.unit_of_work import Unit, unit_of_work

NEEDED = frozenset({"name", "description"})
"""The texts that no row can do without."""
CELLS = NEEDED | {"extra", "requirement"}
DESCRIPTOR = "descriptors."
CHOICE = "choices."
"""The name of a choice: `choices.1` and on; its words are parameters of the aspect's calculation."""
DRAFT = "draft"

Row = StandardSectionRow | CriterionRow | SubCriterionRow | AspectRow


@dataclass(frozen=True, slots=True)
class WordChange:
    """A text in one language.

    row: the row's id. cell: name, description, extra, requirement, descriptors.0 to descriptors.3, or choices.1 and on.
    text: "" to take it out. was: what the person saw before, "" for nothing; another text there by now is not
    overwritten.
    """

    row: str
    cell: str
    language: str
    text: str
    was: str


@dataclass(frozen=True, slots=True)
class WordConflict:
    """A text that was not written, since it reads differently by now. text: as it reads; None where the row is gone."""

    row: str
    cell: str
    language: str
    text: str | None


@dataclass(frozen=True, slots=True)
class WordsWritten:
    """How many texts were written, and which were not."""

    written: int
    conflicts: tuple[WordConflict, ...]


def write_draft_words(context: Context, trade_id: str, changes: Sequence[WordChange]) -> WordsWritten:
    """Write texts into the trade's draft.

    Raises DomainError `draft_missing`, `words_only`, `words_needed`, `draft_unreadable`, `draft_too_large`,
    `sign_in_needed`, `not_allowed`.
    """
    place = scheme_place(context.session, trade_id)
    context.require(Permission.TRANSLATE_SCHEME, event_id=place.event_id, trade_id=trade_id)
    _check(changes)
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        draft = context.session.scalar(select(SchemeDraft).where(SchemeDraft.trade_id == trade_id))
        if draft is None:
            raise DomainError("draft_missing")
        return _into_draft(unit, draft, changes)


def write_released_words(
    context: Context, trade_id: str, version_id: str, changes: Sequence[WordChange]
) -> WordsWritten:
    """Write texts into the released version, and into the draft's same rows where they still read the same.

    Raises DomainError `not_found` for a version that is not the trade's newest released one, and as
    `write_draft_words`.
    """
    place = scheme_place(context.session, trade_id)
    context.require(Permission.TRANSLATE_SCHEME, event_id=place.event_id, trade_id=trade_id)
    _check(changes)
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        if current_version_id(context.session, trade_id) != version_id:
            raise DomainError("not_found")
        result, done = _into_version(unit, trade_id, version_id, changes)
        draft = context.session.scalar(select(SchemeDraft).where(SchemeDraft.trade_id == trade_id))
        if draft is not None and done:
            _into_draft(unit, draft, done, follows=True)
    if any(change.cell == "name" for change in done):
        # Boards show the names of criteria. The version's words are committed, so that everybody reads them anew.
        with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
            publish_trade(unit, trade_id)
        publish_event_boards(context, place.event_id)
    return result


def _check(changes: Sequence[WordChange]) -> None:
    for change in changes:
        if change.cell not in CELLS and _score(change.cell) is None and _choice(change.cell) is None:
            raise DomainError("words_only")
        read_words({change.language: change.text}, change.cell)


def _score(cell: str) -> int | None:
    """Return which score a descriptor's cell belongs to, None for another cell."""
    return next((score for score in range(SCORE_COUNT) if cell == f"{DESCRIPTOR}{score}"), None)


def _choice(cell: str) -> int | None:
    """Return which choice a cell names, None for another cell."""
    return next((number for number in range(1, MAX_CHOICES + 1) if cell == f"{CHOICE}{number}"), None)


def _own_language(session: Session, event_id: str) -> str:
    """Return the language in which the names of choices stand without one."""
    return session.execute(select(Event.default_language).where(Event.id == event_id)).scalar_one()


def _label(number: int, language: str, own: str) -> str:
    return choice_label(number, "" if language == own else language)


def _choices(texts: Texts, number: int) -> dict[str, str] | None:
    """Return the parameters of a calculation that has this choice, None where there is none."""
    calculation = cast("Mapping[str, Json] | None", texts.get("calculation"))
    parameters = cast("dict[str, str]", calculation["parameters"]) if calculation else {}
    return parameters if f"CHOICE{number}_DEDUCTION" in parameters else None


def _into_draft(
    unit: Unit, draft: SchemeDraft, changes: Sequence[WordChange], *, follows: bool = False
) -> WordsWritten:
    """Write into the draft. follows: the version was changed; what the draft says otherwise stays without a word."""
    body, own = copy.deepcopy(draft.body), _own_language(unit.context.session, unit.event_id)
    rows = dict(_rows(cast("SchemeDocument", body)))
    conflicts, done = [], 0
    for change in changes:
        texts = rows.get(change.row)
        found = _text_of(texts, change, own)
        if texts is None or found != change.was:
            conflicts.append(WordConflict(change.row, change.cell, change.language, found))
            continue
        _put(texts, change, own)
        done += 1
        if not follows:
            _record(unit, draft.trade_id, change, DRAFT)
    if done:
        draft.body, draft.revision = body, draft.revision + 1
        draft.updated_at, draft.updated_by = unit.context.now, unit.context.actor.account_id
    return WordsWritten(done, tuple(conflicts))


def _into_version(
    unit: Unit, trade_id: str, version_id: str, changes: Sequence[WordChange]
) -> tuple[WordsWritten, list[WordChange]]:
    """Write into a version's rows; also returns the changes that were written."""
    session = unit.context.session
    rows = _version_rows(session, version_id, {change.row for change in changes})
    own = _own_language(session, unit.event_id)
    conflicts: list[WordConflict] = []
    done: list[WordChange] = []
    for change in changes:
        row = rows.get(change.row)
        texts = None if row is None else _texts(row, change.cell)
        found = _text_of(texts, change, own)
        if row is None or texts is None or found != change.was:
            conflicts.append(WordConflict(change.row, change.cell, change.language, found))
            continue
        _put(texts, change, own)
        name = _member(change.cell)
        setattr(row, name, texts[name])
        _record(unit, trade_id, change, row.__tablename__)
        done.append(change)
    if done:
        session.execute(
            update(SchemeVersion).where(SchemeVersion.id == version_id).values(words=SchemeVersion.words + 1)
        )
    return WordsWritten(len(done), tuple(conflicts)), done


Texts = dict[str, "Words | list[Words] | None"]
"""The texts of a row by key, as a document has them; only those that the row's kind has."""


def _rows(document: SchemeDocument) -> Iterator[tuple[str, Texts]]:
    """Yield every row of a document with its id; changing it changes the document."""
    for section in document["sections"]:
        yield section["id"], cast("Texts", section)
    for criterion in document["criteria"]:
        yield criterion["id"], cast("Texts", criterion)
        for sub_criterion in criterion["sub_criteria"]:
            yield sub_criterion["id"], cast("Texts", sub_criterion)
            for aspect in sub_criterion["aspects"]:
                yield aspect["id"], cast("Texts", aspect)


def _version_rows(session: Session, version_id: str, ids: set[str]) -> dict[str, Row]:
    """Return the rows of a version that are asked for. Four statements."""
    inside = CriterionRow.scheme_version_id == version_id
    subs = select(SubCriterionRow.id).join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id).where(inside)
    found: list[Row] = [
        *session.scalars(
            select(StandardSectionRow).where(
                StandardSectionRow.scheme_version_id == version_id, StandardSectionRow.id.in_(ids)
            )
        ),
        *session.scalars(select(CriterionRow).where(inside, CriterionRow.id.in_(ids))),
        *session.scalars(select(SubCriterionRow).where(SubCriterionRow.id.in_(ids), SubCriterionRow.id.in_(subs))),
        *session.scalars(select(AspectRow).where(AspectRow.id.in_(ids), AspectRow.sub_criterion_id.in_(subs))),
    ]
    return {row.id: row for row in found}


def _member(cell: str) -> str:
    """Return the member of a row that holds a cell."""
    return cell.split(".")[0] if _choice(cell) is None else "calculation"


def _texts(row: Row, cell: str) -> Texts | None:
    """Return a copy of one text of a row, None where its kind has no such text."""
    name = _member(cell)
    if not hasattr(row, name):
        return None
    value = copy.deepcopy(cast("Mapping[str, str] | list[Json] | None", getattr(row, name)))
    if name == "descriptors":
        texts = cast("list[Words]", value)
        value = cast("list[Json]", texts or [{} for _ in range(SCORE_COUNT)])
    return {name: cast("Words | list[Words] | None", value)}


def _text_of(texts: Texts | None, change: WordChange, own: str) -> str | None:
    """Return how a text reads now, None where there is no such row or cell. own: the event's language."""
    number = _choice(change.cell)
    if number is not None:
        parameters = _choices(texts, number) if texts is not None else None
        return None if parameters is None else parameters.get(_label(number, change.language, own), "")
    score = _score(change.cell)
    name = change.cell if score is None else "descriptors"
    if texts is None or name not in texts:
        return None
    value = texts[name]
    words = value[score] if isinstance(value, list) and score is not None else value
    return cast("Words", words or {}).get(change.language, "")


def _put(texts: Texts, change: WordChange, own: str) -> None:
    """Write one text. Raises DomainError `words_needed` when nothing would be left of a needed one."""
    number = _choice(change.cell)
    if number is not None:
        parameters = _choices(texts, number) or {}
        parameters[_label(number, change.language, own)] = change.text.strip()
        if not change.text.strip():
            del parameters[_label(number, change.language, own)]
        return
    score = _score(change.cell)
    name = change.cell if score is None else "descriptors"
    value = texts[name]
    words = dict(value[score] if isinstance(value, list) and score is not None else cast("Words", value or {}))
    words.pop(change.language, None)
    words.update(read_words({change.language: change.text}, change.cell))
    if not words and name in NEEDED:
        raise DomainError("words_needed")
    if isinstance(value, list) and score is not None:
        value[score] = words
    else:
        texts[name] = words or (None if name not in NEEDED else words)


def _record(unit: Unit, trade_id: str, change: WordChange, kind: str) -> None:
    """Log a text by its reference: which one, in which language, before and after. kind: the row's table, or DRAFT."""
    place = {"kind": kind, "row": change.row, "cell": change.cell, "language": change.language}
    unit.record(
        "scheme.words",
        f"trade/{trade_id}",
        old={"text": unit.log.keep_text(change.was)} if change.was else None,
        new={**place, "text": unit.log.keep_text(change.text)},
    )
