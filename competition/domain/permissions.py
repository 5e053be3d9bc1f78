"""Who may do what: roles, permissions, one table, one predicate. Source: PERMISSIONS.

Pages, API, sockets and the tests read the table below. No role contains another: an administrator is no super-judge.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.permission_names import Permission, Role

__all__ = [
    "FRESH_SIGN_IN",
    "NOBODY",
    "TABLE",
    "Condition",
    "Grant",
    "Permission",
    "Reach",
    "Right",
    "Role",
    "allows",
    "may_approve",
    "may_ever",
    "needs_second_person",
]


class Reach(StrEnum):
    """How far a right goes."""

    ANY = "any"
    OWN = "own"
    TRADE = "trade"
    EVENT = "event"


class Condition(StrEnum):
    """A fact beside the reach that must hold for a right."""

    RELEASED = "released"
    SHEET_OPENED = "sheet_opened"
    BEFORE_DEADLINE = "before_deadline"
    POLICY_ALLOWS = "policy_allows"
    SHEET_CONFIRMED = "sheet_confirmed"
    NOT_ON_PANEL = "not_on_panel"
    DID_NOT_ENTER = "did_not_enter"
    DID_NOT_ASK = "did_not_ask"


@dataclass(frozen=True, slots=True)
class Right:
    """One cell of the table.

    when: all of these must hold. two_people: a second person must approve, both freshly signed in, with a reason.
    partners: roles of which the second person must hold one; empty for any role that has the right.
    """

    reach: Reach
    when: frozenset[Condition] = frozenset()
    two_people: bool = False
    partners: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody holds in one event, perhaps in one trade only; without an event for administrators."""

    role: Role
    event_id: str | None = None
    trade_id: str | None = None


NOBODY = Grant(Role.ANONYMOUS)
NO_FACTS: frozenset[Condition] = frozenset()


def allows(
    grants: Collection[Grant],
    permission: Permission,
    *,
    event_id: str | None = None,
    trade_id: str | None = None,
    own: bool | None = None,
    facts: Collection[Condition] = NO_FACTS,
) -> bool:
    """Tell whether somebody with these grants may do it to this object, perhaps only with a second person.

    grants: none for an anonymous visitor. event_id, trade_id: where the object lies.
    own: whether the object is the actor's own, assigned to the actor or of the actor's team; None where the caller
        sees to that itself, on the object. facts: the conditions that hold.
    """
    return bool(_rights(grants, permission, event_id, trade_id, own, facts))


def needs_second_person(
    grants: Collection[Grant],
    permission: Permission,
    *,
    event_id: str | None = None,
    trade_id: str | None = None,
    own: bool | None = None,
    facts: Collection[Condition] = NO_FACTS,
) -> bool:
    """Tell whether everything that gives the right asks for a second person; arguments as `allows`."""
    rights = _rights(grants, permission, event_id, trade_id, own, facts)
    return bool(rights) and all(right.two_people for right in rights)


def may_approve(
    first: Collection[Grant],
    second: Collection[Grant],
    permission: Permission,
    *,
    event_id: str | None = None,
    trade_id: str | None = None,
) -> bool:
    """Tell whether a second person with these grants may approve what the first one began.

    That they are two distinct people is for the caller to see, on the persons.
    """
    begun = [right for right in _rights(first, permission, event_id, trade_id, None, NO_FACTS) if right.two_people]
    theirs = {grant.role for grant in second if _right(grant, permission, event_id, trade_id, None, NO_FACTS)}
    return any(theirs if not right.partners else right.partners & theirs for right in begun)


def may_ever(grants: Collection[Grant], permission: Permission) -> bool:
    """Tell whether the right exists over some object, for a door that does not know the object yet."""
    return any(grant.role in TABLE[permission] for grant in grants or (NOBODY,))


def _rights(
    grants: Collection[Grant],
    permission: Permission,
    event_id: str | None,
    trade_id: str | None,
    own: bool | None,
    facts: Collection[Condition],
) -> list[Right]:
    found = (_right(grant, permission, event_id, trade_id, own, facts) for grant in grants or (NOBODY,))
    return [right for right in found if right is not None]


def _right(
    grant: Grant,
    permission: Permission,
    event_id: str | None,
    trade_id: str | None,
    own: bool | None,
    facts: Collection[Condition],
) -> Right | None:
    """Return the cell of the table when it holds for this object."""
    right = TABLE[permission].get(grant.role)
    if right is None or not right.when <= set(facts) or (right.reach is Reach.OWN and own is False):
        return None
    if right.reach is Reach.ANY:
        return right
    in_event = event_id is not None and grant.event_id == event_id
    return right if in_event and _in_trade(grant, trade_id, right.reach) else None


def _in_trade(grant: Grant, trade_id: str | None, reach: Reach) -> bool:
    """Tell whether the object lies in the grant's trade; what belongs to no trade needs a right over the event."""
    if trade_id is None:
        return reach is Reach.OWN or (reach is Reach.EVENT and grant.trade_id is None)
    return grant.trade_id in (None, trade_id)


def _only(reach: Reach, *when: Condition) -> Right:
    return Right(reach, frozenset(when))


