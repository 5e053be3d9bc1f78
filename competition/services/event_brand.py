"""Change how an event looks to the public: logo, colours, notice, sponsors. Source: PRODUCT A8, LOOK 1 and 2."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from competition.db.models import EventBrand, Sponsor
from competition.domain.audit import LeafValue
from competition.domain.brand import look_of, pairs
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Text
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_settings import changing_event
from competition.services.identity import new_id
from competition.services.images import Picture, remove_image, store_image
from competition.services.public_plan import publish_plan

MOST_SPONSORS = 60


@dataclass(frozen=True, slots=True)
class NewSponsor:
    """A sponsor as typed. picture: a new logo, None to keep the present one; drop_picture: take it away."""

    name: Text
    picture: Picture | None = None
    drop_picture: bool = False


def change_colours(context: Context, event_id: str, accent: str, accent_dark: str, bench: str) -> None:
    """Change the colours; every page and screen follows. All are #rrggbb, "" for the product's own.

    Raises DomainError `colour_unknown`, `colours_too_faint`, `not_found`, `not_allowed`.
    """
    look = look_of(accent, accent_dark, bench)
    if not all(pair.holds for pair in pairs(look)):
        raise DomainError("colours_too_faint")
    with changing_event(context, event_id) as (unit, _event):
        brand = _brand(context, event_id)
        before = _colours(brand)
        brand.accent, brand.accent_dark, brand.bench = (
            each.hex if each else "" for each in (look.accent, look.accent_dark, look.bench)
        )
        unit.record("event.brand", f"event/{event_id}", old=before, new=_colours(brand))
    publish_plan(context, event_id)


def change_banner(
    context: Context, event_id: str, notice: Text, logo: Picture | None = None, *, drop_logo: bool = False
) -> None:
    """Change the logo and the notice on the event's home.

    logo: a new picture, None to keep the present one. Raises DomainError `not_found`, `not_allowed`.
    """
    with changing_event(context, event_id) as (unit, _event):
        brand = _brand(context, event_id)
        former, said = brand.logo_id, brand.notice
        if logo is not None:
            brand.logo_id = store_image(context, event_id, logo)
        elif drop_logo:
            brand.logo_id = None
        brand.notice = dict(notice)
        if former != brand.logo_id:
            remove_image(context, former)
        changed: dict[str, LeafValue] = {"logo": former != brand.logo_id, "notice": said != brand.notice}
        unit.record("event.brand", f"event/{event_id}", new=changed)
    publish_plan(context, event_id)


def add_sponsor(context: Context, event_id: str, new: NewSponsor) -> str:
    """Add a sponsor at the end of the list; returns its id.

    Raises DomainError `sponsor_name_missing`, `too_many_sponsors`, `not_found`, `not_allowed`.
    """
    _check(new)
    session = context.session
    with changing_event(context, event_id) as (unit, _event):
        count, last = session.execute(
            select(func.count(), func.max(Sponsor.position)).where(Sponsor.event_id == event_id)
        ).one()
        if count >= MOST_SPONSORS:
            raise DomainError("too_many_sponsors", limit=str(MOST_SPONSORS))
        image_id = store_image(context, event_id, new.picture) if new.picture else None
        sponsor = Sponsor(
            id=new_id(), event_id=event_id, name=dict(new.name), image_id=image_id, position=(last or 0) + 1
        )
        session.add(sponsor)
        unit.record("sponsor.change", f"event/{event_id}", new={"sponsor": sponsor.id, "position": sponsor.position})
    publish_plan(context, event_id, ())
    return sponsor.id


def change_sponsor(context: Context, event_id: str, sponsor_id: str, new: NewSponsor) -> None:
    """Change a sponsor's name or logo.

    Raises DomainError `sponsor_name_missing`, `not_found`, `not_allowed`.
    """
    _check(new)
    with changing_event(context, event_id) as (unit, _event):
        sponsor = _sponsor(context, event_id, sponsor_id)
        former = sponsor.image_id
        sponsor.name = dict(new.name)
        if new.picture is not None:
            sponsor.image_id = store_image(context, event_id, new.picture)
        elif new.drop_picture:
            sponsor.image_id = None
        if former != sponsor.image_id:
            remove_image(context, former)
        unit.record(
            "sponsor.change", f"event/{event_id}", new={"sponsor": sponsor.id, "logo": former != sponsor.image_id}
        )
    publish_plan(context, event_id, ())


def move_sponsor(context: Context, event_id: str, sponsor_id: str, by: int) -> None:
    """Move a sponsor up (-1) or down (+1) by one place; at an end nothing happens.

    Raises DomainError `not_found`, `not_allowed`.
    """
    with changing_event(context, event_id) as (unit, _event):
        _sponsor(context, event_id, sponsor_id)
        order = list(
            context.session.scalars(select(Sponsor).where(Sponsor.event_id == event_id).order_by(Sponsor.position))
        )
        place = next(number for number, each in enumerate(order) if each.id == sponsor_id)
        other = place + (1 if by > 0 else -1)
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
        for number, each in enumerate(order, start=1):
            each.position = number
        unit.record("sponsor.change", f"event/{event_id}", new={"sponsor": sponsor_id, "position": other + 1})
    publish_plan(context, event_id, ())


def remove_sponsor(context: Context, event_id: str, sponsor_id: str) -> None:
    """Take a sponsor off the list. Raises DomainError `not_found`, `not_allowed`."""
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    _sponsor(context, event_id, sponsor_id)
    back_up_first(context, "event_brand.remove_sponsor")
    with changing_event(context, event_id) as (unit, _event):
        sponsor = _sponsor(context, event_id, sponsor_id)
        image_id = sponsor.image_id
        context.session.delete(sponsor)
        remove_image(context, image_id)
        unit.record("sponsor.change", f"event/{event_id}", old={"sponsor": sponsor_id})
    publish_plan(context, event_id, ())


def _brand(context: Context, event_id: str) -> EventBrand:
    """Return the event's look, a plain one when it has none yet."""
    brand = context.session.get(EventBrand, event_id)
    if brand is None:
        brand = EventBrand(event_id=event_id, accent="", accent_dark="", bench="", notice={})
        context.session.add(brand)
    return brand


def _colours(brand: EventBrand) -> dict[str, LeafValue]:
    return {"accent": brand.accent, "accent_dark": brand.accent_dark, "bench": brand.bench}


def _check(new: NewSponsor) -> None:
    if not any(new.name.values()):
        raise DomainError("sponsor_name_missing")


def _sponsor(context: Context, event_id: str, sponsor_id: str) -> Sponsor:
    sponsor = context.session.get(Sponsor, sponsor_id)
    if sponsor is None or sponsor.event_id != event_id:
        raise DomainError("not_found")
    return sponsor
