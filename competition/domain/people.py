"""What must hold for a person, a team and a competitor before they are written. Source: PRODUCT C1, C2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from competition.domain.errors import DomainError
from competition.domain.personal_data import age_on
from competition.domain.roster import MAX_BIB_LENGTH, MAX_CODE_LENGTH, MAX_NAME_LENGTH, is_latin
from competition.domain.scheme import Text

MAX_SHORT_NAME = 100
MAX_EMAIL = 200
MAX_PHONE = 64
YOUNGEST, OLDEST = 10, 100
"""Years on the first day of the event; another age is a slip of the pen."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_FLAG = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,6})?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{3,}", re.ASCII)


class TeamKind(StrEnum):
    """Whom a team stands for."""

    COUNTRY = "country"
    REGION = "region"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class TeamDetails:
    """What an organizer says of a team. name: by language. flag: a code of the flag set, "" for none.

    country: ISO 3166 alpha-2, upper or lower case, "" for none; judges of the same country can be kept apart by it.
    """

    code: str
    name: Text
    kind: TeamKind = TeamKind.COUNTRY
    flag: str = ""
    country: str = ""
    institution_id: str | None = None


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is known of a person. latin: "" when the native name is in Latin letters. language: of the native name."""

    native: str
    language: str = ""
    latin: str = ""
    short: str = ""
    born: date | None = None
    email: str = ""
    phone: str = ""
    institution_id: str | None = None


def checked_team(details: TeamDetails) -> TeamDetails:
    """Return a team's details tidied up.

    Raises DomainError `team_code_missing`, `team_code_invalid`, `team_name_missing`, `name_too_long`, `name_invalid`,
    `flag_unknown`.
    """
    code = details.code.strip().upper()
    if not code:
        raise DomainError("team_code_missing")
    if len(code) > MAX_CODE_LENGTH or not _CODE.fullmatch(code):
        raise DomainError("team_code_invalid", value=code)
    name = checked_names(details.name)
    if not name:
        raise DomainError("team_name_missing")
    flag = details.flag.strip().lower()
    if flag and not _FLAG.fullmatch(flag):
        raise DomainError("flag_unknown", value=flag)
    country = details.country.strip().lower()
    return TeamDetails(code, name, details.kind, flag, country, details.institution_id)


def checked_names(names: Text) -> Mapping[str, str]:
    """Return names by language, blanks trimmed and empty ones left out. Raises `name_too_long`, `name_invalid`."""
    return {language: checked_name(name) for language, name in names.items() if name.strip()}


def checked_name(name: str, limit: int = MAX_NAME_LENGTH) -> str:
    """Return a name with its blanks tidied up. Raises DomainError `name_too_long`, `name_invalid`."""
    tidy = " ".join(name.split())
    if len(tidy) > limit:
        raise DomainError("name_too_long", limit=str(limit))
    # "Cf" would hide invisible letters, but joiners (Cf) belong to Persian, Hindi and other names.
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in tidy):
        raise DomainError("name_invalid")
    return tidy


def checked_person(details: PersonDetails, day: date | None = None) -> PersonDetails:
    """Return a person's details tidied up. day: the event's first, None when there is none to compare an age with.

    Raises DomainError `name_missing`, `name_too_long`, `name_invalid`, `latin_name_not_latin`, `language_invalid`,
    `birth_date_unlikely`, `email_invalid`, `phone_invalid`.
    """
    native, latin = checked_name(details.native), checked_name(details.latin)
    native = native or latin
    if not native:
        raise DomainError("name_missing")
    if latin and not is_latin(latin):
        raise DomainError("latin_name_not_latin")
    language = details.language.strip()
    if language and not _LANGUAGE.fullmatch(language):
        raise DomainError("language_invalid", found=language)
    if details.born is not None and day is not None and not YOUNGEST <= age_on(details.born, day) <= OLDEST:
        raise DomainError("birth_date_unlikely", youngest=str(YOUNGEST), oldest=str(OLDEST))
    email, phone = details.email.strip(), details.phone.strip()
    if email and (len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email)):
        raise DomainError("email_invalid")
    if phone and (len(phone) > MAX_PHONE or not _PHONE.fullmatch(phone)):
        raise DomainError("phone_invalid")
    short = checked_name(details.short, MAX_SHORT_NAME)
    same = "" if latin == native else latin
    return PersonDetails(native, language, same, short, details.born, email, phone, details.institution_id)


def checked_bib(bib: str) -> str:
    """Return an entry code or bib without blanks. Raises DomainError `bib_too_long`, `bib_invalid`."""
    tidy = bib.strip()
    if len(tidy) > MAX_BIB_LENGTH:
        raise DomainError("bib_too_long", limit=str(MAX_BIB_LENGTH))
    if tidy and not _CODE.fullmatch(tidy):
        raise DomainError("bib_invalid", value=tidy)
    return tidy


def name_key(name: str) -> str:
    """Return a name for comparing: without the accidents of case, width and blanks."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def is_same_name(one: PersonDetails, other: PersonDetails) -> bool:
    """Tell whether two people have the same name in either form; they may still be two."""
    mine = {name_key(name) for name in (one.native, one.latin) if name}
    return bool(mine & {name_key(name) for name in (other.native, other.latin) if name})
