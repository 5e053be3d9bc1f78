"""The headings and words in which marking schemes are written: CIS, Russian, British qualifiers. Source: DOMAIN 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.scheme import AspectType
from competition.formats.cells import latin_letters, one_line

Words = tuple[tuple["Field", re.Pattern[str]], ...]
M, J = AspectType.MEASUREMENT, AspectType.JUDGEMENT


class Field(StrEnum):
    """What a column of the aspects table holds."""

    ID = "Sub Criterion ID"
    NAME = "Sub Criterion Name or Description"
    DAY = "Day of Marking"
    TYPE = "Aspect Type"
    DESCRIPTION = "Aspect - Description"
    SCORE = "Judg Score"
    EXTRA = "Extra Aspect Description"
    REQUIREMENT = "Requirement"
    SECTION = "WSOS Section"
    CALCULATION = "Calculation Row"
    MAX = "Max Mark"
    TOTAL = "Total Mark"
    UNIT = "Unit"


@dataclass(frozen=True, slots=True)
class Dialect:
    """A family of layouts.

    words: the first pattern that fits a heading names its field; order matters, headings quote one another.
    spare: headings that name the first of some fields that no other heading names.
    types: aspect types as written, in Latin capitals. numbered_types: a number follows the type (`J1`).
    has_criterion_rows: criteria stand between the sub-criteria, on rows of their own, with their letter.
    is_cyrillic: codes and types are Cyrillic by nature, so that look-alikes need no warning.
    """

    words: Words
    types: Mapping[str, AspectType]
    totals: frozenset[str]
    spare: tuple[tuple[re.Pattern[str], tuple[Field, ...]], ...] = ()
    names: Mapping[Field, str] = field(default_factory=dict)
    numbered_types: bool = False
    has_criterion_rows: bool = False
    is_cyrillic: bool = False

    def type_of(self, text: str) -> AspectType | None:
        """Return the type that a cell names, None for none that is known. text: in Latin letters."""
        written = text.upper().replace(" ", "")
        return self.types.get(_NUMBER.sub("", written) if self.numbered_types else written)

    def name_of(self, column: Field) -> str:
        """Return the heading of a column as this dialect writes it."""
        return self.names.get(column, column.value)


def compare_form(text: str) -> str:
    """Return a heading as it is compared: one line, lower case, Latin letters.

    More Cyrillic capitals than small letters look Latin, so that the look-alikes are found among the capitals.
    """
    return latin_letters(one_line(text).upper()).lower()


def _russian(*texts: str) -> re.Pattern[str]:
    """Return a pattern for Russian headings in the form in which headings are compared; `…` stands for anything."""
    return re.compile("|".join(compare_form(text).replace("…", ".*") for text in texts))


_NUMBER = re.compile(r"\d{1,3}$", re.ASCII)
SUB_CRITERION_ID = re.compile(r"\bsub\b.*criteri.*\bid\b")
_NAME = re.compile(r"\bsub\b.*criteri.*(name|desc)")
_SHARED: Words = (
    (Field.DAY, re.compile(r"\bday\b")),
    (Field.EXTRA, re.compile(r"\bextra\b|score desc")),
    (Field.TYPE, re.compile(r"aspect.*\btype\b")),
    (Field.DESCRIPTION, re.compile(r"aspect.*desc")),
    (Field.SCORE, re.compile(r"\bscore\b")),
    (Field.REQUIREMENT, re.compile(r"requirement|nominal")),
    (Field.CALCULATION, re.compile(r"calculation")),
    (Field.SECTION, re.compile(r"\bsection\b")),
    (Field.MAX, re.compile(r"\bmax.*mark|\bmark.*max")),
    (Field.TOTAL, re.compile(r"\btotal\b.*mark")),
    (Field.UNIT, re.compile(r"^unit$")),
)

CIS = Dialect(
    words=((Field.ID, SUB_CRITERION_ID), (Field.NAME, _NAME), *_SHARED),
    types={"M": M, "O": M, "J": J},
    totals=frozenset({"competition"}),
)
"""L1 to L3. O (objective) is what measurement was called until 2017. Source: DOMAIN 1.3."""

RUSSIAN = Dialect(
    words=(
        (Field.ID, _russian("^код$")),
        (Field.NAME, _russian("подкритерий")),
        (Field.TYPE, _russian("тип аспекта")),
        (Field.DAY, _russian("^день")),
        (Field.SCORE, _russian("судейск…балл")),
        (Field.EXTRA, _russian("методика")),
        (Field.REQUIREMENT, _russian("требовани…", "номинальн…")),
        (Field.SECTION, _russian("проф…задач")),
        (Field.MAX, _russian("макс…балл")),
        (Field.DESCRIPTION, _russian("аспект")),
    ),
    # И измеримый, С судейский; the look-alike of С is the Latin C.
    types={"И": M, "C": J, "M": M, "O": M, "J": J},
    totals=frozenset(map(compare_form, ("итого", "итого:", "всего", "всего:"))),
    names={
        Field.ID: "Код",
        Field.NAME: "Подкритерий",
        Field.TYPE: "Тип аспекта",
        Field.DESCRIPTION: "Аспект",
        Field.MAX: "Макс. балл",
    },
    has_criterion_rows=True,
    is_cyrillic=True,
)
"""L5, «Критерии оценки»."""

BRITISH = Dialect(
    words=(
        (Field.NAME, re.compile(r"criteri.*(name|desc|title)")),
        (Field.ID, re.compile(r"criteri(on|a)?( id| ref(erence)?| code| no\.?| number)?$|^ref(erence)?$")),
        (Field.EXTRA, re.compile(r"\bextra\b|score desc|guidance|benchmark")),
        (Field.TYPE, re.compile(r"\btype\b|^aspect (id|ref|no\.?|number|code)$")),
        *(each for each in _SHARED if each[0] not in (Field.EXTRA, Field.TYPE, Field.MAX)),
        (Field.DESCRIPTION, re.compile(r"^desc")),
        (Field.MAX, re.compile(r"\bmarks?\b")),
    ),
    types={"M": M, "J": J},
    totals=frozenset({"competition", "total", "total:", "total mark", "total marks"}),
    spare=((re.compile(r"^aspects?$"), (Field.TYPE, Field.DESCRIPTION)),),
    numbered_types=True,
    has_criterion_rows=True,
)
"""L6, the sheet `MarkingScheme` of British qualifiers: no days, no sections, types with a number."""
