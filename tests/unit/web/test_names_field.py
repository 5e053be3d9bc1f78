"""A name in several languages: what is typed comes out by language, and drawing it loses nothing."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict
from wtforms import Form

from competition.web.office.names_field import NamesField
from tests.unit.web.templates_env import environment


class EventForm(Form):
    """A form with one name."""

    name = NamesField("Name", first=("zh", "en"))


def draw(form: EventForm) -> str:
    """Return the field as the page shows it."""
    source = '{% import "components/form.html" as m %}{{ m.names(form.name) }}'
    return environment().from_string(source).render(form=form)


def test_words_come_out_by_language_without_spare_spaces() -> None:
    form = EventForm(MultiDict({"name-en": "  Skills   2026 ", "name-zh": "技能大赛", "name-fr": " "}))
    assert form.validate()
    assert form.name.words == {"en": "Skills 2026", "zh": "技能大赛"}


def test_known_words_stay_when_the_form_is_not_sent() -> None:
    assert EventForm(None, data={"name": {"ar": "مهارات"}}).name.words == {"ar": "مهارات"}


def test_sending_empty_inputs_takes_the_words_away() -> None:
    empty = MultiDict({f"name-{code}": "" for code in ("en", "zh", "fr", "ru", "ar", "es")})
    assert EventForm(empty, data={"name": {"en": "Old"}}).name.words == {}


def test_the_first_languages_stand_in_front_and_each_input_says_its_language() -> None:
    html = draw(EventForm(None, data={"name": {"en": "A & B"}}))
    assert html.index('name="name-zh"') < html.index('name="name-en"') < html.index("<details>")
    assert 'value="A &amp; B" lang="en" dir="auto"' in html


def test_folded_languages_are_open_once_they_have_words() -> None:
    assert "<details open>" in draw(EventForm(None, data={"name": {"ru": "Навыки"}}))
