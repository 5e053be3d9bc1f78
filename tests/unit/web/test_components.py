"""Every template compiles, and every macro draws what it says, strictly and without inline style or script."""

import re
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from competition.web.gallery_data import AT, BOARD, DEMO, ROWS, gallery_form
from tests.unit.web.templates_env import TEMPLATES, environment

ALL_TEMPLATES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Outline(HTMLParser):
    """Collects tags and attributes, and fails on markup that does not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.attributes += [(tag, name) for name, _ in attrs]
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself, as SVG shapes do."""
        self.attributes += [(tag, name) for name, _ in attrs]

    def handle_endtag(self, tag: str) -> None:
        """Hold that tags close in the order they opened."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()


def outline(html: str) -> Outline:
    """Parse markup and hold that all tags are closed."""
    parser = Outline()
    parser.feed(html)
    assert parser.open == []
    return parser


def draw(template: str, call: str, lang: str = "en") -> str:
    """Render one expression with every macro of a component file in reach."""
    source = f'{{% import "components/{template}.html" as m %}}{{{{ m.{call} }}}}'
    return environment(lang).from_string(source).render(board=BOARD, rows=ROWS)


def gallery(lang: str, theme: str = "") -> str:
    """Render the gallery page."""
    return environment(lang, theme).get_template("gallery.html").render(demo=DEMO, form=gallery_form())


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_every_template_compiles(name: str) -> None:
    environment().get_template(name)


@pytest.mark.parametrize("name", ALL_TEMPLATES)
def test_no_template_has_inline_style_or_script(name: str) -> None:
    source = re.sub(r"\{[{%#].*?[#%}]\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    data = r'\ssrc=|\stype="application/json"'
    refused = rf"\sstyle\s*=|<style|\son[a-z]+\s*=|<script(?![^>]*({data}))|javascript:"
    assert not re.search(refused, source)


@pytest.mark.parametrize("lang", ["en", "zh", "fr", "ru", "ar", "es"])
def test_the_gallery_draws_in_every_language(lang: str) -> None:
    page = outline(gallery(lang))
    assert ("div", "style") not in page.attributes
    assert len(page.ids) == len(set(page.ids))


def test_the_page_carries_language_direction_and_theme() -> None:
    assert '<html lang="ar" dir="rtl" data-theme="dark"' in gallery("ar", "dark")
    assert re.search(r'<html lang="en" dir="ltr" data-icons=', gallery("en"))


def test_a_missing_value_is_an_error_rather_than_nothing() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_a_shared_place_carries_an_equals_sign() -> None:
    assert '>5</span><i data-field="shared" title="shared place">=</i>' in draw("board", "rank_step(5, true)")
    assert '<i data-field="shared" title="shared place" hidden>=</i>' in draw("board", "rank_step(5)")
    assert "not ranked" in draw("board", "rank_step(none)")


def test_a_change_is_said_in_words_and_new_entries_say_nothing() -> None:
    assert '>up </span><span data-field="by">3<' in draw("board", "change(3)")
    assert '>down </span><span data-field="by">1<' in draw("board", "change(-1)")
    assert "no change" in draw("board", "change(0)")
    assert draw("board", "change(none)") == ""


def test_the_rule_fills_to_the_share_that_is_done() -> None:
    assert 'class="done" width="50.00"' in draw("rule", "rule(3, 6, 6)")
    assert draw("rule", "rule(3, 6, 6)").count("V8") == 5
    assert 'class="done" width="100.00"' in draw("rule", "rule(7, 6)")
    assert 'class="done" width="0.00"' in draw("rule", "rule(0, 0)")


def test_a_gauge_without_mark_has_an_empty_bar() -> None:
    assert 'class="on" width="0.0"' in draw("rule", "gauge(none, '10.00')")
    assert 'class="on" width="55.2"' in draw("rule", "gauge('9.20', '10.00')")


def test_a_spark_needs_two_ranks_and_the_first_place_is_at_the_top() -> None:
    assert draw("rule", "spark([3], 5)") == ""
    assert "V2.0H72" in draw("rule", "spark([3, none, 1], 5)")


def test_a_name_is_one_line_when_both_scripts_agree() -> None:
    assert draw("words", "person('Wanjiku', 'ki', 'Wanjiku')").count("<bdi") == 1
    assert 'lang="und-Latn">CHEN Siyuan' in draw("words", "person('陈思远', 'zh', 'CHEN Siyuan')")


def test_names_of_people_are_escaped() -> None:
    assert "&lt;b&gt;" in draw("words", "person('<b>', 'en')")


def test_not_marked_is_a_dash_and_zero_is_written_out() -> None:
    assert ">–</span>" in draw("board", "mark_cell(none, '10.00')")
    assert ">0.00<" in draw("board", "mark_cell('0.00', '10.00')")


def test_every_state_of_a_mark_has_icon_and_word() -> None:
    states = ("tablet", "sending", "recorded", "conflict", "held", "refused", "locked", "missing", "not_attempted")
    drawn = [draw("badge", f"mark_state('{state}')") for state in states]
    assert all("icons.svg#" in badge for badge in drawn)
    assert len({re.sub("<[^>]+>", "", badge) for badge in drawn}) == len(states)


def test_a_hidden_trade_shows_no_figure() -> None:
    drawn = gallery("en").split('data-state="hidden"')[1].split("</li>")[0]
    assert "%" not in drawn
    assert 'class="done" width="0.00"' in drawn


def test_a_field_with_a_fault_keeps_what_was_typed_and_is_tied_to_its_error() -> None:
    source = '{% from "components/field.html" import field %}{{ field(form.value, "A hint.") }}'
    html = environment().from_string(source).render(form=gallery_form())
    assert 'value="512"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="value-hint value-error"' in html
    assert 'id="value-error"' in html


def test_a_form_that_asks_first_still_works_without_script() -> None:
    html = draw("button", "post_button('Lock', '/lock', confirm='Lock it?', fields={'version': 3})")
    assert 'method="post" action="/lock"' in html
    assert 'name="csrf_token" value="token"' in html
    assert 'name="version" value="3"' in html


def test_the_age_of_a_board_is_readable_without_script() -> None:
    assert f'data-at="{AT}">updated 14:36:08</small>' in draw("badge", f"live({AT}, 'updated 14:36:08')")


def test_arabic_boards_use_arabic_digits_and_latin_receipts() -> None:
    html = gallery("ar")
    assert "٨٢٫١٠" in html
    assert "7KQ2" in html


def test_office_navigation_shows_what_the_view_offers() -> None:
    html = environment().from_string('{% extends "layouts/office.html" %}').render(
        menu=[("control", "/office/x/", None), ("sheets", "/office/x/sheets", 214)], here="sheets",
        me={"name": "Li Na", "role": "Organizer"}, event_name={"en": "Chongqing 2024"},
    )  # fmt: skip
    assert html.count('<li><a href="/office/') == 2
    assert re.search(r'sheets" aria-current="page">.*?<em>214</em>', html)
    assert "Saved." in html
    outline(html)


def test_an_error_page_says_what_happened_what_was_kept_and_what_next() -> None:
    html = environment().get_template("errors/error.html").render(
        status=404, happened="This page does not exist.", kept="Nothing was changed.", next="Go back to the boards.",
        request_id="7f3a",
    )  # fmt: skip
    for words in ("This page does not exist.", "Nothing was changed.", "Go back to the boards.", "7f3a"):
        assert words in html
    outline(html)
