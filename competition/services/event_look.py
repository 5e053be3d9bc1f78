"""What an event shows of its own on every page: logo, colours, sponsors, a notice. Source: PRODUCT A8."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import EventBrand, Sponsor
from competition.domain.board_types import BrandHead, HomeColours, HomeSponsor
from competition.domain.brand import brand_head


class EventLook(TypedDict, total=False):
    """The members of the home document that are there only where the event has them."""

    colours: HomeColours
    sponsors: list[HomeSponsor]
    notice: dict[str, str]


def event_brand(session: Session, event_id: str) -> BrandHead | None:
    """Return what every board says of the look, None where the event has none of its own. One statement."""
    own = session.get(EventBrand, event_id)
    return brand_head(own.accent, own.accent_dark, own.bench, own.logo_id) if own else None


def event_look(session: Session, event_id: str) -> EventLook:
    """Return colours, sponsors and notice. Two statements."""
    look: EventLook = {}
    brand = session.get(EventBrand, event_id)
    if brand and (brand.accent or brand.accent_dark or brand.bench):
        look["colours"] = {"accent": brand.accent, "accent_dark": brand.accent_dark, "bench": brand.bench}
    if brand and any(brand.notice.values()):
        look["notice"] = dict(brand.notice)
    sponsors = session.scalars(select(Sponsor).where(Sponsor.event_id == event_id).order_by(Sponsor.position)).all()
    if sponsors:
        look["sponsors"] = [{"id": each.id, "name": dict(each.name), "image": each.image_id or ""} for each in sponsors]
    return look
