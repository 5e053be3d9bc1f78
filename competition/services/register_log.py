"""The history of the registers, which belong to no event and so to no event's log: added to, never changed."""

from __future__ import annotations

from collections.abc import Mapping

from competition.db.base import Json
from competition.db.models import RegisterChange
from competition.services.context import Context
from competition.services.identity import new_id


def note_change(
    context: Context,
    register: str,
    object_id: str,
    action: str,
    old: Mapping[str, Json] | None = None,
    new: Mapping[str, Json] | None = None,
) -> bool:
    """Note a change inside the caller's transaction; tell whether there was one.

    register: standard, institution or another one. action: add, change, retire, restore, export.
    old, new: the whole thing before and after; what is the same in both is left out. Keep personal data out of both.
    """
    before, after = dict(old or {}), dict(new or {})
    if old is not None and new is not None:
        differing = {name for name in {*before, *after} if before.get(name) != after.get(name)}
        if not differing:
            return False
        before = {name: before[name] for name in sorted(differing) if name in before}
        after = {name: after[name] for name in sorted(differing) if name in after}
    context.session.add(
        RegisterChange(
            id=new_id(),
            register=register,
            object_id=object_id,
            action=action,
            at=context.now,
            actor_id=context.actor.account_id,
            old=before if old is not None else None,
            new=after if new is not None else None,
        )
    )
    return True
