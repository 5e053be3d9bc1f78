"""The beginning: the first administrator, and addresses by which an account gets its password. Source: PRODUCT A1, L1.

Who may read the server's terminal could read its database too; that person gets the first address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from competition.db.engine import write_transaction
from competition.db.models import Account, SetUpLink, SignIn
from competition.domain.errors import DomainError
from competition.domain.logins import clean_login
from competition.domain.passwords import check_password
from competition.domain.permissions import Role
from competition.logs import get_log
from competition.queries.set_up import has_administrator, link_purpose
from competition.services.accounts import NewSession, open_session
from competition.services.context import Context
from competition.services.identity import new_secret, secret_hash
from competition.services.operator import OPERATOR
from competition.services.passwords import hash_secret
from competition.services.roster import add_account, grant_role

FIRST_LINK_LIVES = timedelta(hours=24)
INVITATION_LIVES = timedelta(days=7)
LONGEST_NAME = 200

log = get_log("set_up")


@dataclass(frozen=True, slots=True)
class NewLink:
    """An address just made; only its hash is kept. expires_at: real time."""

    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewAdministrator:
    """What the first person says of her- or himself. language: one of the six, "" for the browser's own."""

    name: str
    login: str
    password: str
    language: str = ""


def make_first_link(context: Context) -> NewLink | None:
    """Return an address by which the first administrator comes in, None when there is one already.

    Earlier addresses work on until they are old: somebody may have one open.
    Raises DomainError `not_allowed` to anybody but the operator at the server.
    """
    if context.actor is not OPERATOR:
        raise DomainError("not_allowed")
    with write_transaction(context.session):
        if has_administrator(context.session):
            return None
        context.session.execute(delete(SetUpLink).where(SetUpLink.expires_at < context.now))
        return add_link(context, None, FIRST_LINK_LIVES)


def add_link(context: Context, account_id: str | None, lives: timedelta) -> NewLink:
    """Add an address inside an open transaction; an account's earlier ones end."""
    if account_id is not None:
        context.session.execute(delete(SetUpLink).where(SetUpLink.account_id == account_id))
    secret, expires_at = new_secret(), context.now + lives
    context.session.add(
        SetUpLink(token_hash=secret_hash(secret), account_id=account_id, created_at=context.now, expires_at=expires_at)
    )
    context.session.flush()
    return NewLink(secret, expires_at)


def make_first_administrator(
    context: Context, token: str, new: NewAdministrator, *, device_id: str | None, hours: int
) -> NewSession:
    """Make the first administrator with the address from the terminal, and sign in.

    Raises DomainError `link_used_up`, `administrator_exists`, `person_name_missing`, `login_invalid`, `login_taken`,
    and the refusals of `check_password`.
    """
    name, login = clean_name(new.name), clean_login(new.login)
    check_password(new.password, login=login, name=name)
    password_hash = hash_secret(new.password)
    with write_transaction(context.session):
        # All first addresses are locked, so that of two people who press at once one is told so.
        context.session.execute(
            select(SetUpLink.token_hash).where(SetUpLink.account_id.is_(None)).with_for_update()
        ).all()
        if has_administrator(context.session):
            raise DomainError("administrator_exists")
        if _use_up(context, token) is not None:
            raise DomainError("link_used_up")
        account_id = new_account(context, login, name, password_hash=password_hash, language=new.language)
        grant_role(context.session, account_id, Role.ADMIN, None)
    log.info("first_administrator_made", account=account_id)
    return open_session(context, account_id, way="password", device_id=device_id, hours=hours)


def accept_invitation(context: Context, token: str, password: str, *, device_id: str | None, hours: int) -> NewSession:
    """Give an account the password that its owner has chosen, and sign in; other sessions of the account end.

    Raises DomainError `link_used_up` and the refusals of `check_password`.
    """
    purpose = link_purpose(context.session, secret_hash(token), context.now)
    if purpose is None or purpose.is_first:
        raise DomainError("link_used_up")
    check_password(password, login=purpose.login, name=purpose.name)
    password_hash = hash_secret(password)
    with write_transaction(context.session):
        account_id = _use_up(context, token)
        if account_id is None:
            raise DomainError("link_used_up")
        context.session.execute(
            update(Account)
            .where(Account.id == account_id)
            .values(password_hash=password_hash, failed_sign_ins=0, locked_until=None)
        )
        context.session.execute(
            update(SignIn)
            .where(SignIn.account_id == account_id, SignIn.revoked_at.is_(None))
            .values(revoked_at=context.now)
        )
    log.info("password_made", account=account_id)
    return open_session(context, account_id, way="password", device_id=device_id, hours=hours)


def new_account(
    context: Context, login: str, name: str, *, password_hash: str | None = None, language: str = ""
) -> str:
    """Add an account of the office inside an open transaction; returns its id. Raises DomainError `login_taken`."""
    session = context.session
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise DomainError("login_taken", login=login)
    try:
        return add_account(
            session, login=login, name=name, now=context.now, password_hash=password_hash, language=language
        )
    except IntegrityError as clash:
        # Somebody took the log-in between the two statements.
        raise DomainError("login_taken", login=login) from clash


def clean_name(name: str) -> str:
    """Return a person's name without spare spaces. Raises DomainError `person_name_missing`."""
    cleaned = " ".join(name.split())[:LONGEST_NAME]
    if not cleaned:
        raise DomainError("person_name_missing")
    return cleaned


def _use_up(context: Context, token: str) -> str | None:
    """Use an address; returns whose it is, None for the first administrator's. Raises DomainError `link_used_up`."""
    used = context.session.execute(
        update(SetUpLink)
        .where(
            SetUpLink.token_hash == secret_hash(token),
            SetUpLink.used_at.is_(None),
            SetUpLink.expires_at > context.now,
        )
        .values(used_at=context.now)
        .returning(SetUpLink.account_id)
    ).one_or_none()
    if used is None:
        raise DomainError("link_used_up")
    account_id: str | None = used.account_id
    return account_id
