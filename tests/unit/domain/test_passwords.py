"""Passwords of the office: long ones in any script are taken, what everybody would try first is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.domain.logins import clean_login
from competition.domain.passwords import LONGEST, SHORTEST, check_password


def refusal(password: str, login: str = "li.na", name: str = "Li Na") -> str:
    """Return why a password is refused, "" for one that is taken."""
    try:
        check_password(password, login=login, name=name)
    except DomainError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "bench saw oak",
        "correct horse battery",
        "台锯和橡木长凳",
        "Пила, дуб и верстак",
        "kV9#tLq2!xWz",
        "منشار وبلوط وطاولة",
    ],
)
def test_long_passwords_and_phrases_of_any_script_are_taken(password: str) -> None:
    assert refusal(password) == ""


@pytest.mark.parametrize("password", ["", "short", "bench saw 1", "台锯和橡木"])
def test_short_ones_are_refused(password: str) -> None:
    assert refusal(password) == "password_too_short"


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "Passw0rd2024!", "adminadmin12", "Administrator1", "123456789012", "210987654321",
        "aaaaaaaaaaaa", "abababababab", "qwertyuiopas", "1q2w3e4r5t6y", "PodiumOffice2027", "welcome-admin-1",
        "worldskills2026",
        "202420242024", "1029384756102",
    ],
)  # fmt: skip
def test_what_everybody_would_try_first_is_refused(password: str) -> None:
    assert refusal(password) == "password_common"


@pytest.mark.parametrize("password", ["Wang.Xiaoming", "wangxiaoming-2027", "xiaomingxiaoming", "XiaomingWang1990"])
def test_the_own_name_is_refused(password: str) -> None:
    assert refusal(password, login="wang.xiaoming", name="Xiaoming Wang") == "password_is_name"


def test_a_password_has_an_end() -> None:
    assert refusal("bench saw oak " * 20) == "password_too_long"


@given(st.text(max_size=LONGEST + 20), st.text(max_size=40), st.text(max_size=40))
def test_every_text_is_taken_or_refused_with_a_known_code(password: str, login: str, name: str) -> None:
    codes = {"", "password_too_short", "password_too_long", "password_common", "password_is_name"}
    assert refusal(password, login, name) in codes


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=SHORTEST - 1))
def test_no_short_password_slips_through(password: str) -> None:
    assert refusal(password) == "password_too_short"


@pytest.mark.parametrize(("login", "kept"), [(" Li.Na ", "li.na"), ("李娜", "李娜"), ("a_b-c@d", "a_b-c@d")])
def test_a_log_in_is_kept_in_small_letters(login: str, kept: str) -> None:
    assert clean_login(login) == kept


@pytest.mark.parametrize("login", ["", "a", "04-03", "1234", "li na", ".li", "li.", "x" * 65, "li/na", "li\nna"])
def test_a_log_in_that_is_a_number_or_has_blanks_is_refused(login: str) -> None:
    with pytest.raises(DomainError) as refused:
        clean_login(login)
    assert refused.value.code == "login_invalid"
