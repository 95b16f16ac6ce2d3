"""A hundred hostile texts in every field, in a real browser: nothing runs, nothing is asked for, nothing opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from briefing.render import clean, to_html
from hostile_strings import HOSTILE, TOGETHER
from report_samples import day

if TYPE_CHECKING:
    from conftest import Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("packed", [False, True])
def test_all_of_them_in_every_field_do_nothing(open_page: Open, monkeypatch: pytest.MonkeyPatch, packed: bool):
    # What the page asked for, complained of or opened fails the test when it is closed.
    monkeypatch.setattr("briefing.render.html.page.PLAIN", 0 if packed else 100_000_000)
    page = open_page(to_html(day(TOGETHER)))
    page.set_default_timeout(60_000)  # three megabytes that no page would have unpacked
    page.evaluate("document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    page.locator(".story .line .srcs a.c").first.hover()
    expect(page.locator("#pop")).to_be_visible(timeout=60_000)
    page.locator(".story .line .srcs a.c").first.click()
    expect(page.locator("#pane mark.on").first).to_be_visible(timeout=60_000)
    page.keyboard.press("Escape")
    page.locator("#q").fill("<script>alert(1)</script>")
    page.locator("#q").press("Enter")
    expect(page.locator("#found")).to_contain_text("in 1 of 1 story", timeout=60_000)
    page.locator(".inside a").first.click()
    page.keyboard.press("Escape")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("document.scripts.length") == (3 if packed else 2)
    assert page.locator("img, iframe, object, embed, link, base, video, form[action]").count() == 0
    # The one that shows quotes is placed by the script.
    others = "[...document.querySelectorAll('*:not(#pop)')].flatMap((node) => [...node.attributes])"
    assert page.evaluate(f"{others}.filter((one) => /^on|^style$/.test(one.name)).length") == 0


def test_each_of_them_is_shown_as_the_text_it_is(open_page: Open):
    briefing = day()
    story = briefing.stories[0]
    short = [text for text in HOSTILE if len(text) < 1_000]
    sentences = tuple(
        story.sentences[2].model_copy(update={"n": n, "text": f"{n} {text}"}) for n, text in enumerate(short, 1)
    )
    page = open_page(
        to_html(briefing.model_copy(update={"stories": (story.model_copy(update={"sentences": sentences}),)}))
    )
    shown = page.locator(".story > .lines .t, #story-1-more .t").evaluate_all(
        "(all) => all.map((node) => node.textContent)"
    )
    assert shown == [clean(f"{n} {text}") for n, text in enumerate(short, 1)]


ASKED = ("</script>", "((((", "[a-z]+\\", '"', "\u202e", "'\"><img src=x onerror=alert(1)>", "x" * 5_000)


def test_a_hostile_search_or_address_finds_nothing_and_breaks_nothing(open_page: Open):
    page = open_page(to_html(day()), at="#?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&at=%3Cimg%3E")
    for asked in ASKED:
        page.locator("#q").fill(asked)
        page.locator("#q").press("Enter")
        page.locator("#q").fill("bridge")
        page.locator("#q").press("Enter")
        expect(page.locator("#found")).to_contain_text("in 1 of 1 story")
