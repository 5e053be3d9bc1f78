"""Write tests/vectors/scheme_drafts.json: drafts of schemes with what is wrong in them, for Python and TypeScript.

`python -m tools.scheme_vectors` writes it; a test compares it with what is committed.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from competition.domain.scheme_document import empty_document, read_document

PATH = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "scheme_drafts.json"
SOURCE = "The problems are those of competition/domain/scheme_document.py (DOMAIN 1.1 to 1.4)."
DAYS = (1, 2)
TEXTS = [{"en": str(score)} for score in range(4)]

Document = dict[str, Any]
"""A draft, whatever is wrong in it."""


def aspect(row: str, kind: str, marks: str, **more: object) -> Document:
    """Return an aspect."""
    return {
        "id": row,
        "code": "",
        "type": kind,
        "description": {"en": f"Aspect {row}"},
        "max": marks,
        "section": "1",
        "extra": None,
        "requirement": None,
        "unit": "",
        "calculation": None,
        "descriptors": TEXTS if kind == "J" else [{}, {}, {}, {}],
        **more,
    }


def calculation(kind: str, **parameters: str) -> Document:
    """Return a calculation."""
    return {"type": kind, "parameters": parameters, "name": "", "shared": False, "number": None}


def small() -> Document:
    """Return a draft in which nothing is wrong: A with two sub-criteria, B with one, two sections, 100 marks."""
    filler = [aspect(f"f{number}", "M", "2.00", section="2") for number in range(48)]
    return {
        "sections": [
            {"id": "s1", "code": "1", "name": {"en": "Safety"}, "weight": "4.00"},
            {"id": "s2", "code": "2", "name": {"en": "Work"}, "weight": "96.00"},
        ],
        "criteria": [
            {
                "id": "a",
                "code": "A",
                "name": {"en": "Wiring"},
                "sub_criteria": [
                    {
                        "id": "a1",
                        "code": "",
                        "name": {"en": "Panel"},
                        "day": 1,
                        "aspects": [aspect("m1", "M", "1.50"), aspect("j1", "J", "1.00"), aspect("m2", "M", "0.50")],
                    },
                    {"id": "a2", "code": "", "name": {"zh": "测试"}, "day": 2, "aspects": [aspect("m3", "M", "1.00")]},
                ],
            },
            {
                "id": "b",
                "code": "B",
                "name": {"en": "Program"},
                "sub_criteria": [{"id": "b1", "code": "", "name": {"en": "Logic"}, "day": 2, "aspects": filler}],
            },
        ],
    }


def cases() -> Iterator[tuple[str, Callable[[Document], object]]]:
    """Yield what is done to the small draft, each with its name."""

    def first(**values: object) -> Callable[[Document], object]:
        return lambda d: d["criteria"][0]["sub_criteria"][0]["aspects"][0].update(values)

    def judged(**values: object) -> Callable[[Document], object]:
        return lambda d: d["criteria"][0]["sub_criteria"][0]["aspects"][1].update(values)

    def weighs(weight: str) -> Callable[[Document], object]:
        return lambda d: d["sections"][0].update(weight=weight)

    yield "nothing is wrong", lambda d: None
    yield "an aspect lacks everything", first(type="", description={"en": " "}, max="", section="")
    for typed in ("half", "1,250", "0", "-1", "0.125", "2.01", "١٫٥٠", "1,50", "1 000", "9" * 13):
        yield f"a maximum of {typed}", first(max=typed)
    yield "a section that is not there", first(section="9")
    yield "a judgement without one of its texts", judged(descriptors=[{"en": "0"}, {"en": "1"}, {}, {"en": "3"}])
    yield "a judgement that keeps a calculation", judged(calculation=calculation("NUMBER_COMPLETED"))
    for name, broken in {
        "pass or fail": calculation("PASS_FAIL"),
        "a number without its most": calculation("NUMBER_COMPLETED"),
        "a number of half a thing": calculation("NUMBER_COMPLETED", NUM_POSSIBLE="0.5"),
        "a number that works": calculation("NUMBER_COMPLETED", NUM_POSSIBLE="4"),
        "a choice without choices": calculation("CHOICE", DEDUCTION_TYPE="PERCENT"),
        "a choice in apples": calculation("CHOICE", DEDUCTION_TYPE="APPLES", CHOICE1_DEDUCTION="0"),
        "a choice that gives": calculation("CHOICE", CHOICE1_DEDUCTION="0", CHOICE2_DEDUCTION="-1"),
        "a difference of nothing": calculation("REGULAR_DIFFERENCE_DEDUCTION", TARGET_VALUE="5", DIFFERENCE="0"),
        "a difference without deduction": calculation("REGULAR_DIFFERENCE_DEDUCTION", TARGET_VALUE="5", DIFFERENCE="1"),
        "ranges without a target": calculation("RANGED_SCORE"),
        "ranges without a range": calculation("RANGED_SCORE", TARGET_VALUE="100"),
        "a range upside down": calculation(
            "RANGED_SCORE", TARGET_VALUE="100", RANGE1_LOWER="9", RANGE1_UPPER="3", RANGE1_DEDUCTION="1"
        ),
        "a range with an open end": calculation(
            "RANGED_SCORE", TARGET_VALUE="100", RANGE1_LOWER="9", RANGE1_UPPER="0", RANGE1_DEDUCTION="1"
        ),
    }.items():
        yield f"calculation: {name}", first(calculation=broken)
    yield "a sub-criterion without day, one on a day that is not", _days
    yield "criteria without aspects and names", _empty_criteria
    yield "a sub-criterion without aspects", lambda d: d["criteria"][0]["sub_criteria"][1].update(aspects=[])
    yield "a letter twice", lambda d: d["criteria"][1].update(code="A")
    yield "a letter that is none", lambda d: d["criteria"][1].update(code="Q")
    yield "ten criteria", _ten
    yield "no standard", lambda d: d.update(sections=[])
    for weight in ("much", "-4", "4.001", "10.00", "4,5"):
        yield f"a weight of {weight}", weighs(weight)
    yield "a section without number and name", lambda d: d["sections"][0].update(code=" ", name={})
    yield "a section twice", lambda d: d["sections"][1].update(code="1")
    yield "rows in another order", _turned


def _days(document: Document) -> None:
    one, other = document["criteria"][0]["sub_criteria"]
    one["day"], other["day"] = None, 5


def _empty_criteria(document: Document) -> None:
    for number, letter in enumerate("CD"):
        document["criteria"].append({"id": letter.lower(), "code": letter, "name": {}, "sub_criteria": []})
        if number:
            document["criteria"][-1]["sub_criteria"].append(
                {"id": "d1", "code": "", "name": {}, "day": 1, "aspects": []}
            )


def _ten(document: Document) -> None:
    for number, letter in enumerate("CDEFGHIJ"):
        made = aspect(f"x{number}", "M", "0.10")
        sub_criterion = {"id": f"y{number}", "code": "", "name": {"en": "Part"}, "day": 1, "aspects": [made]}
        document["criteria"].append(
            {"id": f"z{number}", "code": letter, "name": {"en": letter}, "sub_criteria": [sub_criterion]}
        )


def _turned(document: Document) -> None:
    document["criteria"].reverse()
    document["criteria"][1]["sub_criteria"].reverse()
    document["criteria"][1]["sub_criteria"][1]["aspects"].reverse()
    document["criteria"][1]["sub_criteria"][0]["aspects"][0]["max"] = ""


def _vector(name: str, document: Document) -> Document:
    scheme, problems = read_document(copy.deepcopy(document), days=DAYS)
    return {
        "name": name,
        "makes_scheme": scheme is not None,
        "problems": [
            [each.problem.severity.value, each.problem.code, each.row, each.cell, dict(each.problem.params)]
            for each in problems
        ],
        "document": document,
    }


def text() -> str:
    """Return the file. What a case leaves as it is in the small draft, the test puts in."""
    vectors = [_vector("an empty draft", dict(empty_document()))]
    for name, change in cases():
        document = small()
        change(document)
        vectors.append(_vector(name, document))
    body: Document = {
        "_source": SOURCE,
        "days": list(DAYS),
        "filler": small()["criteria"][1]["sub_criteria"][0]["aspects"],
    }
    for vector in vectors:
        _take_out(vector["document"], body["filler"])
    lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in body.items()]
    drafts = ",\n".join(f"  {json.dumps(vector, ensure_ascii=False)}" for vector in vectors)
    return "{\n" + ",\n".join([*lines, f' "drafts": [\n{drafts}\n ]']) + "\n}\n"


def _take_out(document: Document, filler: object) -> None:
    """Write the 48 aspects that fill the draft up to 100 marks once, not in every case."""
    for criterion in document["criteria"]:
        for sub_criterion in criterion["sub_criteria"]:
            if sub_criterion["aspects"] == filler:
                sub_criterion["aspects"] = "filler"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
