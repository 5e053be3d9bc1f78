"""How an event looks: colours that are checked, logo, notice, sponsors."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from competition.domain.brand import Look, is_near_fault, look_of, pairs, stylesheet, suggested
from competition.domain.errors import DomainError
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.event_settings import event_settings, sponsor_lines
from competition.services.event_brand import (
    NewSponsor,
    add_sponsor,
    change_banner,
    change_colours,
    change_sponsor,
    move_sponsor,
    remove_sponsor,
)
from competition.services.images import Purpose
from competition.web.office.desk import Desk, blueprint, open_desk, show
from competition.web.office.event_settings import REFUSED, RIGHT
from competition.web.office.pictures import chosen_picture
from competition.web.office.settings_forms import BannerForm, ColoursForm, SponsorForm, tell
from competition.web.office.settings_words import pair_name

PREVIEW = ".brandpreview"


@blueprint.get("/<string:event_code>/settings/look")
@needs(RIGHT)
def event_look(event_code: str) -> str:
    """Show logo, notice and colours."""
    return _look_page(open_desk(event_code, RIGHT))


@blueprint.post("/<string:event_code>/settings/look/colours")
@needs(RIGHT)
def event_colours(event_code: str) -> AnyResponse:
    """Try colours, take what is suggested, or save them."""
    desk = open_desk(event_code, RIGHT)
    form = ColoursForm()
    if not form.validate():
        return Response(_look_page(desk, colours=form), REFUSED)
    try:
        look = look_of(*form.values())
        if "take" in request.form:
            form.put(suggested(look))
        if "save" not in request.form:
            return Response(_look_page(desk, colours=form))
        change_colours(request_context(), desk.event.id, *form.values())
    except DomainError as refusal:
        tell(form, refusal)
        return Response(_look_page(desk, colours=form), REFUSED)
    flash(gettext("The colours are saved. Pages and screens take them on their next view."), "good")
    return redirect(url_for("office.event_look", event_code=event_code))


@blueprint.post("/<string:event_code>/settings/look/banner")
@needs(RIGHT)
def event_banner(event_code: str) -> AnyResponse:
    """Save logo and notice."""
    desk = open_desk(event_code, RIGHT)
    form = BannerForm()
    logo = chosen_picture(form.logo, Purpose.LOGO) if form.validate() else None
    if form.errors:
        return Response(_look_page(desk, banner=form), REFUSED)
    change_banner(request_context(), desk.event.id, form.notice.words, logo, drop_logo=bool(form.drop_logo.data))
    flash(gettext("Logo and notice are saved."), "good")
    return redirect(url_for("office.event_look", event_code=event_code))


@blueprint.get("/<string:event_code>/settings/look.css")
@needs(RIGHT)
def look_preview(event_code: str) -> Response:
    """Give the stylesheet of colours that are tried out, for the preview alone."""
    open_desk(event_code, RIGHT)
    asked = (request.args.get(name, "") for name in ("accent", "accent_dark", "bench"))
    return Response(stylesheet(*asked, selector=PREVIEW), mimetype="text/css")


@blueprint.route("/<string:event_code>/settings/sponsors", methods=["GET", "POST"])
@needs(RIGHT)
def event_sponsors(event_code: str) -> AnyResponse:
    """List the sponsors; add one."""
    desk = open_desk(event_code, RIGHT)
    form = SponsorForm()
    form.name.first = desk.event.languages
    if request.method == "POST" and form.validate():
        picture = chosen_picture(form.picture, Purpose.SPONSOR)
        if not form.errors:
            try:
                add_sponsor(request_context(), desk.event.id, NewSponsor(form.name.words, picture))
            except DomainError as refusal:
                tell(form, refusal, "name")
            else:
                flash(gettext("The sponsor is added. Visitors see it on the event's home."), "good")
                return redirect(url_for("office.event_sponsors", event_code=event_code))
    sponsors = sponsor_lines(db.session(), desk.event.id)
    page = show("office/settings_sponsors.html", desk, "settings", form=form, sponsors=sponsors, sponsor=None)
    return Response(page, REFUSED if request.method == "POST" else 200)


@blueprint.route("/<string:event_code>/settings/sponsors/<string(length=32):sponsor_id>", methods=["GET", "POST"])
@needs(RIGHT)
def event_sponsor(event_code: str, sponsor_id: str) -> AnyResponse:
    """Change a sponsor."""
    desk = open_desk(event_code, RIGHT)
    sponsors = sponsor_lines(db.session(), desk.event.id)
    sponsor = next((each for each in sponsors if each.id == sponsor_id), None)
    if sponsor is None:
        raise DomainError("not_found")
    form = SponsorForm(obj=sponsor if request.method == "GET" else None)
    form.name.first = desk.event.languages
    if request.method == "POST" and form.validate():
        picture = chosen_picture(form.picture, Purpose.SPONSOR)
        if not form.errors:
            new = NewSponsor(form.name.words, picture, drop_picture=bool(form.drop_picture.data))
            change_sponsor(request_context(), desk.event.id, sponsor.id, new)
            flash(gettext("The sponsor is saved."), "good")
            return redirect(url_for("office.event_sponsors", event_code=event_code))
    page = show("office/settings_sponsors.html", desk, "settings", form=form, sponsors=sponsors, sponsor=sponsor)
    return Response(page, REFUSED if request.method == "POST" else 200)


@blueprint.post("/<string:event_code>/settings/sponsors/<string(length=32):sponsor_id>/<any(up, down, delete):step>")
@needs(RIGHT)
def event_sponsor_step(event_code: str, sponsor_id: str, step: str) -> AnyResponse:
    """Move a sponsor in the list, or take it off."""
    desk = open_desk(event_code, RIGHT)
    if step == "delete":
        remove_sponsor(request_context(), desk.event.id, sponsor_id)
        flash(gettext("The sponsor is taken off the list."), "good")
    else:
        move_sponsor(request_context(), desk.event.id, sponsor_id, -1 if step == "up" else 1)
    return redirect(url_for("office.event_sponsors", event_code=event_code) + f"#s-{sponsor_id}")


def _look_page(desk: Desk, *, colours: ColoursForm | None = None, banner: BannerForm | None = None) -> str:
    """Return the page. colours, banner: a form that was sent; the other one shows what is stored."""
    before = event_settings(db.session(), desk.event.id)
    colours = colours or ColoursForm(formdata=None, obj=before)
    banner = banner or BannerForm(formdata=None, obj=before)
    banner.notice.first = desk.event.languages
    look = _readable(colours)
    found = pairs(look)
    return show(
        "office/settings_look.html",
        desk,
        "settings",
        colours=colours,
        banner=banner,
        before=before,
        look=look,
        shown=dict(zip(("accent", "accent_dark", "bench"), look.shown, strict=True)),
        pairs=found,
        holds=all(pair.holds for pair in found),
        better=suggested(look),
        near_fault=is_near_fault(look),
        pair_name=pair_name,
    )


def _readable(form: ColoursForm) -> Look:
    """Return the colours in a form, the product's own for those that are none."""
    found = []
    for text in form.values():
        try:
            found.append(look_of(text, "", "").accent)
        except DomainError:
            found.append(None)
    return Look(*found)
