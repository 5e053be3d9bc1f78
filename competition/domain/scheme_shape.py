"""The shape of a scheme's draft, a JSON document that may be incomplete: strict on keys and types, limited in size.

Marks, weights and names may be missing or wrong in a draft; a key that nobody knows or a list where a text belongs may
not. `competition.domain.scheme_document` says what the document means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypedDict, TypeVar

from competition.domain.errors import DomainError
from competition.domain.scheme import CalculationType

Words = dict[str, str]
"""A text by language code; a language that is not written yet is absent."""


class SectionShape(TypedDict):
    """A section of the standard. weight: marks as typed, "" when missing."""

    id: str
    code: str
    name: Words
    weight: str


class CalculationShape(TypedDict):
    """A calculation; parameters as in the domain."""

    type: str
    parameters: dict[str, str]
    name: str
    shared: bool
    number: int | None


class AspectShape(TypedDict):
    """An aspect. type: M, J or "" when missing; max: marks as typed; descriptors: four texts, those of 0 to 3."""

    id: str
    code: str
    type: str
    description: Words
    max: str
    section: str
    extra: Words | None
    requirement: Words | None
    unit: str
    calculation: CalculationShape | None
    descriptors: list[Words]


class SubCriterionShape(TypedDict):
    """A sub-criterion with its aspects in order."""

    id: str
    code: str
    name: Words
    day: int | None
    aspects: list[AspectShape]


class CriterionShape(TypedDict):
    """A criterion with its sub-criteria in order."""

    id: str
    code: str
    name: Words
    sub_criteria: list[SubCriterionShape]


class SchemeDocument(TypedDict):
    """A whole draft."""

    sections: list[SectionShape]
    criteria: list[CriterionShape]


MOST_SECTIONS: Final = 50
MOST_CRITERIA: Final = 26
MOST_SUB_CRITERIA: Final = 200
MOST_ASPECTS: Final = 1000
MOST_LANGUAGES: Final = 12
LONGEST_TEXT: Final = 4000
LONGEST_NUMBER: Final = 40
LONGEST_SECTION: Final = 16
LONGEST_CRITERION: Final = 8
LONGEST_UNIT: Final = 32
LATEST_DAY: Final = 99
MOST_PARAMETERS: Final = 240
LONGEST_PARAMETER: Final = 400
SCORE_COUNT: Final = 4
_LARGEST: Final = 999_999

_ID = re.compile(r"[a-z0-9]{1,32}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", re.ASCII)
# What XML, spreadsheets and databases cannot hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_Part = TypeVar("_Part")


def read_shape(value: object) -> SchemeDocument:
    """Return a document whose keys and types are right; what it says may still be incomplete.

    Raises DomainError `draft_unreadable` with the place, such as `criteria.0.sub_criteria.2.day`, and
    `draft_too_large` with the limit that it passes.
    """
    top = _object(value, "document", ("sections", "criteria"))
    document = SchemeDocument(
        sections=_list(top["sections"], "sections", _section, MOST_SECTIONS),
        criteria=_list(top["criteria"], "criteria", _criterion, MOST_CRITERIA),
    )
    sub_criteria = [each for criterion in document["criteria"] for each in criterion["sub_criteria"]]
    aspects = [each for sub_criterion in sub_criteria for each in sub_criterion["aspects"]]
    _limit("sub_criteria", len(sub_criteria), MOST_SUB_CRITERIA)
    _limit("aspects", len(aspects), MOST_ASPECTS)
    parts: tuple[Sequence[SectionShape | CriterionShape | SubCriterionShape | AspectShape], ...]
    parts = (document["sections"], document["criteria"], sub_criteria, aspects)
    ids = [part["id"] for shelf in parts for part in shelf]
    if len(set(ids)) < len(ids):
        raise DomainError("draft_unreadable", place="id")
    return document


def read_words(value: object, place: str) -> Words:
    """Return a text by language; languages without a text are left out.

    Raises DomainError `draft_unreadable`, `draft_too_large`.
    """
    if not isinstance(value, dict):
        raise DomainError("draft_unreadable", place=place)
    _limit(place, len(value), MOST_LANGUAGES)
    for language in value:
        if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
            raise DomainError("draft_unreadable", place=place)
    texts = {language: _text(text, f"{place}.{language}", LONGEST_TEXT) for language, text in value.items()}
    return {language: text for language, text in texts.items() if text.strip()}


def _section(value: object, place: str) -> SectionShape:
    part = _object(value, place, ("id", "code", "name", "weight"))
    return SectionShape(
        id=_id(part["id"], place),
        code=_text(part["code"], f"{place}.code", LONGEST_SECTION),
        name=read_words(part["name"], f"{place}.name"),
        weight=_text(part["weight"], f"{place}.weight", LONGEST_NUMBER),
    )


def _criterion(value: object, place: str) -> CriterionShape:
    part = _object(value, place, ("id", "code", "name", "sub_criteria"))
    return CriterionShape(
        id=_id(part["id"], place),
        code=_text(part["code"], f"{place}.code", LONGEST_CRITERION),
        name=read_words(part["name"], f"{place}.name"),
        sub_criteria=_list(part["sub_criteria"], f"{place}.sub_criteria", _sub_criterion, MOST_SUB_CRITERIA),
    )


def _sub_criterion(value: object, place: str) -> SubCriterionShape:
    part = _object(value, place, ("id", "code", "name", "day", "aspects"))
    return SubCriterionShape(
        id=_id(part["id"], place),
        code=_text(part["code"], f"{place}.code", LONGEST_CRITERION),
        name=read_words(part["name"], f"{place}.name"),
        day=None if part["day"] is None else _whole(part["day"], f"{place}.day", 1, LATEST_DAY),
        aspects=_list(part["aspects"], f"{place}.aspects", _aspect, MOST_ASPECTS),
    )


def _aspect(value: object, place: str) -> AspectShape:
    part = _object(value, place, tuple(AspectShape.__annotations__))
    kind = _text(part["type"], f"{place}.type", 1)
    if kind not in ("M", "J", ""):
        raise DomainError("draft_unreadable", place=f"{place}.type")
    return AspectShape(
        id=_id(part["id"], place),
        code=_text(part["code"], f"{place}.code", LONGEST_SECTION),
        type=kind,
        description=read_words(part["description"], f"{place}.description"),
        max=_text(part["max"], f"{place}.max", LONGEST_NUMBER),
        section=_text(part["section"], f"{place}.section", LONGEST_SECTION),
        extra=_maybe_words(part["extra"], f"{place}.extra"),
        requirement=_maybe_words(part["requirement"], f"{place}.requirement"),
        unit=_text(part["unit"], f"{place}.unit", LONGEST_UNIT),
        calculation=None if part["calculation"] is None else _calculation(part["calculation"], f"{place}.calculation"),
        descriptors=_descriptors(part["descriptors"], f"{place}.descriptors"),
    )


def _descriptors(value: object, place: str) -> list[Words]:
    texts = _list(value, place, read_words, SCORE_COUNT)
    if len(texts) not in (0, SCORE_COUNT):
        raise DomainError("draft_unreadable", place=place)
    return texts or [{} for _ in range(SCORE_COUNT)]


def _calculation(value: object, place: str) -> CalculationShape:
    part = _object(value, place, ("type", "parameters", "name", "shared", "number"))
    kind, parameters = part["type"], part["parameters"]
    if kind not in tuple(CalculationType) or not isinstance(parameters, dict) or not isinstance(part["shared"], bool):
        raise DomainError("draft_unreadable", place=place)
    _limit(place, len(parameters), MOST_PARAMETERS)
    return CalculationShape(
        type=str(kind),
        parameters={
            _text(name, place, LONGEST_UNIT): _text(text, f"{place}.{name}", LONGEST_PARAMETER)
            for name, text in parameters.items()
        },
        name=_text(part["name"], f"{place}.name", LONGEST_PARAMETER),
        shared=part["shared"],
        number=None if part["number"] is None else _whole(part["number"], f"{place}.number", 0, _LARGEST),
    )


def _maybe_words(value: object, place: str) -> Words | None:
    return None if value is None else read_words(value, place) or None


def _object(value: object, place: str, keys: Sequence[str]) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(keys):
        raise DomainError("draft_unreadable", place=place)
    return value


def _list(value: object, place: str, read: Callable[[object, str], _Part], most: int) -> list[_Part]:
    if not isinstance(value, list):
        raise DomainError("draft_unreadable", place=place)
    _limit(place, len(value), most)
    return [read(each, f"{place}.{index}") for index, each in enumerate(value)]


def _text(value: object, place: str, longest: int) -> str:
    if not isinstance(value, str) or _UNPRINTABLE.search(value):
        raise DomainError("draft_unreadable", place=place)
    _limit(place, len(value), longest)
    return value


def _whole(value: object, place: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise DomainError("draft_unreadable", place=place)
    return value


def _id(value: object, place: str) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise DomainError("draft_unreadable", place=f"{place}.id")
    return value


def _limit(place: str, found: int, most: int) -> None:
    if found > most:
        raise DomainError("draft_too_large", place=place, limit=str(most))
