"""Which aspect of one marking scheme is which aspect of another. Source: PRODUCT N10.

Codes are running numbers: an aspect that is put in renumbers all that follow. Rows of a draft have ids, but a row can
be overwritten by another one's text. So what an aspect says decides: first where the ids agree, then inside
sub-criteria that belong together, then anywhere; where two could be meant, neither is taken. An aspect that is not
found again is asked again: a mark must never come to stand for something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from competition.domain.calculations import plain_parameters
from competition.domain.scheme import Aspect, Scheme, SubCriterion, Text

ALIKE = 0.7
"""How much of two descriptions must agree for one to be the other reworded, inside the same sub-criterion."""
MOST_PAIRS = 10_000
"""Pairs of texts that are looked at closely; where a scheme was written anew there is nothing to find in more."""
_LONGEST = 400
"""Characters of a text that are compared; a whole page would take seconds."""
_FIGURES = re.compile(r"\d+")
SHARE = 2
"""A sub-criterion is another one when at least one in so many of its aspects is found there."""


@dataclass(frozen=True, slots=True)
class Matching:
    """What belongs together, by code: new to old, an old one at most once.

    rewritten: new aspects of which only the row's id tells that they are old ones; they say something else.
    """

    aspects: Mapping[str, str]
    sub_criteria: Mapping[str, str]
    rewritten: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Place:
    """An aspect where it stands. home: the same for sub-criteria that belong together; number: among its aspects."""

    home: str
    number: int
    aspect: Aspect


Key = Callable[[_Place], Hashable]


def match_schemes(old: Scheme, new: Scheme, rows: Mapping[str, str] | None = None) -> Matching:
    """Return what of a new scheme is what of an old one.

    rows: new to old codes of sub-criteria and aspects whose rows have the same id.
    """
    language, known = common_language(old, new), dict(rows or {})
    sub_criteria = _match_sub_criteria(_sub_criteria(old), _sub_criteria(new), language, known)
    homes = {former: code for code, former in sub_criteria.items()}
    finder = _Finder(_places(old, homes), _places(new, None), language)
    finder.pair_all(known)
    return Matching(finder.found, sub_criteria, finder.rewritten)


def common_language(old: Scheme, new: Scheme) -> str:
    """Return the language in which two schemes are compared: the one that most aspects of both have.

    Where no aspects share one, the language that most names of sub-criteria have in common; "" for none.
    """
    for texts in (_descriptions, _names):
        before, after = (Counter(language for text in texts(each) for language in text) for each in (old, new))
        shared = sorted(before.keys() & after.keys())
        if shared:
            return max(shared, key=lambda each: min(before[each], after[each]))
    return ""


def _descriptions(scheme: Scheme) -> Iterator[Text]:
    return (aspect.description for aspect in scheme.aspects())


def _names(scheme: Scheme) -> Iterator[Text]:
    return (sub.name for sub in _sub_criteria(scheme).values())


def plain_text(text: str) -> str:
    """Return a text as it is compared: blanks and case do not make another one."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


