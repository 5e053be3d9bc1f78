"""Numbers as people type them, as they are stored, and how they are rounded. Source: DOMAIN 2.3, PRODUCT J3, N14."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import floor

from competition.domain.errors import DomainError

HUNDREDTH = Decimal("0.01")
MAX_TYPED_LENGTH = 40
MAX_INTEGER_DIGITS = 12
MAX_DECIMAL_DIGITS = 9

_DIGIT_ZEROS = ("0", "٠", "۰", "０")
_SCRIPTS = tuple({chr(ord(zero) + value): str(value) for value in range(10)} for zero in _DIGIT_ZEROS)
# Keyboards and copied text put direction marks around Arabic numbers; they carry no value.
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_SIGNS = {ord("−"): "-", ord("－"): "-", ord("＋"): "+"}
_POINTS = {ord("．"): ".", ord("，"): ",", ord("،"): ","}
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
_SHAPE = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3}(?:(?P<group>[ ٬])[0-9]{3}(?:(?P=group)[0-9]{3})*)|[0-9]*)"
    r"(?:(?P<point>[.,٫])(?P<decimals>[0-9]+))?"
)
_SEPARATORS = re.compile(r"[.,]")


def round_half_up(value: Fraction, places: int = 2) -> Decimal:
    """Return the exact value rounded half up, ties towards plus infinity, with that many decimals."""
    scaled = floor(value * 10**places + Fraction(1, 2))
    with localcontext() as context:
        context.prec = max(28, len(str(scaled)) + places)
        return Decimal(scaled).scaleb(-places)


def two_decimals(mark: Decimal) -> str:
    """Return a mark as boards and documents show it: two decimals, point, no sign on zero."""
    return f"{mark.quantize(HUNDREDTH, rounding=ROUND_HALF_UP) + Decimal('0.00'):.2f}"


def canonical_decimal(value: Decimal) -> str:
    """Return the one text under which a value is stored: no exponent, no needless zero, no minus zero.

    Raises DomainError `number_invalid` for NaN and infinity.
    """
    if not value.is_finite():
        raise DomainError("number_invalid")
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def parse_decimal(text: str) -> Decimal:
    """Read a number as a person typed it, in any of the product's scripts.

    text: Latin, Arabic-Indic, extended Arabic-Indic or full-width digits (not mixed); decimal point, comma or
        Arabic decimal separator; thousands by a space of any width or by the Arabic thousands separator.
    Raises DomainError `number_missing`, `number_too_long`, `number_invalid`, or `number_ambiguous` where a comma
        may mean thousands (`1,250`) or where point and comma meet (`1.250,00`).
    """
    if len(text) > MAX_TYPED_LENGTH:
        raise DomainError("number_too_long", limit=str(MAX_TYPED_LENGTH))
    plain = _latin_digits(text.translate(_INVISIBLE).translate(_SIGNS).translate(_POINTS).translate(_SPACES).strip())
    if not plain:
        raise DomainError("number_missing")
    _refuse_ambiguous(plain)
    shape = _SHAPE.fullmatch(plain)
    if shape is None or not (shape["whole"] or shape["decimals"]):
        raise DomainError("number_invalid")
    whole = re.sub(r"[ ٬]", "", shape["whole"]) or "0"
    decimals = shape["decimals"] or ""
    if len(whole.lstrip("0")) > MAX_INTEGER_DIGITS or len(decimals.rstrip("0")) > MAX_DECIMAL_DIGITS:
        raise DomainError("number_too_long", limit=str(MAX_INTEGER_DIGITS))
    return Decimal(f"{shape['sign']}{whole}.{decimals or '0'}")


def _latin_digits(text: str) -> str:
    """Return the text with its digits in Latin script; refuse two scripts in one number."""
    used = [script for script in _SCRIPTS if any(character in script for character in text)]
    if len(used) > 1:
        raise DomainError("number_invalid")
    return "".join(used[0].get(character, character) for character in text) if used else text


def _refuse_ambiguous(plain: str) -> None:
    """Refuse what two readers would take for two numbers."""
    found = _SEPARATORS.findall(plain)
    if len(found) > 1 and re.fullmatch(r"[+-]?[0-9]+(?:[.,][0-9]+)+", plain):
        raise DomainError("number_ambiguous")
    if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", plain):
        raise DomainError("number_ambiguous")
