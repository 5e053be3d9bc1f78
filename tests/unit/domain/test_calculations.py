"""The names of choices: text beside what a calculation computes with. Source: DOMAIN 2.3."""

from __future__ import annotations

from competition.domain.calculations import choice_label, plain_parameters, without_translations


def test_a_translated_name_of_a_choice_is_text_and_computes_nothing() -> None:
    parameters = {"CHOICE1_LABEL": "clean", choice_label(1, "zh"): "干净", choice_label(2, "zh-Hans"): "脏"}
    assert list(parameters) == ["CHOICE1_LABEL", "CHOICE1_ZH_LABEL", "CHOICE2_ZH_HANS_LABEL"]
    assert choice_label(1) == "CHOICE1_LABEL"
    assert without_translations(parameters) == {"CHOICE1_LABEL": "clean"}
    assert plain_parameters(parameters) == parameters
