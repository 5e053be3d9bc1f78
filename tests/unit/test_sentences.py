"""Every code that is raised has a sentence, and every parameter that the sentence names is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import competition
from competition.domain.stages import Guard
from competition.messages import SENTENCES, sentence

ROOT = Path(competition.__file__).parent
REPORTERS = {"DomainError", "error", "warning", "_report", "_lose", "_differing"}
"""The calls that take a code as their first text; the last one adds the parameters by itself."""

PLACE = {"sheet", "row", "column"}
CODE = re.compile(r"[a-z][a-z0-9_]+")
NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Raised:
    """One place where a code is raised; params is None where they are not all written there."""

    where: str
    code: str
    params: frozenset[str] | None


def raised() -> Iterator[Raised]:
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in REPORTERS and not _is_log(node.func):
                code = next((value for value in map(_text, node.args) if value and CODE.fullmatch(value)), None)
                if code is not None:
                    names = [keyword.arg for keyword in node.keywords]
                    is_open = None in names or _name(node.func) == "_differing"
                    params = None if is_open else frozenset(name for name in names if name) - PLACE
                    yield Raised(f"{file.relative_to(ROOT)}:{node.lineno}", code, params)


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _is_log(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and _name(function.value) in {"log", "logger", "_log"}


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


ALL = list(raised())


def test_the_search_finds_the_known_places() -> None:
    assert {"file_broken", "total_not_100", "aspect_without_type", "criterion_mark_differs", "tie_unresolved"} <= {
        each.code for each in ALL
    }


def test_every_raised_code_has_a_sentence() -> None:
    assert {f"{each.code} at {each.where}" for each in ALL if each.code not in SENTENCES} == set()
    assert {guard.value for guard in Guard} - set(SENTENCES) == set()


def test_every_parameter_of_a_sentence_is_given() -> None:
    lacking = {
        f"{each.code} at {each.where}: {name}"
        for each in ALL
        if each.code in SENTENCES and each.params is not None
        for name in set(NAMED.findall(SENTENCES[each.code])) - each.params
    }
    assert lacking == set()


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_ends_and_says_what_to_do(code: str) -> None:
    text = SENTENCES[code]
    assert text.endswith((".", "?"))
    assert text[0].isupper() or text.startswith(('"', "%("))
    assert CODE.fullmatch(code)
    params = dict.fromkeys(NAMED.findall(text), "X")
    assert "%" not in sentence(code, params)


def test_parameters_are_filled_in_after_translation() -> None:
    def shout(text: str) -> str:
        return text.upper().replace("%(FOUND)S", "%(found)s")

    assert sentence("date_invalid", {"found": "spring"}, shout) == '"spring" IS NO DATE. WRITE IT AS 2001-05-31.'


def test_an_unknown_code_or_a_missing_parameter_still_answers() -> None:
    assert "no_such_code" in sentence("no_such_code", {})
    assert "date_invalid" in sentence("date_invalid", {})
