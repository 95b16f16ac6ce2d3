"""From a sentence to the words it rests on: by mouse, by keyboard, in Arabic, on paper, without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from playwright.sync_api import Error, Page, expect

from briefing.models import Evidence, Flag
from briefing.render import to_html
from heavy_day import heavy_day
from report_samples import day

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Open

pytestmark = pytest.mark.browser

NARROW = {"width": 390, "height": 844}


def mark(page: Page, sentence: int, outlet: str):
    return page.locator(f"#story-1-s{sentence} a.c", has_text=outlet)


def highlighted(page: Page) -> str:
    return "".join(page.locator("#pane mark.on").all_inner_texts())


def is_highlighted(page: Page, words: str) -> None:
    page.wait_for_function(
        "(words) => [...document.querySelectorAll('#pane mark.on')].map((mark) => mark.textContent).join('') === words",
        arg=words,
    )


GERMAN = "Die Brücke ist seit Montag gesperrt. Zwei"


def test_pointing_at_a_mark_shows_the_words_and_their_translation(open_page: Open, html: str):
    page = open_page(html)
    mark(page, 1, "Jisr").hover()
    expect(page.locator("#pop blockquote")).to_have_text("أُغلق الجسر يوم الاثنين")
    expect(page.locator("#pop blockquote")).to_have_attribute("dir", "rtl")
    expect(page.locator("#pop blockquote")).to_have_attribute("lang", "ar")
    expect(page.locator("#pop .en")).to_have_text("English ar 3")
    page.mouse.move(5, 5)
    expect(page.locator("#pop")).to_be_hidden()


@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, NARROW])
def test_a_click_opens_the_source_at_the_highlighted_words(open_page: Open, html: str, viewport):
    page = open_page(html, viewport=viewport)
    mark(page, 1, "Norde").click()
    expect(page.locator("#pane")).to_be_visible()
    # One mark an outlet, however many quotes: all of them are highlighted, and the English beside them.
    is_highlighted(page, GERMAN)
    expect(page.locator("#pane mark.on").first).to_be_in_viewport()
    expect(page.locator("#pane .r.on .e .on")).to_have_text("English de 3")
    expect(page.locator("#pane-claim")).to_have_text("The bridge has been closed since Monday.")
    expect(page.locator("#pane-kind")).to_have_text("Sentence, reported as fact")
    expect(page.locator("#story-1-s1")).to_have_class(re.compile("asked"))
    if viewport is NARROW:
        page.locator("#pane-proof summary").click()
    expect(page.locator("#pane-proof li").first).to_contain_text(
        "all 4 quotes were found word for word in their sources"
    )
    expect(page.locator("#pane-proof li").last).to_contain_text("Second reader: not used.")
    page.locator("#pane-tabs button").nth(1).click()
    is_highlighted(page, "أُغلق الجسر يوم الاثنين")
    page.locator("#pane-close").click()
    expect(page.locator("#pane")).to_be_hidden()
    expect(page.locator("mark.on, .asked")).to_have_count(0)


def test_from_a_headline_to_the_original_words_in_two_clicks(open_page: Open, html: str):
    page = open_page(html)
    page.locator("#contents a.to").first.click()
    expect(page.locator("#story-1")).to_be_focused()
    page.locator("#story-1 .line a.c").first.click()
    is_highlighted(page, GERMAN)


@pytest.mark.parametrize("at", ["contents", "story"])
def test_from_a_contradiction_to_the_words_of_both_sides_in_one_click(open_page: Open, html: str, at: str):
    page = open_page(html)
    if at == "contents":
        page.locator("#contents a.d").first.click()
    else:
        page.locator("#contents a.chip.hard").click()
        page.locator("#story-1-d1 a.c").first.click()
    sides = page.locator("#pane-tabs button")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("Zwei Menschen wurden verletzt")
    expect(sides.nth(1)).to_contain_text("وأُصيب ثلاثة أشخاص")
    expect(sides.nth(1)).to_contain_text("denies: not two but three")
    sides.nth(1).click()
    is_highlighted(page, "وأُصيب ثلاثة أشخاص")
    page.keyboard.press("Escape")
    expect(
        page.locator("#contents a.d").first if at == "contents" else page.locator("#story-1-d1 a.c").first
    ).to_be_focused()


def test_of_many_sources_one_of_each_side_stands_first(open_page: Open):
    made = day()
    story = made.stories[0]
    row = next(row for row in story.discrepancies if row.contradiction)
    two, three, _ = row.positions
    chinese = two.replace(article=made.reports[2].article.id, evidence=story.sentences[1].citations)
    row = row.replace(positions=(two.replace(value="2"), chinese.replace(value="2"), three.replace(value="3")))
    page = open_page(to_html(made.replace(stories=(story.replace(discrepancies=(row,)),))))
    page.locator("#contents a.d").first.click()
    assert page.locator("#pane-tabs b").all_inner_texts() == ["2", "3", "2"]


def test_a_warning_is_the_only_marked_sentence_and_shows_what_speaks_against_it(open_page: Open):
    made = day()
    story = made.stories[0]
    doubted = story.sentences[1]
    against = story.sentences[2].citations[0]
    flag = Flag(
        code="weekday", message="No source has this day.", words="on Friday", start=16,
        evidence=(Evidence(**against.model_dump(exclude={"claims"})),),
    )  # fmt: skip
    sentences = (story.sentences[0], doubted.replace(flags=(flag,)), story.sentences[2])
    page = open_page(to_html(made.replace(stories=(story.replace(sentences=sentences),))))
    expect(page.locator(".story u")).to_have_text("on Friday")
    why = page.locator("#story-1-s2 .why")
    expect(why).to_contain_text("⚠ Warning: “on Friday”: No source has this day.")
    why.locator("a.c").click()
    is_highlighted(page, "Nordia تنفي وقوع إصابات")
    expect(page.locator("#pane-kind")).to_have_text("⚠ Warning: No source has this day.")
    expect(page.locator("#pane-claim u")).to_have_text("on Friday")


def test_what_is_folded_is_counted_outside_and_a_link_to_it_opens_it(open_page: Open, html: str):
    page = open_page(html)
    trust = page.locator("#story-1 header .trust")
    expect(trust).to_contain_text("1 contradiction")
    expect(trust).to_contain_text("⚠ 5 warnings")
    expect(page.locator("#story-1 .fold summary", has_text="Open questions")).to_contain_text("⚠ 2")
    expect(page.locator("#story-1-d1")).to_be_hidden()
    trust.get_by_text("1 contradiction").click()
    expect(page.locator("#story-1-d1")).to_be_in_viewport()
    expect(page.locator("#story-1-d2")).to_be_hidden()


def test_by_keyboard_alone_from_the_sentence_to_the_words_and_back(open_page: Open, html: str):
    page = open_page(html)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.story .line a.c')"):
            break
    expect(page.locator("#pop blockquote").first).to_have_text("Die Brücke ist seit Montag gesperrt")
    page.keyboard.press("Enter")
    expect(page.locator("#pane-claim")).to_be_focused()
    is_highlighted(page, GERMAN)
    page.keyboard.press("ArrowRight")
    is_highlighted(page, "أُغلق الجسر يوم الاثنين")
    page.keyboard.press("ArrowLeft")
    is_highlighted(page, GERMAN)
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(mark(page, 1, "Norde")).to_be_focused()


def test_single_keys_go_from_story_to_story_unless_they_are_turned_off(open_page: Open):
    page = open_page(to_html(heavy_day(12)))
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("j")
    assert (first, page.evaluate("document.activeElement.id")) == ("story-1", "story-2")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "story-1"
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#q")).not_to_be_focused()


def test_arabic_words_are_marked_from_right_to_left(open_page: Open, html: str):
    page = open_page(html)
    mark(page, 3, "Jisr").click()
    is_highlighted(page, "Nordia تنفي وقوع إصابات")
    # A sentence that begins with a Latin name: its first word stands on the right.
    edges = page.locator("#pane mark.on").evaluate(
        "(node) => { const at = (from, to) => { const range = new Range(); range.setStart(node.firstChild, from);"
        " range.setEnd(node.firstChild, to); return range.getBoundingClientRect().left; };"
        " return [at(0, 6), at(7, 11)]; }"
    )
    assert edges[0] > edges[1]
    expect(page.locator("#pane .r.on .o")).to_have_css("direction", "rtl")
    expect(page.locator("#pane .r.on .e")).to_have_css("direction", "ltr")
    # English stands left, whatever the original is.
    left, right = (page.locator(f"#pane .r.on {part}").bounding_box() for part in (".e", ".o"))
    assert left
    assert right
    assert left["x"] < right["x"]


def test_a_link_to_a_quote_opens_its_text(open_page: Open, html: str):
    page = open_page(html, at="#q2-0")
    expect(page.locator("#s2 .r").first).to_be_visible()
    expect(page.locator("#s1 .r").first).to_be_hidden()


def test_without_a_script_the_same_links_lead_to_the_same_words(open_page: Open, html: str):
    page = open_page(html, java_script_enabled=False)
    mark(page, 1, "Jisr").click()
    assert re.search(r"#q2-\d+$", page.url)
    expect(page.locator("mark:target")).to_have_text("أُغلق الجسر يوم الاثنين")
    assert page.locator("mark:target").bounding_box()["y"] < 900
    expect(page.locator(".find")).to_be_hidden()
    # What is folded opens for a link to it, too.
    page.locator("#contents a.chip.hard").click()
    expect(page.locator("#story-1-d1")).to_be_in_viewport()


def test_printed_the_quotes_stand_at_the_end_of_their_story(open_page: Open, html: str, tmp_path: Path):
    page = open_page(html)
    page.pdf(path=tmp_path / "page.pdf")
    pdf = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in pdf).split())
    assert "The bridge has been closed since Monday." in text
    assert "¶ 3" in text
    assert "Quotes, in the original" in text
    assert re.search("诺德晨报, Chinese .zh-Hans. · ¶ 2: 大桥预计周五重新开放", text)
    assert "Reported by 3 outlets" in text
    for unprinted in ("Search", "Keys", "Archive", "The texts"):
        assert unprinted not in text
    # A mark leads to its words on the paper, too.
    links = sum(1 for sheet in pdf for _ in range(pypdfium2.raw.FPDFPage_GetAnnotCount(sheet.raw)))
    assert links > 5
    # Afterwards all is as it was.
    expect(page.locator(".endnotes")).to_have_count(0)
    assert mark(page, 2, "诺德晨报").get_attribute("href").startswith("#q3-")


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
