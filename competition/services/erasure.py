"""Erase a person without changing a mark, a total or a rank. Source: PRODUCT C6; THREATS, personal data D6.

What tells who somebody is goes: names, photo, contact, birth date, guardian, account, free texts of the log, what was
staged or could be undone. What was achieved stays, under the code. Each part of the database that may hold a name has
a purger in `PURGERS`; whoever adds such a part adds its purger there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, delete, or_, select, text, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    Application,
    AuditEvent,
    AuditText,
    Board,
    CannedAnswer,
    Clarification,
    Companion,
    Competitor,
    Conflict,
    Entry,
    EntryMember,
    Event,
    EventDraft,
    Expert,
    ExpertRole,
    ExpertTraining,
    ImportPlan,
    ImportRow,
    ImportUndo,
    JudgeAssignment,
    JudgeProfile,
    Person,
    Portrait,
    PublishedDocument,
    Question,
    RegisterChange,
    RoleAssignment,
    Round,
    SetUpLink,
    Sheet,
    SignIn,
    StagedFile,
    TeamLeader,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.personal_data import erased_name
from competition.queries.applications import lines_of
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.identity import new_id
from competition.services.images import remove_image
from competition.services.imports import DISCARDED, OPEN
from competition.services.people_unit import people_unit, publish_trades

SHORTEST_NAME = 3
"""Letters. A shorter name is not sought in free texts: it would be found inside other words."""
REFERENCE = re.compile(r'"([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Erasing:
    """A person who is being erased. events: all in which the person appears. names: every form, longest first.

    code: what stands in the place of the names. objects: kind and id of everything of the person in the log.
    """

    session: Session
    context: Context
    person: Person
    events: tuple[str, ...]
    names: tuple[str, ...]
    code: str
    objects: frozenset[str]
    now: datetime

    def without(self, words: str) -> str:
        """Return a text in which no form of the name is left."""
        for name in self.names:
            words = re.sub(re.escape(name), self.code, words, flags=re.IGNORECASE)
        return words

    def holds(self, words: str) -> bool:
        """Tell whether a text names the person."""
        folded = words.casefold()
        return any(name.casefold() in folded for name in self.names)


Purger = Callable[[Erasing], None]


def erasure_code(session: Session, event_id: str, person_id: str) -> str:
    """Return the code under which a person stays: bib or entry code, judge number, else a part of the id."""
    competitor = session.execute(
        select(Competitor.bib, Entry.code)
        .outerjoin(EntryMember, EntryMember.competitor_id == Competitor.id)
        .outerjoin(Entry, Entry.id == EntryMember.entry_id)
        .where(Competitor.person_id == person_id, Competitor.event_id == event_id)
        .limit(1)
    ).one_or_none()
    if competitor is not None and (competitor.code or competitor.bib):
        return str(competitor.code or competitor.bib)
    login = session.scalar(
        select(Account.login)
        .join(JudgeProfile, JudgeProfile.account_id == Account.id)
        .where(JudgeProfile.person_id == person_id, JudgeProfile.event_id == event_id)
    )
    return login or person_id[-6:]


def erase_person(context: Context, event_id: str, person_id: str, typed: str) -> str:
    """Erase a person for good; returns the code under which entries, marks and ranks stay.

    typed: the code, as the person who asks has typed it. Whoever is at other events too is erased there as well, so
    the right is asked for in each of them.
    Raises DomainError `not_found`, `person_erased`, `typed_differs`, `person_at_work` for a judge who has not ended,
    `sign_in_needed`, `not_allowed`.
    """
    session = context.session
    events = events_of(session, person_id)
    if event_id not in events:
        raise DomainError("not_found")
    for each in events:
        context.require(Permission.EXPORT_PERSON, event_id=each, own=False)
    code = erasure_code(session, event_id, person_id)
    if typed.strip().casefold() != code.casefold():
        raise DomainError("typed_differs", typed=code)
    trades = _trades_of(session, person_id)
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    back_up_first(context, "erasure.erase_person")
    with write_transaction(session):
        if is_sqlite:
            # What is deleted is overwritten in the file too, not only forgotten.
            session.execute(text("PRAGMA secure_delete=ON"))
        _erase(context, event_id, person_id, events, code)
        for each in events:
            own = tuple(trade for trade, event in trades if event == each)
            with people_unit(context, each, own) as unit:
                unit.record("person.erase", f"person/{person_id}", new={"code": code})
                publish_trades(unit, own)
        # A viewer that is behind gets the whole document; older revisions hold the name.
        _forget_boards(session, events)
    if is_sqlite:
        _empty_log_file(session)
    return code


def _empty_log_file(session: Session) -> None:
    """Move SQLite's write-ahead log into the file and empty it: it still holds the pages as they were."""
    bind = session.get_bind()
    if isinstance(bind, Engine):
        with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def events_of(session: Session, person_id: str) -> tuple[str, ...]:
    """Return the events in which a person competes, judges, accompanies or works."""
    found: set[str] = set()
    for table in (Competitor, JudgeProfile, Companion):
        found.update(session.scalars(select(table.event_id).where(table.person_id == person_id)))
    held = (
        select(RoleAssignment.event_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(_is_of(person_id), RoleAssignment.event_id.is_not(None))
    )
    found.update(each for each in session.scalars(held) if each)
    return tuple(sorted(found))


def _is_of(person_id: str) -> ColumnElement[bool]:
    """Return the condition that an account is a person's: it says so, or it judges in the person's name."""
    judging = select(JudgeProfile.account_id).where(JudgeProfile.person_id == person_id)
    return or_(Account.person_id == person_id, Account.id.in_(judging))


def _trades_of(session: Session, person_id: str) -> list[tuple[str, str]]:
    """Return the trades in which a person competes, each with its event."""
    rows = session.execute(
        select(Entry.trade_id, Entry.event_id)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .join(Competitor, Competitor.id == EntryMember.competitor_id)
        .where(Competitor.person_id == person_id)
        .distinct()
    )
    return [(row.trade_id, row.event_id) for row in rows]


def _erase(context: Context, event_id: str, person_id: str, events: tuple[str, ...], code: str) -> None:
    session = context.session
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None:
        raise DomainError("not_found")
    if person.erased_at is not None:
        raise DomainError("person_erased")
    at_work = session.scalar(
        select(JudgeAssignment.id)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .where(JudgeProfile.person_id == person_id, JudgeAssignment.ended_at.is_(None))
        .limit(1)
    )
    if at_work is not None:
        raise DomainError("person_at_work")
    accounts = session.execute(select(Account.id, Account.name).where(_is_of(person_id))).all()
    forms = {person.native_name, person.latin_name, person.short_name, *(row.name for row in accounts)}
    erasing = Erasing(
        session=session,
        context=context,
        person=person,
        events=events,
        names=tuple(sorted((each for each in forms if len(each) >= SHORTEST_NAME), key=len, reverse=True)),
        code=code,
        objects=_objects(session, person_id, [row.id for row in accounts]),
        now=context.now,
    )
    for purge in PURGERS:
        purge(erasing)
    language = session.execute(select(Event.default_language).where(Event.id == event_id)).scalar_one()
    native, latin = erased_name(code, language)
    person.native_name, person.native_language = native, language
    person.latin_name = "" if latin == native else latin
    person.short_name = person.email = person.phone = ""
    person.birth_date = person.institution_id = None
    person.erased_at = context.now
    session.flush()


def _objects(session: Session, person_id: str, accounts: list[str]) -> frozenset[str]:
    """Return what the log calls everything that is this person's alone."""
    found = {f"person/{person_id}", *(f"account/{each}" for each in accounts)}
    for kind, table in (("competitor", Competitor), ("judge", JudgeProfile), ("companion", Companion)):
        found |= {f"{kind}/{each}" for each in session.scalars(select(table.id).where(table.person_id == person_id))}
    mine = select(EntryMember.entry_id).join(Competitor, Competitor.id == EntryMember.competitor_id)
    found |= {f"entry/{each}" for each in session.scalars(mine.where(Competitor.person_id == person_id))}
    return frozenset(found)


def _purge_photo(of: Erasing) -> None:
    portrait = of.session.get(Portrait, of.person.id)
    if portrait is not None:
        of.session.delete(portrait)
        remove_image(of.context, portrait.image_id)


def _purge_consent(of: Erasing) -> None:
    of.session.execute(update(Competitor).where(Competitor.person_id == of.person.id).values(guardian_name=""))


def _purge_accounts(of: Erasing) -> None:
    """Close the person's accounts: nobody signs in by them any more, and they name nobody."""
    for account in of.session.scalars(select(Account).where(_is_of(of.person.id))).all():
        account.name = erased_name(of.code, "en")[1]
        if of.holds(account.login) or any(part in account.login for part in _parts(of)):
            account.login = f"erased-{account.id[-12:]}"
        account.password_hash = account.pin_hash = None
        account.disabled_at = of.now
        of.session.execute(
            update(SignIn).where(SignIn.account_id == account.id, SignIn.revoked_at.is_(None)).values(revoked_at=of.now)
        )
        for table in (SetUpLink, TeamLeader, RoleAssignment):
            of.session.execute(delete(table).where(table.account_id == account.id))


def _parts(of: Erasing) -> set[str]:
    return {part.casefold() for name in of.names for part in name.split() if len(part) >= SHORTEST_NAME}


def _purge_conflicts(of: Erasing) -> None:
    own = or_(Conflict.person_id == of.person.id, Conflict.other_person_id == of.person.id)
    of.session.execute(update(Conflict).where(own).values(reason=""))
    for each in of.session.scalars(select(Conflict).where(Conflict.reason != "")).all():
        each.reason = of.without(each.reason)


def _purge_expert(of: Erasing) -> None:
    expert = of.session.scalar(select(Expert).where(Expert.person_id == of.person.id))
    if expert is None:
        return
    expert.note, expert.country = "", ""
    expert.retired_at = expert.retired_at or of.now
    for table in (ExpertTraining, ExpertRole):
        of.session.execute(delete(table).where(table.expert_id == expert.id))
    of.session.add(
        RegisterChange(
            id=new_id(),
            register="expert",
            object_id=expert.id,
            action="erase",
            at=of.now,
            actor_id=of.context.actor.account_id,
            old=None,
            new=None,
        )
    )


def _purge_log_texts(of: Erasing) -> None:
    """Delete the free texts that the log keeps beside the chain; the chain holds only their salted hashes."""
    refs: set[str] = set()
    for leaf in of.session.scalars(
        select(AuditEvent.leaf).where(AuditEvent.event_id.in_(of.events), AuditEvent.object.in_(of.objects))
    ):
        refs.update(REFERENCE.findall(leaf))
    rows = of.session.execute(select(AuditText.ref, AuditText.text).where(AuditText.event_id.in_(of.events)))
    gone = [row.ref for row in rows if row.ref in refs or of.holds(row.text)]
    of.session.execute(delete(AuditText).where(AuditText.ref.in_(gone)))


def _purge_words(of: Erasing) -> None:
    """Take the name out of questions, answers, clarifications and the reasons of further rounds."""
    for question in of.session.scalars(select(Question).where(Question.event_id.in_(of.events))).all():
        question.text, question.answer = of.without(question.text), _words_without(of, question.answer)
    for told in of.session.scalars(select(Clarification).where(Clarification.event_id.in_(of.events))).all():
        told.text = _words_without(of, told.text)
    for kept in of.session.scalars(select(CannedAnswer).where(CannedAnswer.event_id.in_(of.events))).all():
        kept.text = _words_without(of, kept.text)
    rounds = select(Round).join(Sheet, Sheet.id == Round.sheet_id).where(Sheet.event_id.in_(of.events))
    for each in of.session.scalars(rounds).all():
        each.reason = of.without(each.reason)


def _words_without(of: Erasing, words: dict[str, str]) -> dict[str, str]:
    return {language: of.without(text) for language, text in words.items()}


def _purge_applications(of: Erasing) -> None:
    """Take the person out of what teams handed in, with all that stands beside the name."""
    for application in of.session.scalars(select(Application).where(Application.event_id.in_(of.events))).all():
        photos = _photos(application.body)
        body = _without_person(of, application.body)
        application.body = body if isinstance(body, dict) else {}
        for image_id in sorted(photos - _photos(application.body)):
            remove_image(of.context, image_id)
        application.reason = of.without(application.reason)


def _photos(body: Mapping[str, Json]) -> set[str]:
    return {line.photo for line in lines_of(body) if line.photo}


def _purge_drafts(of: Erasing) -> None:
    for draft in of.session.scalars(select(EventDraft)).all():
        data = _replaced(of, draft.data)
        if isinstance(data, dict) and data != draft.data:
            draft.data = data


def _purge_files(of: Erasing) -> None:
    """Delete staged spreadsheets, their previews and what imports need to be undone: all may hold the person's row."""
    plans = select(ImportPlan.id).where(ImportPlan.event_id.in_(of.events))
    of.session.execute(delete(ImportUndo).where(ImportUndo.import_id.in_(plans)))
    of.session.execute(delete(ImportRow).where(ImportRow.import_id.in_(plans)))
    # Whoever has not decided yet must bring the file again; its name and what was found in it may name the person too.
    of.session.execute(
        update(ImportPlan)
        .where(ImportPlan.event_id.in_(of.events), ImportPlan.state.in_(OPEN))
        .values(state=DISCARDED, file_name="", options={}, summary={})
    )
    of.session.execute(update(ImportPlan).where(ImportPlan.event_id.in_(of.events)).values(staged_file_id=None))
    of.session.execute(delete(StagedFile).where(StagedFile.event_id.in_(of.events)))


PURGERS: list[Purger] = [
    _purge_photo,
    _purge_consent,
    _purge_accounts,
    _purge_conflicts,
    _purge_expert,
    _purge_log_texts,
    _purge_words,
    _purge_applications,
    _purge_drafts,
    _purge_files,
]
"""What is done for each part of the database, before the person's own row loses the name. Add to it."""


def _without_person(of: Erasing, value: Json) -> Json:
    """Return JSON without the objects of lists that name the person, and without the name elsewhere."""
    if isinstance(value, list):
        kept = [
            each for each in value if not (isinstance(each, dict) and of.holds(json.dumps(each, ensure_ascii=False)))
        ]
        return [_without_person(of, each) for each in kept]
    if isinstance(value, dict):
        return {key: _without_person(of, each) for key, each in value.items()}
    return of.without(value) if isinstance(value, str) else value


def _replaced(of: Erasing, value: Json) -> Json:
    """Return JSON in which no form of the name is left."""
    if isinstance(value, list):
        return [_replaced(of, each) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(of, each) for key, each in value.items()}
    return of.without(value) if isinstance(value, str) else value


def _forget_boards(session: Session, events: tuple[str, ...]) -> None:
    """Delete the revisions of boards before the present ones."""
    for board_id, revision in session.execute(select(Board.id, Board.revision).where(Board.event_id.in_(events))).all():
        session.execute(
            delete(PublishedDocument).where(
                PublishedDocument.board_id == board_id, PublishedDocument.revision < revision
            )
        )