class _Finder:
    """Pairs aspects in steps; what was paired is out of the next step."""

    def __init__(self, old: Iterable[_Place], new: Iterable[_Place], language: str) -> None:
        self.found: dict[str, str] = {}
        self.rewritten: frozenset[str] = frozenset()
        self._old, self._new, self._language = list(old), list(new), language

    def pair_all(self, rows: Mapping[str, str]) -> None:
        """Take every step, the surest first. rows: new to old codes of the same rows of a draft."""
        self._by_row(rows, only_alike=True)
        self._by_key(lambda place: (place.home, self._whole(place.aspect)))
        self._by_key(lambda place: (place.home, self._said(place.aspect)))
        self._by_key(lambda place: self._whole(place.aspect), only_once=True)
        self._by_key(lambda place: self._said(place.aspect), only_once=True)
        self._by_key(lambda place: (place.home, self._text(place.aspect)), only_once=True)
        self._by_likeness()
        self._by_place()
        known = set(self.found)
        self._by_row(rows, only_alike=False)
        self.rewritten = frozenset(self.found.keys() - known)

    def _by_row(self, rows: Mapping[str, str], *, only_alike: bool) -> None:
        """Pair aspects whose rows have the same id; only_alike: those that still say nearly the same."""
        before = {each.aspect.code: each.aspect for each in self._old}
        pairs = []
        for new in (each.aspect for each in self._new):
            old = before.get(rows.get(new.code, ""))
            if old is not None and (not only_alike or self._are_alike(old, new)):
                pairs.append((new.code, old.code))
        self._pair(pairs)

    def _are_alike(self, old: Aspect, new: Aspect) -> bool:
        texts = self._text(old), self._text(new)
        return texts[0] == texts[1] or _likeness(*texts) >= ALIKE

    def _by_key(self, key: Key, *, only_once: bool = False) -> None:
        """Pair aspects with the same key in their order; only_once: keys that stand once on either side alone."""
        waiting: dict[Hashable, list[str]] = {}
        for place in self._old:
            waiting.setdefault(key(place), []).append(place.aspect.code)
        counts = Counter(map(key, self._new))
        pairs = []
        for place in self._new:
            codes = waiting.get(key(place), [])
            is_clear = not only_once or (len(codes) == 1 and counts[key(place)] == 1)
            if codes and is_clear and self._text(place.aspect):
                pairs.append((place.aspect.code, codes.pop(0)))
        self._pair(pairs)

    def _by_likeness(self) -> None:
        """Pair aspects of one type and sub-criterion whose descriptions were reworded, the likest first."""
        pairs_of_home = [
            (new, old)
            for new in self._new
            for old in self._old
            if new.home == old.home and new.aspect.type is old.aspect.type
        ]
        if len(pairs_of_home) > MOST_PAIRS:
            return
        ranked = [
            (likeness, -abs(new.number - old.number), new.aspect.code, old.aspect.code)
            for new, old in pairs_of_home
            if (likeness := _likeness(self._text(old.aspect), self._text(new.aspect))) >= ALIKE
        ]
        taken: tuple[set[str], set[str]] = (set(), set())
        pairs = []
        for _, _, code, former in sorted(ranked, reverse=True):
            if code not in taken[0] and former not in taken[1]:
                taken[0].add(code)
                taken[1].add(former)
                pairs.append((code, former))
        self._pair(pairs)

    def _by_place(self) -> None:
        """Pair aspects that speak no common language by place, type and mark: the same scheme in another language."""
        places = {(old.home, old.number, old.aspect.type, old.aspect.max_mark): old for old in self._old}
        pairs = []
        for new in self._new:
            old = places.get((new.home, new.number, new.aspect.type, new.aspect.max_mark))
            if old is not None and not (old.aspect.description.keys() & new.aspect.description.keys()):
                pairs.append((new.aspect.code, old.aspect.code))
        self._pair(pairs)

    def _pair(self, pairs: list[tuple[str, str]]) -> None:
        self.found.update(pairs)
        taken = set(self.found.values())
        self._old = [each for each in self._old if each.aspect.code not in taken]
        self._new = [each for each in self._new if each.aspect.code not in self.found]

    def _text(self, aspect: Aspect) -> str:
        return plain_text(aspect.description.get(self._language, ""))

    def _said(self, aspect: Aspect) -> Hashable:
        return aspect.type, self._text(aspect)

    def _whole(self, aspect: Aspect) -> Hashable:
        """Return what an aspect says and how it is marked, without its code."""
        calculation = aspect.calculation
        parameters = tuple(plain_parameters(calculation.parameters).items()) if calculation else ()
        requirement = plain_text((aspect.requirement or {}).get(self._language, ""))
        marked = (aspect.max_mark, aspect.section, aspect.unit, requirement)
        return self._said(aspect), marked, calculation and calculation.type, parameters


