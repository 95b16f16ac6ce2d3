"""How much a reader has to scroll on the demo's days, and how soon a page of two hundred articles can be used."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from briefing.models import Briefing
from briefing.render import to_html
from heavy_day import heavy_page

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Open
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DESK = {"width": 1440, "height": 900}
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Briefing]:
    place: Path = tmp_path_factory.mktemp("demo")
    # In a process of its own: the browser's loop runs in this one.
    subprocess.run([sys.executable, "-m", "briefing", "demo", "--output", place], check=True, capture_output=True)
    found = sorted(place.glob("demo/*/briefing.json"))
    return {path.parent.name: Briefing.model_validate_json(path.read_text(encoding="utf-8")) for path in found}


def screens(page: Page) -> float:
    return page.evaluate("document.documentElement.scrollHeight / innerHeight")


@pytest.mark.parametrize(("viewport", "most"), [(DESK, 4), (TELEPHONE, 8)], ids=["desk", "telephone"])
def test_a_day_of_twelve_articles_is_a_few_screens(open_page: Open, days, viewport, most: int):
    for day in days.values():
        assert len(day.reports) <= 12
        page = open_page(to_html(day), viewport=viewport)
        assert screens(page) <= most
        # The brief is shorter than what it briefs.
        words = len(page.locator("body").inner_text().split())
        assert words < 1_200
        page.context.close()


def test_a_story_is_a_screen(open_page: Open, days):
    page = open_page(to_html(next(iter(days.values()))), viewport=DESK)
    heights = page.locator(".story").evaluate_all("(all) => all.map((story) => story.offsetHeight)")
    assert max(heights) <= 900


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "open"])
def test_every_mark_of_the_demo_shows_words_of_its_own_outlet(open_page: Open, days, opened: bool):
    for day in days.values():
        page = open_page(to_html(day), viewport=DESK)
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
        wrong = page.evaluate(
            """() => [...document.querySelectorAll(".story a.c[href^='#q']")].filter((link) => {
              if (!link.checkVisibility()) return false;
              link.click();
              const marks = [...document.querySelectorAll("#pane mark.on")];
              const told = document.querySelector("#pane-title b").textContent;
              return !marks.length || !link.ariaLabel?.startsWith(told) && !link.matches(".w");
            }).map((link) => link.outerHTML.slice(0, 120))"""
        )
        assert wrong == []
        page.context.close()


def test_two_hundred_articles_are_scanned_in_a_contents_page_of_a_few_screens(open_page: Open):
    html = heavy_page()
    assert len(html.encode()) < 2_000_000
    page = open_page(html, viewport=DESK)
    assert page.locator("#contents").bounding_box()["height"] <= 4 * 900
    # About as many words as are read in three minutes; a glance over headlines takes a third of that.
    assert len(page.locator("#contents").inner_text().split()) < 1_200
