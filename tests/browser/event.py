"""What office journeys work on: an event without a plan whose last night is an hour longer, and who is signed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Device, SignIn
from competition.domain.permissions import Grant, Role
from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE
from competition.services.context import Actor
from competition.services.events import NewEvent, NewTrade, add_event, add_trade
from competition.services.identity import new_id, new_secret, secret_hash
from competition.services.roster import add_account, add_team, grant_role
from tests.browser.blank import Blank

CODE = "skills-2027"
TRADES = {
    "04": {"en": "Electrical Installations", "fr": "Installations électriques"},
    "15": {"en": "Plumbing and Heating", "fr": "Plomberie et chauffage"},
    "17": {"en": "Web Technologies", "fr": "Technologies du web"},
    "29": {"en": "Hairdressing", "fr": "Coiffure"},
    "34": {"en": "Cooking", "fr": "Cuisine"},
}
ORGANIZER = "Amina Diallo"
TEAMS = {"BRA": ("Brazil", "br"), "EGY": ("Egypt", "eg"), "KAZ": ("Kazakhstan", "kz")}


def add_plain_event(blank: Blank) -> Actor:
    """Add an event of three days in Lyon, in English and French, the clocks set back on the last day.

    Returns its organizer.
    """
    now = datetime.now(UTC)
    with Session(blank.engine) as session, write_transaction(session):
        event_id = add_event(
            session,
            NewEvent(
                code=CODE,
                name={"en": "National Skills 2027", "fr": "Finales nationales 2027"},
                venue={"en": "Lyon, Hall 3"},
                timezone="Europe/Paris",
                starts=date(2027, 10, 29),
                ends=date(2027, 10, 31),
                second_language="fr",
            ),
            now,
        )
        for number, (code, name) in enumerate(TRADES.items(), start=1):
            add_trade(session, event_id, NewTrade(code, name, {"en": f"Bay {number}"}, entry_prefix=f"T{code}"))
        for code, (team, flag) in TEAMS.items():
            add_team(session, event_id, code, {"en": team}, flag)
        account = add_account(session, login="amina.diallo", name=ORGANIZER, now=now)
        grant_role(session, account, Role.ORGANIZER, event_id)
    return Actor(account, ORGANIZER, frozenset({Grant(Role.ORGANIZER, event_id)}))


def signed_in_just_now(blank: Blank, actor: Actor) -> list[dict[str, str]]:
    """Return the cookies of somebody who signed in a moment ago, on a device of the browser's own."""
    secret, device_id, now = new_secret(), new_id(), datetime.now(UTC)
    with Session(blank.engine) as session, write_transaction(session):
        session.add(Device(id=device_id, name="", last_seq=0, created_at=now))
        session.flush()
        session.add(
            SignIn(
                token_hash=secret_hash(secret),
                account_id=actor.account_id,
                device_id=device_id,
                way="password",
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=1),
                authenticated_at=now,
            )
        )
    return [
        {"name": SESSION_COOKIE, "value": secret, "url": blank.url},
        {"name": DEVICE_COOKIE, "value": device_id, "url": blank.url},
    ]
