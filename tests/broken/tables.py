"""Tables as people really send them: odd encodings, headings, hidden sheets, formulas, slips. Source: PRODUCT B1."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import xlsxwriter

from tests.broken.archives import book, cell, pack
from tests.unit.formats.table_files import Cell, Rows, workbook

HEAD = "Team code,Team name,Name,Latin name,Trade code,Entry code,Role,Group,Date of birth\n"
HEADINGS: list[Cell] = ["Team code", "Team name", "Name", "Latin name", "Trade code", "Entry code", "Role"]
ANA: list[Cell] = ["PER", "Peru", "Ana Flores", None, "04", "EI-01", "Competitor"]
LUIS: list[Cell] = ["PER", "Peru", "Luis Quispe", None, "04", "EI-02", "Judge"]
CYRILLIC = HEAD + "KAZ,,Айгуль Омарова,,04,,Judge,,\n"


def sheets(*rows: Sequence[Cell], headings: Rows = (HEADINGS,), merges: Sequence[str] = ()) -> bytes:
    """Return a workbook with one sheet of people."""
    return workbook({"People": [*headings, *rows]}, {"People": merges})


def text(*lines: str, head: str = HEAD) -> bytes:
    """Return a CSV file."""
    return (head + "".join(f"{line}\n" for line in lines)).encode()


def formulas(kind: str) -> bytes:
    """Return a workbook in which a name is a formula: computed, never computed, or failed."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as made:
        page = made.add_worksheet("People")
        for number, row in enumerate([HEADINGS, ANA, LUIS]):
            for column, value in enumerate(row):
                if value is not None:
                    page.write(number, column, value)
        value = {"computed": "Ana Maria Flores", "failed": "#REF!"}.get(kind, "")
        page.write_formula(1, 2, '="Ana"&" Flores"', None, value)
    return stream.getvalue()


