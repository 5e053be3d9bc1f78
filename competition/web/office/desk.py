"""The blueprint of the office, and what each of its pages begins with: the event, how far the rights go, the menu."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, current_app, g, render_template, url_for
from flask_babel import gettext

from competition.domain.errors import DomainError
from competition.domain.permissions import Grant, Permission, Role, may_ever
from competition.domain.scheme import Text
from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.i18n import reader_language
from competition.queries.office import EventDay, OfficeEvent, office_event
from competition.queries.reach import Reach
from competition.services.context import Actor
from competition.web.filters import fmt_number, pick
from competition.web.words import set_event

blueprint = Blueprint("office", __name__, url_prefix="/office")

OFFICE = Permission.SEE_LOG
"""What the office asks of everybody: to see an event, or some trades of it, from the inside."""
ROLES = (
    Role.ORGANIZER,
    Role.AUDITOR,
    Role.CHIEF_JUDGE,
    Role.TRADE_MANAGER,
    Role.CLERK,
    Role.ARBITER,
    Role.INTERPRETER,
    Role.KEY_HOLDER,
    Role.ADMIN,
)
"""The roles that work in the office, the one that is named first when somebody holds several."""
PREPARE, RUN, KEEP = "prepare", "run", "keep"
PLACES = (
    (PREPARE, "setup", "office.setup", Permission.EDIT_TRADE),
    (PREPARE, "settings", "office.event_settings", Permission.EDIT_EVENT),
    (PREPARE, "schedule", "office.schedule", OFFICE),
    (PREPARE, "trades", "office.trades", OFFICE),
    (PREPARE, "schemes", "office.schemes", Permission.READ_SCHEME),
    (PREPARE, "people", "office.people", OFFICE),
    (PREPARE, "applications", "office.applications", Permission.DECIDE_APPLICATIONS),
    (PREPARE, "spreadsheets", "office.spreadsheets", Permission.EDIT_COMPETITORS),
    (PREPARE, "panels", "office.panels", Permission.PROPOSE_JUDGES),
    (PREPARE, "draws", "office.draws", Permission.DRAW_LOTS),
    (PREPARE, "codes", "office.codes", Permission.SEE_CODES),
    (PREPARE, "devices", "office.devices", Permission.REVOKE_DEVICE),
    (PREPARE, "rehearsal", "office.rehearsal", Permission.REHEARSE),
    (RUN, "control", "office.control", OFFICE),
    (RUN, "sheets", "office.sheets", OFFICE),
    (RUN, "held", "office.held", Permission.DECIDE_HELD),
    (RUN, "questions", "office.questions", Permission.ANSWER_QUESTIONS),
    (RUN, "asking", "office.asking", Permission.ASK_QUESTIONS),
    (RUN, "publication", "office.publication", OFFICE),
    (KEEP, "backups", "office.backups", Permission.RESTORE_BACKUP),
    (KEEP, "audit", "office.log", OFFICE),
)
"""The pages of an event in the order of the menu, with their group and what each asks for."""
REGISTERS = (
    ("standards", "office.standards", Permission.MANAGE_REGISTERS),
    ("institutions", "office.institutions", Permission.MANAGE_REGISTERS),
    ("experts", "office.experts", Permission.MANAGE_REGISTERS),
    ("accounts", "office.accounts", Permission.GRANT_ORGANIZER),
)
"""The pages that outlast every event."""


MenuLine = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at work in an event. at: real time of the request."""

    event: OfficeEvent
    reach: Reach
    actor: Actor
    at: datetime

    @property
    def now(self) -> datetime:
        """Return the event's own time."""
        return self.event.now(self.at)

    @property
    def today(self) -> EventDay | None:
        """Return the day that it is at the venue."""
        return self.event.today(self.at)

    def may(self, permission: Permission, trade_id: str | None = None) -> bool:
        """Tell whether somebody may do this in the event, or in one trade of it."""
        return self.actor.may(permission, self.event.id, trade_id)

    def may_by_name(self, permission: str, trade_id: str | None = None) -> bool:
        """Tell the same of a permission that a template names."""
        return self.may(Permission(permission), trade_id)

    def require(self, trade_id: str) -> None:
        """Refuse a trade that is out of reach. Raises DomainError `not_allowed`."""
        if not self.reach.covers(trade_id):
            raise DomainError("not_allowed", permission=OFFICE.value)


def open_desk(event_code: str, permission: Permission = OFFICE) -> Desk:
    """Return the desk of whoever asks, in one event. Two statements.

    Raises DomainError `not_found`, and `not_allowed` to somebody without the permission in any trade of the event.
    """
    event = office_event(db.session(), event_code)
    if event is None:
        raise DomainError("not_found")
    actor = current_actor()
    reach = _reach(actor, permission, event.id)
    set_event(event.default_language, event.timezone)
    return Desk(event, reach, actor, datetime.now(UTC))


