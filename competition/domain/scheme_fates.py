"""What becomes of existing marks when a marking scheme changes: kept, recomputed or asked again. Source: N10.

A mark is never rescaled by itself and never comes to stand for something else. What was entered stays: a score, a
measured value. Where the new version asks the same, it counts on, by the new maximum and calculation; where it asks
something else, the old entry is kept on record and the aspect is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from competition.domain.calculations import plain_parameters, without_translations
from competition.domain.errors import DomainError
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType, Scheme, Text
from competition.domain.scheme_difference import calculation_text
from competition.domain.scheme_matching import Matching, plain_text


class Fate(StrEnum):
    """What becomes of the marks of an aspect. SET_ASIDE: it is gone; its marks are on record and count no more."""

    KEPT = "kept"
    RECOMPUTED = "recomputed"
    ASKED_AGAIN = "asked_again"
    SET_ASIDE = "set_aside"


class Cause(StrEnum):
    """A kind of change, as far as marks are concerned."""

    ADDED = "added"
    REMOVED = "removed"
    TYPE = "type"
    REWRITTEN = "rewritten"
    CALCULATION = "calculation"
    CHOICES = "choices"
    UNIT = "unit"
    REQUIREMENT = "requirement"
    DESCRIPTORS = "descriptors"
    MAX_MARK = "max_mark"
    FIGURES = "figures"
    WORDING = "wording"
    TRANSLATION = "translation"
    SECTION = "section"
    MOVED = "moved"
    RENUMBERED = "renumbered"


_FATES: Mapping[Cause, Fate] = {
    Cause.ADDED: Fate.ASKED_AGAIN,
    Cause.REMOVED: Fate.SET_ASIDE,
    Cause.TYPE: Fate.ASKED_AGAIN,
    Cause.REWRITTEN: Fate.ASKED_AGAIN,
    Cause.CALCULATION: Fate.ASKED_AGAIN,
    Cause.CHOICES: Fate.ASKED_AGAIN,
    Cause.UNIT: Fate.ASKED_AGAIN,
    Cause.REQUIREMENT: Fate.ASKED_AGAIN,
    Cause.DESCRIPTORS: Fate.ASKED_AGAIN,
    Cause.MAX_MARK: Fate.RECOMPUTED,
    Cause.FIGURES: Fate.RECOMPUTED,
    Cause.WORDING: Fate.KEPT,
    Cause.TRANSLATION: Fate.KEPT,
    Cause.SECTION: Fate.KEPT,
    Cause.MOVED: Fate.KEPT,
    Cause.RENUMBERED: Fate.KEPT,
}
"""What each kind of change does when nobody decides otherwise."""
_CLEAR = frozenset({Cause.ADDED, Cause.REMOVED, Cause.TYPE, Cause.CALCULATION, Cause.CHOICES, Cause.UNIT})
"""Changes after which an old entry cannot be read as an answer to what is asked now, whatever a person decides."""
_DECIDED_BY_REQUIREMENT = frozenset(
    {CalculationType.PASS_FAIL, CalculationType.NUMBER_COMPLETED, CalculationType.CHOICE}
)
"""Calculations whose value is a decision that was made against the requirement, not a size that was read off."""
_STRENGTH = (Fate.KEPT, Fate.RECOMPUTED, Fate.ASKED_AGAIN, Fate.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class AspectFate:
    """What becomes of an aspect's marks, and why.

    code: of the new version, "" for one that is gone. former: of the old version, "" for one that is new. causes: the
    gravest first; empty for an aspect that nothing happened to. choices: the fates that a person may choose from.
    """

    code: str
    former: str
    fate: Fate
    causes: tuple[Cause, ...]
    choices: tuple[Fate, ...]

    @property
    def is_plain(self) -> bool:
        """Tell whether nothing happened that anybody who marks would notice."""
        return not set(self.causes) - {Cause.RENUMBERED, Cause.TRANSLATION}

    @property
    def is_carried(self) -> bool:
        """Tell whether the new aspect goes on with the old one's marks."""
        return self.fate in (Fate.KEPT, Fate.RECOMPUTED)


def aspect_fates(old: Scheme, new: Scheme, matching: Matching) -> tuple[AspectFate, ...]:
    """Return what becomes of the marks of every aspect: the new version's in order, then those that are gone."""
    former = {aspect.code: (sub.code, aspect) for criterion in old.criteria for sub in criterion.sub_criteria
              for aspect in sub.aspects}  # fmt: skip
    fates = []
    for sub in (sub for criterion in new.criteria for sub in criterion.sub_criteria):
        for aspect in sub.aspects:
            known = matching.aspects.get(aspect.code)
            if known is None:
                fates.append(_fate(aspect.code, "", (Cause.ADDED,)))
                continue
            home, before = former[known]
            causes = list(_causes(before, aspect))
            if aspect.code in matching.rewritten:
                causes.append(Cause.REWRITTEN)
            if matching.sub_criteria.get(sub.code) != home:
                causes.append(Cause.MOVED)
            elif aspect.code != known:
                causes.append(Cause.RENUMBERED)
            fates.append(_fate(aspect.code, known, tuple(causes)))
    kept = set(matching.aspects.values())
    return (*fates, *(_fate("", code, (Cause.REMOVED,)) for code in former if code not in kept))