def hidden(very: bool = False, beside: bool = False) -> bytes:
    """Return a workbook whose people stand on a hidden sheet. beside: people stand on a visible one as well."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        front = made.add_worksheet("Front")
        behind = made.add_worksheet("Old list")
        shown: Rows = [HEADINGS, ANA] if beside else [["Read me"]]
        for page, rows in ((front, shown), (behind, [HEADINGS, LUIS])):
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        page.write(number, column, value)
        if very:
            behind.very_hidden()
        else:
            behind.hide()
    return stream.getvalue()


def macros() -> bytes:
    """Return a workbook with macros: they are not read."""
    rows = []
    for number, row in enumerate([HEADINGS, ANA], start=1):
        filled = [(letter, value) for letter, value in zip("ABCDEFG", row, strict=True) if value]
        rows.append(
            f'<row r="{number}">{"".join(cell(f"{letter}{number}", str(value)) for letter, value in filled)}</row>'
        )
    return book("".join(rows), more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 AutoOpen Shell"})


TABLES: Mapping[str, Callable[[], bytes]] = {
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b" \r\n\t\r\n",
    "only-mark.csv": lambda: b"\xef\xbb\xbf",
    "only-headings.csv": lambda: HEAD.encode(),
    "no-headings.csv": lambda: b"1,2,3\n4,5,6\n",
    "picture.xlsx": lambda: b"\x89PNG\r\n\x1a\n" + bytes(500),
    "page.xls": lambda: b"<html><body><table><tr><td>Team code</td></tr></table></body></html>",
    "old-xml.xls": lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "letter.pdf": lambda: b"%PDF-1.7\n",
    "packed.csv.gz": lambda: b"\x1f\x8b\x08\x00" + bytes(50),
    "noise.csv": lambda: bytes(range(256)) * 40,
    "utf16.csv": lambda: CYRILLIC.encode("utf-16"),
    "utf16-unmarked.csv": lambda: CYRILLIC.encode("utf-16-be"),
    "gb18030.csv": lambda: (HEAD + "CHN,,陈思远,,04,,,,\n").encode("gb18030"),
    "cp1251.csv": lambda: CYRILLIC.encode("cp1251"),
    "cp1252.csv": lambda: (HEAD + "FRA,,Élodie,,04,,,,\n").encode("cp1252"),
    "cp1256.csv": lambda: (HEAD + "EGY,,أحمد,,04,,,,\n").encode("cp1256"),
    "two-encodings.csv": lambda: CYRILLIC.encode() + "KAZ,,Омар,,04,,Judge,,\n".encode("cp1251"),
    "semicolons.csv": lambda: text("PER;Peru;Ana;;04;;;;", head=HEAD.replace(",", ";")),
    "tabs.tsv": lambda: text("PER\tPeru\tAna\t\t04\t\t\t\t", head=HEAD.replace(",", "\t")),
    "sep-line.csv": lambda: text("PER;Peru;Ana;;04;;;;", head="sep=;\n" + HEAD.replace(",", ";")),
    "quote-open.csv": lambda: text('PER,,"Ana,,04,,,,'),
    "rows-million.csv": lambda: HEAD.encode() + b"PER,,Ana,,04,,,,\n" * 1_000_000,
    "columns-10000.csv": lambda: b",".join([b"x"] * 10_000) + b"\n",
    "cell-long.csv": lambda: text(f"PER,,{'y' * 200_000},,04,,,,"),
    "titles-above.xlsx": lambda: sheets(ANA, headings=(["List of participants"], [], ["as of June"], HEADINGS)),
    "two-headings.xlsx": lambda: sheets(
        ANA, headings=(HEADINGS, ["代表队代码", "代表队", "姓名", "拉丁字母姓名", "赛项代码", "参赛号", "角色"])
    ),
    "heading-parts.xlsx": lambda: sheets(
        ["PER", "04", "Ана", "Ana", "Judge"],
        headings=(["Team code", "Trade code", "Name", "Name", "Role"], [None, None, "Native", "Latin", None]),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
    ),
    "merged-down.xlsx": lambda: sheets(ANA, [None, None, "Luis", None, "04", None, "Judge"], merges=("A2:A3", "B2:B3")),
    "hidden.xlsx": hidden,
    "hidden-very.xlsx": lambda: hidden(very=True),
    "hidden-beside.xlsx": lambda: hidden(beside=True),
    "two-sheets.xlsx": lambda: workbook({"Competitors": [HEADINGS, ANA], "Judges": [HEADINGS, LUIS]}),
    "formulas-computed.xlsx": lambda: formulas("computed"),
    "formulas-never.xlsx": lambda: formulas("never"),
    "formulas-failed.xlsx": lambda: formulas("failed"),
    "macros.xlsm": macros,
    "look-alike-codes.csv": lambda: text("СНN,,Ana,,04,ЕІ-01,,,"),
    "look-alike-headings.csv": lambda: text("PER,,Ana,,04,,,,", head=HEAD.replace("Role", "Rоlе")),
    "look-alike-names.csv": lambda: text("KAZ,,Петpов Иван,Petrov Ivan,04,,,,", "KAZ,,Anna,Аnna,04,,,B,"),
    "arabic-digits.csv": lambda: text("EGY,,Ahmed,,٠٤,٧,,,٢٠٠١-٠٢-٠٣"),
    "codes-twice.csv": lambda: text("PER,,Ana,,04,7,,,", "BRA,,Rui,,04,7,,,"),
    "names-twice.csv": lambda: text("CHN,,王伟,WANG Wei,04,,Judge,,", "CHN,,王伟,WANG Wei,04,,Judge,,"),
    "names-twice-born.csv": lambda: text(
        "CHN,,王伟,WANG Wei,04,,Judge,,1980-01-01", "CHN,,王伟,WANG Wei,04,,Judge,,1990-02-02"
    ),
    "team-invalid.csv": lambda: text(",,Ana,,04,,,,", "P E R,,Rui,,04,,,,"),
    "team-two-names.csv": lambda: text("PER,Peru,Ana,,04,,,,", "PER,Perú,Rui,,07,,,,"),
    "trade-unknown.csv": lambda: text("PER,,Ana,,99,,,,", "PER,,Rui,,,,,,"),
    "role-unknown.csv": lambda: text("PER,,Ana,,04,,Cook,,"),
    "heading-twice.csv": lambda: text("PER,,Ana,,04,,,,,x", head=HEAD.replace("\n", ",Role\n")),
    "heading-missing.csv": lambda: b"Team name,Name\nPeru,Ana\n",
    "heading-unknown.csv": lambda: text("PER,,Ana,,04,,,,,M", head=HEAD.replace("\n", ",T-shirt\n")),
    "dates.csv": lambda: text(
        "PER,,A,,04,,,,2001-02-30",
        "PER,,B,,04,,,,05/06/2001",
        "PER,,C,,07,,,,31.05.2001",
        "PER,,D,,07,,,B,2001年5月31日",
    ),
    "dates-cells.xlsx": lambda: sheets(
        ["PER", None, "Ana", None, 4, None, None, date(2001, 5, 31)], headings=([*HEADINGS, "Date of birth"],)
    ),
    "numbers-as-codes.xlsx": lambda: sheets(["PER", None, "Ana", None, 4.0, 17, "Competitor"]),
    "commands.csv": lambda: text("PER,,=cmd|' /C calc'!A0,,04,,,,", "PER,,@SUM(1),,07,,,,", "PER,,+1-1,,07,,,B,"),
    "controls.csv": lambda: text("PER,,A\x00na\x07,,04,,,,").replace(b"\x00", b""),
    "bidi.csv": lambda: text("PER,,Ana\u202ecod.exe,,04,,,,"),
    "name-long.csv": lambda: text(f"PER,,{'n' * 201},,04,,,,"),
    "language-unknown.csv": lambda: text(
        "PER,,Ana,,04,,,,,Spanish please", head=HEAD.replace("\n", ",Language of the name\n")
    ),
    "only-a-picture.ods": lambda: pack(
        {"mimetype": "application/vnd.oasis.opendocument.graphics", "content.xml": "<a/>"}
    ),
}
