"""Translations reach the scripts: only their sentences, plurals by CLDR category."""

import gettext
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog

from tools.catalogues import missing, script_catalogue, script_messages, source_catalogue


def test_sentences_are_found_in_typescript_calls_and_templates(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text(
        "const x = <T,>(v: T): T => v;\nt('Cancel');\nhtml`<b>${t('Inside')}</b>`;\n"
        "tn('%(num)s mark', '%(num)s marks', 3);",
        encoding="utf-8",
    )
    assert script_messages(tmp_path) == {"Cancel", "Inside", "%(num)s mark"}


def test_a_script_gets_its_own_complete_sentences_alone() -> None:
    catalog = Catalog(locale="fr")
    catalog.add("Cancel", "Annuler")
    catalog.add("Server only", "Serveur")
    catalog.add("Open", "")
    assert script_catalogue(catalog, "fr", {"Cancel", "Open"}) == {"lang": "fr", "messages": {"Cancel": "Annuler"}}


@pytest.mark.parametrize("language", ["zh", "fr", "ru", "ar", "es"])
def test_a_script_counts_with_the_form_that_the_server_takes(language: str) -> None:
    catalog = Catalog(locale=language)
    forms = tuple(f"form {index}" for index in range(catalog.num_plurals))
    catalog.add(("%(num)s mark", "%(num)s marks"), forms if len(forms) > 1 else forms[:1])
    messages = script_catalogue(catalog, language, {"%(num)s mark"})["messages"]
    assert isinstance(messages, dict)
    by_category = messages["%(num)s mark"]
    category_of, form_of = Locale.parse(language).plural_form, gettext.c2py(catalog.plural_expr)
    for number in range(1001):
        assert by_category[category_of(number)] == forms[form_of(number)]


def test_arabic_plurals_carry_all_six_categories() -> None:
    catalog = Catalog(locale="ar")
    catalog.add(("mark", "marks"), ("a", "b", "c", "d", "e", "f"))
    messages = script_catalogue(catalog, "ar", {"mark"})["messages"]
    assert isinstance(messages, dict)
    assert set(messages["mark"]) == {"zero", "one", "two", "few", "many", "other"}
    assert sorted(messages["mark"].values()) == ["a", "b", "c", "d", "e", "f"]


def test_russian_and_chinese_plurals_follow_their_own_count_of_forms() -> None:
    russian = Catalog(locale="ru")
    russian.add(("mark", "marks"), ("балл", "балла", "баллов"))
    drawn = script_catalogue(russian, "ru", {"mark"})["messages"]
    assert drawn == {"mark": {"one": "балл", "few": "балла", "many": "баллов", "other": "баллов"}}
    chinese = Catalog(locale="zh")
    chinese.add(("mark", "marks"), ("分",))
    assert script_catalogue(chinese, "zh", {"mark"})["messages"] == {"mark": {"other": "分"}}


def test_a_missing_translation_is_named() -> None:
    sentences = [message.id for message in source_catalogue() if message.id]
    assert "Skip to the content" in sentences
    assert "fr: 'Skip to the content'" in missing({"fr": Catalog(locale="fr")})


def test_sentences_within_templates_within_templates_are_found(tmp_path: Path) -> None:
    inner = "${at ? t('Saved %(time)s', { time: clock(at) }) : t('Nothing yet')}"
    source = f"html`<p>{inner}${{tn('one', 'many', 2, {{}})}}</p>`"
    (tmp_path / "status.ts").write_text(source, encoding="utf-8")
    assert script_messages(tmp_path) == {"Saved %(time)s", "Nothing yet", "one"}
