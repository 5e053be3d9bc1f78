"""Which passwords the office takes: long ones that nobody would try first, in any script. Source: PRODUCT L1."""

from __future__ import annotations

import re
import unicodedata

from competition.domain.errors import DomainError

SHORTEST = 12
"""In characters; a Han, kana or hangul character says as much as two letters and counts as two."""
LONGEST = 200
FEWEST_DIFFERENT = 5

_WORDS = """
password passwort passwrd contrasena motdepasse parol mima kennwort admin administrator administrateur root user guest
demo test tester testing login letmein welcome bienvenue changeme secret default master superuser qwerty qwertyuiop
azerty iloveyou sunshine princess football baseball dragon monkey abc abcd abcdef trustno hello podium competition
worldskills skills event office organizer organiser judge trade medal gold
"""
_COMMON_WORDS = frozenset(_WORDS.split())
"""What people type when a password is asked for, and what everybody would guess of this product."""
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_LOOKS_LIKE = str.maketrans("013457@$!", "oieastasi")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def check_password(password: str, *, login: str, name: str = "") -> None:
    """Refuse a password that is too short or that somebody would guess.

    login, name: of whoever will use it; neither may be all of it.
    Raises DomainError `password_too_short`, `password_too_long`, `password_common`, `password_is_name`.
    """
    text = unicodedata.normalize("NFKC", password)
    if sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text) < SHORTEST:
        raise DomainError("password_too_short", limit=str(SHORTEST))
    if len(text) > LONGEST:
        raise DomainError("password_too_long", limit=str(LONGEST))
    if len(set(text.casefold())) < FEWEST_DIFFERENT or _is_run(text.casefold()) or _is_common(text.casefold()):
        raise DomainError("password_common")
    own = {_letters(login), _letters(name), *map(_letters, name.split())} - {""}
    if _is_made_of(_letters(text), own):
        raise DomainError("password_is_name")


def _is_common(text: str) -> bool:
    """Tell whether nothing is left once figures and common words are taken away: `Passw0rd2024!`, `adminadmin12`."""
    stripped = re.sub(r"[\W\d_]+$", "", text)
    readings = {_letters(text), _letters(text.translate(_LOOKS_LIKE)), _letters(stripped.translate(_LOOKS_LIKE))}
    return any(not reading or _is_made_of(reading, _COMMON_WORDS) for reading in readings)


def _is_made_of(text: str, words: frozenset[str] | set[str]) -> bool:
    """Tell whether a text is nothing but one of the words, once or several times, or two of them."""
    if not text:
        return False
    return any(text.replace(word, "") == "" for word in words) or any(
        text == first + second for first in words if text.startswith(first) for second in words
    )


def _is_run(text: str) -> bool:
    """Tell whether a text follows the keys or the alphabet, either way, perhaps several times: `123456789012`."""
    runs = [run * 3 for each in _RUNS for run in (each, each[::-1])]
    return any(text in run for run in runs)


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())
