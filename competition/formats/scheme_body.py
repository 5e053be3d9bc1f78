"""Read the aspects of a marking scheme row by row. Source: DOMAIN 4.1."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from competition.domain.errors import Problem, Severity
from competition.domain.scheme import Aspect, AspectType, Calculation, Criterion, SubCriterion, Text
from competition.formats.calculations import CalculationRows
from competition.formats.cells import column_letter, latin_letters, one_line
from competition.formats.scheme_dialects import CIS, Dialect, Field, compare_form
from competition.formats.scheme_front import Typed, number_or_none, typed_number
from competition.formats.scheme_layout import Headings, is_heading, read_headings
from competition.formats.tabular import Row

SCORES = ("0", "1", "2", "3")

_CODE = re.compile(r"^([A-Z])(\d{1,2})$")
_DAY = re.compile(r"^(?:day|c|d|день|第)?\s*([1-9])\s*(?:天|日)?$", re.IGNORECASE)
_TEXTS = (Field.NAME, Field.DESCRIPTION, Field.EXTRA, Field.REQUIREMENT)
_CRITERION = re.compile(r"^[A-Z]$")
_NUMBER = re.compile(r"^\d{1,2}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Note:
    """Free text between the aspects, kept but not part of the scheme."""

    row: int
    text: str


@dataclass(slots=True)
class _AspectDraft:
    row: int
    code: str
    type: AspectType
    description: str
    max_mark: Decimal
    section: str
    extra: list[str]
    requirement: list[str]
    unit: str
    calculation: Calculation | None
    descriptors: dict[str, list[str]] = field(default_factory=dict)

    def build(self, language: str) -> Aspect:
        def text(lines: list[str]) -> Text:
            joined = "\n".join(line for line in lines if line)
            return {language: joined} if joined else {}

        return Aspect(
            code=self.code,
            type=self.type,
            description={language: self.description},
            max_mark=self.max_mark,
            section=self.section,
            extra=text(self.extra) or None,
            requirement=text(self.requirement) or None,
            unit=self.unit,
            calculation=self.calculation,
            descriptors=tuple(text(self.descriptors.get(score, [])) for score in SCORES) if self.descriptors else (),
        )


@dataclass(slots=True)
class _SubCriterionDraft:
    code: str
    name: str
    day: int | None
    aspects: list[_AspectDraft] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """What the rows below the first heading hold.

    places: where criteria, sub-criteria and aspects stand, by code: row and columns.
    names: of criteria, by letter, where they stand between the sub-criteria.
    lost: rows that hold an aspect which could not be read, so that no sum can be trusted.
    """

    blocks: dict[str, list[_SubCriterionDraft]] = field(default_factory=dict)
    block_sums: dict[str, Typed] = field(default_factory=dict)
    total: Typed | None = None
    places: dict[str, tuple[int, Headings]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    unresolved: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    lookalikes: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)

    def criteria(self, names: dict[str, str], language: str) -> tuple[Criterion, ...]:
        """Return the criteria by letter: those of the table above with a name, and those that have aspects."""
        names = {**names, **self.names}
        return tuple(
            Criterion(
                letter,
                {language: names.get(letter) or letter},
                tuple(
                    SubCriterion(
                        each.code,
                        {language: each.name or each.code},
                        each.day,
                        tuple(aspect.build(language) for aspect in each.aspects),
                    )
                    for each in self.blocks.get(letter, ())
                ),
            )
            for letter in sorted({*names, *self.blocks})
        )

    def section_sums(self) -> dict[str, Decimal]:
        """Return the marks of the aspects by the section that each names."""
        sums: dict[str, Decimal] = {}
        for aspect in (aspect for block in self.blocks.values() for sub in block for aspect in sub.aspects):
            sums[aspect.section] = sums.get(aspect.section, Decimal("0.00")) + aspect.max_mark
        return sums


def read_body(
    sheet: str, rows: Iterable[Row], calculations: CalculationRows, has_calculations: bool, dialect: Dialect = CIS
) -> Body:
    """Return the aspects of all rows from the first heading row on."""
    reader = _BodyReader(sheet, calculations, has_calculations, dialect)
    for row in rows:
        reader.take(row)
    return reader.body


class _BodyReader:
    """Walks the rows and remembers which criterion, sub-criterion and aspect the next row belongs to."""

    def __init__(self, sheet: str, calculations: CalculationRows, has_calculations: bool, dialect: Dialect) -> None:
        self.body = Body()
        self._dialect = dialect
        self._criterion = ""
        self._sheet = sheet
        self._calculations = calculations
        self._has_calculations = has_calculations
        self._headings: Headings
        self._sub_criterion: _SubCriterionDraft | None = None
        self._aspect: _AspectDraft | None = None
        self._open_text: list[str] | None = None
        self._counters: dict[tuple[str, AspectType], int] = {}

    def take(self, row: Row) -> None:
        """Take one row, whatever kind it is."""
        if is_heading(row, self._dialect):
            self._start_block(row)
        elif not self._is_total(row):
            self._take_inner(row)

    def _take_inner(self, row: Row) -> None:
        get = self._headings.get
        if self._dialect.has_criterion_rows and self._start_criterion(row):
            return
        if get(row, Field.ID) and self._start_sub_criterion(row):
            self._aspect = self._open_text = None
        if get(row, Field.TYPE):
            self._take_aspect(row)
        elif get(row, Field.DESCRIPTION) and (get(row, Field.MAX) or get(row, Field.CALCULATION)):
            self._lose(row, Field.TYPE, "aspect_without_type", description=_short(get(row, Field.DESCRIPTION)))
        elif get(row, Field.SCORE):
            self._take_score(row)
        elif not get(row, Field.DESCRIPTION) and (get(row, Field.EXTRA) or get(row, Field.REQUIREMENT)):
            self._take_continuation(row)
        elif not get(row, Field.ID) and (text := get(row, Field.DESCRIPTION) or get(row, Field.NAME)):
            self.body.notes.append(Note(row.number, text))

    def _start_block(self, row: Row) -> None:
        headings = read_headings(row, self._dialect)
        self._headings, self._sub_criterion, self._aspect, self._open_text = headings, None, None, None
        total = headings.columns.get(Field.TOTAL)
        if headings.letter:
            self.body.places.setdefault(headings.letter, (row.number, headings))
            if total is not None and (typed := typed_number(row, total + 1)):
                self.body.block_sums[headings.letter] = typed

    def _is_total(self, row: Row) -> bool:
        """Take the last row, which states the total of the whole scheme."""
        get, columns = self._headings.get, self._headings.columns
        if any(get(row, each) for each in (Field.ID, Field.TYPE, Field.SCORE)):
            return False
        # In the import spreadsheet the word stands behind the texts; inside them it is a text like any other.
        texts = () if self._dialect.has_criterion_rows else {columns.get(each) for each in _TEXTS}
        words = (index for index, cell in enumerate(row.cells) if compare_form(cell) in self._dialect.totals)
        at = next((index for index in words if index not in texts), None)
        if at is None:
            return False
        for index in range(len(row.cells) - 1, at, -1):
            if (typed := typed_number(row, index)) and typed.mark is not None:
                self.body.total = typed
                break
        return True

    def _start_criterion(self, row: Row) -> bool:
        """Take the row of a criterion that stands between the sub-criteria, in dialects that have such rows."""
        get = self._headings.get
        letter = latin_letters(get(row, Field.ID)).upper().rstrip(".")
        if not _CRITERION.match(letter) or get(row, Field.TYPE):
            return False
        self._criterion = letter
        self._sub_criterion = self._aspect = self._open_text = None
        self.body.names[letter] = one_line(get(row, Field.NAME) or get(row, Field.DESCRIPTION)) or letter
        self.body.places.setdefault(letter, (row.number, self._headings))
        if typed := typed_number(row, self._headings.columns.get(Field.MAX)):
            self.body.block_sums[letter] = typed
        return True

    def _start_sub_criterion(self, row: Row) -> bool:
        headings, get = self._headings, self._headings.get
        typed = get(row, Field.ID)
        code = self._latin(row, typed).upper().replace(" ", "")
        if self._dialect.has_criterion_rows:
            if _NUMBER.match(code):
                code = f"{self._criterion}{code}"
            if self._sub_criterion and self._sub_criterion.code == code and get(row, Field.TYPE):
                # A flat table repeats the code on the row of every aspect.
                return False
        shape = _CODE.match(code)
        if shape is None:
            if get(row, Field.NAME) or get(row, Field.TYPE):
                self._report(row, Field.ID, "sub_criterion_code_invalid", found=_short(typed))
            else:
                self.body.notes.append(Note(row.number, typed))
            return False
        if headings.letter and shape[1] != headings.letter:
            self._report(
                row, Field.ID, "sub_criterion_in_wrong_criterion", sub_criterion=code, criterion=headings.letter
            )
        draft = _SubCriterionDraft(code, one_line(get(row, Field.NAME)), self._day(row, code))
        self._sub_criterion = draft
        self.body.blocks.setdefault(headings.letter or shape[1], []).append(draft)
        self.body.places[code] = (row.number, headings)
        return True

    def _day(self, row: Row, code: str) -> int | None:
        typed = self._headings.get(row, Field.DAY)
        if not typed:
            return None
        day = _DAY.match(one_line(latin_letters(typed) if len(typed) < 3 else typed))
        if day is None:
            self._report(row, Field.DAY, "day_unknown", sub_criterion=code, day=_short(typed))
            return None
        return int(day[1])

    def _take_aspect(self, row: Row) -> None:
        get = self._headings.get
        typed = get(row, Field.TYPE)
        kind = self._dialect.type_of(self._latin(row, typed))
        self._aspect = self._open_text = None
        if kind is None:
            self._lose(row, Field.TYPE, "aspect_type_unknown", found=_short(typed))
            return
        if self._sub_criterion is None:
            self._lose(row, Field.ID, "aspect_without_sub_criterion")
            return
        description = get(row, Field.DESCRIPTION)
        if not description:
            self._report(row, Field.DESCRIPTION, "aspect_without_description")
        counter = (self._sub_criterion.code, kind)
        self._counters[counter] = self._counters.get(counter, 0) + 1
        code = f"{self._sub_criterion.code}.{kind.value}{self._counters[counter]}"
        self.body.places[code] = (row.number, self._headings)
        self._aspect = _AspectDraft(
            row=row.number,
            code=code,
            type=kind,
            description=description,
            max_mark=self._max_mark(row, code),
            section=one_line(get(row, Field.SECTION)),
            extra=[get(row, Field.EXTRA)],
            requirement=[get(row, Field.REQUIREMENT)],
            unit=one_line(get(row, Field.UNIT)),
            calculation=self._calculation(row, code),
        )
        self._open_text = self._aspect.extra
        self._sub_criterion.aspects.append(self._aspect)

    def _max_mark(self, row: Row, code: str) -> Decimal:
        typed = self._headings.get(row, Field.MAX)
        mark = number_or_none(typed)
        if mark is None:
            self.body.lost.add(row.number)
            if typed:
                self._report(row, Field.MAX, "max_mark_not_number", aspect=code, found=_short(typed))
            else:
                self._report(row, Field.MAX, "max_mark_missing", aspect=code)
            return Decimal("0.00")
        return mark

    def _calculation(self, row: Row, code: str) -> Calculation | None:
        typed = self._headings.get(row, Field.CALCULATION)
        if not typed:
            return None
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None
        known = self._calculations.by_row.get(number) if number is not None else None
        if known is not None:
            return known
        if number is not None and not self._has_calculations:
            self.body.unresolved[code] = number
        else:
            self._report(row, Field.CALCULATION, "calculation_unknown", aspect=code, calculation=_short(typed))
        return None

    def _take_score(self, row: Row) -> None:
        score = self._headings.get(row, Field.SCORE)
        text = self._headings.get(row, Field.EXTRA) or self._headings.get(row, Field.DESCRIPTION)
        if self._aspect is None or self._aspect.type is not AspectType.JUDGEMENT:
            # A row that was lost takes its score texts with it; one report is enough.
            if not self._follows_lost():
                self._report(row, Field.SCORE, "score_text_without_judgement", score=_short(score))
            return
        if score not in SCORES:
            self._report(row, Field.SCORE, "score_unknown", aspect=self._aspect.code, score=_short(score))
            return
        if score in self._aspect.descriptors:
            self._report(row, Field.SCORE, "score_text_twice", aspect=self._aspect.code, score=score)
            return
        self._open_text = self._aspect.descriptors[score] = [text]

    def _take_continuation(self, row: Row) -> None:
        """Add more text to the aspect or score description above."""
        extra, requirement = self._headings.get(row, Field.EXTRA), self._headings.get(row, Field.REQUIREMENT)
        if self._aspect is None or self._open_text is None:
            self.body.notes.append(Note(row.number, extra or requirement))
            return
        if extra:
            self._open_text.append(extra)
        if requirement:
            self._aspect.requirement.append(requirement)

    def _follows_lost(self) -> bool:
        return self._aspect is None and bool(self.body.lost)

    def _latin(self, row: Row, text: str) -> str:
        """Return ids and types in Latin letters, and remember the rows where they were not."""
        latin = latin_letters(text)
        if latin != text and not self._dialect.is_cyrillic:
            self.body.lookalikes.append(row.number)
        return latin

    def _lose(self, row: Row, column: Field, code: str, **params: str) -> None:
        self._aspect = self._open_text = None
        self.body.lost.add(row.number)
        self._report(row, column, code, **params)

    def _report(self, row: Row, column: Field, code: str, **params: str) -> None:
        index = self._headings.columns.get(column)
        letter = column_letter(index) if index is not None else None
        self.body.problems.append(Problem(Severity.ERROR, code, self._sheet, row.number, letter, params))


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else line[:59] + "…"
