"""Turn what a spreadsheet cell holds into clean text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

CellValue = int | float | str | bool | date | datetime | time | timedelta | None

_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000\t ]+")
_INVISIBLE = re.compile(
    r"[\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u00ad]|_x000[dD]_|[\x00-\x08\x0b-\x1f\x7f]"
)
"""Marks of order and direction that copying leaves behind; joiners stay, since scripts need them."""

_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХасеіјорух", "ABESIJKMHOPCTYXaceijopyx")
"""Cyrillic letters that look like Latin ones, as typed into ids and types of real files. Source: DOMAIN 4.2, L3."""


def clean_text(text: str) -> str:
    """Return a text without outer blanks, hard spaces and control characters; line breaks stay."""
    if text.isascii() and text.isprintable() and "  " not in text and "_x" not in text:
        return text.strip()
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip()


def cell_text(value: CellValue) -> str:
    """Return a cell as text: whole numbers without a point, dates as 2024-06-25, empty cells as ""."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return clean_text(str(value))


def _number_text(value: float) -> str:
    """Write a number with the 15 digits that a spreadsheet shows, so that 24.749999999999993 is 24.75 again."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(format(value, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_line(text: str) -> str:
    """Return a text on one line, blanks collapsed: how headings and names are compared and kept."""
    return " ".join(text.split())


def latin_letters(text: str) -> str:
    """Return a text with Cyrillic look-alikes as the Latin letters they stand for (`А1` is `A1`)."""
    return text.translate(_LOOKALIKES)


def column_letter(index: int) -> str:
    """Return the letter of a 0-based column as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
