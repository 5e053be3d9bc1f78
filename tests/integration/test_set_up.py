"""The first administrator and invitations: addresses that work once, on both engines. Source: PRODUCT A1, L1."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Account, SetUpLink
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.queries.accounts import roles_of, signed_in
from competition.queries.set_up import has_administrator, is_untouched, link_purpose
from competition.services.accounts import sign_in
from competition.services.context import ANONYMOUS, Context
from competition.services.identity import secret_hash
from competition.services.operator import OPERATOR
from competition.services.roster import add_account
from competition.services.set_up import (
    FIRST_LINK_LIVES,
    INVITATION_LIVES,
    NewAdministrator,
    NewLink,
    accept_invitation,
    add_link,
    make_first_administrator,
    make_first_link,
)

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
PASSWORD = "bench saw oak"
LI_NA = NewAdministrator("  Li   Na ", "Li.Na", PASSWORD, "zh")


def context(session: Session, **changes: object) -> Context:
    base = Context(session, ANONYMOUS, NOW, lambda _announcement: None, request_id="test")
    return replace(base, **changes)  # type: ignore[arg-type]


def first_link(session: Session) -> NewLink:
    link = make_first_link(context(session, actor=OPERATOR))
    assert link is not None
    return link


def refusal(session: Session, token: str, new: NewAdministrator = LI_NA, now: datetime = NOW) -> str:
    """Return why somebody does not become the first administrator."""
    with pytest.raises(DomainError) as refused:
        make_first_administrator(context(session, now=now), token, new, device_id=None, hours=2)
    return refused.value.code


def test_the_first_person_becomes_administrator_and_is_signed_in(session: Session) -> None:
    assert is_untouched(session)
    link = first_link(session)
    found = make_first_administrator(context(session), link.secret, LI_NA, device_id=None, hours=2)
    assert (is_untouched(session), has_administrator(session)) == (False, True)
    account = session.get_one(Account, found.account_id)
    assert (account.login, account.name, account.language) == ("li.na", "Li Na", "zh")
    assert roles_of(session, found.account_id) == {Role.ADMIN}
    assert signed_in(session, secret_hash(found.secret), NOW) is not None
    assert sign_in(context(session), "li.na", PASSWORD, way="password", device_id=None, hours=2)


def test_only_the_hash_of_an_address_is_kept(session: Session) -> None:
    link = first_link(session)
    stored = session.execute(select(SetUpLink.token_hash, SetUpLink.expires_at)).one()
    assert link.secret not in stored[0]
    assert stored == (secret_hash(link.secret), NOW + FIRST_LINK_LIVES)


def test_the_address_works_once_and_makes_nobody_else(session: Session) -> None:
    first, second = first_link(session), first_link(session)
    make_first_administrator(context(session), first.secret, LI_NA, device_id=None, hours=2)
    other = replace(LI_NA, login="mallory")
    assert refusal(session, first.secret, other) == "administrator_exists"
    assert refusal(session, second.secret, other) == "administrator_exists"
    assert link_purpose(session, secret_hash(second.secret), NOW) is None
    assert make_first_link(context(session, actor=OPERATOR)) is None
    assert session.scalars(select(Account.login)).all() == ["li.na"]


def test_an_old_or_invented_address_opens_nothing(session: Session) -> None:
    link = first_link(session)
    later = NOW + FIRST_LINK_LIVES
    assert link_purpose(session, secret_hash(link.secret), later) is None
    assert refusal(session, link.secret, now=later) == "link_used_up"
    assert refusal(session, "invented") == "link_used_up"
    assert is_untouched(session)


def test_a_refused_form_does_not_use_the_address_up(session: Session) -> None:
    link = first_link(session)
    with write_transaction(session):
        add_account(session, login="li.na", name="Of the demo", now=NOW)
    assert refusal(session, link.secret) == "login_taken"
    assert refusal(session, link.secret, replace(LI_NA, password="password1234")) == "password_common"
    assert refusal(session, link.secret, replace(LI_NA, name=" ")) == "person_name_missing"
    assert refusal(session, link.secret, replace(LI_NA, login="04-01")) == "login_invalid"
    assert make_first_administrator(
        context(session), link.secret, replace(LI_NA, login="li.na.2"), device_id=None, hours=2
    )


def test_only_the_operator_makes_the_first_address(session: Session) -> None:
    with pytest.raises(DomainError) as refused:
        make_first_link(context(session))
    assert refused.value.code == "not_allowed"


def test_an_invitation_gives_an_account_its_password_once(session: Session) -> None:
    with write_transaction(session):
        account_id = add_account(session, login="omar.haddad", name="Omar Haddad", now=NOW)
        former = add_link(context(session), account_id, INVITATION_LIVES)
        link = add_link(context(session), account_id, INVITATION_LIVES)
    purpose = link_purpose(session, secret_hash(link.secret), NOW)
    assert purpose is not None
    assert (purpose.is_first, purpose.login, purpose.name) == (False, "omar.haddad", "Omar Haddad")
    for token, password, code in (
        (former.secret, PASSWORD, "link_used_up"),
        (link.secret, "omarhaddadomar", "password_is_name"),
        (link.secret, "short", "password_too_short"),
    ):
        with pytest.raises(DomainError) as refused:
            accept_invitation(context(session), token, password, device_id=None, hours=2)
        assert refused.value.code == code
    found = accept_invitation(context(session), link.secret, PASSWORD, device_id=None, hours=2)
    assert found.account_id == account_id
    assert sign_in(context(session), "omar.haddad", PASSWORD, way="password", device_id=None, hours=2)
    with pytest.raises(DomainError) as refused:
        accept_invitation(context(session), link.secret, "another saw oak", device_id=None, hours=2)
    assert refused.value.code == "link_used_up"


def test_a_new_password_by_invitation_ends_the_other_sessions(session: Session) -> None:
    with write_transaction(session):
        account_id = add_account(session, login="omar.haddad", name="Omar Haddad", now=NOW)
        link = add_link(context(session), account_id, INVITATION_LIVES)
    first = accept_invitation(context(session), link.secret, PASSWORD, device_id=None, hours=2)
    with write_transaction(session):
        again = add_link(context(session), account_id, INVITATION_LIVES)
    second = accept_invitation(context(session), again.secret, "another saw oak", device_id=None, hours=2)
    assert signed_in(session, secret_hash(first.secret), NOW) is None
    assert signed_in(session, secret_hash(second.secret), NOW) is not None


def test_an_invitation_makes_no_administrator(session: Session) -> None:
    with write_transaction(session):
        account_id = add_account(session, login="omar.haddad", name="Omar Haddad", now=NOW)
        link = add_link(context(session), account_id, INVITATION_LIVES)
    assert refusal(session, link.secret) == "link_used_up"
    assert not has_administrator(session)
    assert link_purpose(session, secret_hash(link.secret), NOW + timedelta(days=1)) is not None
