"""Files are known by their content, read whole or refused with one clear reason."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.formats.csv_text import OLD_ENCODINGS
from competition.formats.limits import CELL_TEXT, Limits
from competition.formats.tabular import FileKind, Row, fill_merged_down, open_table
from tests.unit.formats.table_files import VECTORS, old_workbook, workbook

OUTCOMES = {
    "read",
    "file_empty",
    "file_is_html",
    "file_wrong_type",
    "file_broken",
    "file_protected",
    "table_too_large",
    "encoding_unknown",
    "encoding_wrong",
    "quote_open",
    "cell_too_long",
}
SMALL = Limits(rows=10, columns=5)

CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def ods(rows: str) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": CONTENT.format(rows=rows).encode(),
            "META-INF/manifest.xml": MANIFEST.encode(),
        }
    )


def ods_row(text: str, attributes: str = "") -> str:
    cell = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' if text else ""
    return f"<table:table-row {attributes}>{cell}<table:table-cell/></table:table-row>"


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return stream.getvalue()


def replaced_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old in parts[name]
    return zipped({**parts, name: parts[name].replace(old, new)})


def refusal(data: bytes, encoding: str | None = None, limits: Limits = Limits()) -> str:  # noqa: B008 (frozen)
    with pytest.raises(DomainError) as caught:
        open_table(data, encoding=encoding, limits=limits)
    return caught.value.code


def outcome(data: bytes, encoding: str | None = None) -> str:
    """Return the reason of a refusal, or "read"."""
    try:
        open_table(data, encoding=encoding)
    except DomainError as caught:
        return caught.code
    return "read"


def rows_of(data: bytes, encoding: str | None = None) -> list[tuple[str, ...]]:
    return [row.cells for row in open_table(data, encoding=encoding).sheets[0].rows]


def test_cells_become_clean_text() -> None:
    data = workbook(
        {"S": [["  a\u00a0b ", 3.0, 0.1 + 0.2, 24.749999999999993, True, date(2024, 6, 25), "x\r\ny", "\u00a0", "end"]]}
    )
    assert rows_of(data) == [("a b", "3", "0.3", "24.75", "TRUE", "2024-06-25", "x\ny", "", "end")]


def test_row_numbers_are_those_of_the_spreadsheet() -> None:
    sheet = open_table(workbook({"S": [[], ["first"], [], [None, "second"]]})).sheets[0]
    assert sheet.rows == (Row(2, ("first", "")), Row(4, ("", "second")))


def test_columns_are_those_of_the_spreadsheet() -> None:
    sheet = open_table(workbook({"S": [[], [None, None, "a"], [None, None, None, "b"]]})).sheets[0]
    assert sheet.rows == (Row(2, ("", "", "a", "")), Row(3, ("", "", "", "b")))


def test_a_row_answers_beyond_its_end() -> None:
    assert (Row(1, ("a",)).cell(5), Row(1, ("a",)).cell(None), Row(1, ("a",)).cell(0)) == ("", "", "a")


def test_every_workbook_kind_is_known_by_content() -> None:
    assert open_table(workbook({"S": [["x"]]})).kind is FileKind.XLSX
    assert open_table(ods(ods_row("x"))).kind is FileKind.ODS
    assert open_table(old_workbook([(0, 0, 1.0)])).kind is FileKind.XLS
    assert open_table(b"x,y\n").kind is FileKind.CSV


def test_an_old_workbook_is_read() -> None:
    assert open_table(old_workbook([(0, 0, 1.5), (3, 2, 7.0)])).sheets[0].rows == (
        Row(1, ("1.5", "", "")),
        Row(4, ("", "", "7")),
    )


def test_an_opendocument_sheet_with_repeated_blanks_is_read() -> None:
    blanks = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell '
    blanks += 'table:number-columns-repeated="16384"/></table:table-row>'
    assert rows_of(ods(ods_row("x") + ods_row("y") + blanks)) == [("x",), ("y",)]


def test_a_merged_cell_fills_the_rows_below_it() -> None:
    data = workbook({"S": [["team", "name"], ["CHN", "a"], [None, "b"], [None, "c"]]}, {"S": ["A2:A4"]})
    sheet = open_table(data).sheets[0]
    assert [row.cell(0) for row in sheet.rows] == ["team", "CHN", "", ""]
    assert [row.cell(0) for row in fill_merged_down(sheet).rows] == ["team", "CHN", "CHN", "CHN"]


@pytest.mark.parametrize(
    ("text", "encoding", "read"),
    [
        ("姓名,队\n陈思远,中国\n", "gb18030", ("陈思远", "中国")),
        ("имя;команда\nЖанна;КАЗ\n", "cp1251", ("Жанна", "КАЗ")),
        ("الاسم,الفريق\nأحمد,مصر\n", "cp1256", ("أحمد", "مصر")),
        ("nom;équipe\nZoé;Côte d’Ivoire\n", "cp1252", ("Zoé", "Côte d’Ivoire")),
    ],
)
def test_text_in_an_old_encoding_is_asked_for_and_then_read(text: str, encoding: str, read: tuple[str, str]) -> None:
    data = text.encode(encoding)
    assert refusal(data) == "encoding_unknown"
    assert rows_of(data, encoding)[1] == read


def test_unicode_wins_over_the_given_encoding() -> None:
    book = open_table("a,ж\n".encode(), encoding="cp1251")
    assert (book.encoding, book.sheets[0].rows) == ("utf-8", (Row(1, ("a", "ж")),))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides_the_encoding(encoding: str) -> None:
    book = open_table("a\tж\n".encode(encoding))
    assert (book.encoding, book.delimiter, book.sheets[0].rows) == (encoding, "\t", (Row(1, ("a", "ж")),))


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    assert refusal(b"\xff\xff,\x81", "gb18030") == "encoding_wrong"
    assert refusal("é".encode("cp1252"), "latin-9") == "encoding_wrong"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ("sep=;\na;b,c,d\n", ";"),
        ('"x;y;z",b\n"p",q\n', ","),
        ("alone\nagain\n", ","),
    ],
)
def test_the_delimiter_is_the_one_that_gives_steady_columns(text: str, delimiter: str) -> None:
    assert open_table(text.encode()).delimiter == delimiter


def test_quoted_line_breaks_stay_and_rows_keep_their_numbers() -> None:
    rows = open_table(b'"a\nb",c\n\n"d ""e""",f').sheets[0].rows
    assert rows == (Row(1, ("a\nb", "c")), Row(3, ('d "e"', "f")))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n\t", "file_empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file_is_html"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE html><html/>', "file_is_html"),
        (b'<?xml version="1.0"?><Workbook/>', "file_wrong_type"),
        (b"%PDF-1.7 ...", "file_wrong_type"),
        (b"\x89PNG\r\n", "file_wrong_type"),
        (b"name\x00,b", "file_wrong_type"),
        (b"PK\x03\x04 no archive", "file_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_broken"),
        (zipped({"a.txt": b"x"}), "file_wrong_type"),
        (zipped({"word/document.xml": b"<w/>"}), "file_wrong_type"),
        (zipped({"xl/workbook.xml": b"<w/>", "xl/workbook.bin": b"x"}), "file_wrong_type"),
        (zipped({"xl/workbook.xml": b"<workbook"}), "file_broken"),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), "file_broken"),
        (old_workbook([(0, 0, 1.0)], name="EncryptedPackage"), "file_protected"),
        (old_workbook([(0, 0, 1.0)], name="WordDocument"), "file_wrong_type"),
        (old_workbook([(65535, 255, 1.0)]), "table_too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize("cut", [200, 1500, -1, -30, -300])
def test_a_truncated_workbook_is_refused(cut: int) -> None:
    assert refusal((VECTORS / "schemes/es2025-web-development.xlsx").read_bytes()[:cut]) == "file_broken"


def test_a_file_above_the_size_limit_is_refused() -> None:
    assert refusal(b"a,b\n" * 100, limits=Limits(size=399)) == "file_too_large"


def test_too_many_rows_or_columns_are_refused() -> None:
    assert refusal(b"a\n" * 11, limits=SMALL) == "table_too_large"
    assert refusal(b"a,b,c,d,e,f\n", limits=SMALL) == "table_too_large"
    assert refusal(workbook({"S": [["x"]] * 11}), limits=SMALL) == "table_too_large"
    assert refusal(workbook({"S": [["x"] * 6]}), limits=SMALL) == "table_too_large"
    assert refusal(ods(ods_row("x", 'table:number-rows-repeated="11"')), limits=SMALL) == "table_too_large"


def test_one_cell_in_the_last_corner_of_a_tiny_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write("A1", "x")
        page.write("XFD1048576", "y")
    assert refusal(stream.getvalue()) == "table_too_large"


def test_formatted_blank_cells_far_away_do_not_count() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write("A1", "x")
        page.write_blank("XFD1000000", None, book.add_format({"bold": True}))
    assert rows_of(stream.getvalue()) == [("x",)]


def test_a_cell_without_a_reference_takes_the_place_after_the_last() -> None:
    data = workbook({"S": [["x"]]})
    far = replaced_part(data, "xl/worksheets/sheet1.xml", b'<row r="1"', b'<row r="1048576"')
    assert refusal(replaced_part(far, "xl/worksheets/sheet1.xml", b'<c r="A1"', b"<c")) == "table_too_large"


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    bomb = zipped({"xl/workbook.xml": b"<a>" + b" " * 3_000_000 + b"</a>"})
    assert refusal(bomb, limits=Limits(unpacked=1_000_000)) == "file_too_large_inside"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(zipped({"xl/workbook.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}))
    struct.pack_into("<I", bomb, bomb.rfind(b"PK\x01\x02") + 24, 1000)
    struct.pack_into("<I", bomb, bomb.find(b"PK\x03\x04") + 22, 1000)
    assert refusal(bytes(bomb), limits=Limits(unpacked=1_000_000)) == "file_too_large_inside"


def test_entities_and_doctypes_are_refused() -> None:
    data = workbook({"S": [["x"]]})
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet'
    assert refusal(replaced_part(data, "xl/worksheets/sheet1.xml", b"<worksheet", laughs[21:])) == "file_broken"


def test_a_shared_text_that_no_cell_may_hold_is_refused() -> None:
    data = workbook({"S": [["needle"]]})
    assert refusal(replaced_part(data, "xl/sharedStrings.xml", b"needle", b"n" * (CELL_TEXT + 1))) == "cell_too_long"
    assert refusal(b"a," + b"n" * (CELL_TEXT + 1)) == "cell_too_long"


def test_a_sheet_hidden_under_a_picture_name_is_looked_at() -> None:
    data = workbook({"S": [["x"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts["xl/media/image.png"] = b"junk <sheetData>"
    assert refusal(zipped(parts)) == "file_broken"
    parts["xl/media/image.png"] = b"\x89PNG junk"
    assert rows_of(zipped(parts)) == [("x",)]


def test_damaged_workbooks_never_raise_anything_else() -> None:
    source = (VECTORS / "schemes/es2025-web-development.xlsx").read_bytes()
    dice = random.Random(17)
    for original in (source, old_workbook([(0, 0, 1.5), (3, 2, 7.0)])):
        for _ in range(60):
            damaged = bytearray(original)
            for _ in range(4):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            assert outcome(bytes(damaged)) in OUTCOMES


def test_damaged_sheets_in_a_whole_archive_never_raise_anything_else() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook({"S": [["x", 1.5, True, date(2024, 1, 1)]] * 3}))) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    dice = random.Random(18)
    for _ in range(150):
        name = dice.choice([each for each in parts if "sheet" in each or "workbook" in each])
        damaged = bytearray(parts[name])
        damaged[dice.randrange(len(damaged))] = dice.choice(b"<>\"'/ =0A9\xff")
        assert outcome(zipped({**parts, name: bytes(damaged)})) in OUTCOMES


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400), encoding=st.sampled_from([None, *OLD_ENCODINGS]))
def test_any_bytes_give_a_table_or_a_reason(data: bytes, encoding: str | None) -> None:
    assert outcome(data, encoding) in OUTCOMES
