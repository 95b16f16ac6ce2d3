"""WCAG 2.2 AA as far as axe can tell: light and dark, wide and narrow, folded, open, searched, source open, paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python
import pytest

from briefing.render import to_html
from heavy_day import heavy_day
from report_samples import day

if TYPE_CHECKING:
    from conftest import Open
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
WIDE = {"width": 1440, "height": 900}
MIDDLE = {"width": 768, "height": 1024}
NARROW = {"width": 390, "height": 844}


def objections(page: Page, *, clicked: bool = True) -> list[str]:
    """All rules, best practices too, and the one on the size of targets, where something can be clicked."""
    page.evaluate(AXE)
    return page.evaluate(
        "(clicked) => axe.run(document, {rules: {'target-size': {enabled: clicked}}, resultTypes: ['violations']})"
        ".then(({violations}) => violations.map("
        "(v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' + n.failureSummary)))",
        clicked,
    )


@pytest.mark.parametrize("viewport", [WIDE, MIDDLE, NARROW], ids=["wide", "middle", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, html: str, scheme: str, viewport):
    # Evaluated, not injected: the page's policy would refuse a script that is not its own.
    page = open_page(html, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    assert objections(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    page.locator("#q").fill("bridge")
    page.locator("#q").press("Enter")
    assert objections(page) == []
    page.locator(".line a.c").nth(1).click()
    assert objections(page) == []
    page.keyboard.press("Escape")
    page.locator("#story-1-d1 a.c").first.click()
    assert objections(page) == []
    page.keyboard.press("Escape")
    for script in ("Arabic", "Chinese"):
        page.locator(f".line a.c[aria-label*='{script}']").first.click()
        assert objections(page) == []
        page.keyboard.press("Escape")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert objections(page, clicked=False) == []


def test_axe_finds_nothing_where_much_is_amiss(open_page: Open):
    page = open_page(to_html(day(" taint")), bypass_csp=True)
    assert objections(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_the_filters_are_open(open_page: Open, scheme: str):
    page = open_page(to_html(heavy_day(12)), color_scheme=scheme, viewport=NARROW, bypass_csp=True)
    page.locator(".find .opener").click()
    page.locator("#sieve button").first.click()
    assert objections(page) == []


def test_axe_finds_nothing_in_a_packed_page(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("briefing.render.html.page.PLAIN", 0)
    page = open_page(to_html(day()), bypass_csp=True)
    assert page.locator("#packed").count() == 1
    page.locator("#story-1 a.c").first.click()
    assert objections(page) == []


@pytest.mark.parametrize("viewport", [{"width": 320, "height": 640}, NARROW, WIDE])
def test_nothing_is_wider_than_the_screen(open_page: Open, html: str, viewport):
    page = open_page(html, viewport=viewport)
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_has_the_focus_can_be_seen_to_have_it(open_page: Open, html: str):
    page = open_page(html)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            "(() => { const at = document.activeElement, box = at.getBoundingClientRect();"
            " const style = getComputedStyle(at);"
            " const shown = style.outlineStyle !== 'none' && box.bottom > 0 && box.top < innerHeight;"
            " return shown || at === document.body ? [] : [at.outerHTML.slice(0, 80)]; })()"
        )
    assert unseen == []
