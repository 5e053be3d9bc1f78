"""Judges on their tablets: a whole sheet from sign-in to lock, disagreement, conflict, and a network that goes."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from competition.services.demo_event import demo_pin
from tests.browser.chromium import TABLET, Visitors
from tests.browser.demo import Demo, Seats
from tests.browser.tablet import Tablet, aspects, tablet

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

TYPED = {"C1.M8": "1,25", "C1.M9": "١٫٢٥", "C1.M10": "0", "C1.M11": "34.5", "C1.M12": "99"}
CANONICAL = {"C1.M8": "1.25", "C1.M9": "1.25", "C1.M10": "0", "C1.M11": "34.5", "C1.M12": "99"}


def test_three_judges_take_a_whole_sheet_from_sign_in_to_the_lock(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("03", "C1", "EL-12")
    fields = aspects(demo, sheet)
    first = _signed_in_by_pin(demo, visitors, sheet)
    for aspect in (each for each in fields.values() if each["type"] == "M"):
        if aspect["code"] in TYPED:
            first.type(aspect, TYPED[aspect["code"]])
        else:
            first.choose(aspect, "1")
    scored = fields["C1.J1"]
    first.choose(scored, "2")
    first.expect_recorded(scored)
    expect(first.field(scored)).to_contain_text("Waiting for 2 judges")
    expect(first.page.locator(".scores")).to_have_count(0)
    others = [tablet(demo, visitors, sheet, login) for login in sheet.judges[1:]]
    for other, score in zip(others, ("3", "2"), strict=True):
        other.choose(scored, score)
        other.expect_recorded(scored)
    for each in (first, *others):
        expect(each.field(scored).locator(".scores dd")).to_have_text(["2", "3", "2", "1.56 / 2.00"])
    now = aspects(demo, sheet)
    assert {code: now[code]["own"]["value"]["v"] for code in TYPED} == CANONICAL
    for each in (first, *others):
        _sign(each.page)
        expect(each.page.get_by_text("You have signed").first).to_be_visible()
    chief = tablet(demo, visitors, sheet, sheet.chief)
    chief.page.get_by_role("button", name="Lock sheet").tap()
    chief.page.get_by_role("dialog").get_by_role("button", name="Lock sheet").tap()
    for each in (chief, first, *others):
        expect(each.page.get_by_text("This sheet is locked.").first).to_be_visible()
    assert demo.seen_by(sheet.judges[0], sheet)["state"] == "locked"


def test_scores_too_far_apart_ask_for_a_round_and_keep_the_old_one(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("12", "D2", "AT-08")
    aspect = aspects(demo, sheet)["D2.J1"]
    tablets = [tablet(demo, visitors, sheet, login) for login in sheet.judges]
    for each, score in zip(tablets, ("0", "2", "3"), strict=True):
        each.choose(aspect, score)
    for each in tablets:
        expect(each.badge(aspect)).to_contain_text("Too far apart")
        expect(each.field(aspect).locator(".scores dd")).to_have_text(["0", "2", "3"])
    second = tablets[1]
    second.field(aspect).get_by_label("Reason").fill("The weld was seen from two sides")
    second.field(aspect).get_by_role("button", name="Open round 2").tap()
    for each in tablets:
        expect(each.badge(aspect)).to_contain_text("Missing")
    for each in tablets:
        each.choose(aspect, "2")
    for each in tablets:
        expect(each.field(aspect).locator(":scope .panelscores > .scores dd").first).to_have_text("2")
        each.field(aspect).get_by_text("1 earlier round").tap()
        expect(each.field(aspect).locator(".former .scores dd")).to_have_text(["0", "2", "3"])
        expect(each.field(aspect).locator(".former")).to_contain_text("The weld was seen from two sides")


def test_a_compatriot_reads_why_somebody_else_marks(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("08", "D1", "JW-01")
    assert sheet.compatriot not in sheet.judges
    page = tablet(demo, visitors, sheet, sheet.compatriot).page
    expect(page.get_by_text("This competitor comes from your own team.")).to_be_visible()
    expect(page.locator("input:not([disabled]):not([readonly])")).to_have_count(0)


def test_a_stale_tablet_gets_both_values_to_choose_from(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("08", "D1", "JW-07")
    aspect = aspects(demo, sheet)["D1.M7"]
    fresh, stale = (tablet(demo, visitors, sheet, login) for login in sheet.judges[:2])
    with stale.offline():
        stale.type(aspect, "0.4")
        expect(stale.badge(aspect)).to_contain_text("On this tablet")
        fresh.type(aspect, "0.2")
        fresh.expect_recorded(aspect)
    expect(stale.badge(aspect)).to_contain_text("Choose one")
    options = stale.field(aspect).locator(".choose button b")
    expect(options).to_have_text(["0.4", "0.2"])
    assert aspects(demo, sheet)["D1.M7"]["own"]["value"] == {"t": "measure", "v": "0.2"}
    options.first.tap()
    stale.expect_recorded(aspect)
    assert aspects(demo, sheet)["D1.M7"]["own"] == {"value": {"t": "measure", "v": "0.4"}, "version": 2}


def test_marks_made_without_network_are_kept_and_sent_exactly_once(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("14", "D1", "UA-05")
    fields = aspects(demo, sheet)
    here = tablet(demo, visitors, sheet, sheet.judges[0])
    visitors.expect("WebSocket connection to")
    with here.offline():
        here.type(fields["D1.M5"], "2.1")
        here.choose(fields["D1.M7"], "1")
        here.choose(fields["D1.J1"], "2")
        for code in ("D1.M5", "D1.M7", "D1.J1"):
            expect(here.badge(fields[code])).to_contain_text("On this tablet")
        expect(here.page.locator(".unsent")).to_contain_text("3 not sent")
        assert aspects(demo, sheet)["D1.M5"]["own"]["version"] == 0
        # The page goes while nothing could be sent; Chromium may lift its emulated cut with it.
        here.page.goto("about:blank")
    here.open()
    for code in ("D1.M5", "D1.M7", "D1.J1"):
        here.expect_recorded(fields[code])
    expect(here.page.locator(".unsent")).to_have_count(0)
    now = aspects(demo, sheet)
    assert [now[code]["own"] for code in ("D1.M5", "D1.M7", "D1.J1")] == [
        {"value": {"t": "measure", "v": "2.1"}, "version": 1},
        {"value": {"t": "measure", "v": "1"}, "version": 1},
        {"value": {"t": "judgement", "v": "2"}, "version": 1},
    ]


def test_what_is_no_answer_of_our_server_leaves_the_mark_on_the_tablet(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("14", "D1", "UA-06")
    fields = aspects(demo, sheet)
    here = tablet(demo, visitors, sheet, sheet.judges[0])
    sent: list[Any] = []

    def portal(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=200, content_type="text/html", body="<title>Welcome to the hall's network</title>")

    def forger(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for result in told["results"]:
            result["version"] += 1
        route.fulfill(response=answer, json=told)

    here.page.route("**/ops", portal)
    here.choose(fields["D1.M7"], "1")
    expect(here.page.locator(".netstate")).to_contain_text("No network")
    expect(here.badge(fields["D1.M7"])).to_contain_text("On this tablet")
    here.page.unroute("**/ops", portal)
    here.page.route("**/ops", forger)
    with here.page.expect_response("**/ops"):
        here.page.get_by_role("button", name="not sent").click()
    expect(here.badge(fields["D1.M7"])).to_contain_text("On this tablet")
    here.page.unroute("**/ops", forger)
    here.expect_recorded(fields["D1.M7"])
    assert aspects(demo, sheet)["D1.M7"]["own"]["version"] == 1
    (op,) = sent[0]["ops"]
    assert (sent[0]["format"], len(op["key"]), len(op["seal"]), op["after"]) == (2, 32, 86, None)


def test_a_sheet_is_marked_by_keys_alone_with_the_focus_in_sight(demo: Demo, visitors: Visitors) -> None:
    sheet = demo.sheet("05", "D2", "OT-05")
    fields = aspects(demo, sheet)
    page = tablet(demo, visitors, sheet, sheet.judges[0]).page
    wanted = {"D2.M3": "0.5", "D2.M4": "1549", "D2.M5": "1", "D2.M6": "0", "D2.M7": "1", "D2.J1": "3"}
    page.get_by_role("button", name="Next missing").focus()
    page.keyboard.press("Enter")
    for code, value in wanted.items():
        _expect_focus_in(page, fields[code])
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    for code in wanted:
        expect(page.locator(f'[data-aspect="{fields[code]["id"]}"] header .badge')).to_contain_text("Recorded")
    now = aspects(demo, sheet)
    assert {code: now[code]["own"]["value"]["v"] for code in wanted} == wanted


def test_the_desk_leads_to_the_next_sheet(demo: Demo, visitors: Visitors) -> None:
    page = visitors.page(cookies=demo.cookies("15-01"), **TABLET)
    page.goto(f"{demo.url}/judge/")
    page.get_by_role("link", name="Go on with").tap()
    expect(page.locator("[data-aspect]").first).to_be_visible()
    page.get_by_role("link", name="My sheets").tap()
    expect(page.get_by_role("heading", name="My sheets")).to_be_visible()


def _signed_in_by_pin(demo: Demo, visitors: Visitors, sheet: Seats) -> Tablet:
    """Let a judge sign in with number and PIN and come to the sheet from the desk."""
    login = sheet.judges[0]
    judge = Tablet(demo, sheet, visitors.context(**TABLET))
    page = judge.page
    page.goto(f"{demo.url}/judge/")
    page.get_by_label("Judge number").fill(login)
    page.get_by_label("PIN").fill(demo_pin(f"judge-{login}"))
    page.get_by_role("button", name="Sign in").tap()
    page.locator(f'a.sheettile[href$="{sheet.id}"]').tap()
    expect(page.locator("[data-aspect]").first).to_be_visible()
    return judge


def _sign(page: Page) -> None:
    page.get_by_role("button", name="Sign off").tap()
    page.get_by_role("dialog").get_by_role("button", name="Sign off").tap()


def _expect_focus_in(page: Page, aspect: dict[str, Any]) -> None:
    """Hold that a field of the aspect has the focus and that one can see it."""
    focused = page.locator(f'[data-aspect="{aspect["id"]}"] :focus')
    expect(focused).to_have_count(1)
    seen = focused.evaluate(
        """(field) => {
            const shown = field.matches('[type=radio]') ? field.closest('label') : field.closest('.affix') ?? field;
            const box = shown.getBoundingClientRect();
            const lines = [shown, field].map((each) => getComputedStyle(each));
            const drawn = lines.some((line) => line.outlineStyle !== 'none' && parseFloat(line.outlineWidth) >= 2);
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return drawn && shown.contains(top);
        }"""
    )
    assert seen, f"the focus in {aspect['code']} cannot be seen"
