"""A scheme with every kind of aspect, and the changes that somebody may make to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from competition.domain.scheme import Aspect, Calculation, CalculationType, Criterion, Scheme, SubCriterion
from tests.factories import judged, measured

OF_FOUR = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4"})


OF_THREE = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "3"})


CHOICES = Calculation(
    CalculationType.CHOICE,
    {"CHOICE1_LABEL": "even", "CHOICE1_DEDUCTION": "0", "CHOICE2_LABEL": "rough", "CHOICE2_DEDUCTION": "2.5"},
)


LENGTH = Calculation(
    CalculationType.REGULAR_DIFFERENCE_DEDUCTION, {"TARGET_VALUE": "500", "DIFFERENCE": "1", "DEDUCTION": "2"}
)


def texts(aspect: Aspect, words: str, **changes: object) -> Aspect:
    return replace(aspect, description={"en": words}, **changes)  # type: ignore[arg-type]


def rich_scheme() -> Scheme:
    """Return 100 marks: A1 (judged, pass or fail, of four), A2 (choice, length), B1 on day 2 (judged, pass or fail)."""
    return Scheme(
        (
            Criterion(
                "A",
                {"en": "Wiring"},
                (
                    SubCriterion(
                        "A1",
                        {"en": "Panel"},
                        1,
                        (
                            texts(judged("A1.J1", "20.00"), "Look of the panel"),
                            texts(measured("A1.M1", "10.00"), "Door closes", requirement={"en": "without force"}),
                            texts(measured("A1.M2", "10.00", OF_FOUR), "Clamps in place"),
                        ),
                    ),
                    SubCriterion(
                        "A2",
                        {"en": "Cable"},
                        1,
                        (
                            texts(measured("A2.M1", "10.00", CHOICES), "Edge of the duct"),
                            texts(measured("A2.M2", "10.00", LENGTH), "Length of the duct", unit="mm"),
                        ),
                    ),
                ),
            ),
            Criterion(
                "B",
                {"en": "Program"},
                (
                    SubCriterion(
                        "B1",
                        {"en": "Logic"},
                        2,
                        (
                            texts(judged("B1.J1", "30.00"), "Clarity of the program"),
                            texts(measured("B1.M1", "10.00"), "Motor starts"),
                        ),
                    ),
                ),
            ),
        ),
    )


Edit = Callable[[Scheme], Scheme]


def each_aspect(edit: Callable[[Aspect], Aspect | None]) -> Edit:
    """Return a change of single aspects; None takes one away."""

    def changed(scheme: Scheme) -> Scheme:
        return each_sub(
            lambda sub: replace(sub, aspects=tuple(kept for each in sub.aspects if (kept := edit(each)) is not None))
        )(scheme)

    return changed


def each_sub(edit: Callable[[SubCriterion], SubCriterion | None]) -> Edit:
    """Return a change of single sub-criteria; None takes one away."""

    def changed(scheme: Scheme) -> Scheme:
        criteria = [
            replace(
                criterion,
                sub_criteria=tuple(kept for sub in criterion.sub_criteria if (kept := edit(sub)) is not None),
            )
            for criterion in scheme.criteria
        ]
        return numbered(replace(scheme, criteria=tuple(each for each in criteria if each.sub_criteria)))

    return changed


def numbered(scheme: Scheme) -> Scheme:
    """Return a scheme with codes as a draft has them: by place."""
    criteria = []
    for letter, criterion in zip("ABC", scheme.criteria, strict=False):
        subs = []
        for number, sub in enumerate(criterion.sub_criteria, start=1):
            counts = {"M": 0, "J": 0}
            aspects = []
            for aspect in sub.aspects:
                counts[aspect.type.value] += 1
                aspects.append(replace(aspect, code=f"{letter}{number}.{aspect.type.value}{counts[aspect.type.value]}"))
            subs.append(replace(sub, code=f"{letter}{number}", aspects=tuple(aspects)))
        criteria.append(replace(criterion, code=letter, sub_criteria=tuple(subs)))
    return replace(scheme, criteria=tuple(criteria))


def only(code: str, **changes: object) -> Edit:
    """Return a change of one aspect's fields."""
    return each_aspect(lambda each: replace(each, **changes) if each.code == code else each)  # type: ignore[arg-type]


def marks(**by_code: str) -> Edit:
    """Return a change of maxima; dots in codes are written `_`."""
    wanted = {code.replace("_", "."): Decimal(mark) for code, mark in by_code.items()}
    return each_aspect(lambda each: replace(each, max_mark=wanted.get(each.code, each.max_mark)))


def put_in_front(sub_code: str, aspect: Aspect) -> Edit:
    return each_sub(lambda sub: replace(sub, aspects=(aspect, *sub.aspects)) if sub.code == sub_code else sub)


def both(*edits: Edit) -> Edit:
    def changed(scheme: Scheme) -> Scheme:
        for edit in edits:
            scheme = edit(scheme)
        return scheme

    return changed


def split_a1(scheme: Scheme) -> Scheme:
    """Put the measurements of A1 into a sub-criterion of their own behind it."""
    first, *others = scheme.criteria[0].sub_criteria
    judged_part, rest = first.aspects[:1], first.aspects[1:]
    subs = (replace(first, aspects=judged_part), SubCriterion("A9", {"en": "Fittings"}, 1, rest), *others)
    return numbered(replace(scheme, criteria=(replace(scheme.criteria[0], sub_criteria=subs), *scheme.criteria[1:])))


def merge_a(scheme: Scheme) -> Scheme:
    """Put the aspects of A2 into A1."""
    first, second = scheme.criteria[0].sub_criteria
    one = replace(first, aspects=(*first.aspects, *second.aspects))
    return numbered(replace(scheme, criteria=(replace(scheme.criteria[0], sub_criteria=(one,)), *scheme.criteria[1:])))


def move_one(scheme: Scheme) -> Scheme:
    """Put "Clamps in place" from A1 into B1."""
    clamps = next(each for each in scheme.aspects() if each.description["en"] == "Clamps in place")
    without = each_aspect(lambda each: None if each.code == clamps.code else each)(scheme)
    return put_in_front("B1", clamps)(without)


def swapped(scheme: Scheme) -> Scheme:
    """Put criterion B first, so that every code changes."""
    return numbered(replace(scheme, criteria=tuple(reversed(scheme.criteria))))
