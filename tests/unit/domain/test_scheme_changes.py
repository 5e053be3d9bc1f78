"""Two schemes are matched by what they say, compared field by field, and marks get their fate. Source: PRODUCT N10."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
)
from competition.domain.scheme_difference import Kind, Part, compare_schemes
from competition.domain.scheme_fates import Cause, Fate, aspect_fates, decide_fates
from competition.domain.scheme_matching import match_schemes
from competition.domain.scheme_merge import language_cover, merge_language
from competition.formats.scheme_sheet import read_scheme, write_scheme

LEVELS = tuple({"en": f"level {score}"} for score in range(4))


def m(code: str, words: str, mark: str = "1.00", **more: object) -> Aspect:
    values = {"description": {"en": words}, "section": "1", **more}
    return Aspect(code, AspectType.MEASUREMENT, max_mark=Decimal(mark), **values)  # type: ignore[arg-type]


def j(code: str, words: str, mark: str = "1.00", **more: object) -> Aspect:
    values = {"description": {"en": words}, "section": "1", "descriptors": LEVELS, **more}
    return Aspect(code, AspectType.JUDGEMENT, max_mark=Decimal(mark), **values)  # type: ignore[arg-type]


def scheme(*subs: tuple[str, str, tuple[Aspect, ...]]) -> Scheme:
    criteria: dict[str, list[SubCriterion]] = {}
    for code, name, aspects in subs:
        criteria.setdefault(code[0], []).append(SubCriterion(code, {"en": name}, 1, aspects))
    return Scheme(
        tuple(Criterion(letter, {"en": f"Criterion {letter}"}, tuple(parts)) for letter, parts in criteria.items()),
        (StandardSection("1", {"en": "Work"}, Decimal(100)),),
    )


def pairs(old: Scheme, new: Scheme, rows: dict[str, str] | None = None) -> dict[str, str]:
    return dict(match_schemes(old, new, rows).aspects)


def test_an_aspect_that_is_put_in_front_takes_no_mark_of_those_behind() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes"), m("A1.M2", "Lid fits"))))
    new = scheme(("A1", "Box", (m("A1.M1", "Earth marked"), m("A1.M2", "Door closes"), m("A1.M3", "Lid fits"))))
    assert pairs(old, new) == {"A1.M2": "A1.M1", "A1.M3": "A1.M2"}


def test_aspects_that_differ_in_a_figure_are_different_ones() -> None:
    old = scheme(("A1", "Tools", (m("A1.M1", "Tool 1 put away"), m("A1.M2", "Tool 2 put away"))))
    new = scheme(("A1", "Tools", (m("A1.M1", "Tool 2 put away"), m("A1.M2", "Tool 7 put away"))))
    assert pairs(old, new) == {"A1.M1": "A1.M2"}


def test_equal_texts_in_several_sub_criteria_stay_where_they_are_in_order() -> None:
    old = scheme(("A1", "Day one", (m("A1.M1", "Tidy"), m("A1.M2", "Tidy"))), ("A2", "Day two", (m("A2.M1", "Tidy"),)))
    new = scheme(
        ("A1", "Briefing", (m("A1.M1", "Listened"),)),
        ("A2", "Day one", (m("A2.M1", "Tidy"), m("A2.M2", "Tidy"))),
        ("A3", "Day two", (m("A3.M1", "Tidy"),)),
    )
    assert pairs(old, new) == {"A2.M1": "A1.M1", "A2.M2": "A1.M2", "A3.M1": "A2.M1"}
    assert match_schemes(old, new).sub_criteria == {"A2": "A1", "A3": "A2"}


def test_a_text_that_stands_twice_elsewhere_is_not_guessed() -> None:
    old = scheme(("A1", "One", (m("A1.M1", "Tidy"), m("A1.M2", "Cable cut"), m("A1.M3", "Duct cut"))))
    new = scheme(
        ("A1", "One", (m("A1.M1", "Cable cut"), m("A1.M2", "Duct cut"))),
        ("B1", "Two", (m("B1.M1", "Tidy"), m("B1.M2", "Wall clean"))),
        ("C1", "Three", (m("C1.M1", "Tidy"), m("C1.M2", "Floor clean"))),
    )
    assert pairs(old, new) == {"A1.M1": "A1.M2", "A1.M2": "A1.M3"}


def test_the_same_row_with_another_text_is_the_same_aspect_and_says_so() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes"),)))
    new = scheme(("A1", "Box", (m("A1.M1", "Weight of the whole in kilograms"),)))
    assert pairs(old, new) == {}
    matching = match_schemes(old, new, {"A1.M1": "A1.M1", "A1": "A1"})
    assert (matching.aspects, matching.rewritten) == ({"A1.M1": "A1.M1"}, frozenset({"A1.M1"}))
    (fate,) = aspect_fates(old, new, matching)
    assert (fate.fate, fate.choices) == (Fate.ASKED_AGAIN, (Fate.KEPT, Fate.ASKED_AGAIN))


def test_a_row_that_was_overwritten_by_another_aspect_does_not_take_its_marks() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes"), m("A1.M2", "Lid fits"))))
    new = scheme(("A1", "Box", (m("A1.M1", "Lid fits"), m("A1.M2", "Door closes"))))
    rows = {"A1.M1": "A1.M1", "A1.M2": "A1.M2", "A1": "A1"}
    assert pairs(old, new, rows) == {"A1.M1": "A1.M2", "A1.M2": "A1.M1"}


def test_the_same_scheme_in_another_language_is_matched_by_place() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes"), j("A1.J1", "Look"))))
    aspects = tuple(replace(each, description={"zh": f"文 {each.code}"}) for each in old.aspects())
    new = Scheme((Criterion("A", {"zh": "甲"}, (SubCriterion("A1", {"zh": "盒"}, 1, aspects),)),), old.sections)
    assert pairs(old, new) == {"A1.M1": "A1.M1", "A1.J1": "A1.J1"}


def test_differences_are_told_part_by_part_with_old_and_new() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes", "2.00"), m("A1.M2", "Lid fits"), m("A1.M3", "Gone"))))
    new = scheme(
        ("A1", "Case", (m("A1.M1", "New"), m("A1.M2", "Door closes", "1.50"), m("A1.M3", "Lid fits"))),
        ("B1", "More", (m("B1.M1", "Further"),)),
    )
    new = replace(new, sections=(StandardSection("1", {"en": "Work"}, Decimal(90)),))
    found = compare_schemes(old, new)
    told = [(each.part, each.kind, each.code, each.former) for each in found.changes]
    assert told == [
        (Part.SECTION, Kind.CHANGED, "1", "1"),
        (Part.SUB_CRITERION, Kind.CHANGED, "A1", "A1"),
        (Part.ASPECT, Kind.ADDED, "A1.M1", ""),
        (Part.ASPECT, Kind.CHANGED, "A1.M2", "A1.M1"),
        (Part.ASPECT, Kind.RENUMBERED, "A1.M3", "A1.M2"),
        (Part.ASPECT, Kind.REMOVED, "", "A1.M3"),
        (Part.CRITERION, Kind.ADDED, "B", ""),
        (Part.SUB_CRITERION, Kind.ADDED, "B1", ""),
        (Part.ASPECT, Kind.ADDED, "B1.M1", ""),
    ]
    changed = next(each for each in found.changes if each.code == "A1.M2")
    assert [(field.name, field.old, field.new) for field in changed.fields] == [("max_mark", "2.00", "1.50")]
    assert compare_schemes(old, old).is_empty


def test_how_a_calculation_is_written_makes_no_difference() -> None:
    first = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4.0", "X": ""}, "Four", True, 3)
    second = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4"})
    old = scheme(("A1", "Box", (m("A1.M1", "Clamps", calculation=first),)))
    new = scheme(("A1", "Box", (m("A1.M1", "Clamps", calculation=second),)))
    assert compare_schemes(old, new).is_empty
    assert [each.causes for each in aspect_fates(old, new, match_schemes(old, new))] == [()]


OF_FOUR = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4"})
OF_FIVE = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "5"})
LENGTH = Calculation(
    CalculationType.REGULAR_DIFFERENCE_DEDUCTION, {"TARGET_VALUE": "5", "DIFFERENCE": "1", "DEDUCTION": "1"}
)
LABELS = {"CHOICE1_LABEL": "even", "CHOICE1_DEDUCTION": "0", "CHOICE2_LABEL": "rough", "CHOICE2_DEDUCTION": "1"}
CHOICE = Calculation(CalculationType.CHOICE, LABELS)
TORN = Calculation(CalculationType.CHOICE, {**LABELS, "CHOICE1_LABEL": "torn"})
THREE = Calculation(CalculationType.CHOICE, {**LABELS, "CHOICE3_LABEL": "no", "CHOICE3_DEDUCTION": "2"})
BEST = (*LEVELS[:3], {"en": "best"})
KEEP_OR_ASK = (Fate.KEPT, Fate.ASKED_AGAIN)
RECOMPUTED = (Fate.RECOMPUTED, (Fate.RECOMPUTED, Fate.ASKED_AGAIN))


@pytest.mark.parametrize(
    ("old", "changes", "cause", "fate", "choices"),
    [
        (m("A1.M1", "X"), {"max_mark": Decimal("2.00")}, Cause.MAX_MARK, *RECOMPUTED),
        (j("A1.J1", "X"), {"max_mark": Decimal("2.00")}, Cause.MAX_MARK, *RECOMPUTED),
        (m("A1.M1", "Door shuts"), {"description": {"en": "Door shuts."}}, Cause.WORDING, Fate.KEPT, KEEP_OR_ASK),
        (m("A1.M1", "X"), {"description": {"en": "X", "zh": "某"}}, Cause.TRANSLATION, Fate.KEPT, KEEP_OR_ASK),
        (m("A1.M1", "X"), {"extra": {"en": "help"}}, Cause.WORDING, Fate.KEPT, KEEP_OR_ASK),
        (m("A1.M1", "X"), {"section": "2"}, Cause.SECTION, Fate.KEPT, KEEP_OR_ASK),
        (m("A1.M1", "X"), {"requirement": {"en": "5 mm"}}, Cause.REQUIREMENT, Fate.ASKED_AGAIN, KEEP_OR_ASK),
        (m("A1.M1", "X", calculation=LENGTH), {"requirement": {"en": "5"}}, Cause.WORDING, Fate.KEPT, KEEP_OR_ASK),
        (m("A1.M1", "X", calculation=LENGTH), {"unit": "cm"}, Cause.UNIT, Fate.ASKED_AGAIN, ()),
        (m("A1.M1", "X", calculation=OF_FOUR), {"calculation": OF_FIVE}, Cause.FIGURES, *RECOMPUTED),
        (m("A1.M1", "X", calculation=OF_FOUR), {"calculation": None}, Cause.CALCULATION, Fate.ASKED_AGAIN, ()),
        (m("A1.M1", "X", calculation=CHOICE), {"calculation": TORN}, Cause.CHOICES, Fate.ASKED_AGAIN, ()),
        (m("A1.M1", "X", calculation=CHOICE), {"calculation": THREE}, Cause.FIGURES, *RECOMPUTED),
        (j("A1.J1", "X"), {"descriptors": BEST}, Cause.DESCRIPTORS, Fate.ASKED_AGAIN, KEEP_OR_ASK),
        (m("A1.M1", "X"), {"type": AspectType.JUDGEMENT}, Cause.TYPE, Fate.ASKED_AGAIN, ()),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_fate(
    old: Aspect, changes: dict[str, object], cause: Cause, fate: Fate, choices: tuple[Fate, ...]
) -> None:
    before = scheme(("A1", "Box", (old,)))
    after = scheme(("A1", "Box", (replace(old, **changes),)))  # type: ignore[arg-type]
    matching = match_schemes(before, after, {old.code: old.code})
    found = next(each for each in aspect_fates(before, after, matching) if each.code)
    assert (found.causes[0], found.fate, found.choices) == (cause, fate, choices)


def test_a_person_decides_only_where_there_is_a_choice() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "X", requirement={"en": "4"}), m("A1.M2", "Y"))))
    new = scheme(("A1", "Box", (m("A1.M1", "X", requirement={"en": "5"}), m("A1.M2", "Y"))))
    fates = aspect_fates(old, new, match_schemes(old, new))
    assert [each.fate for each in decide_fates(fates, {"A1.M1": "kept"})] == [Fate.KEPT, Fate.KEPT]
    for wrong in ({"A1.M2": "asked_again"}, {"A1.M1": "recomputed"}, {"A1.M1": "x"}, {"B9.M1": "kept"}):
        with pytest.raises(DomainError, match="fate_not_possible"):
            decide_fates(fates, wrong)


TEXTS = st.text("abcdé項Жض =+", min_size=1, max_size=14).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def two_languages(draw: st.DrawFn) -> Scheme:
    """Return a scheme whose texts are in English, and some of them in Chinese too."""

    def text(name: str) -> dict[str, str]:
        words = {"en": f"{name} {draw(TEXTS)}"}
        return {**words, "zh": f"{name} 中 {draw(TEXTS)}"} if draw(st.booleans()) else words

    subs = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        code = f"A{number}"
        aspects: list[Aspect] = []
        for place in range(1, draw(st.integers(1, 3)) + 1):
            extra = (draw(st.booleans()) and text("extra")) or None
            aspects.append(m(f"{code}.M{place}", "", description=text(f"M{number}{place}"), extra=extra))
        if draw(st.booleans()):
            aspects.append(
                j(f"{code}.J1", "", description=text("J"), descriptors=tuple(text(str(s)) for s in range(4)))
            )
        subs.append(SubCriterion(code, text(code), 1, tuple(aspects)))
    return Scheme((Criterion("A", text("A"), tuple(subs)),), (StandardSection("1", text("S"), Decimal(100)),))


NAMED_IN_TWO = Scheme(
    (
        Criterion(
            "A",
            {"en": "A"},
            (SubCriterion("A1", {"en": "Box", "zh": "盒"}, 1, (m("A1.M1", "", description={"en": "Lid"}),)),),
        ),
    ),
    (StandardSection("1", {"en": "S"}, Decimal(100)),),
)
"""Only the name of the sub-criterion is translated, so its aspects share no language with a Chinese file."""


@settings(max_examples=60, deadline=None)
@given(two_languages(), st.sampled_from(["en", "zh", "fr"]))
@example(NAMED_IN_TWO, "zh")
def test_a_file_in_one_language_brings_back_all_languages(whole: Scheme, language: str) -> None:
    """What was exported in any language and is imported again changes nothing."""
    found = read_scheme(write_scheme(whole, language=language), language=language).draft
    assert found is not None
    merged, _ = merge_language(whole, found, language)
    assert merged == whole


def test_a_translated_file_adds_its_language_and_a_new_meaning_loses_the_others() -> None:
    old = scheme(("A1", "Box", (m("A1.M1", "Door closes"), m("A1.M2", "Lid fits"))))
    french = scheme(("A1", "Box", (m("A1.M1", "La porte ferme"), m("A1.M2", "Lid fits"))))
    spoken = Scheme(
        tuple(
            replace(
                criterion,
                name={"fr": "Critère"},
                sub_criteria=tuple(
                    replace(
                        sub,
                        name={"fr": "Boîte"},
                        aspects=tuple(
                            replace(each, description={"fr": each.description["en"]}) for each in sub.aspects
                        ),
                    )
                    for sub in criterion.sub_criteria
                ),
            )
            for criterion in french.criteria
        )
    )
    merged, _ = merge_language(old, spoken, "fr")
    assert [each.description for each in merged.aspects()] == [
        {"en": "Door closes", "fr": "La porte ferme"},
        {"en": "Lid fits"},
    ]
    assert language_cover(merged) == {"en": (4, 4), "fr": (3, 4)}
    again = scheme(("A1", "Box", (m("A1.M1", "Door locks by itself"), m("A1.M2", "Lid fits."))))
    changed, _ = merge_language(merged, again, "en")
    assert [each.description for each in changed.aspects()] == [{"en": "Door locks by itself"}, {"en": "Lid fits."}]