def _reach(actor: Actor, permission: Permission, event_id: str) -> Reach:
    if actor.may(permission, event_id):
        return Reach(event_id)
    trades = {grant.trade_id for grant in actor.grants if grant.event_id == event_id and grant.trade_id is not None}
    mine = frozenset(trade_id for trade_id in trades if actor.may(permission, event_id, trade_id))
    if not mine:
        raise DomainError("not_allowed", permission=permission.value)
    return Reach(event_id, mine)


def works_in(actor: Actor) -> dict[str, Role]:
    """Return the events in which somebody works in the office, with the role that is named there."""
    found: dict[str, Role] = {}
    for role in reversed(ROLES):
        found.update({grant.event_id: role for grant in actor.grants if grant.role is role and grant.event_id})
    return found


def has_office_role(grant: Grant) -> bool:
    """Tell whether a grant makes somebody a member of some office."""
    return grant.role in ROLES


def role_name(role: Role) -> str:
    """Return a role in words."""
    names: dict[Role, str] = {
        Role.ORGANIZER: gettext("Organizer"),
        Role.AUDITOR: gettext("Auditor"),
        Role.CHIEF_JUDGE: gettext("Chief judge"),
        Role.TRADE_MANAGER: gettext("Trade manager"),
        Role.CLERK: gettext("Clerk"),
        Role.INTERPRETER: gettext("Interpreter"),
        Role.KEY_HOLDER: gettext("Key holder"),
        Role.ARBITER: gettext("Arbiter"),
        Role.ADMIN: gettext("Administrator"),
        Role.JUDGE: gettext("Judge"),
        Role.TEAM_LEADER: gettext("Team leader"),
        Role.KIOSK: gettext("Screen"),
        Role.ANONYMOUS: gettext("Visitor"),
    }
    return names[role]


def figure(number: int) -> str:
    """Return a whole number in the digits of the reader's language."""
    return fmt_number(number, reader_language())


def named(code: str, name: Text) -> tuple[str, str]:
    """Return a choice of a list: its code, and code and name in the reader's language."""
    return code, f"{code} {pick(name, reader_language(), g.get('default_language', 'en'))}"


def show(template: str, desk: Desk, here: str, **values: object) -> str:
    """Return a page of the office with its frame."""
    role = works_in(desk.actor).get(desk.event.id)
    events = [("events", url_for("office.home"), None)] if len(works_in(desk.actor)) > 1 else []
    return render_template(
        template,
        desk=desk,
        event=desk.event,
        here=here,
        menu=[*events, *event_menu(desk)],
        home_url=url_for("office.home"),
        event_name=desk.event.short_name,
        event_note=_day_note(desk),
        me={"name": desk.actor.name, "role": role_name(role) if role else ""},
        **values,
    )


def home_frame(here: str) -> dict[str, object]:
    """Return what a page of the office outside any event is framed with."""
    actor = current_actor()
    names = [role_name(grant.role) for grant in actor.grants if has_office_role(grant)]
    me = {"name": actor.name, "role": names[0] if names else ""}
    return {"here": here, "menu": home_menu(actor), "me": me, "home_url": url_for("office.home")}


def has_page(endpoint: str) -> bool:
    """Tell whether this server has such a page."""
    return endpoint in current_app.view_functions


def event_menu(desk: Desk) -> list[MenuLine]:
    """Return the pages of an event that somebody may open: key, address, count; a group begins with its name alone."""
    grants = desk.actor.grants
    trades = {grant.trade_id for grant in grants if grant.event_id == desk.event.id}
    lines: list[MenuLine] = []
    begun = ""
    for group, key, endpoint, permission in PLACES:
        if not has_page(endpoint) or not any(desk.may(permission, trade) for trade in (None, *trades)):
            continue
        if group != begun:
            lines.append((group, "", None))
            begun = group
        lines.append((key, url_for(endpoint, event_code=desk.event.code), None))
    return lines


def home_menu(actor: Actor) -> list[MenuLine]:
    """Return the pages outside any event that somebody may open."""
    return [
        ("events", url_for("office.home"), None),
        *(
            (key, url_for(endpoint), None)
            for key, endpoint, permission in REGISTERS
            if endpoint in current_app.view_functions and may_ever(actor.grants, permission)
        ),
    ]


def _day_note(desk: Desk) -> str:
    if desk.today is None:
        return ""
    note: str = gettext(
        "Day %(number)s of %(days)s", number=figure(desk.today.number), days=figure(len(desk.event.days))
    )
    return note
