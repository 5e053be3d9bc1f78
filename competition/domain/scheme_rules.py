"""What makes a marking scheme valid, and its summary. Source: DOMAIN 1.1 to 1.4, 4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from competition.domain.calculations import check_parameters
from competition.domain.decimals import HUNDREDTH, two_decimals
from competition.domain.errors import DomainError, Problem, Severity, error, warning
from competition.domain.scheme import Aspect, AspectType, Criterion, Scheme, StandardSection

CRITERION_LETTERS = "ABCDEFGHI"
SCHEME_TOTAL = Decimal("100.00")
SECTION_TOLERANCE = Decimal("5.00")
ASPECT_LIMIT = Decimal("2.00")
SCORE_COUNT = 4
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class CriterionSummary:
    """A criterion with the sum of its aspects, in marks."""

    code: str
    mark: Decimal
    sub_criteria: int
    aspects: int


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """A standards section: weight and sum of its aspects in marks, and how far they are apart."""

    code: str
    weight: Decimal
    aspects: Decimal
    variation: Decimal


@dataclass(frozen=True, slots=True)
class SchemeSummary:
    """The figures of a scheme; every sum is computed from the aspects.

    calculations: number of different calculations. total_variation: marks, sum of the sections' variations.
    """

    criteria: tuple[CriterionSummary, ...]
    sub_criteria: int
    measurements: int
    judgements: int
    total: Decimal
    sections: tuple[SectionSummary, ...]
    total_variation: Decimal
    calculations: int


def summarise(scheme: Scheme) -> SchemeSummary:
    """Return the figures of a scheme."""
    aspects = list(scheme.aspects())
    types = Counter(aspect.type for aspect in aspects)
    sections = tuple(_section(section, aspects) for section in scheme.sections)
    calculations = {
        (each.type, each.name, each.number, tuple(sorted(each.parameters.items())))
        for each in (aspect.calculation for aspect in aspects)
        if each is not None
    }
    return SchemeSummary(
        criteria=tuple(_criterion(criterion) for criterion in scheme.criteria),
        sub_criteria=sum(len(criterion.sub_criteria) for criterion in scheme.criteria),
        measurements=types[AspectType.MEASUREMENT],
        judgements=types[AspectType.JUDGEMENT],
        total=_sum(aspects),
        sections=sections,
        total_variation=sum((section.variation for section in sections), NOTHING),
        calculations=len(calculations),
    )


def check_scheme(
    scheme: Scheme,
    *,
    total: Decimal = SCHEME_TOTAL,
    section_tolerance: Decimal = SECTION_TOLERANCE,
    aspect_limit: Decimal = ASPECT_LIMIT,
) -> tuple[Problem, ...]:
    """Return everything that is wrong with a scheme, errors and warnings, in the order of the scheme.

    total: marks that the scheme must sum to. section_tolerance: marks by which a section may miss its weight before
    it is an error. aspect_limit: marks above which an aspect is unusual.
    """
    return (
        *_check_structure(scheme, total),
        *_check_codes(scheme),
        *(problem for aspect in scheme.aspects() for problem in _check_aspect(scheme, aspect, aspect_limit)),
        *_check_sections(scheme, section_tolerance),
    )


def check_days(scheme: Scheme, days: Collection[int]) -> tuple[Problem, ...]:
    """Return the sub-criteria that are marked on no day, or on one that the event does not have.

    days: the numbers of the event's days.
    """
    problems = []
    for criterion in scheme.criteria:
        for sub_criterion in criterion.sub_criteria:
            if sub_criterion.day is None:
                problems.append(warning("day_missing", sub_criterion=sub_criterion.code))
            elif sub_criterion.day not in days:
                problems.append(error("day_unknown", sub_criterion=sub_criterion.code, day=str(sub_criterion.day)))
    return tuple(problems)


def criteria_by_share(scheme: Scheme) -> tuple[str, ...]:
    """Return the criterion codes, the one with the largest share of the marks first, equal shares by letter.

    Source: DOMAIN 5.1, the order in which modules break a tie.
    """
    ordered = sorted((_criterion(criterion) for criterion in scheme.criteria), key=lambda each: (-each.mark, each.code))
    return tuple(criterion.code for criterion in ordered)


def _check_structure(scheme: Scheme, total: Decimal) -> Iterator[Problem]:
    if len(scheme.criteria) > len(CRITERION_LETTERS):
        yield error("too_many_criteria", count=str(len(scheme.criteria)), limit=str(len(CRITERION_LETTERS)))
    for criterion in scheme.criteria:
        if criterion.code not in tuple(CRITERION_LETTERS):
            yield error("criterion_code_unknown", criterion=criterion.code)
        if not any(sub_criterion.aspects for sub_criterion in criterion.sub_criteria):
            yield error("criterion_without_aspects", criterion=criterion.code)
            continue
        for sub_criterion in criterion.sub_criteria:
            if not sub_criterion.aspects:
                yield warning("sub_criterion_without_aspects", sub_criterion=sub_criterion.code)
    if (found := _sum(scheme.aspects())) != total:
        yield error("total_not_100", total=two_decimals(found), expected=two_decimals(total))


def _check_codes(scheme: Scheme) -> Iterator[Problem]:
    """Yield the codes that stand twice among criteria, sub-criteria, aspects or sections."""
    shelves = (
        [criterion.code for criterion in scheme.criteria],
        [each.code for criterion in scheme.criteria for each in criterion.sub_criteria],
        [aspect.code for aspect in scheme.aspects()],
        [section.code for section in scheme.sections],
    )
    for codes in shelves:
        for code, count in Counter(codes).items():
            if count > 1:
                yield error("duplicate_code", part=code)


def _check_aspect(scheme: Scheme, aspect: Aspect, aspect_limit: Decimal) -> Iterator[Problem]:
    yield from _check_max_mark(aspect, aspect_limit)
    if aspect.type is AspectType.JUDGEMENT:
        if aspect.calculation is not None:
            yield error("judgement_with_calculation", aspect=aspect.code)
        if len(aspect.descriptors) != SCORE_COUNT or not all(aspect.descriptors):
            yield warning("judgement_without_descriptors", aspect=aspect.code)
    elif aspect.calculation is not None:
        try:
            check_parameters(aspect.calculation.type, aspect.calculation.parameters, aspect.max_mark)
        except DomainError as refusal:
            yield Problem(Severity.ERROR, refusal.code, params={"aspect": aspect.code, **refusal.params})
    # A scheme without a standard (older files) has no sections to belong to.
    if scheme.sections and aspect.section not in {section.code for section in scheme.sections}:
        yield error("section_unknown", aspect=aspect.code, section=aspect.section)


def _check_max_mark(aspect: Aspect, aspect_limit: Decimal) -> Iterator[Problem]:
    if not aspect.max_mark.is_finite() or aspect.max_mark <= 0:
        yield error("max_mark_not_positive", aspect=aspect.code)
    elif aspect.max_mark % HUNDREDTH != 0:
        yield error("max_mark_too_fine", aspect=aspect.code)
    elif aspect.max_mark > aspect_limit:
        yield warning(
            "aspect_over_two", aspect=aspect.code, max_mark=two_decimals(aspect.max_mark), limit=str(aspect_limit)
        )


def _check_sections(scheme: Scheme, section_tolerance: Decimal) -> Iterator[Problem]:
    for section in summarise(scheme).sections:
        if section.variation > 0:
            report = error if section.variation > section_tolerance else warning
            yield report(
                "section_variation",
                section=section.code,
                weight=two_decimals(section.weight),
                aspects=two_decimals(section.aspects),
                variation=two_decimals(section.variation),
            )


def _criterion(criterion: Criterion) -> CriterionSummary:
    aspects = [aspect for sub_criterion in criterion.sub_criteria for aspect in sub_criterion.aspects]
    return CriterionSummary(criterion.code, _sum(aspects), len(criterion.sub_criteria), len(aspects))


def _section(section: StandardSection, aspects: Collection[Aspect]) -> SectionSummary:
    found = _sum(aspect for aspect in aspects if aspect.section == section.code)
    return SectionSummary(section.code, section.weight, found, abs(section.weight - found))


def _sum(aspects: Collection[Aspect] | Iterator[Aspect]) -> Decimal:
    """Return the sum of the maxima that are numbers, in marks."""
    return sum((aspect.max_mark for aspect in aspects if aspect.max_mark.is_finite()), NOTHING)
