"""How an event treats the data of its people: whose consent it asks for, how names start out, the notice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from competition.db.models import PeopleSettings
from competition.domain.permissions import Permission
from competition.domain.personal_data import ConsentRule, NameDisplay
from competition.domain.scheme import Text
from competition.services.context import Context
from competition.services.people_unit import people_unit, publish_trades, trades_of_event


@dataclass(frozen=True, slots=True)
class DataRules:
    """What an organizer decides. display, photo: what a new competitor starts with. notice: by language."""

    rule: ConsentRule
    display: NameDisplay
    photo: bool
    notice: Text


def set_data_rules(context: Context, event_id: str, rules: DataRules) -> None:
    """Say how the event treats personal data; boards follow at once. A changed notice gets the next version.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    trades = trades_of_event(context.session, event_id)
    with people_unit(context, event_id, trades) as unit:
        settings = settings_row(context.session, event_id)
        settings.consent_rule, settings.display_name = rules.rule.value, rules.display.value
        settings.display_photo = rules.photo
        if dict(rules.notice) != settings.notice:
            settings.notice = dict(rules.notice)
            settings.notice_version += 1
        context.session.flush()
        unit.record(
            "data.rules",
            f"event/{event_id}",
            new={
                "consent": rules.rule.value,
                "name": rules.display.value,
                "photo": rules.photo,
                "notice": settings.notice_version,
            },
        )
        publish_trades(unit, trades)


def settings_row(session: Session, event_id: str) -> PeopleSettings:
    """Return an event's settings for its people, made with the defaults when there are none yet."""
    settings = session.get(PeopleSettings, event_id)
    if settings is None:
        settings = PeopleSettings(
            event_id=event_id,
            consent_rule=ConsentRule.MINORS.value,
            display_name=NameDisplay.FULL.value,
            display_photo=False,
            notice={},
            notice_version=0,
            institution_conflicts=True,
            country_conflicts=False,
        )
        session.add(settings)
        session.flush()
    return settings