def decide_fates(fates: tuple[AspectFate, ...], decisions: Mapping[str, str]) -> tuple[AspectFate, ...]:
    """Return the fates as a person decided them.

    decisions: the wanted fate by the new aspect's code.
    Raises DomainError `fate_not_possible` for an aspect that is not there or a fate that it cannot have.
    """
    decided = {each.code: each for each in fates if each.code}
    for code, wanted in decisions.items():
        known = decided.get(code)
        if known is None or wanted not in list(Fate) or Fate(wanted) not in known.choices:
            raise DomainError("fate_not_possible", aspect=code)
        decided[code] = replace(known, fate=Fate(wanted))
    return tuple(decided.get(each.code, each) for each in fates)


def carried_aspects(fates: tuple[AspectFate, ...]) -> dict[str, str]:
    """Return the aspects that go on with the marks of an old one, new to old code."""
    return {each.code: each.former for each in fates if each.is_carried}


def _fate(code: str, former: str, causes: tuple[Cause, ...]) -> AspectFate:
    """Return the gravest fate among the causes, with the other fates that a person may choose."""
    ordered = tuple(sorted(causes, key=lambda each: -_STRENGTH.index(_FATES[each])))
    fate = _FATES[ordered[0]] if ordered else Fate.KEPT
    if fate is Fate.SET_ASIDE or not former:
        return AspectFate(code, former, fate, ordered, ())
    # What was only reworded may still mean something else, and the other way round: a person knows.
    recomputes = any(_FATES[each] is Fate.RECOMPUTED for each in causes)
    carried = Fate.RECOMPUTED if recomputes else Fate.KEPT
    choices = () if _CLEAR & set(causes) or not causes else (carried, Fate.ASKED_AGAIN)
    return AspectFate(code, former, fate, ordered, choices)


def _causes(old: Aspect, new: Aspect) -> Iterator[Cause]:
    """Yield what changed in an aspect, as far as marks are concerned."""
    if old.type is not new.type:
        yield Cause.TYPE
    if new.type is AspectType.MEASUREMENT is old.type:
        yield from _measurement_causes(old, new)
    if old.max_mark != new.max_mark:
        yield Cause.MAX_MARK
    if old.section != new.section:
        yield Cause.SECTION
    texts = [(old.description, new.description), (old.extra, new.extra)]
    if new.type is AspectType.JUDGEMENT is old.type:
        levels = [
            (_at(old, score), _at(new, score)) for score in range(max(len(old.descriptors), len(new.descriptors)))
        ]
        if any(_reworded(*pair) for pair in levels):
            yield Cause.DESCRIPTORS
        texts += [pair for pair in levels if not _reworded(*pair)]
    if not _is_decided_by_requirement(new):
        texts.append((old.requirement, new.requirement))
    if any(_reworded(*pair) for pair in texts):
        yield Cause.WORDING
    elif any(_translated(*pair) for pair in texts):
        yield Cause.TRANSLATION


def _measurement_causes(old: Aspect, new: Aspect) -> Iterator[Cause]:
    kinds = _kind(old.calculation), _kind(new.calculation)
    if kinds[0] is not kinds[1]:
        yield Cause.CALCULATION
    elif kinds[0] is CalculationType.CHOICE and not _same_choices(old.calculation, new.calculation):
        yield Cause.CHOICES
    elif _figures(old.calculation) != _figures(new.calculation):
        yield Cause.FIGURES
    if old.unit != new.unit and kinds[1] not in _DECIDED_BY_REQUIREMENT:
        yield Cause.UNIT
    if _is_decided_by_requirement(new) and _reworded(old.requirement, new.requirement):
        yield Cause.REQUIREMENT


def _kind(calculation: Calculation | None) -> CalculationType:
    return calculation.type if calculation else CalculationType.PASS_FAIL


def _figures(calculation: Calculation | None) -> str:
    """Return what a calculation computes with; its name and row make no difference."""
    if calculation is None or not calculation.parameters:
        return ""
    return calculation_text(replace(calculation, parameters=without_translations(calculation.parameters)))


def _same_choices(old: Calculation | None, new: Calculation | None) -> bool:
    """Tell whether the choices that there were still mean the same; further ones may follow."""
    before, after = (plain_parameters(each.parameters) if each else {} for each in (old, new))
    names = [key for key in before if key.startswith("CHOICE") and key.endswith(("_LABEL", "_DEDUCTION"))]
    if any(key not in after for key in names if key.endswith("_DEDUCTION")):
        return False
    labels = {key for key in (*before, *after) if key.endswith("_LABEL") and f"{key[:-6]}_DEDUCTION" in before}
    return all(plain_text(before.get(key, "")) == plain_text(after.get(key, "")) for key in labels)


def _is_decided_by_requirement(aspect: Aspect) -> bool:
    return aspect.type is AspectType.MEASUREMENT and _kind(aspect.calculation) in _DECIDED_BY_REQUIREMENT


def _at(aspect: Aspect, score: int) -> Text | None:
    return aspect.descriptors[score] if score < len(aspect.descriptors) else None


def _reworded(old: Text | None, new: Text | None) -> bool:
    """Tell whether a text says something else in a language in which judges read it before and after."""
    before, after = old or {}, new or {}
    if not before or not after:
        return bool(before) != bool(after)
    return any(plain_text(before[each]) != plain_text(after[each]) for each in before.keys() & after.keys())


def _translated(old: Text | None, new: Text | None) -> bool:
    before, after = old or {}, new or {}
    return before.keys() != after.keys()