def _sub_criteria(scheme: Scheme) -> dict[str, SubCriterion]:
    return {sub.code: sub for criterion in scheme.criteria for sub in criterion.sub_criteria}


def _places(scheme: Scheme, homes: Mapping[str, str] | None) -> Iterator[_Place]:
    """Yield every aspect. homes: for the old scheme, the new code of each sub-criterion that was found again."""
    for code, sub_criterion in _sub_criteria(scheme).items():
        home = code if homes is None else homes.get(code, f"former {code}")
        for number, aspect in enumerate(sub_criterion.aspects):
            yield _Place(home, number, aspect)


def _match_sub_criteria(
    before: dict[str, SubCriterion], after: dict[str, SubCriterion], language: str, rows: Mapping[str, str]
) -> dict[str, str]:
    """Return the old sub-criterion of each new one: the same row, name or aspects, the surest first."""
    found: dict[str, str] = {}

    def pair(code: str, former: str) -> None:
        found[code] = former
        before.pop(former)
        after.pop(code)

    def named(sub_criteria: Iterable[SubCriterion], name: str) -> list[SubCriterion]:
        return [each for each in sub_criteria if name and plain_text(each.name.get(language, "")) == name]

    names = {code: plain_text(sub.name.get(language, "")) for code, sub in after.items()}
    for code in [code for code in after if rows.get(code) in before]:
        row = before[rows[code]]
        if named([row], names[code]) or any(True for _ in _by_overlap({row.code: row}, {code: after[code]}, language)):
            pair(code, row.code)
    for code in [code for code in after if code in before and named([before[code]], names[code])]:
        pair(code, code)
    for code in list(after):
        same = named(before.values(), names[code])
        if len(same) == len(named(after.values(), names[code])) == 1:
            pair(code, same[0].code)
    for code, former in _by_overlap(before, after, language):
        if code in after and former in before:
            pair(code, former)
    for code in [code for code in after if code in before and _speaks_alike(before[code], after[code], language)]:
        pair(code, code)
    for code in [code for code in after if rows.get(code) in before]:
        pair(code, rows[code])
    return found


def _by_overlap(
    before: Mapping[str, SubCriterion], after: Mapping[str, SubCriterion], language: str
) -> Iterator[tuple[str, str]]:
    """Yield new and old codes of sub-criteria that have enough aspects in common, those with most first."""

    def said(sub: SubCriterion) -> Counter[Hashable]:
        texts = ((each.type, plain_text(each.description.get(language, ""))) for each in sub.aspects)
        return Counter(each for each in texts if each[1])

    ranked = []
    old_texts = {former: said(old) for former, old in before.items()}
    for code, sub in after.items():
        texts = said(sub)
        for former, old in before.items():
            overlap = (texts & old_texts[former]).total()
            if overlap and overlap * SHARE >= min(len(sub.aspects), len(old.aspects)):
                ranked.append((-overlap, code != former, code, former))
    yield from ((code, former) for _, _, code, former in sorted(ranked))


def _speaks_alike(old: SubCriterion, new: SubCriterion, language: str) -> bool:
    """Tell whether a sub-criterion that was renamed, or that speaks another language, is still the one of its code."""
    if not old.name.keys() & new.name.keys():
        return True
    pairs = ((first, second) for first in old.aspects for second in new.aspects if first.type is second.type)
    texts = ((first.description.get(language, ""), second.description.get(language, "")) for first, second in pairs)
    looked_at = islice(texts, MOST_PAIRS)
    return any(_likeness(plain_text(first), plain_text(second)) >= ALIKE for first, second in looked_at)


def _likeness(first: str, second: str) -> float:
    """Return how much two texts have in common, 0 to 1; 0 for what is surely too little.

    Texts that differ in a figure ("tool 1", "tool 2") mean different things, however like they look.
    """
    if not first or not second or _FIGURES.findall(first) != _FIGURES.findall(second):
        return 0.0
    matcher = SequenceMatcher(None, first[:_LONGEST], second[:_LONGEST], autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
