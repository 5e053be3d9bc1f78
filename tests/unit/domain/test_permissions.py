"""Who may do what. Source: PERMISSIONS, whose matrix stands here a second time, line by line."""

from __future__ import annotations

import pytest

from competition.domain.permissions import (
    FRESH_SIGN_IN,
    TABLE,
    Condition,
    Grant,
    Permission,
    Reach,
    Role,
    allows,
    may_approve,
    may_ever,
    needs_second_person,
)

ROLES = (
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
# One word per role: - never, y yes, own, tr (own trade), ev (own event); +r released, +o sheet opened, +d before the
# deadline, +p policy, +c sheet confirmed, +j not on the panel, +e did not enter, +a did not ask; 2 with two people.
MATRIX = {
    Permission.SEE_EVENT: "y y y y y y y y y y y y y",
    Permission.CREATE_EVENT: "- - - - - - - y - - - - -",
    Permission.EDIT_EVENT: "- - - - - ev - - - - - - -",
    Permission.ARCHIVE_EVENT: "- - - - - ev2 - y2 - - - - -",
    Permission.FREEZE_BOARD: "- - - - - ev - - - - - - -",
    Permission.REHEARSE: "- - - - - ev - - - - - - -",
    Permission.MANAGE_REGISTERS: "- - - - - y - y - - - - -",
    Permission.CREATE_TRADE: "- - - - - ev - - - - - - -",
    Permission.EDIT_TRADE: "- - - - tr ev - - tr - - - -",
    Permission.PROPOSE_JUDGES: "- - - - tr ev - - tr - - - -",
    Permission.ASSIGN_JUDGES: "- - - - - ev - - tr - - - -",
    Permission.READ_SCHEME: "- - - own+o tr ev ev - tr - tr - -",
    Permission.EDIT_SCHEME: "- - - - tr ev - - tr - - - -",
    Permission.TRANSLATE_SCHEME: "- - - - tr ev - - tr - tr - -",
    Permission.PUBLISH_SCHEME: "- - - - tr2 ev2 - - tr2 - - - -",
    Permission.CHANGE_SCHEME_AFTER_MARK: "- - - - tr2 ev2 - - - - - - -",
    Permission.SEE_COMPETITORS: "y y y y y y y - y y y y y",
    Permission.SEE_PERSONAL_DATA: "- - own - tr ev - - - - - - -",
    Permission.EDIT_COMPETITORS: "- - own+d - - ev - - - - - - -",
    Permission.EXPORT_PERSON: "- - own - - ev - - - - - - -",
    Permission.DECIDE_APPLICATIONS: "- - - - - ev - - - - - - -",
    Permission.ASK_QUESTIONS: "- - own own own - - - own own own - -",
    Permission.ANSWER_QUESTIONS: "- - - - tr ev - - - - - - -",
    Permission.DRAW_LOTS: "- - - - tr ev - - - - - - -",
    Permission.REDRAW_LOTS: "- - - - tr2 ev2 - - - - - - -",
    Permission.SEE_CODES: "- - - - tr ev ev - tr - - ev -",
    Permission.SEAL_CODES: "- - - - - - - - - - - ev -",
    Permission.OPEN_CODES: "- - - - - - - - - - - ev2 -",
    Permission.ENTER_MARKS: "- - - own own - - - - - - - -",
    Permission.SEE_OWN_MARKS: "- - - own own - - - - - - - -",
    Permission.SEE_PANEL_MARKS: "- - - - tr+j - - - - - - - -",
    Permission.SEE_TRADE_MARKS: "- - - tr+c+p tr ev ev - - - - - -",
    Permission.ALTER_MARK_OF_OTHERS: "- - - - - - - - - - - - -",
    Permission.RULE_ON_MARK: "- - - - tr2 - - - - - - - -",
    Permission.SIGN_SHEET: "- - - own - - - - - - - - -",
    Permission.CONFIRM_SHEET: "- - - own+e tr+e - - - - - - - -",
    Permission.LOCK_TRADE: "- - - - tr ev - - - - - - -",
    Permission.REQUEST_UNLOCK: "- - - own tr - - - - - - - -",
    Permission.APPROVE_UNLOCK: "- - - - tr+a ev+a - - - - - - -",
    Permission.TYPE_PAPER_SHEET: "- - - own - - - - - ev - - -",
    Permission.CONFIRM_PAPER_SHEET: "- - - own+e tr+e - - - - ev+e - - -",
    Permission.IMPORT_TABLET_FILE: "- - - own tr ev - - - - - - -",
    Permission.DECIDE_HELD: "- - - - tr ev - - - - - - -",
    Permission.SEE_COMPUTED_RESULTS: "- - - - tr+p ev ev - - - - - -",
    Permission.SEE_RELEASED_RESULTS: "y+r y+r y+r y+r y+r y+r y+r y+r y+r y+r y+r y+r y+r",
    Permission.SEE_OWN_RESULT_DETAIL: "- - own+r - - - - - - - - - -",
    Permission.PROPOSE_AWARD: "- - - - tr ev - - - - - - -",
    Permission.DECIDE_AWARD: "- - - - - ev2 - - - - - - -",
    Permission.RELEASE_RESULTS: "- - - - - ev2 - - - - - - -",
    Permission.WITHDRAW_RELEASE: "- - - - - ev2 - - - - - - -",
    Permission.ISSUE_CERTIFICATES: "- - - - - ev+r - - - - - - -",
    Permission.DOWNLOAD_CERTIFICATE: "- - own+r - - ev+r - - - - - - -",
    Permission.VERIFY_CERTIFICATE: "y y y y y y y y y y y y y",
    Permission.INVITE_JUDGES: "- - - - tr ev - - - - - - -",
    Permission.INVITE_USERS: "- - - - - ev - - - - - - -",
    Permission.GRANT_ORGANIZER: "- - - - - - - y2 - - - - -",
    Permission.RESET_PIN: "- - - - tr ev - y - - - - -",
    Permission.RESET_PASSWORD: "- - - - - ev - y - - - - -",
    Permission.ACT_AS_OTHER: "- - - - - - - - - - - - -",
    Permission.ENROL_DEVICE: "- - - - - ev - - - - - - -",
    Permission.REVOKE_DEVICE: "- - - - tr ev - y - - - - -",
    Permission.SEE_OWN_ACTIONS: "- - y y y y y y y y y y y",
    Permission.SEE_LOG: "- - - - tr ev ev - - - - - -",
    Permission.SEE_SECURITY_LOG: "- - - - - - - y - - - - -",
    Permission.VERIFY_LOG: "- - - - tr ev ev y - - - - -",
    Permission.ALTER_LOG: "- - - - - - - - - - - - -",
    Permission.START_BACKUP: "- - - - - ev - - - - - - -",
    Permission.RESTORE_BACKUP: "- - - - - ev2 - y2 - - - - -",
    Permission.BREAK_GLASS: "- - - - - ev2 - y2 - - - - -",
    Permission.CHANGE_SETTINGS: "- - - - - - - y - - - - -",
}
REACHES = {"y": Reach.ANY, "own": Reach.OWN, "tr": Reach.TRADE, "ev": Reach.EVENT}
FACTS = {
    "r": Condition.RELEASED,
    "o": Condition.SHEET_OPENED,
    "d": Condition.BEFORE_DEADLINE,
    "p": Condition.POLICY_ALLOWS,
    "c": Condition.SHEET_CONFIRMED,
    "j": Condition.NOT_ON_PANEL,
    "e": Condition.DID_NOT_ENTER,
    "a": Condition.DID_NOT_ASK,
}
CELLS = [
    (permission, role, cell)
    for permission, line in MATRIX.items()
    for role, cell in zip(ROLES, line.split(), strict=True)
]
ALL_FACTS = frozenset(Condition)
TRADE_ROLES = {Role.JUDGE, Role.CHIEF_JUDGE, Role.TRADE_MANAGER, Role.INTERPRETER}


def grant(role: Role) -> Grant:
    if role in (Role.ANONYMOUS, Role.ADMIN):
        return Grant(role)
    return Grant(role, "event", "trade" if role in TRADE_ROLES else None)


def test_the_matrix_covers_every_permission_and_role() -> None:
    assert set(MATRIX) == set(Permission) == set(TABLE)
    assert set(ROLES) == set(Role)


def test_every_cell_is_as_the_matrix_has_it() -> None:
    for permission, role, cell in CELLS:
        check_cell(permission, role, cell)


def check_cell(permission: Permission, role: Role, cell: str) -> None:
    right = TABLE[permission].get(role)
    if cell == "-":
        assert right is None
        return
    reach, *facts = cell.rstrip("2").split("+")
    assert right is not None
    assert (right.reach, right.when, right.two_people) == (
        REACHES[reach],
        frozenset(FACTS[fact] for fact in facts),
        cell.endswith("2"),
    )


@pytest.mark.parametrize("permission", list(Permission))
def test_a_right_ends_where_its_cell_ends(permission: Permission) -> None:
    for role, cell in zip(ROLES, MATRIX[permission].split(), strict=True):
        check_reach(permission, role, cell)


def check_reach(permission: Permission, role: Role, cell: str) -> None:
    grants = [grant(role)]
    reach = cell.rstrip("2").split("+")[0]
    places = {
        "own": allows(grants, permission, event_id="event", trade_id="trade", own=True, facts=ALL_FACTS),
        "not own": allows(grants, permission, event_id="event", trade_id="trade", own=False, facts=ALL_FACTS),
        "other trade": allows(grants, permission, event_id="event", trade_id="other", own=False, facts=ALL_FACTS),
        "other event": allows(grants, permission, event_id="other", trade_id="trade", own=True, facts=ALL_FACTS),
        "no place": allows(grants, permission, facts=ALL_FACTS),
    }
    expected = {
        "-": (False, False, False, False, False),
        "y": (True, True, True, True, True),
        "ev": (True, True, True, False, False),
        "tr": (True, True, False, False, False),
        "own": (True, False, False, False, False),
    }[reach]
    assert tuple(places.values()) == expected
    assert may_ever(grants, permission) is (reach != "-")


@pytest.mark.parametrize(("permission", "role", "cell"), [row for row in CELLS if "+" in row[2]])
def test_a_right_waits_for_each_of_its_facts(permission: Permission, role: Role, cell: str) -> None:
    for fact in cell.rstrip("2").split("+")[1:]:
        facts = ALL_FACTS - {FACTS[fact]}
        assert not allows([grant(role)], permission, event_id="event", trade_id="trade", own=True, facts=facts)


@pytest.mark.parametrize("permission", list(Permission))
def test_two_people_are_asked_for_where_the_cell_says_so(permission: Permission) -> None:
    asked = [
        needs_second_person([grant(role)], permission, event_id="event", trade_id="trade", own=True, facts=ALL_FACTS)
        for role in ROLES
    ]
    assert asked == [cell.endswith("2") for cell in MATRIX[permission].split()]


def test_nobody_is_anonymous() -> None:
    assert allows([], Permission.SEE_EVENT)
    assert not allows([], Permission.SEE_OWN_ACTIONS)
    assert not may_ever([], Permission.ENTER_MARKS)


def test_no_role_contains_another() -> None:
    admin = [grant(Role.ADMIN)]
    forbidden = (Permission.ENTER_MARKS, Permission.SEE_TRADE_MARKS, Permission.RELEASE_RESULTS, Permission.EDIT_SCHEME)
    assert not any(
        allows(admin, permission, event_id="event", trade_id="trade", own=True, facts=ALL_FACTS)
        for permission in forbidden
    )


def test_a_role_for_the_whole_event_reaches_each_of_its_trades() -> None:
    chief = [Grant(Role.CHIEF_JUDGE, "event")]
    assert allows(chief, Permission.LOCK_TRADE, event_id="event", trade_id="any")
    assert not allows(chief, Permission.LOCK_TRADE, event_id="other", trade_id="any")


def test_an_organizer_of_one_trade_has_no_right_over_the_event() -> None:
    narrow = [Grant(Role.ORGANIZER, "event", "trade")]
    assert allows(narrow, Permission.EDIT_TRADE, event_id="event", trade_id="trade")
    assert not allows(narrow, Permission.EDIT_TRADE, event_id="event", trade_id="other")
    assert not allows(narrow, Permission.EDIT_EVENT, event_id="event")


def test_who_sees_to_the_object_alone_may_ask_for_the_role_alone() -> None:
    judge = [grant(Role.JUDGE)]
    assert allows(judge, Permission.ENTER_MARKS, event_id="event", trade_id="trade")
    assert not allows(judge, Permission.ENTER_MARKS, event_id="event", trade_id="other")


def test_a_second_way_to_a_right_may_do_without_a_second_person() -> None:
    both = [grant(Role.ADMIN), grant(Role.ORGANIZER)]
    assert needs_second_person(both, Permission.ARCHIVE_EVENT, event_id="event")
    assert not needs_second_person(both, Permission.RESET_PIN, event_id="event")
    assert not needs_second_person([], Permission.RELEASE_RESULTS, event_id="event")


@pytest.mark.parametrize(
    ("first", "second", "permission", "approved"),
    [
        (Role.ORGANIZER, Role.ORGANIZER, Permission.RELEASE_RESULTS, True),
        (Role.ORGANIZER, Role.CHIEF_JUDGE, Permission.RELEASE_RESULTS, False),
        (Role.ORGANIZER, Role.ADMIN, Permission.RELEASE_RESULTS, False),
        (Role.CHIEF_JUDGE, Role.ORGANIZER, Permission.CHANGE_SCHEME_AFTER_MARK, True),
        (Role.CHIEF_JUDGE, Role.CHIEF_JUDGE, Permission.CHANGE_SCHEME_AFTER_MARK, False),
        (Role.ORGANIZER, Role.ORGANIZER, Permission.CHANGE_SCHEME_AFTER_MARK, False),
        (Role.ADMIN, Role.ORGANIZER, Permission.RESTORE_BACKUP, True),
        (Role.ADMIN, Role.ADMIN, Permission.RESTORE_BACKUP, False),
        (Role.ADMIN, Role.ADMIN, Permission.GRANT_ORGANIZER, True),
        (Role.ORGANIZER, Role.ORGANIZER, Permission.EDIT_EVENT, False),
    ],
)
def test_the_second_person_holds_the_role_that_is_asked_for(
    first: Role, second: Role, permission: Permission, approved: bool
) -> None:
    answer = may_approve([grant(first)], [grant(second)], permission, event_id="event", trade_id="trade")
    assert answer is approved


def test_what_two_people_of_other_events_agree_on_counts_nothing() -> None:
    stranger = [Grant(Role.ORGANIZER, "other")]
    assert not may_approve([grant(Role.ORGANIZER)], stranger, Permission.RELEASE_RESULTS, event_id="event")


def test_release_unlock_ruling_and_roles_ask_for_a_fresh_sign_in() -> None:
    assert {
        Permission.RELEASE_RESULTS,
        Permission.APPROVE_UNLOCK,
        Permission.RULE_ON_MARK,
        Permission.GRANT_ORGANIZER,
    } <= FRESH_SIGN_IN
