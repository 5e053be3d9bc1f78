"""Read a pasted list of trades: one name a line, or columns copied from a spreadsheet. Source: PRODUCT A1."""

from __future__ import annotations

import re
from collections.abc import Sequence

from competition.domain.trade_list import TradeRow, row_from
from competition.formats.cells import clean_text
from competition.formats.columns import Column

LONGEST_PASTE = 200_000
_NUMBERED = re.compile(r"(?P<code>\d{1,3})(?:\s*[.)：:、–-]\s*|\s+)(?P<name>\S.*)")
_CODE = re.compile(r"[A-Za-z]{0,3}[-.]?\d{1,4}[A-Za-z]?", re.ASCII)

COLUMNS = (
    Column(
        "code",
        {"en": "Code", "zh": "编号", "fr": "Code", "ru": "Код", "ar": "الرمز", "es": "Código"},
        ("no", "no.", "number", "nr", "#", "skill number", "trade code", "trade", "序号", "代码", "项目编号", "№",
         "номер", "numéro", "número", "الرقم"),
    ),
    Column(
        "name",
        {"en": "Name", "zh": "名称", "fr": "Nom", "ru": "Название", "ar": "الاسم", "es": "Nombre"},
        ("skill", "skill name", "trade name", "title", "项目", "项目名称", "赛项", "赛项名称", "métier", "компетенция",
         "المهارة", "oficio", "name in english", "english"),
    ),
    Column(
        "second",
        {
            "en": "Name in the other language", "zh": "另一种语言的名称", "fr": "Nom dans l’autre langue",
            "ru": "Название на другом языке", "ar": "الاسم باللغة الأخرى", "es": "Nombre en el otro idioma",
        },
        ("second name", "chinese", "name in chinese", "中文名称", "英文名称", "other name"),
    ),
    Column(
        "sector",
        {"en": "Sector", "zh": "领域", "fr": "Secteur", "ru": "Сектор", "ar": "القطاع", "es": "Sector"},
        ("group", "field", "类别", "大类"),
    ),
    Column(
        "team_size",
        {
            "en": "Competitors", "zh": "选手人数", "fr": "Compétiteurs", "ru": "Конкурсанты", "ar": "المتنافسون",
            "es": "Competidores",
        },
        ("team size", "size", "people", "人数", "每队人数", "taille", "размер команды"),
    ),
    Column(
        "place",
        {"en": "Place", "zh": "场地", "fr": "Lieu", "ru": "Место", "ar": "المكان", "es": "Lugar"},
        ("hall", "venue", "workshop", "bay", "赛场", "地点", "площадка", "القاعة", "taller"),
    ),
)  # fmt: skip
"""The columns in the order in which they are taken where no heading names them."""

_KNOWN = {name.casefold(): column.key for column in COLUMNS for name in column.names()}


def read_trade_list(text: str, *, has_second: bool) -> tuple[TradeRow, ...]:
    """Return the rows of a pasted list, empty lines left out; nothing is refused here, faults are told row by row.

    has_second: whether the event has a second language, and so a column for it where no heading names the columns.
    """
    lines = [
        line for line in text[:LONGEST_PASTE].replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()
    ]
    if not lines:
        return ()
    mark = _separator(lines)
    if mark is None:
        return tuple(_plain(clean_text(line)) for line in lines)
    table = [[clean_text(cell) for cell in line.split(mark)] for line in lines]
    headings = [_KNOWN.get(cell.casefold().rstrip(":"), "") for cell in table[0]]
    if sum(bool(heading) for heading in headings) >= min(2, len(headings)):
        return tuple(_row(headings, cells) for cells in table[1:])
    keys = _usual(table, has_second)
    return tuple(_row(keys, cells) for cells in table)


def _separator(lines: Sequence[str]) -> str | None:
    """Return what parts the columns: a tab as spreadsheets copy, or a semicolon that stands in every line."""
    if any("\t" in line for line in lines):
        return "\t"
    return ";" if all(";" in line for line in lines) else None


def _plain(line: str) -> TradeRow:
    """Return a row from `04 Electrical Installations`, `4. …`, or a name alone."""
    numbered = _NUMBERED.fullmatch(line)
    return row_from(numbered.groupdict()) if numbered else row_from({"name": line})


def _usual(table: Sequence[Sequence[str]], has_second: bool) -> list[str]:
    """Return what the columns are when no heading says so: a code where the first one looks like codes."""
    keys = [column.key for column in COLUMNS if has_second or column.key != "second"]
    firsts = [cells[0] for cells in table if cells[0]]
    return keys if all(_CODE.fullmatch(first) for first in firsts) else keys[1:]


def _row(keys: Sequence[str], cells: Sequence[str]) -> TradeRow:
    return row_from({key: cell for key, cell in zip(keys, cells, strict=False) if key})
