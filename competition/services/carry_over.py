"""What a restore leaves as it is: who may sign in, how tablets count, and the numbers of published boards.

A backup would bring back passwords that were changed since, sign-ins that were ended, and revisions of boards that
viewers have seen with another content. None of that is what somebody restores for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from competition.db.models import Account, AuditHead, Board, Device, Event, LoginToken, PublishedDocument, SignIn

KEPT_OF_ACCOUNTS = ("password_hash", "pin_hash", "disabled_at", "locked_until", "failed_sign_ins")


@dataclass
class Present:
    """The present before a restore. heads: place and hash of each event's log; revisions: of boards, with the hash."""

    sessions: list[dict[str, Any]] = field(default_factory=list)
    devices: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    used_tokens: dict[str, datetime | None] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    revisions: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing that a restore could take away."""
        return not self.heads and not self.accounts


def read_present(session: Session, now: datetime) -> Present:
    """Return what stays. Seven statements."""
    valid = SignIn.revoked_at.is_(None) & (SignIn.expires_at > now)
    sessions = _rows(session, SignIn.__table__, valid)
    return Present(
        sessions=sessions,
        devices=_rows(session, Device.__table__),
        accounts=[
            {"key": row.id, **{name: getattr(row, name) for name in KEPT_OF_ACCOUNTS}}
            for row in session.execute(select(Account.id, *(getattr(Account, name) for name in KEPT_OF_ACCOUNTS)))
        ],
        used_tokens=dict(
            session.execute(
                select(LoginToken.token_hash, LoginToken.used_at).where(LoginToken.used_at.is_not(None))
            ).all()
        ),
        heads={
            row.event_id: (row.seq, row.hash)
            for row in session.execute(select(AuditHead.event_id, AuditHead.seq, AuditHead.hash))
        },
        revisions={
            row.id: (row.revision, row.hash or "")
            for row in session.execute(
                select(Board.id, Board.revision, PublishedDocument.hash).outerjoin(
                    PublishedDocument,
                    (PublishedDocument.board_id == Board.id) & (PublishedDocument.revision == Board.revision),
                )
            )
        },
    )


def carry_over(session: Session, present: Present, now: datetime) -> None:
    """Put what stays into the restored rows."""
    if present.is_empty:
        return
    _sign_in_as_now(session, present, now)
    _count_on(session, present)
    _number_boards_on(session, present, now)


def _sign_in_as_now(session: Session, present: Present, now: datetime) -> None:
    accounts = set(session.scalars(select(Account.id)))
    kept = [each for each in present.accounts if each["key"] in accounts]
    if kept:
        session.connection().execute(
            update(Account)
            .where(Account.id == bindparam("key"))
            .values({name: bindparam(name) for name in KEPT_OF_ACCOUNTS}),
            kept,
        )
    for token, used_at in present.used_tokens.items():
        session.execute(update(LoginToken).where(LoginToken.token_hash == token).values(used_at=used_at))
    valid = {each["token_hash"] for each in present.sessions}
    restored = dict(session.execute(select(SignIn.token_hash, SignIn.revoked_at)).all())
    for token, revoked_at in restored.items():
        if token not in valid and revoked_at is None:
            session.execute(update(SignIn).where(SignIn.token_hash == token).values(revoked_at=now))
    there = set(session.scalars(select(Device.id)))
    known = {each["id"]: each for each in present.devices}
    coming = [
        each for each in present.sessions if each["token_hash"] not in restored and each["account_id"] in accounts
    ]
    missing = {each["device_id"] for each in coming} - there
    _add(session, Device.__table__, [known[device_id] for device_id in sorted(missing) if device_id in known])
    _add(session, SignIn.__table__, coming)


def _count_on(session: Session, present: Present) -> None:
    """Let every tablet count on from its last number, so that what it sends next is not taken for something old."""
    counters = dict(session.execute(select(Device.id, Device.last_seq)).all())
    for each in present.devices:
        if each["last_seq"] > counters.get(each["id"], each["last_seq"]):
            session.execute(update(Device).where(Device.id == each["id"]).values(last_seq=each["last_seq"]))


def _number_boards_on(session: Session, present: Present, now: datetime) -> None:
    """Give restored boards numbers that no viewer has seen with another content."""
    rows = session.execute(
        select(Board.id, Board.revision, PublishedDocument.body, PublishedDocument.hash)
        .join(
            PublishedDocument,
            (PublishedDocument.board_id == Board.id) & (PublishedDocument.revision == Board.revision),
        )
        .join(Event, Event.id == Board.event_id)
    ).all()
    for row in rows:
        revision, digest = present.revisions.get(row.id, (0, ""))
        if revision < row.revision or (revision == row.revision and digest == row.hash):
            continue
        following = revision + 1
        session.execute(
            insert(PublishedDocument).values(board_id=row.id, revision=following, at=now, hash=row.hash, body=row.body)
        )
        session.execute(update(Board).where(Board.id == row.id).values(revision=following))


def _rows(session: Session, table: Any, condition: Any = None) -> list[dict[str, Any]]:
    statement = select(table)
    if condition is not None:
        statement = statement.where(condition)
    return [dict(row) for row in session.execute(statement).mappings()]


def _add(session: Session, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    assert isinstance(table, Table)
    if rows:
        session.connection().execute(insert(table), list(rows))
