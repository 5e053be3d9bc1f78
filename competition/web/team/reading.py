"""What a team leader's form says: people in repeated rows, answers, pictures; and what is wrong with each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request

from competition.domain.applications import ROLES, AppliedLine
from competition.domain.errors import DomainError, Problem
from competition.domain.registration import AskedQuestion, QuestionScope
from competition.http.i18n import translate
from competition.messages import sentence
from competition.services.applications import MOST_LINES, Draft
from competition.services.images import Picture, Purpose, read_picture

COLUMNS = ("native", "latin", "born", "role", "trade", "group", "guardian", "photo")
LONGEST = 200
LONGEST_TEXT = 5000
Faults = dict[str, list[str]]
"""Sentences by the name of the input at which they stand, such as `trade-0`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent form. faults: pictures that cannot be used."""

    lines: tuple[AppliedLine, ...]
    note: str
    answers: dict[str, str]
    photos: dict[int, Picture] = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)

    def draft(self) -> Draft:
        """Return what is kept of it."""
        return Draft(self.lines, self.note, self.answers, self.photos)


def read_sent(questions: Sequence[AskedQuestion]) -> Sent:
    """Return the sent form without empty rows; a press on a row's button takes it away."""
    gone = request.form.get("remove", "")
    numbers = sorted({int(n) for name in request.form if (n := name.rpartition("-")[2]).isdecimal() and len(n) < 5})
    lines: list[AppliedLine] = []
    photos: dict[int, Picture] = {}
    faults: Faults = {}
    for number in numbers:
        file = request.files.get(f"file-{number}")
        line = _line(number, questions)
        has_file = file is not None and bool(file.filename) and line.competes
        if str(number) == gone or (line.is_empty and not has_file) or len(lines) >= MOST_LINES:
            continue
        if file is not None and has_file:
            try:
                photos[len(lines)] = read_picture(file.read(), Purpose.PHOTO)
            except DomainError as refusal:
                faults[f"file-{len(lines)}"] = [sentence(refusal.code, refusal.params, translate)]
        lines.append(line)
    answers = {each.id: _text(f"ask_{each.id}") for each in questions if each.scope is QuestionScope.TEAM}
    return Sent(tuple(lines), _text("note"), answers, photos, faults)


def faults_of(problems: Sequence[Problem]) -> Faults:
    """Return what is wrong with an application by the inputs of its form."""
    faults: Faults = {}
    for each in problems:
        faults.setdefault(input_name(each), []).append(sentence(each.code, each.params, translate))
    return faults


def input_name(problem: Problem) -> str:
    """Return the name of the input at which a problem stands: a field of a line, or an answer."""
    column = problem.column or ""
    name = column if column in COLUMNS else f"ask_{column}"
    return name if problem.row is None else f"{name}-{problem.row - 1}"


def _line(number: int, questions: Sequence[AskedQuestion]) -> AppliedLine:
    values = {name: request.form.get(f"{name}-{number}", "").strip()[:LONGEST] for name in COLUMNS}
    return AppliedLine(
        native=values["native"],
        latin=values["latin"],
        born=values["born"],
        role=values["role"] if values["role"] in ROLES else ROLES[0],
        trade=values["trade"],
        group=values["group"],
        guardian=values["guardian"],
        consent=bool(request.form.get(f"consent-{number}")),
        photo="" if request.form.get(f"drop-{number}") else values["photo"],
        answers={
            each.id: _text(f"ask_{each.id}-{number}") for each in questions if each.scope is QuestionScope.COMPETITOR
        },
    )


def _text(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST_TEXT]
