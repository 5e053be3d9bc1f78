"""Read a marking scheme from a readable table, the notation of the demo's trades.

    section 1 12.50 | Work organisation | 工作组织        a section of the standard with its weight
    criterion A 10.00 | Safety | 安全                     the sum of its aspects is checked
    sub A1 1am | Safe working | 安全操作                  day and half day of marking
    P 0.50 1 | Glasses worn | 佩戴护目镜                  kind, mark, section, texts, then a requirement or nothing

Kinds: `J` judgement, then two lines `~ 0 / 1 / 2 / 3` with the descriptors in en and zh; `P` pass or fail; `N6` number
completed of six; `C0/50/100` choice with the deductions in percent, then two lines `= … / …` with the labels;
`D30:1=25%[s]` target, step, deduction a step; `R500:0..1=100:1..50=60[MΩ]` target, ranges with deductions in percent.
A group `{a|b|c}` in a line makes one aspect for each alternative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
    Text,
)

Half = Literal["AM", "PM"]
_GROUP = re.compile(r"\{([^}]*)\}")
_KIND = re.compile(r"(?P<letter>[PNCDR])(?P<rest>[^\[]*)(?:\[(?P<unit>[^\]]+)\])?")


class TableError(ValueError):
    """A line of a table that cannot be read; names the file and the line."""


@dataclass(frozen=True, slots=True)
class SchemeTable:
    """A scheme and the half day on which each sub-criterion is marked."""

    scheme: Scheme
    halves: Mapping[str, Half]


@dataclass(slots=True)
class _SubDraft:
    code: str
    name: Text
    day: int
    aspects: list[Aspect] = field(default_factory=list)

    def next_code(self, kind: AspectType) -> str:
        """Return the next label of the kind, e.g. `B4.M5`."""
        number = sum(aspect.type is kind for aspect in self.aspects) + 1
        return f"{self.code}.{kind}{number}"


@dataclass(slots=True)
class _CriterionDraft:
    code: str
    name: Text
    mark: Decimal
    subs: list[_SubDraft] = field(default_factory=list)


def read_table(name: str, content: str) -> SchemeTable:
    """Return the scheme that a table describes. Raises TableError on the first line that is not understood."""
    sections: list[StandardSection] = []
    criteria: list[_CriterionDraft] = []
    halves: dict[str, Half] = {}
    lines = _numbered(content)
    for number, line in lines:
        try:
            head, *texts = (part.strip() for part in line.split("|")) if "{" not in line else _split(line)
            word, *rest = head.split()
            if word == "section":
                sections.append(StandardSection(rest[0], _text(*texts), Decimal(rest[1])))
            elif word == "criterion":
                criteria.append(_CriterionDraft(rest[0], _text(*texts), Decimal(rest[1])))
            elif word == "sub":
                criteria[-1].subs.append(_SubDraft(rest[0], _text(*texts), int(rest[1][0])))
                halves[rest[0]] = "AM" if rest[1][1:] == "am" else "PM"
            else:
                follow = [next(lines)[1][1:].strip() for _ in range(2)] if word[0] in "JC" else []
                for variant in _expand(texts):
                    criteria[-1].subs[-1].aspects.append(
                        _aspect(criteria[-1].subs[-1], word, Decimal(rest[0]), rest[1], variant, follow)
                    )
        except (ValueError, IndexError, StopIteration, TypeError) as problem:
            raise TableError(f"{name}, line {number}: {line}") from problem
    return SchemeTable(Scheme(tuple(_finished(name, draft) for draft in criteria), tuple(sections)), halves)


def _numbered(content: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _split(line: str) -> list[str]:
    """Split at the bars that stand outside a group."""
    return [part.strip() for part in re.split(r"\|(?![^{}]*\})", line)]


def _text(en: str, zh: str) -> Text:
    return {"en": en, "zh": zh}


def _expand(texts: list[str]) -> Iterator[list[str]]:
    """Yield the texts once for each alternative of their groups."""
    counts = {len(group.split("|")) for text in texts for group in _GROUP.findall(text)}
    if len(counts) > 1:
        raise ValueError("groups of different length")
    for index in range(counts.pop() if counts else 1):

        def chosen(match: re.Match[str], index: int = index) -> str:
            return match.group(1).split("|")[index].strip()

        yield [_GROUP.sub(chosen, text) for text in texts]


def _aspect(sub: _SubDraft, kind: str, mark: Decimal, section: str, texts: list[str], follow: list[str]) -> Aspect:
    description = _text(texts[0], texts[1])
    requirement = _text(texts[2], texts[3]) if texts[2:] else None
    if kind == "J":
        english, chinese = ([part.strip() for part in line.split(" / ")] for line in follow)
        if len(english) != 4 or len(chinese) != 4:
            raise ValueError("four descriptors are needed")
        descriptors = tuple(_text(en, zh) for en, zh in zip(english, chinese, strict=True))
        code = sub.next_code(AspectType.JUDGEMENT)
        return Aspect(code, AspectType.JUDGEMENT, description, mark, section, descriptors=descriptors)
    match = _KIND.fullmatch(kind)
    if match is None:
        raise ValueError("unknown kind")
    return Aspect(
        sub.next_code(AspectType.MEASUREMENT),
        AspectType.MEASUREMENT,
        description,
        mark,
        section,
        requirement=requirement,
        unit=match["unit"] or "",
        calculation=_calculation(match["letter"], match["rest"], follow),
    )


def _calculation(letter: str, rest: str, follow: list[str]) -> Calculation:
    if letter == "P":
        return Calculation(CalculationType.PASS_FAIL, {})
    if letter == "N":
        return Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": str(int(rest))})
    if letter == "C":
        return Calculation(CalculationType.CHOICE, _choice(rest.split("/"), follow))
    if letter == "D":
        return Calculation(CalculationType.REGULAR_DIFFERENCE_DEDUCTION, _difference(rest))
    return Calculation(CalculationType.RANGED_SCORE, _ranges(rest))


def _choice(deductions: list[str], follow: list[str]) -> dict[str, str]:
    english, chinese = ([part.strip() for part in line.split(" / ")] for line in follow)
    parameters = {"DEDUCTION_TYPE": "PERCENT"}
    for number, (deduction, en, zh) in enumerate(zip(deductions, english, chinese, strict=True), start=1):
        parameters[f"CHOICE{number}_LABEL"] = f"{en} · {zh}"
        parameters[f"CHOICE{number}_DEDUCTION"] = str(Decimal(deduction))
    return parameters


def _difference(rest: str) -> dict[str, str]:
    target, step, deduction = re.split("[:=]", rest)
    return {
        "TARGET_VALUE": str(Decimal(target)),
        "DIFFERENCE": str(Decimal(step)),
        "DIFFERENCE_TYPE": "UNIT",
        "DEDUCTION": str(Decimal(deduction.rstrip("%"))),
        "DEDUCTION_TYPE": "PERCENT" if deduction.endswith("%") else "UNIT",
    }


def _ranges(rest: str) -> dict[str, str]:
    target, *ranges = rest.split(":")
    parameters = {"DEDUCTION_TYPE": "PERCENT", "TARGET_VALUE": str(Decimal(target))}
    for number, item in enumerate(ranges, start=1):
        borders, deduction = item.split("=")
        lower, upper = borders.split("..")
        parameters[f"RANGE{number}_LOWER"] = str(Decimal(lower))
        parameters[f"RANGE{number}_UPPER"] = str(Decimal(upper)) if upper else ""
        parameters[f"RANGE{number}_DEDUCTION"] = str(Decimal(deduction))
    return parameters


def _finished(name: str, draft: _CriterionDraft) -> Criterion:
    subs = tuple(SubCriterion(sub.code, sub.name, sub.day, tuple(sub.aspects)) for sub in draft.subs)
    total = sum((aspect.max_mark for sub in subs for aspect in sub.aspects), Decimal(0))
    if total != draft.mark:
        raise TableError(f"{name}, criterion {draft.code}: the aspects sum to {total}, not {draft.mark}")
    return Criterion(draft.code, draft.name, subs)
