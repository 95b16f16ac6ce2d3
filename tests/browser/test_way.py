"""From a sentence to the words it rests on: by mouse, by keyboard, in Arabic, on paper, without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from playwright.sync_api import Error, Page, expect

from briefing.render import to_html
from heavy_day import heavy_day

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Open

pytestmark = pytest.mark.browser

NARROW = {"width": 390, "height": 844}


def mark(page: Page, number: int):
    return page.locator(".story").first.locator(f"a.c:text-is('[{number}]')").first


def highlighted(page: Page) -> str:
    return "".join(page.locator("#pane mark.on").all_inner_texts())


def is_highlighted(page: Page, words: str) -> None:
    page.wait_for_function(
        "(words) => [...document.querySelectorAll('#pane mark.on')].map((mark) => mark.textContent).join('') === words",
        arg=words,
    )


def test_pointing_at_a_citation_shows_the_words_and_their_translation(open_page: Open, html: str):
    page = open_page(html)
    mark(page, 4).hover()
    expect(page.locator("#pop blockquote")).to_have_text("أُغلق الجسر يوم الاثنين")
    expect(page.locator("#pop blockquote")).to_have_attribute("dir", "rtl")
    expect(page.locator("#pop blockquote")).to_have_attribute("lang", "ar")
    expect(page.locator("#pop .en")).to_have_text("English ar 3")
    page.mouse.move(5, 5)
    expect(page.locator("#pop")).to_be_hidden()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, NARROW])
def test_a_click_opens_the_source_at_the_highlighted_words(open_page: Open, html: str, viewport):
    page = open_page(html, viewport=viewport)
    mark(page, 1).click()
    expect(page.locator("#pane")).to_be_visible()
    is_highlighted(page, "Die Brücke ist seit Montag gesperrt")
    expect(page.locator("#pane mark.on").first).to_be_in_viewport()
    expect(page.locator("#pane .r.on p + p")).to_have_text("English de 3")
    expect(page.locator("#pane .boilerplate i")).to_have_text("boilerplate: menu")
    expect(page.locator("#pane-claim p")).to_have_text("Bridge over the Norde closed")
    page.locator("#pane-on").click()
    is_highlighted(page, "Die Brücke ist seit Montag gesperrt")
    page.locator("#pane-on").click()
    is_highlighted(page, "Montag gesperrt. Zwei")
    page.locator("#pane-close").click()
    expect(page.locator("#pane")).to_be_hidden()
    expect(page.locator("mark.on")).to_have_count(0)


def test_by_keyboard_alone_from_the_sentence_to_the_words_and_back(open_page: Open, html: str):
    page = open_page(html)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.story .told a.c')"):
            break
    expect(page.locator("#pop blockquote")).to_have_text("Die Brücke ist seit Montag gesperrt")
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("#pane-title")).to_be_focused()
    is_highlighted(page, "Die Brücke ist seit Montag gesperrt")
    page.keyboard.press("ArrowRight")
    is_highlighted(page, "Montag gesperrt. Zwei")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == number


def test_single_keys_go_from_story_to_story_and_from_citation_to_citation(open_page: Open):
    page = open_page(to_html(heavy_day(12)))
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    assert (first, page.evaluate("document.activeElement.id")) == ("story-1", "story-2")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "story-1"
    page.keyboard.press("n")
    expect(page.locator("#pane")).to_be_visible()
    before = highlighted(page)
    page.keyboard.press("n")
    expect(page.locator("#pane-claim .meta")).to_contain_text("Citation 2 of")
    assert highlighted(page) != before
    page.keyboard.press("p")
    is_highlighted(page, before)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_arabic_words_are_marked_from_right_to_left(open_page: Open, html: str):
    page = open_page(html)
    mark(page, 6).click()
    is_highlighted(page, "Nordia تنفي وقوع إصابات")
    # A sentence that begins with a Latin name: its first word stands on the right.
    edges = page.locator("#pane mark.on").evaluate(
        "(node) => { const at = (from, to) => { const range = new Range(); range.setStart(node.firstChild, from);"
        " range.setEnd(node.firstChild, to); return range.getBoundingClientRect().left; };"
        " return [at(0, 6), at(7, 11)]; }"
    )
    assert edges[0] > edges[1]
    expect(page.locator("#pane .r.on p").first).to_have_css("direction", "rtl")
    expect(page.locator("#pane .r.on p").last).to_have_css("direction", "ltr")


def test_a_link_to_a_quote_opens_its_text(open_page: Open, html: str):
    page = open_page(html, at="#q2-0")
    expect(page.locator("#s2 .r").first).to_be_visible()
    expect(page.locator("#s1 .r").first).to_be_hidden()


def test_without_a_script_the_same_links_lead_to_the_same_words(open_page: Open, html: str):
    page = open_page(html, java_script_enabled=False)
    mark(page, 4).click()
    assert re.search(r"#q2-\d+$", page.url)
    expect(page.locator("mark:target")).to_have_text("أُغلق الجسر يوم الاثنين")
    assert page.locator("mark:target").bounding_box()["y"] < 900
    expect(page.locator(".find")).to_be_hidden()


def test_printed_the_quotes_stand_at_the_end_of_their_story(open_page: Open, html: str, tmp_path: Path):
    page = open_page(html)
    page.pdf(path=tmp_path / "page.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in pdf).split()).replace("] [", "][")
    assert "What matters most" in text
    assert "The bridge has been closed since Monday. [1][2][3][4]" in text
    assert "All quotes, in the original" in text
    assert "[5] 诺德晨报 · Chinese (zh-Hans) · paragraph 2 大桥预计周五重新开放" in text
    assert "Previous citation" not in text
    assert "Search" not in text
    # A mark leads to its words on the paper, too.
    links = sum(1 for sheet in pdf for _ in range(pypdfium2.raw.FPDFPage_GetAnnotCount(sheet.raw)))
    assert links > 10
    # Afterwards all is as it was.
    expect(page.locator(".story details.quotes")).not_to_have_attribute("open", "")
    assert mark(page, 5).get_attribute("href").startswith("#q3-")


def test_an_injected_script_or_handler_does_not_run(open_page: Open, seen, html: str):
    # As if escaping had failed: the page's own policy is the second wall.
    evil = (
        "<script>document.title = 'owned'</script>"
        "<img src='https://evil.example/x.png' onerror=\"document.title='owned'\">"
        "<p onclick=\"document.title='owned'\" id=trap>x</p><a id=js href=\"javascript:document.title='owned'\">x</a>"
        "<style>body { background: url(https://evil.example/y.png) }</style>"
        "<iframe src='https://evil.example/z'></iframe>"
        "<form action='https://evil.example/f' id=form><button>x</button></form>"
    )
    page = open_page(html.replace("<div id=stories", evil + "<div id=stories"))
    page.locator("#trap").click()
    page.locator("#js").click()
    page.evaluate("document.querySelector('#form button').click()")
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<b>x</b>'")
    assert page.title() != "owned"
    wanted = ["inline script", "event handler", "JavaScript URL", "x.png", "inline style", "Framing", "form data"]
    for _ in range(50):
        missing = [what for what in wanted if what not in " ".join(seen.complaints)]
        if not missing:
            break
        page.wait_for_timeout(100)
    assert not missing
    assert all("Content Security Policy" in line or "Trusted" in line for line in seen.complaints), seen.complaints
    assert seen.requests == []
    seen.complaints.clear()