def _two(reach: Reach, *partners: Role) -> Right:
    return Right(reach, two_people=True, partners=frozenset(partners))


_ANY, _OWN, _TRADE, _EVENT = Right(Reach.ANY), Right(Reach.OWN), Right(Reach.TRADE), Right(Reach.EVENT)
_RELEASED = _only(Reach.ANY, Condition.RELEASED)
_AN, _KI, _TL, _JU, _CE, _OR, _AU, _AD, _TM, _CL, _IN, _KH, _AR = (
    Role.ANONYMOUS,
    Role.KIOSK,
    Role.TEAM_LEADER,
    Role.JUDGE,
    Role.CHIEF_JUDGE,
    Role.ORGANIZER,
    Role.AUDITOR,
    Role.ADMIN,
    Role.TRADE_MANAGER,
    Role.CLERK,
    Role.INTERPRETER,
    Role.KEY_HOLDER,
    Role.ARBITER,
)
_EVERYBODY = tuple(Role)
_SIGNED_IN = (_TL, _JU, _CE, _OR, _AU, _AD, _TM, _CL, _IN, _KH, _AR)

TABLE: Mapping[Permission, Mapping[Role, Right]] = {
    # Events
    Permission.SEE_EVENT: dict.fromkeys(_EVERYBODY, _ANY),
    Permission.CREATE_EVENT: {_AD: _ANY},
    Permission.EDIT_EVENT: {_OR: _EVENT},
    Permission.ARCHIVE_EVENT: {_OR: _two(Reach.EVENT), _AD: _two(Reach.ANY, _OR)},
    Permission.FREEZE_BOARD: {_OR: _EVENT},
    Permission.REHEARSE: {_OR: _EVENT},
    # Standards, institutions and experts outlast every event.
    Permission.MANAGE_REGISTERS: {_OR: _ANY, _AD: _ANY},
    # Trades
    Permission.CREATE_TRADE: {_OR: _EVENT},
    Permission.EDIT_TRADE: {_CE: _TRADE, _OR: _EVENT, _TM: _TRADE},
    Permission.PROPOSE_JUDGES: {_CE: _TRADE, _OR: _EVENT, _TM: _TRADE},
    Permission.ASSIGN_JUDGES: {_OR: _EVENT, _TM: _TRADE},
    # Schemes
    Permission.READ_SCHEME: {
        _JU: _only(Reach.OWN, Condition.SHEET_OPENED),
        _CE: _TRADE,
        _OR: _EVENT,
        _AU: _EVENT,
        _TM: _TRADE,
        _IN: _TRADE,
    },
    Permission.EDIT_SCHEME: {_CE: _TRADE, _OR: _EVENT, _TM: _TRADE},
    Permission.TRANSLATE_SCHEME: {_IN: _TRADE, _CE: _TRADE, _OR: _EVENT, _TM: _TRADE},
    Permission.PUBLISH_SCHEME: {_CE: _two(Reach.TRADE), _OR: _two(Reach.EVENT), _TM: _two(Reach.TRADE)},
    Permission.CHANGE_SCHEME_AFTER_MARK: {_CE: _two(Reach.TRADE, _OR), _OR: _two(Reach.EVENT, _CE)},
    # Competitors
    Permission.SEE_COMPETITORS: dict.fromkeys([role for role in _EVERYBODY if role is not _AD], _ANY),
    Permission.SEE_PERSONAL_DATA: {_TL: _OWN, _CE: _TRADE, _OR: _EVENT},
    Permission.EDIT_COMPETITORS: {_TL: _only(Reach.OWN, Condition.BEFORE_DEADLINE), _OR: _EVENT},
    Permission.EXPORT_PERSON: {_TL: _OWN, _OR: _EVENT},
    Permission.DECIDE_APPLICATIONS: {_OR: _EVENT},
    # Questions to the jury and its clarifications; whoever may ask reads what is said to them. Source: PRODUCT C8
    Permission.ASK_QUESTIONS: dict.fromkeys((_TL, _JU, _CE, _TM, _CL, _IN), _OWN),
    Permission.ANSWER_QUESTIONS: {_CE: _TRADE, _OR: _EVENT},
    # Draws and blind codes. Source: DOMAIN 5.4
    Permission.DRAW_LOTS: {_CE: _TRADE, _OR: _EVENT},
    Permission.REDRAW_LOTS: {_CE: _two(Reach.TRADE), _OR: _two(Reach.EVENT)},
    Permission.SEE_CODES: {_CE: _TRADE, _OR: _EVENT, _AU: _EVENT, _TM: _TRADE, _KH: _EVENT},
    Permission.SEAL_CODES: {_KH: _EVENT},
    Permission.OPEN_CODES: {_KH: _two(Reach.EVENT)},
    # Marks
    Permission.ENTER_MARKS: {_JU: _OWN, _CE: _OWN},
    Permission.SEE_OWN_MARKS: {_JU: _OWN, _CE: _OWN},
    Permission.SEE_PANEL_MARKS: {_CE: _only(Reach.TRADE, Condition.NOT_ON_PANEL)},
    Permission.SEE_TRADE_MARKS: {
        _JU: _only(Reach.TRADE, Condition.SHEET_CONFIRMED, Condition.POLICY_ALLOWS),
        _CE: _TRADE,
        _OR: _EVENT,
        _AU: _EVENT,
    },
    Permission.ALTER_MARK_OF_OTHERS: {},
    Permission.RULE_ON_MARK: {_CE: _two(Reach.TRADE)},
    Permission.SIGN_SHEET: {_JU: _OWN},
    Permission.CONFIRM_SHEET: {
        _JU: _only(Reach.OWN, Condition.DID_NOT_ENTER),
        _CE: _only(Reach.TRADE, Condition.DID_NOT_ENTER),
    },
    Permission.LOCK_TRADE: {_CE: _TRADE, _OR: _EVENT},
    Permission.REQUEST_UNLOCK: {_JU: _OWN, _CE: _TRADE},
    Permission.APPROVE_UNLOCK: {
        _CE: _only(Reach.TRADE, Condition.DID_NOT_ASK),
        _OR: _only(Reach.EVENT, Condition.DID_NOT_ASK),
    },
    Permission.TYPE_PAPER_SHEET: {_JU: _OWN, _CL: _EVENT},
    Permission.CONFIRM_PAPER_SHEET: {
        _JU: _only(Reach.OWN, Condition.DID_NOT_ENTER),
        _CE: _only(Reach.TRADE, Condition.DID_NOT_ENTER),
        _CL: _only(Reach.EVENT, Condition.DID_NOT_ENTER),
    },
    Permission.IMPORT_TABLET_FILE: {_JU: _OWN, _CE: _TRADE, _OR: _EVENT},
    Permission.DECIDE_HELD: {_CE: _TRADE, _OR: _EVENT},
    # Results
    Permission.SEE_COMPUTED_RESULTS: {_CE: _only(Reach.TRADE, Condition.POLICY_ALLOWS), _OR: _EVENT, _AU: _EVENT},
    Permission.SEE_RELEASED_RESULTS: dict.fromkeys(_EVERYBODY, _RELEASED),
    Permission.SEE_OWN_RESULT_DETAIL: {_TL: _only(Reach.OWN, Condition.RELEASED)},
    Permission.PROPOSE_AWARD: {_CE: _TRADE, _OR: _EVENT},
    Permission.DECIDE_AWARD: {_OR: _two(Reach.EVENT)},
    Permission.RELEASE_RESULTS: {_OR: _two(Reach.EVENT)},
    Permission.WITHDRAW_RELEASE: {_OR: _two(Reach.EVENT)},
    # Certificates
    Permission.ISSUE_CERTIFICATES: {_OR: _only(Reach.EVENT, Condition.RELEASED)},
    Permission.DOWNLOAD_CERTIFICATE: {
        _TL: _only(Reach.OWN, Condition.RELEASED),
        _OR: _only(Reach.EVENT, Condition.RELEASED),
    },
    Permission.VERIFY_CERTIFICATE: dict.fromkeys(_EVERYBODY, _ANY),
    # Users
    Permission.INVITE_JUDGES: {_CE: _TRADE, _OR: _EVENT},
    Permission.INVITE_USERS: {_OR: _EVENT},
    Permission.GRANT_ORGANIZER: {_AD: _two(Reach.ANY)},
    Permission.RESET_PIN: {_CE: _TRADE, _OR: _EVENT, _AD: _ANY},
    Permission.RESET_PASSWORD: {_OR: _EVENT, _AD: _ANY},
    Permission.ACT_AS_OTHER: {},
    Permission.ENROL_DEVICE: {_OR: _EVENT},
    Permission.REVOKE_DEVICE: {_CE: _TRADE, _OR: _EVENT, _AD: _ANY},
    # Audit
    Permission.SEE_OWN_ACTIONS: dict.fromkeys(_SIGNED_IN, _ANY),
    Permission.SEE_LOG: {_CE: _TRADE, _OR: _EVENT, _AU: _EVENT},
    Permission.SEE_SECURITY_LOG: {_AD: _ANY},
    Permission.VERIFY_LOG: {_CE: _TRADE, _OR: _EVENT, _AU: _EVENT, _AD: _ANY},
    Permission.ALTER_LOG: {},
    # System
    Permission.START_BACKUP: {_OR: _EVENT},
    Permission.RESTORE_BACKUP: {_AD: _two(Reach.ANY, _OR), _OR: _two(Reach.EVENT, _AD)},
    Permission.BREAK_GLASS: {_AD: _two(Reach.ANY, _OR), _OR: _two(Reach.EVENT, _AD)},
    Permission.CHANGE_SETTINGS: {_AD: _ANY},
}

FRESH_SIGN_IN = frozenset(
    {
        Permission.RELEASE_RESULTS,
        Permission.WITHDRAW_RELEASE,
        Permission.APPROVE_UNLOCK,
        Permission.RULE_ON_MARK,
        Permission.GRANT_ORGANIZER,
    }
)
"""What asks for a sign-in of the last five minutes, beside everything that two people do. Source: PERMISSIONS (6)."""
