"""What the public may know of a person: age, consent, the form of the name. Source: THREATS, personal data D1 to D7."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OF_AGE = 18
"""Years. Below, a guardian consents (GDPR 8 and PIPL 28 ask for it up to 16 and 14; the stricter rule holds here)."""
HIDDEN_LETTER = "＊"
_NO_BLANKS = ("CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL ", "YI ")


class Consent(StrEnum):
    """Whether somebody agreed that the event publishes the name."""

    UNKNOWN = "unknown"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentRule(StrEnum):
    """Whose consent the event asks for before it publishes a name."""

    MINORS = "minors"
    EVERYONE = "everyone"


class NameDisplay(StrEnum):
    """How much of a name the public reads; TEAM: the entry's code and the team alone."""

    FULL = "full"
    INITIALS = "initials"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Publicity:
    """What decides how a person is shown.

    display, photo: what the person or the organizer chose. born: None when not known. erased: the stored name is a
    code already.
    """

    display: NameDisplay = NameDisplay.FULL
    photo: bool = False
    consent: Consent = Consent.UNKNOWN
    born: date | None = None
    erased: bool = False


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day; somebody born on 29 February comes of age on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(born: date | None, day: date) -> bool:
    """Tell whether somebody is not of age on a day; without a birth date nobody can tell, and it is no."""
    return born is not None and age_on(born, day) < OF_AGE


def is_published(of: Publicity, starts: date, rule: ConsentRule) -> bool:
    """Tell whether more than the code and the team may be published.

    A minor needs consent whatever the event's rule is; refused and withdrawn hold for everybody. Source: D2, D7.
    starts: the event's first day.
    """
    if of.consent is Consent.GIVEN:
        return True
    if of.consent in (Consent.REFUSED, Consent.WITHDRAWN):
        return False
    return rule is ConsentRule.MINORS and not is_minor(of.born, starts)


def shown_as(of: Publicity, starts: date, rule: ConsentRule) -> NameDisplay:
    """Return how much of the name the public reads."""
    if of.erased:
        return NameDisplay.FULL
    return of.display if is_published(of, starts, rule) else NameDisplay.TEAM


def shows_photo(of: Publicity, starts: date, rule: ConsentRule) -> bool:
    """Tell whether the public sees the photo: never without the name, and never without consent."""
    if of.erased or not of.photo or of.consent is not Consent.GIVEN:
        return False
    return shown_as(of, starts, rule) is NameDisplay.FULL


def initials(name: str) -> str:
    """Return a name's first letters: `L. N.`, `J.-P. D.`; of a name without blanks the family name: `李＊`."""
    words = name.split()
    if len(words) == 1 and unicodedata.name(words[0][0], "").startswith(_NO_BLANKS):
        letters = _letters(words[0])
        return letters[0] + HIDDEN_LETTER * (len(letters) - 1)
    return " ".join("-".join(f"{_letters(part)[0]}." for part in word.split("-") if part) for word in words)


def monogram(name: str) -> str:
    """Return the one or two letters that stand for a picture that is not there: `LN`; of 李娜: `李`."""
    words = name.split()
    if not words or unicodedata.name(words[0][0], "").startswith(_NO_BLANKS):
        return name[:1]
    return "".join(_letters(word)[0] for word in dict.fromkeys((words[0], words[-1])))


def erased_name(code: str, language: str) -> tuple[str, str]:
    """Return what stands in the place of an erased name, in a language and in Latin letters: `选手 EI-07`."""
    latin = f"{_COMPETITOR['en']} {code}"
    return f"{_COMPETITOR.get(language, _COMPETITOR['en'])} {code}", latin


_COMPETITOR = {
    "en": "Competitor",
    "zh": "选手",
    "fr": "Concurrent",
    "ru": "Участник",
    "ar": "متسابق",
    "es": "Competidor",
}
"""Stored with the person, so it cannot be translated when it is read."""


def _letters(word: str) -> list[str]:
    """Return the letters of a word, each with the marks that stand on it."""
    letters: list[str] = []
    for letter in word:
        if letters and unicodedata.category(letter).startswith("M"):
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters
