"""How somebody of the office is called when signing in."""

from __future__ import annotations

import re

from competition.domain.errors import DomainError

_LOGIN = re.compile(r"[^\W_][\w.@-]{0,62}[^\W_]")
_JUDGE_NUMBER = re.compile(r"[\d-]+")


def clean_login(login: str) -> str:
    """Return a log-in as it is stored: in small letters, letters of any script, digits and `. - _ @` inside.

    A number like 04-03 is a judge's, so the office has none of those.
    Raises DomainError `login_invalid`.
    """
    cleaned = login.strip().lower()
    if not _LOGIN.fullmatch(cleaned) or _JUDGE_NUMBER.fullmatch(cleaned):
        raise DomainError("login_invalid", login=login.strip())
    return cleaned
