"""Tests of the pages that tools/tour.py writes."""

from __future__ import annotations

import re

from tests.browser.hand import KEY, POINT, THINK, Effort
from tools.tour import DOCS, LANGUAGES, STEPS, page_of


def test_every_picture_of_the_tour_is_there() -> None:
    page = (DOCS / "tour.md").read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((images/[^)]+)\)", page)
    assert len(set(pictures)) == len(STEPS) * len(LANGUAGES)
    assert [each for each in pictures if not (DOCS / each).is_file()] == []


def test_the_page_says_what_was_pressed() -> None:
    page = page_of(Effort(clicks=7, typed=30, seconds=90))
    assert "**7 clicks and 30 keys**" in page
    assert "**1.5 minutes**" in page


def test_a_hand_that_changes_over_takes_longer() -> None:
    effort = Effort()
    effort.click()
    effort.click()
    assert (effort.clicks, round(effort.seconds, 2)) == (2, round(2 * (THINK + POINT + KEY), 2))
    before = effort.seconds
    effort.type(5)
    assert (effort.typed, round(effort.seconds - before, 2)) == (5, 1.8)
    before = effort.seconds
    effort.click()
    assert round(effort.seconds - before, 2) == 3.13
