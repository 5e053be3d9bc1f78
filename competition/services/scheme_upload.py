"""Take a marking scheme file in through the browser: kept, shown, then the draft or gone. Source: PRODUCT B3."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete

from competition.db.models import StagedFile
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.formats.scheme_sheet import read_scheme
from competition.queries.scheme_files import SchemeFile, Staged, scheme_file, staged_file
from competition.queries.standings import trade_facts
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.offload import offload
from competition.services.scheme_drafts import replace_draft
from competition.services.unit_of_work import unit_of_work

LONGEST_NAME = 200


def stage_scheme(context: Context, trade_id: str, name: str, data: bytes) -> str:
    """Keep a file until somebody has looked at it; returns its id.

    A file in which no marking scheme is found is refused at once and not kept. name: as it was on the computer.
    Raises DomainError with the code of what is wrong with the file, `sign_in_needed`, `not_allowed`.
    """
    facts = trade_facts(context.session, trade_id)
    account_id = context.require(Permission.EDIT_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    reading = offload(read_scheme, data)
    if reading.layout is None:
        problem = reading.problems[0]
        raise DomainError(problem.code, **problem.params)
    staged_id, sha256 = new_id(), hashlib.sha256(data).hexdigest()
    with unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id) as unit:
        context.session.add(
            StagedFile(
                id=staged_id,
                event_id=facts.event_id,
                name=name[-LONGEST_NAME:],
                size=len(data),
                sha256=sha256,
                data=data,
                created_by=account_id,
                created_at=context.now,
            )
        )
        unit.record("scheme.file.show", f"trade/{trade_id}", new={"file": sha256, "size": len(data)})
    return staged_id


def shown_scheme_file(context: Context, trade_id: str, staged_id: str, language: str) -> tuple[Staged, SchemeFile]:
    """Return a file that this person handed in and what it would do to the trade; nothing is written.

    language: of its texts. Raises DomainError as `require_staged`.
    """
    staged = require_staged(context, trade_id, staged_id)
    reading = offload(read_scheme, staged.data, language=language)
    return staged, scheme_file(context.session, trade_facts(context.session, trade_id), reading, language)


def require_staged(context: Context, trade_id: str, staged_id: str) -> Staged:
    """Return a file that this person handed in.

    Raises DomainError `not_found` for somebody else's or one that is gone, `sign_in_needed`, `not_allowed`.
    """
    facts = trade_facts(context.session, trade_id)
    account_id = context.require(Permission.EDIT_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    staged = staged_file(context.session, facts.event_id, staged_id)
    if staged is None or staged.created_by != account_id:
        raise DomainError("not_found")
    return staged


def take_scheme_file(context: Context, trade_id: str, staged_id: str, language: str) -> None:
    """Make the draft of a file that was shown.

    Raises DomainError `plan_not_applicable` for a file with errors, `draft_too_large`, and as `require_staged`.
    """
    staged, found = shown_scheme_file(context, trade_id, staged_id, language)
    if found.scheme is None:
        raise DomainError("plan_not_applicable")
    replace_draft(context, trade_id, found.scheme, staged.sha256, found.ids)
    drop_scheme_file(context, trade_id, staged_id)


def drop_scheme_file(context: Context, trade_id: str, staged_id: str) -> None:
    """Forget a file that was shown. Raises DomainError as `require_staged`."""
    require_staged(context, trade_id, staged_id)
    facts = trade_facts(context.session, trade_id)
    with unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id):
        context.session.execute(delete(StagedFile).where(StagedFile.id == staged_id))
