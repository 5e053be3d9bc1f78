"""Put a scheme that speaks one language, as a file does, together with one that speaks several. Source: PRODUCT N13."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from competition.domain.scheme import Aspect, Scheme, Text
from competition.domain.scheme_difference import calculation_text
from competition.domain.scheme_matching import Matching, match_schemes, plain_text

CLOSE = 0.9
"""How much of a corrected text must be as it was for its translations still to hold."""

LONGEST = 1000
"""Characters of a text up to which it is looked at so closely."""


def merge_language(base: Scheme, found: Scheme, language: str) -> tuple[Scheme, Matching]:
    """Return what a file says, with the other languages that the base has for the same things.

    Rows, marks, days and calculations are the file's. A text that the file leaves as it was keeps its translations; one
    that says something else loses them, since they would mislead. A text that the file has from another language, as an
    export writes it where there is none in its own, is no translation.
    found: in one language. Returns the scheme, and what of it is what of the base.
    """
    matching = match_schemes(base, found)
    aspects = {aspect.code: aspect for aspect in base.aspects()}
    subs = {sub.code: sub for criterion in base.criteria for sub in criterion.sub_criteria}
    criteria = {criterion.code: criterion for criterion in base.criteria}
    sections = {section.code: section for section in base.sections}
    merged = Scheme(
        tuple(
            replace(
                criterion,
                name=_text(_name(criteria.get(criterion.code)), criterion.name, language),
                sub_criteria=tuple(
                    replace(
                        sub,
                        name=_text(_name(subs.get(matching.sub_criteria.get(sub.code, ""))), sub.name, language),
                        aspects=tuple(
                            _aspect(aspects.get(matching.aspects.get(each.code, "")), each, language)
                            for each in sub.aspects
                        ),
                    )
                    for sub in criterion.sub_criteria
                ),
            )
            for criterion in found.criteria
        ),
        tuple(
            replace(section, name=_text(_name(sections.get(section.code)), section.name, language))
            for section in found.sections
        ),
    )
    return merged, matching


def _name(part: object) -> Text:
    name: Text = getattr(part, "name", {})
    return name


def _aspect(old: Aspect | None, new: Aspect, language: str) -> Aspect:
    if old is None:
        return new
    descriptors = new.descriptors
    if old.descriptors and old.type is new.type:
        levels = new.descriptors or ({},) * len(old.descriptors)
        known = (*old.descriptors, *({},) * len(levels))
        descriptors = tuple(_text(known[score], each, language) for score, each in enumerate(levels))
    same_calculation = calculation_text(old.calculation) == calculation_text(new.calculation)
    return replace(
        new,
        description=_text(old.description, new.description, language),
        extra=_text(old.extra or {}, new.extra or {}, language) or None,
        requirement=_text(old.requirement or {}, new.requirement or {}, language) or None,
        descriptors=descriptors if any(descriptors) else (),
        calculation=old.calculation if same_calculation else new.calculation,
    )


def _text(old: Text, new: Text, language: str) -> Text:
    """Return a text in all languages in which it holds."""
    said, known = new.get(language, ""), old.get(language, "")
    if not said:
        # Nothing in the file takes away what is said in this language; other languages were not in it.
        return old if not known else {}
    if not known:
        borrowed = plain_text(next(iter(old.values()), ""))
        return old if borrowed and plain_text(said) == borrowed else {**old, language: said}
    if _holds(known, said):
        return {**old, language: said}
    return {language: said}


def _holds(known: str, said: str) -> bool:
    """Tell whether a text is as it was but for a correction."""
    before, after = plain_text(known), plain_text(said)
    if before == after:
        return True
    if max(len(before), len(after)) > LONGEST:
        return False
    return SequenceMatcher(None, before, after, autojunk=False).ratio() >= CLOSE


def language_cover(scheme: Scheme) -> Mapping[str, tuple[int, int]]:
    """Return for each language of a scheme how many texts it has, and of how many; the fullest language first."""
    texts = [
        text
        for text in (
            *(section.name for section in scheme.sections),
            *(criterion.name for criterion in scheme.criteria),
            *(sub.name for criterion in scheme.criteria for sub in criterion.sub_criteria),
            *(
                text
                for aspect in scheme.aspects()
                for text in (aspect.description, aspect.extra, aspect.requirement, *aspect.descriptors)
            ),
        )
        if text
    ]
    counts: dict[str, int] = {}
    for language in (language for text in texts for language in text):
        counts[language] = counts.get(language, 0) + 1
    ordered = sorted(counts, key=lambda each: (-counts[each], each))
    return {language: (counts[language], len(texts)) for language in ordered}
