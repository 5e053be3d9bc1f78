"""Each trade of the demo has a marking scheme that the rules accept and a judge can read. Source: DOMAIN 1."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

from competition.demo.schemes.table import TableError, read_table
from competition.demo.sources import event_source, scheme_table
from competition.domain.calculations import ranges
from competition.domain.scheme import Aspect, AspectType, CalculationType, Scheme
from competition.domain.scheme_rules import check_days, check_scheme, summarise

SCHEMES = {trade["code"]: scheme_table(trade["scheme"]).scheme for trade in event_source()["trades"]}
HAN = re.compile(r"[一-鿿]")

SMALL = """
section 1 3.00 | Work | 工作
criterion A 3.00 | Safety | 安全
sub A1 2pm | Order | 秩序
P 0.50 1 | Glove {left|right} worn | 戴{左|右}手套
D30:1=25%[s] 0.75 1 | Time | 时间 | 30 s | 30 秒
R500:0..1=100:1..=0[MΩ] 0.25 1 | Resistance | 电阻
J 1.00 1 | Finish | 外观
~ a / b / c / d
~ 甲 / 乙 / 丙 / 丁
"""


def each_text(scheme: Scheme) -> list[dict[str, str]]:
    texts = [dict(section.name) for section in scheme.sections]
    for criterion in scheme.criteria:
        texts.append(dict(criterion.name))
        for sub in criterion.sub_criteria:
            texts.append(dict(sub.name))
            for aspect in sub.aspects:
                texts.append(dict(aspect.description))
                texts.extend(dict(descriptor) for descriptor in aspect.descriptors)
    return texts


def test_eighteen_trades_have_a_scheme() -> None:
    assert sorted(SCHEMES) == [f"{number:02d}" for number in range(1, 19)]


@pytest.mark.parametrize("code", SCHEMES)
def test_scheme_sums_to_one_hundred_and_has_no_problem(code: str) -> None:
    assert summarise(SCHEMES[code]).total == Decimal("100.00")
    assert check_scheme(SCHEMES[code]) == ()
    assert check_days(SCHEMES[code], (1, 2, 3)) == ()


@pytest.mark.parametrize("code", SCHEMES)
def test_section_weights_equal_their_aspects(code: str) -> None:
    summary = summarise(SCHEMES[code])
    assert summary.total_variation == Decimal("0.00")
    assert sum(section.weight for section in summary.sections) == Decimal("100.00")


@pytest.mark.parametrize("code", SCHEMES)
def test_size_is_that_of_a_real_scheme(code: str) -> None:
    summary = summarise(SCHEMES[code])
    assert 4 <= len(summary.criteria) <= 8
    assert 60 <= summary.measurements + summary.judgements <= 200
    assert summary.judgements >= 5


@pytest.mark.parametrize("code", SCHEMES)
def test_every_text_is_there_in_english_and_chinese(code: str) -> None:
    for text in each_text(SCHEMES[code]):
        assert set(text) == {"en", "zh"}
        assert text["en"].strip()
        assert "{" not in text["en"] + text["zh"]
        assert not HAN.search(text["en"]), text
    assert sum(bool(HAN.search(text["zh"])) for text in each_text(SCHEMES[code])) > 60


@pytest.mark.parametrize("code", SCHEMES)
def test_no_two_aspects_of_a_sub_criterion_read_the_same(code: str) -> None:
    for criterion in SCHEMES[code].criteria:
        for sub in criterion.sub_criteria:
            for language in ("en", "zh"):
                counts = Counter(aspect.description[language] for aspect in sub.aspects)
                assert [text for text, count in counts.items() if count > 1] == []


def test_judgement_aspects_have_four_different_descriptors() -> None:
    judged = [
        aspect for scheme in SCHEMES.values() for aspect in scheme.aspects() if aspect.type is AspectType.JUDGEMENT
    ]
    for aspect in judged:
        assert len({text["en"] for text in aspect.descriptors}) == 4
        assert len({text["zh"] for text in aspect.descriptors}) == 4


def test_every_calculation_occurs_in_the_event() -> None:
    met = {aspect.calculation.type for scheme in SCHEMES.values() for aspect in scheme.aspects() if aspect.calculation}
    assert met == set(CalculationType)


def test_ranges_join_from_zero_upwards_so_that_every_value_has_one() -> None:
    for code, scheme in SCHEMES.items():
        for aspect in scheme.aspects():
            if aspect.calculation and aspect.calculation.type is CalculationType.RANGED_SCORE:
                assert gaps(aspect) == [], f"{code} {aspect.code}"


def gaps(aspect: Aspect) -> list[str]:
    """Return where the ranges of an aspect leave values out."""
    assert aspect.calculation is not None
    found = ranges(aspect.calculation.parameters, Fraction(aspect.max_mark))
    borders = [item.upper for item in found[:-1]] == [item.lower for item in found[1:]]
    problems = [] if borders else ["inside"]
    if found[0].lower not in (0, None):
        problems.append("below")
    if found[-1].upper is not None:
        problems.append("above")
    return problems


def test_electrical_installations_has_the_criteria_of_the_published_board() -> None:
    criteria = [(item.code, item.mark) for item in summarise(SCHEMES["04"]).criteria]
    marks = [("A", 10), ("B", 25), ("C", 25), ("D", 15), ("E", 15), ("F", 10)]
    assert criteria == [(letter, Decimal(mark)) for letter, mark in marks]
    assert [item.name["en"] for item in SCHEMES["04"].criteria][:4] == ["Safety", "Mounting", "Wiring", "Testing"]


def test_table_becomes_a_scheme_with_codes_per_kind() -> None:
    table = read_table("small", SMALL)
    aspects = list(table.scheme.aspects())
    assert [aspect.code for aspect in aspects] == ["A1.M1", "A1.M2", "A1.M3", "A1.M4", "A1.J1"]
    assert [aspect.description["zh"] for aspect in aspects[:2]] == ["戴左手套", "戴右手套"]
    assert aspects[2].requirement == {"en": "30 s", "zh": "30 秒"}
    assert aspects[3].unit == "MΩ"
    assert aspects[3].calculation is not None
    assert aspects[3].calculation.parameters == {
        "DEDUCTION_TYPE": "PERCENT",
        "TARGET_VALUE": "500",
        "RANGE1_LOWER": "0",
        "RANGE1_UPPER": "1",
        "RANGE1_DEDUCTION": "100",
        "RANGE2_LOWER": "1",
        "RANGE2_UPPER": "",
        "RANGE2_DEDUCTION": "0",
    }
    assert aspects[4].descriptors[3] == {"en": "d", "zh": "丁"}
    assert (table.scheme.criteria[0].sub_criteria[0].day, table.halves) == (2, {"A1": "PM"})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("criterion A 3.00", "criterion A 3.25", "criterion A: the aspects sum to 3.00, not 3.25"),
        ("{left|right} worn", "{left|right|both} worn", "line 5"),
        ("~ a / b / c / d", "~ a / b / c", "line 8"),
        ("R500:0..1=100", "R500:0-1=100", "line 7"),
        ("D30:1=25%", "X30", "line 6"),
    ],
)
def test_a_faulty_line_is_named(before: str, after: str, said: str) -> None:
    with pytest.raises(TableError, match=re.escape(said)):
        read_table("small", SMALL.replace(before, after))
