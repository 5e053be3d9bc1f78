"""What differs between two marking schemes: criterion by criterion, aspect by aspect, field by field. Source: N10."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.calculations import plain_parameters
from competition.domain.decimals import two_decimals
from competition.domain.scheme import Aspect, Calculation, Criterion, Scheme, StandardSection, SubCriterion, Text
from competition.domain.scheme_matching import Matching, match_schemes


class Part(StrEnum):
    """A part of a scheme."""

    SECTION = "section"
    CRITERION = "criterion"
    SUB_CRITERION = "sub_criterion"
    ASPECT = "aspect"


class Kind(StrEnum):
    """What happened to a part. MOVED: to another sub-criterion or criterion, perhaps changed as well.

    RENUMBERED: nothing but its code, because of others before it.
    """

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its old and new text. name: of the field; language: of a text, "" for what has none."""

    name: str
    old: str
    new: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class PartChange:
    """What happened to a part.

    code, former: where it stands now and stood before; "" on the side where it does not exist. name: what it is
    called, on the new side if there is one. max_mark: of an aspect that was added or removed, else "".
    """

    part: Part
    kind: Kind
    code: str
    former: str
    name: Text
    fields: tuple[FieldChange, ...] = ()
    max_mark: str = ""

    @property
    def place(self) -> str:
        """Return the code under which the part is listed."""
        return self.code or self.former


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs, in the order of the new scheme; what was removed stands where it was."""

    changes: tuple[PartChange, ...]
    matching: Matching

    @property
    def is_empty(self) -> bool:
        """Tell whether the schemes say the same."""
        return not self.changes

    def count(self, kind: Kind, part: Part | None = None) -> int:
        """Return how many parts, or parts of one sort, were added, removed, moved, changed or renumbered."""
        return sum(each.kind is kind and part in (None, each.part) for each in self.changes)

    def of_criterion(self, letter: str) -> tuple[PartChange, ...]:
        """Return the changes below one criterion, "" for the sections of the standard."""
        return tuple(each for each in self.changes if _letter(each) == letter)

    def letters(self) -> tuple[str, ...]:
        """Return the criteria that have changes, in order; "" first for the standard."""
        return tuple(sorted({_letter(each) for each in self.changes}))


def compare_schemes(old: Scheme, new: Scheme, matching: Matching | None = None) -> Difference:
    """Return what differs between two schemes."""
    found = matching or match_schemes(old, new)
    changes = [
        *_sections(old.sections, new.sections),
        *_criteria(old, new),
        *_sub_criteria(old, new, found),
        *_aspects(old, new, found),
    ]
    places = {code: place for place, code in enumerate(_codes(old, new))}
    return Difference(tuple(sorted(changes, key=lambda each: places[_key(each)])), found)


def calculation_text(calculation: Calculation | None) -> str:
    """Return a calculation as one line: its type and parameters; "" for pass or fail without one."""
    if calculation is None:
        return ""
    parameters = ", ".join(f"{key} {value}" for key, value in plain_parameters(calculation.parameters).items())
    return f"{calculation.type.value}: {parameters}" if parameters else calculation.type.value


def text_changes(name: str, old: Text | None, new: Text | None) -> Iterator[FieldChange]:
    """Yield what changed in a text, language by language."""
    before, after = old or {}, new or {}
    for language in sorted(before.keys() | after.keys()):
        if before.get(language, "") != after.get(language, ""):
            yield FieldChange(name, before.get(language, ""), after.get(language, ""), language)


def aspect_changes(old: Aspect, new: Aspect) -> tuple[FieldChange, ...]:
    """Return what changed in an aspect, besides its code."""
    descriptors = max(len(old.descriptors), len(new.descriptors))
    return (
        *text_changes("description", old.description, new.description),
        *_plain("type", old.type.value, new.type.value),
        *_plain("max_mark", two_decimals(old.max_mark), two_decimals(new.max_mark)),
        *_plain("section", old.section, new.section),
        *_plain("calculation", calculation_text(old.calculation), calculation_text(new.calculation)),
        *_plain("unit", old.unit, new.unit),
        *text_changes("requirement", old.requirement, new.requirement),
        *text_changes("extra", old.extra, new.extra),
        *(
            change
            for score in range(descriptors)
            for change in text_changes(f"score_{score}", _at(old.descriptors, score), _at(new.descriptors, score))
        ),
    )


def _codes(old: Scheme, new: Scheme) -> Iterator[str]:
    """Yield the keys of all parts in the order in which changes are told."""
    sections = {each.code: None for each in (*new.sections, *old.sections)}
    yield from (f"section {code}" for code in sections)
    letters = {each.code: None for each in (*new.criteria, *old.criteria)}
    parts = {each.code: each for each in (*old.criteria, *new.criteria)}
    former = {each.code: each for each in old.criteria}
    for letter in sorted(letters):
        yield letter
        criteria = [each for each in (parts[letter], former.get(letter)) if each is not None]
        subs: dict[str, list[SubCriterion]] = {}
        for sub in (sub for criterion in criteria for sub in criterion.sub_criteria):
            subs.setdefault(sub.code, []).append(sub)
        for code, both in sorted(subs.items(), key=lambda each: (len(each[0]), each[0])):
            yield code
            yield from {aspect.code: None for sub in both for aspect in sub.aspects}


def _key(change: PartChange) -> str:
    return f"section {change.place}" if change.part is Part.SECTION else change.place


def _letter(change: PartChange) -> str:
    return "" if change.part is Part.SECTION else change.place[:1]


def _sections(old: Sequence[StandardSection], new: Sequence[StandardSection]) -> Iterator[PartChange]:
    before, after = {each.code: each for each in old}, {each.code: each for each in new}
    for code, section in after.items():
        former = before.get(code)
        if former is None:
            yield PartChange(Part.SECTION, Kind.ADDED, code, "", section.name, max_mark=two_decimals(section.weight))
            continue
        fields = (
            *text_changes("name", former.name, section.name),
            *_plain("weight", two_decimals(former.weight), two_decimals(section.weight)),
        )
        if fields:
            yield PartChange(Part.SECTION, Kind.CHANGED, code, code, section.name, fields)
    for code, section in before.items():
        if code not in after:
            yield PartChange(Part.SECTION, Kind.REMOVED, "", code, section.name, max_mark=two_decimals(section.weight))


def _criteria(old: Scheme, new: Scheme) -> Iterator[PartChange]:
    before, after = {each.code: each for each in old.criteria}, {each.code: each for each in new.criteria}
    for code, criterion in after.items():
        former = before.get(code)
        if former is None:
            yield PartChange(Part.CRITERION, Kind.ADDED, code, "", criterion.name)
        elif fields := tuple(text_changes("name", former.name, criterion.name)):
            yield PartChange(Part.CRITERION, Kind.CHANGED, code, code, criterion.name, fields)
    for code, criterion in before.items():
        if code not in after:
            yield PartChange(Part.CRITERION, Kind.REMOVED, "", code, criterion.name)


def _sub_criteria(old: Scheme, new: Scheme, found: Matching) -> Iterator[PartChange]:
    before = {sub.code: sub for sub in _subs(old.criteria)}
    for sub in _subs(new.criteria):
        former = before.get(found.sub_criteria.get(sub.code, ""))
        if former is None:
            yield PartChange(Part.SUB_CRITERION, Kind.ADDED, sub.code, "", sub.name)
            continue
        fields = (*text_changes("name", former.name, sub.name), *_plain("day", _day(former), _day(sub)))
        if kind := _kind(sub.code[:1] != former.code[:1], fields, sub.code != former.code):
            yield PartChange(Part.SUB_CRITERION, kind, sub.code, former.code, sub.name, fields)
    for code in before.keys() - set(found.sub_criteria.values()):
        yield PartChange(Part.SUB_CRITERION, Kind.REMOVED, "", code, before[code].name)


def _aspects(old: Scheme, new: Scheme, found: Matching) -> Iterator[PartChange]:
    before = {aspect.code: (sub, aspect) for sub in _subs(old.criteria) for aspect in sub.aspects}
    for sub in _subs(new.criteria):
        for aspect in sub.aspects:
            mark = two_decimals(aspect.max_mark)
            known = found.aspects.get(aspect.code)
            if known is None:
                yield PartChange(Part.ASPECT, Kind.ADDED, aspect.code, "", aspect.description, max_mark=mark)
                continue
            home, former = before[known]
            fields = aspect_changes(former, aspect)
            moved = found.sub_criteria.get(sub.code) != home.code
            if kind := _kind(moved, fields, aspect.code != former.code):
                yield PartChange(Part.ASPECT, kind, aspect.code, former.code, aspect.description, fields)
    for code in before.keys() - set(found.aspects.values()):
        lost = before[code][1]
        mark = two_decimals(lost.max_mark)
        yield PartChange(Part.ASPECT, Kind.REMOVED, "", code, lost.description, max_mark=mark)


def _kind(moved: bool, fields: Sequence[FieldChange], renumbered: bool) -> Kind | None:
    if moved:
        return Kind.MOVED
    if fields:
        return Kind.CHANGED
    return Kind.RENUMBERED if renumbered else None


def _subs(criteria: Iterable[Criterion]) -> Iterator[SubCriterion]:
    return (sub for criterion in criteria for sub in criterion.sub_criteria)


def _day(sub_criterion: SubCriterion) -> str:
    return "" if sub_criterion.day is None else str(sub_criterion.day)


def _at(texts: Sequence[Text], place: int) -> Text | None:
    return texts[place] if place < len(texts) else None


def _plain(name: str, old: str, new: str) -> tuple[FieldChange, ...]:
    return () if old == new else (FieldChange(name, old, new),)
