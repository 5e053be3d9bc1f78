"""Russian criteria (L5) and British qualifiers (L6) are read like the import spreadsheet. Source: DOMAIN 4.2."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.domain.errors import Severity
from competition.domain.scheme_rules import summarise
from competition.formats.scheme_sheet import Layout, SchemeReading, read_scheme, write_scheme
from tests.unit.formats.table_files import Cell, Rows, workbook

RUSSIAN_HEAD: list[Cell] = [
    "Код",
    "Подкритерий",
    "Тип аспекта",
    "Аспект",
    "Судейский балл",
    "Методика проверки аспекта",
    "Требование или номинальный размер",
    "Проф. задача",
    "Макс. балл",
]
TASKS: list[list[Cell]] = [
    ["№", "Перечень профессиональных задач"],
    [1, "Организация работ"],
    [2, "Монтаж проводки"],
]


def row(*cells: Cell) -> list[Cell]:
    return list(cells)


def judged(text: str, task: int, mark: Cell) -> list[list[Cell]]:
    return [
        row(None, None, "С", text, None, None, None, task, mark),
        *(row(None, None, None, None, score, f"Балл {score}") for score in range(4)),
    ]


def russian(extra: list[list[Cell]] | None = None) -> list[list[Cell]]:
    """L5: criteria and numbered sub-criteria on rows of their own, Cyrillic letters, decimal commas, 100 marks."""
    usual: list[list[Cell]] = [
        ["А", "Подготовка", None, None, None, None, None, None, "40,00"],
        [1, "Рабочее место"],
        *(row(None, None, "И", f"Инструмент {number}", None, None, "да/нет", 1, "2,00") for number in range(1, 20)),
        *judged("Порядок", 1, 2),
        ["В", "Монтаж", None, None, None, None, None, None, 60],
        ["В1", "Кабель"],
        *(row(None, None, "И", f"Размер {number}", None, "линейкой", "500±2 мм", 2, 2) for number in range(1, 30)),
        [2, "Вид"],
        *judged("Внешний вид", 2, "2,00"),
    ]
    return [
        ["Мероприятие", "Региональный этап"],
        ["Наименование компетенции", "Электромонтаж"],
        [],
        RUSSIAN_HEAD,
        *(usual if extra is None else extra),
        [None, None, None, "Итого", None, None, None, None, "100,00"],
    ]


def places(reading: SchemeReading) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def test_russian_criteria_are_read_whole() -> None:
    reading = read_scheme(workbook({"Критерии оценки": russian(), "Задачи": TASKS}), language="ru")
    assert reading.scheme is not None, reading.problems
    summary = summarise(reading.scheme)
    assert (reading.layout, reading.title) == (Layout.L5, "Электромонтаж")
    assert [(each.code, str(each.mark)) for each in summary.criteria] == [("A", "40.00"), ("B", "60.00")]
    assert (summary.measurements, summary.judgements, summary.total) == (48, 2, Decimal("100.00"))
    assert [criterion.name for criterion in reading.scheme.criteria] == [{"ru": "Подготовка"}, {"ru": "Монтаж"}]
    aspects = {aspect.code: aspect for aspect in reading.scheme.aspects()}
    assert aspects["A1.M1"].description == {"ru": "Инструмент 1"}
    assert aspects["A1.M1"].requirement == {"ru": "да/нет"}
    assert (aspects["B1.M1"].extra, aspects["B1.M1"].section) == ({"ru": "линейкой"}, "2")
    assert aspects["B2.J1"].descriptors == tuple({"ru": f"Балл {score}"} for score in range(4))
    assert reading.is_ready


def test_tasks_without_weights_weigh_what_their_aspects_add_up_to() -> None:
    reading = read_scheme(workbook({"Критерии оценки": russian(), "Задачи": TASKS}), language="ru")
    assert [(each.code, each.name, str(each.weight)) for each in reading.sections] == [
        ("1", {"ru": "Организация работ"}, "40.00"),
        ("2", {"ru": "Монтаж проводки"}, "60.00"),
    ]
    assert places(reading) == [("section_weights_missing", 1, None)]


def test_stated_weights_of_tasks_are_kept_and_compared() -> None:
    tasks: Rows = [["№", "Задача", "Вес"], [1, "Организация работ", 45], [2, "Монтаж", "n/a"], [3, "Сдача", 0]]
    reading = read_scheme(workbook({"Критерии": russian(), "Задачи": tasks}), language="ru")
    codes = [(problem.severity, problem.code, problem.sheet, problem.row) for problem in reading.problems]
    assert (Severity.ERROR, "section_weight_not_number", "Задачи", 3) in codes
    assert (Severity.WARNING, "section_variation", "Критерии", None) in codes
    assert reading.scheme is None


def test_what_is_wrong_in_russian_criteria_names_its_place() -> None:
    rows: list[list[Cell]] = [
        [1, "Без критерия"],
        ["А", "Подготовка"],
        [1, "Место"],
        [None, None, "Д", "Дискретный", None, None, None, 1, 2],
        [None, None, "И", "Без балла", None, None, None, 1, None],
        [None, None, "И", "Чужая задача", None, None, None, 9, 2],
        *judged("Порядок", 1, 1),
        [None, None, None, None, 4, "лишний"],
    ]
    reading = read_scheme(workbook({"Критерии оценки": russian(rows), "Задачи": TASKS}), language="ru")
    assert reading.scheme is None
    assert places(reading) == [
        ("section_weights_missing", 1, None),
        ("sub_criterion_code_invalid", 5, "A"),
        ("aspect_type_unknown", 8, "C"),
        ("max_mark_missing", 9, "I"),
        ("section_unknown", 10, "H"),
        ("score_unknown", 16, "E"),
    ]


def test_a_missing_russian_column_is_named_in_russian() -> None:
    reading = read_scheme(workbook({"Критерии оценки": [["Код", "Подкритерий", "Тип аспекта", "Аспект"]]}))
    assert [(each.code, each.row, dict(each.params)) for each in reading.problems] == [
        ("scheme_column_missing", 1, {"heading": "Макс. балл"})
    ]


@pytest.mark.parametrize("upper", [str, str.upper])
def test_headings_are_found_in_any_case(upper: type[str]) -> None:
    rows = russian()
    rows[3] = [upper(str(cell)) for cell in rows[3]]
    assert read_scheme(workbook({"Критерии оценки": rows, "Задачи": TASKS})).is_ready


def test_a_russian_scheme_is_exported_as_the_import_spreadsheet_and_read_again() -> None:
    scheme = read_scheme(workbook({"Критерии оценки": russian(), "Задачи": TASKS}), language="ru").scheme
    assert scheme is not None
    again = read_scheme(write_scheme(scheme, language="ru"), language="ru")
    assert (again.layout, again.scheme) == (Layout.L1, scheme)


BRITISH_HEAD: list[Cell] = ["Criterion", "Criterion Name", "Aspect", "Description", "Score", "Guidance", "Max Mark"]


def british(head: list[Cell] | None = None, *, flat: bool = False) -> list[list[Cell]]:
    """L6: types with a number, no day, no section, 100 marks."""
    code = "A1" if flat else None
    return [
        ["Qualifier 2024: Cabling"],
        head or BRITISH_HEAD,
        ["A", "Preparation", None, None, None, None, 98],
        ["A1", "Bench"],
        *(row(code, None, f"M{number}", f"Tool {number}", None, "by eye", 2) for number in range(1, 50)),
        ["B", "Finish"],
        ["B1", "Look"],
        [None, None, "J1", "Finish of the panel", None, None, 2],
        *(row(None, None, None, None, score, f"level {score}") for score in range(4)),
        [None, None, None, "Total", None, None, 100],
    ]


OTHER_HEAD: list[Cell] = ["Sub Criteria", "Sub Criteria Name", "Type", "Aspect", "Score", "Benchmark", "Mark"]
CIS_HEAD: list[Cell] = [
    "Sub Criterion ID",
    "Sub Criterion Name",
    "Aspect Type",
    "Aspect Description",
    "Score",
    "Extra",
    "Max. Mark",
]


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("MarkingScheme", BRITISH_HEAD),
        ("MarkingScheme", OTHER_HEAD),
        ("MarkingScheme", CIS_HEAD),
        ("Sheet1", BRITISH_HEAD),
        ("Sheet1", OTHER_HEAD),
    ],
)
def test_british_qualifiers_are_read_whole(name: str, flat: bool, head: list[Cell]) -> None:
    reading = read_scheme(workbook({name: british(head, flat=flat)}))
    assert reading.scheme is not None, reading.problems
    summary = summarise(reading.scheme)
    assert (reading.layout, reading.title) == (Layout.L6, "Qualifier 2024: Cabling")
    assert [(each.code, str(each.mark)) for each in summary.criteria] == [("A", "98.00"), ("B", "2.00")]
    assert (summary.sub_criteria, summary.measurements, summary.judgements) == (2, 49, 1)
    assert [criterion.name for criterion in reading.scheme.criteria] == [{"en": "Preparation"}, {"en": "Finish"}]
    aspects = {aspect.code: aspect for aspect in reading.scheme.aspects()}
    assert aspects["A1.M2"].extra == {"en": "by eye"}
    assert aspects["B1.J1"].descriptors[3] == {"en": "level 3"}
    assert all(sub.day is None for criterion in reading.scheme.criteria for sub in criterion.sub_criteria)
    assert places(reading) == []


def test_sums_that_a_british_file_states_wrongly_are_computed_again() -> None:
    rows = british()
    rows[2][6], rows[-1][6] = 90, 92
    reading = read_scheme(workbook({"MarkingScheme": rows}))
    assert places(reading) == [("criterion_mark_differs", 3, "G"), ("total_differs", len(rows), "G")]
    assert reading.scheme is not None


def test_a_type_without_a_letter_that_is_known_stops_the_import() -> None:
    rows = british()
    rows[4][2] = "X1"
    reading = read_scheme(workbook({"MarkingScheme": rows}))
    assert ("aspect_type_unknown", 5, "C") in places(reading)
    assert reading.scheme is None


def test_a_table_that_only_sounds_like_a_scheme_is_none() -> None:
    rows: list[list[Cell]] = [["Type", "Description", "Marks"], ["Essay", "On bread", 20]]
    assert read_scheme(workbook({"Exam": rows})).layout is None
